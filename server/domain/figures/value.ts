import { dayNamed } from "../tally/day.ts";
import type { Instant } from "../types.ts";
import { type CellSums, cellOf, type DayCell, groupedBy, sumOf } from "./cells.ts";
import { type Contribution, compareNames, type Dimension, dayAt, offsetIn } from "./contribution.ts";
import { type Coverage, coverageOf, isFed, type SourceHeard, silentFrom, sourcesFor, type Whose } from "./coverage.ts";
import { type FigureDefinition, type FigureUnit, hasCome } from "./figure.ts";
import type { FiguresOn } from "./papers.ts";
import { dateOfDay, isDayOf, type Period } from "./period.ts";

/** That something of a figure waits in a building. */
export type FigureWait = Pick<Contribution, "figure" | "warehouse">;

/** What a figure is read from: cells of past days, and each contribution that is in none of them, whatever figure they are of. */
export interface FigureTold {
  readonly cells: readonly DayCell[];
  /** What waits, and of the day that runs what is in no cell. */
  readonly rows: readonly Contribution[];
  /** Where something waits: the rows are then only what a silence leaves unknown. Absent: the rows are all that waits. */
  readonly waits?: readonly FigureWait[];
}

/** What a figure is asked for. */
export interface FigureAsked {
  readonly definition: FigureDefinition;
  readonly period: Period;
  /** What comes later does not count. */
  readonly at: Instant;
  readonly network: FiguresOn["network"];
  readonly sources: readonly SourceHeard[];
}

/** The least and the most that a value can still be. */
export interface Bounds {
  readonly low: number;
  readonly high: number;
}

/** A figure of a period. */
export interface FigureValue {
  readonly figure: string;
  readonly unit: FigureUnit;
  readonly period: Period;
  /** The period is over. One that is not is not compared. */
  readonly ended: boolean;
  /** Incomplete: a source that it needs did not tell all of the period. */
  readonly state: "complete" | "incomplete" | "not-measured";
  /** Why it is not measured; null where it is. */
  readonly notMeasured: string | null;
  /** Numerator by denominator in its unit; null where nothing counts, and where it is not measured. */
  readonly value: number | null;
  readonly numerator: number;
  readonly denominator: number;
  /** What may count or not, be good or bad: what waits for a source that is silent. In neither numerator nor denominator. */
  readonly unknown: number;
  /** Unknown all bad and all good; null where nothing is unknown, and where nobody knows how much is. */
  readonly bounds: Bounds | null;
  readonly coverage: Coverage;
  /** Up to when all of its sources have been heard at least once; null where one never was. */
  readonly freshAt: Instant | null;
  /** Counted, and in no value. */
  readonly leftOut: number;
  /** Of durations: floor and message time of those that are told apart; null where none is. */
  readonly split: { readonly count: number; readonly floorMs: number; readonly messageMs: number } | null;
}

/** A figure of a period. One pass over its cells and rows, those of other figures and days left out. */
export const figureOf = (told: FigureTold, asked: FigureAsked): FigureValue =>
  answered(seenOf(told, asked), asked, null);

/** A figure of several periods, as the thirteen weeks up to a day. */
export const figureSeries = (
  told: FigureTold,
  asked: Omit<FigureAsked, "period">,
  periods: readonly Period[],
): readonly FigureValue[] => periods.map((period) => figureOf(told, { ...asked, period }));

/** A figure and its parts by a dimension, by key, what was not told last. Numerators, denominators and counts of the parts are the whole's. */
export function figureBy(
  told: FigureTold,
  asked: FigureAsked,
  by: Dimension,
): {
  readonly whole: FigureValue;
  readonly parts: readonly { readonly key: string | null; readonly value: FigureValue }[];
} {
  const seen = seenOf(told, asked);
  const [known, unknown, waiting] = [
    groupedBy(seen.known, by),
    groupedBy(seen.unknown, by),
    groupedBy(seen.waiting, by),
  ];
  const keys = new Set([...known.keys(), ...unknown.keys(), ...waiting.keys()]);
  const parts = [...keys].sort(compareNames).map((key) => {
    const part = {
      ...seen,
      known: known.get(key) ?? [],
      unknown: unknown.get(key) ?? [],
      waiting: waiting.get(key) ?? [],
    };
    return { key, value: answered(part, asked, by === "warehouse" ? key : null) };
  });
  return { whole: answered(seen, asked, null), parts };
}

