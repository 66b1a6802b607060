import { describe, expect, it } from "vitest";
import { hour, minute, standardSteps, start, type Told, testNetwork, World } from "./harness.ts";

const permutations = <T>(list: readonly T[]): T[][] =>
  list.length <= 1
    ? [[...list]]
    : list.flatMap((item, i) => permutations(list.filter((_, j) => j !== i)).map((rest) => [item, ...rest]));

describe("failed events", () => {
  const failure: Told = {
    event: "shipment.posted",
    keys: { shipment: "S1", order: "O1" },
    at: start + 10,
    trace: "t1",
    failed: "period closed",
    span: "b",
    parent: "a",
  };
  const log: Told = {
    keys: { shipment: "S1" },
    at: start + 11,
    trace: "t1",
    failed: "period closed",
    signal: "log",
    span: "b",
    name: "posting failed",
  };
  const outer: Told = { keys: {}, at: start + 12, trace: "t1", failed: "502", span: "a", name: "POST /ship" };
  const success: Told = { event: "shipment.posted", keys: { shipment: "S1" }, at: start + minute, trace: "t2" };

  it("one fault is one exception, in every order of its records, resolved by the outcome", async () => {
    for (const order of permutations([failure, log, outer, success])) {
      const world = await World.begin();
      let at = start + 2 * minute;
      for (const told of order) {
        at += 1000;
        await world.entry(at, [told]);
      }
      const all = await world.exceptions();
      const alive = all.filter((exception) => exception.resolution?.reason !== "merged");
      expect(alive, JSON.stringify(order.map((told) => told.name ?? told.event))).toHaveLength(1);
      expect(alive[0]).toMatchObject({
        kind: "failed-event",
        state: "resolved",
        eventType: "shipment.posted",
        object: "shipment:*:S1",
        occurrences: 1,
      });
      expect(alive[0]?.owner.team).toBe("ar");
      expect(alive[0]?.title).toBe("Goods issue refused: period closed");
      expect(alive[0]?.evidence).toHaveLength(3);
      expect(alive[0]?.resolvedAt).toBe(start + minute);
    }
  });

  it("X5 is of the step that holds in its building, where two flows await the same event", async () => {
    const own = standardSteps.find(({ expect }) => expect === "order.acknowledged") as (typeof standardSteps)[number];
    const other = { ...own, flow: "order-to-ship-3pl", warehouses: new Set(["RNO"]) };
    const steps = [{ ...own, warehouses: new Set(["ATL"]) }, other];
    const flowAt = async (warehouse: string) => {
      const world = await World.begin(testNetwork({ steps }));
      const keys = { order: "O1", warehouse };
      await world.entry(start + minute, [{ event: "order.acknowledged", keys, at: start, failed: "no case pack" }]);
      return (await world.exceptions())[0]?.flow;
    };
    // Where no flow holds, it still is that event's step.
    expect(await Promise.all(["RNO", "ATL", "SAV"].map(flowAt))).toEqual([other.flow, own.flow, own.flow]);
  });

  it("a success within the same millisecond counts by its nanoseconds", async () => {
    const world = await World.begin();
    await world.entry(start + minute, [
      { ...failure, nanos: 100 },
      { ...success, at: failure.at, nanos: 200 },
    ]);
    expect(await world.open()).toHaveLength(0);
  });

  it("a repeat raises its count, a recurrence opens it again with its history", async () => {
    const world = await World.begin();
    await world.entry(start + 1000, [failure]);
    await world.entry(start + 2000, [{ ...failure, trace: "t9", at: start + 1500 }]);
    expect((await world.open())[0]).toMatchObject({ occurrences: 2 });
    await world.entry(start + 2 * minute, [success]);
    expect(await world.open()).toHaveLength(0);
    await world.entry(start + 3 * minute, [{ ...failure, trace: "t10", at: start + 2 * minute }]);
    const [again] = await world.open();
    expect(again).toMatchObject({ number: 1, occurrences: 3, state: "open" });
  });

  it("failures of unrelated objects in one trace are two faults", async () => {
    const world = await World.begin();
    await world.entry(start + 1000, [
      { event: "order.acknowledged", keys: { order: "O1" }, at: start, trace: "t", failed: "x", system: "wms-atl" },
      { event: "order.acknowledged", keys: { order: "O2" }, at: start, trace: "t", failed: "x", system: "wms-atl" },
    ]);
    expect(await world.open()).toHaveLength(2);
  });

  it("a failure without a key waits under its trace until the trace names an object, in either order", async () => {
    for (const first of [true, false]) {
      const world = await World.begin();
      const named: Told = { keys: { order: "O1" }, at: start, trace: "t" };
      if (first) await world.entry(start + 10, [], [named]);
      await world.entry(start + 1000, [{ keys: {}, at: start, trace: "t", failed: "boom", name: "POST /x/12345" }]);
      if (!first) await world.entry(start + 2000, [], [named]);
      const [one] = await world.open();
      expect(one).toMatchObject({ object: "order:*:O1", eventType: null, title: "POST /x/# failed: boom" });
    }
  });

  it("without an event type the next later ok event of the object recovers", async () => {
    const world = await World.begin();
    await world.entry(start + 1000, [{ keys: { order: "O1" }, at: start, failed: "boom", name: "call" }]);
    expect(await world.open()).toHaveLength(1);
    await world.entry(start + 2000, [{ event: "order.released", keys: { order: "O1" }, at: start - 5 }]);
    expect(await world.open()).toHaveLength(1);
    await world.entry(start + 3000, [
      { event: "order.acknowledged", keys: { order: "O1" }, at: start + 5, system: "wms-atl" },
    ]);
    expect(await world.open()).toHaveLength(0);
  });

  it("rests after a day without a repeat in the open network only", async () => {
    const world = await World.begin(testNetwork({ open: true, steps: [] }));
    await world.entry(start + 1000, [{ keys: { order: "O1" }, at: start, failed: "boom", name: "call" }]);
    await world.settle(start + 23 * hour);
    expect(await world.open()).toHaveLength(1);
    await world.settle(start + 25 * hour);
    expect((await world.exceptions())[0]).toMatchObject({ state: "resolved", resolution: { reason: "quiet" } });
  });
});

