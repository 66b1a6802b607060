/**
 * Schemas of what we answer, held to the types by the compiler: they describe the answers in the API's document,
 * and the tests check real answers with them.
 */
import * as z from "zod/mini";
import type { ProposalAnswer, SearchAnswer, TestSent, TokenMade } from "./answers.ts";
import type {
  EventRow,
  ExceptionDetail,
  ExceptionRow,
  ExpectationRow,
  HeldRow,
  IntakeRow,
  LagRow,
  LogRow,
  MeRow,
  NetworkRow,
  ObjectRow,
  PageOf,
  Problem,
  RouteAnswer,
  SearchHitRow,
  SourceRow,
  SpanRow,
  StatusRow,
  TraceDetail,
  TraceRow,
} from "./types.ts";
import { exceptionKindWords, objectKindWords, severityWords } from "./vocabulary.ts";

z.config({ jitless: true });

const s = z.string();
const b = z.boolean();
const n = z.number();
const int = z.int();
const no = z.nullable;
const list = z.array;
const instant = z.iso.datetime({ precision: 3 });
const kind = z.enum(objectKindWords);
const severity = z.enum(severityWords);
const presence = z.enum(["complete", "sampled", "unknown"]);
const object = z.object({ kind, id: s });
const owner = z.object({ team: s, person: no(s) });
const money = z.object({ amount: s.check(z.regex(/^-?\d+(\.\d+)?$/)), currency: s });
const attributes = z.record(s, z.unknown());

export const eventRow: z.ZodMiniType<EventRow> = z.object({
  type: no(s),
  system: s,
  occurredAt: instant,
  occurredPrecision: z.enum(["instant", "minute", "day"]),
  receivedAt: instant,
  status: z.enum(["ok", "failed"]),
  error: no(z.object({ code: no(s), message: s })),
  warehouse: no(s),
  quantity: no(z.object({ value: s, uom: s })),
  amount: no(money),
  lines: list(z.object({ line: s, sku: s, lot: no(s), quantity: s, uom: s })),
  traceId: no(s),
  spanId: no(s),
  position: s,
  title: s,
  activity: z.exactOptional(z.literal(true)),
});

export const expectationRow: z.ZodMiniType<ExpectationRow> = z.object({
  id: s,
  flow: s,
  step: s,
  policy: s,
  expects: s,
  system: s,
  dueAt: no(instant),
  state: z.enum(["open", "paused", "met", "met-late", "missed", "cancelled", "not-judged"]),
  reason: no(s),
  metAt: no(instant),
  lagMs: no(n),
  since: instant,
  watch: b,
});

const exceptionFields = {
  id: s.check(z.regex(/^X-\d+$/)),
  kind: z.enum(exceptionKindWords),
  state: z.enum(["open", "acknowledged", "snoozed", "resolved"]),
  severity,
  title: s,
  reason: s,
  flow: no(s),
  step: no(s),
  policy: no(s),
  system: no(s),
  warehouse: no(s),
  object: no(object),
  traceId: no(s),
  owner,
  rung: int,
  openedAt: instant,
  createdAt: instant,
  heardLateMs: no(n),
  acknowledgedAt: no(instant),
  snoozedUntil: no(instant),
  dueAt: no(instant),
  resolvedAt: no(instant),
  resolution: no(z.object({ by: s, reason: s, text: no(s) })),
  told: no(z.object({ text: s, by: s, at: instant, expectedAt: no(instant) })),
  occurrences: int,
  evidence: list(z.object({ traceId: no(s), spanId: no(s), position: s })),
  customer: no(s),
  load: no(s),
  cutoff: no(z.object({ at: instant, source: z.enum(["order", "load", "departure", "warehouse"]) })),
  blocks: z.object({ orders: int, shipments: int, invoices: int }),
  value: no(z.object({ amount: no(s), currency: no(s), basis: z.enum(["invoice", "order-price", "cost", "unknown"]) })),
  causeId: no(s),
  version: int,
  code: no(s),
  watch: b,
};

export const exceptionRow: z.ZodMiniType<ExceptionRow> = z.object(exceptionFields);

export const exceptionDetail: z.ZodMiniType<ExceptionDetail> = z.object({
  ...exceptionFields,
  history: list(z.object({ actionId: int, at: instant, by: s, action: s, text: no(s) })),
  route: list(s),
  severityWhy: list(s),
  timeline: list(eventRow),
  held: list(z.object({ kind, id: s, value: no(money), basis: s })),
});

export const heldRow: z.ZodMiniType<HeldRow> = z.object({
  objects: int,
  money: list(money),
  estimated: int,
  unknown: int,
});

