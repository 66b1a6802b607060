import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Departure, dayNamed, type HandOver, type OrderPlace, type Shift } from "../../server/domain/index.ts";
import {
  type Accepted,
  type ShiftFacts,
  type Stopper,
  shiftBeginning,
  type TallyPage,
  toDepartureRows,
  toSinceRow,
} from "../../server/feeds/index.ts";
import type { LivedException } from "../../server/ports/index.ts";
import { sinceRow } from "../../server/wire/since-shapes.ts";
import { hour, minute } from "../domain/harness.ts";
import { aNetwork } from "./fakes.ts";
import { aLife } from "./lives.ts";

const day = dayNamed("2026-03-02", () => 0);
const next = dayNamed("2026-03-03", () => 0);
if (day === null || next === null) throw new Error("no day");
const { start } = day;
const truck = (at: number): Departure => ({ at, carrier: "UPS", service: "ground" });
const noonTruck = truck(start + 12 * hour);
const lateTruck = truck(start + 16 * hour);
const nightTruck = truck(start + 26 * hour);
const shifts: readonly Shift[] = [
  { name: "night", person: null, from: start - 2 * hour, to: start + 6 * hour },
  { name: "early", person: "Ortiz", from: start + 6 * hour, to: start + 14 * hour },
  { name: "long", person: "Sato", from: start + 5 * hour, to: start + 20 * hour },
  { name: "late", person: null, from: start + 14 * hour, to: start + 22 * hour },
];
const network = aNetwork({
  warehouses: new Map([
    ["ATL", { id: "ATL", name: "Atlanta", timezone: "UTC", departures: [noonTruck, lateTruck, nightTruck] }],
  ]),
  teams: new Map([
    [
      "dock",
      {
        id: "dock",
        name: "Dock",
        rota: { timezone: "UTC", shifts, hours: { edges: [] } } as never,
      },
    ],
    ["desk", { id: "desk", name: "Desk" }],
  ]),
});

const given = (at: number, more: Partial<HandOver> = {}): Pick<HandOver, "at" | "by" | "from"> => ({
  at,
  by: "Ana",
  from: "dock",
  ...more,
});
const earlier = (number: number, at: readonly number[], more: Partial<Accepted> = {}): Accepted => ({
  handOver: { number, by: "Night lead", to: { team: "dock", person: null } },
  here: true,
  at,
  ...more,
});

describe("the beginning of a shift", () => {
  const began = (handOver: Pick<HandOver, "at" | "by" | "from">, known: readonly Accepted[] = []) => {
    const { at, by, shift, handOver: number } = shiftBeginning(handOver, "ATL", known, network);
    return [(at - start) / hour, by, shift, number];
  };

  it("is that of the team's shift that holds the time, up to its very end: one's own, else the one that ends first", () => {
    expect(began(given(start + 13 * hour))).toEqual([6, "shift", "early", null]);
    expect(began(given(start + 14 * hour))).toEqual([6, "shift", "early", null]);
    expect(began(given(start + 14 * hour + 1))).toEqual([5, "shift", "long", null]);
    expect(began(given(start + 13 * hour, { by: "Sato" }))).toEqual([5, "shift", "long", null]);
    expect(began(given(start + hour))).toEqual([-2, "shift", "night", null]);
  });

  it("is else the first acceptance of the building's last hand-over within a day, else the shipping day", () => {
    const desk = given(start + 13 * hour, { from: "desk" });
    const last = earlier(9, [start + 7 * hour, start + 8 * hour]);
    expect(began(desk)).toEqual([0, "day", null, null]);
    expect(began(desk, [earlier(4, [start + 3 * hour]), last])).toEqual([7, "hand-over", null, 9]);
    expect(began(desk, [earlier(4, [start + 3 * hour]), { ...last, here: false }])).toEqual([3, "hand-over", null, 4]);
    expect(began(desk, [earlier(4, [start - 12 * hour])])).toEqual([0, "day", null, null]);
    // What was accepted after this one was given is none that it begins with.
    expect(began(desk, [earlier(4, [start + 14 * hour])])).toEqual([0, "day", null, null]);
  });
});

function pageOf(
  of: NonNullable<typeof day>,
  at: number,
  places: readonly OrderPlace[],
  silence: TallyPage["floor"]["silence"] = null,
): TallyPage {
  const reads = places.map((place) => {
    const { ref } = place;
    const worth = { ref, money: null, basis: "unknown" as const };
    const promise = { deliverBy: null, shipBy: null };
    return [ref, { kind: "order", place, blockers: [], worth, promise }] as const;
  });
  return {
    warehouse: "ATL",
    day: of,
    at,
    past: true,
    floor: { silent: silence !== null, judged: true, judgedSince: 0, silence },
    orders: new Map(reads),
    receipts: new Map(),
    transfers: new Map(),
    returns: new Map(),
  };
}

const placed = (id: string, more: Partial<OrderPlace>): OrderPlace => ({
  ref: `order:*:${id}`,
  entered: "today",
  part: "floor",
  loadedAt: null,
  late: false,
  reason: null,
  shipped: null,
  billed: null,
  blockers: [],
  shippedAt: null,
  departure: { ...noonTruck, by: "carrier" },
  missed: [],
  ...more,
});

