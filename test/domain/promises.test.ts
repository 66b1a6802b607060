import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import type { BusinessObject, OpsException } from "../../server/domain/index.ts";
import { hour, minute, start, type Told, testNetwork, World } from "./harness.ts";

vi.setConfig({ testTimeout: 240_000 });

const runs = { numRuns: 1000 };

/** A record of a small busy world: few objects, traces and systems, so that they meet. */
const toldArb: fc.Arbitrary<Told> = fc
  .record({
    kind: fc.constantFrom("fact", "fact", "fact", "failure", "bare-failure", "hold"),
    event: fc.constantFrom(
      "order.released",
      "order.acknowledged",
      "pick.confirmed",
      "shipment.confirmed",
      "shipment.posted",
      "invoice.posted",
      "order.cancelled",
    ),
    order: fc.option(fc.constantFrom("O1", "O2", "O3"), { nil: undefined }),
    alias: fc.option(fc.constantFrom("W1", "W2"), { nil: undefined, freq: 6 }),
    shipment: fc.option(fc.constantFrom("S1", "S2"), { nil: undefined }),
    invoice: fc.option(fc.constantFrom("I1"), { nil: undefined, freq: 4 }),
    trace: fc.option(fc.constantFrom("t1", "t2", "t3"), { nil: undefined }),
    at: fc.integer({ min: 0, max: 300 }),
    signal: fc.constantFrom("trace" as const, "log" as const),
  })
  .map(({ kind, event, order, alias, shipment, invoice, trace, at, signal }): Told => {
    const keys = new Map<string, string>();
    if (order !== undefined) keys.set("order", order);
    if (alias !== undefined && order !== undefined) keys.set("order@shop.number", alias);
    if (shipment !== undefined) keys.set("shipment", shipment);
    if (invoice !== undefined) keys.set("invoice", invoice);
    const type = kind === "hold" ? (at % 2 === 0 ? "order.held" : "order.freed") : event;
    const owner =
      type.startsWith("shipment.posted") ||
      type.startsWith("invoice") ||
      type.startsWith("order.released") ||
      kind === "hold"
        ? "erp"
        : "wms-atl";
    return {
      keys: Object.fromEntries(keys),
      at: start + at * minute,
      system: owner,
      signal,
      ...(kind === "bare-failure" ? { name: "call 17", failed: "boom" } : { event: type }),
      ...(kind === "failure" ? { failed: "refused" } : {}),
      ...(trace === undefined ? {} : { trace }),
    };
  });

const recordsArb = fc.uniqueArray(toldArb, { minLength: 1, maxLength: 12, selector: (told) => JSON.stringify(told) });
const far = start + 40 * hour;

const expectationOf = ({ id, state, reason, metAt, lagMs, dueAt }: BusinessObject["expectations"][number]) => ({
  id,
  state,
  reason,
  metAt,
  lagMs,
  dueAt,
});

/** What must not depend on the order of arrival. */
async function essence(world: World): Promise<unknown> {
  const tables = world.store.tables;
  const objects = [...tables.objects.values()]
    .sort((a, b) => (a.ref < b.ref ? -1 : 1))
    .map((object) => ({
      ref: object.ref,
      keys: object.keys,
      links: object.links.map((link) => `${link.via} ${link.ref}`).sort(),
      milestone: object.milestone,
      status: object.status,
      folds: object.folds.map(({ type, system, signal, status, count, first, last }) => ({
        type,
        system,
        signal,
        status,
        count,
        first,
        last,
      })),
      traits: object.traits,
      holds: object.holds,
      factCount: object.factCount,
      expectations: object.expectations.map(expectationOf),
    }));
  const open = [...tables.exceptions.values()].filter((exception) => exception.state !== "resolved");
  return {
    objects,
    keys: [...tables.keys].sort(),
    timelines: [...tables.facts.values()].map(({ fact, on }) => [fact.identity, [...on].sort()]).sort(),
    open: open
      .map(({ kind, object, eventType, step, flow, openedAt }) =>
        JSON.stringify({ kind, object, eventType, step, flow, openedAt }),
      )
      .sort(),
  };
}

