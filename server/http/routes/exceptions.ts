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
import { amountCell, csvOf } from "../csv.ts";
import { filterFrom } from "../filters.ts";
import { badParameter, notFound, pageOf, paging, type Route, route, type Serving, wantsCsv } from "../route.ts";

const columns = [
  "id",
  "state",
  "severity",
  "kind",
  "title",
  "reason",
  "object_kind",
  "object_id",
  "customer",
  "warehouse",
  "system",
  "flow",
  "step",
  "team",
  "person",
  "opened_at",
  "due_at",
  "cutoff_at",
  "resolved_at",
  "occurrences",
  "held_amount",
  "held_currency",
  "held_basis",
  "trace_id",
  "outcome",
  "outcome_seen_at",
] as const;

const cells = (row: ExceptionRow) => [
  row.id,
  row.state,
  row.severity,
  row.kind,
  row.title,
  row.reason,
  row.object?.kind ?? null,
  row.object?.id ?? null,
  row.customer,
  row.warehouse,
  row.system,
  row.flow,
  row.step,
  row.owner.team,
  row.owner.person,
  row.openedAt,
  row.dueAt,
  row.cutoff?.at ?? null,
  row.resolvedAt,
  row.occurrences,
  amountCell(row.value?.amount),
  row.value?.currency ?? null,
  row.value?.basis ?? null,
  row.traceId,
  row.resolution?.outcomeSeenAt === undefined ? null : row.resolution.outcomeSeenAt === null ? "unseen" : "seen",
  row.resolution?.outcomeSeenAt ?? null,
];

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

/** Rows of one CSV answer, at most; a longer list says by `X-Next-Cursor` where it goes on. */
const csvRows = 10_000;

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
    says: "Exceptions by filter and order, as JSON, or as CSV by `Accept: text/csv`.",
    query: [
      ...filterParameters,
      { name: "sort", says: `Order: cutoff, opened, value or severity; ${defaultSort} when not given.` },
      ...paging,
      { name: "from", says: "In place of a cursor: the first row of the page, counted from 0 in the order asked for." },
    ],
    csv: true,
    answers: [{ status: 200, says: "A page, with what all that match hold up", schema: exceptionPage }],
    async handle({ deps }, { scope, query, accept }) {
      const filter = filterFrom(query);
      const sort = sortFrom(query);
      const csv = wantsCsv(accept);
      const { limit, cursor } = pageOf(query, csv ? csvRows : 200, csv ? csvRows : 2_000);
      const network = deps.network();
      const rows: ExceptionRow[] = [];
      const from = fromOf(query);
      // Behind rows of their own key a page holds still: what follows is read, and can be watched, by that cursor.
      const start = from === 0 ? cursor : await startOf(deps.views, scope, filter, sort, from);
      let next = start;
      // One page for JSON; CSV is put together from pages of 2,000, as no store is asked for more at once.
      const page = await readAt(deps.views, 0, () =>
        deps.views.exceptions(scope, filter, sort, Math.min(limit, 2_000), next),
      );
      rows.push(...page.value.items.map((one) => toExceptionRow(one, network)));
      next = page.value.nextCursor;
      while (csv && next !== null && rows.length < limit) {
        const more = await deps.views.exceptions(scope, filter, sort, Math.min(limit - rows.length, 2_000), next);
        rows.push(...more.items.map((one) => toExceptionRow(one, network)));
        next = more.nextCursor;
      }
      if (csv) {
        return {
          text: csvOf(columns, rows.map(cells)),
          type: "text/csv; charset=utf-8",
          headers: {
            "content-disposition": 'attachment; filename="exceptions.csv"',
            ...(next === null ? {} : { "x-next-cursor": encodeURIComponent(next) }),
          },
        };
      }
      const { total, held } = page.value;
      const told = {
        items: rows,
        total,
        nextCursor: next,
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
