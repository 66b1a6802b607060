import type { OpsException } from "../../domain/index.ts";
import {
  defaultSort,
  exceptionFilterNames,
  lastFacts,
  numberOfException,
  readAt,
  sortOf,
  toExceptionDetail,
  toExceptionRow,
  toHeldRow,
} from "../../feeds/index.ts";
import { cursorText } from "../../ports/cursor.ts";
import type { ExceptionFilter, ExceptionSort, Scope, Views } from "../../ports/index.ts";
import { exceptionSorts } from "../../ports/order.ts";
import type { ExceptionRow } from "../../wire/index.ts";
import { actionBody, actionsBody } from "../../wire/schemas.ts";
import { actionsAnswer, exceptionDetail, exceptionPage, exceptionRow } from "../../wire/shapes.ts";
import { actOn } from "../acting.ts";
import { actOnMany } from "../acting-many.ts";
import type { Column } from "../export/column.ts";
import { table, walk } from "../export/table.ts";
import { filterFrom } from "../filters.ts";
import { badParameter, notFound, pageOf, paging, type Route, route, type Serving } from "../route.ts";

const columns: readonly Column<ExceptionRow>[] = [
  { name: "id", title: "Id", type: "text", of: (row) => row.id },
  { name: "state", title: "State", type: "text", of: (row) => row.state },
  { name: "severity", title: "Severity", type: "text", of: (row) => row.severity },
  { name: "kind", title: "Kind", type: "text", of: (row) => row.kind },
  { name: "title", title: "Title", type: "text", of: (row) => row.title },
  { name: "reason", title: "Reason", type: "text", of: (row) => row.reason },
  { name: "object_kind", title: "Kind of object", type: "text", of: (row) => row.object?.kind ?? null },
  { name: "object_id", title: "Object", type: "text", of: (row) => row.object?.id ?? null },
  { name: "customer", title: "Customer", type: "text", of: (row) => row.customer },
  { name: "warehouse", title: "Warehouse", type: "text", of: (row) => row.warehouse },
  { name: "system", title: "System", type: "text", of: (row) => row.system },
  { name: "flow", title: "Flow", type: "text", of: (row) => row.flow },
  { name: "step", title: "Step", type: "text", of: (row) => row.step },
  { name: "team", title: "Team", type: "text", of: (row) => row.owner.team },
  { name: "person", title: "Person", type: "text", of: (row) => row.owner.person },
  { name: "opened_at", title: "Opened", type: "instant", of: (row) => row.openedAt },
  { name: "due_at", title: "Due", type: "instant", of: (row) => row.dueAt },
  { name: "cutoff_at", title: "Cutoff", type: "instant", of: (row) => row.cutoff?.at ?? null },
  { name: "resolved_at", title: "Ended", type: "instant", of: (row) => row.resolvedAt },
  { name: "occurrences", title: "Times", type: "number", of: (row) => row.occurrences },
  { name: "held_amount", title: "Held", type: "money", of: ({ value }) => amountOf(value) },
  { name: "held_currency", title: "Currency", type: "text", of: (row) => row.value?.currency ?? null },
  { name: "held_basis", title: "Amount from", type: "text", of: (row) => row.value?.basis ?? null },
  { name: "trace_id", title: "Trace", type: "text", of: (row) => row.traceId },
  { name: "outcome", title: "Outcome", type: "text", of: outcomeOf },
  {
    name: "outcome_seen_at",
    title: "Outcome seen",
    type: "instant",
    of: (row) => row.resolution?.outcomeSeenAt ?? null,
  },
];

const amountOf = (value: ExceptionRow["value"]): { readonly amount: string } | null =>
  value === null || value.amount === null ? null : { amount: value.amount };

function outcomeOf({ resolution }: ExceptionRow): string | null {
  if (resolution?.outcomeSeenAt === undefined) return null;
  return resolution.outcomeSeenAt === null ? "unseen" : "seen";
}

const filterSays: ReadonlyMap<string, string> = new Map([
  ["id", "A comma list of ids, as `X-17`."],
  ["state", "A comma list of open, acknowledged, snoozed, resolved; `open` is exactly that state."],
  ["kind", "A comma list of kinds."],
  ["severity", "A comma list of critical, high, medium, low."],
  ["warehouse", "A comma list of warehouse ids."],
  ["team", "A comma list of team ids."],
  ["person", "A person's name, or `none`."],
  ["flow", "A comma list of flow ids."],
  ["policy", "`<flow>.<step>`."],
  ["system", "A comma list of system ids."],
  ["object", "Kind and id of the subject, as `order/SO-1`."],
  ["cause", "Id of a cause, as `C-17`."],
  ["minValue", "Least amount held up, as `1000.00`."],
  ["q", "Words, all of them in title, reason, object id or customer."],
  ["watch", "1: also what only watches."],
  ["outcome", "`unseen`: what a person closed and whose outcome is still to be seen."],
]);

/** Greater than any value that exceptions are sorted by. */
const far = Number.MAX_VALUE;
/** Query parameters of a filter of exceptions. */
export const filterParameters = exceptionFilterNames.map((name) => ({ name, says: filterSays.get(name) ?? "" }));

function sortFrom(query: ReadonlyMap<string, string>): ExceptionSort {
  const sort = sortOf(query.get("sort") ?? null);
  if (sort === null) throw badParameter("sort", "must be of cutoff, opened, value, severity");
  return sort;
}

