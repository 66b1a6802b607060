import { afterAll, describe, expect, it } from "vitest";
import type { Change } from "../../server/domain/index.ts";
import type { ExceptionFilter, TraceFilter, Views } from "../../server/ports/index.ts";
import { adapters, everything, sweepUp } from "./adapters.ts";
import { minute, put, withRows } from "./rows.ts";
import { cellOf, exceptionOf, noon, objectChanges, objectOf, raise, traceOf } from "./samples.ts";

afterAll(sweepUp);

const usd = (minor: number) => ({ minor, currency: "USD" });

describe.each(adapters)("views: search, figures, traces in $name", (adapter) => {
  const listed = (views: Views, filter: ExceptionFilter = {}, scope = everything) =>
    views.exceptions(scope, filter, "opened", 100, null);

  it("V7 what is held up counts each object once, with the amount of the newest exception that names it", async () => {
    const order = (
      name: string,
      minor: number | null,
      basis: "invoice" | "order-price" | "cost" | "unknown",
      currency = "USD",
    ) => ({
      ref: `order:*:${name}`,
      money: minor === null ? null : { minor, currency },
      basis,
    });
    const { store, views } = await withRows(adapter, [
      raise(exceptionOf(1, { held: [order("a", 100, "order-price"), order("b", 50, "invoice")] })),
      raise(
        exceptionOf(2, {
          held: [
            order("a", 120, "invoice"),
            order("c", null, "unknown"),
            order("d", 9, "order-price", "EUR"),
            order("f", 700, "cost"),
            order("g", 70, "cost"),
          ],
        }),
      ),
      raise(exceptionOf(3, { state: "resolved", held: [order("e", 1_000, "invoice")] })),
    ]);
    const open = { state: ["open"] as const };
    expect((await listed(views, open)).held).toEqual({
      objects: 6,
      // Selling price is never added to cost.
      money: [
        { minor: 9, currency: "EUR", side: "price" },
        { ...usd(170), side: "price" },
        { ...usd(770), side: "cost" },
      ],
      estimated: 1,
      unknown: 1,
    });
    await put(store, [raise(exceptionOf(2, { state: "resolved", version: 2 }))]);
    expect((await listed(views, open)).held).toEqual({
      objects: 2,
      money: [{ ...usd(150), side: "price" }],
      estimated: 1,
      unknown: 0,
    });
  });

  it("V8 search ignores case, separators and leading zeros, finds the digits within a number, and says exact ones first", async () => {
    const named = (ref: string, more = {}) => objectChanges(objectOf(ref, more));
    const { views } = await withRows(adapter, [
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
    const { store, views } = await withRows(adapter, objectChanges(objectOf("order:*:A-1")));
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
    const { store, views } = await withRows(adapter, [
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
    const { store, views } = await withRows(adapter, [
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
    const { views } = await withRows(adapter, [
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
    const { views } = await withRows(adapter, [
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
});
