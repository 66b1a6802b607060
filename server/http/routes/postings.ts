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
import type { Column } from "../export/column.ts";
import { table, walk } from "../export/table.ts";
import { problem, Refused } from "../problems.ts";
import { badParameter, type Parameter, pageOf, paging, type Route, route, type Serving } from "../route.ts";

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

const columns: readonly Column<PostingDocument>[] = [
  { name: "side", title: "Side", type: "text", of: (row) => row.side },
  { name: "kind", title: "What is missing", type: "text", of: (row) => row.kind },
  { name: "document_kind", title: "Kind of document", type: "text", of: (row) => row.object.kind },
  { name: "document", title: "Document", type: "text", of: (row) => row.object.id },
  { name: "why", title: "Why", type: "text", of: (row) => row.why },
  { name: "since", title: "Since", type: "instant", of: (row) => (row.sinceIsDay ? row.sinceDay : row.since) },
  { name: "due_at", title: "Due", type: "instant", of: (row) => row.dueAt },
  { name: "amount", title: "Amount", type: "money", of: ({ amount }) => moneyOf(amount) },
  { name: "currency", title: "Currency", type: "text", of: (row) => row.currency },
  { name: "basis", title: "Amount from", type: "text", of: (row) => row.basis },
  { name: "value", title: "In the company's currency", type: "money", of: ({ value }) => moneyOf(value) },
  { name: "warehouse", title: "Warehouse", type: "text", of: (row) => row.warehouse },
  { name: "entity", title: "Company", type: "text", of: (row) => row.entity },
  { name: "partner", title: "Partner", type: "text", of: (row) => row.partner },
  { name: "not_billable", title: "Not billable by", type: "text", of: (row) => row.notBillable },
  { name: "exceptions", title: "Exceptions", type: "text", of: (row) => row.exceptions.join(" ") },
  { name: "cause", title: "Cause", type: "text", of: (row) => row.cause?.title ?? null },
  { name: "team", title: "Team", type: "text", of: (row) => row.owner?.team ?? null },
  { name: "person", title: "Person", type: "text", of: (row) => row.owner?.person ?? null },
  {
    name: "ledger_document",
    title: "Document in the ledger",
    type: "text",
    of: (row) => row.ledger.object?.id ?? null,
  },
  { name: "ledger_date", title: "Ledger date", type: "day", of: (row) => row.ledger.date },
  { name: "ledger_period", title: "Period", type: "text", of: (row) => row.ledger.period },
];

const moneyOf = (amount: string | null): { readonly amount: string } | null => (amount === null ? null : { amount });

/** Documents of a table that are taken at once: each time, all that were read are gone through. */
const documentsAtOnce = 2_000;

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

/** Which side is asked for. */
export const side: Parameter = { name: "side", says: "revenue (when not given), inventory or payables." };

/** The side that is asked for; refuses what is none. */
export function sideOf(query: ReadonlyMap<string, string>): PostingSide {
  const told = query.get("side") ?? "revenue";
  const found = postingSides.find((one) => one === told);
  if (found === undefined) throw badParameter("side", `must be of ${postingSides.join(", ")}`);
  return found;
}

function columnOf(query: ReadonlyMap<string, string>): number | null {
  const told = query.get("column");
  if (told === undefined) return null;
  if (!/^\d{1,2}$/.test(told)) throw badParameter("column", "must be the index of a column, from 0");
  return Number(told);
}

/** Which documents of what was read are asked for. */
function listedBy(query: ReadonlyMap<string, string>) {
  const row = query.get("row");
  return {
    side: sideOf(query),
    row: row === undefined ? null : { key: row === "" ? null : row },
    column: columnOf(query),
    notBillable: query.get("notBillable") === "1",
  };
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
    says: "The documents of one side that are not in the books, oldest first, with their ages: each bucket is the sum of its documents. As JSON; or all of them as a table, by `Accept` or `format`.",
    query: [
      ...asking,
      side,
      { name: "row", says: "Only of the row with this key; empty: of the one that was not told." },
      { name: "column", says: "Only of the column with this index, from 0." },
      { name: "notBillable", says: "1: what is billed to nobody by rule; else what is to be billed." },
      ...paging,
    ],
    table: table({
      name: "not-in-the-books",
      title: "Not in the books",
      columns,
      async open(serving, { scope, query }) {
        const listed = listedBy(query);
        const read = await readFor(serving, scope, query);
        const page = async (limit: number, cursor: string | null) =>
          toDelayedPostings(read, listed, serving.deps.network(), limit, cursor);
        return walk(query, page, query.get("cursor") || null, documentsAtOnce);
      },
    }),
    answers: [{ status: 200, says: "A page of documents", schema: delayedPostings }],
    async handle(serving, { scope, query }) {
      const { limit, cursor } = pageOf(query);
      const listed = listedBy(query);
      const read = await readFor(serving, scope, query);
      return { json: toDelayedPostings(read, listed, serving.deps.network(), limit, cursor) };
    },
  }),
];
