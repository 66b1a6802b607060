import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { memoryViews } from "../../server/adapters/memory/index.ts";
import { createTallyBook, type TallyPage, toDepartureRows, toTallyRow } from "../../server/feeds/index.ts";
import type { Scope } from "../../server/ports/index.ts";
import type { DepartureRow } from "../../server/wire/index.ts";
import { hour, minute, type Told, World } from "../domain/harness.ts";
import { boundaries, day, dayArb, type Heard, inOrder, network, next } from "../domain/random-day.ts";
import { sum } from "../domain/tallied.ts";
import { scopeOf } from "./fakes.ts";

vi.setConfig({ testTimeout: 600_000 });

const everything = scopeOf(null);
const atlanta = { warehouse: "ATL", day: day.text, at: null };

/** A world, a clock and a book over it. */
async function opened(scope: Scope = everything) {
  const world = await World.begin(network, day.start - 72 * hour);
  await world.commit();
  let now = day.start;
  const reads = { objects: 0 };
  const views = memoryViews(world.store);
  const counted = {
    ...views,
    object: (...asked: Parameters<typeof views.object>) => {
      reads.objects += 1;
      return views.object(...asked);
    },
  };
  const deps = {
    views: counted,
    commitsSince: world.store.commitsSince,
    network: () => network,
    clock: { now: () => now },
  };
  const page = async (book: ReturnType<typeof createTallyBook>, asked: Parameters<typeof book.page>[1] = atlanta) => {
    const found = await book.page(scope, asked);
    if (found === null) throw new Error("no page");
    return found;
  };
  return {
    world,
    reads,
    book: createTallyBook(deps),
    fresh: () => createTallyBook(deps),
    page,
    at: (instant: number) => {
      now = instant;
    },
  };
}

const rowsOf = (page: TallyPage) => ({
  row: toTallyRow(page, network),
  trucks: toDepartureRows(page, network),
});

/** Each truck's parts are its orders; all of them and those on none are the day's. */
function ties(page: TallyPage, trucks: readonly DepartureRow[]): void {
  let planned = 0;
  let missed = 0;
  for (const truck of trucks) {
    const { loaded, floor, blocked, notKnown, shipped, behind } = truck;
    expect(sum({ loaded, floor, blocked, notKnown, shipped, behind })).toBe(truck.orders);
    expect(truck.behindOrders.length).toBe(behind);
    missed += truck.behindOrders.filter(({ movedTo }) => movedTo !== null).length;
    planned += truck.orders;
  }
  const places = [...page.orders.values()].map(({ place }) => place);
  const aside = places.filter(
    ({ part, departure }) => part === "on-hold" || part === "cancelled" || departure === null,
  ).length;
  expect(planned - missed).toBe(places.length - aside);
}

/** A decision about later trucks, some of which are none or gone. */
const moveArb = fc.record({
  at: fc.integer({ min: 0, max: 30 * 60 }),
  orders: fc.uniqueArray(fc.constantFrom("O1", "O2", "O3", "O4"), { minLength: 1, maxLength: 3 }),
  to: fc.constantFrom(...(network.warehouses.get("ATL")?.departures ?? [])),
  undo: fc.boolean(),
});

describe("the tally as it is kept", () => {
  it("equals what is read from the rows anew, after each commit, moves and corrections included, and ties to the trucks", async () => {
    await fc.assert(
      fc.asyncProperty(dayArb, fc.array(moveArb, { maxLength: 3 }), async (heard, moves) => {
        const { world, book, fresh, page, at } = await opened();
        const waiting = [...inOrder(heard)];
        const deciding = [...moves].sort((a, b) => a.at - b.at);
        let ruled = 1;
        for (const [index, now] of boundaries(heard).entries()) {
          at(now);
          while (waiting[0] !== undefined && waiting[0].at <= now) {
            const first = waiting.shift() as Heard;
            await world.entry(first.at, [first.told]);
            // The same record with other content is a correction.
            if (first.at % 3 === 0) await world.entry(first.at, [{ ...first.told, variant: "ff" }]);
          }
          while (deciding[0] !== undefined && day.start + deciding[0].at * minute <= now) {
            const { orders, to, undo } = deciding.shift() as (typeof deciding)[number];
            const { at: leaves, carrier, service } = to;
            const refs = orders.map((id) => `order:*:${id}`);
            const move = { by: "Ana", action: "move", orders: refs, warehouse: "ATL" } as const;
            await world.rule({ kind: "move", decision: { ...move, to: { at: leaves, carrier, service } } }, now);
            ruled += 1;
            if (undo) {
              const back = { by: "Ben", action: "undo", orders: refs, ruling: ruled } as const;
              await world.rule({ kind: "move", decision: back }, now);
              ruled += 1;
            }
          }
          await world.settle(now);
          await world.commit();
          // The next day moves with the same changes: looking at it now and then is enough.
          for (const which of index % 4 === 3 ? [day, next] : [day]) {
            const asked = { ...atlanta, day: which.text };
            const kept = await page(book, asked);
            const shown = rowsOf(kept);
            expect(shown).toEqual(rowsOf(await page(fresh(), asked)));
            ties(kept, shown.trucks);
          }
        }
      }),
      { numRuns: 1000 },
    );
  });

  it("reads only what a commit concerns", async () => {
    const { world, book, page, at, reads } = await opened();
    const told: Told[] = Array.from({ length: 200 }, (_, index) => ({
      event: "order.released",
      keys: { order: `O${index}`, warehouse: "ATL" },
      at: day.start + hour,
    }));
    const taken = (order: string, minutes: number): Told => ({
      event: "order.acknowledged",
      keys: { order, warehouse: "ATL" },
      at: day.start + hour + minutes * minute,
      system: "wms-atl",
    });
    await world.entry(day.start + hour, [...told, taken("O3", 0)]);
    await world.commit();
    at(day.start + hour + minute);
    expect((await page(book)).orders.size).toBe(200);
    const before = reads.objects;
    await world.entry(day.start + hour + minute, [taken("O7", 1)]);
    await world.commit();
    const after = await page(book);
    expect(after.orders.get("order:*:O7")?.place.part).toBe("floor");
    expect(reads.objects - before).toBe(1);
    await page(book);
    expect(reads.objects - before).toBe(1);
  });

  it("shows a building to those who may see it, and no day that there is not", async () => {
    const { book } = await opened(scopeOf(["EWR"]));
    expect(await book.page(scopeOf(["EWR"]), atlanta)).toBeNull();
    expect(await book.page(everything, { ...atlanta, warehouse: "NIX" })).toBeNull();
    expect(await book.page(everything, { ...atlanta, day: "2026-02-30" })).toBeNull();
    expect((await book.page(everything, { ...atlanta, day: null }))?.day.text).toBe(day.text);
  });
});
