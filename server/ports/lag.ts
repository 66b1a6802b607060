import { addHistogram, bucketOf, type Histogram, highOf, percentilesOf } from "../domain/expectations/histogram.ts";
import type { Instant, LagCell, Millis } from "../domain/index.ts";
import { compareTexts } from "./canonical.ts";
import type { LagMoves } from "./folded.ts";
import type { LagRow } from "./views.ts";

/** What is known of one cell over a window. */
export interface LagSum {
  readonly cell: LagCell;
  /** Pairs of a bucket and its count, lowest bucket first. */
  readonly pairs: readonly (readonly [bucket: number, count: number])[];
  readonly count: number;
  readonly late: number;
  readonly maxMs: Millis;
  readonly pending: number;
  readonly oldestPendingAt: Instant | null;
  readonly lastMetAt: Instant | null;
}

const shares = [0.5, 0.95, 0.99] as const;

/** The row of a cell. A percentile whose rank is the last is the greatest lag itself, and none is said to be more. */
export function lagRowOf({ cell, pairs, count, late, maxMs, pending, oldestPendingAt, lastMetAt }: LagSum): LagRow {
  const [p50Ms, p95Ms, p99Ms] = percentilesOf(pairs, shares).map((middle, index) => {
    if (middle === null) return null;
    return Math.ceil((shares[index] ?? 1) * count) >= count ? maxMs : Math.min(middle, maxMs);
  }) as [Millis | null, Millis | null, Millis | null];
  return {
    flow: cell.flow,
    step: cell.step,
    from: cell.from,
    to: cell.to,
    warehouse: cell.warehouse,
    count,
    p50Ms,
    p95Ms,
    p99Ms,
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

/** The histogram of one cell in one minute. */
export interface LagMinute {
  readonly cell: LagCell;
  readonly minute: Instant;
  readonly buckets: Histogram;
  readonly count: number;
  readonly late: number;
  readonly maxMs: Millis;
}

/**
 * A minute after lags were counted into it or out of it; null when nothing is left. When the greatest lag leaves, the
 * upper edge of the highest bucket left stands for it.
 */
export function movedLag(before: LagMinute | null, { cell, minute, moves }: LagMoves): LagMinute | null {
  const buckets = new Map(before?.buckets);
  let count = before?.count ?? 0;
  let late = before?.late ?? 0;
  let maxMs = before?.maxMs ?? 0;
  for (const move of moves) {
    const bucket = bucketOf(move.lagMs);
    addHistogram(buckets, [[bucket, move.count]]);
    if (buckets.get(bucket) === 0) buckets.delete(bucket);
    count += move.count;
    if (move.late) late += move.count;
    if (move.count === 1) maxMs = Math.max(maxMs, move.lagMs);
    else if (move.lagMs >= maxMs) maxMs = Math.min(maxMs, highest(buckets));
  }
  return count === 0 && late === 0 && buckets.size === 0 ? null : { cell, minute, buckets, count, late, maxMs };
}

const highest = (buckets: Histogram): Millis => {
  let bucket = -1;
  for (const held of buckets.keys()) bucket = Math.max(bucket, held);
  return bucket < 0 ? 0 : highOf(bucket);
};

/** Buckets of a histogram in order, as they are kept and hashed. */
export const sortedBuckets = (histogram: Histogram): readonly (readonly [bucket: number, count: number])[] =>
  [...histogram].sort(([a], [b]) => a - b);
