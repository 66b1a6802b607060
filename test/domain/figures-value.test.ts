import { describe, expect, it } from "vitest";
import {
  type ContributionVersion,
  cameLate,
  cellsOf,
  figureBy,
  figureDefinitions,
  figureOf,
  figureSeries,
  livesKnown,
  restatedAt,
  restateLives,
  restatementsOf,
  weekOf,
  weeksTo,
} from "../../server/domain/index.ts";
import {
  asked,
  at,
  byShip,
  created,
  figured,
  figuredIn,
  fortnight,
  left,
  life,
  network,
  source,
  sources,
  sundayDay,
} from "./figured.ts";
import { hour, type Told, World } from "./harness.ts";

describe("the integration", () => {
  const lives = [
    life(1, { resolvedAt: at(3), endedBy: "rule", reason: "recovered" }),
    life(2, { resolvedAt: at(5), endedBy: "rule", reason: "arrived", touches: 3, acknowledgedAt: at(2) }),
    life(3, { resolvedAt: at(9), endedBy: "Dana", reason: "done-outside" }),
    life(4, { kind: "late-event", resolvedAt: at(9), endedBy: "rule", reason: "late" }),
    life(5),
  ];

  it("KF15 counts exceptions as they were raised, taken and ended", async () => {
    const all = await figured([created("O1"), created("O2")], [], lives);
    const value = (figure: string) => figureOf({ cells: cellsOf(all.contributions), rows: [] }, asked(figure)).value;
    expect(value("exception-rate")).toBe(2500);
    expect(value("time-to-take")).toBe(hour * (50 / 60));
    expect(value("time-to-recover")).toBe(3 * hour);
    expect(value("healed-share")).toBe(1 / 3);
    expect(value("touches")).toBe(1);
    expect(all.of("time-to-recover")[0]).toMatchObject({ messageMs: hour / 6, floorMs: 2 * hour - hour / 6 });
  });

  it("KF4 what had been there in time and was heard of late recovered in no time, and is counted apart", async () => {
    const early = life(6, { openedAt: at(4), createdAt: at(4), resolvedAt: at(3), endedBy: "rule", reason: "arrived" });
    const all = await figured([], [], [...lives, early]);
    expect(all.of("time-to-recover").find(({ ref }) => ref === "X-6")).toMatchObject({
      numerator: 0,
      denominator: 0,
      leftOut: "early",
      messageMs: null,
    });
    const told = figureOf({ cells: cellsOf(all.contributions), rows: [] }, asked("time-to-recover"));
    expect(told).toMatchObject({ value: 3 * hour, denominator: 2, leftOut: 1 });
  });

  it("KF16 a cause is that of the exception that stood longest while the clock ran", async () => {
    const stood = (number: number, family: string, from: number, to: number | null) => ({
      number,
      family,
      object: "order:*:O1",
      openedAt: from,
      acknowledgedAt: null,
      resolvedAt: to,
    });
    const cause = async (...all: readonly ReturnType<typeof stood>[]) =>
      (await figured([created("O1"), left("O1", "S1")], all)).of("order-to-ship")[0]?.cause;
    expect(await cause(stood(1, "labels", at(2), at(4)), stood(2, "stock", at(5), at(8)))).toBe("stock");
    expect(await cause(stood(1, "labels", at(2), null), stood(2, "stock", at(-9), at(8)))).toBe("labels");
    expect(await cause(stood(1, "labels", at(10), null), stood(2, "", at(2), null))).toBeNull();
  });
});

