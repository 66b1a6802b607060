import {
  isoOf,
  isoOrNull,
  type PostingsRead,
  postingFilterNames,
  readPostings,
  readPostingsAsked,
  readSources,
  toDelayedPostings,
  toPostingTables,
} from "../../feeds/index.ts";
import type { Scope } from "../../ports/index.ts";
import { type PostingDocument, type PostingSide, postingSides } from "../../wire/index.ts";
import { delayedPostings, postingsPage } from "../../wire/postings-shapes.ts";
import { amountCell, csvOf } from "../csv.ts";
import { problem, Refused } from "../problems.ts";
import { badParameter, type Parameter, pageOf, paging, type Route, route, type Serving, wantsCsv } from "../route.ts";

const says: Readonly<Record<(typeof postingFilterNames)[number], string>> = {
  rows: "What a row stands for: warehouse (when not given), entity, kind, partner or why.",
  edges: "Last day of each column of age, ascending, as 0,1,3,7.",
  due: "apart (when not given): what is not due has a column of its own; joined: it stands with the youngest.",
  warehouse: "Only of this warehouse; empty: of none.",
  entity: "Only of this company in the ledger; empty: of those of which it was not told.",
  kind: "Only of this kind, as shipped-not-billed.",
  partner: "Only of this customer, supplier or carrier; empty: of those of which it was not told.",
  why: "Only for this reason: delivery, due, refused, late, unplanned, or a cause as cause:C-17.",
};

const asking: readonly Parameter[] = [
  ...postingFilterNames.map((name) => ({ name, says: says[name] })),
  { name: "asOf", says: "As it stood at this instant, as 2026-11-19T19:32:00.000Z; as it stands now when not given." },
  { name: "known", says: "now (when not given): by what is known now; then: as it was recorded at asOf." },
];

const columns = [
  "side",
  "kind",
  "document_kind",
  "document",
  "why",
  "since",
  "due_at",
  "amount",
  "currency",
  "basis",
  "value",
  "warehouse",
  "entity",
  "partner",
  "not_billable",
  "exceptions",
  "cause",
  "team",
  "person",
  "ledger_document",
  "ledger_date",
  "ledger_period",
] as const;

const cells = (document: PostingDocument) => [
  document.side,
  document.kind,
  document.object.kind,
  document.object.id,
  document.why,
  document.sinceIsDay ? document.sinceDay : document.since,
  document.dueAt,
  amountCell(document.amount),
  document.currency,
  document.basis,
  amountCell(document.value),
  document.warehouse,
  document.entity,
  document.partner,
  document.notBillable,
  document.exceptions.join(" "),
  document.cause?.title ?? null,
  document.owner?.team ?? null,
  document.owner?.person ?? null,
  document.ledger.object?.id ?? null,
  document.ledger.date,
  document.ledger.period,
];

/** Rows of one CSV answer, at most; a longer list says by `X-Next-Cursor` where it goes on. */
const csvRows = 10_000;

/** What a request asks of the books; refuses what cannot be. */
async function readFor(
  { feeds, deps }: Serving,
  scope: Scope,
  query: ReadonlyMap<string, string>,
): Promise<PostingsRead> {
  const { asked, faults } = readPostingsAsked(query);
  const first = faults[0];
  if (first !== undefined)
    throw new Refused(problem(400, "bad-parameter", `${first.path} ${first.message}`, { faults }));
  if (asked.asOf !== null && asked.asOf > deps.clock.now()) throw badParameter("asOf", "must not lie ahead");
  return readPostings(feeds, scope, asked);
}

function sideOf(query: ReadonlyMap<string, string>): PostingSide {
  const told = query.get("side") ?? "revenue";
  const side = postingSides.find((one) => one === told);
  if (side === undefined) throw badParameter("side", `must be of ${postingSides.join(", ")}`);
  return side;
}

function columnOf(query: ReadonlyMap<string, string>): number | null {
  const told = query.get("column");
  if (told === undefined) return null;
  if (!/^\d{1,2}$/.test(told)) throw badParameter("column", "must be the index of a column, from 0");
  return Number(told);
}

/** What happened and is not in the books. */
export const postingRoutes: readonly Route[] = [
  route({
    id: "getPostings",
    method: "GET",
    path: "/api/v1/postings",
    says: "What is not in the books, one table a side: revenue at selling price, inventory at cost, payables at purchase price. Sides are never added to each other.",
    query: asking,
    answers: [{ status: 200, says: "One table a side", schema: postingsPage }],
    async handle(serving, { scope, query }) {
      const read = await readFor(serving, scope, query);
      const sources = await readSources(serving.feeds, scope);
      const items = toPostingTables(read, serving.deps.network(), sources);
      const { at, knownAt } = read;
      return { json: { asOf: isoOf(at), knownAt: isoOrNull(knownAt), items, total: items.length, nextCursor: null } };
    },
  }),
  route({
    id: "listDelayedPostings",
    method: "GET",
    path: "/api/v1/postings/delayed",
    says: "The documents of one side that are not in the books, oldest first, with their ages: each bucket is the sum of its documents. As JSON, or as CSV by `Accept: text/csv`.",
    query: [
      ...asking,
      { name: "side", says: "revenue (when not given), inventory or payables." },
      { name: "row", says: "Only of the row with this key; empty: of the one that was not told." },
      { name: "column", says: "Only of the column with this index, from 0." },
      { name: "notBillable", says: "1: what is billed to nobody by rule; else what is to be billed." },
      ...paging,
    ],
    csv: true,
    answers: [{ status: 200, says: "A page of documents", schema: delayedPostings }],
    async handle(serving, { scope, query, accept }) {
      const csv = wantsCsv(accept);
      const { limit, cursor } = pageOf(query, csv ? csvRows : 200, csv ? csvRows : 2_000);
      const row = query.get("row");
      const listed = {
        side: sideOf(query),
        row: row === undefined ? null : { key: row === "" ? null : row },
        column: columnOf(query),
        notBillable: query.get("notBillable") === "1",
      };
      const read = await readFor(serving, scope, query);
      const found = toDelayedPostings(read, listed, serving.deps.network(), limit, cursor);
      if (!csv) return { json: found };
      return {
        text: csvOf(columns, found.items.map(cells)),
        type: "text/csv; charset=utf-8",
        headers: {
          "content-disposition": 'attachment; filename="not-in-the-books.csv"',
          ...(found.nextCursor === null ? {} : { "x-next-cursor": encodeURIComponent(found.nextCursor) }),
        },
      };
    },
  }),
];
