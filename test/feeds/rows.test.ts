import { describe, expect, test } from "vitest";
import type { Expectation, SourceState, Step } from "../../server/domain/index.ts";
import {
  amountOf,
  minorOf,
  moneyText,
  readExceptionFilter,
  silentOf,
  strokesOf,
  toIntakeRow,
  toLagRow,
  toSourceRows,
  windowOf,
} from "../../server/feeds/index.ts";
import { aNetwork, anException, anObject, start } from "./fakes.ts";

const minute = 60_000;
const hour = 60 * minute;

const aSource = (changes: Partial<SourceState> = {}): SourceState => ({
  ref: "wms-atl",
  system: "wms-atl",
  environment: "",
  declared: true,
  service: "wms",
  firstHeardAt: start - 24 * hour,
  lastSeenAt: start,
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
  ...changes,
});

const aSystem = {
  id: "wms-atl",
  name: "WMS Atlanta",
  kind: "wms",
  warehouse: "ATL",
  partner: null,
  presence: null,
  delivers: null,
  watch: false,
};

const aStep = (changes: Partial<Step>): Step => ({
  flow: "order-to-ship",
  id: "ship",
  object: "order",
  criticality: "high",
  after: "order.released",
  expect: "shipment.confirmed",
  via: null,
  from: "wms",
  within: hour,
  calendar: null,
  mode: "tell",
  repeat: "first",
  warmUp: hour,
  pausedBy: [],
  ...changes,
});

const network = (
  system: Partial<Omit<typeof aSystem, "delivers">> & { delivers?: { at: number[]; grace: number } | null } = {},
  steps: readonly Step[] = [],
) => aNetwork({ systems: new Map([["wms-atl", { ...aSystem, ...system }]]), steps });

describe("silence", () => {
  test("only what is declared, counts and was heard can be silent", () => {
    const late = start + 24 * hour;
    expect(silentOf(aSource(), network(), late)).toBe(true);
    expect(silentOf(aSource({ system: "stranger" }), network(), late)).toBe(false);
    expect(silentOf(aSource({ environment: "qa" }), network(), late)).toBe(false);
    expect(silentOf(aSource({ lastSeenAt: null }), network(), late)).toBe(false);
  });

  test("without a step it has 15 minutes; with steps as long as the shortest of them takes", () => {
    expect(silentOf(aSource(), network(), start + 15 * minute)).toBe(false);
    expect(silentOf(aSource(), network(), start + 15 * minute + 1)).toBe(true);
    const steps = [
      aStep({ within: 4 * hour }),
      aStep({ id: "pick", within: 2 * hour, from: "wms-atl" }),
      aStep({ id: "post", within: minute, from: "erp" }),
    ];
    expect(silentOf(aSource(), network({}, steps), start + 2 * hour)).toBe(false);
    expect(silentOf(aSource(), network({}, steps), start + 2 * hour + 1)).toBe(true);
    expect(silentOf(aSource(), network({}, [aStep({ within: minute })]), start + 14 * minute)).toBe(false);
  });

  test("a night is no silence: only open time counts, of calendars together", () => {
    const calendar = (edges: readonly number[]) => ({ id: "c", edges });
    const day = calendar([start - 8 * hour, start + 10 * minute, start + 14 * hour, start + 24 * hour]);
    const steps = [aStep({ within: hour, calendar: day })];
    expect(silentOf(aSource(), network({}, steps), start + 14 * hour + 50 * minute)).toBe(false);
    expect(silentOf(aSource(), network({}, steps), start + 14 * hour + 51 * minute)).toBe(true);
    const both = [...steps, aStep({ id: "b", within: 3 * hour, calendar: calendar([start, start + 2 * hour]) })];
    expect(silentOf(aSource(), network({}, both), start + 61 * minute)).toBe(true);
    expect(
      silentOf(
        aSource(),
        network({}, [...steps, aStep({ id: "c", calendar: null, within: 3 * hour })]),
        start + 61 * minute,
      ),
    ).toBe(true);
  });

  test("a source whose files or usual hours are known is calm until the core finds it silent", () => {
    const files = network({ delivers: { at: [start - hour, start + 3 * hour, start + 9 * hour], grace: 30 * minute } });
    expect(silentOf(aSource(), files, start + 8 * hour)).toBe(false);
    expect(silentOf(aSource({ silentSince: start }), files, start + 8 * hour)).toBe(true);
    const usual = [{ hour: 9, days: 5, heard: 5, pauseMs: hour, day: 20_000 }];
    expect(silentOf(aSource({ rhythm: usual }), network(), start + 8 * hour)).toBe(false);
    expect(silentOf(aSource({ rhythm: usual, silentSince: start }), network(), start + 8 * hour)).toBe(true);
  });

  test("a declared source that was never heard is listed, and not as good", () => {
    const rows = toSourceRows([aSource({ ref: "qa@wms-atl", environment: "qa" })], network(), start, new Map());
    expect(
      rows.map(({ system, lastSeenAt, presence, presenceWhy }) => [system, lastSeenAt === null, presence, presenceWhy]),
    ).toEqual([
      ["qa@wms-atl", false, "complete", "declared"],
      ["wms-atl", true, "unknown", "not heard yet"],
    ]);
  });
});

