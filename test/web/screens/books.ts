import type {
  DelayedPostings,
  PostingCell,
  PostingColumn,
  PostingDocument,
  PostingsPage,
  PostingTable,
} from "../../../server/wire/index.ts";
import { postingSides } from "../../../server/wire/index.ts";
import { moment } from "../mock/time.ts";
import { cents, money, nameOf, rates } from "./aging.ts";
import { est, iso } from "./moment.ts";

type Ask = Readonly<Record<string, string | undefined>>;

/** Columns as the parameters cut them. */
export function columnsOf({ edges = "0,1,3,7", due }: Ask): readonly PostingColumn[] {
  const lasts = edges.split(",").map(Number);
  const aged = [...lasts, null].map((to, at) => ({
    notDue: due === "joined" && at === 0,
    from: at === 0 ? 0 : (lasts[at - 1] ?? 0) + 1,
    to,
  }));
  return due === "joined" ? aged : [{ notDue: true, from: null, to: null }, ...aged];
}

const dayMs = 86_400_000;

function columnOf(document: PostingDocument, columns: readonly PostingColumn[], day: string): number {
  if (document.why === "due" || document.why === "delivery") return 0;
  const age = (Date.parse(day) - Date.parse(document.sinceDay)) / dayMs;
  return columns.findIndex((one) => one.from !== null && age >= one.from && (one.to === null || age <= one.to));
}

const kindsOf = {
  revenue: ["shipped-not-billed", "invoice-rejected", "returned-not-credited"],
  inventory: ["receipt-not-posted", "transfer-not-posted"],
  payables: ["received-not-billed", "freight-not-billed"],
} as const;

/** A cell of documents. */
export function cellOf(documents: readonly PostingDocument[]): PostingCell {
  const sums = new Map<string, { currency: string; basis: PostingDocument["basis"]; cents: number; count: number }>();
  for (const one of documents) {
    if (one.amount === null || one.currency === null) continue;
    const key = `${one.currency} ${one.basis}`;
    const sum = sums.get(key) ?? { currency: one.currency, basis: one.basis, cents: 0, count: 0 };
    sums.set(key, { ...sum, cents: sum.cents + cents(one.amount), count: sum.count + 1 });
  }
  const told = documents.filter((one) => one.value !== null);
  const total = (of: readonly PostingDocument[]): string =>
    money(of.reduce((sum, one) => sum + cents(one.value ?? "0"), 0));
  const exact = told.filter((one) => !one.estimate);
  const estimates = told.filter((one) => one.estimate);
  return {
    count: documents.length,
    value: total(exact),
    valued: exact.length,
    estimate: total(estimates),
    estimated: estimates.length,
    unconverted: documents.filter((one) => one.amount !== null && one.value === null).length,
    unknown: documents.filter((one) => one.amount === null).length,
    sums: [...sums.values()].map(({ cents: sum, ...rest }) => ({ ...rest, amount: money(sum) })),
  };
}

const keyIn = (one: PostingDocument, rows: string): string | null =>
  one[rows as "warehouse" | "entity" | "kind" | "partner" | "why"];

function left(documents: readonly PostingDocument[], ask: Ask): readonly PostingDocument[] {
  return documents.filter((one) =>
    ["warehouse", "entity", "kind", "partner", "why"].every(
      (name) => ask[name] === undefined || (keyIn(one, name) ?? "") === ask[name],
    ),
  );
}

/** Documents that had happened, and of which was known then where that is asked for: each tenth was told a day late. */
export function asOf(documents: readonly PostingDocument[], ask: Ask): readonly PostingDocument[] {
  const at = ask.asOf === undefined ? null : Date.parse(ask.asOf);
  if (at === null) return documents;
  return documents.filter(
    (one, index) =>
      Date.parse(one.since) <= at && (ask.known !== "then" || index % 10 !== 3 || Date.parse(one.since) + dayMs <= at),
  );
}