const end = start + 14 * hour;
const facts = (more: Partial<ShiftFacts> = {}): ShiftFacts => ({
  handOver: { at: end, from: "dock" },
  warehouse: "ATL",
  beginning: { at: start + 6 * hour, by: "shift", shift: "early", handOver: null },
  before: [],
  ended: [],
  pages: [pageOf(day, end, [])],
  stoppers: new Map(),
  ...more,
});

describe("the lines of a shift", () => {
  it("say what was accepted from the shift before, when first and how many", () => {
    const { accepted } = toSinceRow(
      facts({
        before: [
          earlier(3, [start + 5 * hour]),
          earlier(5, [start + 5 * hour, start + 6 * hour, start + 7 * hour, end]),
          earlier(6, [start + 7 * hour], { handOver: { number: 6, by: "AR", to: { team: "ar", person: null } } }),
        ],
      }),
      network,
    );
    const at = new Date(start + 6 * hour).toISOString();
    expect(accepted).toEqual([{ id: "H-5", by: "Night lead", at, count: 2 }]);
  });

  it("are unknown, and not 0, where the building's own system is silent, or too much was to be read", () => {
    const silence = { system: "wms-atl", lastSeenAt: start };
    const silent = toSinceRow(facts({ pages: [pageOf(day, end, [], silence)] }), network);
    expect(silent).toMatchObject({ cleared: { count: 0 }, saved: null, missed: null, silent: "wms-atl" });
    expect(toSinceRow(facts({ pages: null }), network)).toMatchObject({ saved: null, missed: null, silent: null });
    const many = Array.from({ length: 50_000 }, () => aLife(1));
    expect(toSinceRow(facts({ ended: many }), network)).toMatchObject({ cleared: null, byHand: null });
  });

  it("call saved what was stopped, touched before it left, and left with its own truck", () => {
    const leftAt = noonTruck.at + 10 * minute;
    const helped: Stopper = { knownAt: leftAt - hour, acts: [leftAt - minute] };
    const saved = (more: Partial<OrderPlace>, stopper: Stopper = helped): number => {
      const place = placed("O1", { part: "shipped", shippedAt: leftAt, ...more });
      const row = toSinceRow(
        facts({ pages: [pageOf(day, end, [place])], stoppers: new Map([[place.ref, [stopper]]]) }),
        network,
      );
      return row.saved?.count ?? -1;
    };
    expect(saved({})).toBe(1);
    // A confirmation comes after the truck has left, but not any time after.
    expect(saved({ shippedAt: noonTruck.at + 15 * minute })).toBe(1);
    expect(saved({ shippedAt: noonTruck.at + 15 * minute + 1 })).toBe(0);
    expect(saved({ departure: { ...lateTruck, by: "moved" } })).toBe(0);
    expect(saved({ departure: null })).toBe(0);
    expect(saved({ missed: [{ ...truck(start + 8 * hour), movedTo: noonTruck.at }] })).toBe(0);
    expect(saved({ part: "floor" })).toBe(0);
    expect(saved({ shippedAt: start + 6 * hour - 1 })).toBe(0);
    expect(saved({}, { ...helped, acts: [leftAt + 1] })).toBe(0);
    expect(saved({}, { ...helped, knownAt: leftAt })).toBe(0);
  });

  it("name a truck's left behind by the page of its own day alone, with where they went", () => {
    const movedOn = { missed: [{ carrier: "UPS", service: "ground", at: noonTruck.at, movedTo: lateTruck.at }] };
    const first = [
      placed("O1", { ...movedOn, departure: { ...lateTruck, by: "moved" } }),
      placed("O2", { ...movedOn, departure: { ...lateTruck, by: "moved" }, part: "shipped" }),
      placed("O3", {}),
      // Planned on a truck of the next day, with which it left: the first day does not know.
      placed("O4", { departure: { ...nightTruck, by: "own" } }),
    ];
    const second = placed("O4", { departure: { ...nightTruck, by: "own" }, part: "shipped", shippedAt: nightTruck.at });
    const at = start + 30 * hour;
    const { missed } = toSinceRow(
      facts({ handOver: { at, from: "dock" }, pages: [pageOf(day, at, first), pageOf(next, at, [second])] }),
      network,
    );
    const iso = (instant: number): string => new Date(instant).toISOString();
    expect(missed).toEqual([
      {
        departure: `ATL ${iso(noonTruck.at)} UPS ground`,
        at: iso(noonTruck.at),
        count: 3,
        onto: [
          { at: iso(lateTruck.at), count: 2 },
          { at: null, count: 1 },
        ],
      },
      {
        departure: `ATL ${iso(lateTruck.at)} UPS ground`,
        at: iso(lateTruck.at),
        count: 1,
        onto: [{ at: null, count: 1 }],
      },
    ]);
  });
});

