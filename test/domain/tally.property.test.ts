import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { type DayAt, dayNamed, type OrderCount, type ShippingDay, standingsOf } from "../../server/domain/index.ts";
import { hour, minute, type Told, testNetwork, World } from "./harness.ts";
import { ordersCounted, ordersOn, rowsOf, sum } from "./tallied.ts";

vi.setConfig({ testTimeout: 600_000 });

/** A zone in which this day has 25 hours: clocks go back at 06:00Z. */
const offsetAt = (at: number): number => (at < Date.UTC(2026, 10, 1, 6) ? -240 : -300);
const network = testNetwork({
  offsetAt: (_zone, at) => offsetAt(at),
  warehouses: new Map([["ATL", { id: "ATL", name: "Atlanta", timezone: "America/New_York", departures: [] }]]),
});
const dayOf = (text: string): ShippingDay => {
  const found = dayNamed(text, offsetAt);
  if (found === null) throw new Error(`no day ${text}`);
  return found;
};
const day = dayOf("2026-11-01");
const next = dayOf("2026-11-02");
const end = next.end + 6 * hour;

/** One fact of a random day and when it is heard, in minutes. */
interface Heard {
  readonly told: Told;
  readonly at: number;
}

const steps = [
  ["order.released", "erp"],
  ["order.acknowledged", "wms-atl"],
  ["order.held", "erp"],
  ["order.freed", "erp"],
  ["order.backordered", "erp"],
  ["order.allocated", "erp"],
  ["order.cancelled", "erp"],
  ["pick.confirmed", "wms-atl"],
  ["shipment.labelled", "tms"],
  ["shipment.loaded", "wms-atl"],
  ["shipment.confirmed", "wms-atl"],
  ["shipment.voided", "wms-atl"],
  ["shipment.posted", "erp"],
  ["invoice.posted", "erp"],
  ["invoice.rejected", "erp"],
  ["invoice.cancelled", "erp"],
] as const;

const likely = ["order.released", "order.acknowledged", "pick.confirmed", "shipment.confirmed", "shipment.posted"];

/** Facts of few orders and shipments, so that they meet; some heard hours late, some failed, some of the day before. */
const heardArb: fc.Arbitrary<Heard> = fc
  .record({
    step: fc.oneof(fc.constantFrom(...steps.filter(([event]) => likely.includes(event))), fc.constantFrom(...steps)),
    order: fc.constantFrom("O1", "O2", "O3", "O4"),
    shipment: fc.constantFrom("a", "a", "b"),
    at: fc.integer({ min: -20 * 60, max: 47 * 60 }),
    late: fc.oneof(fc.constant(0), fc.constant(0), fc.integer({ min: 1, max: 900 })),
    failed: fc.constantFrom(false, false, false, true),
    reason: fc.option(fc.constantFrom("credit", "customer"), { nil: undefined }),
    notBefore: fc.option(fc.integer({ min: -600, max: 2400 }), { nil: undefined, freq: 6 }),
    billing: fc.option(fc.constantFrom("none", "on-delivery"), { nil: undefined, freq: 6 }),
  })
  .map(({ step: [event, system], order, shipment, at, late, failed, reason, notBefore, billing }): Heard => {
    const shipments = event.startsWith("shipment") || event.startsWith("invoice");
    const happened = day.start + at * minute;
    return {
      at: happened + late * minute,
      told: {
        event,
        system,
        at: happened,
        keys: {
          order,
          warehouse: "ATL",
          ...(shipments ? { shipment: `${order}-${shipment}` } : {}),
          ...(event.startsWith("invoice") ? { invoice: `I-${order}-${shipment}` } : {}),
        },
        attributes: {
          "warehouse.id": "ATL",
          ...(event === "order.held" && reason !== undefined ? { "hold.reason": reason } : {}),
          ...(event === "order.released" && notBefore !== undefined
            ? { "order.ship_not_before": new Date(day.start + notBefore * minute).toISOString() }
            : {}),
          ...(event === "order.released" && billing !== undefined ? { "order.billing": billing } : {}),
        },
        ...(failed && event !== "order.released" ? { failed: "refused" } : {}),
      },
    };
  });

const dayArb = fc.uniqueArray(heardArb, {
  minLength: 3,
  maxLength: 18,
  selector: ({ told }) => JSON.stringify([told.event, told.keys, told.at, told.failed]),
});

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

const inOrder = (heard: readonly Heard[]): readonly Heard[] => [...heard].sort((a, b) => a.at - b.at);

/** Every minute at which something happens or is heard, those beside it, and the edges of both days. */
function boundaries(heard: readonly Heard[]): readonly number[] {
  const edges = [day.start, day.end, next.end].flatMap((at) => [at - 1, at]);
  const of = heard.flatMap(({ told, at }) => [told.at, at, at + minute]);
  return [...new Set([...edges, ...of])].filter((at) => at >= day.start && at <= end).sort((a, b) => a - b);
}

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
          const then = ordersCounted(rows, on(at), network);
          addsUp(then);
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
          for (const which of [day, next]) {
            const places = ordersOn(a, on(at, which), network, true);
            const others = ordersOn(b, on(at, which), network, true);
            const bare = (map: typeof places) =>
              [...map].map(([ref, { blockers, ...place }]) => [ref, place, blockers.length]).sort();
            expect(bare(others)).toEqual(bare(places));
            for (const ref of places.keys()) {
              const order = a.object(ref);
              const stands = order === undefined ? [] : standingsOf(order, a.object);
              expect(
                stands.some(
                  ({ warehouse, from, until }) =>
                    warehouse === "ATL" && from < which.end && (until === null || until >= which.start),
                ),
              ).toBe(true);
            }
          }
        },
      ),
      { numRuns: 1000 },
    );
  });
});
