import { describe, expect, it } from "vitest";
import { type DayAt, dayNamed, dayOf, standingsOf } from "../../server/domain/index.ts";
import { hour, minute, type Told, testNetwork, World } from "./harness.ts";
import { inboundCounted, ordersCounted, ordersOn, rowsOf, sum } from "./tallied.ts";

/** New York's offset around the autumn of 2026: clocks go back on 1 November at 06:00Z. */
const newYork = (at: number): number => (at < Date.UTC(2026, 10, 1, 6) ? -240 : -300);
const base = testNetwork();
const network = testNetwork({
  offsetAt: (_zone, at) => newYork(at),
  warehouses: new Map([
    ["ATL", { id: "ATL", name: "Atlanta", timezone: "America/New_York", departures: [] }],
    ["EWR", { id: "EWR", name: "Newark", timezone: "America/New_York", departures: [] }],
  ]),
  systems: new Map([
    ...base.systems,
    ...[...base.systems.values()]
      .filter(({ id }) => id === "wms-atl")
      .map((wms) => ["wms-ewr", { ...wms, id: "wms-ewr", warehouse: "EWR" }] as const),
  ]),
});
const day = dayNamed("2026-11-19", newYork);
if (day === null) throw new Error("no day");
/** An instant of the day by the clock on the wall of Atlanta. */
const clock = (hours: number, minutes = 0): number => day.start + hours * hour + minutes * minute;

const on = (at: number, more: Partial<DayAt> = {}): DayAt => ({
  warehouse: "ATL",
  day,
  at,
  floor: { silent: false, judgedSince: 0 },
  ...more,
});

/** A world that is told each fact when it happens, settled up to `until`. */
async function worldOf(told: readonly Told[], until = clock(18)): Promise<World> {
  const world = await World.begin(network, clock(-72));
  for (const one of [...told].sort((a, b) => a.at - b.at)) await world.entry(one.at, [one]);
  await world.settle(until);
  await world.commit();
  return world;
}

const released = (order: string, at: number, attributes = {}): Told => ({
  event: "order.released",
  keys: { order, warehouse: "ATL" },
  at,
  system: "erp",
  attributes: { "warehouse.id": "ATL", ...attributes },
});
const floor = (event: string, order: string, at: number, more: Partial<Told> = {}): Told => ({
  event,
  keys: { order, warehouse: "ATL" },
  at,
  system: "wms-atl",
  ...more,
});
const shipment = (event: string, order: string, at: number, more: Partial<Told> = {}): Told =>
  floor(event, order, at, { keys: { order, shipment: `S-${order}`, warehouse: "ATL" }, ...more });
const erp = (event: string, order: string, at: number, more: Partial<Told> = {}): Told =>
  shipment(event, order, at, { system: "erp", ...more });

async function partOf(told: readonly Told[], at = clock(18), more: Partial<DayAt> = {}) {
  const world = await worldOf(told, Math.max(at, clock(18)));
  return ordersOn(rowsOf(world), on(at, more), network).get("order:*:O1") ?? null;
}

describe("the shipping day", () => {
  it("T1 has 24 hours, and 25 or 23 where the clock is changed", () => {
    expect((dayNamed("2026-11-19", newYork)?.start ?? 0) / hour).toBe(Date.UTC(2026, 10, 19, 5) / hour);
    const autumn = dayNamed("2026-11-01", newYork);
    expect(((autumn?.end ?? 0) - (autumn?.start ?? 0)) / hour).toBe(25);
    expect(dayNamed("2026-02-30", newYork)).toBeNull();
    expect(dayNamed("tomorrow", newYork)).toBeNull();
  });

  it("T1 holds each of its instants, also where the clock jumps over midnight", () => {
    // Clocks go forward at midnight: 00:00 to 01:00, at 05:00Z.
    const havana = (at: number): number => (at < Date.UTC(2026, 2, 8, 5) ? -300 : -240);
    for (const offsetAt of [newYork, havana, () => 0, () => 345]) {
      for (let at = Date.UTC(2026, 2, 6); at < Date.UTC(2026, 2, 11); at += 17 * minute) {
        const found = dayOf(at, offsetAt);
        expect(found.start <= at && at < found.end).toBe(true);
      }
    }
    expect(((dayNamed("2026-03-08", havana)?.end ?? 0) - (dayNamed("2026-03-08", havana)?.start ?? 0)) / hour).toBe(23);
  });
});

