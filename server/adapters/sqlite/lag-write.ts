import type { LagCell } from "../../domain/index.ts";
import { hourMs, hourOf } from "../../ports/flow.ts";
import { cellText, type Folded, type LagMoves } from "../../ports/folded.ts";
import { movedLag, sortedBuckets } from "../../ports/lag.ts";
import type { Handle } from "./database.ts";
import { type BucketPairs, bucketsOfBytes, bytesOfBuckets } from "./lag-buckets.ts";

/** Writes what was measured and what waits; to be called within a transaction. */
export function lagWriter(db: Handle): { write(folded: Pick<Folded, "lags" | "pendings">): void; forget(): void } {
  const cells = cellNumbers(db);
  const find = db.prepare("SELECT count, late, max_ms, buckets FROM lags WHERE minute = ? AND cell = ?").raw();
  const put = db.prepare(
    "INSERT OR REPLACE INTO lags (minute, cell, count, late, max_ms, buckets) VALUES (?, ?, ?, ?, ?, ?)",
  );
  const drop = db.prepare("DELETE FROM lags WHERE minute = ? AND cell = ?");
  const findHour = db.prepare("SELECT count, late, max_ms, buckets FROM lag_hours WHERE cell = ? AND hour = ?").raw();
  const putHour = db.prepare(
    "INSERT OR REPLACE INTO lag_hours (cell, hour, count, late, max_ms, buckets) VALUES (?, ?, ?, ?, ?, ?)",
  );
  const greatest = db.prepare("SELECT max(max_ms) FROM lags WHERE cell = ? AND minute >= ? AND minute < ?").pluck();
  const dropHour = db.prepare("DELETE FROM lag_hours WHERE cell = ? AND hour = ?");
  const wait = db.prepare("INSERT OR IGNORE INTO pending (cell, expectation, ref, since) VALUES (?, ?, ?, ?)");
  const waitSince = db.prepare("UPDATE pending SET since = ? WHERE cell = ? AND expectation = ? AND ref = ?");
  const stop = db.prepare("DELETE FROM pending WHERE cell = ? AND expectation = ? AND ref = ?");
  const count = db.prepare("UPDATE cells SET pending = pending + ? WHERE id = ?");
  return {
    write({ lags, pendings }) {
      for (const moves of lags.values()) {
        const { cell, minute } = moves;
        const id = cells.of(cell);
        const row = find.get(minute, id) as readonly [number, number, number, string] | undefined;
        const before = row && {
          cell,
          minute,
          count: row[0],
          late: row[1],
          maxMs: row[2],
          buckets: readBuckets(row[3]),
        };
        const after = movedLag(before ?? null, moves);
        if (after === null) drop.run(minute, id);
        else put.run(minute, id, after.count, after.late, after.maxMs, JSON.stringify(sortedBuckets(after.buckets)));
      }
      // After its minutes: the greatest lag of an hour is that of one of them, and one may have left.
      for (const moves of byHour(lags.values())) {
        const id = cells.of(moves.cell);
        const row = findHour.get(id, moves.minute) as readonly [number, number, number, Buffer] | undefined;
        const before = row && {
          ...moves,
          count: row[0],
          late: row[1],
          maxMs: row[2],
          buckets: new Map(bucketsOfBytes(row[3])),
        };
        const after = movedLag(before ?? null, moves);
        if (after === null) {
          dropHour.run(id, moves.minute);
          continue;
        }
        const { count, late, buckets } = after;
        const maxMs = moves.moves.every((move) => move.count === 1)
          ? after.maxMs
          : Number(greatest.get(id, moves.minute, moves.minute + hourMs));
        putHour.run(id, moves.minute, count, late, maxMs, bytesOfBuckets(sortedBuckets(buckets)));
      }
      const moved = new Map<number, number>();
      for (const { cell, ref, expectation, since } of pendings.values()) {
        const id = cells.of(cell);
        const more =
          since === null ? -stop.run(id, expectation, ref).changes : wait.run(id, expectation, ref, since).changes;
        if (more !== 0) moved.set(id, (moved.get(id) ?? 0) + more);
        else if (since !== null) waitSince.run(since, id, expectation, ref);
      }
      for (const [id, more] of moved) if (more !== 0) count.run(more, id);
    },
    forget: () => cells.forget(),
  };
}

/** Moves of one hour and cell as those of one minute, that at which the hour begins. */
function byHour(lags: Iterable<LagMoves>): Iterable<LagMoves> {
  const hours = new Map<string, LagMoves>();
  for (const { cell, minute, moves } of lags) {
    const hour = hourOf(minute);
    const key = `${hour} ${cellText(cell)}`;
    const known = hours.get(key);
    if (known === undefined) hours.set(key, { cell, minute: hour, moves: [...moves] });
    else known.moves.push(...moves);
  }
  return hours.values();
}

/** The histogram of a minute as it is kept. */
const readBuckets = (text: string): ReadonlyMap<number, number> => new Map(JSON.parse(text) as BucketPairs);

/** Finds the numbers of cells, adding those that are new. */
function cellNumbers(db: Handle): { of(cell: LagCell): number; forget(): void } {
  const add = db.prepare(
    "INSERT OR IGNORE INTO cells (flow, step, from_system, to_system, warehouse) VALUES (?, ?, ?, ?, ?)",
  );
  const find = db
    .prepare("SELECT id FROM cells WHERE flow = ? AND step = ? AND from_system = ? AND to_system = ? AND warehouse = ?")
    .pluck();
  const known = new Map<string, number>();
  return {
    of(cell) {
      const text = cellText(cell);
      const number = known.get(text);
      if (number !== undefined) return number;
      const parts = [cell.flow, cell.step, cell.from, cell.to, cell.warehouse];
      add.run(...parts);
      const found = Number(find.get(...parts));
      known.set(text, found);
      return found;
    },
    forget: () => known.clear(),
  };
}
