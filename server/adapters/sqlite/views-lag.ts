import type { Instant, LagCell, Millis } from "../../domain/index.ts";
import { hourMs, hourOf } from "../../ports/flow.ts";
import type { LagRow, Scope } from "../../ports/index.ts";
import { compareCells, lagRowOf } from "../../ports/lag.ts";
import type { Handle } from "./database.ts";
import { type BucketSums, between, bucketSums } from "./lag-buckets.ts";

type Row = readonly [cell: number, count: number, late: number, maxMs: Millis, buckets: string];
interface Sum {
  readonly buckets: BucketSums;
  count: number;
  late: number;
  maxMs: Millis;
}

const minuteMs = 60_000;
const noSum = { pairs: [], count: 0, late: 0, maxMs: 0 };

/** The lag table; to be called within one state of the file. */
export function lagView(db: Handle): (scope: Scope, window: Millis, at: Instant) => readonly LagRow[] {
  const cells = db
    .prepare(
      `SELECT id, flow, step, from_system, to_system, warehouse, (SELECT max(minute) FROM lags WHERE cell = cells.id),
         pending, (SELECT min(since) FROM pending WHERE cell = cells.id)
       FROM cells`,
    )
    .raw();
  // Many rows of a cell in one: it takes a fifth of the time, and leaves no buffer of each behind.
  const minutes = db
    .prepare(
      `SELECT cell, sum(count), sum(late), max(max_ms), group_concat(buckets, '') FROM lags NOT INDEXED
       WHERE minute > ? AND minute <= ? GROUP BY cell`,
    )
    .raw();
  const hours = db
    .prepare(
      `SELECT cell, sum(count), sum(late), max(max_ms), group_concat(hex(buckets), '${between}') FROM lag_hours
       WHERE cell = ? AND hour >= ? AND hour < ? GROUP BY cell`,
    )
    .raw();
  return ({ warehouses }, window, at) => {
    type CellRow = readonly [number, string, string, string, string, string, number | null, number, number | null];
    const seen = (cells.all() as CellRow[]).filter(
      ([, , , , , warehouse, lastMetAt, pending]) =>
        (lastMetAt !== null || pending > 0) && (warehouses === null || warehouses.includes(warehouse)),
    );
    const sums = new Map<number, Sum>(seen.map(([id]) => [id, { buckets: bucketSums(), count: 0, late: 0, maxMs: 0 }]));
    const add = ([cell, count, late, maxMs]: Row): BucketSums | undefined => {
      const sum = sums.get(cell);
      if (sum === undefined) return undefined;
      sum.count += count;
      sum.late += late;
      sum.maxMs = Math.max(sum.maxMs, maxMs);
      return sum.buckets;
    };
    // Hours of which every minute is asked for by their sums, and the minutes before and after them.
    const from = hourOf(at - window) + hourMs;
    const to = Math.max(hourOf(at + minuteMs), from);
    const ends = to > from ? [[at - window, from - 1] as const, [to - 1, at] as const] : [[at - window, at] as const];
    for (const end of ends) for (const row of minutes.all(...end) as Row[]) add(row)?.addText(row[4]);
    if (to > from)
      for (const [id] of seen)
        for (const row of hours.all(id, from, to) as Row[]) add(row)?.addBytes(Buffer.from(row[4], "hex"));
    return seen
      .map(([id, flow, step, from, to, warehouse, lastMetAt, pending, oldestPendingAt]) => {
        const cell: LagCell = { flow, step, from, to, warehouse };
        const sum = sums.get(id);
        const measured = sum === undefined ? noSum : { ...sum, pairs: sum.buckets.pairs() };
        return lagRowOf({ cell, ...measured, pending, oldestPendingAt, lastMetAt });
      })
      .sort(compareCells);
  };
}
