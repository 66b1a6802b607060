import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { KpiRow, SourceRow } from "../../server/wire/index.ts";
import { scoreSearch } from "../../web/app/url.ts";
import {
  gapOf,
  gapText,
  headline,
  isDoubtful,
  madeOf,
  movedText,
  reporting,
  shownValue,
  valueText,
  weekOff,
} from "../../web/screens/score/model.ts";

const row = (more: Partial<KpiRow> = {}): KpiRow => ({
  id: "on-time-shipment",
  name: "Shipped on time",
  unit: "share",
  scale: 1,
  better: "up",
  from: "2026-11-16",
  to: "2026-11-22",
  ended: true,
  state: "complete",
  value: 0.976,
  numerator: 976,
  denominator: 1000,
  bounds: null,
  unknown: 0,
  notMeasured: null,
  target: 0.985,
  previous: {
    from: "2026-11-09",
    to: "2026-11-15",
    ended: true,
    state: "complete",
    value: 0.981,
    numerator: 981,
    denominator: 1000,
    bounds: null,
    unknown: 0,
  },
  coverage: { heard: 8, of: 8, lowered: [] },
  freshness: null,
  leftOut: 0,
  split: null,
  series: [],
  ...more,
});
const doubtful = { state: "incomplete", bounds: { low: 0.946, high: 0.977 }, unknown: 412 } as const;
const reno = { name: "3PL Reno", at: "Sun 22 Nov 12:05" };

describe("the sentence at the top", () => {
  it("says the figure, its distance from the target, and who is silent", () => {
    expect(headline(row(), [])).toEqual({
      main: "97.6 % of orders shipped on time, 0.9 points under target",
      rest: null,
    });
    expect(headline(row({ value: 0.99 }), [reno])).toEqual({
      main: "99.0 % of orders shipped on time, 0.5 points over target",
      rest: "3PL Reno has not reported since Sun 22 Nov 12:05",
    });
    expect(headline(row(), [reno, { name: "SEA WMS", at: "" }]).rest).toBe("3PL Reno and 1 other are silent");
  });

  it("says no distance of what lies between bounds, on target, or has none", () => {
    expect(headline(row(doubtful), []).main).toBe("94.6 % to 97.7 % of orders shipped on time");
    expect(headline(row({ value: 0.9851 }), []).main).toBe("98.5 % of orders shipped on time");
    expect(headline(row({ target: null }), []).main).toBe("97.6 % of orders shipped on time");
    expect(headline(row({ value: null }), []).main).toBe("No order was due in these days");
    expect(headline(row({ state: "not-measured", value: null, notMeasured: "No source tells it." }), []).main).toBe(
      "Whether orders ship on time is not measured: no source tells it",
    );
  });
});

describe("a figure", () => {
  it("is written in its unit, between its bounds, or as not measured", () => {
    expect(shownValue(row(), "share")).toBe("97.6 %");
    expect(shownValue(row(doubtful), "share")).toBe("94.6 % to 97.7 %");
    expect(shownValue(row({ state: "not-measured", value: null }), "share")).toBe("not measured");
    expect(shownValue(row({ value: null }), "share")).toBe("none");
    expect(valueText(18_720_000, "ms")).toBe("5 h 12 min");
    expect(valueText(1.26, "days")).toBe("1.3 days");
    expect(valueText(18.58, "per-thousand-orders")).toBe("18.6 per 1,000 orders");
    expect([isDoubtful(row()), isDoubtful(row(doubtful))]).toEqual([false, true]);
  });

  it("is better by the way in which it is good", () => {
    expect(gapOf(row())).toBeCloseTo(-0.009);
    expect(gapOf(row({ better: "down", unit: "ms", value: 50, target: 80 }))).toBe(30);
    expect(gapOf(row({ target: null }))).toBeNull();
    expect(gapText(-0.009, "share")).toBe("0.9 points");
    expect(gapText(-3_600_000, "ms")).toBe("1 h");
  });

  it("is made of what people count, and moves by signed steps", () => {
    expect(madeOf(row(), row())).toBe("976 / 1,000");
    const units = row({ scale: 10_000, numerator: 25_000, denominator: 100_000 });
    expect(madeOf(units, units)).toBe("2.5 / 10");
    expect(movedText(-9, 1000, "share")).toBe("−0.9");
    expect(movedText(60_000, 1, "ms")).toBe("+1 min");
  });
});

describe("weeks", () => {
  it("go back and forth by whole weeks, from Monday to Sunday", () => {
    expect(weekOff({ from: "2026-11-23", to: "2026-11-25" }, -1)).toEqual({ from: "2026-11-16", to: "2026-11-22" });
    fc.assert(
      fc.property(fc.integer({ min: -200, max: 200 }), (weeks) => {
        const there = weekOff({ from: "2026-11-16", to: "2026-11-22" }, weeks);
        expect(weekOff(there, -weeks)).toEqual({ from: "2026-11-16", to: "2026-11-22" });
        expect(new Date(`${there.from}T00:00:00Z`).getUTCDay()).toBe(1);
      }),
    );
  });

  it("stand in the address as two days that fit, or not at all", () => {
    expect(scoreSearch({ from: "2026-11-16", to: "2026-11-22", by: "cause" })).toEqual({
      from: "2026-11-16",
      to: "2026-11-22",
      by: "cause",
    });
    expect(scoreSearch({ from: "2026-11-22", to: "2026-11-16", by: "weather" })).toEqual({});
    expect(scoreSearch({ from: "2026-02-30", to: "2026-03-01" })).toEqual({});
  });
});

describe("sources", () => {
  const source = (system: string, more: Partial<SourceRow>): SourceRow => ({
    system,
    name: system,
    kind: "wms",
    warehouse: "ATL",
    environment: "",
    declared: true,
    lastSeenAt: "2026-11-19T19:31:00.000Z",
    firstHeardAt: null,
    silent: false,
    presence: "complete",
    presenceWhy: "",
    datesOnly: [],
    share: null,
    clockDoubted: false,
    nextFileAt: null,
    files: [],
    ...more,
  });

  it("report, are silent, the longest first, or keep a part; what nobody declared is none of them", () => {
    const seen = reporting([
      source("a", {}),
      source("b", { silent: true, lastSeenAt: "2026-11-19T18:00:00.000Z" }),
      source("c", { silent: true, lastSeenAt: "2026-11-19T12:00:00.000Z" }),
      source("d", { presence: "sampled" }),
      source("e", { lastSeenAt: null }),
      source("f", { declared: false }),
      source("qa@a", { environment: "qa" }),
    ]);
    expect([seen.heard, seen.of]).toEqual([2, 5]);
    expect(seen.silent.map(({ system }) => system)).toEqual(["c", "b"]);
    expect(seen.sampled.map(({ system }) => system)).toEqual(["d"]);
  });
});
