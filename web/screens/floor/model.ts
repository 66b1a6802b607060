import type { DepartureRow, ExceptionRow, Severity } from "../../../server/wire/index.ts";
import { type HeldAmount, heldSums } from "../../app/format/held.ts";

/** What one fault holds up, as one card. */
export interface Group {
  /** `C-17`, or the exception's own id where it has no cause. */
  readonly id: string;
  /** The soonest first. */
  readonly rows: readonly ExceptionRow[];
  readonly title: string;
  readonly severity: Severity;
  /** The soonest cutoff of its members. */
  readonly cutoff: ExceptionRow["cutoff"];
}

const severities: readonly Severity[] = ["critical", "high", "medium", "low"];
const worst = (rows: readonly ExceptionRow[]): Severity =>
  severities.find((one) => rows.some((row) => row.severity === one)) ?? "low";

/** Groups by cause, in the order of the rows. */
export function groupsOf(rows: readonly ExceptionRow[]): readonly Group[] {
  const by = new Map<string, ExceptionRow[]>();
  for (const row of rows) {
    const id = row.causeId ?? row.id;
    by.set(id, [...(by.get(id) ?? []), row]);
  }
  return [...by].map(([id, members]) => ({
    id,
    rows: members,
    title: members[0]?.title ?? "",
    severity: worst(members),
    cutoff: members.find((row) => row.cutoff !== null)?.cutoff ?? null,
  }));
}

/** By what leaves first, then how bad, then by id: total, so that nothing changes places for nothing. */
export function compareGroups(a: Group, b: Group): number {
  const [x, y] = [a.cutoff?.at ?? "9", b.cutoff?.at ?? "9"];
  if (x !== y) return x < y ? -1 : 1;
  const bad = severities.indexOf(a.severity) - severities.indexOf(b.severity);
  return bad !== 0 ? bad : a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}

/** Whose something is, as the person at the tablet sees it. */
export type Whose = "mine" | "team" | "taken" | "nobody";

/** Whose the exceptions of a card are: theirs who look only where every one is. */
export function whoseOf(rows: readonly ExceptionRow[], me: string, team: string | null): Whose {
  if (rows.every((row) => row.owner.person === me)) return "mine";
  if (rows.every((row) => row.owner.person !== null)) return "taken";
  return rows.every((row) => row.owner.team === team) ? "team" : "nobody";
}

/** Those of a card that are still to be taken by somebody. */
export const toTake = (rows: readonly ExceptionRow[], me: string): readonly ExceptionRow[] =>
  rows.filter((row) => row.owner.person !== me || row.state !== "acknowledged");

/** What a card holds up, in money: each object once, by currency. `estimate`: at least one amount is by order price. */
export interface Held {
  readonly money: readonly HeldAmount[];
  readonly estimate: boolean;
  /** Objects whose amount is not known. */
  readonly unknown: number;
}

/** Adds up what the exceptions hold up. Integers of minor units are not known here: amounts are shown without cents. */
export function heldOf(rows: readonly ExceptionRow[]): Held {
  const once = new Map<string, ExceptionRow>();
  for (const row of rows) once.set(row.object === null ? row.id : `${row.object.kind} ${row.object.id}`, row);
  const sums = heldSums();
  let unknown = 0;
  let estimate = false;
  for (const { value } of once.values()) {
    if (value === null || value.amount === null || value.currency === null) unknown += 1;
    else {
      sums.add(Number(value.amount), value.currency, value.basis === "cost" ? "cost" : "price");
      estimate ||= value.basis === "order-price";
    }
  }
  return { money: sums.all(), estimate, unknown };
}

/** How many of each kind of object, most first. */
export function objectsOf(rows: readonly ExceptionRow[]): readonly { readonly kind: string; readonly count: number }[] {
  const by = new Map<string, Set<string>>();
  for (const { object } of rows)
    if (object !== null) by.set(object.kind, (by.get(object.kind) ?? new Set()).add(object.id));
  return [...by].map(([kind, ids]) => ({ kind, count: ids.size })).sort((a, b) => b.count - a.count);
}

/** The departure that a card keeps from leaving full; null where none is known. */
export const departureOf = (rows: readonly ExceptionRow[], departures: readonly DepartureRow[]): DepartureRow | null =>
  departures.find(
    (one) => !one.left && one.causes.some((cause) => cause.exceptions.some((id) => rows.some((row) => row.id === id))),
  ) ?? null;

/** A number without what papers and labels write differently: case, separators, and zeros that lead a run of digits. */
export const plainNumber = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[-_./#\s]+/g, "")
    .replace(/(^|\D)0+(?=\d)/g, "$1");

/** The exceptions that a scanned number names: by their own id, their object, or their load. */
export function namedBy(rows: readonly ExceptionRow[], text: string): readonly ExceptionRow[] {
  const plain = plainNumber(text);
  if (plain === "") return [];
  return rows.filter((row) =>
    [row.id, row.object?.id, row.load].some((one) => one !== null && one !== undefined && plainNumber(one) === plain),
  );
}