const status = z.enum(["open", "waiting", "failed", "done", "cancelled"]);

export const objectRow: z.ZodMiniType<ObjectRow> = z.object({
  kind,
  id: s,
  environment: s,
  warehouse: no(s),
  status,
  milestone: no(s),
  joinedInProgress: b,
  value: no(z.object({ amount: s, currency: s, basis: s })),
  customer: no(s),
  keys: list(z.object({ kind: s, id: s, issuer: s })),
  related: list(z.object({ kind, id: s, via: s, status, milestone: no(s), warehouse: no(s) })),
  events: list(eventRow),
  eventsTotal: int,
  eventsNext: no(s),
  expectations: list(expectationRow),
  exceptions: list(exceptionRow),
  traces: list(s),
  activityBackTo: z.exactOptional(instant),
});

/** The objects that a number fits, where it fits several. */
export const choices = z.object({
  choices: list(z.object({ kind, id: s, issuer: s, environment: s, status, warehouse: no(s), url: s })),
});

export const searchHitRow: z.ZodMiniType<SearchHitRow> = z.object({
  kind,
  id: s,
  environment: s,
  matched: z.object({ kind: s, value: s }),
  exact: b,
  warehouse: no(s),
  status,
  milestone: no(s),
  customer: no(s),
  strokes: list(z.enum(["done", "awaited", "failed", "late", "missed", "skipped", "paused", "not-judged"])),
  waitsFor: no(expectationRow),
  owner: no(owner),
  exception: no(z.object({ id: s, title: s, severity })),
});

export const searchAnswer: z.ZodMiniType<SearchAnswer> = z.object({
  key: s,
  hits: list(searchHitRow),
  nearest: no(searchHitRow),
});

export const lagRow: z.ZodMiniType<LagRow> = z.object({
  id: s,
  flow: s,
  step: s,
  from: s,
  to: s,
  warehouse: no(s),
  count: int,
  p50Ms: no(n),
  p95Ms: no(n),
  p99Ms: no(n),
  maxMs: no(n),
  pending: int,
  oldestPendingMs: no(n),
  oldestPendingAt: no(instant),
  late: int,
  policyMs: n,
  lastMetAt: no(instant),
  presence,
});

export const traceRow: z.ZodMiniType<TraceRow> = z.object({
  traceId: s,
  environment: s,
  name: s,
  startTime: instant,
  durationMs: n,
  systems: list(s),
  failed: b,
  batch: b,
  objects: list(object),
  spans: no(int),
  outcome: no(z.object({ status: z.enum(["ok", "failed", "none"]), text: s })),
});

const spanRow: z.ZodMiniType<SpanRow> = z.object({
  spanId: s,
  parentSpanId: no(s),
  name: s,
  kind: s,
  service: s,
  startTime: instant,
  endTime: instant,
  durationMs: n,
  offsetMs: n,
  status: z.object({ code: z.enum(["unset", "ok", "error"]), message: s }),
  attributes,
  events: list(z.object({ time: instant, offsetMs: n, name: s, attributes })),
  links: list(z.object({ traceId: s, spanId: s })),
});

const logRow: z.ZodMiniType<LogRow> = z.object({
  time: instant,
  severity: int,
  severityText: s,
  body: z.unknown(),
  service: s,
  traceId: no(s),
  spanId: no(s),
  attributes,
  offsetMs: no(n),
});

export const traceDetail: z.ZodMiniType<TraceDetail> = z.object({
  traceId: s,
  spans: list(spanRow),
  logs: list(logRow),
  objects: list(object),
  startTime: no(instant),
  durationMs: n,
  steps: list(eventRow),
  exceptions: list(exceptionRow),
  incomplete: b,
});

export const statusRow: z.ZodMiniType<StatusRow> = z.object({
  journal: z.object({ position: s, bytes: n, lastReceivedAt: no(instant) }),
  engine: z.object({ position: s, behindMs: n }),
  ingest: z.object({ accepted: int, rejected: int, quarantined: int, refused: int }),
  sources: list(z.object({ system: s, lastSeenAt: no(instant), silent: b })),
  demo: b,
  version: s,
  open: int,
  byWarehouse: list(z.object({ warehouse: s, open: int, critical: int })),
  byTeam: list(z.object({ team: s, open: int })),
  nobody: int,
  snoozed: int,
  lastResolvedAt: no(instant),
});

export const sourceRow: z.ZodMiniType<SourceRow> = z.object({
  system: s,
  name: s,
  kind: no(s),
  warehouse: no(s),
  environment: s,
  declared: b,
  lastSeenAt: no(instant),
  firstHeardAt: no(instant),
  silent: b,
  presence,
  presenceWhy: s,
  share: no(n),
  clockDoubted: b,
  nextFileAt: no(instant),
});

