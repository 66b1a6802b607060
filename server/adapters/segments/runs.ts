import { join } from "node:path";
import type { Position } from "../../domain/index.ts";
import type { Files, OpenFile } from "./files.ts";
import { openRun, type Run, type RunHeader, readRunHeader, runIsWhole } from "./run.ts";
import { createTable, type Table } from "./table.ts";

/** Gives each entry of a range with its hashes (words of 32 bits, low before high), in order. */
export type Scan = (from: Position, to: Position, visit: (position: Position, words: Uint32Array) => void) => void;

/** What is found by an index; begins the names of its runs. */
export type IndexName = "terms" | "receipts";

export interface IndexParts {
  readonly files: Files;
  readonly folder: string;
  readonly name: IndexName;
}

/** Names of the runs of an index, of those that are being written with `.new` behind. */
export const runNames = ({ files, folder, name }: IndexParts, end: ".run" | ".run.new"): readonly string[] =>
  files.list(folder).filter((file) => file.startsWith(`${name}-`) && file.endsWith(end));

/** Of runs that begin alike the longest: it was made last. */
function byFirstAndLength(one: string, other: string): number {
  const [name, first, last] = one.split("-");
  const [, otherFirst, otherLast] = other.split("-");
  if (first !== otherFirst || name === undefined) return Number(first) - Number(otherFirst);
  return Number.parseInt(otherLast ?? "", 10) - Number.parseInt(last ?? "", 10);
}

/** How runs are opened: which of them may be used, whether all of each is read, and those that are open already. */
export interface Opening {
  readonly keep: (header: RunHeader) => boolean;
  readonly deep: boolean;
  readonly known: ReadonlyMap<string, Run>;
}

/**
 * Opens the runs that can be used, ascending and not overlapping. `useless`: the files of the others. `vanished`: the
 * writer took one away since the names were read, and has put another in its place.
 */
export function openRuns(parts: IndexParts, names: readonly string[], { keep, deep, known }: Opening) {
  const runs: Run[] = [];
  const useless: string[] = [];
  let vanished = false;
  let covered = 0;
  const take = (run: Run): void => {
    covered = run.last;
    runs.push(run);
  };
  for (const name of names.toSorted(byFirstAndLength)) {
    const open = known.get(name);
    if (open !== undefined && open.first > covered && keep(open.header)) {
      take(open);
      continue;
    }
    const file = openIfThere(parts, name);
    vanished ||= file === null;
    const header = file === null ? null : readRunHeader(file);
    const fits = header !== null && header.first > covered && keep(header);
    if (file !== null && fits && (!deep || runIsWhole(file, header))) take(openRun(name, file, header, deep));
    else {
      file?.close();
      useless.push(name);
    }
  }
  return { runs, useless, vanished };
}

function openIfThere({ files, folder }: IndexParts, name: string): OpenFile | null {
  try {
    return files.open(join(folder, name), "read");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw error;
  }
}

/** What is asked of an index. */
export interface Ask {
  readonly low: number;
  readonly high: number;
  readonly before: Position;
}

/** Positions that may have a hash, newest first: out of tables, which hold the newest, then out of runs. */
export function* positionsOf(
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
