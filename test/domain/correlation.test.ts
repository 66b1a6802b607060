import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { minute, start, type Told, World } from "./harness.ts";

const released = (keys: Told["keys"], more: Partial<Told> = {}): Told => ({
  event: "order.released",
  keys: keys ?? {},
  at: start,
  ...more,
});

describe("keys, ties and links", () => {
  it("two values of one kind under different names are one object for good; its id is the least of its keys", async () => {
    const world = await World.begin();
    await world.entry(start + 1, [released({ order: "W-9" })]);
    await world.entry(start + 2, [
      { event: "order.acknowledged", keys: { order: "SO-1" }, at: start + 1, system: "wms-atl" },
    ]);
    await world.entry(start + 3, [], [{ keys: { order: "W-9", "order@shop.number": "SO-1" }, at: start }]);
    expect(await world.object("order:*:W-9")).toBeUndefined();
    expect(await world.object("order:*:SO-1")).toMatchObject({
      id: "SO-1",
      factCount: 2,
      milestone: "order.acknowledged",
      keys: [{ value: "SO-1" }, { value: "W-9" }],
      expectations: [
        { step: "acknowledge", state: "met" },
        { step: "pick", state: "open" },
      ],
    });
    const draft = await world.draft();
    expect(draft.refOf("order:*:W-9")).toBe("order:*:SO-1");
    expect(draft.factsOf("order:*:SO-1")).toHaveLength(2);
  });

  it("several values under one name are several objects, linked", async () => {
    const world = await World.begin();
    await world.entry(start + 1, [
      { event: "shipment.confirmed", keys: { shipment: "S1", order: ["O1", "O2"] }, at: start, system: "wms-atl" },
    ]);
    expect((await world.object("shipment:*:S1"))?.links.map((link) => link.ref)).toEqual(["order:*:O1", "order:*:O2"]);
    expect((await world.object("order:*:O1"))?.links.map((link) => link.ref)).toEqual(["order:*:O2", "shipment:*:S1"]);
    expect((await world.object("order:*:O2"))?.factCount).toBe(1);
  });

  it("exceptions of two objects that prove to be one become the one opened first, and the other keeps answering", async () => {
    const world = await World.begin();
    const failure = (order: string, at: number, trace: string): Told => ({
      event: "order.acknowledged",
      keys: { order },
      at,
      system: "wms-atl",
      failed: "no case pack",
      trace,
    });
    await world.entry(start + 10, [failure("B", start + 5, "t1")]);
    await world.entry(start + 20, [failure("A", start + 2, "t2")]);
    expect(await world.open()).toHaveLength(2);
    await world.entry(start + 30, [], [{ keys: { order: "A", "order@shop.number": "B" }, at: start }]);
    const all = await world.exceptions();
    expect(all.filter((one) => one.state !== "resolved")).toMatchObject([
      { number: 2, object: "order:*:A", occurrences: 2, openedAt: start + 2 },
    ]);
    expect(all[0]).toMatchObject({ state: "resolved", resolution: { reason: "merged", text: "X-2" } });
  });

  it("a trace that names more than twenty of one kind is a batch: it ties nothing and withdraws what it tied", async () => {
    const world = await World.begin();
    const keyless: Told = { event: "order.released", keys: {}, at: start, trace: "t" };
    await world.entry(start + 1, [keyless]);
    await world.entry(start + 2, [], [{ keys: { order: "O0" }, at: start, trace: "t" }]);
    expect((await world.object("order:*:O0"))?.milestone).toBe("order.released");
    await world.entry(
      start + 3,
      [],
      Array.from({ length: 20 }, (_, i) => ({ keys: { order: `O${i + 1}` }, at: start, trace: "t" })),
    );
    expect((await world.draft()).trace("t")).toMatchObject({ batch: true });
    expect(await world.object("order:*:O0")).toMatchObject({ milestone: null, factCount: 0, expectations: [] });
    expect(await world.open()).toHaveLength(0);
  });

  it("a trace links an order with its shipments, and takes that back when it names several of both", async () => {
    const world = await World.begin();
    await world.entry(
      start + 1,
      [],
      [
        { keys: { order: "O1" }, at: start, trace: "t" },
        { keys: { shipment: "S1" }, at: start, trace: "t" },
        { keys: { shipment: "S2" }, at: start, trace: "t" },
      ],
    );
    expect((await world.object("order:*:O1"))?.links.map((link) => link.ref)).toEqual([
      "shipment:*:S1",
      "shipment:*:S2",
    ]);
    await world.entry(start + 2, [], [{ keys: { order: "O2" }, at: start, trace: "t" }]);
    expect((await world.object("order:*:O1"))?.links).toEqual([]);
    expect((await world.object("shipment:*:S2"))?.links).toEqual([]);
  });

  it("of two variants of one record the one that ends later wins, whichever came first; the keys of both stand", async () => {
    for (const swap of [false, true]) {
      const world = await World.begin();
      const short: Told = { event: "order.released", keys: { order: "O1" }, at: start, attributes: {} };
      const { observation } = await import("./harness.ts");
      const a = observation(short);
      const b = {
        ...a,
        variant: "ffff",
        endNanos: a.endNanos + 5_000_000n,
        keys: [{ kind: "shipment", issuer: "*", value: "S1", attribute: "shipment.id" }],
      };
      const entries = swap ? [b, a] : [a, b];
      const draft = await world.draft();
      const { step } = await import("../../server/domain/index.ts");
      for (const [i, fact] of entries.entries()) {
        const decoded = {
          records: 1,
          rejected: [],
          facts: [fact],
          ties: [],
          sources: [],
          traces: [],
          terms: new BigUint64Array(),
        };
        draft.fold(
          step(
            { kind: "entry", at: start + i + 10, position: i + 1, collector: "otlp", sender: "x", decoded },
            draft,
            world.network,
          ),
        );
      }
      expect(draft.object("order:*:O1")).toMatchObject({ factCount: 1, lastAt: start + 5 });
      expect(draft.object("shipment:*:S1")).toMatchObject({ factCount: 1, links: [{ ref: "order:*:O1" }] });
    }
  });

  it("one object with very many facts costs no more per fact than a small one", async () => {
    const time = async (count: number): Promise<number> => {
      const world = await World.begin();
      const began = performance.now();
      for (let n = 0; n < count; n += 500) {
        await world.entry(
          start + n,
          Array.from({ length: 500 }, (_, i) => ({
            event: "shipment.milestone",
            keys: { shipment: "S1" },
            at: start + n + i,
            system: "tms",
            name: `m${n + i}`,
          })),
        );
        await world.commit();
      }
      return (performance.now() - began) / count;
    };
    await time(2_000);
    const small = await time(4_000);
    const large = await time(40_000);
    expect(large / small).toBeLessThan(2.5);
  }, 120_000);

  it("what is held up counts each order once, under the object that fails", async () => {
    const world = await World.begin();
    await world.entry(start + 1, [
      {
        event: "order.created",
        keys: { order: "O1" },
        at: start,
        system: "shop",
        attributes: { "business.amount": "10.005", "business.currency": "USD" },
      },
      {
        event: "order.changed",
        keys: { order: "O1" },
        at: start + 1,
        system: "shop",
        attributes: { "business.amount": 20.5 },
      },
      { event: "shipment.posted", keys: { shipment: "S1", order: "O1" }, at: start + 2, failed: "x" },
    ]);
    expect(await world.open()).toMatchObject([
      {
        held: [{ ref: "order:*:O1", money: { minor: 2050, currency: "USD" }, basis: "order-price" }],
        blocks: { orders: 1, shipments: 1, invoices: 0 },
      },
    ]);
  });

  it("the order's own ship-by is its cut-off", async () => {
    const world = await World.begin();
    await world.entry(start + 1, [
      {
        event: "order.created",
        keys: { order: "O1" },
        at: start,
        system: "shop",
        attributes: { "order.ship_by": "2026-11-18T20:00:00Z" },
      },
      { event: "order.acknowledged", keys: { order: "O1" }, at: start + 2, failed: "x", system: "wms-atl" },
    ]);
    expect(await world.open()).toMatchObject([{ cutoff: { at: Date.UTC(2026, 10, 18, 20), source: "order" } }]);
  });

  it("a future date pauses what it explains until it comes", async () => {
    const { testNetwork, standardSteps } = await import("./harness.ts");
    const steps = standardSteps.map((step) => ({ ...step, pausedBy: ["hold", "future-date"] as const }));
    const world = await World.begin(testNetwork({ steps }));
    await world.entry(start + minute, [
      released({ order: "O1", warehouse: "ATL" }, { attributes: { "order.ship_not_before": "2026-11-20" } }),
    ]);
    await world.settle(start + 24 * 60 * minute);
    expect(await world.object("order:*:O1")).toMatchObject({
      status: "waiting",
      expectations: [{ state: "paused", reason: "future-date" }],
    });
    await world.settle(Date.UTC(2026, 10, 20) + 15 * minute);
    expect(await world.open()).toMatchObject([
      { kind: "missing-event", openedAt: Date.UTC(2026, 10, 20) + 15 * minute },
    ]);
  });

  it("any tree of ties ends as one object whatever their order", async () => {
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray([0, 1, 2, 3, 4, 5], { minLength: 6 }), async (order) => {
        const world = await World.begin();
        const pairs = [
          ["A", "B"],
          ["C", "D"],
          ["B", "C"],
          ["D", "E"],
          ["F", "E"],
          ["A", "F"],
        ] as const;
        let at = start;
        for (const index of order) {
          const pair = pairs[index];
          at += 10;
          if (pair !== undefined)
            await world.entry(at, [
              released({ order: pair[0], "order@shop.number": pair[1] }, { at: start + index, name: `r${index}` }),
            ]);
        }
        await world.commit();
        const objects = [...world.store.tables.objects.values()];
        expect(objects).toHaveLength(1);
        expect(objects[0]).toMatchObject({
          id: "A",
          factCount: 6,
          keys: ["A", "B", "C", "D", "E", "F"].map((value) => ({ value })),
        });
      }),
      { numRuns: 300 },
    );
  });
});
