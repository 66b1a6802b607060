import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import type { Change, OpsException } from "../../server/domain/index.ts";
import type { ExceptionFilter, Page, Scope, Views } from "../../server/ports/index.ts";
import { type ExceptionRow, exceptionOrders } from "../../server/wire/index.ts";
import { everything, listings, scopeOf, sweepUp } from "./adapters.ts";
import { exceptionArbitrary } from "./random.ts";
import { allOf, minute, put, sorts, withRows } from "./rows.ts";
import { cellOf, exceptionOf, factOf, noon, objectChanges, objectOf, raise, sourceOf, traceOf } from "./samples.ts";

afterAll(sweepUp);

const numbersOf = (page: Page<OpsException>): readonly number[] => page.items.map(({ number }) => number);
const usd = (minor: number) => ({ minor, currency: "USD" });

describe.each(listings)("views in $name", (adapter) => {
  const listed = (views: Views, filter: ExceptionFilter = {}, scope = everything) =>
    views.exceptions(scope, filter, "opened", 100, null);

  it("V1 what was committed is seen at once, and `seq` says so", async () => {
    const { store, views } = await withRows(adapter, []);
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
    const { views } = await withRows(adapter, changes);
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
    const source = (await views.sources(everything))[0]?.system ?? "";
    const within = (systems: string[]) => views.sources(scopeOf(["ATL"]), new Set(systems));
    expect((await within([source])).map(({ system }) => system)).toEqual([source]);
    expect(await within(["another"])).toEqual([]);
    const atl = await Promise.all([1, 2, 3].map((number) => views.exception(scopeOf(["ATL"]), number)));
    expect(atl.map((one) => one?.number ?? null)).toEqual([1, null, null]);
  });

  it("V3 a kind and value name every object with them in an environment, whatever the issuer", async () => {
    const one = objectOf("order:*:55");
    const other = objectOf("order:shop:55");
    const apart = objectOf("qa@order:*:55");
    const { views } = await withRows(adapter, [
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
    const { store, views } = await withRows(adapter, [
      ...objectChanges(objectOf("order:*:SO-1")),
      ...raised,
      ...facts,
      ...traces,
    ]);
    for (const sort of sorts) {
      const whole = await views.exceptions(everything, {}, sort, 100, null);
      const paged = await allOf((cursor) => views.exceptions(everything, {}, sort, 2, cursor));
      expect(paged).toEqual(whole.items);
      for (const skip of [0, 1, 4, 8, 9, 40]) {
        const rest = await views.exceptions(everything, {}, sort, 3, skip);
        expect([sort, skip, rest.items]).toEqual([sort, skip, whole.items.slice(skip, skip + 3)]);
        expect([rest.total, rest.nextCursor === null]).toEqual([9, skip + 3 >= 9]);
      }
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
    const { views } = await withRows(adapter, [
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
    expect(await found({ number: [1, 3, 9] })).toEqual([3, 1]);
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
        const { views } = await withRows(
          adapter,
          exceptions.map((one) => raise(one)),
        );
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
});

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
