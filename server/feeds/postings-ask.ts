import { type AgeEdges, ageEdges, dayEdges, type Instant } from "../domain/index.ts";
import { type PostingRows, postingRows } from "../wire/index.ts";
import type { FilterFault } from "./exception-filter.ts";
import { instantOf } from "./tally.ts";

/** Names that a question about the books may have, as query parameters and on the live stream. */
export const postingFilterNames = ["rows", "edges", "due", "warehouse", "entity", "kind", "partner", "why"] as const;

/** What documents may be asked for by; an empty value stands for what was not told. */
const dimensions = ["warehouse", "entity", "kind", "partner", "why"] as const;

/** What is asked of the books. */
export interface PostingsAsked {
  readonly rowsBy: PostingRows;
  readonly edges: AgeEdges;
  /** Values that a document must have, by dimension; null: what was not told. */
  readonly only: ReadonlyMap<PostingRows, string | null>;
  /** As it stood then; null: as it stands now. */
  readonly asOf: Instant | null;
  /** By what was known then; else by what is known now. */
  readonly recorded: boolean;
}

const mostEdges = 12;

/** Reads a question, with every word in it that cannot be. */
export function readPostingsAsked(words: ReadonlyMap<string, string>): {
  readonly asked: PostingsAsked;
  readonly faults: readonly FilterFault[];
} {
  const faults: FilterFault[] = [];
  const rows = words.get("rows") ?? "warehouse";
  const rowsBy = postingRows.find((one) => one === rows);
  if (rowsBy === undefined) faults.push({ path: "rows", message: `must be of ${postingRows.join(", ")}` });
  const due = words.get("due") ?? "apart";
  if (due !== "apart" && due !== "joined") faults.push({ path: "due", message: "must be apart or joined" });
  const told = words.get("edges") ?? dayEdges.lasts.join(",");
  const lasts = told.split(",").map((text) => (/^\d{1,5}$/.test(text.trim()) ? Number(text) : Number.NaN));
  const edges = lasts.length > mostEdges ? null : ageEdges(lasts, due === "apart");
  if (edges === null)
    faults.push({ path: "edges", message: `must be at most ${mostEdges} whole days that ascend, as 0,1,3,7` });
  const instant = words.get("asOf");
  const asOf = instant === undefined ? null : instantOf(instant);
  if (instant !== undefined && asOf === null)
    faults.push({ path: "asOf", message: "must be an instant, as 2026-11-19T19:32:00.000Z" });
  const known = words.get("known") ?? "now";
  if (known !== "now" && known !== "then") faults.push({ path: "known", message: "must be now or then" });
  const only = new Map(
    dimensions.flatMap((name) => {
      const value = words.get(name);
      return value === undefined ? [] : [[name, value === "" ? null : value] as const];
    }),
  );
  return {
    asked: { rowsBy: rowsBy ?? "warehouse", edges: edges ?? dayEdges, only, asOf, recorded: known === "then" },
    faults,
  };
}
