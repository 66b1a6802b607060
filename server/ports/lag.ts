import { type Histogram, percentile } from "../domain/expectations/histogram.ts";
import type { Instant, LagCell, Millis } from "../domain/index.ts";
import { compareTexts } from "./canonical.ts";
import type { LagRow } from "./views.ts";

/** What is known of one cell over a window. */
export interface LagSum {
  readonly cell: LagCell;
  readonly histogram: Histogram;
  readonly count: number;
  readonly late: number;
  readonly maxMs: Millis;
  readonly pending: number;
  readonly oldestPendingAt: Instant | null;
  readonly lastMetAt: Instant | null;
}

/** The row of a cell; a percentile is never said to be more than the greatest lag. */
export function lagRowOf({ cell, histogram, count, late, maxMs, pending, oldestPendingAt, lastMetAt }: LagSum): LagRow {
  const at = (share: number): Millis | null => {
    const middle = percentile(histogram, share);
    return middle === null ? null : Math.min(middle, maxMs);
  };
  return {
    flow: cell.flow,
    step: cell.step,
    from: cell.from,
    to: cell.to,
    warehouse: cell.warehouse,
    count,
    p50Ms: at(0.5),
    p95Ms: at(0.95),
    p99Ms: at(0.99),
    maxMs: count > 0 ? maxMs : null,
    pending,
    oldestPendingAt,
    late,
    lastMetAt,
  };
}

/** Order of lag rows: flow, step, from, to, warehouse. */
export const compareCells = (a: LagCell, b: LagCell): number =>
  compareTexts(a.flow, b.flow) ||
  compareTexts(a.step, b.step) ||
  compareTexts(a.from, b.from) ||
  compareTexts(a.to, b.to) ||
  compareTexts(a.warehouse, b.warehouse);
