import { join } from "node:path";
import type { Instant, Position } from "../../domain/index.ts";
import type { Files } from "./files.ts";
import { mostPositions, openRun, type Run, readRunHeader, runIsWhole, sealTable } from "./run.ts";
import { createTable, type Table } from "./table.ts";

/** Gives each entry of a range with its hashes (words of 32 bits, low before high), in order. */
export type Scan = (from: Position, to: Position, visit: (position: Position, words: Uint32Array) => void) => void;

export interface LookupParts {
  readonly files: Files;
  readonly folder: string;
  /** What is found by it; begins the names of its runs. */
  readonly name: "terms" | "receipts";
  readonly scan: Scan;
  /** Pairs in memory before a run is made of them. */
  readonly sealPairs: number;
}

/** What the writer's needs beside. */
export interface WritingParts extends LookupParts {
  /** Entries after which what is in memory is saved, so that a start need not read so far back. */
  readonly saveEntries: number;
  /** Nothing is written, and nothing is removed: the journal is damaged. */
  readonly frozen: boolean;
  /** Stamp of an entry; null where it is not kept. */
  readonly stampOf: (position: Position) => Instant | null;
}

/** Finds positions by hash: sealed runs, and a table of what came since. All of it is derived from the records. */
export interface Lookup {
  /** May answer a position that has another hash; never leaves one out. Newest first. */
  positions(low: number, high: number, before: Position): Iterable<Position>;
  close(): void;
}

export interface WritingLookup extends Omit<Lookup, "close"> {
  /** As `positions`, of entries stamped after an instant; of older ones it answers as many as it likes. */
  positionsSince(low: number, high: number, since: Instant): Iterable<Position>;
  add(position: Position, words: Uint32Array): void;
  /** Writes runs of what is full and acknowledged. */
  seal(acknowledged: Position): void;
  /** Forgets runs of which no entry is kept. */
  drop(before: Position): void;
  /** Saves what is acknowledged and worth it. */
  close(acknowledged: Position): void;
}

export interface FollowingLookup extends Lookup {
  /** Brings it up to a position, out of the writer's runs and the records. */
  follow(first: Position, to: Position): void;
}

/** So many entries a start reads as fast as a file more. */
const worthSaving = 1_000;

const nameOf = (name: string, first: Position, last: Position): string =>
  `${name}-${String(first).padStart(12, "0")}-${String(last).padStart(12, "0")}.run`;

/** Opens the runs of a lookup that can be used, ascending and not overlapping; `keep` decides about each. */
function openRuns(parts: LookupParts, keep: (first: Position, last: Position) => boolean, deep: boolean) {
  const { files, folder, name } = parts;
  const runs: Run[] = [];
  const useless: string[] = [];
  const found = files.list(folder).filter((file) => file.startsWith(`${name}-`) && file.endsWith(".run"));
  let covered = 0;
  for (const file of found.toSorted(byFirstAndLength)) {
    const open = files.open(join(folder, file), "read");
    const header = readRunHeader(open);
    const fits = header !== null && header.first > covered && keep(header.first, header.last);
    if (header === null || !fits || (deep && !runIsWhole(open, header))) {
      open.close();
      useless.push(file);
      continue;
    }
    covered = header.last;
    runs.push(openRun(file, open, header));
  }
  return { runs, useless };
}

interface Ask {
  readonly low: number;
  readonly high: number;
  readonly before: Position;
}

/** Of runs that begin alike the longest: it was saved last. */
function byFirstAndLength(one: string, other: string): number {
  const [name, first, last] = one.split("-");
  const [, otherFirst, otherLast] = other.split("-");
  if (first !== otherFirst || name === undefined) return Number(first) - Number(otherFirst);
  return Number.parseInt(otherLast ?? "", 10) - Number.parseInt(last ?? "", 10);
}

function* positionsOf(
  tables: readonly Table[],
  runs: readonly Run[],
  scan: Scan,
  ask: Ask,
  ended: (run: Run) => boolean = () => false,
): Iterable<Position> {
  const { low, high, before } = ask;
  for (const table of tables.toReversed()) yield* table.positions(low, high, before);
  for (const run of runs.toReversed()) {
    if (ended(run)) return;
    if (run.first >= before) continue;
    yield* run.positions(low, high, before) ?? scanned(run, scan, ask);
  }
}

/** A run that was damaged since it was opened costs time, not answers. */
function scanned(run: Run, scan: Scan, { low, high, before }: Ask) {
  const table = createTable();
  scan(run.first, run.last, (position, words) => table.add(position, words));
  return table.positions(low, high, before);
}

