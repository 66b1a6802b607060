import { afterAll, describe, expect, it } from "vitest";
import type { Change, Expectation, OpsException } from "../../server/domain/index.ts";
import type { FlowAsk, FlowSeen, Views } from "../../server/ports/index.ts";
import { adapters, everything, scopeOf, sweepUp } from "./adapters.ts";
import { minute, put, withRows } from "./rows.ts";
import { cellOf, exceptionOf, expectationOf, noon, objectOf, raise } from "./samples.ts";

afterAll(sweepUp);

const hour = 60 * minute;
const ask: FlowAsk = {
  flow: "ship",
  warehouse: null,
  window: { from: noon, to: noon + 2 * hour },
  before: { from: noon - 2 * hour, to: noon },
};

const order = (id: string, ...expectations: readonly Expectation[]): Change => ({
  kind: "object",
  object: objectOf(`order:*:${id}`, { expectations }),
});
const met = (step: string, since: number, metAt: number, more: Partial<Expectation> = {}): Expectation =>
  expectationOf(step, { state: "met", since, metAt, lagMs: metAt - since, ...more });
const lag = (at: number, lagMs: number, more: Partial<Extract<Change, { kind: "lag" }>> = {}): Change => ({
  kind: "lag",
  cell: cellOf(),
  minute: at,
  lagMs,
  late: false,
  count: 1,
  ...more,
});
const inFlow = (number: number, more: Partial<OpsException> = {}): Change =>
  raise(exceptionOf(number, { flow: "ship", step: "post", object: `order:*:X${number}`, ...more }));

const cellAt = (seen: FlowSeen, step: string, warehouse = "ATL") =>
  seen.cells.find((one) => one.step === step && one.warehouse === warehouse);
const sumOf = (histogram: ReadonlyMap<number, number>): number => [...histogram.values()].reduce((a, b) => a + b, 0);

