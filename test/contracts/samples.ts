import { createHash } from "node:crypto";
import { keyTerm, type Receipt } from "../../collectors/kit/index.ts";
import {
  type Ask,
  type AskLine,
  type BusinessObject,
  type CanonicalEvent,
  type Cause,
  type Change,
  type Expectation,
  type Fold,
  type HistoryAction,
  type HistoryEntry,
  type Instant,
  type KeptClosing,
  type LagCell,
  type LifeVersion,
  type OpsException,
  type Owed,
  partsOf,
  type Ref,
  type SourceState,
  type TraceState,
} from "../../server/domain/index.ts";
import type { NewEntry } from "../../server/ports/index.ts";

export const noon = Date.UTC(2026, 10, 19, 12);
const hex = (text: string, length: number): string => createHash("sha256").update(text).digest("hex").slice(0, length);

export const receiptOf = (text: string): Receipt => ({
  id: hex(text, 32),
  collector: "otlp",
  route: "traces",
  contentType: "application/json",
  sender: "127.0.0.1",
  receivedAt: noon,
  body: new TextEncoder().encode(text),
});

export const entryOf = (text: string, more: Partial<NewEntry> = {}): NewEntry => ({
  receipt: receiptOf(text),
  part: 1,
  parts: 1,
  records: 3,
  rejected: 1,
  message: "1 of 3 spans has no id",
  terms: BigUint64Array.of(keyTerm("order", text)),
  unreadable: null,
  ...more,
});

export const expectationOf = (id: string, more: Partial<Expectation> = {}): Expectation => ({
  id,
  flow: "ship",
  step: id,
  expects: "shipment.confirmed",
  system: "wms-atl",
  from: "erp",
  warehouse: "ATL",
  state: "open",
  reason: null,
  since: noon,
  dueAt: noon + 1_000,
  settleAt: noon + 1_000,
  settled: false,
  metAt: null,
  lagMs: null,
  early: false,
  heardLateMs: null,
  metBy: null,
  watch: false,
  ...more,
});

export const foldOf = (type: string, at: Instant, heardAt: Instant = at, more: Partial<Fold> = {}): Fold => ({
  type,
  system: "erp",
  signal: "trace",
  status: "ok",
  warehouse: "ATL",
  precision: "instant",
  count: 1,
  first: { at, nanos: 0, identity: hex(`${type} ${at}`, 32) },
  last: { at, nanos: 0, identity: hex(`${type} ${at}`, 32) },
  firstReceivedAt: heardAt,
  ...more,
});

export function objectOf(ref: Ref, more: Partial<BusinessObject> = {}): BusinessObject {
  const { environment, kind, issuer, value } = partsOf(ref);
  return {
    ref,
    environment,
    kind: kind as BusinessObject["kind"],
    id: value,
    keys: [{ kind, issuer, value }],
    ties: [],
    links: [],
    mentions: [],
    warehouses: ["ATL"],
    folds: [],
    holds: [],
    traits: [],
    expectations: [],
    exceptions: [],
    traces: [],
    status: "open",
    milestone: null,
    joinedInProgress: false,
    factCount: 0,
    firstAt: null,
    lastAt: null,
    changedAt: noon,
    timer: null,
    ...more,
  };
}

/** An object with the changes that make its keys answer. */
export const objectChanges = (object: BusinessObject): readonly Change[] => {
  const prefix = object.environment === "" ? "" : `${object.environment}@`;
  return [
    { kind: "object", object },
    ...object.keys.map(
      ({ kind, issuer, value }): Change => ({
        kind: "key",
        key: `${prefix}${kind}:${issuer}:${value}`,
        ref: object.ref,
      }),
    ),
  ];
};

export const factOf = (name: string, more: Partial<CanonicalEvent> = {}): CanonicalEvent => ({
  identity: hex(name, 32),
  variant: hex(name, 16),
  type: "order.released",
  title: "Order released",
  status: "ok",
  error: null,
  signal: "trace",
  system: "erp",
  environment: "",
  warehouse: "ATL",
  occurredAt: noon,
  occurredNanos: 0,
  precision: "instant",
  recordedAt: noon,
  receivedAt: noon,
  believed: true,
  startedAt: noon,
  endNanos: `${noon}000000`,
  traceId: hex(name, 32),
  spanId: hex(name, 16),
  parentSpanId: null,
  position: 1,
  keys: [{ kind: "order", issuer: "*", value: "SO-1", attribute: "order.id" }],
  mentions: [],
  traits: [],
  amount: null,
  quantity: null,
  lines: [],
  ...more,
});

