import { describe, expect, it } from "vitest";
import type { FlowDayRow, FlowRow, FlowStepRow } from "../../server/wire/index.ts";
import { namesOf } from "../../web/live/names.ts";
import { boxesOf } from "../../web/screens/flow/layout.ts";
import {
  busiest,
  inOrder,
  isComparable,
  overDays,
  overTime,
  toneOf,
  troublesOf,
  wayOf,
  wayWidth,
  worstSite,
} from "../../web/screens/flow/model.ts";
import { stepText, wayText } from "../../web/screens/flow/say.ts";
import { durationTicks } from "../../web/widgets/durationTicks.ts";
import { placed } from "../../web/widgets/flowLayout.ts";
import { flowDaysOf, flowHoursOf, flowOf } from "./screens/flow.ts";

const row = flowOf({ flow: "order-to-ship" }) as FlowRow;
const step = (id: string, more: Partial<FlowStepRow> = {}): FlowStepRow => ({
  ...(row.steps.find((one) => one.id === id) as FlowStepRow),
  ...more,
});
const minute = 60_000;
const hour = 60 * minute;
const names = namesOf(undefined);
const mute = [{ system: "wms-atl", lastSeenAt: null }];

describe("how a step stands", () => {
  it("tells late, failed and what does not match apart, and what is not there not at all", () => {
    expect(troublesOf(step("label"))).toEqual([{ trouble: "technical", n: 14 }]);
    expect(troublesOf(step("pack", { late: 1 })).map(({ trouble }) => trouble)).toEqual(["late", "business"]);
    expect(troublesOf(step("pick"))).toEqual([]);
  });

  it("is failed before it is late, and never calm while a system of it is silent", () => {
    expect(toneOf(step("label", { late: 9 }))).toBe("failed");
    expect(toneOf(step("in-wms"))).toBe("late");
    expect(toneOf(step("pick", { silent: mute }))).toBe("silent");
    expect(toneOf(step("pick"))).toBe("calm");
  });

  it("names the building with most trouble, where there are several", () => {
    expect(worstSite(step("label"))).toBe("ATL");
    expect(worstSite(step("label", { sites: step("label").sites.slice(0, 1) }))).toBeNull();
    expect(worstSite(step("pick"))).toBeNull();
  });

  it("is read aloud with all that its box shows", () => {
    expect(stepText(step("label"), names)).toBe("Label printed: 198 in flight, 14 failed, most at ATL");
    expect(stepText(step("pack", { silent: mute }), names)).toBe(
      "Packed: 300 in flight, 2 do not match, wms-atl silent",
    );
  });
});

describe("the way to a step", () => {
  it("is as wide as what came over it, from 2 to 10 pixels, and thin where nobody tells", () => {
    expect(busiest(row)).toBe(5931);
    expect(wayWidth(5931, 5931)).toBe(10);
    expect(wayWidth(0, 5931)).toBe(2);
    expect(wayWidth(null, 5931)).toBe(2);
    expect(wayWidth(0, 0)).toBe(2);
  });

  it("is silent once all who would tell are, and over where 95 % take longer than they may", () => {
    expect(wayOf(step("pick", { silent: mute }))).toBe("calm");
    expect(wayOf(step("pick", { silent: [...mute, { system: "wms-ewr", lastSeenAt: null }] }))).toBe("silent");
    expect(wayOf(step("in-wms"))).toBe("over");
    expect(wayOf(step("pick"))).toBe("calm");
  });

  it("says what came and how fast, or that it is not told", () => {
    expect(wayText(row, "pick", step("pack"), 4800)).toBe("From Picked to Packed: 4,800 came, 95 % within 40 min");
    expect(wayText(row, "pick", step("pack", { p95Ms: null }), null)).toBe(
      "From Picked to Packed: how many is not told",
    );
  });
});