describe("money", () => {
  test("minor units have their currency's digits", () => {
    expect(moneyText({ minor: 124_050, currency: "USD" }, aNetwork())).toEqual({ amount: "1240.50", currency: "USD" });
    expect(moneyText({ minor: -5, currency: "USD" }, aNetwork()).amount).toBe("-0.05");
    expect(moneyText({ minor: 1_240, currency: "JPY" }, aNetwork()).amount).toBe("1240");
  });

  test("decimal text is read half to even", () => {
    expect(["1240.5", "0.125", "0.135", "0.1351", "-0.005", "-1"].map((text) => minorOf(text, 100))).toEqual([
      124_050, 12, 14, 14, 0, -100,
    ]);
    expect(["1e3", "", "1.", "x", "1234567890123"].map((text) => minorOf(text, 100))).toEqual([
      null,
      null,
      null,
      null,
      null,
    ]);
  });

  test("price and cost are never added up, nor currencies; an estimate stays one", () => {
    const held = (minor: number | null, basis: "invoice" | "order-price" | "cost" | "unknown", currency = "USD") =>
      ({
        ref: `order:*:${minor}${basis}${currency}`,
        money: minor === null ? null : { minor, currency },
        basis,
      }) as const;
    expect(amountOf([], aNetwork())).toBeNull();
    expect(amountOf([held(null, "unknown")], aNetwork())).toEqual({ amount: null, currency: null, basis: "unknown" });
    expect(amountOf([held(100, "invoice"), held(50, "order-price"), held(149, "cost")], aNetwork())).toEqual({
      amount: "1.50",
      currency: "USD",
      basis: "order-price",
    });
    expect(amountOf([held(100, "invoice"), held(101, "invoice", "EUR")], aNetwork())?.currency).toBe("EUR");
  });
});

