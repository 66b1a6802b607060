import type {
  DelayedPostings,
  PostingCell,
  PostingColumn,
  PostingDocument,
  PostingRows,
  PostingSide,
  PostingTable,
} from "../../../server/wire/index.ts";
import { exact, whole } from "../../app/format.ts";
import type { AgingSearch, postingParts } from "../../app/url.ts";
import { addUp, isNought, lessOf, same } from "./amounts.ts";
import { t } from "./words.ts";

/** Edges as the server takes them where none are named. */
export const dayEdges = "0,1,3,7";
/** The other preset: current, then by months. */
export const monthEdges = "0,30,60,90";
/** So many columns of age fit a page. */
export const mostEdges = 8;

/** Which columns are shown: one of the presets, or somebody's own. */
export function presetOf({ edges, due }: Pick<AgingSearch, "edges" | "due">): "days" | "months" | "own" {
  if ((edges ?? dayEdges) === dayEdges && due === undefined) return "days";
  return edges === monthEdges && due === "joined" ? "months" : "own";
}

/** Edges as they were typed, or what is wrong with them in words. */
export function readEdges(
  text: string,
): { readonly ok: true; readonly edges: string } | { readonly ok: false; readonly why: string } {
  const told = text.split(/[\s,;]+/).filter(Boolean);
  const wrong = (why: string) => ({ ok: false, why }) as const;
  if (told.length === 0) return wrong(t("aging.edges-none"));
  const odd = told.find((one) => !/^\d{1,5}$/.test(one));
  if (odd !== undefined) return wrong(t("aging.edges-whole", { what: odd }));
  const days = told.map(Number);
  const at = days.findIndex((day, index) => index > 0 && day <= (days[index - 1] ?? 0));
  if (at > 0) return wrong(t("aging.edges-order", { what: days[at] ?? 0, before: days[at - 1] ?? 0 }));
  if (days.length > mostEdges) return wrong(t("aging.edges-many", { most: mostEdges, n: days.length }));
  return { ok: true, edges: days.join(",") };
}

/** A key as the address has it: `~` where it was not told. */
export const codeOf = (key: string | null): string => (key === null ? "~" : key.startsWith("~") ? `~${key}` : key);
/** The key that the address names. */
export const keyOf = (code: string): string | null =>
  code === "~" ? null : code.startsWith("~") ? code.slice(1) : code;

/** What the server is asked for: how tables are cut, and what is left in; an empty text stands for what was not told. */
export function filterOf(search: AgingSearch): Readonly<Record<string, string>> {
  const named = (code: string | undefined): string | undefined =>
    code === undefined ? undefined : (keyOf(code) ?? "");
  const all: Readonly<Record<string, string | undefined>> = {
    rows: search.rows,
    edges: search.edges,
    due: search.due,
    warehouse: search.site,
    entity: named(search.entity),
    kind: named(search.kind),
    partner: named(search.partner),
    why: named(search.why),
  };
  return Object.fromEntries(Object.entries(all).filter((one): one is [string, string] => one[1] !== undefined));
}

/** What rows are opened into: why, or which type where they are the reasons themselves. */
export const innerRows = (rows: PostingRows): PostingRows => (rows === "why" ? "kind" : "why");

/** What the server is asked for the reasons of one row. */
export const innerFilter = (search: AgingSearch, row: string): Readonly<Record<string, string>> => {
  const rows = search.rows ?? "warehouse";
  return { ...filterOf(search), rows: innerRows(rows), [rows]: keyOf(row) ?? "" };
};

/** The place of a table whose documents are listed. */
export type Place = Pick<AgingSearch, "row" | "sub" | "col" | "only" | "rule">;

/** The list that the address names; null where none is open. */
export function placeOf({ list, row, sub, col, only, rule }: AgingSearch): Place | null {
  return list === undefined ? null : { row, sub, col, only, rule };
}

/** Parameters of the documents of a place: rows of an opened row are asked for by their own cut, with that row left in. */
export function placeParameters(search: AgingSearch, side: PostingSide, place: Place): URLSearchParams {
  const inner = place.sub !== undefined && place.row !== undefined;
  const filter = inner && place.row !== undefined ? innerFilter(search, place.row) : filterOf(search);
  const out = new URLSearchParams({ side, ...filter });
  const row = inner ? place.sub : place.row;
  if (row !== undefined) out.set("row", keyOf(row) ?? "");
  if (place.col !== undefined) out.set("column", place.col);
  if (place.rule !== undefined) out.set("notBillable", "1");
  return out;
}

