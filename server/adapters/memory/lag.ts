import { addHistogram } from "../../domain/expectations/histogram.ts";
import type { Instant, LagCell, Millis } from "../../domain/index.ts";
import { cellText } from "../../ports/folded.ts";
import type { LagRow, Scope } from "../../ports/index.ts";
import { compareCells, lagRowOf, sortedBuckets } from "../../ports/lag.ts";
import type { Tables } from "./rows.ts";

interface Sum {
  readonly cell: LagCell;
  readonly histogram: Map<number, number>;
  count: number;
  late: number;
  maxMs: Millis;
  pending: number;
  oldestPendingAt: Instant | null;
  lastMetAt: Instant | null;
}

/** Every cell in scope that ever measured a lag or has something pending, with its figures over a window ended at `at`. */
export function lagRows(tables: Tables, { warehouses }: Scope, window: Millis, at: Instant): readonly LagRow[] {
  const sums = new Map<string, Sum>();
  const sumOf = (cell: LagCell): Sum => {
    const key = cellText(cell);
    const known = sums.get(key);
    if (known !== undefined) return known;
    const sum: Sum = {
      cell,
      histogram: new Map(),
      count: 0,
      late: 0,
      maxMs: 0,
      pending: 0,
      oldestPendingAt: null,
      lastMetAt: null,
    };
    sums.set(key, sum);
    return sum;
  };
  for (const lag of tables.lags.values()) {
    const sum = sumOf(lag.cell);
    sum.lastMetAt = Math.max(sum.lastMetAt ?? lag.minute, lag.minute);
    if (lag.minute <= at - window || lag.minute > at) continue;
    addHistogram(sum.histogram, lag.buckets);
    sum.count += lag.count;
    sum.late += lag.late;
    sum.maxMs = Math.max(sum.maxMs, lag.maxMs);
  }
  for (const { cell, since } of tables.pendings.values()) {
    const sum = sumOf(cell);
    sum.pending++;
    sum.oldestPendingAt = Math.min(sum.oldestPendingAt ?? since, since);
  }
  return [...sums.values()]
    .filter(({ cell }) => warehouses === null || warehouses.includes(cell.warehouse))
    .sort((a, b) => compareCells(a.cell, b.cell))
    .map((sum) => lagRowOf({ ...sum, pairs: sortedBuckets(sum.histogram) }));
}