describe("a flow", () => {
  it("is read in the order in which a document meets its steps, whatever the order of the file", () => {
    const turned = { ...row, steps: [...row.steps].reverse() };
    expect(inOrder(turned).map(({ id }) => id)).toEqual(["in-wms", "pick", "pack", "label", "ship"]);
    const ring = { ...row, edges: [...row.edges, { from: "ship", to: "in-wms", volume: 1 }] };
    expect(
      inOrder(ring)
        .map(({ id }) => id)
        .sort(),
    ).toEqual(row.steps.map(({ id }) => id).sort());
  });

  it("lies from left to right, each box after those that lead to it and none over another", () => {
    const boxes = new Map(placed(boxesOf(row), row.edges).map((one) => [one.id, one]));
    for (const { from, to } of row.edges) {
      const [a, b] = [boxes.get(from), boxes.get(to)];
      expect(a && b && a.x + a.width < b.x, `${from} ${to}`).toBe(true);
    }
    expect(boxes.size).toBe(row.steps.length + 1);
    expect(placed(boxesOf(row), row.edges)).toEqual([...boxes.values()]);
  });

  it("says over time which hour was slowest, and compares hours with exceptions only where there are enough", () => {
    const { hours } = flowHoursOf("order-to-ship", "label", "24h");
    const { slowest, raised, apart } = overTime(hours);
    expect(slowest?.ms).toBe(70 * 60_000);
    expect(new Date(slowest?.at ?? "").getUTCHours()).toBe(13);
    expect(raised).toBe(12);
    expect(apart).toEqual({ with: 70 * 60_000, without: 17 * 60_000 });
    const few = hours.filter(({ raised: n }, index) => n === 0 || index % 2 === 0);
    expect(overTime(few).apart).toBeNull();
    expect(overTime([])).toEqual({ slowest: null, raised: 0, apart: null });
  });

  it("is held against a key figure by sums of days, and never by a day that is not over", () => {
    const { days } = flowDaysOf("order-to-ship", "label", "on-time-shipment");
    const sum = overDays(days, "share");
    expect(sum.slowest?.ms).toBe(70 * minute);
    expect(sum).toMatchObject({ told: 78, doubted: 1 });
    const told = days.flatMap(({ figure }) => (figure?.value == null ? [] : [figure]));
    const all = told.reduce((n, { numerator }) => n + numerator, 0) / (400 * told.length);
    expect(sum.value).toBeCloseTo(all, 12);
    // 13 Wednesdays of 38 slower days.
    expect(sum.apart?.slow).toBeCloseTo((13 * 0.9 + 25 * 0.99) / 38, 12);
    expect(sum.apart?.fast).toBeCloseTo(0.99, 12);
    const open = days.map((one) => ({ ...one, figure: one.figure && { ...one.figure, ended: false } }));
    expect(overDays(open, "share").apart).toBeNull();
    expect(overDays([], "share")).toEqual({ slowest: null, value: null, told: 0, doubted: 0, apart: null });
    const [one] = told;
    if (one === undefined) throw new Error("no day is told");
    const rate = [{ ...(days[0] as FlowDayRow), figure: { ...one, numerator: 3, denominator: 1000 } }];
    expect(overDays(rate, "per-thousand-orders").value).toBe(3);
  });

  it("is marked over time at round times, from zero and at most five", () => {
    expect(durationTicks(77_000)).toEqual([0, 30_000, 60_000]);
    expect(durationTicks(66 * minute)).toEqual([0, 30 * minute, 60 * minute]);
    for (const top of [1, 900, 5_000, 3 * hour, 40 * hour, 400 * 24 * hour]) {
      const ticks = durationTicks(top);
      expect([top, ticks[0], ticks.length <= 5, (ticks.at(-1) ?? 0) <= top]).toEqual([top, 0, true, true]);
    }
  });

  it("is compared with a window of which all was heard, and with no other", () => {
    expect(isComparable(row)).toBe(true);
    expect(isComparable({ ...row, heardSince: row.from })).toBe(false);
    expect(isComparable({ ...row, heardSince: null })).toBe(false);
  });
});
