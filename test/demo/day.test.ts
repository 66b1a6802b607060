import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { amountText, isHoliday, siteOf, sites } from "../../server/demo/company.ts";
import { ordersOfHour } from "../../server/demo/day.ts";
import { dockTime, lanesOf } from "../../server/demo/dock.ts";
import { linesText } from "../../server/demo/order.ts";
import { openStage } from "../../server/demo/stage.ts";
import { day, hour, instantOf, localOf, minute } from "../../server/demo/zones.ts";
import { demoText, fileOf } from "../config/files.ts";
import { countDay, isUnbilled, parts } from "./day-count.ts";
import { type Fact, factsOf, tracesOf } from "./facts.ts";
import { openJudge, play } from "./judge.ts";

const noon = Date.parse("2026-11-24T21:00:00Z");
const usual = { seed: 1, rate: 104 };
const traces = tracesOf(usual, noon - day, noon);
const facts = factsOf(traces);

function firstOf(type: string): Map<string, Fact> {
  const kind = type.startsWith("shipment") ? "shipment" : type.startsWith("invoice") ? "invoice" : "order";
  const found = new Map<string, Fact>();
  for (const fact of facts) {
    const id = fact.keys.get(kind);
    if (fact.ok && fact.type === type && id !== undefined && !found.has(id)) found.set(id, fact);
  }
  return found;
}

describe("the same seed plays the same day", () => {
  test("two readings are equal to the byte", () => {
    const once = JSON.stringify(tracesOf(usual, noon - 2 * hour, noon));
    expect(JSON.stringify(tracesOf(usual, noon - 2 * hour, noon))).toBe(once);
    expect(once.length).toBeGreaterThan(100_000);
  });

  test("another seed plays another", () => {
    const [one, two] = [1, 2].map((seed) => ordersOfHour({ seed, rate: 104 }, noon).map((order) => order.amount));
    expect(one).not.toEqual(two);
  });

  test("a day that is joined later repeats what it shares with one that began earlier", () => {
    const late = tracesOf(usual, noon - 3 * hour, noon);
    const all = new Map(traces.map((trace) => [trace.traceId, trace]));
    expect(late.length).toBeGreaterThan(500);
    for (const trace of late) expect(all.get(trace.traceId)).toEqual(trace);
  });
});

describe("the day holds together", () => {
  test("every trace, span and paper number is unique", () => {
    const spans = traces.flatMap((trace) => trace.spans.map((span) => span.spanId));
    expect(new Set(spans).size).toBe(spans.length);
    expect(new Set(traces.map((trace) => trace.traceId)).size).toBe(traces.length);
    const created = facts.filter((fact) => fact.type === "order.created").map((fact) => fact.keys.get("order"));
    expect(new Set(created).size).toBe(created.length);
  });

  test("numbers stay unique from day to day, also at ten times the rate", () => {
    for (const rate of [104, 1_040]) {
      const ids = new Set<string>();
      let count = 0;
      for (let at = noon; at < noon + 3 * day; at += hour) {
        for (const order of ordersOfHour({ seed: 5, rate }, at)) {
          ids.add(order.id);
          count += 1;
        }
      }
      expect(ids.size).toBe(count);
      expect(count).toBeGreaterThan(rate * 24 * 2);
    }
  });

  test.each([
    ["order.created", "order.released"],
    ["order.released", "order.acknowledged"],
    ["order.acknowledged", "pick.confirmed"],
    ["pick.confirmed", "pack.confirmed"],
    ["shipment.confirmed", "shipment.posted"],
  ])("no %s, no %s, and never the other way round", (before, after) => {
    const causes = firstOf(before);
    const effects = firstOf(after);
    expect(effects.size).toBeGreaterThan(300);
    expect(causes.size).toBeGreaterThanOrEqual(effects.size);
    for (const [id, effect] of effects)
      expect(effect.at, id).toBeGreaterThan(causes.get(id)?.at ?? Number.POSITIVE_INFINITY);
  });

  test("every invoice bills a posted shipment for what was ordered", () => {
    const posted = firstOf("shipment.posted");
    const amounts = new Map(
      traces
        .flatMap((trace) => trace.spans)
        .map((span) => [`${span.attributes["business.event"]} ${span.attributes["order.id"]}`, span]),
    );
    let billed = 0;
    for (const invoice of firstOf("invoice.posted").values()) {
      billed += 1;
      expect(invoice.at).toBeGreaterThan(
        posted.get(invoice.keys.get("shipment") ?? "")?.at ?? Number.POSITIVE_INFINITY,
      );
      const order = invoice.keys.get("order");
      const ordered = amounts.get(`order.created ${order}`);
      expect(amounts.get(`invoice.posted ${order}`)?.attributes["business.amount"]).toBe(
        ordered?.attributes["business.amount"],
      );
    }
    expect(billed).toBeGreaterThan(500);
  });

  test("an order is worth its lines", () => {
    for (const order of ordersOfHour(usual, noon)) {
      const lines = JSON.parse(linesText(order)) as { quantity: string; unitPrice: string }[];
      const cents = lines.reduce(
        (sum, line) => sum + Number(line.quantity) * Math.round(Number(line.unitPrice) * 100),
        0,
      );
      expect(amountText(cents)).toBe(amountText(order.amount));
    }
  });

  test("each order stands in one place, and the places add up", () => {
    const created = firstOf("order.created");
    const cancelled = firstOf("order.cancelled");
    const released = firstOf("order.released");
    const acknowledged = firstOf("order.acknowledged");
    const shipped = new Set([...firstOf("shipment.confirmed").values()].map((fact) => fact.keys.get("order")));
    const onFloor = [...acknowledged.keys()].filter((id) => !shipped.has(id) && !cancelled.has(id)).length;
    const notInWms = [...released.keys()].filter((id) => !acknowledged.has(id)).length;
    const waiting = [...created.keys()].filter((id) => !released.has(id)).length;
    expect(shipped.size + cancelled.size + onFloor + notInWms + waiting).toBe(created.size);
    for (const id of cancelled.keys()) expect(shipped.has(id)).toBe(false);
    expect(created.size).toBeGreaterThan(2_200);
    expect(created.size).toBeLessThan(2_800);
  });

  test("children start within their trace, after their parents", () => {
    for (const trace of traces) {
      const starts = new Map(trace.spans.map((span) => [span.spanId, span.start]));
      expect(trace.spans.length).toBeLessThanOrEqual(12);
      for (const span of trace.spans) {
        expect(span.end).toBeGreaterThan(span.start);
        if (span.parentSpanId !== null)
          expect(span.start).toBeGreaterThanOrEqual(starts.get(span.parentSpanId) ?? Number.NaN);
      }
    }
    expect(new Set(traces.map((trace) => new Set(trace.spans.map((span) => span.service)).size))).toContain(4);
  });
});

