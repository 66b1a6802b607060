import type {
  BusinessObject,
  Change,
  Commit,
  Network,
  OpsException,
  SourceState,
  Step,
} from "../../server/domain/index.ts";
import type { FeedDeps } from "../../server/feeds/index.ts";
import { heldBy, matchesException, toExceptionRow } from "../../server/feeds/index.ts";
import { Gone, type LagRow, type Scope, type Views } from "../../server/ports/index.ts";
import { exceptionOrders } from "../../server/wire/index.ts";

/** A scope as `authorize` makes it. */
export const scopeOf = (warehouses: readonly string[] | null = null): Scope => ({ warehouses }) as unknown as Scope;

/** 2026-03-02T14:00:00Z. */
export const start = Date.UTC(2026, 2, 2, 14);

/** An exception with plain values, changed as a test says. */
export const anException = (number: number, changes: Partial<OpsException> = {}): OpsException => ({
  number,
  environment: "",
  fingerprint: `f${number}`,
  kind: "failed-event",
  state: "open",
  severity: "medium",
  severityWhy: [],
  title: `Order SO-${number} label refused: postcode missing`,
  reason: "The carrier answered: postcode missing",
  code: null,
  eventType: null,
  flow: "order-to-ship",
  step: "label",
  system: "tms",
  warehouse: "ATL",
  object: `order:*:SO-${number}`,
  traceId: null,
  owner: { team: "dock", person: null },
  ownerDecided: false,
  route: ["root"],
  rung: 0,
  openedAt: start + number * 1_000,
  createdAt: start + number * 1_000,
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
  customer: null,
  load: null,
  cutoff: null,
  blocks: { orders: 1, shipments: 0, invoices: 0 },
  held: [],
  watch: false,
  timer: null,
  causeId: null,
  version: 1,
  ...changes,
});

/** A network with what the serving side looks at. */
export const aNetwork = (changes: Partial<Network> = {}): Network => {
  const steps: readonly Step[] = changes.steps ?? [];
  return {
    hash: "h",
    open: false,
    company: { name: "Northgate Supply", timezone: "America/New_York", currency: "USD" },
    systems: new Map(),
    warehouses: new Map(),
    teams: new Map([["dock", { id: "dock", name: "Dock" }]]),
    steps,
    stepsByObject: new Map([["order", steps]]),
    stepsByVia: new Map(),
    origins: new Map(),
    mappings: [],
    routing: { label: "root", match: [], to: "dock", severity: null, acknowledge: null, resolve: null, routes: [] },
    severity: [],
    settle: 60_000,
    batchObjects: 20,
    reading: {
      sourceOf: () => ({ system: "unknown", declared: false, service: "", environment: "" }),
      keyOf: () => null,
      namesObject: (kind) => kind === "order",
      isFact: () => false,
    },
    offsetAt: () => 0,
    minorUnits: (currency) => (currency === "JPY" ? 1 : 100),
    ...changes,
  } as Network;
};

/** An object without anything but its key. */
export const anObject = (id: string, changes: Partial<BusinessObject> = {}): BusinessObject => ({
  ref: `order:*:${id}`,
  environment: "",
  kind: "order",
  id,
  keys: [{ kind: "order", issuer: "*", value: id }],
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
  changedAt: start,
  timer: null,
  ...changes,
});

/** Rows in memory behind the port's face: what is committed is seen at once. */
export function fakeStore(kept = 1_000) {
  const exceptions = new Map<number, OpsException>();
  const objects = new Map<string, BusinessObject>();
  const sources = new Map<string, SourceState>();
  let lag: readonly LagRow[] = [];
  let commits: Commit[] = [];
  let seq = 0;
  const refuse = async (): Promise<never> => {
    throw new Error("not asked in this test");
  };
  const commit = (changes: readonly Change[]): Commit => {
    seq += 1;
    for (const change of changes) {
      if (change.kind === "exception") exceptions.set(change.exception.number, change.exception);
      if (change.kind === "object") objects.set(change.object.ref, change.object);
      if (change.kind === "source") sources.set(change.source.ref, change.source);
    }
    const made: Commit = { seq, at: start, upTo: seq, changes };
    commits = [...commits, made].slice(-kept);
    return made;
  };
  const views: Views = {
    seq: async () => seq,
    objects: async (_scope, kind, value, environment) =>
      [...objects.values()].filter(
        (object) =>
          object.environment === environment && object.keys.some((key) => key.kind === kind && key.value === value),
      ),
    object: async (_scope, ref) => objects.get(ref),
    facts: async () => ({ items: [], total: 0, nextCursor: null }),
    exceptions: async (scope, filter, sort, limit, cursor) => {
      const order = exceptionOrders[sort];
      const matching = [...exceptions.values()]
        .map((exception) => ({ exception, row: toExceptionRow(exception, aNetwork()) }))
        .filter((one) => matchesException({ filter, warehouses: scope.warehouses }, one))
        .sort((a, b) => order(a.row, b.row))
        .map(({ exception }) => exception);
      const from = cursor === null ? 0 : Number(cursor);
      const items = matching.slice(from, from + limit);
      const next = from + limit < matching.length ? String(from + limit) : null;
      return { items, total: matching.length, nextCursor: next, held: heldBy(matching) };
    },
    exception: async (_scope, number) => exceptions.get(number),
    history: async () => [],
    exceptionsOf: async (_scope, ref) => [...exceptions.values()].filter(({ object }) => object === ref),
    search: refuse,
    lag: async () => lag,
    traces: refuse,
    trace: async () => undefined,
    sources: async () => [...sources.values()],
    counts: async () => ({
      open: [...exceptions.values()].filter(({ state }) => state !== "resolved").length,
      byWarehouse: new Map(),
      byTeam: new Map(),
      nobody: 0,
      snoozed: 0,
      lastResolvedAt: null,
    }),
    close: async () => undefined,
  };
  return {
    views,
    commit,
    exceptions,
    objects,
    seq: () => seq,
    setLag: (rows: readonly LagRow[]) => {
      lag = rows;
    },
    /** Writes one exception as the engine would: its before-image goes along. */
    put(exception: OpsException): Commit {
      return commit([{ kind: "exception", before: exceptions.get(exception.number) ?? null, exception, entry: null }]);
    },
    commitsSince: async (after: number, limit: number): Promise<readonly Commit[]> => {
      const first = commits[0]?.seq ?? seq + 1;
      if (after + 1 < first && after < seq) throw new Gone(`commit ${after + 1} is gone`);
      return commits.filter((one) => one.seq > after).slice(0, limit);
    },
  };
}

/** What feeds read from, over a fake store and a clock that a test moves. */
export function feedDeps(store: ReturnType<typeof fakeStore>, changes: Partial<FeedDeps> = {}) {
  const failures: unknown[] = [];
  let now = start;
  const deps: FeedDeps = {
    views: store.views,
    commitsSince: store.commitsSince,
    head: async () => ({ position: 0, bytes: 0, lastReceivedAt: null }),
    progress: () => ({
      position: 0,
      behindMs: 0,
      counts: { accepted: 0, rejected: 0, quarantined: 0, refused: 0 },
    }),
    requests: () => [],
    network: () => aNetwork(),
    clock: { now: () => now },
    otlpHttp: () => "http://127.0.0.1:4318",
    tokenNeeded: async () => false,
    keyNames: [],
    demo: false,
    version: "0.0.0",
    report: (event, fields) => failures.push([event, fields]),
    ...changes,
  };
  return {
    deps,
    failures,
    pass: (ms: number) => {
      now += ms;
    },
  };
}
