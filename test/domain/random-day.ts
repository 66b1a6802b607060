import fc from "fast-check";
import { type Departure, dayNamed, type ShippingDay } from "../../server/domain/index.ts";
import { hour, minute, type Told, testNetwork } from "./harness.ts";

/** A zone in which this day has 25 hours: clocks go back at 06:00Z. */
const offsetAt = (at: number): number => (at < Date.UTC(2026, 10, 1, 6) ? -240 : -300);
/** Two trucks a day of two carriers, in Atlanta. */
const departures: readonly Departure[] = [-1, 0, 1, 2, 3].flatMap((ahead) => [
  { at: Date.UTC(2026, 10, 1 + ahead, 15), carrier: "UPS", service: "ground", transit: 24 * hour },
  { at: Date.UTC(2026, 10, 1 + ahead, 21), carrier: "FedEx", service: "air" },
]);

export const network = testNetwork({
  offsetAt: (_zone, at) => offsetAt(at),
  warehouses: new Map([["ATL", { id: "ATL", name: "Atlanta", timezone: "America/New_York", departures }]]),
});
const dayOf = (text: string): ShippingDay => {
  const found = dayNamed(text, offsetAt);
  if (found === null) throw new Error(`no day ${text}`);
  return found;
};
export const day = dayOf("2026-11-01");
export const next = dayOf("2026-11-02");
export const end = next.end + 6 * hour;

/** One fact of a random day and when it is heard, in minutes. */
export interface Heard {
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
    carrier: fc.option(fc.constantFrom("UPS", "FedEx"), { nil: undefined }),
    shipBy: fc.option(fc.integer({ min: -600, max: 2400 }), { nil: undefined, freq: 4 }),
    billing: fc.option(fc.constantFrom("none", "on-delivery"), { nil: undefined, freq: 6 }),
  })
  .map(
    ({
      step: [event, system],
      order,
      shipment,
      at,
      late,
      failed,
      reason,
      notBefore,
      billing,
      carrier,
      shipBy,
    }): Heard => {
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
            ...(event === "order.released" && carrier !== undefined ? { carrier } : {}),
            ...(shipments ? { shipment: `${order}-${shipment}` } : {}),
            ...(event.startsWith("invoice") ? { invoice: `I-${order}-${shipment}` } : {}),
          },
          attributes: {
            "warehouse.id": "ATL",
            ...(event === "order.held" && reason !== undefined ? { "hold.reason": reason } : {}),
            ...(event === "order.released" && notBefore !== undefined
              ? { "order.ship_not_before": new Date(day.start + notBefore * minute).toISOString() }
              : {}),
            ...(event === "order.released" && shipBy !== undefined
              ? { "order.ship_by": new Date(day.start + shipBy * minute).toISOString() }
              : {}),
            ...(event === "order.released" && billing !== undefined ? { "order.billing": billing } : {}),
          },
          ...(failed && event !== "order.released" ? { failed: "refused" } : {}),
        },
      };
    },
  );

export const dayArb = fc.uniqueArray(heardArb, {
  minLength: 3,
  maxLength: 18,
  selector: ({ told }) => JSON.stringify([told.event, told.keys, told.at, told.failed]),
});

export const inOrder = (heard: readonly Heard[]): readonly Heard[] => [...heard].sort((a, b) => a.at - b.at);

/** Every minute at which something happens or is heard, those beside it, and the edges of both days. */
export function boundaries(heard: readonly Heard[]): readonly number[] {
  const edges = [day.start, day.end, next.end].flatMap((at) => [at - 1, at]);
  const of = heard.flatMap(({ told, at }) => [told.at, at, at + minute]);
  return [...new Set([...edges, ...of])].filter((at) => at >= day.start && at <= end).sort((a, b) => a - b);
}