describe("rows", () => {
  test("a stroke a step: the worst of each, awaited before its clock began, skipped once all is over", () => {
    const expectation = (step: string, state: Expectation["state"]): Expectation => ({
      id: `f.${step}`,
      flow: "f",
      step,
      expects: "x",
      system: "wms",
      from: "erp",
      warehouse: null,
      state,
      reason: null,
      since: start,
      dueAt: start,
      settleAt: null,
      settled: false,
      metAt: null,
      lagMs: null,
      early: false,
      heardLateMs: null,
      metBy: null,
      watch: false,
    });
    const steps = ["a", "b", "c", "d"].map((id) => ({ flow: "f", id }));
    const object = anObject("SO-1", {
      expectations: [
        expectation("a", "met"),
        expectation("b", "met"),
        expectation("b", "missed"),
        expectation("c", "open"),
      ],
    });
    expect(strokesOf(object, steps, [])).toEqual(["done", "missed", "awaited", "awaited"]);
    const failed = anException(1, { flow: "f", step: "c" });
    expect(strokesOf({ ...object, status: "cancelled" }, steps, [failed])).toEqual([
      "done",
      "missed",
      "failed",
      "skipped",
    ]);
    expect(strokesOf(object, [{ flow: "other", id: "a" }], [])).toEqual([]);
  });

  test("a lag row counts ages over HTTP, and only tells instants on the stream", () => {
    const row = {
      flow: "order-to-ship",
      step: "ship",
      from: "erp",
      to: "wms",
      warehouse: "",
      count: 2,
      p50Ms: 1,
      p95Ms: 2,
      p99Ms: 2,
      maxMs: 2,
      pending: 1,
      oldestPendingAt: start - minute,
      late: 0,
      lastMetAt: null,
    };
    const known = network({}, [aStep({})]);
    expect(toLagRow(row, known, [aSource({ presence: "sampled" })], start)).toMatchObject({
      oldestPendingMs: minute,
      policyMs: hour,
      warehouse: null,
      presence: "sampled",
    });
    expect(toLagRow(row, known, [], null)).toMatchObject({ oldestPendingMs: null, presence: "unknown" });
  });

  test("the connect page's list: what came first, in which request", () => {
    const names = new Map([["order.id", { count: 2, example: "SO-1", key: "order" }]]);
    const tally = {
      source: { system: "shop", declared: false, service: "shop", environment: "" },
      signal: "trace",
      records: 4,
      failures: 1,
      keyed: 2,
      names,
    };
    const request = {
      route: "traces",
      contentType: "application/json",
      sender: "127.0.0.1",
      bytes: 10,
      status: 200,
      rejected: 0,
      message: null,
    };
    const row = toIntakeRow({
      requests: [
        {
          ...request,
          at: start + 2,
          records: 4,
          sources: [tally, { ...tally, signal: "log", source: { ...tally.source, environment: "qa" } }],
        },
        { ...request, at: start + 1, records: 0, status: 400, sources: [] },
        { ...request, at: start + 3, records: 4, sources: [tally] },
      ],
      slowed: [
        {
          sender: "tm_a",
          route: "logs",
          worth: "logs",
          why: "share",
          requests: 4,
          bytes: 12_000_000,
          lastAt: start + 5,
        },
      ],
      first: null,
      sources: [],
      otlpHttp: "http://x",
      otlpGrpc: "http://y",
      tokenNeeded: false,
      keyNames: [],
      now: start + 9,
    });
    const iso = (ms: number) => new Date(start + ms).toISOString();
    expect(row).toMatchObject({
      firstBytesAt: iso(1),
      decodedAt: iso(2),
      serviceNamedAt: iso(2),
      keyFoundAt: iso(2),
      objectCreatedAt: null,
    });
    expect(row.requests.map(({ at }) => at)).toEqual([iso(3), iso(2), iso(1)]);
    expect(row.slowed).toEqual([
      { sender: "tm_a", route: "logs", worth: "logs", why: "share", requests: 4, bytes: 12_000_000, lastAt: iso(5) },
    ]);
    expect(row.sources).toMatchObject([
      {
        system: "shop",
        environment: "",
        records: 8,
        keyed: 4,
        lastSeenAt: iso(3),
        names: [{ name: "order.id", count: 4, of: 8, key: "order" }],
      },
      { system: "shop", environment: "qa", records: 4, signals: ["log"] },
    ]);
    expect(row.environmentsApart).toEqual([{ environment: "qa", records: 4 }]);
  });

  test("filters are read strictly", () => {
    const read = (words: Record<string, string>) => readExceptionFilter(new Map(Object.entries(words)));
    expect(read({ state: "open, snoozed", q: "  ", object: "order/SO/1", watch: "1" })).toEqual({
      filter: { state: ["open", "snoozed"], object: "order:*:SO/1", watch: true },
      faults: [],
    });
    expect(read({ id: "X-7, X-12" })).toEqual({ filter: { number: [7, 12] }, faults: [] });
    expect(read({ id: "X-7,C-12" }).faults.map(({ path }) => path)).toEqual(["id"]);
    expect(read({ object: "qa@order:shop:W-1" }).filter.object).toBe("qa@order:shop:W-1");
    expect(
      read({ kind: "late", minValue: "-1", object: "SO-1", watch: "yes" })
        .faults.map(({ path }) => path)
        .sort(),
    ).toEqual(["kind", "minValue", "object", "watch"]);
    expect(["15m", "24h", "31d", "32d", "0m", "1w", ""].map(windowOf)).toEqual([
      900_000,
      86_400_000,
      31 * 86_400_000,
      null,
      null,
      null,
      null,
    ]);
  });
});
