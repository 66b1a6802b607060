import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type {
  BusinessObject,
  Change,
  Expectation,
  ExpectationState,
  OpsException,
  SourceState,
  Step,
} from "../../server/domain/index.ts";
import { flowAsk, readFlow, toFlowRow } from "../../server/feeds/index.ts";
import type { FlowRow } from "../../server/wire/index.ts";
import { expectationOf, noon, sourceOf } from "../contracts/samples.ts";
import { aNetwork, anException, anObject, openStore, scopeOf, start } from "./fakes.ts";

const minute = 60_000;
const hour = 60 * minute;

const stepOf = (id: string, after: string, expect: string, more: Partial<Step> = {}): Step => ({
  flow: "out",
  id,
  object: "order",
  criticality: "high",
  after,
  expect,
  via: null,
  from: "wms",
  within: hour,
  calendar: null,
  mode: "tell",
  repeat: "first",
  warmUp: 0,
  pausedBy: [],
  ...more,
});
const system = (id: string, kind: string, warehouse: string | null) => ({
  id,
  name: id.toUpperCase(),
  kind,
  warehouse,
  partner: null,
  presence: "complete" as const,
  delivers: null,
  watch: false,
});
const place = (id: string) => ({ id, name: id, timezone: "America/New_York", departures: [] });

const network = aNetwork({
  steps: [
    stepOf("take", "order.released", "order.acknowledged"),
    stepOf("pick", "order.acknowledged", "pick.confirmed"),
    stepOf("label", "pick.confirmed", "shipment.labelled", { from: "tms" }),
    stepOf("ship", "pick.confirmed", "shipment.confirmed"),
  ],
  systems: new Map(
    [system("wms-atl", "wms", "ATL"), system("wms-ewr", "wms", "EWR"), system("tms", "tms", null)].map((one) => [
      one.id,
      one,
    ]),
  ),
  warehouses: new Map([place("ATL"), place("EWR")].map((one) => [one.id, one])),
});

const awaits = (step: string, more: Partial<Expectation> = {}): Expectation =>
  expectationOf(`out.${step}`, { flow: "out", step, since: start - minute, ...more });
const came = (step: string, since: number, metAt: number, more: Partial<Expectation> = {}): Expectation =>
  awaits(step, { state: "met", since, metAt, lagMs: metAt - since, ...more });
const image = (object: BusinessObject): Change => ({ kind: "object", object });
const raised = (exception: OpsException): Change => ({ kind: "exception", before: null, exception, entry: null });
/** The measured lags of an object, as the core counts them. */
const lagsOf = ({ expectations }: BusinessObject): readonly Change[] =>
  expectations.flatMap((one): readonly Change[] =>
    one.metAt === null || one.lagMs === null
      ? []
      : [
          {
            kind: "lag",
            cell: { flow: one.flow, step: one.step, from: one.from, to: one.system, warehouse: one.warehouse ?? "" },
            minute: Math.floor(one.metAt / minute) * minute,
            lagMs: one.lagMs,
            late: one.state === "met-late",
            count: 1,
          },
        ],
  );

const listening = (id: string, more: Partial<SourceState> = {}): Change => ({
  kind: "source",
  source: { ...sourceOf(id), lastSeenAt: start - minute, ...more },
});

async function read(
  changes: readonly Change[],
  asked: Readonly<Record<string, string>> = {},
  warehouses: readonly string[] | null = null,
): Promise<FlowRow> {
  const store = await openStore();
  await store.commit(changes);
  const deps = { views: store.views, network: () => network, clock: { now: () => start } };
  const row = await readFlow(deps, scopeOf(warehouses), new Map(Object.entries({ flow: "out", ...asked })));
  if (row === null) throw new Error("no such flow");
  return row;
}
const stepIn = (row: FlowRow, id: string) => {
  const step = row.steps.find((one) => one.id === id);
  if (step === undefined) throw new Error(`no step ${id}`);
  return step;
};