/** What counts in a period, what is unknown of it, and what waits and could count in it. */
interface Seen {
  readonly known: readonly DayCell[];
  readonly unknown: readonly DayCell[];
  readonly waiting: readonly Contribution[];
  /** Everything that waits for something, in cells or not. */
  readonly awaiting: readonly Pick<DayCell, "warehouse">[];
}

function seenOf({ cells, rows, waits = [] }: FigureTold, asked: FigureAsked): Seen {
  const { definition, period, at } = asked;
  const silence = silenceIn(asked);
  const isUnknown = ({ awaits, warehouse, day }: DayCell): boolean => {
    const from = awaits ? silence(warehouse) : null;
    return from !== null && day >= from;
  };
  const known: DayCell[] = [];
  const unknown: DayCell[] = [];
  const awaiting: Pick<DayCell, "warehouse">[] = waits.filter(({ figure }) => figure === definition.id);
  const see = (cell: DayCell): void => {
    if (cell.awaits) awaiting.push(cell);
    (isUnknown(cell) ? unknown : known).push(cell);
  };
  for (const cell of cells) if (cell.figure === definition.id && isDayOf(cell.day, period)) see(cell);
  const waiting: Contribution[] = [];
  for (const row of rows) {
    if (row.figure !== definition.id || row.day >= period.to) continue;
    if (row.at === null && row.from <= at) {
      awaiting.push(row);
      const from = silence(row.warehouse);
      if (from !== null && from < period.to) waiting.push(row);
    } else if (hasCome(row, at) && isDayOf(row.day, period)) see(cellOf(row));
  }
  return { known, unknown, waiting, awaiting };
}

/** Of what waits, where a silence leaves unknown whether it has come: of the rest nothing more has to be read. */
export function waitsUnknown(
  waits: readonly FigureWait[],
  definitions: readonly FigureDefinition[],
  on: Pick<FigureAsked, "sources" | "network">,
): readonly FigureWait[] {
  const silences = new Map(definitions.map((definition) => [definition.id, silenceIn({ definition, ...on })]));
  return waits.filter(({ figure, warehouse }) => (silences.get(figure)?.(warehouse) ?? null) !== null);
}

/** The first day in a building of which not all is known that could end what waits; null where all is. */
function silenceIn({
  definition,
  sources,
  network,
}: Pick<FigureAsked, "definition" | "sources" | "network">): (warehouse: string | null) => number | null {
  const days = new Map<string | null, number | null>();
  return (warehouse) => {
    const known = days.get(warehouse);
    if (known !== undefined) return known;
    const day = silentFrom(definition.awaits, sources, warehouse, dayIn(definition, warehouse, network));
    days.set(warehouse, day);
    return day;
  };
}

const zoneOf = ({ zone }: FigureDefinition, warehouse: string | null): string | null =>
  zone === "ledger" ? null : warehouse;

const dayIn =
  (definition: FigureDefinition, warehouse: string | null, network: FiguresOn["network"]) =>
  (at: Instant): number =>
    dayAt(at, zoneOf(definition, warehouse), { network });

