import {
  dayOf,
  type HandOver,
  type Instant,
  type Millis,
  type Network,
  partsOf,
  type Ref,
  type Shift,
} from "../domain/index.ts";
import type { LivedException } from "../ports/index.ts";
import { mostLived } from "../ports/lived.ts";
import type { DepartureRow, SinceCount, SinceDocument, SinceMissed, SinceRow } from "../wire/index.ts";
import { confirming, toDepartureRows } from "./departure-rows.ts";
import { exceptionId, objectOf } from "./exception-rows.ts";
import { isoOf } from "./formats.ts";
import { handOverId } from "./hand-overs.ts";
import { teachingOf } from "./learning.ts";
import type { TallyPage } from "./tally-page.ts";

/** Documents that stand behind one number, at most. */
const mostListed = 200;
/** A hand-over that was accepted longer ago than this began another day's work. */
const accepted: Millis = 24 * 3_600_000;

/** An earlier hand-over of which something was accepted, of what may be seen: when first, and how many within a while. */
export interface Accepted {
  readonly handOver: Pick<HandOver, "number" | "by" | "to">;
  /** In this building, or in any where one exception names none. */
  readonly here: boolean;
  /** Each acceptance that may be seen, oldest first. */
  readonly at: readonly Instant[];
}

/** When a shift began, and by what that is known. */
export interface Beginning {
  readonly at: Instant;
  readonly by: SinceRow["begins"];
  readonly shift: string | null;
  /** The hand-over with which it began, where it did. */
  readonly handOver: number | null;
}

/** An exception that kept an order from leaving: since when that was known, and when people did something about it. */
export interface Stopper {
  readonly knownAt: Instant;
  readonly acts: readonly Instant[];
}

/** What the lines are counted from. */
export interface ShiftFacts {
  readonly handOver: Pick<HandOver, "at" | "from">;
  readonly warehouse: string;
  readonly beginning: Beginning;
  readonly before: readonly Accepted[];
  /** Lives that ended in the shift, of all buildings. */
  readonly ended: readonly LivedException[];
  /** The building's days that the shift touches, as they stood when it was given; null where they are too many. */
  readonly pages: readonly TallyPage[] | null;
  /** Of orders that left in time. */
  readonly stoppers: ReadonlyMap<Ref, readonly Stopper[]>;
}

/**
 * When the shift began that a hand-over ends: the giver's team's shift that holds its time, of several their own, else
 * the one that ends first; else the first acceptance of the building's last accepted hand-over, at most a day before;
 * else the shipping day. Pure.
 */
export function shiftBeginning(
  { at, by, from }: Pick<HandOver, "at" | "by" | "from">,
  warehouse: string | null,
  before: readonly Accepted[],
  network: Pick<Network, "teams" | "warehouses" | "company" | "offsetAt">,
): Beginning {
  // Whoever hands over as the shift ends hands over that shift.
  const holding = (network.teams.get(from)?.rota?.shifts ?? []).filter((shift) => shift.from < at && at <= shift.to);
  const own = holding.filter(({ person }) => person === by);
  const [shift] = (own.length > 0 ? own : holding).toSorted(byEnd);
  if (shift !== undefined) return { at: shift.from, by: "shift", shift: shift.name, handOver: null };
  const last = before.findLast(({ here, at: times }) => here && times.some((one) => one < at && one >= at - accepted));
  const first = last?.at.find((one) => one >= at - accepted);
  if (last !== undefined && first !== undefined)
    return { at: first, by: "hand-over", shift: null, handOver: last.handOver.number };
  const zone = network.warehouses.get(warehouse ?? "")?.timezone ?? network.company.timezone;
  const day = dayOf(at, (instant) => network.offsetAt(zone, instant));
  return { at: day.start, by: "day", shift: null, handOver: null };
}

const byEnd = (a: Shift, b: Shift): number => a.to - b.to || b.from - a.from || (a.name < b.name ? -1 : 1);

/** The lines of a shift. Pure: what came first decides nothing. */
export function toSinceRow(facts: ShiftFacts, network: Pick<Network, "warehouses" | "minorUnits">): SinceRow {
  const { handOver, warehouse, beginning, pages } = facts;
  const ended = facts.ended.length < mostLived ? endedHere(facts) : null;
  const silent = pages?.find(({ floor }) => floor.silence !== null)?.floor.silence?.system ?? null;
  const known = silent === null ? pages : null;
  return {
    warehouse,
    from: isoOf(beginning.at),
    to: isoOf(handOver.at),
    begins: beginning.by,
    shift: beginning.shift,
    accepted: acceptedIn(facts),
    cleared: ended === null ? null : counted(ended.filter(isSeen).map(exceptionBehind)),
    byHand: ended === null ? null : counted(ended.filter(isByHand).map(exceptionBehind)),
    saved: known === null ? null : counted(savedIn(facts, known).map(orderBehind)),
    missed: known === null ? null : missedIn(facts, known, network),
    silent,
  };
}

