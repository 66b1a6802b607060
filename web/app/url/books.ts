import {
  type GainId,
  gainIds,
  type KpiDimension,
  kpiDimensions,
  type PostingRows,
  type PostingSide,
  postingRows,
  postingSides,
} from "../../../server/wire/index.ts";
import { dayText, flag, instantText, kept, oneOf, type Raw, type ScopeSearch, text } from "./read.ts";

/** Ascending whole days, as `0,1,3,7`. */
const edgesText = (value: unknown): string | undefined =>
  text(value)
    ?.split(",")
    .every((one, at, all) => /^\d{1,5}$/.test(one) && (at === 0 || Number(one) > Number(all[at - 1]))) === true
    ? text(value)
    : undefined;

/** Parts of a list that stand in no exact sum. */
export const postingParts = ["estimate", "unknown", "no-rate"] as const;

/**
 * Postings: the side, how its table is cut, what is left in, as of when, and which list is opened. Keys of rows are
 * texts, `~` where it was not told, and `~~…` where a key begins so.
 */
export interface AgingSearch extends ScopeSearch {
  readonly side?: PostingSide | undefined;
  readonly rows?: PostingRows | undefined;
  /** Last days of the columns, `0,1,3,7`. */
  readonly edges?: string | undefined;
  readonly due?: "joined" | undefined;
  /** With each amount's share of the total. */
  readonly share?: true | undefined;
  readonly entity?: string | undefined;
  readonly kind?: string | undefined;
  readonly partner?: string | undefined;
  readonly why?: string | undefined;
  /** ISO 8601 instant; none is now. */
  readonly at?: string | undefined;
  /** As it was recorded then; else by what is known now. */
  readonly known?: "then" | undefined;
  /** The row that is opened into its reasons. */
  readonly x?: string | undefined;
  /** A list is open, of all rows and columns where none is named. */
  readonly list?: true | undefined;
  readonly row?: string | undefined;
  /** A row of the opened row. */
  readonly sub?: string | undefined;
  /** Index of a column. */
  readonly col?: string | undefined;
  readonly only?: (typeof postingParts)[number] | undefined;
  /** The rule by which the list is billed to nobody. */
  readonly rule?: string | undefined;
}
/** Reads the state of Postings. */
export const agingSearch = (raw: Raw): AgingSearch =>
  kept({
    site: text(raw.site),
    side: oneOf(postingSides, raw.side),
    rows: oneOf(postingRows, raw.rows),
    edges: edgesText(raw.edges),
    due: oneOf(["joined"] as const, raw.due),
    share: flag(raw.share),
    entity: text(raw.entity),
    kind: text(raw.kind),
    partner: text(raw.partner),
    why: text(raw.why),
    at: instantText(raw.at),
    known: oneOf(["then"] as const, raw.known),
    x: text(raw.x),
    list: flag(raw.list),
    row: text(raw.row),
    sub: text(raw.sub),
    col: /^\d{1,2}$/.test(text(raw.col) ?? "") ? text(raw.col) : undefined,
    only: oneOf(postingParts, raw.only),
    rule: text(raw.rule),
  }) as AgingSearch;

/** Scorecard: its days, and the figure that is opened, cut by what. */
export interface ScoreSearch extends ScopeSearch {
  /** First and last day, `2026-11-16`; the week of yesterday where both are not given. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly x?: string | undefined;
  readonly by?: KpiDimension | undefined;
  /** The Monday mail stands open over it. */
  readonly digest?: "open" | undefined;
}
/** Reads the state of the scorecard. */
export const scoreSearch = (raw: Raw): ScoreSearch => {
  const [from, to] = [dayText(raw.from), dayText(raw.to)];
  const days = from !== undefined && to !== undefined && from <= to;
  return kept({
    site: text(raw.site),
    from: days ? from : undefined,
    to: days ? to : undefined,
    x: text(raw.x),
    by: oneOf(kpiDimensions, raw.by),
    digest: oneOf(["open"] as const, raw.digest),
  }) as ScoreSearch;
};

/** Worth: the days that are held against the first month, and the list that is opened: of which line and side. */
export interface WorthSearch extends ScopeSearch {
  /** First and last day; the last thirteen whole weeks where both are not given. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly x?: GainId | undefined;
  readonly of?: "first" | undefined;
}
/** Reads the state of Worth. */
export const worthSearch = (raw: Raw): WorthSearch => {
  const { site, from, to } = scoreSearch(raw);
  return kept({ site, from, to, x: oneOf(gainIds, raw.x), of: oneOf(["first"] as const, raw.of) }) as WorthSearch;
};
