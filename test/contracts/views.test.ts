import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { memoryStore, memoryViews } from "../../server/adapters/memory/index.ts";
import type { Change, OpsException } from "../../server/domain/index.ts";
import type {
  ExceptionFilter,
  ExceptionSort,
  Page,
  Scope,
  Store,
  TraceFilter,
  Views,
} from "../../server/ports/index.ts";
import { type ExceptionRow, exceptionOrders } from "../../server/wire/index.ts";
import { adapters, everything, scopeOf, sweepUp } from "./adapters.ts";
import { changesArbitrary, exceptionArbitrary, randomNumbers, randomRefs } from "./random.ts";
import { cellOf, exceptionOf, factOf, noon, objectChanges, objectOf, raise, sourceOf, traceOf } from "./samples.ts";

const sorts: readonly ExceptionSort[] = ["cutoff", "opened", "value", "severity"];
const minute = 60_000;

afterAll(sweepUp);

async function put(store: Store, changes: readonly Change[]): Promise<void> {
  const { upTo, epoch } = await store.state();
  await store.commit({ epoch, upTo: upTo + 1, at: noon, changes });
}

/** Every page, one after the other, as one list. */
async function allOf<T>(page: (cursor: string | null) => Promise<Page<T>>): Promise<readonly T[]> {
  const items: T[] = [];
  for (let cursor: string | null = null, pages = 0; pages < 1_000; pages++) {
    const next: Page<T> = await page(cursor);
    items.push(...next.items);
    if (next.nextCursor === null) return items;
    cursor = next.nextCursor;
  }
  throw new Error("pages without an end");
}

const numbersOf = (page: Page<OpsException>): readonly number[] => page.items.map(({ number }) => number);
const usd = (minor: number) => ({ minor, currency: "USD" });

