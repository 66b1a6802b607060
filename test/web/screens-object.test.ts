import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { EventRow, ExpectationRow, NetworkRow, ObjectRow } from "../../server/wire/index.ts";
import { foldFaults } from "../../web/screens/object/faults.ts";
import { layLanes } from "../../web/screens/object/lanes.ts";
import { deriveSteps, expectedNext, foldSteps } from "../../web/screens/object/steps.ts";
import { scaleTime } from "../../web/screens/object/timeScale.ts";

const iso = (hm: string): string => `2026-11-19T${hm}:00.000Z`;

const fact = (type: string, at: string, system = "erp", more: Partial<EventRow> = {}): EventRow => ({
  type,
  system,
  occurredAt: iso(at),
  occurredPrecision: "instant",
  receivedAt: iso(at),
  status: "ok",
  error: null,
  warehouse: "ATL",
  quantity: null,
  amount: null,
  lines: [],
  traceId: null,
  spanId: null,
  position: "1",
  title: type,
  ...more,
});

const due = (
  expects: string,
  at: string | null,
  state: ExpectationRow["state"],
  more: Partial<ExpectationRow> = {},
): ExpectationRow => ({
  id: `f.${expects}`,
  flow: "f",
  step: expects,
  policy: `f.${expects}`,
  expects,
  system: "wms-atl",
  dueAt: at === null ? null : iso(at),
  state,
  reason: null,
  metAt: null,
  lagMs: null,
  since: iso("14:14"),
  watch: false,
  ...more,
});

const order = (
  events: readonly EventRow[],
  expectations: readonly ExpectationRow[],
  more: Partial<ObjectRow> = {},
): ObjectRow => ({
  kind: "order",
  id: "SO-10388",
  environment: "",
  warehouse: "RNO",
  status: "open",
  milestone: null,
  joinedInProgress: false,
  value: null,
  customer: null,
  keys: [],
  related: [],
  events,
  eventsTotal: events.length,
  eventsNext: null,
  expectations,
  exceptions: [],
  traces: [],
  ...more,
});

const step = (id: string, after: string, expects: string) => ({
  id,
  after,
  expect: expects,
  via: null,
  from: null,
  withinMs: 60_000,
  mode: "tell" as const,
});
const flows: NetworkRow["flows"] = [
  {
    id: "f",
    object: "order",
    criticality: "high",
    steps: [
      step("a", "order.released", "order.acknowledged"),
      step("b", "order.acknowledged", "pick.confirmed"),
      step("c", "pick.confirmed", "shipment.confirmed"),
    ],
  },
  { id: "g", object: "return", criticality: "low", steps: [step("a", "order.released", "credit.posted")] },
];