describe("a figure of a period", () => {
  const due = (order: string, warehouse: string): Told => ({
    ...created(order, at(1), byShip(at(12))),
    keys: { order, warehouse },
  });
  const late = [due("O1", "ATL"), left("O1", "S1"), due("O2", "ATL"), due("O3", "RNO"), due("O4", "RNO")];
  const silent = (since: number) =>
    sources.map((one) => (one.system === "wms-rno" ? { ...one, silentSince: since, lastSeenAt: since } : one));

  it("KF18 counts what waits as it stands while all sources are heard", async () => {
    const { contributions } = await figured(late);
    const value = figureOf({ cells: cellsOf(contributions), rows: [] }, asked("on-time-shipment"));
    expect(value).toMatchObject({
      value: 0.25,
      numerator: 1,
      denominator: 4,
      unknown: 0,
      bounds: null,
      state: "complete",
      ended: true,
    });
    expect(value.coverage).toEqual({ heard: 4, of: 4, lowered: [] });
    expect(value.freshAt).toBe(at(200));
  });

  it("KF18 while a source is silent, what waits for it is unknown, within bounds", async () => {
    const { contributions } = await figured(late);
    const told = { cells: cellsOf(contributions), rows: [] };
    const on = asked("on-time-shipment", { sources: silent(at(6)) });
    const { whole, parts } = figureBy(told, on, "warehouse");
    expect(whole).toMatchObject({
      value: 0.5,
      unknown: 2,
      bounds: { low: 0.25, high: 0.75 },
      state: "incomplete",
      freshAt: at(6),
    });
    expect(whole.coverage.lowered).toEqual([{ system: "wms-rno", why: ["silent"] }]);
    expect(parts.map(({ key, value }) => [key, value.state, value.value, value.unknown])).toEqual([
      ["ATL", "complete", 0.5, 0],
      ["RNO", "incomplete", null, 2],
    ]);
    expect(figureOf(told, { ...on, sources: silent(at(90)) })).toMatchObject({ value: 0.25, unknown: 0 });
  });

  it("KF18 a mean is most where what runs longest ended at the end of the building's day, or now", async () => {
    const waits = { ...created("O2"), keys: { order: "O2", warehouse: "RNO" } };
    const { contributions } = await figured([created("O1"), left("O1", "S1"), waits]);
    const bounds = (now: number) => {
      const period = { from: sundayDay, to: sundayDay + 1 };
      const on = asked("order-to-ship", { sources: silent(at(6)), period, at: now });
      return figureOf({ cells: [], rows: contributions }, on).bounds;
    };
    // Sunday ends in Reno 28 hours after it began in Atlanta.
    expect(bounds(at(100))).toEqual({ low: 4.5 * hour, high: ((9 + 27) / 2) * hour });
    expect(bounds(at(20))).toEqual({ low: 4.5 * hour, high: ((9 + 19) / 2) * hour });
    expect(bounds(at(10))).toEqual({ low: 4.5 * hour, high: 9 * hour });
  });

  it("KF18 while a source of orders is silent, nobody knows how many there are", async () => {
    const { contributions } = await figured(late);
    const silence = sources.map((one) => (one.system === "tms" ? one : { ...one, silentSince: at(6) }));
    const value = figureOf(
      { cells: cellsOf(contributions), rows: [] },
      asked("on-time-shipment", { sources: silence }),
    );
    expect(value).toMatchObject({ unknown: 3, bounds: null, state: "incomplete" });
  });

  it("KF17 what lies ahead does not count, and a period that runs has not ended", async () => {
    const { contributions } = await figured(late);
    const before = figureOf({ cells: [], rows: contributions }, asked("on-time-shipment", { at: at(12) - 1 }));
    expect(before).toMatchObject({ value: null, denominator: 0, ended: false });
    expect(figureOf({ cells: [], rows: contributions }, asked("on-time-shipment", { at: at(12) })).denominator).toBe(4);
  });

  it("KF17 thirteen weeks are each what the week alone is, and an order stands in one of them", async () => {
    const { contributions } = await figured(late);
    const told = { cells: cellsOf(contributions), rows: [] };
    const series = figureSeries(told, asked("on-time-shipment"), weeksTo(sundayDay + 7));
    expect(series.map(({ denominator }) => denominator)).toEqual([...Array.from({ length: 11 }, () => 0), 4, 0]);
    expect(series[11]).toEqual(figureOf(told, asked("on-time-shipment", { period: weekOf(sundayDay) })));
  });

  it("KF19 a building without a feed makes the whole not measured, and names it", async () => {
    const { contributions } = await figured(late);
    const fed = [...sources.filter(({ system }) => system === "wms-atl"), source("shop", ["order.created"])];
    const { whole, parts } = figureBy(
      { cells: cellsOf(contributions), rows: [] },
      asked("on-time-shipment", { sources: fed }),
      "warehouse",
    );
    expect(whole).toMatchObject({
      state: "not-measured",
      value: null,
      bounds: null,
      notMeasured: "No source tells it for RNO.",
    });
    expect(parts.map(({ value }) => value.state)).toEqual(["complete", "not-measured"]);
    expect(figureOf({ cells: [], rows: [] }, asked("order-cycle", { sources: fed }))).toMatchObject({
      state: "not-measured",
    });
  });

  it("KF19 a silence that began after the period lowers nothing of it", () => {
    const day = { from: sundayDay, to: sundayDay + 1 };
    const lowered = (since: number) =>
      figureOf({ cells: [], rows: [] }, asked("order-to-ship", { period: day, sources: silent(since) })).coverage
        .lowered;
    expect(lowered(at(28))).toEqual([]);
    expect(lowered(at(28) - 1)).toEqual([{ system: "wms-rno", why: ["silent"] }]);
  });

  it.each([
    ["sampled", { presence: "sampled" }],
    ["watch-only", { watch: true }],
    ["date-only", { dated: ["shipment.posted"] }],
    ["not-heard", { firstHeardAt: at(30) }],
  ] as const)("KF19 a source that is %s lowers the coverage", (why, more) => {
    const value = figureOf(
      { cells: [], rows: [] },
      asked("order-to-ship", { sources: [source("erp", ["order.created", "shipment.posted"], more)] }),
    );
    expect(value).toMatchObject({
      state: "incomplete",
      coverage: { heard: 0, of: 1, lowered: [{ system: "erp", why: [why] }] },
    });
  });

  it("KF2 every figure says what it means", () => {
    expect(figureDefinitions.map(({ id }) => id)).toHaveLength(27);
    for (const one of figureDefinitions) {
      expect(one.id).toMatch(/^[a-z-]+$/);
      expect([one.name, one.formula, one.counts].every((text) => text.length > 3)).toBe(true);
      expect(one.formula).toContain("÷");
      expect(JSON.parse(JSON.stringify(one))).toEqual(one);
    }
    const without = figureDefinitions.filter(({ notMeasured }) => notMeasured !== null).map(({ id }) => id);
    expect(without).toEqual([]);
    for (const id of ["stock-agreement", "oversold-orders"]) {
      const value = (on: Partial<Parameters<typeof asked>[1]>) => figureOf({ cells: [], rows: [] }, asked(id, on));
      expect(value({})).toMatchObject({ state: "not-measured", notMeasured: expect.stringContaining("section stock") });
      const stock = { ledger: "erp", floor: "wms" };
      const tells = ["stock.counted", "stock.published", "order.created"];
      const fed = [...sources, source("counts", tells)];
      expect(value({ network: { ...network, stock }, sources: fed })).toMatchObject({ notMeasured: null });
    }
  });
});

