import type { ExceptionRow } from "../../../server/wire/index.ts";
import type { Entry, Steady } from "../../live/index.ts";
import { type Sum, sumOf } from "./filter.ts";

/** A line of the queue: a heading with what stands under it, or a row. */
export type Line =
  | { readonly id: string; readonly kind: "band"; readonly height: number; readonly band: string; readonly sum: Sum }
  | { readonly id: string; readonly kind: "row"; readonly height: number };

/** Heights in CSS pixels. */
export interface Heights {
  readonly row: number;
  readonly band: number;
}

/** Lays a list out: a heading before each run of entries that share a band, none where bands are empty text. */
export function linesOf(list: Steady<ExceptionRow>, heights: Heights): readonly Line[] {
  const lines: Line[] = [];
  const counted = new Set<string>();
  for (const run of runs(list.entries)) {
    if (run.band !== "") {
      const rows = run.entries.flatMap(({ id }) => (list.ghosts.has(id) ? [] : (list.rows.get(id) ?? [])));
      lines.push({
        id: `band:${run.band}:${lines.length}`,
        kind: "band",
        height: heights.band,
        band: run.band,
        sum: sumOf(rows, counted),
      });
    }
    for (const { id } of run.entries) lines.push({ id, kind: "row", height: heights.row });
  }
  return lines;
}

function runs(entries: readonly Entry[]): { readonly band: string; readonly entries: Entry[] }[] {
  const out: { readonly band: string; readonly entries: Entry[] }[] = [];
  for (const entry of entries) {
    const last = out.at(-1);
    if (last?.band === entry.band) last.entries.push(entry);
    else out.push({ band: entry.band, entries: [entry] });
  }
  return out;
}
