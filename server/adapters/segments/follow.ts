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
  /** Looks for other runs, and checks them before they are asked: a piece at a time, while the thread does other things. */
  prepare(first: Position): void;
  close(): void;
}

/** Runs that the writer has now, on their way to be used. */
interface Coming {
  /** The names from which they were chosen. */
  readonly listed: string;
  readonly runs: readonly Run[];
  /** Where they end. */
  readonly end: Position;
}

/**
 * A reader's: uses the writer's runs, and keeps in memory what they do not hold yet. Goes on with those that it has, which
 * stay readable, until it has checked those in their place.
 */
export function followLookup(parts: IndexParts & { readonly scan: Scan; readonly sealPairs: number }): FollowingLookup {
  let listed: string | null = null;
  let runs: readonly Run[] = [];
  let coming: Coming | null = null;
  let checking: NodeJS.Immediate | null = null;
  let table: Table = createTable();
  /** The table holds all from here on; what runs tell of that it tells as well. */
  let from: Position = 0;
  let covered: Position = 0;
  let pairs = 0;
  let most = 0;

  /** The runs that follow each other without a gap from the oldest entry on, and where they end. */
  function look(names: readonly string[], first: Position) {
    const known = new Map([...runs, ...(coming?.runs ?? [])].map((run) => [run.name, run]));
    const { runs: all, vanished } = openRuns(parts, names, { keep: ({ last }) => last >= first, deep: false, known });
    let end = first - 1;
    const gap = all.findIndex((run) => {
      if (run.first > end + 1) return true;
      end = run.last;
      return false;
    });
    const found = gap < 0 ? all : all.slice(0, gap);
    for (const run of all.slice(found.length)) if (!known.has(run.name)) run.close();
    return { coming: { listed: names.join(), runs: found, end }, vanished };
  }

  /** Takes note of runs in place of those that were noted and are in none of both. */
  function note(next: Coming | null): void {
    const used = new Set([...runs, ...(next?.runs ?? [])]);
    for (const run of coming?.runs ?? []) if (!used.has(run)) run.close();
    coming = next;
  }

  function use(next: Coming): void {
    const used = new Set(next.runs);
    for (const run of runs) if (!used.has(run)) run.close();
    runs = next.runs;
    listed = next.listed;
    note(null);
  }

  function lookNow(first: Position): Coming {
    for (let attempt = 1; ; attempt++) {
      const found = look(runNames(parts, ".run"), first);
      note(found.coming);
      if (!found.vanished || attempt === attempts) return found.coming;
    }
  }

  /** Begins anew with the runs that there are now. */
  function begin(first: Position): void {
    const next = lookNow(first);
    use(next);
    table = createTable();
    covered = next.end;
    from = next.end + 1;
    pairs = 0;
  }

  /** One piece; then it is somebody else's turn. */
  function checkOn(): void {
    checking = null;
    if (coming === null) return;
    try {
      if (coming.runs.some((run) => run.check())) checking = setImmediate(checkOn);
      // Before anybody has looked there is no table that goes with them. What ends before the table begins is of no use.
      else if (listed !== null && coming.end >= from - 1) use(coming);
    } catch {
      // A disk that cannot be read: whoever needs it hears of it.
    }
  }

  function prepare(first: Position): void {
    const names = runNames(parts, ".run");
    if (names.join() === (coming?.listed ?? listed)) return;
    const found = look(names, first);
    note(found.coming);
    checking ??= setImmediate(checkOn);
  }

  return {
    follow(first, to) {
      const anew = listed === null || pairs > most;
      if (anew) begin(first);
      else prepare(first);
      parts.scan(Math.max(first, covered + 1), to, (position, words) => {
        table.add(position, words);
        pairs += words.length / 2;
      });
      covered = Math.max(covered, to);
      if (anew) most = pairs + 2 * parts.sealPairs;
    },
    prepare,
    *positions(low, high, before) {
      yield* table.positions(low, high, before);
      yield* positionsOf([], runs, parts.scan, { low, high, before: Math.min(before, from) });
    },
    close() {
      if (checking !== null) clearImmediate(checking);
      note(null);
      for (const run of runs) run.close();
    },
  };
}
