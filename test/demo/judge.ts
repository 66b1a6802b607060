import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { siteOf } from "../../server/demo/company.ts";
import { dockTime } from "../../server/demo/dock.ts";
import { instantOf, localOf, minute } from "../../server/demo/zones.ts";
import type { Fact } from "./facts.ts";

interface StepConfig {
  readonly id: string;
  readonly after: string;
  readonly expect: string;
  readonly via?: string;
  readonly from: string;
  readonly within: string;
  readonly calendar?: string;
}

/** The parts of the demo's network file that the simulated company must live up to. */
export interface NetworkFile {
  readonly warehouses: readonly {
    readonly id: string;
    readonly timezone: string;
    readonly departures: readonly {
      readonly carrier: string;
      readonly service: string;
      readonly at: string;
      readonly days: string;
    }[];
  }[];
  readonly systems: readonly {
    readonly id: string;
    readonly kind: string;
    readonly match: Readonly<Record<string, string>>;
  }[];
  readonly flows: readonly {
    readonly id: string;
    readonly object: string;
    readonly warehouses?: readonly string[];
    readonly steps: readonly StepConfig[];
  }[];
}

/** The demo's network file as it stands. */
export function readNetwork(): NetworkFile {
  return parse(readFileSync(new URL("../../server/demo/network.yaml", import.meta.url), "utf8")) as NetworkFile;
}

/** A promise that was not kept in time, or a failure that no later success healed. */
export interface Trouble {
  readonly what: string;
  readonly object: string;
  readonly at: number;
}

/** What would stand open at an instant, and what was met late before it, by the steps of the network file. */
export function judge(facts: readonly Fact[], network: NetworkFile, now: number): { open: Trouble[]; late: Trouble[] } {
  const open: Trouble[] = [];
  const late: Trouble[] = [];
  const failures = failing(facts);
  open.push(...failures);
  const failed = new Set(failures.map((failure) => `${failure.object} ${failure.what.split(" ")[0]}`));
  const kinds = new Map(network.systems.map((system) => [system.match["service.name"] ?? "", system]));
  const cancelled = new Set(
    facts.filter((fact) => fact.type === "order.cancelled").map((fact) => fact.keys.get("order")),
  );
  const held = new Set(facts.filter((fact) => fact.type === "order.held").map((fact) => fact.keys.get("order")));
  for (const flow of network.flows) {
    const subjects = groups(facts, flow.object);
    for (const [subject, own] of subjects) {
      if (subject === "" || cancelled.has(own[0]?.keys.get("order")) || held.has(own[0]?.keys.get("order"))) continue;
      const site = own.find((fact) => fact.warehouse !== null)?.warehouse ?? "ATL";
      if (flow.warehouses !== undefined && !flow.warehouses.includes(site)) continue;
      for (const step of flow.steps) {
        const first = own.find((fact) => fact.ok && fact.type === step.after);
        if (first === undefined) continue;
        const due = dueAt(step, site, first.at);
        const met = own.find((fact) => {
          const system = kinds.get(fact.service);
          return fact.ok && fact.type === step.expect && (system?.id === step.from || system?.kind === step.from);
        });
        const what = `${flow.id}.${step.id}`;
        const explained = own.some((fact) => fact.type === step.expect && failed.has(`${objectOf(fact)} ${fact.type}`));
        if (met === undefined && due < now && !explained) open.push({ what, object: subject, at: due });
        else if (met !== undefined && met.at > due) late.push({ what, object: subject, at: met.at });
      }
    }
  }
  return { open, late };
}

function failing(facts: readonly Fact[]): Trouble[] {
  return facts.flatMap((fact) => {
    if (fact.ok) return [];
    const object = objectOf(fact);
    const healed = facts.some(
      (other) => other.ok && other.type === fact.type && objectOf(other) === object && other.at > fact.at,
    );
    return healed ? [] : [{ what: `${fact.type} failed: ${fact.message}`, object, at: fact.at }];
  });
}

function objectOf(fact: Fact): string {
  const kind = fact.type.slice(0, fact.type.indexOf("."));
  return fact.keys.get(kind) ?? fact.keys.get("order") ?? "";
}

function dueAt(step: StepConfig, site: string, from: number): number {
  const [, count, unit] = /^(\d+)([mhd])$/.exec(step.within) ?? [];
  const within = Number(count) * (unit === "m" ? 1 : unit === "h" ? 60 : 1440) * minute;
  if (step.calendar === "dock-hours") return dockTime(siteOf(site), from, within);
  if (step.calendar === "office-hours") return officeTime(from, within);
  return from + within;
}

function officeTime(from: number, work: number): number {
  const zone = "America/New_York";
  let left = work;
  for (let number = localOf(zone, from).dayNumber; ; number += 1) {
    const weekday = (number + 4) % 7;
    if (weekday === 0 || weekday === 6) continue;
    const opens = Math.max(from, instantOf(zone, number, 8 * 60));
    const closes = instantOf(zone, number, 18 * 60);
    if (closes <= opens) continue;
    if (closes - opens >= left) return opens + left;
    left -= closes - opens;
  }
}

function groups(facts: readonly Fact[], kind: string): Map<string, Fact[]> {
  const found = new Map<string, Fact[]>();
  for (const fact of facts) {
    const id = fact.keys.get(kind);
    if (id === undefined) continue;
    const list = found.get(id);
    if (list === undefined) found.set(id, [fact]);
    else list.push(fact);
  }
  return found;
}
