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
  /** Of none of these buildings. */
  readonly without?: readonly string[];
};

const dayMs = 86_400_000;

/** The first day, by number, on which something can count that lies ahead of an instant: no zone is a day behind. */
export const cellsAhead = (at: Instant): number => Math.floor(at / dayMs) - 1;
