/**
 * Schemas of the rows that we answer, held to the types by the compiler: they describe the answers in the API's document,
 * and the tests check real answers with them.
 */
import * as z from "zod/mini";
import type { SearchAnswer } from "./answers.ts";
import {
  attributes,
  b,
  droppedRecords,
  instant,
  int,
  kind,
  list,
  money,
  n,
  no,
  object,
  owner,
  presence,
  s,
  severity,
} from "./primitives.ts";
import type {
  CauseRow,
  EventRow,
  ExceptionDetail,
  ExceptionRow,
  ExpectationRow,
  HeldRow,
  LagRow,
  LagSeries,
  LogRow,
  ObjectRow,
  SearchHitRow,
  SpanRow,
  TraceDetail,
  TraceRow,
} from "./types.ts";
import { exceptionKindWords, historyActionWords } from "./vocabulary.ts";

/** Schema of `EventRow`. */
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

/** Schema of `ExpectationRow`. */
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
  resolution: no(z.object({ by: s, reason: s, text: no(s), outcomeSeenAt: z.exactOptional(no(instant)) })),
  told: no(z.object({ text: s, by: s, at: instant, expectedAt: no(instant), lapsedAt: no(instant) })),
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
  eventType: no(s),
  watch: b,
};

/** Schema of `ExceptionRow`. */
export const exceptionRow: z.ZodMiniType<ExceptionRow> = z.object(exceptionFields);

/** Schema of `ExceptionDetail`. */
export const exceptionDetail: z.ZodMiniType<ExceptionDetail> = z.object({
  ...exceptionFields,
  history: list(z.object({ actionId: int, at: instant, by: s, action: z.enum(historyActionWords), text: no(s) })),
  route: list(s),
  severityWhy: list(s),
  timeline: list(eventRow),
  held: list(z.object({ kind, id: s, value: no(money), basis: s })),
});

/** Schema of `HeldRow`. */
export const heldRow: z.ZodMiniType<HeldRow> = z.object({
  objects: int,
  money: list(z.extend(money, { side: z.enum(["price", "cost"]) })),
  estimated: int,
  unknown: int,
});

/** Schema of `CauseRow`. */
export const causeRow: z.ZodMiniType<CauseRow> = z.object({
  id: s.check(z.regex(/^C-\d+$/)),
  kind: z.enum(exceptionKindWords),
  system: no(s),
  flow: no(s),
  step: no(s),
  title: s,
  code: no(s),
  severity,
  openedAt: instant,
  newestAt: instant,
  members: int,
  total: int,
  states: z.object({ open: int, acknowledged: int, snoozed: int }),
  told: int,
  objects: list(z.object({ kind, count: int })),
  warehouses: list(s),
  owners: list(z.object({ team: s, person: no(s), count: int })),
  acknowledgedAt: no(instant),
  cutoff: exceptionFields.cutoff,
  held: heldRow,
  first: list(exceptionRow),
  explains: int,
});

const status = z.enum(["open", "waiting", "failed", "done", "cancelled"]);

/** Schema of `ObjectRow`. */
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

/** Schema of `SearchHitRow`. */
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

/** Schema of `SearchAnswer`. */
export const searchAnswer: z.ZodMiniType<SearchAnswer> = z.object({
  key: s,
  hits: list(searchHitRow),
  nearest: no(searchHitRow),
});

/** Schema of `LagRow`. */
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

/** Schema of `LagSeries`. */
export const lagSeries: z.ZodMiniType<LagSeries> = z.object({
  id: s,
  flow: s,
  step: s,
  from: s,
  to: s,
  warehouse: no(s),
  policyMs: n,
  points: list(z.object({ at: instant, count: int, p50Ms: no(n), p95Ms: no(n), maxMs: no(n), late: int })),
});

/** Schema of `TraceRow`. */
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

/** Schema of `TraceDetail`. */
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
  dropped: no(droppedRecords),
});
