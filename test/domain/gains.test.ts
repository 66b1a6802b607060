import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type Baseline,
  baselineOf,
  type DayCell,
  type FigureTold,
  type Gain,
  type GainId,
  gainDefinitions,
  gainsOf,
  type Network,
  quarterAfter,
  type SourceHeard,
  type TouchTimes,
} from "../../server/domain/index.ts";
import { testNetwork } from "./harness.ts";

const dayMs = 86_400_000;
const minute = 60_000;
/** Monday 2026-10-05, by its number. */
const monday = Date.UTC(2026, 9, 5) / dayMs;

const source = (system: string, heardOn: number | null, more: Partial<SourceHeard> = {}): SourceHeard => ({
  system,
  warehouse: null,
  tells: ["order.created", "shipment.confirmed", "invoice.sent", "invoice.posted"],
  firstHeardAt: heardOn === null ? null : heardOn * dayMs + 9 * 3_600_000,
  lastSeenAt: null,
  silentSince: null,
  presence: "complete",
  watch: false,
  dated: [],
  ...more,
});

const network = testNetwork();
const asked = (more: Partial<Parameters<typeof baselineOf>[1]> = {}) => ({
  warehouse: null,
  from: null,
  declared: new Map(),
  network,
  ...more,
});
const monthOf = (sources: readonly SourceHeard[], more = {}) => baselineOf(sources, asked(more))?.period ?? null;
const month = (from: number) => ({ from, to: from + 28 });

describe("the first month", () => {
  it("WO1 is the first four whole weeks after the first record", () => {
    expect(monthOf([])).toBeNull();
    expect(monthOf([source("erp", null)])).toBeNull();
    expect(monthOf([source("erp", monday - 4)])).toEqual(month(monday));
    // A Monday that was heard from nine o'clock on is not whole.
    expect(monthOf([source("erp", monday)])).toEqual(month(monday + 7));
    expect(baselineOf([source("erp", monday - 4)], asked())).toMatchObject({ openedOn: monday - 4, stated: false });
  });

  it("WO1 begins anew after each source that is first heard within it, and not after one that comes later", () => {
    const erp = source("erp", monday - 4);
    expect(monthOf([source("tms", monday + 9), erp])).toEqual(month(monday + 14));
    expect(monthOf([erp, source("tms", monday + 9), source("3pl", monday + 30)])).toEqual(month(monday + 35));
    expect(monthOf([erp, source("tms", monday + 28)])).toEqual(month(monday));
  });

  it("WO1 goes by when a system was connected, whatever old facts it brought with it", () => {
    const heard = [source("erp", monday - 200), source("tms", monday - 2)];
    const declared = new Map([
      ["erp", (monday - 4) * dayMs],
      ["tms", (monday - 300) * dayMs],
    ]);
    expect(baselineOf(heard, asked({ declared }))).toMatchObject({ openedOn: monday - 4, period: month(monday) });
  });

  it("WO1 begins where the network file says, on a Monday", () => {
    const heard = [source("erp", monday - 4), source("tms", monday + 9)];
    expect(baselineOf(heard, asked({ from: monday + 58 }))).toMatchObject({ period: month(monday + 63), stated: true });
    expect(monthOf(heard, { from: monday })).toEqual(month(monday));
  });

  it("WO1 is a building's own where that is asked for alone", () => {
    const heard = [source("erp", monday - 4), source("wms-rno", monday + 80, { warehouse: "RNO" })];
    expect(monthOf(heard, { warehouse: "RNO" })).toEqual(month(monday + 84));
    expect(monthOf([source("erp", monday - 4)], { warehouse: "RNO" })).toEqual(month(monday));
  });

  it("WO2 leaves out and names the buildings that came after it", () => {
    const heard = [
      source("erp", monday - 4),
      source("wms-atl", monday - 3, { warehouse: "ATL" }),
      source("wms-sav", monday + 90, { warehouse: "SAV" }),
      source("wms-rno", monday + 31, { warehouse: "RNO" }),
      source("3pl-rno", monday + 30, { warehouse: "RNO" }),
      // Something more of a building that was there.
      source("tms-atl", monday + 40, { warehouse: "ATL" }),
    ];
    expect(baselineOf(heard, asked())?.joined).toEqual([
      { warehouse: "RNO", since: monday + 30 },
      { warehouse: "SAV", since: monday + 90 },
    ]);
  });

  it("WO3 is held against the last thirteen whole weeks that follow it, or as many as there are", () => {
    const baseline = { period: month(monday) };
    expect(quarterAfter(baseline, monday + 20)).toBeNull();
    expect(quarterAfter(baseline, monday + 34)).toBeNull();
    expect(quarterAfter(baseline, monday + 35)).toEqual({ from: monday + 28, to: monday + 35 });
    expect(quarterAfter(baseline, monday + 28 + 7 * 20 + 3)).toEqual({
      from: monday + 28 + 7 * 7,
      to: monday + 28 + 7 * 20,
    });
  });
});