describe("a building's day has something in every part", () => {
  const days = ["2026-11-17T19:32:00Z", "2026-11-18T19:32:00Z", "2026-11-19T19:32:00Z"].map((iso) => {
    const at = Date.parse(iso);
    const told = factsOf(tracesOf(usual, at - day, at));
    return sites.map((site) => countDay(told, site, at));
  });
  const counts = days.flat();

  test.each(sites.map((site, index) => [site.id, index] as const))("%s, within three days", (id, index) => {
    const told = parts.filter((part) => part !== "loaded" || !siteOf(id).partner);
    const own = days.flatMap((sitesOfDay) => sitesOfDay[index] ?? []);
    expect(own).toHaveLength(3);
    for (const part of told) expect(Math.max(...own.map((count) => count[part])), part).toBeGreaterThan(0);
    for (const count of own) expect(told.filter((part) => count[part] === 0).length).toBeLessThanOrEqual(3);
  });

  test("the places of its orders add up, and most of them are where they should be", () => {
    const sum = (part: (typeof parts)[number]): number => counts.reduce((all, count) => all + count[part], 0);
    const total = sum("released") + sum("carried");
    for (const count of counts) {
      const places = [count.shipped, count.floor, count["hold credit"], count["hold customer"], count.cancelled];
      expect(places.reduce((all, place) => all + place)).toBe(count.released + count.carried);
      expect(count.billed + count["bill waits"] + count["not billable"]).toBe(count["in ERP"]);
    }
    const share = (part: (typeof parts)[number], of = total): number => sum(part) / of;
    expect(share("carried")).toBeLessThan(0.06);
    expect(share("hold credit") + share("hold customer")).toBeLessThan(0.03);
    expect(share("cancelled")).toBeLessThan(0.025);
    expect(share("not billable", sum("in ERP"))).toBeLessThan(0.04);
    expect(share("shipped") + share("floor")).toBeGreaterThan(0.95);
  });

  test("what waits for stock waits before it is released", () => {
    const allocated = firstOf("order.allocated");
    const released = firstOf("order.released");
    const waiting = firstOf("order.backordered");
    expect(waiting.size).toBeGreaterThan(15);
    for (const [id, fact] of waiting) {
      expect(released.get(id)?.at ?? Number.POSITIVE_INFINITY).toBeGreaterThan(fact.at);
      if (released.has(id)) expect(allocated.get(id)?.at).toBeLessThan(released.get(id)?.at ?? 0);
    }
  });

  test("samples and replacements leave, reach the ERP, and are billed to nobody", () => {
    const free = facts.filter((fact) => isUnbilled(fact.attributes["order.billing"]));
    const shipments = new Set(free.flatMap((fact) => fact.keys.get("shipment") ?? []));
    const posted = firstOf("shipment.posted");
    const billed = new Set(
      facts.filter((fact) => fact.type === "invoice.posted").map((fact) => fact.keys.get("shipment")),
    );
    expect([...shipments].filter((id) => posted.has(id)).length).toBeGreaterThan(10);
    for (const id of shipments) expect(billed.has(id)).toBe(false);
  });
});

