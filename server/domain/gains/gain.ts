import type { FigureUnit } from "../figures/figure.ts";
import { figureNamed } from "../figures/list.ts";
import type { Period } from "../figures/period.ts";
import { type FigureAsked, type FigureTold, type FigureValue, figureOf } from "../figures/value.ts";
import type { Millis } from "../types.ts";
import type { Baseline } from "./baseline.ts";

/** What a time study found. */
export interface TouchTime {
  /** How long one touch takes a person. */
  readonly each: Millis;
  /** How many it timed. */
  readonly cases: number;
  /** When it was made, as `2026-10-12`. */
  readonly on: string;
  readonly by: string;
}

/** How long one touch took before, and takes now; absent: nobody timed it. */
export interface TouchTimes {
  readonly before?: TouchTime | undefined;
  readonly now?: TouchTime | undefined;
}

/** What a line is told in. */
export type GainUnit = Extract<FigureUnit, "share" | "ms" | "days"> | "per-week" | "hours-per-week";

export type GainId = "saved" | "touches" | "hours" | "invoice-sent" | "in-the-books" | "recover" | "stock";

/** A line: the figure that it is read from, and what it is told in. */
export interface GainDefinition {
  readonly id: GainId;
  readonly figure: string;
  readonly unit: GainUnit;
  readonly better: "up" | "down";
}

/** The lines, in their order. */
export const gainDefinitions: readonly GainDefinition[] = [
  { id: "saved", figure: "saved-before-cutoff", unit: "share", better: "up" },
  { id: "touches", figure: "touches", unit: "per-week", better: "down" },
  { id: "hours", figure: "touches", unit: "hours-per-week", better: "down" },
  { id: "invoice-sent", figure: "invoice-days", unit: "days", better: "down" },
  { id: "in-the-books", figure: "ledger-days", unit: "days", better: "down" },
  { id: "recover", figure: "time-to-recover", unit: "ms", better: "down" },
  { id: "stock", figure: "stock-agreement", unit: "share", better: "up" },
];

/** The figures that they are read from, each once. */
export const gainFigures: readonly string[] = [...new Set(gainDefinitions.map(({ figure }) => figure))];

/** One side of a line. */
export interface GainSide {
  /** In the line's unit; null where nothing counts, where it is not measured, and for each week while it is not over. */
  readonly value: number | null;
  /** What it is read from: numerator, denominator, bounds, coverage. */
  readonly of: FigureValue;
  /** Of hours: by which study. Null: by none, or of other lines. */
  readonly timed: TouchTime | null;
}

/** Why two sides are not compared; the first that holds. */
export type Uncompared = "not-measured" | "not-timed" | "not-over" | "overlaps" | "nothing-counts" | "incomplete";

/** One line: what it was in the first month, what it is in the quarter, and by how much it moved. */
export interface Gain extends GainDefinition {
  readonly first: GainSide;
  /** Null where no whole week follows the first month yet. */
  readonly now: GainSide | null;
  /** Now less first, of both as they are shown; null where they are not compared. */
  readonly difference: number | null;
  /** Null where they are. */
  readonly uncompared: Uncompared | null;
}

/** What lines are read from: of each side what its figures are told by. */
export interface GainsAsked extends Pick<FigureAsked, "at" | "network" | "sources"> {
  readonly baseline: Baseline;
  /** Null: no whole week follows yet. */
  readonly period: Period | null;
  readonly first: FigureTold;
  readonly now: FigureTold;
}

/** The lines. One pass over the cells of each side for each figure. */
export function gainsOf(asked: GainsAsked): readonly Gain[] {
  const { baseline, period, at, network } = asked;
  const joined = new Set(baseline.joined.map(({ warehouse }) => warehouse));
  const isIn = ({ warehouse }: { readonly warehouse: string | null }): boolean =>
    warehouse === null || !joined.has(warehouse);
  const like = ({ cells, rows, waits }: FigureTold): FigureTold => ({
    cells: cells.filter(isIn),
    rows: rows.filter(isIn),
    ...(waits === undefined ? {} : { waits: waits.filter(isIn) }),
  });
  const sources = asked.sources.filter(isIn);
  const valuesOf = (told: FigureTold, of: Period): ReadonlyMap<string, FigureValue> =>
    new Map(
      gainFigures.flatMap((id) => {
        const definition = figureNamed(id);
        const asks = { at, network, sources, period: of };
        return definition === null ? [] : [[id, figureOf(told, { ...asks, definition })] as const];
      }),
    );
  const first = valuesOf(like(asked.first), baseline.period);
  const now = period === null ? null : valuesOf(like(asked.now), period);
  const times = network.company.minutesPerTouch ?? {};
  const overlaps = period !== null && period.from < baseline.period.to;
  return gainDefinitions.flatMap((definition) => {
    const [was, is] = [first.get(definition.figure), now?.get(definition.figure)];
    if (was === undefined) return [];
    const before = sideOf(definition, was, times.before ?? null);
    const after = is === undefined ? null : sideOf(definition, is, times.now ?? null);
    const why = uncomparedBy(definition, before, after, overlaps);
    const difference = why === null ? differenceOf(definition.unit, before, after) : null;
    return [{ ...definition, first: before, now: after, difference, uncompared: why }];
  });
}

const msOfHour = 3_600_000;

function sideOf({ unit }: GainDefinition, of: FigureValue, study: TouchTime | null): GainSide {
  const timed = unit === "hours-per-week" ? study : null;
  return { value: valueIn(unit, of, timed), of, timed };
}

function valueIn(unit: GainUnit, of: FigureValue, timed: TouchTime | null): number | null {
  const weeks = (of.period.to - of.period.from) / 7;
  // What is still being counted is not told for each week: it would seem to be less.
  const counted = of.ended && of.state !== "not-measured";
  switch (unit) {
    case "share":
    case "ms":
    case "days":
      return of.value;
    case "per-week":
      return counted ? of.numerator / weeks : null;
    case "hours-per-week":
      return counted && timed !== null ? (of.numerator * timed.each) / msOfHour / weeks : null;
  }
}

function uncomparedBy(
  { unit }: GainDefinition,
  first: GainSide,
  now: GainSide | null,
  overlaps: boolean,
): Uncompared | null {
  const sides = now === null ? [first] : [first, now];
  if (sides.some(({ of }) => of.state === "not-measured")) return "not-measured";
  if (unit === "hours-per-week" && sides.some(({ timed }) => timed === null)) return "not-timed";
  if (now === null || sides.some(({ of }) => !of.ended)) return "not-over";
  if (overlaps) return "overlaps";
  if (sides.some(({ value }) => value === null)) return "nothing-counts";
  if (sides.some(({ of }) => of.state === "incomplete" || of.unknown > 0)) return "incomplete";
  return null;
}

/** Steps that one unit is shown in: tenths of a point, of a day, of an hour and of a touch, and minutes. */
const stepsOf: Readonly<Record<GainUnit, number>> = {
  share: 1_000,
  ms: 1 / 60_000,
  days: 10,
  "per-week": 10,
  "hours-per-week": 10,
};

/** Of the values as they are shown, so that whoever subtracts one from the other finds it. */
function differenceOf(unit: GainUnit, first: GainSide, now: GainSide | null): number | null {
  if (first.value === null || now === null || now.value === null) return null;
  const steps = stepsOf[unit];
  return (Math.round(now.value * steps) - Math.round(first.value * steps)) / steps;
}