const cell = (
  figure: string,
  day: number,
  numerator: number,
  denominator: number,
  more: Partial<DayCell> = {},
): DayCell => ({
  figure,
  day,
  warehouse: "ATL",
  partner: null,
  flow: null,
  cause: null,
  awaits: false,
  count: denominator,
  numerator,
  denominator,
  leftOut: 0,
  split: 0,
  floorMs: 0,
  messageMs: 0,
  ...more,
});

const baseline: Baseline = { period: month(monday), openedOn: monday - 4, stated: false, joined: [] };
const quarter = { from: monday + 28, to: monday + 28 + 91 };
const study = (each: number) => ({ each, cases: 40, on: "2026-10-12", by: "M. Ortiz" });
const timed = (minutesPerTouch: TouchTimes): Network => ({
  ...network,
  company: { ...network.company, minutesPerTouch },
});

const whole = [source("erp", monday - 4), source("wms-atl", monday - 4, { warehouse: "ATL" })];
const told = (...cells: readonly DayCell[]): FigureTold => ({ cells, rows: [] });
const gains = (first: FigureTold, now: FigureTold, more: Partial<Parameters<typeof gainsOf>[0]> = {}) =>
  new Map<GainId, Gain>(
    gainsOf({
      baseline,
      period: quarter,
      at: (quarter.to + 1) * dayMs,
      network,
      sources: whole,
      first,
      now,
      ...more,
    }).map((one) => [one.id, one]),
  );

