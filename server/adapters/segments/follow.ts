import type { Position } from "../../domain/index.ts";
import type { Run } from "./run.ts";
import { type IndexParts, openRuns, positionsOf, runNames, type Scan } from "./runs.ts";
import { createTable, type Table } from "./table.ts";

/** How often the runs are looked at again of which the writer is just taking some away. */
const attempts = 5;

/** Finds positions beside the writer. */
export interface FollowingLookup {
  /** May answer a position that has another hash; never leaves one out. Newest first. */
  positions(low: number, high: number, before: Position): Iterable<Position>;
  /** Brings it up to a position, out of the writer's runs and the records. */
  follow(first: Position, to: Position): void;
  close(): void;
}

/** A reader's: uses the writer's runs, those that it has now, and keeps in memory what they do not hold yet. */
export function followLookup(parts: IndexParts & { readonly scan: Scan; readonly sealPairs: number }): FollowingLookup {
  let listed: string | null = null;
  let runs: readonly Run[] = [];
  let table: Table = createTable();
  /** The table holds all from here on; what runs tell of that it tells as well. */
  let from: Position = 0;
  let covered: Position = 0;
  let pairs = 0;
  let most = 0;

  /** The runs that follow each other without a gap from the oldest entry on, and where they end. */
  function look(names: readonly string[], first: Position) {
    const known = new Map(runs.map((run) => [run.name, run]));
    const { runs: all, vanished } = openRuns(parts, names, { keep: ({ last }) => last >= first, deep: false, known });
    let end = first - 1;
    const gap = all.findIndex((run) => {
      if (run.first > end + 1) return true;
      end = run.last;
      return false;
    });
    const found = gap < 0 ? all : all.slice(0, gap);
    for (const run of all.slice(found.length)) if (!known.has(run.name)) run.close();
    return { found, end, vanished };
  }

  function lookAgain(first: Position, begin: boolean): void {
    for (let attempt = 1; attempt <= attempts; attempt++) {
      const names = runNames(parts, ".run");
      const { found, end, vanished } = look(names, first);
      const used = new Set(found);
      for (const run of runs) if (!used.has(run)) run.close();
      runs = found;
      listed = names.join();
      if (vanished && attempt < attempts) continue;
      if (!begin && end >= from - 1) return;
      table = createTable();
      covered = end;
      from = end + 1;
      pairs = 0;
      return;
    }
  }

  return {
    follow(first, to) {
      const begin = listed === null || pairs > most;
      const before = from;
      if (begin || runNames(parts, ".run").join() !== listed) lookAgain(first, begin);
      const begun = begin || from !== before;
      parts.scan(Math.max(first, covered + 1), to, (position, words) => {
        table.add(position, words);
        pairs += words.length / 2;
      });
      covered = Math.max(covered, to);
      if (begun) most = pairs + 2 * parts.sealPairs;
    },
    *positions(low, high, before) {
      yield* table.positions(low, high, before);
      yield* positionsOf([], runs, parts.scan, { low, high, before: Math.min(before, from) });
    },
    close() {
      for (const run of runs) run.close();
    },
  };
}