/** The line of a hand-over that names no building: only when it began, and what was accepted, can be said. */
export const withoutBuilding = (
  handOver: Pick<HandOver, "at" | "from">,
  beginning: Beginning,
  before: readonly Accepted[],
): SinceRow => ({
  warehouse: null,
  from: isoOf(beginning.at),
  to: isoOf(handOver.at),
  begins: beginning.by,
  shift: beginning.shift,
  accepted: acceptedIn({ handOver, beginning, before }),
  cleared: null,
  byHand: null,
  saved: null,
  missed: null,
  silent: null,
});

/** From the shift before: to the team that gives now, or that with which the shift began. */
function acceptedIn({
  handOver,
  beginning,
  before,
}: Pick<ShiftFacts, "handOver" | "beginning" | "before">): SinceRow["accepted"] {
  return before
    .filter(({ handOver: one }) => one.to.team === handOver.from || one.number === beginning.handOver)
    .flatMap(({ handOver: { number, by }, at }) => {
      const within = at.filter((one) => one >= beginning.at && one < handOver.at);
      const [first] = within;
      return first === undefined ? [] : [{ id: handOverId(number), by, at: isoOf(first), count: within.length }];
    });
}

/** What ended in the building and the shift, and had stood in a queue. */
const endedHere = ({ ended, warehouse, beginning, handOver }: ShiftFacts): readonly LivedException[] =>
  teachingOf(ended).filter(
    (one) =>
      one.warehouse === warehouse &&
      one.resolvedAt !== null &&
      one.resolvedAt >= beginning.at &&
      one.resolvedAt < handOver.at,
  );

/** Reasons by which rules end what is over because its outcome was seen. */
const seen: ReadonlySet<string> = new Set(["recovered", "arrived", "heard"]);

const isSeen = ({ endedBy, reason }: LivedException): boolean => endedBy === "rule" && seen.has(reason ?? "");
const isByHand = ({ endedBy }: LivedException): boolean => endedBy !== null && endedBy !== "rule";

/** Orders that left within the shift with the truck that they were planned on from the first. Each once, by ref. */
export function leftInTime(
  pages: readonly TallyPage[],
  { from, to }: { readonly from: Instant; readonly to: Instant },
): ReadonlyMap<Ref, Instant> {
  const left = new Map<Ref, Instant>();
  for (const { orders } of pages) {
    for (const { place } of orders.values()) {
      const { ref, part, shippedAt, departure, missed } = place;
      if (part !== "shipped" || shippedAt === null || shippedAt < from || shippedAt >= to) continue;
      if (departure === null || departure.by === "moved" || missed.length > 0) continue;
      // What was moved to a later truck was not saved for its own, and confirmations come after a truck has left.
      if (shippedAt <= departure.at + confirming) left.set(ref, shippedAt);
    }
  }
  return left;
}

/** Those of them that had been stopped, with something done about it before they left. */
function savedIn({ beginning, handOver, stoppers }: ShiftFacts, pages: readonly TallyPage[]): readonly Ref[] {
  const left = leftInTime(pages, { from: beginning.at, to: handOver.at });
  return [...left].flatMap(([ref, leftAt]) => {
    const saved = stoppers.get(ref)?.some(({ knownAt, acts }) => knownAt < leftAt && acts.some((at) => at <= leftAt));
    return saved === true ? [ref] : [];
  });
}

/** Trucks that left within the shift and whom they left behind, by time. */
function missedIn(
  { beginning, handOver }: ShiftFacts,
  pages: readonly TallyPage[],
  network: Pick<Network, "warehouses" | "minorUnits">,
): readonly SinceMissed[] {
  const missed: SinceMissed[] = [];
  for (const page of pages) {
    for (const row of toDepartureRows(page, network)) {
      const at = Date.parse(row.at);
      // A truck of another day is told by that day's page: this one does not know what left with it.
      if (at < page.day.start || at >= page.day.end || at < beginning.at || at >= handOver.at) continue;
      if (row.behind > 0)
        missed.push({ departure: row.id, at: row.at, count: row.behind, onto: ontoOf(row.behindOrders) });
    }
  }
  return missed.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : a.departure < b.departure ? -1 : 1));
}

function ontoOf(behind: DepartureRow["behindOrders"]): SinceMissed["onto"] {
  const counts = new Map<string | null, number>();
  for (const { movedTo } of behind) counts.set(movedTo, (counts.get(movedTo) ?? 0) + 1);
  return [...counts]
    .map(([at, count]) => ({ at, count }))
    .sort((a, b) => b.count - a.count || ((a.at ?? "9") < (b.at ?? "9") ? -1 : 1));
}

const exceptionBehind = ({ number, object }: LivedException): SinceDocument => ({
  exception: exceptionId(number),
  object: object === null ? null : objectOf(object),
});

const orderBehind = (ref: Ref): SinceDocument => ({
  exception: null,
  object: { kind: "order", id: partsOf(ref).value },
});

function counted(documents: readonly SinceDocument[]): SinceCount {
  const key = ({ exception, object }: SinceDocument): string =>
    exception === null ? (object?.id ?? "") : exception.slice(2).padStart(15, "0");
  const sorted = documents.toSorted((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0));
  return { count: documents.length, documents: sorted.slice(0, mostListed) };
}