/** The cell of a place; null where the table has no such place now. `inner` is the table of the place's opened row. */
export function cellOf(table: PostingTable, inner: PostingTable | null, place: Place): PostingCell | null {
  if (place.rule !== undefined) return table.notBillable.find((one) => one.rule === place.rule)?.cell ?? null;
  const from = place.sub === undefined ? table : inner;
  if (from === null) return null;
  const code = place.sub ?? place.row;
  const column = place.col === undefined ? null : Number(place.col);
  if (code === undefined) return column === null ? from.total : (from.footer[column] ?? null);
  const row = from.rows.find((one) => codeOf(one.key) === code);
  if (row === undefined) return null;
  return column === null ? row.total : (row.cells[column] ?? null);
}

/** What a cell says of its documents, without how they were told. */
export type Counted = Omit<PostingCell, "sums">;

const nothing: Counted = {
  count: 0,
  value: "0",
  valued: 0,
  estimate: "0",
  estimated: 0,
  unconverted: 0,
  unknown: 0,
};

/** Cells as one, amounts as integers; estimates and exact amounts never meet. */
export function addCells(cells: readonly Counted[]): Counted {
  const sum = (of: (cell: Counted) => number): number => cells.reduce((all, one) => all + of(one), 0);
  return {
    count: sum((one) => one.count),
    value: addUp(cells.map((one) => one.value)),
    valued: sum((one) => one.valued),
    estimate: addUp(cells.map((one) => one.estimate)),
    estimated: sum((one) => one.estimated),
    unconverted: sum((one) => one.unconverted),
    unknown: sum((one) => one.unknown),
  };
}

/** In which of the parts of a cell a document stands; `exact` is the one that has a sum. */
export function partOf({ amount, value, estimate }: PostingDocument): "exact" | (typeof postingParts)[number] {
  if (amount === null) return "unknown";
  if (value === null) return "no-rate";
  return estimate ? "estimate" : "exact";
}

/** A document as the cell that it would make alone. */
function cellWith(document: PostingDocument): Counted {
  const value = document.value ?? "0";
  switch (partOf(document)) {
    case "exact":
      return { ...nothing, count: 1, value, valued: 1 };
    case "estimate":
      return { ...nothing, count: 1, estimate: value, estimated: 1 };
    case "no-rate":
      return { ...nothing, count: 1, unconverted: 1 };
    case "unknown":
      return { ...nothing, count: 1, unknown: 1 };
  }
}

/** Documents as the cell that they come to. */
export const countDocuments = (documents: readonly PostingDocument[]): Counted => addCells(documents.map(cellWith));

/** One part of a cell alone. */
export function narrowed(cell: Counted, only: Place["only"]): Counted {
  switch (only) {
    case undefined:
      return cell;
    case "estimate":
      return { ...nothing, count: cell.estimated, estimate: cell.estimate, estimated: cell.estimated };
    case "unknown":
      return { ...nothing, count: cell.unknown, unknown: cell.unknown };
    case "no-rate":
      return { ...nothing, count: cell.unconverted, unconverted: cell.unconverted };
  }
}

/** Whether two cells say the same of their documents. */
export const agree = (a: Counted, b: Counted): boolean =>
  a.count === b.count &&
  a.valued === b.valued &&
  a.estimated === b.estimated &&
  a.unconverted === b.unconverted &&
  a.unknown === b.unknown &&
  same(a.value, b.value) &&
  same(a.estimate, b.estimate);

/** What the ages of a list come to. */
export const countBuckets = (buckets: DelayedPostings["buckets"]): Counted =>
  addCells(buckets.map(({ cell, count, value }) => ({ ...cell, count, value })));

/** Whether a list comes to its place of the table. */
export type Tie =
  | { readonly kind: "ties"; readonly text: string }
  /** The table has no such place. */
  | { readonly kind: "gone" }
  | { readonly kind: "off"; readonly why: string };

