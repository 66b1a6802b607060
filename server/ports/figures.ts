import { type DayCell, type Dimension, type Instant, isDayOf, type Period } from "../domain/index.ts";

/** What cells are asked for: figures by id, days, and what tells cells apart. */
export interface FiguresWithin {
  readonly figures: readonly string[];
  readonly period: Period;
  /** What counts later does not yet. */
  readonly at: Instant;
  /** As it was known then; null: as it is known now. */
  readonly knownAt: Instant | null;
  readonly by: readonly Dimension[];
  /** Periods that do not overlap, of which days are not told apart but for what waits: all else stands on the first day. */
  readonly asOne?: readonly Period[];
}

/** The day on which a cell stands where days of some periods are not told apart. */
export function dayAmong(periods: readonly Period[], { day, awaits }: Pick<DayCell, "day" | "awaits">): number {
  return awaits ? day : (periods.find((period) => isDayOf(day, period))?.from ?? day);
}

/** What one figure is made of in a period. */
export type CountedFigure = Pick<FiguresWithin, "period" | "at" | "knownAt"> & {
  readonly figure: string;
  /** Only of this building; null: of all. */
  readonly warehouse: string | null;
  /** Of none of these buildings. */
  readonly without?: readonly string[];
};

const dayMs = 86_400_000;

/**
 * Days by number that an instant can lie in, as no zone is a day off: on one before the first nothing lies ahead of it, on
 * one after the last all does. All of the last is over everywhere by `over`.
 */
export function daysAround(at: Instant): { readonly first: number; readonly last: number; readonly over: Instant } {
  const day = Math.floor(at / dayMs);
  return { first: day - 1, last: day + 1, over: (day + 3) * dayMs };
}