describe("what it was worth", () => {
  const first = told(
    cell("saved-before-cutoff", monday + 1, 30, 60),
    cell("touches", monday + 2, 1204, 300),
    cell("invoice-days", monday + 3, 24, 10),
    cell("time-to-recover", monday + 3, 50 * minute, 4),
  );
  const now = told(
    cell("saved-before-cutoff", quarter.from, 300, 400),
    cell("touches", quarter.from + 3, 2600, 900),
    cell("invoice-days", quarter.from + 4, 15, 10),
    cell("time-to-recover", quarter.from + 4, 20 * minute, 4),
    // Of no side.
    cell("saved-before-cutoff", quarter.to, 999, 999),
  );

  it("WO4 reads each line from one figure, counts for each week", () => {
    const lines = gains(first, now);
    expect([...lines.keys()]).toEqual(gainDefinitions.map(({ id }) => id));
    expect(lines.get("saved")).toMatchObject({ first: { value: 0.5 }, now: { value: 0.75 }, difference: 0.25 });
    expect(lines.get("saved")?.now?.of).toMatchObject({ numerator: 300, denominator: 400 });
    expect(lines.get("touches")).toMatchObject({ first: { value: 301 }, now: { value: 200 }, difference: -101 });
    expect(lines.get("invoice-sent")).toMatchObject({ difference: -0.9, uncompared: null });
  });

  it("WO4 tells nothing for each week of what is not over", () => {
    const network = timed({ before: study(12 * minute), now: study(4 * minute) });
    const early = gains(first, told(), { at: (monday + 12) * dayMs, period: null, network });
    expect(early.get("touches")).toMatchObject({
      first: { value: null, of: { numerator: 1204 } },
      uncompared: "not-over",
    });
    // That of what it is now is missing only because there is no side of it.
    expect(early.get("hours")).toMatchObject({ first: { value: null }, uncompared: "not-over" });
    expect(early.get("saved")).toMatchObject({ first: { value: 0.5 } });
  });

  it("WO5 leaves blank what is not measured, and says why two sides are not compared", () => {
    const lines = gains(first, now);
    expect(lines.get("stock")).toMatchObject({
      first: { value: null },
      now: { value: null },
      difference: null,
      uncompared: "not-measured",
    });
    expect(lines.get("in-the-books")).toMatchObject({ difference: null, uncompared: "nothing-counts" });
    expect(gains(first, now, { period: null }).get("saved")).toMatchObject({ now: null, uncompared: "not-over" });
    expect(gains(first, now, { at: (quarter.to - 1) * dayMs }).get("saved")?.uncompared).toBe("not-over");
    const over = { from: monday + 21, to: quarter.to };
    expect(gains(first, now, { period: over }).get("saved")).toMatchObject({
      difference: null,
      uncompared: "overlaps",
    });
    const sampled = [...whole, source("tms", monday - 4, { presence: "sampled" })];
    const lowered = gains(first, now, { sources: sampled }).get("saved");
    expect(lowered).toMatchObject({ first: { value: 0.5 }, difference: null, uncompared: "incomplete" });
    const later = [...whole, source("tms", quarter.from + 1)];
    expect(gains(first, now, { sources: later }).get("touches")?.uncompared).toBe("incomplete");
  });

  it("WO5 is not measured where something waits in a building for which nobody tells it", () => {
    const waits = [{ figure: "invoice-days", warehouse: "SAV" }];
    const sources = [
      ...whole.filter(({ warehouse }) => warehouse !== null),
      source("erp-atl", monday - 4, { warehouse: "ATL" }),
    ];
    expect(gains(first, now, { sources }).get("invoice-sent")?.uncompared).toBeNull();
    const waiting = gains({ ...first, waits }, { ...now, waits }, { sources }).get("invoice-sent");
    expect(waiting).toMatchObject({ difference: null, uncompared: "not-measured" });
    // Of a building that is left out nothing is asked.
    const joined = [{ warehouse: "SAV", since: quarter.from + 3 }];
    const without = gains({ ...first, waits }, { ...now, waits }, { sources, baseline: { ...baseline, joined } });
    expect(without.get("invoice-sent")?.uncompared).toBeNull();
  });

  it("WO2 holds like against like", () => {
    const rno = source("wms-rno", quarter.from + 3, { warehouse: "RNO" });
    const more = told(...now.cells, cell("saved-before-cutoff", quarter.from + 5, 0, 600, { warehouse: "RNO" }));
    const joined = [{ warehouse: "RNO", since: quarter.from + 3 }];
    const of = { sources: [...whole, rno], baseline: { ...baseline, joined } };
    expect(gains(first, more, of).get("saved")).toMatchObject({ now: { value: 0.75 }, difference: 0.25 });
    // Nobody left it out, and it was first heard after the first month.
    expect(gains(first, more, { sources: of.sources }).get("saved")?.uncompared).toBe("incomplete");
  });

  it("WO6 subtracts what is shown", () => {
    const line = gains(
      told(cell("invoice-days", monday, 134, 100)),
      told(cell("invoice-days", quarter.from, 126, 100)),
    ).get("invoice-sent");
    // 1.34 and 1.26 are both shown as 1.3.
    expect(line).toMatchObject({ difference: 0, uncompared: null });
  });

  it("WO7 counts hours by the study of their side, and none without one", () => {
    const both = gains(first, now, { network: timed({ before: study(12 * minute), now: study(4.5 * minute) }) });
    expect(both.get("hours")).toMatchObject({ first: { value: 60.2 }, now: { value: 15 }, difference: -45.2 });
    const one = gains(first, now, { network: timed({ now: study(4.5 * minute) }) }).get("hours");
    expect(one).toMatchObject({
      first: { value: null, timed: null },
      now: { value: 15 },
      difference: null,
      uncompared: "not-timed",
    });
    expect(gains(first, now).get("hours")).toMatchObject({ first: { value: null }, now: { value: null } });
    expect(gains(first, now).get("touches")).toMatchObject({ first: { timed: null }, uncompared: null });
  });

  const figures = [...new Set(gainDefinitions.map(({ figure }) => figure))];
  const cellsArb = (from: number, days: number): fc.Arbitrary<readonly DayCell[]> =>
    fc.array(
      fc
        .tuple(fc.constantFrom(...figures), fc.nat({ max: days - 1 }), fc.nat({ max: 5000 }), fc.nat({ max: 400 }))
        .chain(([figure, day, numerator, denominator]) =>
          fc
            .constantFrom("ATL", "EWR", null)
            .map((warehouse) => cell(figure, from + day, numerator, denominator, { warehouse })),
        ),
      { maxLength: 20 },
    );
  const studyArb = fc.option(fc.integer({ min: 1, max: 3_600_000 }).map(study), { nil: undefined });

  it("WO5 and WO6 hold for whatever is told: a difference is that of what is shown, and only of what is measured on both sides", () => {
    fc.assert(
      fc.property(
        cellsArb(monday, 28),
        cellsArb(quarter.from, 91),
        fc.record({ before: studyArb, now: studyArb }),
        fc.boolean(),
        (was, is, minutesPerTouch, isWhole) => {
          const sources = isWhole ? whole : [...whole, source("tms", monday + 3)];
          const on = { network: timed(minutesPerTouch), sources };
          const lines = gains(told(...was), told(...is), on);
          const turned = gains(
            told(...is.map((one) => ({ ...one, day: monday }))),
            told(...was.map((one) => ({ ...one, day: quarter.from }))),
            on,
          );
          for (const [id, line] of lines) {
            const { first: a, now: b, difference, uncompared, unit } = line;
            expect(difference === null).toBe(uncompared !== null);
            if (a.of.state === "not-measured") expect([a.value, b?.value, difference]).toEqual([null, null, null]);
            if (id === "hours" && minutesPerTouch.before === undefined) expect(a.value).toBeNull();
            if (difference === null || a.value === null || b === null || b.value === null) continue;
            expect(isWhole || a.of.state === "complete").toBe(true);
            const step = { share: 0.001, ms: minute, days: 0.1, "per-week": 0.1, "hours-per-week": 0.1 }[unit];
            expect(Math.abs(difference - (b.value - a.value))).toBeLessThanOrEqual(step * 1.000001);
            expect(Math.abs(difference / step - Math.round(difference / step))).toBeLessThan(1e-6);
            // The other way round it is as much, with the other sign, where both sides are told in the same way.
            const back = turned.get(id)?.difference ?? null;
            if (back !== null && (unit === "share" || unit === "days" || unit === "ms"))
              expect(back + difference).toBeCloseTo(0, 9);
          }
        },
      ),
      { numRuns: 400 },
    );
  });
});
