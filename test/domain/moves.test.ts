import { describe, expect, it } from "vitest";
import { moveFacts, refusalOfMove } from "../../server/domain/index.ts";
import { hour, minute, type Told, testNetwork, World } from "./harness.ts";
import { day } from "./random-day.ts";
import { ordersOn, rowsOf } from "./tallied.ts";

const at = (hours: number, minutes = 0): number => day.start + hours * hour + minutes * minute;
const departures = [
  { at: at(15), carrier: "UPS", service: "ground" },
  { at: at(16, 30), carrier: "FedEx", service: "air" },
  { at: at(18), carrier: "UPS", service: "ground" },
  { at: at(39), carrier: "UPS", service: "ground" },
];
const network = testNetwork({
  offsetAt: () => -300,
  warehouses: new Map([["ATL", { id: "ATL", name: "Atlanta", timezone: "America/New_York", departures }]]),
});
const released = (more: Partial<Told> = {}): Told => ({
  event: "order.released",
  keys: { order: "O1", warehouse: "ATL" },
  at: at(9),
  attributes: { "order.ship_by": new Date(at(15)).toISOString() },
  ...more,
});
const refused: Told = {
  event: "shipment.labelled",
  keys: { order: "O1", shipment: "S1", warehouse: "ATL" },
  at: at(10),
  system: "tms",
  failed: "postcode missing",
};
const air = { at: at(16, 30), carrier: "FedEx", service: "air" };
const late = { at: at(18), carrier: "UPS", service: "ground" };

async function moved(told: readonly Told[] = [released(), refused]): Promise<World> {
  const world = await World.begin(network, at(-72));
  for (const one of told) await world.entry(one.at, [one]);
  return world;
}

const move = (world: World, to: typeof air, when: number, orders = ["order:*:O1"]): Promise<void> =>
  world.rule({ kind: "move", decision: { by: "Ana", action: "move", warehouse: "ATL", orders, to } }, when);
const undo = (world: World, ruling: number, when: number): Promise<void> =>
  world.rule({ kind: "move", decision: { by: "Ben", action: "undo", orders: ["order:*:O1"], ruling } }, when);

async function planOf(world: World, when: number) {
  await world.commit();
  const on = { warehouse: "ATL", day, at: when, floor: { silent: false, judgedSince: null } };
  return ordersOn(rowsOf(world), on, network).get("order:*:O1");
}