/** Rows that a page leaves out. */
function fromOf(query: ReadonlyMap<string, string>): number {
  const text = query.get("from") ?? "0";
  if (!/^\d{1,9}$/.test(text)) throw badParameter("from", "must be a whole number from 0");
  if (text !== "0" && query.has("cursor")) throw badParameter("from", "cannot stand beside a cursor");
  return Number(text);
}

/** The cursor before a row of the order. One behind all of them where there is no such row. */
async function startOf(
  views: Views,
  scope: Scope,
  filter: ExceptionFilter,
  sort: ExceptionSort,
  from: number,
): Promise<string> {
  const before = await views.exceptions(scope, filter, sort, 1, from - 1);
  return before.nextCursor ?? cursorText(exceptionSorts[sort].map(({ descending }) => (descending ? -far : far)));
}

/** Which exceptions a list asks for, and the cursor that it begins behind. */
async function askedFor(views: Views, scope: Scope, query: ReadonlyMap<string, string>) {
  const filter = filterFrom(query);
  const sort = sortFrom(query);
  const from = fromOf(query);
  // Behind rows of their own key a page holds still: what follows is read, and can be watched, by that cursor.
  const start = from === 0 ? query.get("cursor") || null : await startOf(views, scope, filter, sort, from);
  return { filter, sort, start };
}

/** The exception that an id names, merged ones resolved by the store. */
export async function exceptionFor({ deps }: Serving, scope: Scope, id: string): Promise<OpsException> {
  const number = numberOfException(id);
  const exception = number === null ? undefined : await deps.views.exception(scope, number);
  if (exception === undefined) throw notFound("exception of that id");
  return exception;
}

/** The queue: lists, one with all that explains it, and what people do. */
export const exceptionRoutes: readonly Route[] = [
  route({
    id: "listExceptions",
    method: "GET",
    path: "/api/v1/exceptions",
    says: "Exceptions by filter and order, as JSON; or all of them as a table, by `Accept` or `format`.",
    query: [
      ...filterParameters,
      { name: "sort", says: `Order: cutoff, opened, value or severity; ${defaultSort} when not given.` },
      ...paging,
      { name: "from", says: "In place of a cursor: the first row of the page, counted from 0 in the order asked for." },
    ],
    table: table({
      name: "exceptions",
      title: "Exceptions",
      columns,
      async open({ deps }, { scope, query }) {
        const { filter, sort, start } = await askedFor(deps.views, scope, query);
        const read = async (limit: number, cursor: string | null) => {
          const { items, total, nextCursor } = await deps.views.exceptions(scope, filter, sort, limit, cursor);
          const network = deps.network();
          return { items: items.map((one) => toExceptionRow(one, network)), total, nextCursor };
        };
        return walk(query, read, start);
      },
    }),
    answers: [{ status: 200, says: "A page, with what all that match hold up", schema: exceptionPage }],
    async handle({ deps }, { scope, query }) {
      const { limit } = pageOf(query);
      const { filter, sort, start } = await askedFor(deps.views, scope, query);
      const network = deps.network();
      const page = await readAt(deps.views, 0, () => deps.views.exceptions(scope, filter, sort, limit, start));
      const { items, total, nextCursor, held } = page.value;
      const told = {
        items: items.map((one) => toExceptionRow(one, network)),
        total,
        nextCursor,
        cursor: start,
        held: toHeldRow(held, network),
        seq: page.seq,
      };
      return { json: told };
    },
  }),
  route({
    id: "getException",
    method: "GET",
    path: "/api/v1/exceptions/{id}",
    says: "One exception with its history, whose it is and why, and the last facts of its subject.",
    answers: [{ status: 200, says: "The exception", schema: exceptionDetail }],
    async handle(serving, { scope, param }) {
      const { views, network } = serving.deps;
      const exception = await exceptionFor(serving, scope, param("id"));
      const history = await views.history(scope, exception.number);
      const subject = exception.object === null ? undefined : await views.object(scope, exception.object);
      const timeline = subject === undefined ? [] : await lastFacts(views, scope, subject, 20);
      return { json: toExceptionDetail(exception, history, timeline, network()) };
    },
  }),
  route({
    id: "actOnException",
    method: "POST",
    path: "/api/v1/exceptions/{id}/actions",
    says: "What a person decides on one exception, against the version that they saw. 409 with the present one when it changed.",
    body: actionBody,
    answers: [{ status: 200, says: "The exception as it is now", schema: exceptionRow }],
    async handle(serving, { scope, param, body, person }) {
      const exception = await exceptionFor(serving, scope, param("id"));
      return { json: await actOn(serving, exception.number, body, person.name) };
    },
  }),
  route({
    id: "actOnExceptions",
    method: "POST",
    path: "/api/v1/exceptions/actions",
    says: "The same for many: by `ids`, or by `filter` as of `asOfSeq`. Each answers for itself; what joined later is counted and not touched. `dryRun` tells what would happen.",
    body: actionsBody,
    answers: [{ status: 200, says: "What each answered, or would", schema: actionsAnswer }],
    handle: async (serving, { scope, body, person }) => ({
      json: await actOnMany(serving, scope, body, person.name),
    }),
  }),
];