describe("a flow", () => {
  it("begins where no step leads, and goes on after the event that each step waits for", async () => {
    const row = await read([]);
    expect(row.starts).toEqual([{ id: "start:order.released", event: "order.released" }]);
    expect(row.edges).toEqual([
      { from: "start:order.released", to: "take", volume: 0 },
      { from: "take", to: "pick", volume: 0 },
      { from: "pick", to: "label", volume: 0 },
      { from: "pick", to: "ship", volume: 0 },
    ]);
    expect(row.worst).toBeNull();
  });

  it("does not say over which of several ways something came", () => {
    const two = aNetwork({
      steps: [
        stepOf("a", "order.released", "order.acknowledged"),
        stepOf("b", "order.created", "order.acknowledged"),
        stepOf("c", "order.acknowledged", "pick.confirmed"),
      ],
    });
    const nothing = { begun: 0, completed: 0, histogram: new Map() };
    const held = { objects: 0, money: [], estimated: 0, unknown: 0 };
    const seen = {
      cells: [],
      stuck: new Map(),
      passages: { now: nothing, before: nothing },
      held: { now: held, before: held },
    };
    const { edges } = toFlowRow(seen, flowAsk("out", null, hour, start), two, [], start);
    expect(edges.filter(({ to }) => to === "c").map(({ from, volume }) => [from, volume])).toEqual([
      ["a", null],
      ["b", null],
    ]);
  });

  it("tells what a system refused from what goods and papers say, and what did not come once", async () => {
    const at = { flow: "out", step: "label" };
    const row = await read([
      image(anObject("SO-1", { expectations: [awaits("label", { state: "missed" })] })),
      raised(anException(1, { ...at, kind: "missing-event" })),
      raised(anException(2, { ...at, kind: "failed-event" })),
      raised(anException(3, { ...at, kind: "quantity-mismatch", object: "order:*:SO-2" })),
      raised(anException(4, { ...at, step: null, kind: "orphan-event" })),
    ]);
    expect(stepIn(row, "label")).toMatchObject({ late: 1, technical: 1, business: 1, stuck: 2 });
    expect(row).toMatchObject({ open: 4, beside: 1, worst: "label" });
  });

  it("compares with the window of equal length before", async () => {
    const done = (id: string, ended: number, took: number) => {
      const object = anObject(id, { expectations: [came("take", ended - took, ended)] });
      return [image(object), ...lagsOf(object)];
    };
    const row = await read(
      [
        ...done("1", start - hour, 10 * minute),
        ...done("2", start - 2 * hour, 30 * minute),
        ...done("3", start - 25 * hour, 50 * minute),
      ],
      { window: "24h" },
    );
    expect(row).toMatchObject({ completed: { now: 2, before: 1 }, begun: { now: 2, before: 1 } });
    expect(Math.abs((row.medianMs.now ?? 0) / (10 * minute) - 1)).toBeLessThan(0.016);
    expect(Math.abs((row.medianMs.before ?? 0) / (50 * minute) - 1)).toBeLessThan(0.016);
    expect(stepIn(row, "take")).toMatchObject({ count: 2, countBefore: 1 });
    expect(row.edges[0]).toMatchObject({ volume: 2 });
    expect(Date.parse(row.from) - Date.parse(row.beforeFrom)).toBe(24 * hour);
  });

  it("says which of its sources are silent, and those of the building that is asked for alone", async () => {
    const sources = [
      listening("wms-atl"),
      listening("wms-ewr", { silentSince: start - hour }),
      listening("shop", { silentSince: start - hour, tells: ["log order.released"], tellsSince: [start] }),
      listening("elsewhere", { silentSince: start - hour, tells: ["log receipt.arrived"], tellsSince: [start] }),
    ];
    const all = await read(sources);
    // What nobody declared promised nothing, and is not silent.
    expect(all.silent.map(({ system: id }) => id)).toEqual(["wms-ewr"]);
    expect(all.sources).toBe(3);
    expect(all.heardSince).toBe(new Date(noon).toISOString());
    expect((await read([])).heardSince).toBeNull();
    expect(stepIn(all, "pick").silent).toEqual([
      { system: "wms-ewr", lastSeenAt: new Date(start - minute).toISOString() },
    ]);
    expect(stepIn(all, "label").silent).toEqual([]);
    expect((await read(sources, { warehouse: "ATL" })).silent).toEqual([]);
  });

  it("is nothing where the network has no such flow, or the building may not be seen", async () => {
    await expect(read([], { flow: "none" })).rejects.toThrow("no such flow");
    await expect(read([], { warehouse: "XXX" })).rejects.toThrow("no such flow");
    await expect(read([], { warehouse: "ATL" }, ["EWR"])).rejects.toThrow("no such flow");
  });
});

const states: readonly ExpectationState[] = ["open", "paused", "missed", "met", "met-late", "cancelled", "not-judged"];
const steps = ["take", "pick", "label", "ship"] as const;
const anExpectation = fc
  .record({
    step: fc.constantFrom(...steps),
    state: fc.constantFrom(...states),
    since: fc.integer({ min: -60, max: 0 }),
    took: fc.nat(30),
    warehouse: fc.constantFrom("ATL", "EWR", null),
  })
  .map(({ step, state, since, took, warehouse }) => {
    const at = start + since * minute;
    const met = state === "met" || state === "met-late";
    return awaits(step, {
      state,
      since: at,
      warehouse,
      ...(met ? { metAt: at + took * minute, lagMs: took * minute } : {}),
    });
  });