export const exceptionOf = (number: number, more: Partial<OpsException> = {}): OpsException => ({
  number,
  environment: "",
  fingerprint: `failed-event order:*:SO-${number}`,
  kind: "failed-event",
  state: "open",
  severity: "high",
  severityWhy: [],
  title: `Order SO-${number} not posted: no such item`,
  reason: "The ERP said that it knows no such item.",
  code: "E17",
  eventType: "shipment.posted",
  flow: "ship",
  step: "post",
  system: "erp",
  warehouse: "ATL",
  object: `order:*:SO-${number}`,
  traceId: null,
  owner: { team: "it", person: null },
  ownerDecided: false,
  route: ["root"],
  rung: 0,
  rungAt: noon,
  routedBy: { partner: null, customerTier: null, severity: "high" },
  notMine: [],
  handOver: null,
  quietUntil: null,
  openedAt: noon,
  createdAt: noon,
  heardLateMs: null,
  acknowledgedAt: null,
  snoozedUntil: null,
  dueAt: null,
  resolvedAt: null,
  resolution: null,
  told: null,
  occurrences: 1,
  evidence: [],
  groups: [],
  customer: "ACME Corp",
  carrier: null,
  load: null,
  cutoff: null,
  blocks: { orders: 1, shipments: 0, invoices: 0 },
  held: [],
  watch: false,
  timer: null,
  causeId: null,
  version: 1,
  ...more,
});

export const entryFor = (exception: OpsException, action: HistoryAction): HistoryEntry => ({
  exception: exception.number,
  version: exception.version,
  at: noon,
  by: "rule",
  action,
  text: null,
  undoes: null,
});

export const raise = (exception: OpsException, action: HistoryAction = "raised"): Change => ({
  kind: "exception",
  before: null,
  exception,
  entry: entryFor(exception, action),
});

export const traceOf = (name: string, more: Partial<TraceState> = {}): TraceState => ({
  ref: hex(name, 32),
  environment: "",
  traceId: hex(name, 32),
  keys: [],
  batch: false,
  keyless: [],
  failures: [],
  groups: [],
  startAt: noon,
  endAt: noon + 10,
  systems: ["erp"],
  name,
  rootSeen: true,
  failed: false,
  ...more,
});

export const sourceOf = (ref: string): SourceState => ({
  ref,
  system: ref,
  environment: "",
  declared: true,
  service: ref,
  firstHeardAt: noon,
  lastSeenAt: noon,
  signals: [],
  tells: [],
  timed: [],
  tellsSince: [],
  pastDue: 0,
  met: 0,
  presence: "complete",
  presenceWhy: "declared",
  clockDoubted: false,
  quiets: [],
  versions: [],
  rhythm: [],
  silentSince: null,
  timer: null,
});

export const causeOf = (number: number, more: Partial<Cause> = {}): Cause => ({
  number,
  family: `family ${number % 3}`,
  kind: "failed-event",
  flow: null,
  step: null,
  system: "erp",
  title: "Goods issue refused",
  code: null,
  watch: false,
  openedAt: noon,
  newestAt: noon,
  members: 3,
  unresolved: 1,
  quietSince: null,
  ...more,
});

export const askOf = (number: number, more: Partial<Ask> = {}): Ask => ({
  number,
  at: noon,
  by: "Ana",
  partner: "reno",
  partnerName: "3PL Reno",
  timezone: "America/Los_Angeles",
  language: "en",
  note: null,
  about: "order",
  subject: "2 orders without a confirmation",
  text: "What happened?",
  dueAt: noon + 3_600_000,
  nonce: "abcdefghijklmnopqrstuv",
  sent: [],
  withdrawn: null,
  lines: [],
  ...more,
});

export const askLineOf = (exceptions: readonly number[], more: Partial<AskLine> = {}): AskLine => ({
  exceptions,
  id: `NGS-${exceptions[0] ?? 0}`,
  order: null,
  customer: "ACME Corp",
  lines: 3,
  dueAt: noon,
  neededBy: null,
  warehouse: "ATL",
  answer: null,
  ...more,
});

export const cellOf = (warehouse = "ATL", step = "post"): LagCell => ({
  flow: "ship",
  step,
  from: "wms-atl",
  to: "erp",
  warehouse,
});

/** What a shipment owes to the books since noon. */
export const owedOf = (ref: Ref, more: Partial<Owed> = {}): Owed => ({
  ref,
  block: "revenue",
  kind: "shipped-not-billed",
  since: noon,
  sinceIsDay: false,
  sinceDay: "2026-11-19",
  dueAt: null,
  undelivered: false,
  amount: { minor: 12_500, currency: "USD" },
  basis: "document",
  estimate: false,
  entity: null,
  warehouse: "ATL",
  partner: null,
  currency: "USD",
  notBillable: null,
  about: [ref],
  ledgerRef: null,
  ledgerDate: null,
  ledgerPeriod: null,
  ...more,
});

/** A period of one company that somebody has prepared. */
export const closingOf = (more: Partial<KeptClosing> = {}): KeptClosing => ({
  period: "11",
  entity: "US01",
  prepared: { by: "Marsh", at: noon },
  reviewed: null,
  hash: "h",
  snapshot: "{}",
  rounds: [],
  ...more,
});

/** A life in business time, known for a while; open ends where none is given. */
export const versionOf = (
  owed: Owed,
  [from, until = null]: readonly [Instant, (Instant | null)?],
  [knownFrom, knownUntil = null]: readonly [Instant, (Instant | null)?],
): LifeVersion => ({ life: { owed, from, until }, knownFrom, knownUntil });
