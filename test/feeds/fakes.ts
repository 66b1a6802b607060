import type { KeptSpan } from "../../collectors/kit/index.ts";
import { memoryStore, memoryViews } from "../../server/adapters/memory/index.ts";
import type { BusinessObject, Change, Commit, Network, OpsException, Step } from "../../server/domain/index.ts";
import { createPostingsBook, createTallyBook, type FeedDeps } from "../../server/feeds/index.ts";
import { emptyHead, type Scope } from "../../server/ports/index.ts";

/** A scope as `authorize` makes it. */
export const scopeOf = (warehouses: readonly string[] | null = null): Scope => ({ warehouses }) as unknown as Scope;

/** 2026-03-02T14:00:00Z. */
export const start = Date.UTC(2026, 2, 2, 14);

/** A span as it is read back, with plain values, changed as a test says. */
export const aKeptSpan = (changes: Partial<KeptSpan> = {}): KeptSpan => ({
  kind: "span",
  identity: "0af7651916cd43dd8448eb211c80319c00f067aa0ba902b7",
  variant: "a",
  source: { system: "wms", declared: true, service: "wms", environment: "" },
  traceId: "0af7651916cd43dd8448eb211c80319c",
  spanId: "00f067aa0ba902b7",
  parentSpanId: null,
  name: "pick",
  spanKind: "internal",
  startNanos: BigInt(start) * 1_000_000n,
  endNanos: BigInt(start) * 1_000_000n + 5_000_000n,
  status: { code: "unset", message: "" },
  attributes: new Map(),
  resource: new Map(),
  events: [],
  links: [],
  keys: [],
  ...changes,
});

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
  rungAt: 0,
  routedBy: { partner: null, customerTier: null, severity: "high" },
  notMine: [],
  handOver: null,
  quietUntil: null,
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
  carrier: null,
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
    partners: new Map(),
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
    notify: { delay: 60_000, teams: new Map() },
    batchObjects: 20,
    groupings: [],
    sections: new Map(),
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

/** Rows in memory with the engine's side of them: what is committed is seen at once. */
export async function openStore() {
  const store = memoryStore();
  const epoch = await store.open();
  let upTo = 0;
  const commit = (changes: readonly Change[]): Promise<Commit> => {
    upTo += 1;
    return store.commit({ epoch, upTo, at: start + upTo, changes });
  };
  return {
    views: memoryViews(store),
    commitsSince: store.commitsSince,
    seq: store.seq,
    commit,
    /** What the core looks at, as the rows are now. */
    draft: () => store.contextFor({ keys: [], refs: [], identities: [], traces: [] }),
    /** Writes exceptions as the engine would: their before-images go along. */
    put(...exceptions: readonly OpsException[]): Promise<Commit> {
      const changes: Change[] = [];
      const newest = new Map<number, OpsException>();
      for (const exception of exceptions) {
        const { number } = exception;
        const before = newest.get(number) ?? store.tables.exceptions.get(number) ?? null;
        changes.push({ kind: "exception", before, exception, entry: null });
        newest.set(number, exception);
      }
      return commit(changes);
    },
  };
}

/** What feeds read from, over a fake store and a clock that a test moves. */
export function feedDeps(
  store: Pick<Awaited<ReturnType<typeof openStore>>, "views" | "commitsSince">,
  changes: Partial<FeedDeps> = {},
) {
  const failures: unknown[] = [];
  let now = start;
  const network = changes.network ?? (() => aNetwork());
  const deps: FeedDeps = {
    views: store.views,
    commitsSince: store.commitsSince,
    head: async () => emptyHead,
    progress: () => ({
      position: 0,
      behindMs: 0,
      damage: null,
      counts: { accepted: 0, rejected: 0, quarantined: 0, refused: 0 },
    }),
    intake: async () => ({ requests: [], slowed: [] }),
    network,
    book: createTallyBook({ views: store.views, commitsSince: store.commitsSince, network, clock: { now: () => now } }),
    postings: createPostingsBook({ views: store.views, commitsSince: store.commitsSince, clock: { now: () => now } }),
    clock: { now: () => now },
    otlpHttp: () => "http://127.0.0.1:4318",
    otlpGrpc: () => "http://127.0.0.1:4317",
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