describe("a figure as it was recorded", () => {
  it("KF20 stands beside what is known now, with what counted otherwise and the facts that came late", async () => {
    const world = await World.begin(network, at(-72));
    let versions: readonly ContributionVersion[] = [];
    const hear = async (knownAt: number, told: readonly Told[]) => {
      await world.entry(knownAt, told);
      await world.commit();
      versions = restateLives(versions, figuredIn(world).contributions, knownAt);
    };
    await hear(at(2), [created("O1", at(1), byShip(at(12))), created("O2", at(1), byShip(at(12)))]);
    await hear(at(11), [left("O1", "S1", at(10))]);
    // Left in time, and told a day later; beside it something that happened since.
    await hear(at(40), [left("O2", "S2", at(11)), left("O3", "S3", at(39))]);
    const value = (knownAt: number) =>
      figureOf({ cells: [], rows: livesKnown(versions, knownAt) }, asked("on-time-shipment", { at: knownAt })).value;
    expect([value(at(20)), value(at(40))]).toEqual([0.5, 1]);
    const restated = restatementsOf(versions, "on-time-shipment", fortnight, at(20), at(40));
    expect(restated).toMatchObject([{ ref: "order:*:O2", recorded: { numerator: 0 }, restated: { numerator: 1 } }]);
    expect(restatedAt(versions, "on-time-shipment", fortnight, at(12))).toEqual([at(40)]);
    expect(restatedAt(versions, "on-time-shipment", { from: 0, to: 1 }, at(12))).toEqual([]);
    const { rows } = figuredIn(world);
    const came = cameLate(["order:*:O2", "order:*:O3"], rows.factsOf, at(20), at(40));
    expect(came.map(({ ref, fact: { type }, late }) => [ref, type, late])).toEqual([
      ["order:*:O2", "shipment.confirmed", true],
      ["order:*:O3", "shipment.confirmed", false],
    ]);
  });
});
