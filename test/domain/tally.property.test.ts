import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import {
  countOrders,
  type DayAt,
  dayOf,
  type OrderCount,
  type OrderPlace,
  type ShippingDay,
  standingsOf,
} from "../../server/domain/index.ts";
import { hour, World } from "./harness.ts";
import { boundaries, day, dayArb, end, type Heard, inOrder, network, next } from "./random-day.ts";
import { ordersCounted, ordersOn, type Rows, rowsOf, sum } from "./tallied.ts";

vi.setConfig({ testTimeout: 600_000 });

const floor = { silent: false, judgedSince: 0 };
const on = (at: number, which = day): DayAt => ({ warehouse: "ATL", day: which, at, floor });

/** What the sums of a row must be, each counted apart. */
function addsUp(counted: OrderCount): void {
  expect(sum(counted.parts)).toBe(counted.total);
  expect(counted.released + counted.carried).toBe(counted.total);
  expect(sum(counted.shipped)).toBe(counted.parts.shipped);
  expect(sum(counted.billed)).toBe(counted.shipped["in-erp"]);
  expect(counted.holds.reduce((total, { count }) => total + count, 0)).toBe(counted.parts["on-hold"]);
  expect(counted.loaded).toBeLessThanOrEqual(counted.parts.floor);
  expect(counted.notInWmsLate).toBeLessThanOrEqual(counted.parts["not-in-wms"]);
}

/** The parts of which a later hearing of a hold may move the deadline are taken together. */
const withoutLateness = ({ shipped, billed, notInWmsLate: _, ...rest }: OrderCount) => ({
  ...rest,
  shipped: { inErp: shipped["in-erp"], not: shipped["erp-waiting"] + shipped["erp-late"] },
  billed: { ...billed, "bill-waiting": billed["bill-waiting"] + billed["bill-late"], "bill-late": 0 },
});

/** Whether the index of who stands in a building would answer an order for a day. */
function isFound(rows: Rows, ref: string, { start, end: until }: ShippingDay): boolean {
  const order = rows.object(ref);
  return (order === undefined ? [] : standingsOf(order, rows.object)).some(
    (one) => one.warehouse === "ATL" && one.from < until && (one.until === null || one.until >= start),
  );
}

const stands = ({ blockers, ...place }: OrderPlace) => ({ ...place, blockers: blockers.length });

/** On a past day: whether a failure that had healed before it was heard was ever raised is history of arrival. */
const stood = ({ ref, entered, part, reason, shipped, billed, shippedAt, departure }: OrderPlace) => ({
  ref,
  entered,
  part: part === "blocked" || part === "floor" || part === "not-in-wms" ? "here" : part,
  reason,
  shipped,
  billed,
  shippedAt,
  departure,
});

describe("the tally of random days", () => {
  it("adds up at every minute at which something happens, and history tells what was shown then", async () => {
    await fc.assert(
      fc.asyncProperty(dayArb, async (heard) => {
        const world = await World.begin(network, day.start - 72 * hour);
        const rows = rowsOf(world);
        const waiting = [...inOrder(heard)];
        const shown = new Map<number, OrderCount>();
        for (const at of boundaries(heard)) {
          while (waiting[0] !== undefined && waiting[0].at <= at) {
            const first = waiting.shift() as Heard;
            await world.entry(first.at, [first.told]);
          }
          await world.settle(at);
          await world.commit();
          const counted = ordersCounted(rows, on(at), network, at < day.end);
          addsUp(counted);
          addsUp(ordersCounted(rows, on(at, next), network, true));
          if (at < day.end) shown.set(at, counted);
        }
        for (const { told, at } of waiting) await world.entry(at, [told]);
        await world.settle(end + 48 * hour);
        await world.commit();
        for (const [at, counted] of shown) {
          const places = ordersOn(rows, on(at), network);
          const then = countOrders(places);
          addsUp(then);
          for (const ref of places.keys()) expect(isFound(rows, ref, day)).toBe(true);
          expect(withoutLateness(then)).toEqual(withoutLateness(counted));
        }
      }),
      { numRuns: 1000 },
    );
  });

  it("order of arrival does not decide, and each document that is counted is found by when it stands", async () => {
    await fc.assert(
      fc.asyncProperty(
        dayArb.chain((heard) => fc.tuple(fc.constant(heard), fc.shuffledSubarray(heard, { minLength: heard.length }))),
        async ([heard, shuffled]) => {
          const tell = async (facts: readonly Heard[]): Promise<World> => {
            const world = await World.begin(network, day.start - 72 * hour);
            for (const [index, { told }] of facts.entries()) await world.entry(end + index * 1000, [told]);
            await world.settle(end + 48 * hour);
            await world.commit();
            return world;
          };
          const [a, b] = [rowsOf(await tell(heard)), rowsOf(await tell(shuffled))];
          const at = end + 48 * hour;
          const present = dayOf(at, (instant) => network.offsetAt("", instant));
          for (const which of [day, next, present]) {
            const places = ordersOn(a, on(at, which), network, true);
            const others = ordersOn(b, on(at, which), network, true);
            const bare = which === present ? stands : stood;
            expect([...others.values()].map(bare)).toEqual(expect.arrayContaining([...places.values()].map(bare)));
            expect(others.size).toBe(places.size);
            for (const ref of places.keys()) {
              expect(isFound(a, ref, which)).toBe(true);
            }
          }
        },
      ),
      { numRuns: 1000 },
    );
  });
});
