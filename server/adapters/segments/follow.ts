import type { Position } from "../../domain/index.ts";
import type { Run } from "./run.ts";
import { type IndexParts, openRuns, positionsOf, runNames, type Scan } from "./runs.ts";
import { createTable, type Table } from "./table.ts";

/** How often the runs are looked at again of which the writer is just taking some away. */
const attempts = 5;
/** Entries that are read at once while nobody waits for them: a millisecond, or little more. */
const readAtOnce = 100;

/** Finds positions beside the writer. */
export interface FollowingLookup {
  /** May answer a position that has another hash; never leaves one out. Newest first. */
  positions(low: number, high: number, before: Position): Iterable<Position>;
  /** Brings it up to a position, out of the writer's runs and the records. `first`: the oldest that is kept. */
  follow(first: Position, to: Position): void;
  /** As `follow`, before anybody asks: a piece at a time, while the thread does other things. */
  prepare(first: Position, to: Position): void;
  close(): void;
}

/** Runs that the writer has now. */
interface Chosen {
  /** The names from which they were chosen. */
  readonly listed: string;
  readonly runs: readonly Run[];
  /** Where they end. */
  readonly end: Position;
}

const none: Chosen = { listed: "", runs: [], end: 0 };

/**
 * A reader's: uses the writer's runs, and keeps in memory what they do not hold yet. Goes on with those that it has, which
 * stay readable, until it has checked those in their place.
 */
export function followLookup(parts: IndexParts & { readonly scan: Scan; readonly sealPairs: number }): FollowingLookup {
  let used = none;
  /** To be used once they are checked. */
  let coming: Chosen | null = null;
  /** From the first look or preparation on: holds all from here on; what runs tell of that it tells as well. */
  let table: Table | null = null;
  let from: Position = 0;
  let covered: Position = 0;
  let pairs = 0;
  let most = Number.POSITIVE_INFINITY;
  /** How far to read on while nobody waits. */
  let goal: Position = 0;
  let turning: NodeJS.Immediate | null = null;

  /** The runs that follow each other without a gap from the oldest entry on. */
  function choose(first: Position): { readonly chosen: Chosen; readonly vanished: boolean } {
    const names = runNames(parts, ".run");
    const known = new Map([...used.runs, ...(coming?.runs ?? [])].map((run) => [run.name, run]));
    const { runs, vanished } = openRuns(parts, names, { keep: ({ last }) => last >= first, deep: false, known });
    let end = first - 1;
    const gap = runs.findIndex((run) => {
      if (run.first > end + 1) return true;
      end = run.last;
      return false;
    });
    const found = gap < 0 ? runs : runs.slice(0, gap);
    for (const run of runs.slice(found.length)) if (!known.has(run.name)) run.close();
    return { chosen: { listed: names.join(), runs: found, end }, vanished };
  }

  /** Holds these open, and lets go of all others. */
  function hold(now: Chosen, later: Chosen | null): void {
    const held = new Set([...now.runs, ...(later?.runs ?? [])]);
    for (const run of new Set([...used.runs, ...(coming?.runs ?? [])])) if (!held.has(run)) run.close();
    used = now;
    coming = later;
  }

  function chooseNow(first: Position): Chosen {
    for (let attempt = 1; ; attempt++) {
      const { chosen, vanished } = choose(first);
      hold(used, chosen);
      if (!vanished || attempt === attempts) return chosen;
    }
  }

  function begin(chosen: Chosen): void {
    hold(chosen, null);
    table = createTable();
    covered = chosen.end;
    from = chosen.end + 1;
    pairs = 0;
    most = Number.POSITIVE_INFINITY;
  }

  function readOn(to: Position): void {
    const into = table;
    if (into === null || covered >= to) return;
    parts.scan(covered + 1, to, (position, words) => {
      into.add(position, words);
      pairs += words.length / 2;
      // Where reading breaks off it goes on behind what was added.
      covered = position;
    });
    covered = to;
  }

  /** The table holds all that it must: from now on it may grow so far, until it is begun anew. */
  function settle(): void {
    if (most === Number.POSITIVE_INFINITY) most = pairs + 2 * parts.sealPairs;
  }

  /** There is no table, or one of which runs tell most by now. */
  const mustBegin = (): boolean => table === null || pairs > most;

  /** One piece of what is to be prepared; whether there is more. */
  function piece(): boolean {
    if (coming?.runs.some((run) => run.check())) return true;
    if (coming !== null) {
      if (mustBegin()) begin(coming);
      // What ends before the table begins is of no use with it.
      else if (coming.end >= from - 1) hold(coming, null);
      else hold({ ...used, listed: coming.listed }, null);
      return true;
    }
    readOn(Math.min(goal, covered + readAtOnce));
    if (covered < goal) return true;
    settle();
    return false;
  }

  function turn(): void {
    turning = null;
    try {
      if (piece()) turning = setImmediate(turn);
    } catch {
      // It fails again for whoever asks, who hears of it.
    }
  }

  /** Takes note of runs that are others than those in use, or than those that were noted last. */
  function note(first: Position): void {
    const known = coming ?? (mustBegin() ? null : used);
    if (known?.listed === runNames(parts, ".run").join()) return;
    hold(used, choose(first).chosen);
  }

  return {
    follow(first, to) {
      if (mustBegin()) begin(chooseNow(first));
      else note(first);
      readOn(to);
      settle();
      if (coming !== null) turning ??= setImmediate(turn);
    },
    prepare(first, to) {
      note(first);
      goal = Math.max(goal, to);
      turning ??= setImmediate(turn);
    },
    *positions(low, high, before) {
      if (table !== null) yield* table.positions(low, high, before);
      yield* positionsOf([], used.runs, parts.scan, { low, high, before: Math.min(before, from) });
    },
    close() {
      if (turning !== null) clearImmediate(turning);
      hold(none, null);
    },
  };
}
