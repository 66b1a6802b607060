import { describe, expect, it } from "vitest";
import { memoryViews } from "../../server/adapters/memory/index.ts";
import { type KeptClosing, type Network, periodById, type SystemConfig } from "../../server/domain/index.ts";
import { createPostingsBook, readCloseNow, readCloseRow, snapshotText } from "../../server/feeds/index.ts";
import { aStep, hour, minute, start, type Told, testNetwork, World } from "../domain/harness.ts";
import { scopeOf } from "./fakes.ts";

const everything = scopeOf(null);
const plain = testNetwork();

const reno: SystemConfig = {
  id: "3pl-reno",
  name: "3PL Reno",
  kind: "3pl",
  warehouse: "RNO",
  partner: null,
  presence: "complete",
  delivers: null,
  watch: false,
};

const network: Network = testNetwork({
  systems: new Map([...plain.systems, [reno.id, reno]]),
  warehouses: new Map([...plain.warehouses, ["RNO", { id: "RNO", name: "Reno", timezone: "UTC", departures: [] }]]),
  steps: [
    aStep({
      flow: "order-to-ship-3pl",
      id: "ship",
      after: "order.acknowledged",
      expect: "shipment.confirmed",
      from: "3pl",
      within: 2 * hour,
    }),
  ],
  company: {
    ...plain.company,
    close: {
      periods: [{ id: "11", from: "2026-11-01", to: "2026-11-18", closes: "2026-11-18T23:00" }],
      closes: { days: 0, at: "18:00" },
      entities: [],
      terms: "origin",
      accounts: [{ kinds: ["not-confirmed"], warehouses: [], debit: "1190", credit: "4010" }],
      columns: [],
    },
  },
});

const lines = JSON.stringify([{ line: "1", sku: "A", quantity: "8", uom: "EA", unitPrice: "12.50", unitCost: "7.25" }]);

/** An order that Reno has, and is to ship within two hours. */
const sent = (id: string): readonly Told[] => {
  const keys = { order: id, warehouse: "RNO", customer: "Fenwick Dental" };
  const attributes = { "business.amount": "100.00", "business.lines": lines };
  return [
    { event: "order.created", keys, at: start - hour, system: "shop", attributes },
    { event: "order.acknowledged", keys, at: start, system: "3pl-reno" },
  ];
};

async function opened() {
  const world = await World.begin(network, start - 30 * hour);
  let now = start;
  const views = memoryViews(world.store);
  const clock = { now: () => now };
  const postings = createPostingsBook({ views, commitsSince: world.store.commitsSince, clock });
  const deps = { views, network: () => network, clock, postings };
  const period = periodById(network, "11");
  if (period === null) throw new Error("no period");
  const asked = { period, entity: null };
  return {
    world,
    at: async (to: number, told: readonly Told[] = []) => {
      if (told.length > 0) await world.entry(to, told);
      await world.settle(to);
      await world.commit();
      now = to;
    },
    now: () => readCloseNow(deps, everything, asked),
    row: () => readCloseRow(deps, everything, asked),
  };
}

describe("orders of a source that is silent", () => {
  it("CL6, CL7 stop the close and are accrued at an estimate, once they were to have left", async () => {
    const { at, now, row } = await opened();
    await at(start + minute, [...sent("SO-1"), ...sent("SO-2"), ...sent("SO-3")]);
    expect((await row()).total).toBe(0);
    await at(start + 5 * hour);
    const { stops, totals } = await row();
    expect(stops).toMatchObject([
      {
        side: "revenue",
        cause: { kind: "not-confirmed", system: "3pl-reno", name: "3PL Reno" },
        owner: { team: "on-call" },
        sum: { count: 3, estimate: "300.00", estimated: 3, value: "0.00" },
      },
    ]);
    expect(totals.goods).toMatchObject({ value: "174.00", valued: 3 });
    expect((await now()).lines[0]).toMatchObject({
      key: "order:*:SO-1 revenue",
      kind: "not-confirmed",
      estimate: true,
      units: "8",
      uom: "EA",
      cost: { minor: 5800 },
      account: { debit: "1190", credit: "4010" },
      system: "3pl-reno",
    });
  });

  it("CL12 are confirmed at what was shipped, or fall away once the source is heard again", async () => {
    const { world, at, now, row } = await opened();
    await at(start + minute, [...sent("SO-1"), ...sent("SO-2"), ...sent("SO-3")]);
    await at(start + 5 * hour);
    const { read, lines: listed } = await now();
    const closing: Pick<KeptClosing, "period" | "entity"> = { period: "11", entity: null };
    const snapshot = snapshotText(read, listed, network);
    await world.rule({ kind: "close-signed", ...closing, by: "Marsh", hash: "h", snapshot }, start + 5 * hour);
    await world.commit();
    const states = async () =>
      (await row()).drift?.sides.map(({ difference, states: all }) => [difference, ...all.map(({ count }) => count)]);
    expect(await states()).toEqual([["0.00", 0, 3, 0, 0]]);
    const left = JSON.stringify([{ line: "1", sku: "A", quantity: "7", uom: "EA", unitPrice: "12.50" }]);
    const ship = (id: string, shipment: string, text: string): Told => ({
      event: "shipment.confirmed",
      keys: { order: id, shipment, warehouse: "RNO" },
      at: start + 6 * hour,
      system: "3pl-reno",
      attributes: { "business.lines": text },
    });
    // One short by one, one as it was ordered, and one of which Reno says nothing.
    await at(start + 6 * hour, [ship("SO-1", "SH-1", left), ship("SO-2", "SH-2", lines)]);
    // Two confirmed, of which one is worth 12.50 less; what they left with is not new beside them.
    expect(await states()).toEqual([["-112.50", 2, 0, 1, 0]]);
    const { drift, total } = await row();
    expect(drift?.lines).toMatchObject([
      { state: "fell-away", object: { kind: "order", id: "SO-3" }, difference: "-100.00" },
      { state: "confirmed", object: { kind: "order", id: "SO-1" }, difference: "-12.50" },
    ]);
    // They left and are not billed: now the books owe them.
    expect(total).toBe(2);
  });
});

describe("what is sold on delivered terms", () => {
  it("CL2, CL6 is on the road until it is delivered, and neither stops the close nor is accrued", async () => {
    const { at, row } = await opened();
    const keys = { order: "SO-9", shipment: "SH-9", warehouse: "ATL" };
    const told: readonly Told[] = [
      { event: "order.created", keys, at: start, system: "shop", attributes: { "order.terms": "DAP" } },
      { event: "shipment.confirmed", keys, at: start + hour, system: "wms-atl" },
    ];
    await at(start + 2 * hour, told);
    expect(await row()).toMatchObject({ total: 0, onTheRoad: 1, waiting: 0 });
    await at(start + 4 * hour, [{ event: "shipment.delivered", keys, at: start + 3 * hour, system: "tms" }]);
    expect(await row()).toMatchObject({ total: 1, onTheRoad: 0 });
  });
});
