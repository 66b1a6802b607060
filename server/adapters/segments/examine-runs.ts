import type { Position } from "../../domain/index.ts";
import type { Files } from "./files.ts";
import type { Mark } from "./mark.ts";
import type { Run } from "./run.ts";
import { type IndexName, openRuns, runNames, type Scan } from "./runs.ts";
import { scanReceipts, scanTerms } from "./scan.ts";
import { openShelf, type Shelf } from "./shelf.ts";

/** A run that does not find what it should. Nothing kept is lost by it: runs are derived. */
export interface WrongRun {
  readonly file: string;
  readonly reason: "it is not as it was written" | "it leaves out an entry";
  /** The first entry that it leaves out. */
  readonly position: Position | null;
}

const indexes: Readonly<Record<IndexName, (shelf: Shelf) => Scan>> = { terms: scanTerms, receipts: scanReceipts };

/** Looks up every hash of every entry in the run that should find it. Of a whole journal; changes nothing. */
export function examineRuns(files: Files, folder: string, mark: Mark) {
  const shelf = openShelf(files, folder);
  shelf.reach(mark);
  const wrong: WrongRun[] = [];
  let count = 0;
  for (const name of ["terms", "receipts"] as const) {
    const parts = { files, folder, name };
    const scan = indexes[name](shelf);
    const keep = ({ last }: { readonly last: Position }) => last >= shelf.first() && last <= mark.position;
    const { runs } = openRuns(parts, runNames(parts, ".run"), { keep, deep: false, known: new Map() });
    for (const run of runs) {
      const found = wrongIn(run, scan, shelf.first());
      if (found !== null) wrong.push(found);
      run.close();
    }
    count += runs.length;
  }
  shelf.close();
  return { runs: count, wrong };
}

function wrongIn(run: Run, scan: Scan, first: Position): WrongRun | null {
  if (run.positions(0, 0, 0) === null) return { file: run.name, reason: "it is not as it was written", position: null };
  let left: Position | null = null;
  scan(Math.max(first, run.first), run.last, (position, words) => {
    for (let at = 0; at < words.length && left === null; at += 2) {
      const found = run.positions(words[at] ?? 0, words[at + 1] ?? 0, position + 1);
      if (found?.[0] !== position) left = position;
    }
  });
  return left === null ? null : { file: run.name, reason: "it leaves out an entry", position: left };
}
