import type { Dimension, Instant, Period } from "../domain/index.ts";

/** What cells are asked for: figures by id, days, and what tells cells apart. */
export interface FiguresWithin {
  readonly figures: readonly string[];
  readonly period: Period;
  /** What counts later does not yet. */
  readonly at: Instant;
  /** As it was known then; null: as it is known now. */
  readonly knownAt: Instant | null;
  readonly by: readonly Dimension[];
}

/** What one figure is made of in a period. */
export type CountedFigure = Pick<FiguresWithin, "period" | "at" | "knownAt"> & {
  readonly figure: string;
  /** Only of this building; null: of all. */
  readonly warehouse: string | null;
};

const dayMs = 86_400_000;

/**
 * By number, the last day on which something can count by an instant, as no zone is a day ahead of it; and the instant by
 * which all of that day is over everywhere.
 */
export function lastDayBy(at: Instant): { readonly day: number; readonly over: Instant } {
  const day = Math.floor(at / dayMs) + 1;
  return { day, over: (day + 2) * dayMs };
}