describe.each(adapters)("a flow in $name", (adapter) => {
  const seen = async (changes: readonly Change[], more: Partial<FlowAsk> = {}, scope = everything): Promise<FlowSeen> =>
    (await withRows(adapter, changes)).views.flow(scope, { ...ask, ...more });

  it("V26 tells what nothing has met, by step, building and state, and since when the oldest waits", async () => {
    const found = await seen([
      order("A", expectationOf("post", { since: noon - hour })),
      order("B", expectationOf("post", { state: "missed", since: noon - 5 * hour })),
      order("C", expectationOf("post", { state: "paused", since: noon - 9 * hour })),
      order("D", expectationOf("post", { warehouse: "EWR" }), expectationOf("pick", { warehouse: null })),
      order("E", expectationOf("post", { flow: "bill" })),
      {
        kind: "object",
        object: objectOf("qa@order:*:A", { environment: "qa", expectations: [expectationOf("post")] }),
      },
    ]);
    expect(cellAt(found, "post")).toMatchObject({ open: 1, missed: 1, paused: 1, oldestAt: noon - 5 * hour });
    expect(cellAt(found, "post", "EWR")).toMatchObject({ open: 1, missed: 0, oldestAt: noon });
    expect(cellAt(found, "pick", "")).toMatchObject({ open: 1 });
    expect(found.cells).toHaveLength(3);
    expect([...found.stuck]).toEqual([["post", 1]]);
  });

  it("V26 counts what was dropped in the window in which it began to be awaited", async () => {
    const found = await seen([
      order("A", expectationOf("post", { state: "cancelled", since: noon })),
      order("B", expectationOf("post", { state: "not-judged", since: noon + hour })),
      order("C", expectationOf("post", { state: "not-judged", since: noon - 1 })),
      order("D", expectationOf("post", { state: "cancelled", since: noon + 2 * hour })),
    ]);
    expect(cellAt(found, "post")).toMatchObject({
      open: 0,
      oldestAt: null,
      now: { cancelled: 1, notJudged: 1 },
      before: { cancelled: 0, notJudged: 1 },
    });
  });

  it("V26 counts lags by whole hours and by minutes at the ends, also when they are taken out again", async () => {
    const changes = [
      lag(noon - 1, 9_000),
      lag(noon, 1_000),
      lag(noon + 59 * minute, 2_000, { late: true }),
      lag(noon + 90 * minute, 5_000),
      lag(noon + 100 * minute, 7_000),
      lag(noon + 100 * minute, 7_000, { count: -1 }),
    ];
    const within = { from: noon + minute, to: noon + 95 * minute };
    const found = await seen(changes, { window: within, before: { from: noon - minute, to: noon + minute } });
    expect(cellAt(found, "post")?.now).toMatchObject({ count: 2, late: 1 });
    expect(cellAt(found, "post")?.before).toMatchObject({ count: 2, late: 0 });
    const whole = await seen(changes);
    expect(cellAt(whole, "post")?.now).toMatchObject({ count: 3, late: 1 });
    expect(sumOf(cellAt(whole, "post")?.now.histogram ?? new Map())).toBe(3);
  });

  it("V26 an object has completed a flow when all that was promised of it came, and was timed where both ends are known", async () => {
    const done = [met("pick", noon - hour, noon), met("post", noon, noon + hour)];
    const joined = objectOf("order:*:C", { expectations: done, joinedInProgress: true });
    const found = await seen([
      order("A", ...done),
      order("B", met("pick", noon, noon + 1), expectationOf("post")),
      { kind: "object", object: joined },
      order("D", ...done, met("post", noon, noon + minute, { lagMs: null })),
      order("E", met("pick", noon, noon + 1), expectationOf("post", { state: "cancelled" })),
      order("F", met("pick", noon - 3 * hour, noon - hour, { state: "met-late" })),
    ]);
    expect(found.passages.now).toMatchObject({ begun: 2, completed: 3 });
    expect(sumOf(found.passages.now.histogram)).toBe(1);
    expect(found.passages.before).toMatchObject({ begun: 3, completed: 1 });
  });

  it("V26 exceptions count by kind while they last, by when they happened, and hold each order once", async () => {
    const held = [{ ref: "order:*:SO-1", money: { minor: 500, currency: "USD" }, basis: "order-price" as const }];
    const ended = { state: "resolved" as const, resolvedAt: noon + hour };
    const found = await seen([
      inFlow(1, { kind: "missing-event", openedAt: noon + 1, held }),
      inFlow(2, { kind: "failed-event", openedAt: noon - 1, held, object: "order:*:X1" }),
      inFlow(3, { ...ended, openedAt: noon - hour, held: [{ ...held[0], ref: "order:*:SO-2" } as (typeof held)[0]] }),
      inFlow(4, { ...ended, openedAt: noon + 1, resolution: { by: "rule", reason: "merged", text: "1" } }),
      inFlow(5, { openedAt: noon + 1, watch: true }),
      inFlow(6, { kind: "orphan-event", step: null, openedAt: noon - 9 * hour, held: [] }),
    ]);
    const cell = cellAt(found, "post");
    expect(cell && [...cell.exceptions].sort()).toEqual([
      ["failed-event", 1],
      ["missing-event", 1],
    ]);
    expect(cell).toMatchObject({ now: { raised: 1 }, before: { raised: 2 } });
    expect(cellAt(found, "")?.exceptions.get("orphan-event")).toBe(1);
    expect([...found.stuck].sort()).toEqual([
      ["", 1],
      ["post", 1],
    ]);
    expect(found.held.now).toMatchObject({ objects: 1, money: [{ minor: 500, side: "price" }] });
    expect(found.held.before).toMatchObject({ objects: 2, money: [{ minor: 1_000, side: "price" }] });
  });

  it("V26 sees the buildings of the scope and of the question alone", async () => {
    const changes = [
      order("A", expectationOf("post")),
      order("B", expectationOf("post", { warehouse: "EWR" })),
      order("C", expectationOf("post", { warehouse: null })),
      inFlow(1, { warehouse: "EWR" }),
      inFlow(2, { warehouse: null }),
      lag(noon, 1_000, { cell: cellOf("EWR") }),
    ];
    const places = (found: FlowSeen) => found.cells.map(({ warehouse }) => warehouse);
    expect(places(await seen(changes))).toEqual(["", "ATL", "EWR"]);
    expect(places(await seen(changes, {}, scopeOf(["EWR"])))).toEqual(["EWR"]);
    expect(places(await seen(changes, { warehouse: "ATL" }))).toEqual(["ATL"]);
    expect(places(await seen(changes, { warehouse: "ATL" }, scopeOf(["EWR"])))).toEqual([]);
  });

  it("V27 tells a step by hour: what came, and the exceptions that happened", async () => {
    const { views } = await withRows(adapter, [
      lag(noon - 1, 9_000),
      lag(noon, 1_000),
      lag(noon + 59 * minute, 2_000, { late: true, cell: cellOf("EWR") }),
      lag(noon + 90 * minute, 5_000, { cell: cellOf("ATL", "pick") }),
      inFlow(1, { openedAt: noon + 61 * minute }),
      inFlow(2, { openedAt: noon + 62 * minute, watch: true }),
      inFlow(3, { openedAt: noon + 2 * hour }),
      inFlow(4, { openedAt: noon + 1, step: "pick" }),
    ]);
    const asked = { flow: "ship", step: "post", warehouse: null, within: ask.window };
    const hours = await views.flowHours(everything, asked);
    expect(hours.map(({ hour: at, count, late, raised }) => [at - noon, count, late, raised])).toEqual([
      [0, 2, 1, 0],
      [hour, 0, 0, 1],
    ]);
    expect((await views.flowHours(scopeOf(["EWR"]), asked)).map(({ count }) => count)).toEqual([1]);
    expect((await views.flowHours(everything, { ...asked, warehouse: "ATL" })).map(({ count }) => count)).toEqual([
      1, 0,
    ]);
  });

  it("ST17 what is met, joined or gone leaves what waits and what went through", async () => {
    const { store, views } = await withRows(adapter, [
      order("A", expectationOf("post", { since: noon })),
      order("B", met("post", noon, noon + 1)),
    ]);
    const told = async (from: Views) => {
      const { cells, passages } = await from.flow(everything, ask);
      return { open: cells[0]?.open ?? 0, begun: passages.now.begun, completed: passages.now.completed };
    };
    expect(await told(views)).toEqual({ open: 1, begun: 2, completed: 1 });
    await put(store, [order("A", met("post", noon, noon + hour))]);
    expect(await told(views)).toEqual({ open: 0, begun: 2, completed: 2 });
    await put(store, [{ kind: "object-gone", ref: "order:*:B", into: "order:*:A" }]);
    expect(await told(views)).toEqual({ open: 0, begun: 1, completed: 1 });
  });
});
