import type { Network } from "../../server/domain/index.ts";
import { hour, minute, type Told, testNetwork, World } from "../domain/harness.ts";
import { start } from "./fakes.ts";

const day = 24 * hour;

/** The first month of what is told here: Monday 6 October 2025 and three weeks more. The last quarter ends on 1 March. */
export const firstMonday = Date.UTC(2025, 9, 6);

const study = (each: number, on: string) => ({ each, cases: 40, on, by: "M. Ortiz" });

/** A network in which somebody timed what a touch takes, before and now. */
export const timedNetwork = (more: Partial<Network> = {}): Network => {
  const standard = testNetwork();
  const company = {
    ...standard.company,
    minutesPerTouch: { before: study(12 * minute, "2025-10-14"), now: study(4.5 * minute, "2026-01-20") },
  };
  return { ...standard, company, ...more };
};

/** An order that the WMS does not take: somebody sees to it, and it leaves in time or late. */
interface Blocked {
  readonly id: string;
  readonly at: number;
  /** After how long its last piece left; it was to leave after three hours. */
  readonly leaves: number;
  /** When its invoice is sent, in days after it left. */
  readonly billed: number;
  readonly amount?: string;
  readonly currency?: string;
  /** How often it is taken and given back, beside the once. */
  readonly more?: number;
}

const at = (week: number, days: number, hours = 9): number => firstMonday + (7 * week + days) * day + hours * hour;

/** Half of what was blocked is saved in the first month, three of four in the quarter; invoices go out a day sooner. */
const blocked: readonly Blocked[] = [
  { id: "1", at: at(0, 1), leaves: 2 * hour, billed: 2, amount: "1200.40", more: 2 },
  { id: "2", at: at(1, 2), leaves: 5 * hour, billed: 2, amount: "900.00", more: 2 },
  { id: "3", at: at(2, 1), leaves: 2 * hour, billed: 3, more: 2 },
  { id: "4", at: at(3, 3), leaves: 6 * hour, billed: 3, amount: "10.00", more: 2 },
  { id: "5", at: at(9, 0), leaves: 2 * hour, billed: 1, amount: "4100.00" },
  { id: "6", at: at(11, 2), leaves: 2 * hour, billed: 1, amount: "800.00", currency: "EUR" },
  { id: "7", at: at(14, 3), leaves: 2 * hour, billed: 2 },
  { id: "8", at: at(19, 1), leaves: 4 * hour, billed: 1, amount: "70.00" },
];

/** Before the first month: the systems are connected on a Thursday. */
const opening: readonly Told[] = [
  { event: "order.created", keys: { order: "SO-0", warehouse: "ATL" }, at: at(-1, 3), system: "erp" },
  { event: "pick.confirmed", keys: { order: "SO-0", warehouse: "ATL" }, at: at(-1, 3) + minute, system: "wms-atl" },
];

type Deed = { readonly at: number } & ({ readonly told: Told } | { readonly take: string });

function deedsOf({ id, at: from, leaves, billed, amount, currency, more = 0 }: Blocked): readonly Deed[] {
  const keys = { order: `SO-${id}`, warehouse: "ATL", customer: "Halden Vet" };
  const shipment = { ...keys, shipment: `SH-${id}` };
  const invoice = { ...shipment, invoice: `IN-${id}` };
  const left = from + leaves;
  const price = amount === undefined ? {} : { "business.amount": amount, "business.currency": currency ?? "USD" };
  const attributes = { "order.ship_by": new Date(from + 3 * hour).toISOString(), ...price };
  const told = (one: Told): Deed => ({ at: one.at, told: one });
  const sent = left + billed * day;
  return [
    told({ event: "order.created", keys, at: from, system: "erp", attributes }),
    told({ event: "order.released", keys, at: from + minute, system: "erp" }),
    ...Array.from({ length: 1 + more }, (_, index) => ({ at: from + (20 + index) * minute, take: `SO-${id}` })),
    told({ event: "order.acknowledged", keys, at: from + 30 * minute, system: "wms-atl" }),
    told({ event: "pick.confirmed", keys, at: from + hour, system: "wms-atl" }),
    told({ event: "shipment.confirmed", keys: shipment, at: left, system: "wms-atl" }),
    told({ event: "shipment.posted", keys: shipment, at: left + minute, system: "erp" }),
    told({ event: "invoice.posted", keys: invoice, at: left + 2 * minute, system: "erp" }),
    told({ event: "invoice.sent", keys: invoice, at: sent, system: "erp" }),
  ];
}

/** A world that lived through a first month and the weeks after it, until an instant. */
export async function quartersLived(network: Network = timedNetwork(), until: number = start): Promise<World> {
  const world = await World.begin(network, opening[0]?.at ?? until);
  for (const told of opening) await world.entry(told.at, [told]);
  const deeds = blocked.flatMap(deedsOf).filter((deed) => deed.at < until);
  for (const deed of deeds.sort((a, b) => a.at - b.at)) {
    if ("told" in deed) await world.entry(deed.at, [deed.told]);
    else await take(world, deed.take, deed.at);
  }
  await world.settle(until);
  await world.commit();
  return world;
}

/** Somebody takes what stands about an order; what is taken already is told more of. */
async function take(world: World, order: string, when: number): Promise<void> {
  await world.settle(when);
  const stands = (await world.open()).find(({ object }) => object === `order:*:${order}`);
  if (stands === undefined) throw new Error(`nothing stands about ${order}`);
  const { number, version, state } = stands;
  const of = { exception: number, version, by: "Ortiz" };
  const decision =
    state === "open"
      ? ({ ...of, action: "acknowledge" } as const)
      : ({ ...of, action: "tell", text: "The floor is at it.", expectedAt: null } as const);
  await world.rule({ kind: "decision", decision }, when);
}
