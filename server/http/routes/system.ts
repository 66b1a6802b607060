import type { RoutingFacts } from "../../domain/index.ts";
import {
  defaultWindow,
  isoOf,
  minorOf,
  readFigureFamilies,
  readIntake,
  readSourceRows,
  readStatus,
  toLagRow,
  toNetworkRow,
  windowOf,
} from "../../feeds/index.ts";
import type { LagRow, SourceRow } from "../../wire/index.ts";
import { emptyBody, proposalBody, routeBody } from "../../wire/schemas.ts";
import {
  intakeRow,
  journalRow,
  lagRow,
  lagSeries,
  networkRow,
  pageOf as pageSchema,
  proposalAnswer,
  routeAnswer,
  sourceRow,
  statusRow,
  testSent,
} from "../../wire/shapes.ts";
import type { Column } from "../export/column.ts";
import { allAtHand, table } from "../export/table.ts";
import { proposeAlias } from "../proposal.ts";
import { badParameter, pageOf, paging, type Request, type Route, route, type Serving } from "../route.ts";
import { sendTestOrder } from "../test-order.ts";

const sourceColumns: readonly Column<SourceRow>[] = [
  { name: "system", title: "System", type: "text", of: (row) => row.system },
  { name: "name", title: "Name", type: "text", of: (row) => row.name },
  { name: "kind", title: "Kind", type: "text", of: (row) => row.kind },
  { name: "warehouse", title: "Warehouse", type: "text", of: (row) => row.warehouse },
  { name: "environment", title: "Environment", type: "text", of: (row) => row.environment },
  { name: "declared", title: "Declared", type: "bool", of: (row) => row.declared },
  { name: "last_seen_at", title: "Last heard", type: "instant", of: (row) => row.lastSeenAt },
  { name: "first_heard_at", title: "First heard", type: "instant", of: (row) => row.firstHeardAt },
  { name: "silent", title: "Silent", type: "bool", of: (row) => row.silent },
  { name: "presence", title: "Presence", type: "text", of: (row) => row.presence },
  { name: "presence_why", title: "Why", type: "text", of: (row) => row.presenceWhy },
  { name: "next_file_at", title: "Next file", type: "instant", of: (row) => row.nextFileAt },
];

const lagColumns: readonly Column<LagRow>[] = [
  { name: "flow", title: "Flow", type: "text", of: (row) => row.flow },
  { name: "step", title: "Step", type: "text", of: (row) => row.step },
  { name: "from", title: "From", type: "text", of: (row) => row.from },
  { name: "to", title: "To", type: "text", of: (row) => row.to },
  { name: "warehouse", title: "Warehouse", type: "text", of: (row) => row.warehouse },
  { name: "count", title: "Count", type: "number", of: (row) => row.count },
  { name: "p50_ms", title: "Half are under, ms", type: "number", of: (row) => row.p50Ms },
  { name: "p95_ms", title: "95 % are under, ms", type: "number", of: (row) => row.p95Ms },
  { name: "p99_ms", title: "99 % are under, ms", type: "number", of: (row) => row.p99Ms },
  { name: "max_ms", title: "Longest, ms", type: "number", of: (row) => row.maxMs },
  { name: "pending", title: "Waiting", type: "number", of: (row) => row.pending },
  { name: "oldest_pending_at", title: "Oldest waits since", type: "instant", of: (row) => row.oldestPendingAt },
  { name: "late", title: "Late", type: "number", of: (row) => row.late },
  { name: "policy_ms", title: "Limit, ms", type: "number", of: (row) => row.policyMs },
  { name: "last_met_at", title: "Last seen", type: "instant", of: (row) => row.lastMetAt },
  { name: "presence", title: "Presence", type: "text", of: (row) => row.presence },
];

async function lagRowsOf(
  { deps }: Serving,
  { scope, query }: Pick<Request<undefined>, "scope" | "query">,
): Promise<readonly LagRow[]> {
  const window = windowOf(query.get("window") ?? defaultWindow);
  if (window === null) throw badParameter("window", "must be a length up to 31d, as 15m");
  const at = deps.clock.now();
  const [rows, sources] = [await deps.views.lag(scope, window, at), await deps.views.sources(scope)];
  return rows.map((row) => toLagRow(row, deps.network(), sources, at));
}