describe("ship on a later departure", () => {
  it("T13 is planned on its own time's truck, the next of its carrier, or the building's next", async () => {
    const plan = async (told: Told) => (await planOf(await moved([told]), at(9, 10)))?.departure;
    expect(await plan(released())).toEqual({ at: at(15), carrier: "UPS", service: "ground", by: "own" });
    const by = (when: number) => ({ "order.ship_by": new Date(when).toISOString() });
    expect(await plan(released({ attributes: by(at(17)) }))).toMatchObject({ at: at(16, 30), by: "own" });
    expect(await plan(released({ attributes: by(at(14)) }))).toEqual({
      at: at(14),
      carrier: null,
      service: null,
      by: "own",
    });
    const keys = { order: "O1", warehouse: "ATL", carrier: "FedEx" };
    expect(await plan(released({ attributes: {}, keys }))).toMatchObject({ at: at(16, 30), by: "carrier" });
    expect(await plan(released({ attributes: {} }))).toMatchObject({ at: at(15), by: "warehouse" });
    // Its time was yesterday: the next one of the day.
    expect(await plan(released({ at: at(-9), attributes: by(at(-5)) }))).toMatchObject({ at: at(15), by: "warehouse" });
  });

  it("T14 records who decided it, moves the order and the cut-off of what is open about it", async () => {
    const world = await moved();
    const cutoffs = async () => (await world.open()).map(({ cutoff }) => cutoff);
    expect(await cutoffs()).toContainEqual({ at: at(15), source: "order" });
    await move(world, air, at(14, 52));
    expect((await world.object("order:*:O1"))?.moves).toEqual([
      { ruling: 2, warehouse: "ATL", to: air, by: "Ana", at: at(14, 52), undone: null },
    ]);
    for (const cutoff of await cutoffs()) expect(cutoff).toEqual({ at: at(16, 30), source: "departure" });
    expect((await planOf(world, at(14, 53)))?.departure).toEqual({ ...air, by: "moved" });
    expect((await planOf(world, at(14, 50)))?.departure).toMatchObject({ at: at(15), by: "own" });
    // It was moved before its truck left: nothing was left behind.
    expect((await planOf(world, at(15, 30)))?.missed).toEqual([]);
  });

  it("T14 one that had missed its truck is still told as left behind by it", async () => {
    const world = await moved();
    await move(world, air, at(15, 10));
    await move(world, late, at(16, 40));
    const place = await planOf(world, at(16, 45));
    expect(place?.departure).toEqual({ ...late, by: "moved" });
    expect(place?.missed).toEqual([
      { at: at(15), carrier: "UPS", service: "ground", movedTo: at(16, 30) },
      { ...air, movedTo: at(18) },
    ]);
  });

  it("T15 is taken back while nothing newer holds; the truck before holds again", async () => {
    const world = await moved();
    await move(world, air, at(12));
    await move(world, late, at(13));
    await undo(world, 2, at(13, 10));
    expect((await planOf(world, at(13, 20)))?.departure).toMatchObject({ at: at(18) });
    await undo(world, 3, at(13, 30));
    expect((await planOf(world, at(13, 40)))?.departure).toMatchObject({ at: at(16, 30) });
    expect((await planOf(world, at(13, 20)))?.departure).toMatchObject({ at: at(18) });
    await undo(world, 2, at(13, 50));
    expect((await planOf(world, at(14)))?.departure).toMatchObject({ at: at(15), by: "own" });
    for (const { cutoff } of await world.open()) expect(cutoff).toEqual({ at: at(15), source: "order" });
  });

  it("T15 is refused when the truck is gone, and for what shipped, is cancelled, elsewhere or unknown", async () => {
    const world = await moved();
    const refusal = async (ref: string, when: number, more = {}) => {
      const draft = await world.draft();
      const decision = { by: "Ana", action: "move", orders: [ref], warehouse: "ATL", to: air, ...more } as const;
      return refusalOfMove(
        moveFacts(ref, when, (one) => draft.object(one)),
        decision,
      )?.code;
    };
    expect(await refusal("order:*:O1", at(14))).toBeUndefined();
    expect(await refusal("order:*:O1", at(16, 30))).toBe("departure-gone");
    expect(await refusal("order:*:O9", at(14))).toBe("unknown");
    expect(await refusal("shipment:*:S1", at(14))).toBe("unknown");
    expect(await refusal("order:*:O1", at(14), { warehouse: "EWR" })).toBe("elsewhere");
    expect(await refusal("order:*:O1", at(14), { action: "undo", ruling: 2 })).toBe("nothing-to-undo");
    await world.entry(at(14), [
      { event: "shipment.confirmed", keys: { order: "O1", shipment: "S1" }, at: at(14), system: "wms-atl" },
    ]);
    expect(await refusal("order:*:O1", at(14, 10))).toBe("shipped");
    await world.entry(at(14, 20), [{ event: "order.cancelled", keys: { order: "O1" }, at: at(14, 20) }]);
    expect(await refusal("order:*:O1", at(14, 30))).toBe("cancelled");
    // A refused one is not written when it is ruled all the same.
    await move(world, air, at(14, 40));
    expect((await world.object("order:*:O1"))?.moves).toBeUndefined();
  });

  it("T14 the moves of two orders that prove to be one stand together, and replay gives the same rows", async () => {
    const run = async (every: boolean): Promise<World> => {
      const world = await moved([released(), released({ keys: { order: "O2", warehouse: "ATL" } })]);
      await move(world, air, at(12));
      if (every) await world.commit();
      await move(world, late, at(13), ["order:*:O2"]);
      await world.entry(at(13, 30), [
        { event: "order.changed", keys: { order: "O1", "order@shop.number": "O2" }, at: at(13, 30) },
      ]);
      await world.settle(at(40));
      await world.commit();
      return world;
    };
    const [a, b] = [await run(true), await run(false)];
    expect((await a.object("order:*:O1"))?.moves?.map(({ to }) => to)).toEqual([air, late]);
    expect(await b.store.digest()).toEqual(await a.store.digest());
  });
});
