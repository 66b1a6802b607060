import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import type { Ruling } from "../../server/domain/index.ts";
import { hour, minute, type Told, World } from "./harness.ts";
import { failed, network, noon, one } from "./shifts.ts";

vi.setConfig({ testTimeout: 240_000 });

describe("promises of the clock", () => {
  const deed = fc.oneof(
    fc.record({ kind: fc.constant("fail" as const), order: fc.constantFrom("O1", "O2") }),
    fc.record({ kind: fc.constant("release" as const), order: fc.constantFrom("O1", "O2") }),
    fc.record({ kind: fc.constant("ok" as const), order: fc.constantFrom("O1", "O2") }),
    fc.record({ kind: fc.constant("take" as const) }),
    fc.record({ kind: fc.constant("undo" as const) }),
    fc.record({ kind: fc.constant("not-mine" as const), team: fc.option(fc.constantFrom("manager", "on-call")) }),
    fc.record({ kind: fc.constant("over" as const) }),
    fc.record({ kind: fc.constant("accept" as const) }),
    fc.record({ kind: fc.constant("ask-back" as const) }),
    fc.record({ kind: fc.constant("answer-back" as const), question: fc.integer({ min: 1, max: 3 }) }),
    fc.record({ kind: fc.constant("quiet" as const), length: fc.integer({ min: 1, max: 300 }) }),
    fc.record({ kind: fc.constant("loud" as const) }),
    fc.record({ kind: fc.constant("down" as const) }),
  );
  const day = fc.array(fc.tuple(fc.integer({ min: 1, max: 200 }), deed), { minLength: 1, maxLength: 14 });

  async function play(
    steps: readonly (readonly [number, typeof deed extends fc.Arbitrary<infer T> ? T : never])[],
    critical: boolean,
    every: number,
  ): Promise<World> {
    const world = await World.begin(network({ severity: critical ? "critical" : "high" }), noon - hour);
    let at = noon;
    let rulings = 1;
    const made: { quiet: number; over: number } = { quiet: 0, over: 0 };
    const rule = async (ruling: Ruling): Promise<void> => {
      rulings += 1;
      if (ruling.kind === "quiet") made.quiet = rulings;
      if (ruling.kind === "hand-over") made.over = rulings;
      await world.rule(ruling, at);
    };
    for (const [index, [minutes, what]] of steps.entries()) {
      const before = at;
      at += minutes * minute;
      if (what.kind !== "down") await world.settle(at - 1);
      const row = await one(world);
      const base = { exception: 1, version: row?.version ?? 0, by: "Eva" };
      if (what.kind === "fail") await world.entry(at, [failed(what.order, at)]);
      else if (what.kind === "release")
        await world.entry(at, [{ event: "order.released", keys: { order: what.order }, at, system: "erp" }]);
      else if (what.kind === "ok")
        await world.entry(at, [{ event: "order.acknowledged", keys: { order: what.order }, at, system: "wms-atl" }]);
      else if (what.kind === "take") await rule({ kind: "decision", decision: { ...base, action: "acknowledge" } });
      else if (what.kind === "undo")
        await rule({ kind: "decision", decision: { ...base, action: "undo", actionId: row?.version ?? 0 } });
      else if (what.kind === "not-mine")
        await rule({ kind: "decision", decision: { ...base, action: "not-mine", reason: "x", team: what.team } });
      else if (what.kind === "over")
        await rule({
          kind: "hand-over",
          by: "Eva",
          to: { team: "manager", person: null },
          note: null,
          exceptions: [1, 2],
        });
      else if (what.kind === "accept")
        await rule({ kind: "accept", handOver: made.over, by: "Lee", exceptions: [1, 2] });
      else if (what.kind === "ask-back")
        await rule({ kind: "ask-back", handOver: made.over, by: "Lee", text: `at ${minutes}` });
      else if (what.kind === "answer-back")
        await rule({ kind: "answer-back", handOver: made.over, question: what.question, by: "Eva", text: "soon" });
      else if (what.kind === "quiet")
        await rule({
          kind: "quiet",
          system: "wms-atl",
          from: at - 30 * minute,
          to: at + what.length * minute,
          why: "x",
          by: "Eva",
        });
      else if (what.kind === "loud") await rule({ kind: "quiet-end", quiet: made.quiet, system: "wms-atl", by: "Eva" });
      else await rule({ kind: "start", downSince: before });
      if (index % every === 0) await world.commit();
    }
    await world.settle(at + 40 * hour);
    await world.commit();
    return world;
  }

  it("1: replay equals live, with ladders, hand-overs, quiets and downtimes, however they are grouped into commits", async () => {
    await fc.assert(
      fc.asyncProperty(day, fc.boolean(), fc.integer({ min: 2, max: 6 }), async (steps, critical, every) => {
        const a = await play(steps, critical, 1);
        const b = await play(steps, critical, every);
        expect(await b.store.digest()).toEqual(await a.store.digest());
        for (const row of await a.open()) {
          // Nobody falls off: somebody has it, and either its time is known or it is parked.
          expect(row.owner.team).not.toBe("");
          expect(row.dueAt).not.toBe(null);
          if (row.state === "acknowledged") expect(row.owner.person).not.toBe(null);
        }
      }),
      { numRuns: 400 },
    );
  });

  it("3: the order of arrival does not decide who has it", async () => {
    const routes =
      "[{ match: { minValue: 1000 }, to: on-call, ladder: [{ to: dock, after: 25m }, { to: manager, after: 40m }] }, { match: { customerTier: gold }, to: manager }]";
    const net = network({ routes });
    const facts: readonly Told[] = [
      failed("O1", noon),
      {
        event: "order.created",
        keys: { order: "O1" },
        at: noon - hour,
        system: "erp",
        attributes: { "business.amount": 5000, "business.currency": "USD" },
      },
      {
        event: "order.changed",
        keys: { order: "O1" },
        at: noon - minute,
        system: "erp",
        attributes: { "order.customer_tier": "gold" },
      },
      {
        event: "order.changed",
        keys: { order: "O1" },
        at: noon - 2 * minute,
        system: "erp",
        attributes: { "business.amount": 900, "business.currency": "USD" },
      },
      { event: "order.released", keys: { order: "O1" }, at: noon - 3 * minute, system: "erp" },
    ];
    await fc.assert(
      fc.asyncProperty(
        fc.shuffledSubarray([...facts], { minLength: facts.length, maxLength: facts.length }),
        fc.subarray([0, 1, 2, 3, 4], { minLength: 1 }),
        fc.integer({ min: 1, max: 60 }),
        async (order, kept, looked) => {
          const taken = facts.filter((_, index) => kept.includes(index));
          const seen = async (list: readonly Told[]) => {
            const world = await World.begin(net, noon - 2 * hour);
            let at = noon;
            for (const told of list) {
              at += 1000;
              await world.entry(at, [told]);
            }
            await world.settle(noon + looked * 7 * minute + 30_000);
            return (await world.open()).map(({ owner, rung, route }) => ({ owner, rung, route }));
          };
          expect(await seen(order.filter((told) => taken.includes(told)))).toEqual(await seen(taken));
        },
      ),
      { numRuns: 300 },
    );
  });
});