describe("where an order stands", () => {
  it("T2 a release of the day is released, one of before is carried over until it ships", async () => {
    expect(await partOf([released("O1", clock(9))])).toMatchObject({ entered: "today" });
    expect(await partOf([released("O1", clock(-9))])).toMatchObject({ entered: "carried" });
    expect(await partOf([released("O1", clock(-9)), shipment("shipment.confirmed", "O1", clock(-2))])).toBeNull();
    expect(await partOf([released("O1", clock(-9)), floor("order.cancelled", "O1", clock(-2))])).toBeNull();
    expect(await partOf([released("O1", clock(9))], clock(8))).toBeNull();
  });

  it("T2 one that may not ship before belongs to the day on which it may, unless it ends earlier", async () => {
    const later = { "order.ship_not_before": new Date(clock(30)).toISOString() };
    const today = { "order.ship_not_before": new Date(clock(20)).toISOString() };
    expect(await partOf([released("O1", clock(-9), later)])).toBeNull();
    expect(await partOf([released("O1", clock(-9), today)], clock(8))).toMatchObject({ entered: "today" });
    const early = [released("O1", clock(-9), later), shipment("shipment.confirmed", "O1", clock(11))];
    expect(await partOf(early)).toMatchObject({ entered: "today", part: "shipped" });
  });

  it("T3 takes the parts by their precedence", async () => {
    const start = released("O1", clock(9));
    const taken = floor("order.acknowledged", "O1", clock(9, 5));
    const held = floor("order.held", "O1", clock(10), { attributes: { "hold.reason": "credit" } });
    const refused = shipment("shipment.labelled", "O1", clock(10, 30), { failed: "postcode missing", system: "tms" });
    const left = shipment("shipment.confirmed", "O1", clock(12));
    expect(await partOf([start])).toMatchObject({ part: "not-in-wms", late: true });
    expect(await partOf([start], clock(9, 10))).toMatchObject({ part: "not-in-wms", late: false });
    expect(await partOf([start, taken], clock(10))).toMatchObject({ part: "floor", loadedAt: null });
    expect(await partOf([start, taken, refused], clock(11))).toMatchObject({ part: "blocked" });
    expect(await partOf([start, taken, refused], clock(11), { floor: { silent: true, judgedSince: 0 } })).toMatchObject(
      {
        part: "not-known",
      },
    );
    expect(await partOf([start, taken, held, refused], clock(11))).toMatchObject({ part: "on-hold", reason: "credit" });
    expect(await partOf([start, taken, held, refused, left])).toMatchObject({ part: "shipped", shippedAt: clock(12) });
    expect(await partOf([start, taken, held, refused, left, floor("order.cancelled", "O1", clock(13))])).toMatchObject({
      part: "cancelled",
    });
  });

  it("T4 is on hold until it is freed, and says why only where that was told of this hold", async () => {
    const start = [released("O1", clock(9)), floor("order.acknowledged", "O1", clock(9, 5))];
    const first = floor("order.held", "O1", clock(10), { attributes: { "hold.reason": "credit" } });
    const freed = floor("order.freed", "O1", clock(11));
    expect(await partOf([...start, first, freed], clock(12))).toMatchObject({ part: "floor", reason: null });
    expect(await partOf([...start, first, freed, floor("order.held", "O1", clock(12))])).toMatchObject({
      part: "on-hold",
      reason: null,
    });
    expect(await partOf([...start, first, freed], clock(10, 30))).toMatchObject({ part: "on-hold", reason: "credit" });
    const short = floor("order.backordered", "O1", clock(11, 30));
    expect(await partOf([...start, first, freed, short])).toMatchObject({ part: "on-hold", reason: "back-ordered" });
    expect(await partOf([...start, short, floor("order.allocated", "O1", clock(12))], clock(12, 30))).toMatchObject({
      part: "floor",
    });
  });

  it("T5 what the WMS refused or has not answered is not in the WMS, and blocked only where absence is not judged", async () => {
    const told = [released("O1", clock(9)), floor("order.acknowledged", "O1", clock(9, 5), { failed: "no case pack" })];
    expect(await partOf(told)).toMatchObject({ part: "not-in-wms", late: true, blockers: [1] });
    const sampled = { floor: { silent: false, judgedSince: null } };
    expect(await partOf(told, clock(18), sampled)).toMatchObject({ part: "blocked", late: false });
    expect(await partOf([released("O1", clock(9))], clock(9, 10), sampled)).toMatchObject({ part: "floor" });
  });

  it("T6 has shipped when every shipment has that was not voided", async () => {
    const two = (event: string, at: number, name: string): Told =>
      floor(event, "O1", at, { keys: { order: "O1", shipment: name, warehouse: "ATL" } });
    const start = released("O1", clock(9));
    const one = [start, two("shipment.planned", clock(10), "S1"), two("shipment.confirmed", clock(11), "S1")];
    expect(await partOf(one)).toMatchObject({ part: "shipped", shippedAt: clock(11) });
    const half = [...one, two("shipment.labelled", clock(10, 30), "S2")];
    expect(await partOf(half, clock(12))).toMatchObject({ part: "floor" });
    expect(await partOf([...half, two("shipment.confirmed", clock(13), "S2")])).toMatchObject({ shippedAt: clock(13) });
    expect(await partOf([...half, two("shipment.voided", clock(13), "S2")])).toMatchObject({ part: "shipped" });
    expect(await partOf([...one, two("shipment.voided", clock(13), "S1")], clock(14))).toMatchObject({ part: "floor" });
  });

  it("T6 a goods issue or a delivery says that it left where no ship confirmation was told; words do not", async () => {
    expect(await partOf([released("O1", clock(9)), erp("shipment.posted", "O1", clock(11))])).toMatchObject({
      part: "shipped",
      shipped: "in-erp",
    });
  });

  it("T7 of the shipped: waiting for the ERP, late, in it; then billed, refused, late or not billable", async () => {
    const left = [
      released("O1", clock(9)),
      floor("order.acknowledged", "O1", clock(9, 5)),
      floor("pick.confirmed", "O1", clock(10)),
      shipment("shipment.confirmed", "O1", clock(11)),
    ];
    expect(await partOf(left, clock(11, 5))).toMatchObject({ shipped: "erp-waiting", billed: null });
    expect(await partOf(left, clock(11, 20))).toMatchObject({ shipped: "erp-late", billed: null });
    const posted = [...left, erp("shipment.posted", "O1", clock(12))];
    expect(await partOf(posted, clock(11, 30))).toMatchObject({ shipped: "erp-late" });
    expect(await partOf(posted, clock(13))).toMatchObject({ shipped: "in-erp", billed: "bill-waiting" });
    expect(await partOf(posted, clock(17))).toMatchObject({ shipped: "in-erp", billed: "bill-late" });
    const invoice = (event: string, at: number, more: Partial<Told> = {}): Told =>
      erp(event, "O1", at, { keys: { order: "O1", shipment: "S-O1", invoice: "I1" }, ...more });
    const refused = [...posted, invoice("invoice.posted", clock(13), { failed: "price differs" })];
    expect(await partOf(refused, clock(14))).toMatchObject({ billed: "bill-refused" });
    const billed = [...refused, invoice("invoice.posted", clock(15))];
    expect(await partOf(billed)).toMatchObject({ billed: "billed" });
    expect(await partOf([...billed, invoice("invoice.cancelled", clock(15, 20))], clock(15, 40))).toMatchObject({
      billed: "bill-waiting",
    });
    const free = [released("O1", clock(9), { "order.billing": "none" }), ...posted.slice(1)];
    expect(await partOf(free, clock(17))).toMatchObject({ billed: "not-billable" });
  });

  it("T8 stands in the building that its latest release or reallocation named", async () => {
    const world = await worldOf([
      released("O1", clock(9)),
      { event: "order.reallocated", keys: { order: "O1", warehouse: "EWR" }, at: clock(11), system: "erp" },
    ]);
    const rows = rowsOf(world);
    expect(ordersOn(rows, on(clock(10)), network).size).toBe(1);
    expect(ordersOn(rows, on(clock(12)), network).size).toBe(0);
    expect(ordersOn(rows, on(clock(12), { warehouse: "EWR" }), network).size).toBe(1);
  });

  it("T9 a past day keeps what happened in it, and follows what became of the shipped", async () => {
    const world = await worldOf(
      [
        released("O1", clock(9)),
        floor("order.acknowledged", "O1", clock(9, 5)),
        shipment("shipment.confirmed", "O1", clock(12)),
        erp("shipment.posted", "O1", clock(27)),
        released("O2", clock(10)),
        floor("order.acknowledged", "O2", clock(10, 5)),
        shipment("shipment.confirmed", "O2", clock(33)),
      ],
      clock(40),
    );
    const counted = ordersCounted(rowsOf(world), on(clock(40)), network, true);
    expect(counted).toMatchObject({ total: 2, parts: { shipped: 1, blocked: 1 }, shipped: { "in-erp": 1 } });
    // What was taken back after its day had shipped on it, and is in no ERP.
    await world.entry(clock(41), [shipment("shipment.voided", "O1", clock(41))]);
    await world.commit();
    expect(ordersCounted(rowsOf(world), on(clock(42)), network, true)).toMatchObject({
      parts: { shipped: 1 },
      shipped: { "in-erp": 0, "erp-waiting": 1 },
    });
    const next = dayNamed("2026-11-20", newYork);
    if (next === null) throw new Error("no day");
    expect(ordersCounted(rowsOf(world), on(clock(40), { day: next }), network, true)).toMatchObject({
      total: 1,
      carried: 1,
      parts: { shipped: 1 },
    });
  });
});

