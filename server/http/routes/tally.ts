import {
  dayFaults,
  instantOf,
  isoOf,
  pagesAsked,
  readTallyDocuments,
  type TallyPage,
  toDepartureRows,
  toTallyRow,
} from "../../feeds/index.ts";
import type { Scope } from "../../ports/index.ts";
import type { DepartureRow, TallyDocument } from "../../wire/index.ts";
import { pageOf as pageSchema } from "../../wire/shapes.ts";
import { departureRow, moveResults, movesBody, tallyDocument, tallyPage } from "../../wire/tally-shapes.ts";
import type { Column } from "../export/column.ts";
import { heldColumns } from "../export/held.ts";
import { allAtHand, table, walk } from "../export/table.ts";
import { moveOrders, undoMove } from "../moving.ts";
import { problem, Refused } from "../problems.ts";
import { badParameter, type Parameter, pageOf, paging, type Route, route, type Serving } from "../route.ts";

const columns: readonly Column<TallyDocument>[] = [
  { name: "kind", title: "Kind", type: "text", of: (row) => row.kind },
  { name: "id", title: "Document", type: "text", of: (row) => row.id },
  { name: "warehouse", title: "Warehouse", type: "text", of: (row) => row.warehouse },
  { name: "part", title: "Counted as", type: "text", of: (row) => row.part },
  { name: "customer", title: "Customer", type: "text", of: (row) => row.customer },
  { name: "milestone", title: "Last step", type: "text", of: (row) => row.milestone },
  { name: "last_at", title: "Last step at", type: "instant", of: (row) => row.lastAt },
  { name: "carried", title: "Carried over", type: "bool", of: (row) => row.carried },
  { name: "exceptions", title: "Exceptions", type: "text", of: (row) => row.exceptions.join(" ") },
  { name: "cutoff_at", title: "Cutoff", type: "instant", of: (row) => row.cutoffAt },
];

const departureColumns: readonly Column<DepartureRow>[] = [
  { name: "warehouse", title: "Warehouse", type: "text", of: (row) => row.warehouse },
  { name: "at", title: "Leaves", type: "instant", of: (row) => row.at },
  { name: "carrier", title: "Carrier", type: "text", of: (row) => row.carrier },
  { name: "service", title: "Service", type: "text", of: (row) => row.service },
  { name: "doors", title: "Doors", type: "text", of: (row) => row.doors.join(" ") },
  { name: "appointment_at", title: "Appointment", type: "instant", of: (row) => row.appointmentAt },
  { name: "left", title: "Has left", type: "bool", of: (row) => row.left },
  { name: "orders", title: "Orders", type: "number", of: (row) => row.orders },
  { name: "loaded", title: "Loaded", type: "number", of: (row) => row.loaded },
  { name: "floor", title: "On the floor", type: "number", of: (row) => row.floor },
  { name: "blocked", title: "Blocked", type: "number", of: (row) => row.blocked },
  { name: "not_known", title: "Not in the WMS", type: "number", of: (row) => row.notKnown },
  { name: "shipped", title: "Shipped", type: "number", of: (row) => row.shipped },
  { name: "behind", title: "Left behind", type: "number", of: (row) => row.behind },
  { name: "behind_orders", title: "Which", type: "text", of: (row) => row.behindOrders.map(({ id }) => id).join(" ") },
  ...heldColumns<DepartureRow>(),
];

/** Documents of a table that are read at once: each time, the pages are gone through from their beginning. */
const documentsAtOnce = 2_000;

/** A page of the documents behind a number. Refuses a name that is none. */
async function documentsOf(
  { feeds }: Serving,
  scope: Scope,
  pages: readonly TallyPage[],
  part: string,
  limit: number,
  cursor: string | null,
) {
  const found = await readTallyDocuments(feeds, scope, pages, part, limit, cursor);
  if (found === null) throw badParameter("part", "must name a number of the tally, as orders:blocked");
  return found;
}

const warehouse: Parameter = {
  name: "warehouse",
  says: "A warehouse's id; every one that may be seen when not given.",
};
const day: Parameter = {
  name: "day",
  says: "A date in the warehouse's zone, as 2026-11-19; the present one when not given.",
};
const at: Parameter = {
  name: "at",
  says: "As it stood at this instant, as 2026-11-19T19:32:00.000Z; as is known now when not given.",
};