/** How we are, what is connected, and what is promised. */
export const systemRoutes: readonly Route[] = [
  route({
    id: "isAlive",
    method: "GET",
    path: "/healthz",
    says: "Alive: this process answers.",
    answers: [{ status: 200, says: "ok", schema: null }],
    handle: async () => ({ text: "ok\n", type: "text/plain; charset=utf-8" }),
  }),
  route({
    id: "isReady",
    method: "GET",
    path: "/readyz",
    says: "Ready: it takes work.",
    answers: [
      { status: 200, says: "ready", schema: null },
      { status: 503, says: "not ready", schema: null },
    ],
    handle: async ({ deps }) =>
      deps.ready()
        ? { text: "ready\n", type: "text/plain; charset=utf-8" }
        : { status: 503, text: "not ready\n", type: "text/plain; charset=utf-8", headers: { "retry-after": "5" } },
  }),
  route({
    id: "getMetrics",
    method: "GET",
    path: "/metrics",
    says: "OpenMetrics, or Prometheus' text format, by `Accept`: our own health, and with an administrator's token the key figures of today, what is open and the sources. Without a token only our own, where we listen on loopback alone.",
    answers: [{ status: 200, says: "Metrics", schema: null }],
    async handle({ deps, feeds }, { accept, scope }) {
      const { contentType, body } = await deps.metrics(accept, await readFigureFamilies(feeds, scope));
      return { text: body, type: contentType };
    },
  }),
  route({
    id: "getStatus",
    method: "GET",
    path: "/api/v1/status",
    says: "What is kept, how far the engine is, who was heard, and what is open.",
    answers: [{ status: 200, says: "Status", schema: statusRow }],
    handle: async ({ feeds }, { scope }) => ({ json: await readStatus(feeds, scope) }),
  }),
  route({
    id: "listSources",
    method: "GET",
    path: "/api/v1/sources",
    says: "Every source with when it was last heard, and how far its absence may be judged.",
    table: table({
      name: "sources",
      title: "Sources",
      columns: sourceColumns,
      open: async ({ deps }, { scope }) => allAtHand(await readSourceRows(deps, scope)),
    }),
    answers: [{ status: 200, says: "Sources", schema: pageSchema(sourceRow) }],
    async handle({ deps }, { scope }) {
      const items = await readSourceRows(deps, scope);
      return { json: { items, total: items.length, nextCursor: null } };
    },
  }),
  route({
    id: "getNetwork",
    method: "GET",
    path: "/api/v1/network",
    says: "Teams, systems, warehouses and flows of the network in force, and why a newer file was refused.",
    answers: [{ status: 200, says: "The network", schema: networkRow }],
    handle: async ({ deps }) => ({ json: toNetworkRow(deps.network(), deps.networkRefused()) }),
  }),
  route({
    id: "proposeMapping",
    method: "POST",
    path: "/api/v1/network/proposals",
    says: "A change of the network file as a diff: an attribute of a system is a key of a kind. Nothing is adopted.",
    body: proposalBody,
    answers: [{ status: 200, says: "The change", schema: proposalAnswer }],
    handle: async ({ deps }, { body }) => ({ json: proposeAlias(deps.networkFile(), body) }),
  }),
  route({
    id: "previewRoute",
    method: "POST",
    path: "/api/v1/route",
    says: "The dry run of routing: whose an exception with these facts would be, and why.",
    body: routeBody,
    answers: [{ status: 200, says: "Owner, times and each node asked", schema: routeAnswer }],
    async handle({ deps }, { body }) {
      const { value } = body;
      const minor = value ? minorOf(value.amount, deps.network().minorUnits(value.currency)) : null;
      const facts: RoutingFacts = {
        kind: body.kind,
        flow: body.flow ?? null,
        step: body.step ?? null,
        system: body.system ?? null,
        partner: body.partner ?? null,
        warehouse: body.warehouse ?? null,
        severity: body.severity ?? "medium",
        value: value && minor !== null ? { minor, currency: value.currency } : null,
        customerTier: body.customerTier ?? null,
        causeFamily: body.causeFamily ?? null,
      };
      return { json: deps.previewRoute(facts) };
    },
  }),
  route({
    id: "getIntake",
    method: "GET",
    path: "/api/v1/intake",
    says: "The last requests at the ingest door and what was found in them.",
    answers: [{ status: 200, says: "Intake", schema: intakeRow }],
    handle: async ({ feeds }, { scope }) => ({ json: await readIntake(feeds, scope) }),
  }),
  route({
    id: "sendTestOrder",
    method: "POST",
    path: "/api/v1/intake/test",
    says: "Sends a test order through the ingest door. It is kept apart as environment `test`, and raises nothing.",
    body: emptyBody,
    bodyOptional: true,
    answers: [{ status: 202, says: "What was sent", schema: testSent }],
    handle: async (serving) => ({ status: 202, json: await sendTestOrder(serving) }),
  }),
  route({
    id: "getLag",
    method: "GET",
    path: "/api/v1/lag",
    says: "How far each system is behind another, by flow step and warehouse.",
    query: [{ name: "window", says: `Length that ends now, as 15m, 24h or 7d; ${defaultWindow} when not given.` }],
    table: table({
      name: "lag",
      title: "Lag",
      columns: lagColumns,
      open: async (serving, request) => allAtHand(await lagRowsOf(serving, request)),
    }),
    answers: [{ status: 200, says: "The table", schema: pageSchema(lagRow) }],
    async handle(serving, { scope, query }) {
      const items = await lagRowsOf(serving, { scope, query });
      return { json: { items, total: items.length, nextCursor: null } };
    },
  }),
  route({
    id: "getLagSeries",
    method: "GET",
    path: "/api/v1/lag/series",
    says: "The same over time: the window cut into equal spans. An answer serves whoever asks for the same for ten seconds.",
    query: [
      { name: "window", says: `Length that ends now, as 24h; ${defaultWindow} when not given.` },
      { name: "points", says: "Into how many spans it is cut, 2 to 96; 24 when not given." },
    ],
    answers: [{ status: 200, says: "A series for each link", schema: pageSchema(lagSeries) }],
    async handle({ lagOverTime }, { scope, query }) {
      const window = windowOf(query.get("window") ?? defaultWindow);
      if (window === null) throw badParameter("window", "must be a length up to 31d, as 15m");
      const points = Number(query.get("points") ?? "24");
      if (!Number.isInteger(points) || points < 2 || points > 96) throw badParameter("points", "must be from 2 to 96");
      const items = await lagOverTime.read(scope, window, points);
      return { json: { items, total: items.length, nextCursor: null } };
    },
  }),
  route({
    id: "readJournal",
    method: "GET",
    path: "/api/v1/journal",
    says: "The kept entries for audit, oldest first, without their bytes. `total` is the number of the newest.",
    query: [{ name: "after", says: "Entries after this position; all when not given." }, ...paging],
    answers: [{ status: 200, says: "Entries", schema: pageSchema(journalRow) }],
    async handle({ deps }, { query }) {
      const { limit, cursor } = pageOf(query);
      const after = Number(cursor ?? query.get("after") ?? "0");
      if (!Number.isSafeInteger(after) || after < 0)
        throw badParameter("after", "must be a position as the API gave it");
      const entries = await deps.journal.read(after, limit);
      const head = await deps.journal.head();
      const items = entries.map(({ position, at, kind, receipt, part, parts, records, reason }) => ({
        position: String(position),
        at: isoOf(at),
        kind,
        receipt: receipt.id,
        collector: receipt.collector,
        route: receipt.route,
        contentType: receipt.contentType,
        sender: receipt.sender,
        receivedAt: isoOf(receipt.receivedAt),
        part,
        parts,
        records,
        bytes: receipt.body.byteLength,
        reason,
      }));
      const last = entries.at(-1)?.position ?? after;
      return { json: { items, total: head.position, nextCursor: last < head.position ? String(last) : null } };
    },
  }),
];