describe("missing and late events", () => {
  const released: Told = { event: "order.released", keys: { order: "O1", warehouse: "ATL" }, at: start + minute };

  it("is missed at its deadline, dated by it, owned by the tree, and heals", async () => {
    const world = await World.begin();
    await world.entry(start + minute, [released]);
    await world.settle(start + 16 * minute - 1);
    expect(await world.open()).toHaveLength(0);
    await world.settle(start + 16 * minute);
    const [miss] = await world.open();
    expect(miss).toMatchObject({
      kind: "missing-event",
      openedAt: start + 16 * minute,
      createdAt: start + 16 * minute,
      step: "acknowledge",
      system: "wms-atl",
      owner: { team: "on-call", person: null },
      title: "Order not in the WMS: nothing from wms-atl",
      severity: "high",
    });
    await world.entry(start + 20 * minute, [
      { event: "order.acknowledged", keys: { order: "O1" }, at: start + 18 * minute, system: "wms-atl" },
    ]);
    const [ended] = await world.exceptions();
    expect(ended).toMatchObject({
      state: "resolved",
      resolution: { reason: "arrived" },
      resolvedAt: start + 18 * minute,
    });
    expect((await world.object("order:*:O1"))?.expectations[0]).toMatchObject({
      state: "met-late",
      lagMs: 17 * minute,
    });
  });

  it("heard late but done in time is met, and says how late it was heard", async () => {
    const world = await World.begin();
    await world.entry(start + minute, [released]);
    await world.settle(start + 17 * minute);
    await world.entry(start + 20 * minute, [
      { event: "order.acknowledged", keys: { order: "O1" }, at: start + 2 * minute, system: "wms-atl" },
    ]);
    expect((await world.object("order:*:O1"))?.expectations[0]).toMatchObject({
      state: "met",
      lagMs: minute,
      heardLateMs: 4 * minute,
    });
    expect(await world.open()).toHaveLength(0);
  });

  it("late without having been raised is counted as late-event and closed at once", async () => {
    const world = await World.begin();
    await world.entry(start + 30 * minute, [
      released,
      { event: "order.acknowledged", keys: { order: "O1" }, at: start + 20 * minute, system: "wms-atl" },
    ]);
    expect(await world.exceptions()).toMatchObject([{ kind: "late-event", state: "resolved" }]);
  });

  it("a deadline that had passed on arrival is missed a minute later, still dated by itself", async () => {
    const world = await World.begin();
    await world.entry(start + 2 * hour, [released]);
    await world.settle(start + 2 * hour + 59_999);
    expect(await world.open()).toHaveLength(0);
    await world.settle(start + 2 * hour + minute);
    expect(await world.open()).toMatchObject([{ openedAt: start + 16 * minute, createdAt: start + 2 * hour + minute }]);
  });

  it("a downtime across the deadline alarms nobody when the answer then arrives", async () => {
    const world = await World.begin();
    await world.entry(start + minute, [released]);
    await world.rule({ kind: "start", downSince: start + 5 * minute }, start + hour);
    await world.entry(start + hour + 30_000, [
      { event: "order.acknowledged", keys: { order: "O1" }, at: start + 4 * minute, system: "wms-atl" },
    ]);
    await world.settle(start + 2 * hour);
    expect(await world.exceptions()).toHaveLength(0);
  });

  it("a failed B explains its own miss, whichever came first, and the miss stays quiet", async () => {
    const failure: Told = {
      event: "order.acknowledged",
      keys: { order: "O1" },
      at: start + 2 * minute,
      system: "wms-atl",
      failed: "no case pack",
      trace: "t",
    };
    for (const late of [false, true]) {
      const world = await World.begin();
      await world.entry(start + minute, [released]);
      if (!late) await world.entry(start + 2 * minute, [failure]);
      await world.settle(start + 17 * minute);
      if (late) await world.entry(start + 18 * minute, [failure]);
      const open = await world.open();
      expect(open).toMatchObject([{ kind: "failed-event", step: "acknowledge", severity: "critical" }]);
    }
  });

  it("a hold stops the clock and freeing gives back the time that was left", async () => {
    const world = await World.begin();
    await world.entry(start + minute, [released]);
    await world.entry(start + 2 * minute, [{ event: "order.held", keys: { order: "O1" }, at: start + 2 * minute }]);
    await world.settle(start + 5 * hour);
    expect(await world.open()).toHaveLength(0);
    expect(await world.object("order:*:O1")).toMatchObject({
      status: "waiting",
      expectations: [{ state: "paused", reason: "hold", dueAt: null }],
    });
    await world.entry(start + 5 * hour, [{ event: "order.freed", keys: { order: "O1" }, at: start + 5 * hour }]);
    expect((await world.object("order:*:O1"))?.expectations[0]).toMatchObject({
      state: "open",
      dueAt: start + 5 * hour + 14 * minute,
    });
    await world.settle(start + 6 * hour);
    expect(await world.open()).toHaveLength(1);
  });

  it("what is billed to nobody awaits no invoice, whenever that is heard", async () => {
    const world = await World.begin();
    const posted = { event: "shipment.posted", at: start + minute };
    const unbilled = { "order.billing": "none" };
    await world.entry(start + minute, [
      { ...posted, keys: { shipment: "S1" }, attributes: unbilled },
      { ...posted, keys: { shipment: "S2" } },
      { ...posted, keys: { shipment: "S3" }, attributes: { "order.billing": "on-shipment" } },
    ]);
    await world.settle(start + 5 * hour);
    expect((await world.open()).map(({ object }) => object)).toEqual(["shipment:*:S2", "shipment:*:S3"]);
    const confirmed = { event: "shipment.confirmed", keys: { shipment: "S2" }, at: start, system: "wms-atl" };
    await world.entry(start + 5 * hour, [{ ...confirmed, attributes: unbilled }]);
    expect((await world.open()).map(({ object }) => object)).toEqual(["shipment:*:S3"]);
  });

  it("a cancel ends what was owed", async () => {
    const world = await World.begin();
    await world.entry(start + minute, [released]);
    await world.settle(start + hour);
    await world.entry(start + hour, [{ event: "order.cancelled", keys: { order: "O1" }, at: start + hour }]);
    expect(await world.open()).toHaveLength(0);
    expect(await world.object("order:*:O1")).toMatchObject({
      status: "cancelled",
      expectations: [{ state: "cancelled" }],
    });
  });

  it("via any: the first linked object that answers meets it", async () => {
    const world = await World.begin();
    await world.entry(start + minute, [
      { event: "pick.confirmed", keys: { order: "O1" }, at: start, system: "wms-atl" },
    ]);
    await world.entry(start + 2 * minute, [], [{ keys: { order: "O1", shipment: "S1" }, at: start }]);
    await world.entry(start + 3 * minute, [
      { event: "shipment.confirmed", keys: { shipment: "S1" }, at: start + 2 * minute, system: "wms-atl" },
    ]);
    expect((await world.object("order:*:O1"))?.expectations[0]).toMatchObject({
      step: "ship",
      state: "met",
      lagMs: 2 * minute,
    });
  });

  it("records of another environment are kept apart and raise nothing", async () => {
    const world = await World.begin();
    await world.entry(start + minute, [
      { ...released, environment: "qa" },
      { keys: { order: "O9" }, at: start, failed: "x", environment: "qa" },
    ]);
    await world.settle(start + 24 * hour);
    expect(await world.exceptions()).toHaveLength(0);
    expect(await world.object("qa@order:*:O1")).toMatchObject({ environment: "qa", milestone: "order.released" });
    expect(await world.object("order:*:O1")).toBeUndefined();
  });

  it("bytes that nobody can read are told once a sender, and end with its next good request", async () => {
    const world = await World.begin();
    await world.unreadable(start + 1, "bad protobuf");
    await world.unreadable(start + 2, "bad protobuf");
    expect(await world.open()).toMatchObject([{ kind: "undecodable", occurrences: 2 }]);
    await world.entry(start + 3, [released]);
    expect(await world.open()).toHaveLength(0);
  });
});