describe.each(adapters)("views in $name", (adapter) => {
  const withRows = async (changes: readonly Change[]): Promise<{ store: Store; views: Views }> => {
    const { store, views } = adapter.store();
    await store.open();
    await put(store, changes);
    return { store, views };
  };
  const listed = (views: Views, filter: ExceptionFilter = {}, scope = everything) =>
    views.exceptions(scope, filter, "opened", 100, null);

  it("V1 what was committed is seen at once, and `seq` says so", async () => {
    const { store, views } = await withRows([]);
    expect(await views.seq()).toBe(1);
    expect(await views.exception(everything, 1)).toBeUndefined();
    await put(store, [raise(exceptionOf(1))]);
    expect(await views.seq()).toBe(2);
    expect(await views.exception(everything, 1)).toEqual(exceptionOf(1));
    expect((await listed(views)).total).toBe(1);
    await put(store, [raise(exceptionOf(2))]);
    expect((await listed(views)).total).toBe(2);
  });

  it("V2 a scope of warehouses sees only their rows; what has none is seen by the scope of all", async () => {
    const held = [{ ref: "order:*:x", money: usd(100), basis: "invoice" as const }];
    const changes: readonly Change[] = [
      ...["ATL", "EWR", null].flatMap((warehouse, index): readonly Change[] => [
        ...objectChanges(objectOf(`order:*:SO-${index}`, { warehouses: warehouse === null ? [] : [warehouse, "DFW"] })),
        { kind: "fact", fact: factOf(`f${index}`), on: [`order:*:SO-${index}`] },
        raise(exceptionOf(index + 1, { warehouse, object: `order:*:SO-${index}`, held })),
        { kind: "trace", trace: traceOf(`t${index}`, { keys: [`order:*:SO-${index}`] }) },
        { kind: "lag", cell: cellOf(warehouse ?? ""), minute: noon, lagMs: 5, late: false, count: 1 },
      ]),
      { kind: "source", source: sourceOf("erp") },
    ];
    const { views } = await withRows(changes);
    const seenBy = async (scope: Scope) => ({
      objects:
        (await views.objects(scope, "order", "SO-0", "")).length +
        (await views.objects(scope, "order", "SO-2", "")).length,
      object: (await views.object(scope, "order:*:SO-1"))?.ref ?? null,
      facts: [
        (await views.facts(scope, "order:*:SO-0", 9, null)).total,
        (await views.facts(scope, "order:*:SO-1", 9, null)).total,
      ],
      exceptions: numbersOf(await listed(views, {}, scope)),
      held: (await listed(views, {}, scope)).held.objects,
      exception: [1, 2, 3].map((number) => views.exception(scope, number)),
      history: (await views.history(scope, 2)).length,
      of: (await views.exceptionsOf(scope, "order:*:SO-2")).length,
      search: (await views.search(scope, "SO-", 9)).map(({ object }) => object.id),
      lag: (await views.lag(scope, 15 * minute, noon)).map(({ warehouse }) => warehouse),
      traces: (await views.traces(scope, {}, 9, null)).total,
      trace: (await views.trace(scope, traceOf("t1").ref))?.name ?? null,
      sources: (await views.sources(scope)).length,
      counts: (await views.counts(scope)).open,
    });
    expect(await seenBy(scopeOf(["ATL"]))).toMatchObject({
      objects: 1,
      object: null,
      facts: [1, 0],
      exceptions: [1],
      held: 1,
      history: 0,
      of: 0,
      search: ["SO-0"],
      lag: ["ATL"],
      traces: 1,
      trace: null,
      sources: 0,
      counts: 1,
    });
    expect(await seenBy(scopeOf(["EWR", "ATL"]))).toMatchObject({
      object: "order:*:SO-1",
      exceptions: [2, 1],
      traces: 2,
      history: 1,
      counts: 2,
    });
    expect(await seenBy(scopeOf([]))).toMatchObject({
      objects: 0,
      exceptions: [],
      search: [],
      lag: [],
      traces: 0,
      counts: 0,
    });
    expect(await seenBy(everything)).toMatchObject({
      objects: 2,
      exceptions: [3, 2, 1],
      of: 1,
      search: ["SO-0", "SO-1", "SO-2"],
      lag: ["", "ATL", "EWR"],
      traces: 3,
      sources: 1,
      counts: 3,
    });
    const atl = await Promise.all([1, 2, 3].map((number) => views.exception(scopeOf(["ATL"]), number)));
    expect(atl.map((one) => one?.number ?? null)).toEqual([1, null, null]);
  });

  it("V3 a kind and value name every object with them in an environment, whatever the issuer", async () => {
    const one = objectOf("order:*:55");
    const other = objectOf("order:shop:55");
    const apart = objectOf("qa@order:*:55");
    const { views } = await withRows([
      ...objectChanges(one),
      ...objectChanges(other),
      ...objectChanges(apart),
      { kind: "key", key: "order:edi:55", ref: "order:*:55" },
    ]);
    expect(await views.objects(everything, "order", "55", "")).toEqual([one, other]);
    expect(await views.objects(everything, "order", "55", "qa")).toEqual([apart]);
    expect(await views.objects(everything, "shipment", "55", "")).toEqual([]);
    expect(await views.objects(everything, "order", "5", "")).toEqual([]);
  });

  it("V4 pages follow each other without a gap or a repeat, also when rows come in between", async () => {
    const raised = Array.from({ length: 9 }, (_, index) =>
      raise(exceptionOf(index + 1, { openedAt: noon + (index % 3) })),
    );
    const facts = Array.from(
      { length: 7 },
      (_, index): Change => ({
        kind: "fact",
        fact: factOf(`f${index}`, { occurredAt: noon + (index % 2) }),
        on: ["order:*:SO-1"],
      }),
    );
    const traces = Array.from(
      { length: 7 },
      (_, index): Change => ({ kind: "trace", trace: traceOf(`t${index}`, { startAt: noon + (index % 2) }) }),
    );
    const { store, views } = await withRows([
      ...objectChanges(objectOf("order:*:SO-1")),
      ...raised,
      ...facts,
      ...traces,
    ]);
    for (const sort of sorts) {
      const whole = await views.exceptions(everything, {}, sort, 100, null);
      const paged = await allOf((cursor) => views.exceptions(everything, {}, sort, 2, cursor));
      expect(paged).toEqual(whole.items);
      expect(whole).toMatchObject({ total: 9, nextCursor: null });
    }
    const wholeFacts = (await views.facts(everything, "order:*:SO-1", 100, null)).items;
    expect(await allOf((cursor) => views.facts(everything, "order:*:SO-1", 2, cursor))).toEqual(wholeFacts);
    expect(wholeFacts).toHaveLength(7);
    const wholeTraces = (await views.traces(everything, {}, 100, null)).items;
    expect(await allOf((cursor) => views.traces(everything, {}, 2, cursor))).toEqual(wholeTraces);
    expect(wholeTraces.map(({ startAt }) => startAt - noon)).toEqual([1, 1, 1, 0, 0, 0, 0]);

    const first = await views.exceptions(everything, {}, "opened", 4, null);
    await put(store, [raise(exceptionOf(10, { openedAt: noon + 99 }))]);
    const second = await views.exceptions(everything, {}, "opened", 100, first.nextCursor);
    expect([...numbersOf(first), ...numbersOf(second)]).toHaveLength(9);
    expect(new Set([...numbersOf(first), ...numbersOf(second)]).size).toBe(9);
    expect((await views.exceptions(everything, {}, "opened", 100, "nonsense")).items).toHaveLength(10);
  });

  it("V5 each filter holds, all together hold, and what only watches comes when asked for", async () => {
    const held = [{ ref: "order:*:SO-2", money: usd(124_050), basis: "invoice" as const }];
    const { views } = await withRows([
      raise(exceptionOf(1)),
      raise(
        exceptionOf(2, {
          held,
          severity: "critical",
          kind: "missing-event",
          flow: "bill",
          step: "invoice",
          owner: { team: "dock", person: "Ana" },
          customer: "Straße & Co",
        }),
      ),
      raise(exceptionOf(3, { state: "resolved", warehouse: "EWR", system: "wms-ewr", step: null })),
      raise(exceptionOf(4, { watch: true })),
    ]);
    const found = async (filter: ExceptionFilter) => numbersOf(await listed(views, filter));
    expect(await found({})).toEqual([3, 2, 1]);
    expect(await found({ watch: true })).toEqual([4, 3, 2, 1]);
    expect(await found({ state: [] })).toEqual([3, 2, 1]);
    expect(await found({ state: ["open"] })).toEqual([2, 1]);
    expect(await found({ state: ["resolved"] })).toEqual([3]);
    expect(await found({ state: ["resolved", "open"], kind: ["failed-event"] })).toEqual([3, 1]);
    expect(await found({ severity: ["critical", "low"] })).toEqual([2]);
    expect(await found({ warehouse: ["EWR"] })).toEqual([3]);
    expect(await found({ team: ["dock"] })).toEqual([2]);
    expect(await found({ person: "none" })).toEqual([3, 1]);
    expect(await found({ person: "Ana" })).toEqual([2]);
    expect(await found({ flow: ["bill", "x"] })).toEqual([2]);
    expect(await found({ policy: "bill.invoice" })).toEqual([2]);
    expect(await found({ policy: "ship.post" })).toEqual([1]);
    expect(await found({ system: ["wms-ewr"] })).toEqual([3]);
    expect(await found({ object: "order:*:SO-1" })).toEqual([1]);
    expect(await found({ minValue: "1240.50" })).toEqual([2]);
    expect(await found({ minValue: "1240.51" })).toEqual([]);
    expect(await found({ minValue: "0" })).toEqual([2]);
    expect(await found({ q: "STRASSE" })).toEqual([]);
    expect(await found({ q: " straße  posted " })).toEqual([2]);
    expect(await found({ q: "so-3" })).toEqual([3]);
    expect(await found({ q: "%" })).toEqual([]);
  });

  it("V6 the four orders are those of the wire", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(exceptionArbitrary, { maxLength: 25 }), async (exceptions) => {
        const { views } = await withRows(exceptions.map((one) => raise(one)));
        for (const sort of sorts) {
          const { items } = await views.exceptions(everything, { watch: true }, sort, 100, null);
          const rows = items.map(wireRow);
          expect(rows).toEqual([...rows].sort(exceptionOrders[sort]));
        }
        await sweepUp();
      }),
      { numRuns: 60 },
    );
  }, 60_000);

  it("V7 what is held up counts each object once, with the amount of the newest exception that names it", async () => {
    const order = (
      name: string,
      minor: number | null,
      basis: "invoice" | "order-price" | "unknown",
      currency = "USD",
    ) => ({
      ref: `order:*:${name}`,
      money: minor === null ? null : { minor, currency },
      basis,
    });
    const { store, views } = await withRows([
      raise(exceptionOf(1, { held: [order("a", 100, "order-price"), order("b", 50, "invoice")] })),
      raise(
        exceptionOf(2, {
          held: [order("a", 120, "invoice"), order("c", null, "unknown"), order("d", 9, "order-price", "EUR")],
        }),
      ),
      raise(exceptionOf(3, { state: "resolved", held: [order("e", 1_000, "invoice")] })),
    ]);
    const open = { state: ["open"] as const };
    expect((await listed(views, open)).held).toEqual({
      objects: 4,
      money: [{ minor: 9, currency: "EUR" }, usd(170)],
      estimated: 1,
      unknown: 1,
    });
    await put(store, [raise(exceptionOf(2, { state: "resolved", version: 2 }))]);
    expect((await listed(views, open)).held).toEqual({ objects: 2, money: [usd(150)], estimated: 1, unknown: 0 });
  });

  it("V8 search ignores case, separators and leading zeros, finds the digits within a number, and says exact ones first", async () => {
    const named = (ref: string, more = {}) => objectChanges(objectOf(ref, more));
    const { views } = await withRows([
      ...named("order:*:SO-10431"),
      ...named("order:*:SO-104310"),
      ...named("order:*:INV/2026-00012", { mentions: [{ kind: "wave", issuer: "*", value: "W 77" }] }),
      ...named("qa@order:*:SO-10431"),
      ...named("shipment:*:10431"),
    ]);
    const found = async (q: string, limit = 9) =>
      (await views.search(everything, q, limit)).map(({ object, exact }) => `${object.ref}${exact ? " exact" : ""}`);
    expect(await found("so 10431")).toEqual([
      "order:*:SO-10431 exact",
      "qa@order:*:SO-10431 exact",
      "order:*:SO-104310",
    ]);
    expect(await found("SO-0010431")).toEqual(await found("so_10431"));
    expect(await found("10431")).toEqual([
      "shipment:*:10431 exact",
      "order:*:SO-10431",
      "qa@order:*:SO-10431",
      "order:*:SO-104310",
    ]);
    expect(await found("#00012")).toEqual(["order:*:INV/2026-00012"]);
    expect(await found("inv202600012")).toEqual(["order:*:INV/2026-00012 exact"]);
    expect(await found("so", 2)).toHaveLength(2);
    expect(await found("-/ ")).toEqual([]);
    expect(await found("so-99")).toEqual([]);
    const [hit] = await views.search(everything, "w-77", 9);
    expect(hit).toMatchObject({
      matched: { kind: "wave", value: "W 77" },
      exact: true,
      object: { ref: "order:*:INV/2026-00012" },
    });
  });

  it("V8 an object is found by its newest keys, and no longer by one that it lost", async () => {
    const { store, views } = await withRows(objectChanges(objectOf("order:*:A-1")));
    const keys = [{ kind: "order", issuer: "*", value: "A-1" }];
    await put(store, [
      {
        kind: "object",
        object: objectOf("order:*:A-1", { keys, mentions: [{ kind: "wave", issuer: "*", value: "B-2" }] }),
      },
    ]);
    expect(await views.search(everything, "b2", 5)).toHaveLength(1);
    await put(store, [{ kind: "object", object: objectOf("order:*:A-1", { keys }) }]);
    expect(await views.search(everything, "b2", 5)).toEqual([]);
    expect(await views.search(everything, "a1", 5)).toHaveLength(1);
  });

  it("V9 lag counts the minutes that begin within (at − window, at], what waits since when, and when it was last met", async () => {
    const lag = (at: number, lagMs: number, late = false, count: 1 | -1 = 1, cell = cellOf()): Change => ({
      kind: "lag",
      cell,
      minute: at,
      lagMs,
      late,
      count,
    });
    const pending = (name: string, since: number, count: 1 | -1 = 1): Change => ({
      kind: "pending",
      cell: cellOf(),
      ref: name,
      expectation: "ship.post",
      since,
      count,
    });
    const { store, views } = await withRows([
      lag(noon - 15 * minute, 1),
      lag(noon - 14 * minute, 10),
      lag(noon, 20),
      lag(noon, 50_000, true),
      lag(noon + minute, 7),
      lag(noon - 60 * minute, 3, false, 1, cellOf("EWR")),
      pending("a", noon - 5),
      pending("b", noon - 9),
      pending("b", noon - 9),
      pending("c", noon - 99),
      pending("c", noon - 99, -1),
    ]);
    const [atl, ewr] = await views.lag(everything, 15 * minute, noon + 30_000);
    expect(atl).toEqual({
      ...cellOf(),
      count: 3,
      p50Ms: 20,
      p95Ms: 50_000,
      p99Ms: 50_000,
      maxMs: 50_000,
      pending: 2,
      oldestPendingAt: noon - 9,
      late: 1,
      lastMetAt: noon + minute,
    });
    expect(ewr).toEqual({
      ...cellOf("EWR"),
      count: 0,
      p50Ms: null,
      p95Ms: null,
      p99Ms: null,
      maxMs: null,
      pending: 0,
      oldestPendingAt: null,
      late: 0,
      lastMetAt: noon - 60 * minute,
    });
    await put(store, [
      lag(noon, 50_000, true, -1),
      lag(noon - 60 * minute, 3, false, -1, cellOf("EWR")),
      lag(noon + minute, 7, false, -1),
    ]);
    const rows = await views.lag(everything, 15 * minute, noon + 30_000);
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({ count: 2, maxMs: 20, late: 0, lastMetAt: noon });
  });

  it("V10 traces come newest first, by failure or key, system, time, words and environment", async () => {
    const trace = (name: string, more: Parameters<typeof traceOf>[1]): Change => ({
      kind: "trace",
      trace: traceOf(name, more),
    });
    const { store, views } = await withRows([
      trace("POST /orders", { startAt: noon, failed: true }),
      trace("ship", { startAt: noon + 5, keys: ["order:*:SO-77"], systems: ["erp", "wms-atl"] }),
      trace("pick", { startAt: noon + 9, environment: "qa", systems: ["wms-at"] }),
    ]);
    const found = async (filter: TraceFilter) =>
      (await views.traces(everything, filter, 9, null)).items.map(({ name }) => name);
    expect(await found({})).toEqual(["pick", "ship", "POST /orders"]);
    expect(await found({ outcome: "failed" })).toEqual(["POST /orders"]);
    expect(await found({ outcome: "keyed" })).toEqual(["ship"]);
    expect(await found({ system: "wms-at" })).toEqual(["pick"]);
    expect(await found({ from: noon + 5, to: noon + 9 })).toEqual(["ship"]);
    expect(await found({ q: "SO-77 SHIP" })).toEqual(["ship"]);
    expect(await found({ q: traceOf("pick").traceId.slice(4, 20) })).toEqual(["pick"]);
    expect(await found({ environment: "" })).toEqual(["ship", "POST /orders"]);
    expect(await found({ environment: "qa" })).toEqual(["pick"]);
    await put(store, [trace("ship", { startAt: noon + 99, systems: ["tms"] })]);
    expect(await found({ outcome: "keyed" })).toEqual([]);
    expect(await found({})).toEqual(["ship", "pick", "POST /orders"]);
  });

  it("V11 a merged exception's history is that of the one that answers for it", async () => {
    const merged = (number: number, into: number) =>
      exceptionOf(number, {
        state: "resolved",
        version: 2,
        resolution: { by: "rule", reason: "merged", text: `X-${into}` },
      });
    const { views } = await withRows([
      raise(exceptionOf(1)),
      raise(exceptionOf(2)),
      raise(exceptionOf(3)),
      raise(merged(2, 1), "merged"),
      raise(merged(3, 2), "merged"),
    ]);
    const answers = await views.history(everything, 1);
    expect(answers).toHaveLength(1);
    expect(await views.history(everything, 3)).toEqual(answers);
    expect(await views.exception(everything, 3)).toMatchObject({ number: 3, state: "resolved" });
    expect(await views.history(everything, 9)).toEqual([]);
  });

  it("V12 counts are of what is open or acknowledged; parked ones have their own, and the newest resolution is said", async () => {
    const { views } = await withRows([
      raise(exceptionOf(1, { severity: "critical" })),
      raise(exceptionOf(2, { state: "acknowledged", owner: { team: "dock", person: "Ana" } })),
      raise(exceptionOf(3, { state: "snoozed" })),
      raise(exceptionOf(4, { state: "resolved", resolvedAt: noon + 5 })),
      raise(exceptionOf(5, { state: "resolved", resolvedAt: noon + 3 })),
      raise(exceptionOf(6, { warehouse: null })),
      raise(exceptionOf(7, { watch: true, state: "resolved", resolvedAt: noon + 9 })),
    ]);
    expect(await views.counts(everything)).toEqual({
      open: 3,
      byWarehouse: new Map([["ATL", { open: 2, critical: 1 }]]),
      byTeam: new Map([
        ["it", 2],
        ["dock", 1],
      ]),
      nobody: 2,
      snoozed: 1,
      lastResolvedAt: noon + 5,
    });
  });

  it("V13 answers equal those of the plain reading in memory, whatever the rows, filter and scope", async () => {
    const some = <T>(...items: readonly T[]) => fc.uniqueArray(fc.constantFrom(...items), { maxLength: 2 });
    const optional = <T>(of: fc.Arbitrary<T>) => fc.option(of, { nil: undefined });
    const filters = fc.record({
      state: optional(some("open" as const, "acknowledged" as const, "snoozed" as const, "resolved" as const)),
      warehouse: optional(some("ATL", "EWR")),
      person: optional(fc.constantFrom("none", "Ana")),
      policy: optional(fc.constantFrom("ship.post", "bill.pick")),
      minValue: optional(fc.constantFrom("0", "2.5", "40")),
      q: optional(fc.constantFrom("so-1", "POSTED", "straße", "100%_x", "so-1 acme")),
      watch: optional(fc.boolean()),
    });
    const scopes = fc.constantFrom<readonly string[] | null>(null, ["ATL"], ["EWR", "SEA"], []);
    await fc.assert(
      fc.asyncProperty(
        changesArbitrary(80),
        filters,
        scopes,
        fc.constantFrom(...randomNumbers),
        async (changes, given, warehouses, q) => {
          const scope = scopeOf(warehouses);
          const filter = Object.fromEntries(
            Object.entries(given).filter(([, value]) => value !== undefined),
          ) as ExceptionFilter;
          const { views } = await withRows(changes);
          const plain = memoryStore();
          await plain.open();
          await put(plain, changes);
          const told = (one: Views) => toldBy(one, scope, filter, q);
          expect(await told(views)).toEqual(await told(memoryViews(plain)));
          await sweepUp();
        },
      ),
      { numRuns: 80 },
    );
  }, 60_000);
});