/** Compares what a list comes to with the cell that it was opened from. */
export function tieOf(list: Counted, cell: Counted | null): Tie {
  if (cell === null) return { kind: "gone" };
  if (agree(list, cell)) return { kind: "ties", text: amountText(cell) };
  for (const part of ["value", "estimate"] as const)
    if (!same(list[part], cell[part])) {
      const by = exact(lessOf(list[part], cell[part]));
      return { kind: "off", why: t("aging.ties-off", { list: exact(list[part]), table: exact(cell[part]), by }) };
    }
  return { kind: "off", why: t("aging.ties-off-count", { list: list.count, table: cell.count }) };
}

/** A cell in few words: its exact amount, else its estimate, else how many documents it has. */
export function amountText(cell: Counted): string {
  if (cell.valued > 0) return exact(cell.value);
  return cell.estimated > 0 ? `≈ ${whole(cell.estimate)}` : t("aging.docs", { n: cell.count });
}

/** A cell in full for a reader: amounts, estimates and what is not known, apart. */
export function readCell(cell: Counted): string {
  return [
    cell.valued > 0 ? t("aging.read-value", { amount: exact(cell.value), n: cell.valued }) : "",
    cell.estimated > 0 ? t("aging.read-estimate", { amount: whole(cell.estimate), n: cell.estimated }) : "",
    cell.unknown > 0 ? t("aging.read-unknown", { n: cell.unknown }) : "",
    cell.unconverted > 0 ? t("aging.read-no-rate", { n: cell.unconverted }) : "",
  ]
    .filter(Boolean)
    .join(", ");
}

/** Where a table does not add up, in words; null where it does. A wrong figure is never shown as a right one. */
export function faultOf(table: PostingTable): string | null {
  const checks: readonly (readonly [what: string, parts: readonly Counted[], all: Counted])[] = [
    ...table.rows.map(
      (row) => [t("aging.off-row", { row: row.name ?? row.key ?? t("aging.not-told") }), row.cells, row.total] as const,
    ),
    ...table.footer.map(
      (cell, at) =>
        [
          t("aging.off-column", { column: columnWord(table.columns[at]) }),
          table.rows.flatMap((row) => row.cells[at] ?? []),
          cell,
        ] as const,
    ),
    [t("aging.off-rows"), table.rows.map((row) => row.total), table.total],
    [t("aging.off-rows"), table.footer, table.total],
    [t("aging.off-kinds"), table.kinds.map((one) => one.cell), table.total],
  ];
  for (const [what, parts, all] of checks) {
    const sum = addCells(parts);
    if (agree(sum, all)) continue;
    const [value, estimate] = [lessOf(sum.value, all.value), lessOf(sum.estimate, all.estimate)];
    const by = !isNought(value)
      ? exact(value)
      : !isNought(estimate)
        ? `≈ ${exact(estimate)}`
        : t("aging.off-count", { n: Math.abs(sum.count - all.count) });
    return t("aging.off", { what, by });
  }
  return null;
}

/** What a column of age is called. */
export function columnWord(column: PostingColumn | undefined): string {
  if (column === undefined) return "";
  const { notDue, from, to } = column;
  if (from === null) return t("aging.col.not-due");
  if (notDue) return to === 0 || to === null ? t("aging.col.current") : t("aging.col.joined", { to });
  if (to === null) return from <= 1 ? t("aging.col.later") : t("aging.col.over", { n: from - 1 });
  if (from === to) return from === 0 ? t("aging.col.same-day") : t("aging.col.day", { n: from });
  return t("aging.col.span", { from, to });
}

/** Whether what stands in a column is late by its age: all that is older than the last edge. */
export const isOldest = ({ from, to, notDue }: PostingColumn): boolean => from !== null && to === null && !notDue;

/** Buildings in the order of the network, all else as it came. */
export function inOrder(table: PostingTable, rows: PostingRows, warehouses: readonly string[]): PostingTable["rows"] {
  if (rows !== "warehouse") return table.rows;
  const place = (key: string | null): number => {
    const at = key === null ? -1 : warehouses.indexOf(key);
    return at < 0 ? warehouses.length : at;
  };
  return [...table.rows].sort((a, b) => place(a.key) - place(b.key));
}

/** Whether any document of a side was told in another currency than the reporting one, or has no rate into it. */
export const hasForeign = (cell: PostingCell, currency: string): boolean =>
  cell.sums.some((one) => one.currency !== currency);