/** The writer's: opens what runs there are, makes anew those that are missing, and reads on to `last`. */
export function openLookup(parts: WritingParts, first: Position, last: Position): WritingLookup {
  const { files, folder, name, scan, sealPairs, saveEntries, frozen } = parts;
  const opened = openRuns(parts, (from, to) => from <= to && to >= first && to <= last, true);
  if (!frozen) for (const file of opened.useless) files.remove(join(folder, file));
  let runs: Run[] = opened.runs;
  let table = createTable();
  let full: Table[] = [];

  const stamps = new Map<string, Instant>();
  const lastAt = ({ name: run, last: position }: Run): Instant => {
    const at = stamps.get(run) ?? parts.stampOf(position) ?? Number.NEGATIVE_INFINITY;
    stamps.set(run, at);
    return at;
  };

  /** The run in which what the table holds up to a position was saved; only a start reads it. */
  let saved: { readonly file: string; readonly last: Position } | null = null;

  /** Runs of which a longer one is to be written. */
  let superseded: readonly string[] = [];

  const writeRun = (source: Table, upTo: Position): string => {
    const file = nameOf(name, source.first(), upTo);
    const made = `${join(folder, file)}.new`;
    files.remove(made);
    const out = files.open(made, "create");
    try {
      out.write([sealTable(source, upTo)], 0);
    } finally {
      out.close();
    }
    files.rename(made, join(folder, file));
    return file;
  };

  const write = (sealed: Table): void => {
    const file = writeRun(sealed, sealed.last());
    const open = files.open(join(folder, file), "read");
    const header = readRunHeader(open);
    if (header === null) throw new Error(`${file} is not what was written`);
    runs = [...runs, openRun(file, open, header)].toSorted((a, b) => a.first - b.first);
  };

  const save = (upTo: Position): void => {
    try {
      const file = writeRun(table, upTo);
      if (saved !== null && saved.file !== file) files.remove(join(folder, saved.file));
      saved = { file, last: upTo };
    } catch {
      // Saved it would be read faster; a start finds it in the records as well.
    }
  };

  const unsaved = (upTo: Position): number =>
    frozen || table.first() === 0 ? 0 : Math.min(upTo, table.last()) - (saved?.last ?? table.first() - 1);

  const add = (position: Position, words: Uint32Array): void => {
    const filled = table.count() + words.length / 2 > sealPairs || position - table.first() >= mostPositions;
    if (filled && table.first() !== 0) {
      full.push(table);
      superseded = [...superseded, ...(saved === null ? [] : [saved.file])];
      saved = null;
      table = createTable();
    }
    table.add(position, words);
  };

  const writeFull = (acknowledged: Position): void => {
    if (frozen) return;
    const ready = full.filter((one) => one.last() <= acknowledged);
    if (ready.length === 0) return;
    const left: Table[] = [];
    for (const one of ready) {
      try {
        write(one);
      } catch {
        // A run is derived: without room for it its pairs stay in memory until the next is full.
        left.push(one);
      }
    }
    full = [...left, ...full.filter((one) => one.last() > acknowledged)];
    if (full.length > 0) return;
    const kept = new Set(runs.map((run) => run.name));
    for (const file of superseded) if (!kept.has(file)) files.remove(join(folder, file));
    superseded = [];
  };

  // Gaps between runs become runs again; what follows the last run stays in memory.
  let next = first;
  for (const run of [...runs]) {
    if (run.first > next) {
      scan(next, run.first - 1, add);
      if (table.first() !== 0) full.push(table);
      table = createTable();
      writeFull(last);
    }
    next = run.last + 1;
  }
  if (next <= last) scan(next, last, add);
  writeFull(last);

  return {
    positions: (low, high, before) => positionsOf([...full, table], runs, scan, { low, high, before }),
    positionsSince(low, high, since) {
      const ask = { low, high, before: Number.POSITIVE_INFINITY };
      // Stamps ascend: no run before one that is too old has anything newer.
      return positionsOf([...full, table], runs, scan, ask, (run) => lastAt(run) <= since);
    },
    add,
    seal(acknowledged) {
      writeFull(acknowledged);
      if (unsaved(acknowledged) >= saveEntries) save(Math.min(acknowledged, table.last()));
    },
    drop(before) {
      for (const run of runs) {
        if (run.last >= before) continue;
        run.close();
        files.remove(join(folder, run.name));
      }
      runs = runs.filter((run) => run.last >= before);
    },
    close(acknowledged) {
      if (full.length === 0 && unsaved(acknowledged) >= worthSaving) save(Math.min(acknowledged, table.last()));
      for (const run of runs) run.close();
    },
  };
}

/** A reader's: uses the writer's runs, and keeps in memory what they do not hold yet. */
export function followLookup(parts: LookupParts): FollowingLookup {
  let runs: Run[] = [];
  let tables: Table[] = [];
  let covered: Position = 0;
  let pairs = 0;
  let most = 0;

  const restart = (first: Position, to: Position): void => {
    for (const run of runs) run.close();
    const { runs: all } = openRuns(parts, (from, last) => from <= last && last >= first && last <= to, false);
    // Without a gap from the oldest entry on; what lies behind one is read from the records.
    let next = first;
    const gap = all.findIndex((run) => {
      if (run.first > next) return true;
      next = run.last + 1;
      return false;
    });
    runs = gap < 0 ? all : all.slice(0, gap);
    for (const run of all.slice(runs.length)) run.close();
    tables = [createTable()];
    covered = next - 1;
    pairs = 0;
  };

  return {
    follow(first, to) {
      const begin = tables.length === 0 || pairs > most;
      if (begin) restart(first, to);
      const [table] = tables;
      const from = Math.max(first, covered + 1);
      parts.scan(from, to, (position, words) => {
        table?.add(position, words);
        pairs += words.length / 2;
      });
      covered = Math.max(covered, to);
      if (begin) most = pairs + 2 * parts.sealPairs;
    },
    positions: (low, high, before) => positionsOf(tables, runs, parts.scan, { low, high, before }),
    close() {
      for (const run of runs) run.close();
    },
  };
}