describe("the step bar", () => {
  const bar = (object: ObjectRow, network = flows) =>
    deriveSteps(object, network).map((s) => `${s.type} ${s.state} ${s.at?.slice(11, 16) ?? "-"}`);

  it("has what happened, what is awaited by its due time, then what the flow still promises", () => {
    const object = order(
      [fact("order.created", "14:00"), fact("order.released", "14:14")],
      [due("order.acknowledged", "14:40", "open")],
    );
    expect(bar(object)).toEqual([
      "order.created done 14:00",
      "order.released done 14:14",
      "order.acknowledged awaited 14:40",
      "pick.confirmed awaited -",
      "shipment.confirmed awaited -",
    ]);
  });

  it("puts a miss where it was due, and keeps what came after it", () => {
    const object = order(
      [fact("order.released", "14:14"), fact("pick.confirmed", "15:00")],
      [due("order.acknowledged", "14:40", "missed")],
    );
    expect(bar(object, [])).toEqual([
      "order.released done 14:14",
      "order.acknowledged missed 14:40",
      "pick.confirmed done 15:00",
    ]);
  });

  it("calls a step failed until an ok fact came, and late when it came late", () => {
    const refused = fact("pick.confirmed", "15:00", "wms-atl", { status: "failed" });
    expect(bar(order([refused], []), [])).toEqual(["pick.confirmed failed 15:00"]);
    const healed = order(
      [refused, fact("pick.confirmed", "15:20")],
      [due("pick.confirmed", "15:10", "met-late", { metAt: iso("15:20") })],
    );
    expect(bar(healed, [])).toEqual(["pick.confirmed late 15:20"]);
  });

  it("keeps waiting apart from failing: paused, not judged and cancelled have their own state", () => {
    const object = order(
      [],
      [due("a.b", null, "paused"), due("c.d", "15:00", "not-judged"), due("e.f", "15:30", "cancelled")],
      { status: "cancelled" },
    );
    expect(bar(object)).toEqual(["e.f skipped 15:30", "c.d not-judged 15:00", "a.b paused -"]);
  });

  it("counts holds and changes as no progress, and activity as nothing", () => {
    expect(
      bar(
        order(
          [
            fact("order.held", "14:00"),
            fact("order.created", "14:10"),
            fact("x.y", "14:20", "erp", { activity: true }),
          ],
          [],
        ),
        [],
      ),
    ).toEqual(["order.created done 14:10"]);
  });

  it("folds only what is done, the earliest first", () => {
    const steps = deriveSteps(
      order(
        ["a.a", "b.b", "c.c", "d.d"].map((t, i) => fact(t, `1${i}:00`)),
        [due("e.e", "15:00", "open"), due("f.f", "16:00", "open")],
      ),
      [],
    );
    expect(foldSteps(steps, 6)).toEqual({ folded: 0, steps });
    expect(foldSteps(steps, 4)).toEqual({ folded: 3, steps: steps.slice(3) });
    expect(foldSteps(steps, 2).folded).toBe(4);
  });

  it("names what is due next and never what is paused", () => {
    expect(
      expectedNext(
        order(
          [],
          [
            due("b.b", "16:00", "open"),
            due("a.a", "15:00", "open"),
            due("c.c", null, "paused"),
            due("d.d", "14:00", "missed"),
          ],
        ),
      )?.expects,
    ).toBe("a.a");
    expect(expectedNext(order([], []))).toBeNull();
  });
});

describe("the time axis of an object", () => {
  const hour = 3_600_000;

  it("is linear where work is even", () => {
    const scale = scaleTime([0, hour, 2 * hour, 3 * hour], 900);
    expect(scale.stretches).toHaveLength(1);
    expect(scale.x(1.5 * hour)).toBeCloseTo(450, 0);
  });

  it("cuts a weekend and leaves the work readable", () => {
    const scale = scaleTime([0, hour, 2 * hour, 62 * hour, 63 * hour], 900);
    expect(scale.stretches.map((s) => s.cut)).toEqual([false, true, false]);
    expect(scale.x(2 * hour) - scale.x(hour)).toBeGreaterThan(200);
    expect(scale.ticks(90, () => 0).every((t) => t.at <= 2.1 * hour || t.at >= 61.9 * hour)).toBe(true);
  });

  it("ticks at full hours of the warehouse's zone", () => {
    const half = scaleTime([0, 5 * hour], 900).ticks(90, () => 330);
    expect(half.map((t) => (t.at + 330 * 60_000) % hour)).toEqual(half.map(() => 0));
    expect(half.length).toBeGreaterThan(3);
  });

  it("never goes back, whatever the moments", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(1e9), { minLength: 1, maxLength: 30 }), (moments) => {
        const scale = scaleTime(moments, 800);
        const places = [...moments].sort((a, b) => a - b).map((at) => scale.x(at));
        places.slice(1).forEach((x, i) => {
          expect(x).toBeGreaterThanOrEqual(places[i]!);
        });
        expect(places[0]).toBeGreaterThanOrEqual(0);
        expect(places.at(-1)!).toBeLessThanOrEqual(800.001);
      }),
      { numRuns: 1000 },
    );
  });
});