describe("where absence cannot be judged", () => {
  const released = (n: number, at: number): Told => ({
    event: "order.released",
    keys: { order: `O${n}`, warehouse: "ATL" },
    at,
  });
  const systems = () => {
    const map = new Map(testNetwork().systems);
    const wms = map.get("wms-atl");
    if (wms !== undefined) map.set("wms-atl", { ...wms, presence: null });
    return map;
  };

  it("nine of ten records dropped: nothing is missing, and the source is called sampled", async () => {
    const world = await World.begin(testNetwork({ systems: systems() }));
    for (let n = 0; n < 60; n++) {
      await world.entry(start + n * 1000, [released(n, start + n * 1000)]);
      if (n % 10 === 0)
        await world.entry(start + n * 1000 + 1, [
          { event: "order.acknowledged", keys: { order: `O${n}` }, at: start + n * 1000 + 1, system: "wms-atl" },
        ]);
    }
    await world.settle(start + hour);
    expect(await world.exceptions()).toHaveLength(0);
    expect((await world.draft()).source("wms-atl")).toMatchObject({ presence: "sampled", pastDue: 60, met: 6 });
    expect((await world.object("order:*:O3"))?.expectations[0]).toMatchObject({
      state: "not-judged",
      reason: "sampled",
    });
  });

  it("nineteen of twenty seen: complete, and what then stays away is missing", async () => {
    const world = await World.begin(testNetwork({ systems: systems() }));
    for (let n = 0; n < 25; n++) {
      await world.entry(start + n * 1000, [released(n, start + n * 1000)]);
      if (n !== 7)
        await world.entry(start + n * 1000 + 1, [
          { event: "order.acknowledged", keys: { order: `O${n}` }, at: start + n * 1000 + 1, system: "wms-atl" },
        ]);
    }
    await world.settle(start + hour);
    expect((await world.draft()).source("wms-atl")?.presence).toBe("complete");
    expect(await world.open()).toMatchObject([{ kind: "missing-event", object: "order:*:O7" }]);
  });

  it("a sign of sampling outweighs a declaration; its misses end and its owner is told once", async () => {
    const world = await World.begin();
    await world.entry(start + minute, [released(1, start + minute)]);
    await world.entry(start + minute, [
      { event: "order.acknowledged", keys: { order: "OX" }, at: start + minute, system: "wms-atl" },
    ]);
    await world.settle(start + hour);
    expect(await world.open()).toHaveLength(1);
    await world.entry(
      start + hour,
      [{ event: "order.acknowledged", keys: { order: "OY" }, at: start + hour, system: "wms-atl" }],
      [],
      { by: "tracestate ot=th", share: 0.1 },
    );
    const open = await world.open();
    expect(open).toMatchObject([{ kind: "contract-violation", system: "wms-atl" }]);
  });

  it("4,000 orders under way when we begin: nothing is raised about what happened before", async () => {
    const world = await World.begin();
    for (let n = 0; n < 4000; n += 100) {
      const told: Told[] = [];
      for (let m = n; m < n + 100; m++) {
        told.push({ event: "order.released", keys: { order: `O${m}`, warehouse: "ATL" }, at: start - hour - m * 1000 });
        told.push({
          event: "pick.confirmed",
          keys: { order: `P${m}`, warehouse: "ATL" },
          at: start + m,
          system: "wms-atl",
        });
      }
      await world.entry(start + 10_000 + n, told);
    }
    await world.settle(start + hour);
    expect(await world.exceptions()).toHaveLength(0);
    expect((await world.object("order:*:P5"))?.joinedInProgress).toBe(true);
  });
});
