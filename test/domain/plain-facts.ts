import type { CanonicalEvent } from "../../server/domain/index.ts";
import { offsets } from "./figured.ts";

// How a list of facts is read plainly, with nothing of the core but its facts.

export type Fact = CanonicalEvent;
export type Facts = readonly Fact[];

export function inOrder(a: Fact, b: Fact): number {
  return a.occurredAt - b.occurredAt || a.occurredNanos - b.occurredNanos || (a.identity < b.identity ? -1 : 1);
}

export const names = (fact: Fact, kind: string, id?: string): boolean =>
  fact.keys.some((key) => key.kind === kind && (id === undefined || key.value === id));
export const idsOf = (facts: Facts, kind: string): readonly string[] =>
  [...new Set(facts.flatMap(({ keys }) => keys.filter((key) => key.kind === kind).map(({ value }) => value)))].sort();
export const about = (facts: Facts, kind: string, id: string): Facts => facts.filter((fact) => names(fact, kind, id));
export const ok = (facts: Facts, ...types: readonly string[]): Facts =>
  facts.filter(({ type, status }) => status === "ok" && type !== null && types.includes(type));
export const isAfter = (a: Fact | undefined, b: Fact | undefined): boolean =>
  a !== undefined && (b === undefined || inOrder(a, b) > 0);

const zones: Readonly<Record<string, string>> = { ATL: "America/New_York", RNO: "America/Los_Angeles" };
const dayMs = 86_400_000;
export const dayAt = (when: number, warehouse: string | null): number =>
  Math.floor((when + offsets(zones[warehouse ?? ""] ?? "UTC", when) * 60_000) / dayMs);
/** A date is its day where it was told. */
export const dayOf = (fact: Fact, warehouse: string | null): number =>
  dayAt(fact.occurredAt, fact.precision === "day" ? fact.warehouse : warehouse);

/** The fact with which something left. */
export function leaving(own: Facts): Fact | undefined {
  const confirmed = ok(own, "shipment.confirmed");
  const voided = ok(own, "shipment.voided").at(-1);
  if (voided !== undefined) return isAfter(confirmed.at(-1), voided) ? confirmed.at(-1) : undefined;
  return confirmed[0] ?? ok(own, "shipment.delivered", "order.delivered")[0] ?? ok(own, "shipment.posted")[0];
}
export const isVoided = (own: Facts): boolean => {
  const voided = ok(own, "shipment.voided").at(-1);
  return voided !== undefined && !isAfter(ok(own, "shipment.confirmed").at(-1), voided);
};
export const leavings = ["shipment.confirmed", "shipment.delivered", "order.delivered", "shipment.posted"];

/** A document with its timeline. */
export interface Part {
  readonly kind: "order" | "shipment";
  readonly id: string;
  readonly own: Facts;
}

export const partOf = (facts: Facts, kind: Part["kind"], id: string): Part => ({
  kind,
  id,
  own: about(facts, kind, id),
});

/** What an order went as: shipments that were not voided, or itself. */
export function wentAs(facts: Facts, order: string): readonly Part[] {
  const itself = partOf(facts, "order", order);
  const shipments = idsOf(itself.own, "shipment").map((id) => partOf(facts, "shipment", id));
  const tells = shipments.some(({ own }) => ok(own, ...leavings).length > 0);
  return tells ? shipments.filter(({ own }) => !isVoided(own)) : [itself];
}

/** The latest of these, the first of several at one time; none where one is missing. */
export function latest(facts: readonly (Fact | undefined)[]): Fact | undefined {
  if (facts.length === 0 || facts.includes(undefined)) return undefined;
  return facts.reduce((a, b) => (a !== undefined && b !== undefined && b.occurredAt > a.occurredAt ? b : a));
}
export const lastLeft = (parts: readonly Part[]): Fact | undefined => latest(parts.map(({ own }) => leaving(own)));

export function onlyOf(own: Facts): string | null {
  const [only, ...more] = new Set(own.flatMap(({ warehouse }) => warehouse ?? []));
  return more.length === 0 ? (only ?? null) : null;
}

/** The building that the latest release or the like named, each type and system by the first that it told. */
export function warehouseOf(own: Facts): string | null {
  const first = new Map<string, Fact>();
  for (const fact of ok(own, "order.released", "order.reallocated", "order.allocated", "order.acknowledged")) {
    const key = `${fact.type} ${fact.system}`;
    if (!first.has(key)) first.set(key, fact);
  }
  const named = [...first.values()].filter(({ warehouse }) => warehouse !== null).sort(inOrder);
  return named.at(-1)?.warehouse ?? onlyOf(own);
}

export const traitOf = (own: Facts, name: string) =>
  own.flatMap(({ traits }) => traits.filter(([of]) => of === name)).at(-1)?.[1] ?? null;
