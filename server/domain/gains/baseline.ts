import { dayAt } from "../figures/contribution.ts";
import type { SourceHeard } from "../figures/coverage.ts";
import type { FiguresOn } from "../figures/papers.ts";
import { type Period, weekOf } from "../figures/period.ts";
import type { Instant } from "../types.ts";

/** Weeks of a month that is compared: whole ones, so that each weekday is in it as often as any other. */
const weeksOfMonth = 4;
/** Weeks of a quarter. */
const weeksOfQuarter = 13;

/** What later months are held against. */
export interface Baseline {
  readonly period: Period;
  /** The day on which the first system was connected: declared and heard. */
  readonly openedOn: number;
  /** True where the network file says when it begins. */
  readonly stated: boolean;
  /** Buildings that came after it, by name: left out of both sides. `since`: the day on which they were connected. */
  readonly joined: readonly { readonly warehouse: string; readonly since: number }[];
}

/** Whose first month is asked for. */
export interface BaselineAsked {
  /** Only of this building; null: of all. */
  readonly warehouse: string | null;
  /** The day from which on it may begin, by the network file; null: where it says none. */
  readonly from: number | null;
  /** Since when each system is declared. Old facts that it brings with it were seen by nobody when they happened. */
  readonly declared: ReadonlyMap<string, Instant>;
  readonly network: FiguresOn["network"];
}

/** The first Monday that is not before a day. */
const mondayFrom = (day: number): number => weekOf(day + 6).from;

/**
 * The first four whole weeks in which no system was still being connected. They begin on the first Monday after the first
 * was, and anew after each that is connected within them. Null where nothing was heard yet.
 */
export function baselineOf(sources: readonly SourceHeard[], asked: BaselineAsked): Baseline | null {
  const { warehouse, declared, network } = asked;
  const heard = sources.flatMap((source) => {
    if (source.firstHeardAt === null) return [];
    const connectedAt = Math.max(source.firstHeardAt, declared.get(source.system) ?? source.firstHeardAt);
    return [{ warehouse: source.warehouse, on: dayAt(connectedAt, source.warehouse, { network }) }];
  });
  // A building has its own first month: the ledger's system may have been there long before.
  const own = heard.filter((source) => source.warehouse === warehouse);
  const firsts = (warehouse === null || own.length === 0 ? heard : own).map(({ on }) => on);
  if (firsts.length === 0) return null;
  const openedOn = Math.min(...firsts);
  const period = asked.from === null ? firstWhole(openedOn, heard) : monthFrom(mondayFrom(asked.from));
  return { period, openedOn, stated: asked.from !== null, joined: joinedAfter(period, heard) };
}

const monthFrom = (from: number): Period => ({ from, to: from + 7 * weeksOfMonth });

function firstWhole(openedOn: number, heard: readonly { readonly on: number }[]): Period {
  let period = monthFrom(mondayFrom(openedOn + 1));
  for (const { on } of heard.toSorted((a, b) => a.on - b.on))
    if (on >= period.from && on < period.to) period = monthFrom(mondayFrom(on + 1));
  return period;
}

/** Buildings of which every source of their own was first heard when the month was over. */
function joinedAfter(
  { to }: Period,
  heard: readonly { readonly warehouse: string | null; readonly on: number }[],
): Baseline["joined"] {
  const since = new Map<string, number>();
  for (const { warehouse, on } of heard)
    if (warehouse !== null) since.set(warehouse, Math.min(on, since.get(warehouse) ?? on));
  return [...since]
    .filter(([, day]) => day >= to)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([warehouse, day]) => ({ warehouse, since: day }));
}

/** The last thirteen whole weeks before a day, without those of the first month; null where there is none yet. */
export function quarterAfter({ period }: Pick<Baseline, "period">, today: number): Period | null {
  const { from: to } = weekOf(today);
  const from = Math.max(period.to, to - 7 * weeksOfQuarter);
  return from < to ? { from, to } : null;
}