describe("records of one fault", () => {
  const failed = (type: string | null, at: string, traceId: string | null) =>
    fact(type ?? "", at, "erp", { type, status: "failed", traceId });

  it("stand as the business event of their trace alone, counted", () => {
    const told = foldFaults([
      fact("shipment.confirmed", "15:08", "wms", { traceId: "a" }),
      failed(null, "15:09", "a"),
      failed(null, "15:09", "a"),
      failed("shipment.posted", "15:09", "a"),
    ]);
    expect(told.map((one) => [one.event.type, one.records])).toEqual([
      ["shipment.confirmed", 0],
      ["shipment.posted", 2],
    ]);
  });

  it("stay where no business event of their trace failed, and go to the nearest of several", () => {
    const told = foldFaults([
      failed("invoice.posted", "15:00", "a"),
      failed(null, "15:01", "a"),
      failed(null, "15:20", "b"),
      failed(null, "15:21", null),
      failed(null, "15:39", "a"),
      failed("invoice.sent", "15:40", "a"),
      fact("invoice.sent", "15:41", "erp", { traceId: "b" }),
    ]);
    expect(told.map((one) => [one.event.type, one.records])).toEqual([
      ["invoice.posted", 1],
      [null, 0],
      [null, 0],
      ["invoice.sent", 1],
      ["invoice.sent", 0],
    ]);
  });
});

describe("the lane timeline", () => {
  const now = Date.parse(iso("19:32"));
  const measure = () => 120;

  it("has a lane a system, an overdue stretch to now, and a broken line from cause to due", () => {
    const object = order(
      [fact("order.released", "14:14"), fact("shipment.tendered", "16:40", "tms")],
      [
        due("shipment.confirmed", "18:40", "missed", { system: "3pl-reno", since: iso("16:40") }),
        due("invoice.posted", "22:00", "open"),
      ],
    );
    const drawn = layLanes(object, now, 900, measure);
    expect(drawn.lanes.map((l) => l.system)).toEqual(["erp", "tms", "3pl-reno", "wms-atl"]);
    const missed = drawn.lanes[2]!;
    expect(missed.overdue).toMatchObject([{ sinceMs: 52 * 60_000, toX: drawn.nowX }]);
    expect(drawn.connectors.map((c) => c.state)).toEqual(["broken", "expected"]);
    expect(drawn.height).toBe(4 * 78);
  });

  it("never lets a label cover another dot or label in its lane", () => {
    const many = fc.array(fc.tuple(fc.constantFrom("erp", "wms", "tms"), fc.nat(600)), { minLength: 1, maxLength: 25 });
    fc.assert(
      fc.property(many, (parts) => {
        const object = order(
          parts.map(([system, minute]) =>
            fact(
              "a.b",
              `${String(10 + (Math.floor(minute / 60) % 10)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`,
              system,
            ),
          ),
          [],
        );
        const drawn = layLanes(object, now, 900, measure);
        for (const lane of drawn.lanes) {
          const boxes = lane.dots.map((d) => ({
            y: d.y,
            from: d.side === "right" ? d.x - 8 : d.x - 144,
            to: d.side === "right" ? d.x + 144 : d.x + 8,
          }));
          boxes.forEach((a, i) => {
            for (const b of boxes.slice(i + 1)) if (a.y === b.y) expect(a.to <= b.from || b.to <= a.from).toBe(true);
            expect(a.y).toBeLessThan(lane.top + lane.height);
          });
          const told = parts.filter(([system]) => system === lane.system).length;
          expect(lane.dots.reduce((sum, d) => sum + 1 + d.more, 0)).toBe(told);
        }
      }),
      { numRuns: 1000 },
    );
  });

  it("draws an object without facts", () => {
    expect(layLanes(order([], []), now, 900, measure)).toMatchObject({ lanes: [], connectors: [], height: 0 });
  });
});
