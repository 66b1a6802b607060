import { addHistogram } from "../../domain/expectations/histogram.ts";
import type { Instant, LagCell, Millis } from "../../domain/index.ts";
import type { LagRow, Scope } from "../../ports/index.ts";
import { compareCells, lagRowOf } from "../../ports/lag.ts";
import type { Handle } from "./database.ts";
import { readBuckets } from "./lag-write.ts";

/** The lag table; to be called within one state of the file. */
export function lagView(db: Handle): (scope: Scope, window: Millis, at: Instant) => readonly LagRow[] {
  const cells = db
    .prepare(
      `SELECT id, flow, step, from_system, to_system, warehouse,
         (SELECT max(minute) FROM lags WHERE cell = cells.id),
         (SELECT count(*) FROM pending WHERE cell = cells.id), (SELECT min(since) FROM pending WHERE cell = cells.id)
       FROM cells`,
    )
    .raw();
  const minutes = db
    .prepare("SELECT cell, count, late, max_ms, buckets FROM lags WHERE minute > ? AND minute <= ?")
    .raw();
  return ({ warehouses }, window, at) => {
    type CellRow = readonly [number, string, string, string, string, string, number | null, number, number | null];
    const sums = new Map<number, { histogram: Map<number, number>; count: number; late: number; maxMs: Millis }>();
    for (const [cell, count, late, maxMs, buckets] of minutes.iterate(at - window, at) as Iterable<
      readonly [number, number, number, number, string]
    >) {
      const sum = sums.get(cell) ?? { histogram: new Map<number, number>(), count: 0, late: 0, maxMs: 0 };
      addHistogram(sum.histogram, readBuckets(buckets));
      sum.count += count;
      sum.late += late;
      sum.maxMs = Math.max(sum.maxMs, maxMs);
      sums.set(cell, sum);
    }
    const rows: LagRow[] = [];
    for (const row of cells.all() as CellRow[]) {
      const [id, flow, step, from, to, warehouse, lastMetAt, pending, oldestPendingAt] = row;
      const cell: LagCell = { flow, step, from, to, warehouse };
      if (lastMetAt === null && pending === 0) continue;
      if (warehouses !== null && !warehouses.includes(warehouse)) continue;
      const sum = sums.get(id) ?? { histogram: new Map(), count: 0, late: 0, maxMs: 0 };
      rows.push(lagRowOf({ cell, ...sum, pending, oldestPendingAt, lastMetAt }));
    }
    return rows.sort(compareCells);
  };
}