describe("what comes in", () => {
  const inbound = (event: string, kind: string, at: number, system = "wms-atl", attributes = {}): Told => ({
    event,
    keys: { [kind]: "R1", warehouse: "ATL" },
    at,
    system,
    attributes,
  });

  it("T10 receipts stand at the door until they are counted, then go on", async () => {
    const arrived = inbound("receipt.arrived", "receipt", clock(-5));
    const counted = inbound("receipt.confirmed", "receipt", clock(9));
    const world = await worldOf([
      arrived,
      counted,
      inbound("receipt.put-away", "receipt", clock(11)),
      inbound("receipt.posted", "receipt", clock(13), "erp"),
    ]);
    const at = (when: number) => inboundCounted(rowsOf(world), on(when), network).receipts;
    expect(at(clock(8))).toMatchObject({ total: 1, parts: { "at-door": 1, received: 0 } });
    expect(at(clock(10)).follows).toMatchObject([
      { step: "put-away", of: 1, parts: { waiting: 1 } },
      { step: "posted", of: 1, parts: { waiting: 1 } },
    ]);
    expect(at(clock(14)).follows).toMatchObject([{ parts: { done: 1 } }, { parts: { done: 1 } }]);
  });

  it("T10 transfers count where they are sent, from when they are sent until they are received", async () => {
    const to = { "transfer.destination": "ATL" };
    const sent: Told = {
      event: "transfer.shipped",
      keys: { transfer: "R1", warehouse: "EWR" },
      at: clock(-20),
      system: "wms-ewr",
      attributes: to,
    };
    const world = await worldOf([sent, inbound("transfer.received", "transfer", clock(10))]);
    const at = (when: number, more: Partial<DayAt> = {}) =>
      inboundCounted(rowsOf(world), on(when, more), network).transfers;
    expect(at(clock(9))).toMatchObject({ total: 1, parts: { "on-road": 1 } });
    expect(at(clock(11))).toMatchObject({ parts: { received: 1 }, follows: [{ parts: { waiting: 1 } }] });
    expect(at(clock(11), { warehouse: "EWR" }).total).toBe(0);
    await world.entry(clock(19), [inbound("transfer.received", "transfer", clock(19), "erp")]);
    await world.commit();
    expect(at(clock(20))).toMatchObject({ parts: { received: 1 }, follows: [{ step: "posted", parts: { done: 1 } }] });
  });

  it("T10 returns are credited only once they are dispositioned", async () => {
    const world = await worldOf([
      inbound("return.authorized", "return", clock(-5), "shop"),
      inbound("return.received", "return", clock(9)),
      inbound("return.dispositioned", "return", clock(11)),
      {
        event: "credit.posted",
        keys: { return: "R1", credit: "C1" },
        at: clock(13),
        system: "erp",
      },
    ]);
    const at = (when: number) => inboundCounted(rowsOf(world), on(when), network).returns;
    expect(at(clock(8))).toMatchObject({ total: 1, parts: { "on-way": 1 } });
    expect(at(clock(10)).follows).toMatchObject([
      { step: "dispositioned", of: 1 },
      { step: "credited", of: 0 },
    ]);
    expect(at(clock(12)).follows).toMatchObject([{ of: 1 }, { step: "credited", of: 1, parts: { waiting: 1 } }]);
    expect(sum(at(clock(14)).follows[1]?.parts ?? {})).toBe(1);
  });
});

describe("when an object stands in a building's days", () => {
  it("T11 from the fact with which it came in until its end was known", async () => {
    const world = await worldOf([released("O1", clock(9)), floor("order.acknowledged", "O1", clock(9, 5))]);
    await world.entry(clock(20), [shipment("shipment.confirmed", "O1", clock(12))]);
    await world.commit();
    const rows = rowsOf(world);
    const order = rows.object("order:*:O1");
    expect(order === undefined ? [] : standingsOf(order, rows.object)).toEqual([
      { warehouse: "ATL", from: clock(9), until: clock(20) },
    ]);
  });
});