async function run(entries: readonly (readonly Told[])[], commitEvery: number): Promise<World> {
  const world = await World.begin();
  let at = start + 6 * hour;
  let count = 0;
  for (const entry of entries) {
    at += 1000;
    await world.entry(at, entry);
    if (++count % commitEvery === 0) await world.commit();
  }
  await world.settle(far);
  await world.commit();
  return world;
}

const chunked = <T>(list: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(list.length / size) }, (_, i) => list.slice(i * size, (i + 1) * size));

describe("promises of the core", () => {
  it("1: replay equals live, however entries are grouped into commits", async () => {
    await fc.assert(
      fc.asyncProperty(
        recordsArb,
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 1, max: 4 }),
        async (records, every, size) => {
          const entries = chunked(records, size);
          const a = await run(entries, 1);
          const b = await run(entries, every);
          expect(await b.store.digest()).toEqual(await a.store.digest());
        },
      ),
      runs,
    );
  });

  it("2: twice is once, in the same receipt or another", async () => {
    await fc.assert(
      fc.asyncProperty(recordsArb, fc.infiniteStream(fc.nat(11)), async (records, picks) => {
        const once = await run(
          records.map((told) => [told]),
          3,
        );
        const again = records.flatMap((told) => {
          const pick = records[(picks.next().value as number) % records.length];
          return [[told], pick !== undefined && records.indexOf(pick) <= records.indexOf(told) ? [pick, pick] : []];
        });
        expect(
          await essence(
            await run(
              again.filter((entry) => entry.length > 0),
              3,
            ),
          ),
        ).toEqual(await essence(once));
      }),
      runs,
    );
  });

  it("3: order of arrival does not decide", async () => {
    await fc.assert(
      fc.asyncProperty(
        recordsArb.chain((records) =>
          fc.tuple(fc.constant(records), fc.shuffledSubarray(records, { minLength: records.length })),
        ),
        fc.integer({ min: 1, max: 4 }),
        async ([records, shuffled], size) => {
          const a = await run(
            records.map((told) => [told]),
            2,
          );
          const b = await run(chunked(shuffled, size), 2);
          expect(await essence(b)).toEqual(await essence(a));
        },
      ),
      runs,
    );
  });

  it("4: a late arrival heals, and the record that it was late stays", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 600 }),
        fc.integer({ min: 0, max: 600 }),
        async (lateMinutes, heardMinutes) => {
          const world = await World.begin();
          const due = start + 16 * minute;
          await world.entry(start + minute, [
            { event: "order.released", keys: { order: "O1", warehouse: "ATL" }, at: start + minute },
          ]);
          const occurred = due + lateMinutes * minute;
          await world.entry(occurred + heardMinutes * minute, [
            { event: "order.acknowledged", keys: { order: "O1" }, at: occurred, system: "wms-atl" },
          ]);
          const object = await world.object("order:*:O1");
          expect(object?.expectations[0]).toMatchObject({ state: "met-late", lagMs: occurred - start - minute });
          const all: readonly OpsException[] = await world.exceptions();
          expect(all).toMatchObject([
            { kind: "missing-event", state: "resolved", openedAt: due, resolution: { reason: "arrived" } },
          ]);
        },
      ),
      runs,
    );
  });

  it("5: nobody falls off the tree", async () => {
    await fc.assert(
      fc.asyncProperty(recordsArb, async (records) => {
        const world = await run(
          records.map((told) => [told]),
          4,
        );
        for (const exception of await world.exceptions()) {
          expect(
            testNetwork()
              .routing.routes.map((node) => node.to)
              .concat("on-call"),
          ).toContain(exception.owner.team);
          expect(exception.route[0]).toBe("root");
        }
      }),
      runs,
    );
  });

  it("one fault, one exception: no two that are open have one fingerprint, and every open one is of an object that is there", async () => {
    await fc.assert(
      fc.asyncProperty(recordsArb, async (records) => {
        const world = await run(
          records.map((told) => [told]),
          4,
        );
        const open = await world.open();
        expect(new Set(open.map((exception) => exception.fingerprint)).size).toBe(open.length);
        for (const exception of open)
          if (exception.object !== null) expect(await world.object(exception.object)).toBeDefined();
      }),
      runs,
    );
  });
});