const dayOf = (ask: Ask): string => iso(ask.asOf === undefined ? moment : Date.parse(ask.asOf)).slice(0, 10);

/** The tables of documents, as the parameters cut them. */
export function tablesOf(documents: readonly PostingDocument[], ask: Ask, silent = true): readonly PostingTable[] {
  const columns = columnsOf(ask);
  const rows = ask.rows ?? "warehouse";
  const day = dayOf(ask);
  const kept = left(asOf(documents, ask), ask);
  return postingSides.map((side): PostingTable => {
    const mine = kept.filter((one) => one.side === side);
    const billed = mine.filter((one) => one.notBillable === null);
    const cut = (some: readonly PostingDocument[]): readonly PostingCell[] =>
      columns.map((_, at) => cellOf(some.filter((one) => columnOf(one, columns, day) === at)));
    const keys = [...new Set(billed.map((one) => keyIn(one, rows)))].sort((a, b) =>
      a === b ? 0 : a === null ? 1 : b === null ? -1 : a < b ? -1 : 1,
    );
    const rules = [...new Set(mine.flatMap((one) => one.notBillable ?? []))].sort();
    return {
      id: side,
      zone: "America/New_York",
      currency: "USD",
      columns,
      rows: keys.map((key) => {
        const some = billed.filter((one) => keyIn(one, rows) === key);
        return { key, name: key === null ? null : nameOf(rows, key), cells: cut(some), total: cellOf(some) };
      }),
      footer: cut(billed),
      total: cellOf(billed),
      kinds: kindsOf[side].map((kind) => ({ kind, cell: cellOf(billed.filter((one) => one.kind === kind)) })),
      notBillable: rules.map((rule) => ({ rule, cell: cellOf(mine.filter((one) => one.notBillable === rule)) })),
      rates: rates.filter((rate) => mine.some((one) => one.currency === rate.currency)),
      silent: silent && side === "revenue" ? [{ system: "3pl-reno", lastSeenAt: iso(est("12:05")) }] : [],
    };
  });
}

/** The tables as of an instant. */
export const postingsPage = (documents: readonly PostingDocument[], ask: Ask): PostingsPage => ({
  asOf: ask.asOf ?? iso(moment),
  knownAt: ask.known === "then" ? (ask.asOf ?? null) : null,
  items: tablesOf(documents, ask),
  total: 3,
  nextCursor: null,
});

/** All documents of a place, oldest first. */
export function delayedOf(documents: readonly PostingDocument[], ask: Ask): readonly PostingDocument[] {
  const columns = columnsOf(ask);
  return left(asOf(documents, ask), ask)
    .filter((one) => one.side === ask.side)
    .filter((one) => (one.notBillable !== null) === (ask.notBillable === "1"))
    .map((one) => ({ ...one, column: columnOf(one, columns, dayOf(ask)) }))
    .filter((one) => ask.row === undefined || (keyIn(one, ask.rows ?? "warehouse") ?? "") === ask.row)
    .filter((one) => ask.column === undefined || one.column === Number(ask.column))
    .sort((a, b) => (a.since < b.since ? -1 : 1));
}

/** A page of the documents of a place. */
export function delayedPage(documents: readonly PostingDocument[], ask: Ask): DelayedPostings {
  const all = delayedOf(documents, ask);
  const from = Number(ask.cursor ?? 0);
  const to = from + Number(ask.limit ?? 200);
  return {
    asOf: ask.asOf ?? iso(moment),
    knownAt: ask.known === "then" ? (ask.asOf ?? null) : null,
    currency: "USD",
    buckets: columnsOf(ask).map((column, at) => {
      const cell = cellOf(all.filter((one) => one.column === at));
      return { ...column, label: `column ${at}`, count: cell.count, value: cell.value, cell };
    }),
    items: all.slice(from, to),
    total: all.length,
    nextCursor: to < all.length ? String(to) : null,
  };
}
