import { join } from "node:path";
import type { Instant, Position } from "../../domain/index.ts";
import { mostPositions, openRun, type Run, readRunHeader, runFile, sealTable } from "./run.ts";
import { type IndexParts, openRuns, positionsOf, runNames, type Scan } from "./runs.ts";
import { createTable, type Table } from "./table.ts";
import type { Tidied } from "./tidy.ts";

export interface LookupParts extends IndexParts {
  readonly scan: Scan;
  /** Pairs in memory before a run is made of them. */
  readonly sealPairs: number;
  /** Entries after which what is in memory is saved, so that a start need not read so far back. */
  readonly saveEntries: number;
  /** Nothing is written, and nothing is removed: the journal is damaged. */
  readonly frozen: boolean;
  /** Stamp of an entry; null where it is not kept. */
  readonly stampOf: (position: Position) => Instant | null;
}

/** The writer's index: finds positions by hash, in sealed runs and a table of what came since. All is derived from the records. */
export interface Lookup extends Tidied {
  /** May answer a position that has another hash; never leaves one out. Newest first. */
  positions(low: number, high: number, before: Position): Iterable<Position>;
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

/** So many entries a start reads as fast as a file more. */
const worthSaving = 1_000;

/** Opens what runs there are, makes anew those that are missing, and reads on to `last`. */
export function openLookup(parts: LookupParts, first: Position, last: Position): Lookup {
  const { files, folder, name, scan, sealPairs, saveEntries, frozen } = parts;
  const opened = openRuns(parts, runNames(parts, ".run"), {
    keep: (run) => run.first <= run.last && run.last >= first && run.last <= last,
    deep: true,
    known: new Map(),
  });
  const worthNothing = [...opened.useless, ...runNames(parts, ".run.new")];
  if (!frozen) for (const file of worthNothing) files.remove(join(folder, file));
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
    const file = runFile(name, source.first(), upTo);
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
    runs = [...runs, openRun(file, open, header, true)].toSorted((a, b) => a.first - b.first);
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
    name,
    runs: () => runs,
    replace(old, by) {
      for (const run of old) run.close();
      runs = [...runs.filter((run) => !old.includes(run)), by].toSorted((a, b) => a.first - b.first);
    },
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