describe("the company lives up to its network file", () => {
  const network = fileOf(demoText);

  test("every service that speaks is declared, and every declared one speaks", () => {
    const declared = network.systems.flatMap((system) => (system.match ?? []).flatMap(([, names]) => names));
    const speaking = new Set(facts.map((fact) => fact.service));
    for (const service of speaking) expect(declared).toContain(service);
    for (const site of sites) expect(speaking).toContain(site.floor);
  });

  test("trucks leave when the file says so", () => {
    const names = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];
    const written = parse(demoText) as { warehouses: { id: string; departures: Record<string, string>[] }[] };
    for (const site of sites) {
      expect(network.warehouses.find((entry) => entry.id === site.id)?.timezone).toBe(site.zone);
      const warehouse = written.warehouses.find((entry) => entry.id === site.id);
      const told = warehouse?.departures.map(({ carrier, service, at, days }) => `${carrier} ${service} ${at} ${days}`);
      const played = lanesOf(site).flatMap(({ carrier, service, at, days }) =>
        at.map((clock) => `${carrier} ${service} ${clock} ${names[days[0] ?? 0]}-${names[days.at(-1) ?? 0]}`),
      );
      expect(told?.sort()).toEqual(played.sort());
    }
  });

  test("no truck goes and no dock opens on a holiday of the file", () => {
    const holidays = network.calendars.find((calendar) => calendar.id === "dock-hours")?.holidays ?? [];
    const all = Array.from({ length: 400 }, (_, index) => Date.parse("2026-01-01T00:00:00Z") / day + index);
    const kept = all.filter(isHoliday).map((number) => new Date(number * day).toISOString().slice(0, 10));
    expect(kept).toEqual(holidays);
  });

  test.each([
    [1, "2026-11-23T23:00:00Z"],
    [7, "2026-11-25T20:00:00Z"],
    [9, "2027-03-11T05:00:00Z"],
  ])("seed %i at %s: a handful is open, of known kinds, and hardly anything was late", async (seed, iso) => {
    const now = Date.parse(iso);
    const judge = await openJudge(now - day - 1);
    play(judge, openStage({ seed, rate: 104 }, now - day), now - day, now, 10 * minute);
    const open = judge.exceptions().filter((exception) => exception.state !== "resolved");
    expect(open.length).toBeGreaterThanOrEqual(8);
    expect(open.length).toBeLessThanOrEqual(32);
    expect(judge.exceptions().filter((exception) => exception.kind === "late-event").length).toBeLessThanOrEqual(15);
    expect(judge.exceptions().filter((exception) => exception.kind === "source-silent")).toEqual([]);
    const missing = open.filter((exception) => exception.kind !== "failed-event");
    for (const { kind, flow, step } of missing) {
      expect(kind).toBe("missing-event");
      expect([
        "order-to-ship.acknowledge",
        "order-to-ship.pick",
        "order-to-ship.ship",
        "receipt-to-stock.put-away",
      ]).toContain(`${flow}.${step}`);
    }
  });
});

describe("dock time", () => {
  test("passes only while the dock is open", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...sites),
        fc.integer({ min: noon, max: noon + 300 * day }),
        fc.integer({ min: 0, max: 40 * 60 }),
        (site, from, minutes) => {
          const end = dockTime(site, from, minutes * minute);
          const local = localOf(site.zone, end);
          expect(end).toBeGreaterThanOrEqual(from + minutes * minute);
          expect(local.minutes).toBeGreaterThanOrEqual(5 * 60);
          expect(local.minutes).toBeLessThanOrEqual(22 * 60);
        },
      ),
      { numRuns: 300 },
    );
  });

  test("local clocks read back, also on the days of 23 and 25 hours", () => {
    for (const noonOf of ["2026-11-01", "2027-03-14", "2026-07-04"]) {
      const number = Date.parse(`${noonOf}T00:00:00Z`) / day;
      for (const clock of [5 * 60, 15 * 60, 22 * 60]) {
        expect(localOf("America/New_York", instantOf("America/New_York", number, clock))).toMatchObject({
          dayNumber: number,
          minutes: clock,
        });
      }
    }
  });
});