describe("over random lives", () => {
  const hours = fc.integer({ min: 0, max: 20 * 4 }).map((quarter) => start + (quarter * hour) / 4);
  const life = fc.record({
    createdAt: hours,
    resolvedAt: fc.option(hours),
    endedBy: fc.constantFrom("rule", "Ana"),
    reason: fc.constantFrom("recovered", "arrived", "heard", "explained", "quiet", "rule", "timing", "done-outside"),
    touches: fc.integer({ min: 0, max: 2 }),
    warehouse: fc.constantFrom("ATL", "EWR", null),
  });
  const lives = fc.array(life, { maxLength: 30 }).map((all) =>
    all.map(
      (one, index): LivedException =>
        aLife(index + 1, {
          ...one,
          endedBy: one.resolvedAt === null ? null : one.endedBy,
          reason: one.resolvedAt === null ? null : one.reason,
        }),
    ),
  );
  const place = fc.record({
    part: fc.constantFrom("shipped" as const, "floor" as const, "blocked" as const, "on-hold" as const),
    shippedAt: hours,
    truck: fc.constantFrom(noonTruck, lateTruck, null),
    by: fc.constantFrom("carrier" as const, "moved" as const),
    missed: fc.boolean(),
    stoppers: fc.array(fc.record({ knownAt: hours, acts: fc.array(hours, { maxLength: 2 }) }), { maxLength: 2 }),
  });
  const world = fc.record({ lives, places: fc.array(place, { maxLength: 30 }), end: hours, from: hours });

  const factsOf = (given: typeof world extends fc.Arbitrary<infer T> ? T : never) => {
    const places = given.places.map((one, index) => ({
      one,
      place: placed(`O${index}`, {
        part: one.part,
        shippedAt: one.part === "shipped" ? one.shippedAt : null,
        departure: one.truck === null ? null : { ...one.truck, by: one.by },
        missed: one.missed ? [{ carrier: "UPS", service: "ground", at: noonTruck.at, movedTo: lateTruck.at }] : [],
      }),
    }));
    const stoppers = new Map(places.map(({ one, place: { ref } }) => [ref, one.stoppers]));
    return { places, stoppers };
  };

  it("the lines equal a naive count, and in whatever order things came", () => {
    fc.assert(
      fc.property(world, fc.infiniteStream(fc.nat()), (given, dice) => {
        const { places, stoppers } = factsOf(given);
        const beginning = { at: given.from, by: "day" as const, shift: null, handOver: null };
        const shuffled = <T>(items: readonly T[]): readonly T[] =>
          items
            .map((item) => ({ item, at: dice.next().value ?? 0 }))
            .sort((a, b) => a.at - b.at)
            .map(({ item }) => item);
        const rowOf = (mix: <T>(items: readonly T[]) => readonly T[]) =>
          toSinceRow(
            facts({
              handOver: { at: given.end, from: "dock" },
              beginning,
              ended: mix(given.lives),
              pages: [pageOf(day as NonNullable<typeof day>, given.end, mix(places.map((one) => one.place)))],
              stoppers: new Map(mix([...stoppers])),
            }),
            network,
          );
        const row = rowOf((items) => items);
        expect(sinceRow.parse(row)).toEqual(row);
        expect(rowOf(shuffled)).toEqual(row);

        const within = (at: number | null): boolean => at !== null && at >= given.from && at < given.end;
        let [cleared, byHand, saved] = [0, 0, 0];
        for (const one of given.lives) {
          const stood = one.touches > 0 || (one.resolvedAt ?? 0) > one.createdAt;
          if (!within(one.resolvedAt) || one.warehouse !== "ATL" || !stood) continue;
          if (one.endedBy === "Ana") byHand += 1;
          else if (["recovered", "arrived", "heard"].includes(one.reason ?? "")) cleared += 1;
        }
        for (const { one } of places) {
          if (one.part !== "shipped" || one.truck === null || one.by === "moved" || one.missed) continue;
          if (!within(one.shippedAt) || one.shippedAt - one.truck.at > 15 * minute) continue;
          if (one.stoppers.some((s) => s.knownAt < one.shippedAt && s.acts.some((at) => at <= one.shippedAt)))
            saved += 1;
        }
        expect([row.cleared?.count, row.byHand?.count, row.saved?.count]).toEqual([cleared, byHand, saved]);
        for (const line of [row.cleared, row.byHand, row.saved])
          expect(line?.documents).toHaveLength(line?.count ?? -1);

        // The missed are those that the departures list: one opens the other.
        const page = pageOf(
          day as NonNullable<typeof day>,
          given.end,
          places.map((one) => one.place),
        );
        const listed = toDepartureRows(page, network).filter(({ at, behind }) => within(Date.parse(at)) && behind > 0);
        expect(row.missed?.map(({ departure, count }) => [departure, count])).toEqual(
          listed.map(({ id, behind }) => [id, behind]),
        );
        for (const { count, onto } of row.missed ?? [])
          expect(onto.reduce((sum, one) => sum + one.count, 0)).toBe(count);
      }),
      { numRuns: 500 },
    );
  });
});
