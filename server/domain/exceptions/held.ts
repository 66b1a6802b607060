import { traitOf } from "../correlation/fold.ts";
import type { Departure } from "../network.ts";
import { movedTo } from "../tally/planned.ts";
import type { BusinessObject, Cutoff, Held, Instant, Money, ObjectKind, Ref, TraitName } from "../types.ts";
import { objectOf, type Work } from "../work.ts";

/** Most linked objects named on one exception. */
const most = 50;

/** Objects of a kind that an object is linked to, and itself where it is one. */
export function linkedOf(work: Work, object: BusinessObject, kind: ObjectKind): readonly BusinessObject[] {
  const refs = new Set<Ref>(object.kind === kind ? [object.ref] : []);
  for (const link of object.links) if (link.kind === kind && refs.size < most) refs.add(link.ref);
  return [...refs].sort().flatMap((ref) => objectOf(work, ref) ?? []);
}

/** What an object holds up: each order it belongs to once, else itself. */
export function heldBy(work: Work, object: BusinessObject): readonly Held[] {
  const orders = linkedOf(work, object, "order");
  if (orders.length === 0) return [worthOf(object)];
  return orders.map(worthOf);
}

/** Traits that hold an amount. */
type AmountName = Extract<TraitName, `${string}-amount` | "shipment-price">;

/** What one order, or an object without an order, is worth by what was told of it. */
export function worthOf(object: BusinessObject): Held {
  const order = moneyOf(object, "order-amount");
  if (object.kind === "order")
    return { ref: object.ref, money: order, basis: order === null ? "unknown" : "order-price" };
  const invoice = moneyOf(object, "invoice-amount");
  if (invoice !== null) return { ref: object.ref, money: invoice, basis: "invoice" };
  const cost = moneyOf(object, "cost-amount");
  return { ref: object.ref, money: cost, basis: cost === null ? "unknown" : "cost" };
}

/** The amount that a trait holds; null where it was not told. */
export function moneyOf(object: BusinessObject, name: AmountName): Money | null {
  const value = traitOf(object, name);
  return value === null || value.number === null ? null : { minor: value.number, currency: value.text };
}

/** The sum of what is held in its first currency and on its first side (price or cost); null where nothing is known. */
export function sumOf(held: readonly Held[]): Money | null {
  let sum: Money | null = null;
  let atCost = false;
  for (const { money, basis } of held) {
    if (money === null) continue;
    if (sum === null) {
      sum = money;
      atCost = basis === "cost";
    } else if (sum.currency === money.currency && atCost === (basis === "cost"))
      sum = { minor: sum.minor + money.minor, currency: sum.currency };
  }
  return sum;
}

/** How many orders, shipments and invoices wait for it. */
export function blockedBy(
  work: Work,
  object: BusinessObject,
): { readonly orders: number; readonly shipments: number; readonly invoices: number } {
  const count = (kind: ObjectKind) => linkedOf(work, object, kind).length;
  return { orders: count("order"), shipments: count("shipment"), invoices: count("invoice") };
}

/** The truck that was decided for an order, else its own time. */
function ownTime(order: BusinessObject): readonly Cutoff[] {
  const moved = movedTo(order);
  if (moved !== null) return [{ at: moved.at, source: "departure" }];
  const by = traitOf(order, "ship-by")?.number ?? null;
  return by === null ? [] : [{ at: by, source: "order" }];
}

/**
 * When it is too late: the truck that a person moved the order to, else the order's or load's own time, else the next
 * departure of its carrier and service from its warehouse, else the next departure of the warehouse at all.
 */
export function cutoffOf(work: Work, object: BusinessObject, warehouse: string | null, from: Instant): Cutoff | null {
  const orders = linkedOf(work, object, "order");
  const own = orders.flatMap(ownTime).sort((a, b) => a.at - b.at);
  if (own[0] !== undefined) return own[0];
  const loads = linkedOf(work, object, "load").flatMap((load) => traitOf(load, "ship-by")?.number ?? []);
  if (loads.length > 0) return { at: Math.min(...loads), source: "load" };
  const departures = warehouse === null ? undefined : work.network.warehouses.get(warehouse)?.departures;
  if (departures === undefined || departures.length === 0) return null;
  const bearers = [object, ...orders];
  const carrier = firstText(bearers, "carrier");
  const service = firstText(bearers, "carrier-service");
  const index = firstAfter(departures, from);
  if (carrier !== null) {
    for (let i = index; i < Math.min(departures.length, index + 200); i++) {
      const departure = departures[i];
      if (
        departure?.carrier === carrier &&
        (service === null || departure.service === null || departure.service === service)
      ) {
        return { at: departure.at, source: "departure" };
      }
    }
  }
  const next = departures[index];
  return next === undefined ? null : { at: next.at, source: "warehouse" };
}

function firstText(objects: readonly BusinessObject[], name: "carrier" | "carrier-service"): string | null {
  for (const object of objects) {
    const value = traitOf(object, name);
    if (value !== null) return value.text;
  }
  return null;
}

/** Index of the first departure after an instant, by halving. */
function firstAfter(departures: readonly Departure[], from: Instant): number {
  let low = 0;
  let high = departures.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((departures[middle]?.at ?? 0) > from) high = middle;
    else low = middle + 1;
  }
  return low;
}