const objects = fc
  .array(fc.uniqueArray(anExpectation, { maxLength: 4, selector: ({ step }) => step }), { maxLength: 8 })
  .map((all) => all.map((expectations, index) => anObject(`SO-${index}`, { expectations })));
const exceptions = fc
  .array(
    fc.record({
      step: fc.constantFrom(...steps, null),
      kind: fc.constantFrom<OpsException["kind"]>("failed-event", "missing-event", "value-mismatch", "source-silent"),
      state: fc.constantFrom<OpsException["state"]>("open", "snoozed", "resolved"),
      openedAt: fc.integer({ min: -70, max: 0 }).map((at) => start + at * minute),
      object: fc.nat(9).map((n) => `order:*:SO-${n}`),
      warehouse: fc.constantFrom("ATL", "EWR"),
    }),
    { maxLength: 8 },
  )
  .map((all) => all.map((one, index) => anException(index + 1, { flow: "out", ...one })));

describe("a flow, counted plainly", () => {
  it("has the numbers of a recount of all objects and exceptions, whatever the building", async () => {
    await fc.assert(
      fc.asyncProperty(objects, exceptions, fc.constantFrom("ATL", "EWR", null), async (some, open, warehouse) => {
        const changes = [...some.flatMap((one) => [image(one), ...lagsOf(one)]), ...open.map(raised)];
        const row = await read(changes, { window: "30m", ...(warehouse === null ? {} : { warehouse }) });
        const here = (at: string | null) => warehouse === null || at === warehouse;
        const [from, to] = [Date.parse(row.from), Date.parse(row.to)];
        const within = (at: number | null) => at !== null && at >= from && at < to;
        for (const id of steps) {
          const step = stepIn(row, id);
          const of = some.flatMap(({ ref, expectations }) =>
            expectations.filter((one) => one.step === id && here(one.warehouse)).map((one) => ({ ...one, ref })),
          );
          const lasting = open.filter((one) => one.step === id && one.state !== "resolved" && here(one.warehouse));
          const inState = (...these: readonly ExpectationState[]) => of.filter(({ state }) => these.includes(state));
          const met = inState("met", "met-late").filter(({ metAt }) => within(metAt));
          expect(step).toMatchObject({
            inFlight: inState("open").length,
            onHold: inState("paused").length,
            late: inState("missed").length,
            cancelled: inState("cancelled").filter(({ since }) => within(since)).length,
            notJudged: inState("not-judged").filter(({ since }) => within(since)).length,
            count: met.length,
            cameLate: met.filter(({ state }) => state === "met-late").length,
            technical: lasting.filter(({ kind }) => kind === "failed-event" || kind === "source-silent").length,
            business: lasting.filter(({ kind }) => kind === "value-mismatch").length,
            stuck: new Set([...inState("missed").map(({ ref }) => ref), ...lasting.map(({ object }) => object)]).size,
          });
          for (const part of ["inFlight", "onHold", "late", "technical", "business", "count", "cameLate"] as const)
            expect(step.sites.reduce((sum, site) => sum + site[part], 0)).toBe(step[part]);
        }
        const seen = open.filter((one) => here(one.warehouse));
        expect(row.open).toBe(seen.filter(({ state }) => state !== "resolved").length);
        expect(row.raised.now).toBe(seen.filter(({ openedAt }) => within(openedAt)).length);
        const most = Math.max(0, ...row.steps.map(({ stuck }) => stuck));
        expect(row.worst === null ? 0 : stepIn(row, row.worst).stuck).toBe(most);
        if (warehouse !== null) return;
        const begun = some.filter(({ expectations }) => expectations.length > 0);
        const ended = begun.filter(({ expectations }) =>
          expectations.every(({ state }) => state === "met" || state === "met-late"),
        );
        const last = (one: BusinessObject) => Math.max(...one.expectations.map(({ metAt }) => metAt ?? 0));
        expect(row.completed.now).toBe(ended.filter((one) => within(last(one))).length);
        const first = (one: BusinessObject) => Math.min(...one.expectations.map(({ since }) => since));
        expect(row.begun.now).toBe(begun.filter((one) => within(first(one))).length);
      }),
      { numRuns: 150 },
    );
  }, 30_000);
});
