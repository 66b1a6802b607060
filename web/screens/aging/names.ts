import type { PostingDocument, PostingKind, PostingRows, PostingTable } from "../../../server/wire/index.ts";
import type { AgingSearch } from "../../app/url.ts";
import type { Names } from "../../live/index.ts";
import type { StateName } from "../../widgets/StateGlyph.tsx";
import { columnWord, innerRows, keyOf, type Place } from "./model.ts";
import { t } from "./words.ts";

/** What a row is called: its code, and its name where it has another. */
export interface RowName {
  readonly code: string | null;
  readonly name: string;
  /** Both, for a sentence. */
  readonly text: string;
}

const causeOf = (why: string): string | null => /^cause:(.+)$/.exec(why)?.[1] ?? null;

/** Reads the name of a row. */
export function rowName(row: Pick<PostingTable["rows"][number], "key" | "name">, rows: PostingRows): RowName {
  const { key, name } = row;
  const only = (text: string): RowName => ({ code: null, name: text, text });
  if (key === null) return only(t("aging.not-told"));
  switch (rows) {
    case "kind":
      return only(kindWord(key));
    case "why": {
      const cause = causeOf(key);
      return cause !== null && name !== null && name !== key
        ? { code: cause, name, text: `${cause} ${name}` }
        : only(whyWord(key));
    }
    case "warehouse":
    case "entity":
    case "partner":
      return name === null || name === key
        ? { code: key, name: "", text: key }
        : { code: key, name, text: `${key} ${name}` };
  }
}

/** What a type of document is called. */
export const kindWord = (kind: string): string => (isKind(kind) ? t(`aging.kind.${kind}`) : kind);

const kinds: ReadonlySet<string> = new Set<PostingKind>([
  "shipped-not-billed",
  "invoice-rejected",
  "returned-not-credited",
  "receipt-not-posted",
  "transfer-not-posted",
  "adjusted-up-not-posted",
  "adjusted-down-not-posted",
  "received-not-billed",
  "freight-not-billed",
]);
const isKind = (kind: string): kind is PostingKind => kinds.has(kind);

const plainWhys = ["delivery", "due", "refused", "late", "unplanned"] as const;

/** Why something is not in the books, in words. */
export function whyWord(why: string): string {
  const plain = plainWhys.find((one) => one === why);
  return plain === undefined ? t("aging.why.cause", { id: causeOf(why) ?? why }) : t(`aging.why.${plain}`);
}

/** The form of a reason: waiting is not failing, and neither is what nobody planned. */
export function whyState(why: string): StateName {
  switch (why) {
    case "delivery":
    case "due":
      return "waiting";
    case "late":
      return "late";
    case "unplanned":
      return "not-known";
    default:
      return "failed";
  }
}

/** A rule by which something is billed to nobody, in words where we know them. */
export function ruleWord(rule: string): string {
  const terms = /^order\.billing (.*)$/.exec(rule)?.[1];
  return terms === undefined ? rule : terms.split(", ").map(termWord).join(", ");
}

function termWord(term: string): string {
  const known = billingTerms.find((one) => one === term);
  return known === undefined ? term : t(`aging.rule.${known}`);
}

/** Terms by which an order is billed to nobody, as it says itself. */
const billingTerms = [
  "none",
  "sample",
  "warranty",
  "own-company",
  "consignment",
  "bill-and-hold",
  "drop-ship",
] as const;

/** What the instant of a list's documents is called: one word where all are of a type. */
export function sinceWord(documents: readonly PostingDocument[]): string {
  const [first] = documents;
  const all = first !== undefined && documents.every((one) => one.kind === first.kind);
  return all ? t(`aging.since.${first.kind}`) : t("aging.since.mixed");
}

/** The zone that most of a list's instants are told in: that of their buildings where it is one, else the ledger's. */
export function zoneOf(documents: readonly PostingDocument[], names: Names, ledger: string): string {
  const zones = new Set(documents.map((one) => (one.warehouse === null ? ledger : names.zone(one.warehouse))));
  const [only] = zones;
  return zones.size === 1 && only !== undefined ? only : ledger;
}

/** Whose it is, in words; null: nobody's. */
export const ownerText = (owner: PostingDocument["owner"], names: Names): string | null =>
  owner === null ? null : [names.team(owner.team), owner.person].filter(Boolean).join(", ");

/** What is left in, in words, with the name that the address has for it. */
export interface Kept {
  readonly name: "site" | "entity" | "kind" | "partner" | "why";
  readonly word: string;
  readonly of: string;
}

/** What the address leaves in; a name stands for a code where the table in front has it. */
export function filtersOf(search: AgingSearch, table: PostingTable | null, rows: PostingRows): readonly Kept[] {
  const named = (by: PostingRows, code: string): string => {
    const key = keyOf(code);
    const known = by === rows ? table?.rows.find((row) => row.key === key)?.name : undefined;
    return rowName({ key, name: known ?? null }, by).text;
  };
  const all = [
    ["site", "warehouse", search.site],
    ["entity", "entity", search.entity],
    ["kind", "kind", search.kind],
    ["partner", "partner", search.partner],
    ["why", "why", search.why],
  ] as const;
  return all.flatMap(([name, by, code]) =>
    code === undefined ? [] : [{ name, word: t(`aging.rows.${by}`), of: named(by, code) }],
  );
}

/** A place in words: `DFW Dallas, By terms: on delivery, 2–3 days`. */
export function placeName(table: PostingTable, inner: PostingTable | null, rows: PostingRows, place: Place): string {
  if (place.rule !== undefined) return t("aging.list-not-billable", { rule: ruleWord(place.rule) });
  const nameIn = (from: PostingTable | null, by: PostingRows, code: string): string => {
    const key = keyOf(code);
    return rowName({ key, name: from?.rows.find((row) => row.key === key)?.name ?? null }, by).text;
  };
  return [
    place.row === undefined ? `${t(`aging.side.${table.id}`)}, ${t("aging.list-all")}` : nameIn(table, rows, place.row),
    place.sub === undefined ? "" : nameIn(inner, innerRows(rows), place.sub),
    place.col === undefined ? "" : columnWord(table.columns[Number(place.col)]),
    place.only === undefined ? "" : t(`aging.list-part.${place.only}`),
  ]
    .filter(Boolean)
    .join(", ");
}