async function toldBy(views: Views, scope: Scope, filter: ExceptionFilter, q: string): Promise<unknown> {
  const inOrder = (map: ReadonlyMap<string, unknown>) => [...map].sort(([a], [b]) => (a < b ? -1 : 1));
  const counts = await views.counts(scope);
  return {
    seq: await views.seq(),
    objects: await Promise.all(randomRefs.map((ref) => views.object(scope, ref))),
    named: await Promise.all(randomRefs.map((ref) => views.objects(scope, "order", ref.slice(8), ""))),
    facts: await Promise.all(randomRefs.map((ref) => allOf((cursor) => views.facts(scope, ref, 2, cursor)))),
    exceptions: await Promise.all(
      sorts.map(async (sort) => {
        const { total, held } = await views.exceptions(scope, filter, sort, 3, null);
        return { total, held, items: await allOf((cursor) => views.exceptions(scope, filter, sort, 3, cursor)) };
      }),
    ),
    of: await Promise.all(randomRefs.map((ref) => views.exceptionsOf(scope, ref))),
    search: await views.search(scope, q, 5),
    lag: await views.lag(scope, 3 * minute, noon + minute),
    traces: await allOf((cursor) => views.traces(scope, {}, 1, cursor)),
    words: await views.traces(scope, { q, outcome: "keyed", system: "er" }, 9, null),
    sources: await views.sources(scope),
    counts: { ...counts, byWarehouse: inOrder(counts.byWarehouse), byTeam: inOrder(counts.byTeam) },
  };
}

/** An exception as its row on the wire, as far as its place in an order goes; amounts in major units. */
function wireRow(exception: OpsException): ExceptionRow {
  const iso = (at: number) => new Date(at).toISOString();
  const sums = new Map<string, { minor: number; currency: string }>();
  for (const { money, basis } of exception.held) {
    if (money === null) continue;
    const side = `${money.currency} ${basis === "cost"}`;
    sums.set(side, { minor: (sums.get(side)?.minor ?? 0) + money.minor, currency: money.currency });
  }
  let most: { minor: number; currency: string } | undefined;
  for (const sum of sums.values()) if (most === undefined || sum.minor > most.minor) most = sum;
  const amount = most === undefined ? null : most.currency === "JPY" ? `${most.minor}` : (most.minor / 100).toFixed(2);
  return {
    id: `X-${exception.number}`,
    severity: exception.severity,
    openedAt: iso(exception.openedAt),
    cutoff: exception.cutoff && { ...exception.cutoff, at: iso(exception.cutoff.at) },
    value: { amount, currency: most?.currency ?? null, basis: "invoice" },
  } as unknown as ExceptionRow;
}