export const intakeRow: z.ZodMiniType<IntakeRow> = z.object({
  id: z.literal("intake"),
  since: instant,
  firstBytesAt: no(instant),
  decodedAt: no(instant),
  serviceNamedAt: no(instant),
  keyFoundAt: no(instant),
  objectCreatedAt: no(instant),
  firstObject: no(z.object({ kind, id: s, environment: z.exactOptional(s) })),
  requests: list(
    z.object({
      at: instant,
      route: s,
      contentType: s,
      sender: s,
      bytes: n,
      status: int,
      records: int,
      rejected: int,
      message: no(s),
      services: list(s),
    }),
  ),
  sources: list(
    z.object({
      system: s,
      service: s,
      declared: b,
      environment: s,
      records: int,
      keyed: int,
      failures: int,
      lastSeenAt: instant,
      signals: list(s),
      presence,
      presenceWhy: s,
      share: no(n),
      names: list(z.object({ name: s, count: int, of: int, example: s, key: no(s) })),
    }),
  ),
  environmentsApart: list(z.object({ environment: s, records: int })),
  endpoints: z.object({ otlpHttp: s }),
  tokenNeeded: b,
  keyNames: list(z.object({ kind: s, names: list(s) })),
});

export const networkRow: z.ZodMiniType<NetworkRow> = z.object({
  open: b,
  hash: s,
  company: z.object({ name: s, timezone: s, currency: s }),
  warehouses: list(z.object({ id: s, name: s, timezone: s })),
  systems: list(z.object({ id: s, name: s, kind: s, warehouse: no(s), presence: no(z.enum(["complete", "sampled"])) })),
  teams: list(z.object({ id: s, name: s })),
  flows: list(
    z.object({
      id: s,
      object: kind,
      criticality: s,
      steps: list(
        z.object({
          id: s,
          after: s,
          expect: s,
          via: no(s),
          from: no(s),
          withinMs: n,
          mode: z.enum(["tell", "watch"]),
        }),
      ),
    }),
  ),
  refused: list(z.object({ line: int, path: s, message: s })),
});

export const routeAnswer: z.ZodMiniType<RouteAnswer> = z.object({
  owner,
  severity,
  acknowledgeMs: n,
  resolveMs: n,
  path: list(z.object({ label: s, matched: b, depth: int, why: s })),
});

export const meRow: z.ZodMiniType<MeRow> = z.object({
  name: s,
  role: z.literal("admin"),
  team: no(s),
  demo: b,
  now: instant,
});

export const tokenMade: z.ZodMiniType<TokenMade> = z.object({
  id: s,
  name: s,
  kind: z.enum(["ingest", "admin"]),
  token: s,
  createdAt: instant,
});

/** A token without its secret, which is not kept. */
export const tokenRow = z.object({ id: s, name: s, kind: z.enum(["ingest", "admin"]), createdAt: instant });

export const proposalAnswer: z.ZodMiniType<ProposalAnswer> = z.object({ file: s, diff: s, text: s });

export const testSent: z.ZodMiniType<TestSent> = z.object({
  object: z.object({ kind, id: s, environment: z.exactOptional(s) }),
  traceId: s,
});

/** One entry of the journal, without its bytes. */
export const journalRow = z.object({
  position: s,
  at: instant,
  kind: z.enum(["records", "repeat", "unreadable"]),
  receipt: s,
  collector: s,
  route: s,
  contentType: s,
  sender: s,
  receivedAt: instant,
  part: int,
  parts: int,
  records: int,
  bytes: int,
  reason: no(s),
});

export const problem: z.ZodMiniType<Problem> = z.object({
  type: s,
  title: s,
  status: int,
  detail: z.exactOptional(s),
  code: s,
  errorId: z.exactOptional(s),
  current: z.exactOptional(exceptionRow),
  faults: z.exactOptional(list(z.object({ path: s, message: s }))),
});

/** What each exception of a request for many answered. */
export const actionResults = z.object({
  results: list(z.object({ id: s, ok: b, exception: z.exactOptional(exceptionRow), error: z.exactOptional(problem) })),
});

/** A page of a list. */
export const pageOf = <T>(item: z.ZodMiniType<T>): z.ZodMiniType<PageOf<T>> =>
  z.object({ items: list(item), total: int, nextCursor: no(s) });

/** A page of exceptions, with what all that match hold up and the commit that it was read at. */
export const exceptionPage = z.object({
  items: list(exceptionRow),
  total: int,
  nextCursor: no(s),
  held: heldRow,
  seq: int,
});