/** The pages that a request asks for; refuses what cannot be. */
async function pagesFor(
  { deps, feeds }: Serving,
  scope: Scope,
  query: ReadonlyMap<string, string>,
): Promise<readonly TallyPage[]> {
  const faults = dayFaults(query);
  const first = faults[0];
  if (first !== undefined)
    throw new Refused(problem(400, "bad-parameter", `${first.path} ${first.message}`, { faults }));
  const asked = query.get("warehouse");
  const network = deps.network();
  if (asked !== undefined && (!network.warehouses.has(asked) || scope.warehouses?.includes(asked) === false))
    throw badParameter("warehouse", `must be of ${[...network.warehouses.keys()].join(", ")}`);
  const instant = instantOf(query.get("at") ?? "");
  if (instant !== null && instant > deps.clock.now()) throw badParameter("at", "must not lie ahead");
  const pages = await pagesAsked(feeds, scope, query);
  if (pages.length === 0 && query.has("day") && network.warehouses.size > 0)
    throw badParameter("day", "must be a date that there is");
  if (pages.some((page) => instant !== null && instant < page.day.start))
    throw badParameter("at", "must not lie before the day");
  return pages;
}

async function departuresOf(
  serving: Serving,
  scope: Scope,
  query: ReadonlyMap<string, string>,
): Promise<readonly DepartureRow[]> {
  const pages = await pagesFor(serving, scope, query);
  return pages.flatMap((page) => toDepartureRows(page, serving.deps.network()));
}

/** The day's count, the documents behind its numbers, and the trucks. */
export const tallyRoutes: readonly Route[] = [
  route({
    id: "getTally",
    method: "GET",
    path: "/api/v1/tally",
    says: "The day's count of each building: every row sums to its left, as of now or as it stood at any minute.",
    query: [warehouse, day, at],
    answers: [{ status: 200, says: "One row a building", schema: tallyPage }],
    async handle(serving, { scope, query }) {
      const { deps } = serving;
      const pages = await pagesFor(serving, scope, query);
      const items = pages.map((page) => toTallyRow(page, deps.network()));
      const asOf = isoOf(instantOf(query.get("at") ?? "") ?? deps.clock.now());
      return { json: { items, total: items.length, nextCursor: null, asOf } };
    },
  }),
  route({
    id: "listTallyDocuments",
    method: "GET",
    path: "/api/v1/tally/documents",
    says: "The documents behind a number of the tally, as JSON; or all of them as a table, by `Accept` or `format`.",
    query: [
      warehouse,
      day,
      {
        name: "part",
        says: "The number's name: `orders:blocked`, `orders:on-hold:credit`, `shipped:erp-late`, `billed:billed`, `receipts:at-door`, `returns:credited:late`; `total`, `released` and `carried` as well.",
      },
      at,
      ...paging,
    ],
    table: table({
      name: "tally",
      title: "Documents",
      columns,
      async open(serving, { scope, query }) {
        const pages = await pagesFor(serving, scope, query);
        const part = query.get("part") ?? "";
        const read = (limit: number, cursor: string | null) => documentsOf(serving, scope, pages, part, limit, cursor);
        return walk(query, read, query.get("cursor") || null, documentsAtOnce);
      },
    }),
    answers: [{ status: 200, says: "A page of documents", schema: pageSchema(tallyDocument) }],
    async handle(serving, { scope, query }) {
      const { limit, cursor } = pageOf(query);
      const pages = await pagesFor(serving, scope, query);
      return { json: await documentsOf(serving, scope, pages, query.get("part") ?? "", limit, cursor) };
    },
  }),
  route({
    id: "listDepartures",
    method: "GET",
    path: "/api/v1/departures",
    says: "The trucks of a day, with later ones on which orders of the day are planned: which leave short, and why.",
    query: [warehouse, day],
    table: table({
      name: "departures",
      title: "Departures",
      columns: departureColumns,
      open: async (serving, { scope, query }) => allAtHand(await departuresOf(serving, scope, query)),
    }),
    answers: [{ status: 200, says: "One row a truck", schema: pageSchema(departureRow) }],
    async handle(serving, { scope, query }) {
      const items = await departuresOf(serving, scope, query);
      return { json: { items, total: items.length, nextCursor: null } };
    },
  }),
  route({
    id: "moveOrders",
    method: "POST",
    path: "/api/v1/departures/moves",
    says: "Records that orders leave with a later truck of their building; nothing is executed. Each order answers for itself.",
    body: movesBody,
    answers: [{ status: 200, says: "What each answered", schema: moveResults }],
    handle: async (serving, { scope, body, person }) => ({
      json: await moveOrders(serving, scope, body, person.name),
    }),
  }),
  route({
    id: "undoMove",
    method: "DELETE",
    path: "/api/v1/departures/moves/{id}",
    says: "Takes such a decision back for each of its orders, while nothing newer holds. `id` is its `actionId`.",
    answers: [{ status: 200, says: "What each answered", schema: moveResults }],
    handle: async (serving, { scope, param, person }) => ({
      json: await undoMove(serving, scope, param("id"), person.name),
    }),
  }),
];
