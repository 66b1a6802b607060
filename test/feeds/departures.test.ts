import { describe, expect, it } from "vitest";
import { type Departure, dayNamed, type OrderPlace } from "../../server/domain/index.ts";
import { type TallyPage, toDepartureRows } from "../../server/feeds/index.ts";
import { hour, minute } from "../domain/harness.ts";
import { aNetwork, anException } from "./fakes.ts";

const day = dayNamed("2026-03-02", () => 0);
if (day === null) throw new Error("no day");
const { start } = day;
const three: Departure = { at: start + 15 * hour, carrier: "UPS", service: "ground", transit: 72 * hour };
const air: Departure = { at: start + 16 * hour, carrier: "FedEx", service: "air", transit: 24 * hour };
const tomorrow: Departure = { at: start + 39 * hour, carrier: "UPS", service: "ground", transit: 72 * hour };
const network = aNetwork({
  warehouses: new Map([["ATL", { id: "ATL", name: "Atlanta", timezone: "UTC", departures: [three, air, tomorrow] }]]),
});

const named = ({ at, carrier, service }: Departure) => ({ at, carrier, service, by: "carrier" as const });

function pageOf(at: number, ...places: readonly Partial<OrderPlace>[]): TallyPage {
  const reads = places.map((more, index) => {
    const ref = `order:*:O${index + 1}`;
    const place: OrderPlace = {
      ref,
      entered: "today",
      part: "floor",
      loadedAt: null,
      late: false,
      reason: null,
      shipped: null,
      billed: null,
      blockers: [],
      shippedAt: null,
      departure: named(three),
      missed: [],
      ...more,
    };
    const money = { minor: 1_000, currency: "USD" };
    const blockers = place.blockers.map((number) => anException(number, { causeId: number < 10 ? "C-1" : "C-2" }));
    const promise = { deliverBy: start + 90 * hour, shipBy: null };
    return [ref, { kind: "order", place, blockers, worth: { ref, money, basis: "order-price" }, promise }] as const;
  });
  return {
    warehouse: "ATL",
    day: day as NonNullable<typeof day>,
    at,
    past: false,
    floor: { silent: false, judged: true, judgedSince: 0, silence: null },
    orders: new Map(reads),
    receipts: new Map(),
    transfers: new Map(),
    returns: new Map(),
  };
}

const first = (at: number, ...places: readonly Partial<OrderPlace>[]) => {
  const [row] = toDepartureRows(pageOf(at, ...places), network);
  if (row === undefined) throw new Error("no truck");
  return row;
};

describe("departures", () => {
  it("T16 an order that is on hold or cancelled is on no truck, each other one in one place", () => {
    const row = first(
      start + 14 * hour,
      { part: "shipped" },
      { loadedAt: start + 13 * hour },
      {},
      { part: "blocked", blockers: [3] },
      { part: "not-known" },
      { part: "on-hold" },
      { part: "cancelled" },
    );
    expect(row).toMatchObject({ orders: 5, shipped: 1, loaded: 1, floor: 1, blocked: 1, notKnown: 1, behind: 0 });
    expect(row.left).toBe(false);
  });

  it("T16 what the WMS has not got is blocked once past its time, and left behind with the truck", () => {
    const places = [{ part: "not-in-wms" as const }, { part: "not-in-wms" as const, late: true, blockers: [1] }];
    expect(first(start + 14 * hour, ...places)).toMatchObject({ floor: 1, blocked: 1 });
    expect(first(three.at, ...places)).toMatchObject({ floor: 0, blocked: 0, behind: 2, left: true });
  });

  it("T16 leaves behind what is blocked at once, what is on the floor a quarter of an hour later, what was loaded before never", () => {
    const aboard = { loadedAt: three.at - minute };
    const places = [{ part: "blocked" as const, blockers: [1] }, {}, aboard, { part: "not-known" as const }];
    expect(first(three.at + 14 * minute, ...places)).toMatchObject({ behind: 1, floor: 1, loaded: 1, notKnown: 1 });
    const later = first(three.at + 15 * minute, ...places);
    expect(later).toMatchObject({ behind: 2, floor: 0, loaded: 1, notKnown: 1, orders: 4 });
    expect(later.behindOrders).toEqual([
      { id: "O1", movedTo: null },
      { id: "O2", movedTo: null },
    ]);
  });

  it("T16 what was loaded after its truck had gone is on another one", () => {
    const places = [{ loadedAt: three.at + minute }];
    expect(first(three.at + 2 * minute, ...places)).toMatchObject({ behind: 1, loaded: 0 });
  });

  it("T14 counts a moved order where it goes, and as left behind where it was missed", () => {
    const moved = {
      departure: { ...named(air), by: "moved" as const },
      missed: [{ ...named(three), movedTo: air.at }],
    };
    const rows = toDepartureRows(pageOf(three.at + hour / 2, moved, { ...moved, part: "shipped" }), network);
    expect(rows.map(({ orders, behind, floor, shipped }) => [orders, behind, floor, shipped])).toEqual([
      [2, 2, 0, 0],
      [2, 0, 1, 1],
    ]);
    expect(rows[0]?.behindOrders[0]?.movedTo).toBe(new Date(air.at).toISOString());
  });

  it("shows a truck that only an order's own time names, and a later day's on which orders of the day are planned", () => {
    const own = { at: start + 12 * hour, carrier: null, service: null, by: "own" as const };
    const rows = toDepartureRows(pageOf(start + hour, { departure: own }, { departure: named(tomorrow) }), network);
    expect(rows.map(({ id, orders }) => [id, orders])).toEqual([
      ["ATL 2026-03-02T12:00:00.000Z", 1],
      ["ATL 2026-03-02T15:00:00.000Z UPS ground", 0],
      ["ATL 2026-03-02T16:00:00.000Z FedEx air", 0],
      ["ATL 2026-03-03T15:00:00.000Z UPS ground", 1],
    ]);
  });

  it("says what stops its orders by cause, what they hold up, and which later trucks keep their promise", () => {
    const row = first(
      start + 14 * hour,
      { part: "blocked", blockers: [12] },
      { part: "blocked", blockers: [5, 12] },
      { part: "blocked", blockers: [4] },
      { part: "blocked", blockers: [3] },
      {},
    );
    expect(row.causes.map(({ causeId, orders, exceptions }) => [causeId, orders, exceptions])).toEqual([
      ["C-1", ["O2", "O3", "O4"], ["X-3", "X-4", "X-5"]],
      ["C-2", ["O1", "O2"], ["X-12"]],
    ]);
    expect(row.causes[0]?.title).toContain("SO-3");
    expect(row.held).toEqual({
      objects: 4,
      money: [{ amount: "40.00", currency: "USD", side: "price" }],
      estimated: 4,
      unknown: 0,
    });
    // 15:00 and three days are too late for an arrival by Thursday at six.
    expect(row.later.map(({ carrier, inTime }) => [carrier, inTime])).toEqual([
      ["FedEx", 4],
      ["UPS", 0],
    ]);
    expect(first(start + 14 * hour, {}).later[0]?.inTime).toBeNull();
  });
});