function answered(seen: Seen, asked: FigureAsked, whose: Whose): FigureValue {
  const { definition, period, at, network, sources } = asked;
  const needed = sourcesFor(definition, sources, whose);
  const coverage = coverageOf(definition, needed, period, network);
  const sums = sumOf(seen.known);
  const unknown = sumOf(seen.unknown);
  const notMeasured = whyNot(seen, asked, whose);
  const { numerator, denominator, leftOut, split, floorMs, messageMs } = sums;
  const heard = needed.map(({ lastSeenAt }) => lastSeenAt);
  return {
    figure: definition.id,
    unit: definition.unit,
    period,
    ended: dayIn(definition, whose, network)(at) >= period.to,
    state: notMeasured !== null ? "not-measured" : coverage.lowered.length > 0 ? "incomplete" : "complete",
    notMeasured,
    value: notMeasured === null ? ratio(definition.unit, numerator, denominator) : null,
    numerator,
    denominator,
    unknown: unknown.count + seen.waiting.length,
    bounds: notMeasured === null ? boundsOf(sums, unknown, seen.waiting, asked, whose) : null,
    coverage,
    freshAt: heard.reduce<Instant | null>(
      (least, one) => (least === null || one === null ? null : Math.min(least, one)),
      heard[0] ?? null,
    ),
    leftOut,
    split: split === 0 ? null : { count: split, floorMs, messageMs },
  };
}

const ratio = (unit: FigureUnit, numerator: number, denominator: number): number | null =>
  denominator === 0 ? null : (unit === "per-thousand-orders" ? numerator * 1000 : numerator) / denominator;

/** A part that has no feed makes the whole not measured, and not better. */
function whyNot(seen: Seen, { definition, sources, network }: FigureAsked, whose: Whose): string | null {
  if (definition.notMeasured !== null) return definition.notMeasured;
  if (network.stock === undefined && definition.withoutStock !== null) return definition.withoutStock;
  const lacks = (one: Whose): boolean => !isFed(definition, sources, one);
  const buildings = [...new Set(seen.awaiting.map(({ warehouse }) => warehouse))].sort(compareNames);
  const without = buildings.filter((warehouse) => (whose === null || whose === warehouse) && lacks(warehouse));
  if (!lacks(whose) && without.length === 0) return null;
  const where = without.flatMap((warehouse) => warehouse ?? []);
  return where.length === 0 ? "No source tells it." : `No source tells it for ${where.join(", ")}.`;
}

/**
 * What waits may have come to its end in the period, and each may not. A part of a whole is least where all of it counts
 * and is bad, most where all is good. A mean is least where all ended at once, most where the longest, and only these,
 * ended as late as they can.
 */
function boundsOf(
  sums: CellSums,
  unknown: CellSums,
  waiting: readonly Contribution[],
  asked: FigureAsked,
  whose: Whose,
): Bounds | null {
  const { definition, period, network } = asked;
  const { unit, opens } = definition;
  if (unknown.count + waiting.length === 0 || unit === "per-exception" || unit === "per-thousand-orders") return null;
  const hidden = silentFrom(opens, asked.sources, whose, dayIn(definition, whose, network));
  if (hidden !== null && hidden < period.to) return null;
  if (unit === "share") {
    const more = waiting.reduce((sum, { denominator }) => sum + denominator, unknown.denominator);
    const denominator = sums.denominator + more;
    if (denominator === 0) return null;
    const least = sums.numerator + unknown.numerator;
    return { low: least / denominator, high: (sums.numerator + more) / denominator };
  }
  let { numerator: most, denominator: of } = sums;
  for (const longest of waiting.map(longestIn(asked)).sort((a, b) => b - a)) {
    if (of > 0 && longest * of <= most) break;
    most += longest;
    of++;
  }
  return { low: sums.numerator / (sums.denominator + waiting.length), high: most / of };
}

/** How long the clock of something can have run at most, if it stopped within the period. */
function longestIn({ definition, period, at, network }: FigureAsked): (row: Contribution) => number {
  return ({ from, day, warehouse }) => {
    const zone = zoneOf(definition, warehouse);
    if (definition.unit === "days") return Math.max(0, Math.min(dayAt(at, zone, { network }), period.to - 1) - day);
    const end = dayNamed(dateOfDay(period.to), offsetIn(zone, network))?.start ?? at;
    return Math.max(0, Math.min(at, end) - from);
  };
}
