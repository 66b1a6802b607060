import {
  blockOf,
  type Change,
  type Contribution,
  type ContributionVersion,
  type FigureDefinition,
  figureDefinitions,
  type LifeVersion,
  type Owed,
} from "../../server/domain/index.ts";
import { owedOf } from "../contracts/samples.ts";

export const dayMs = 86_400_000;
const hourMs = 3_600_000;
export const warehouses = ["ATL", "EWR", "ORD", "DFW", "SEA", "MIA"] as const;

/** Days of the month that is asked for, and of what stands before it: thirteen weeks from a Monday on. */
export const months = { days: 31, before: 97 } as const;
/** Customers, of whom some order far more than others; families of faults, each of which comes for a day or two. */
const [customers, families] = [400, 50] as const;

/** How many of a hundred orders tell a figure that not all of them tell. */
const rare: Readonly<Record<string, number>> = {
  "stock-agreement": 4,
  "dock-to-stock": 5,
  "receipt-to-stock": 5,
  "oversold-orders": 100,
  discrepancies: 2,
  "time-to-take": 2,
  "time-to-recover": 2,
  "healed-share": 2,
  touches: 2,
};
/** Of a hundred: what was known otherwise at first, what a fault stood in the way of, what is good. */
const shares = { restated: 3, faulty: 2, good: 96 } as const;
/** How long an order takes from its first event to its last, at most. */
const underWay = 18 * hourMs;

/** A number below `below` that goes with two others and with nothing else. */
function mixed(a: number, b: number, below: number): number {
  let hash = Math.imul(a ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(b + 0x7f4a7c15, 0xc2b2ae35);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return ((hash ^ (hash >>> 13)) >>> 0) % below;
}

/** When an order was placed: all of them evenly over the month. */
export const placedAt = (order: number, orders: number, now: number): number =>
  Math.floor(now - months.days * dayMs + (order / orders) * months.days * dayMs);

/** Who ordered, where from, in which flow: a customer has a building of its own, that ships four in five of its orders. */
function placeOf(order: number, day: number): Pick<Contribution, "warehouse" | "partner" | "flow" | "cause"> {
  const customer = Math.floor((mixed(order, 1, 10_000) / 10_000) ** 2 * customers);
  const away = mixed(order, 2, 5) === 0 ? 1 : 0;
  return {
    warehouse: warehouses[(customer + away) % warehouses.length] ?? "ATL",
    partner: `Customer ${customer}`,
    flow: customer % 8 === 0 ? "order-to-ship-3pl" : "order-to-ship",
    cause: mixed(order, 3, 100) < shares.faulty ? `wms\u001f${day % families}\u001fFault ${(day + order) % 3}` : null,
  };
}

/** What one thing adds to a figure, in numbers that its unit can have. */
function contributionOf(
  { id, unit, scale }: FigureDefinition,
  ref: string,
  order: number,
  times: { readonly from: number; readonly at: number | null },
): Contribution {
  const day = Math.floor((times.at ?? times.from) / dayMs);
  const long = (1 + mixed(order, id.length, 900)) * 60_000;
  const good = mixed(order, id.length + 7, 100) < shares.good;
  const isShare = unit === "share" || unit === "per-thousand-orders" || unit === "per-exception";
  const isSplit = unit === "ms" && times.at !== null;
  return {
    figure: id,
    ref,
    ...placeOf(order, day),
    from: times.from,
    at: times.at,
    day,
    numerator: isShare ? (good ? scale : 0) : unit === "days" ? mixed(order, 5, 4) : long,
    denominator: isShare ? scale : 1,
    awaits: false,
    floorMs: isSplit ? Math.floor(long * 0.8) : null,
    messageMs: isSplit ? long - Math.floor(long * 0.8) : null,
    leftOut: null,
  };
}

/** Nothing is known ahead of now. */
function versionsOf(one: Contribution, order: number, now: number): readonly ContributionVersion[] {
  const knownFrom = one.at ?? one.from;
  if (one.at === null || knownFrom + hourMs > now || mixed(order, 11, 100) >= shares.restated)
    return [{ life: one, knownFrom, knownUntil: null }];
  const otherwise = { ...one, partner: null };
  return [
    { life: otherwise, knownFrom, knownUntil: knownFrom + hourMs },
    { life: one, knownFrom: knownFrom + hourMs, knownUntil: null },
  ];
}

/** All that an order, its shipment and its invoice leave: what counts or still waits, and what was owed for how long. */
export function* orderChanges(order: number, placed: number, now: number): Generator<Change> {
  const ref = `order:*:SO-${order}`;
  const done = placed + Math.floor(underWay * (0.1 + 0.9 * (mixed(order, 13, 100) / 100)));
  const at = done <= now ? done : null;
  for (const definition of figureDefinitions) {
    if (mixed(order, definition.id.length * 31, 100) >= (rare[definition.id] ?? 100)) continue;
    const one = contributionOf(definition, ref, order, { from: placed, at });
    yield { kind: "figure", history: { ref, figure: definition.id, versions: versionsOf(one, order, now) } };
  }
  if (done > now) return;
  const owed = (kind: Owed["kind"], hours: number): Change => {
    const from = done;
    const until = from + Math.floor(hours * hourMs * (0.2 + 1.6 * (mixed(order, kind.length, 100) / 100)));
    const { warehouse, partner } = placeOf(order, Math.floor(from / dayMs));
    const of = {
      block: blockOf[kind],
      kind,
      since: from,
      warehouse,
      partner,
      amount: { minor: 1_000 + mixed(order, 17, 90_000), currency: "USD" },
    };
    const about = `shipment:*:SH-${kind.length}-${order}`;
    return { kind: "owed", ref: about, versions: livedOf(owedOf(about, of), from, until, now) };
  };
  yield owed("shipped-not-billed", 8);
  if (mixed(order, 19, 100) === 0) yield owed("invoice-rejected", 30);
  if (order % 20 !== 0) return;
  yield owed("receipt-not-posted", 1);
  yield owed("received-not-billed", 5 * 24);
}

/** As it was known while it stood, and since it ended. */
function livedOf(owed: Owed, from: number, until: number, now: number): readonly LifeVersion[] {
  const open: LifeVersion = {
    life: { owed, from, until: null },
    knownFrom: from,
    knownUntil: until > now ? null : until,
  };
  return until > now ? [open] : [open, { life: { owed, from, until }, knownFrom: until, knownUntil: null }];
}

/** Of the days before the month a few contributions each: nearly as many cells as its own days have, and few rows. */
export function* placesBefore(orders: number, now: number): Generator<Change> {
  const today = Math.floor(now / dayMs);
  const places = Math.min(2 * customers, Math.ceil(orders / months.days / 2));
  for (let day = today - months.before; day <= today - months.days; day++)
    for (let place = 0; place < places; place++) {
      const order = -1 - (day * places + place);
      const at = day * dayMs + hourMs;
      for (const definition of figureDefinitions) {
        if (mixed(order, definition.id.length * 31, 100) >= (rare[definition.id] ?? 100)) continue;
        const one = contributionOf(definition, `order:*:OLD-${-order}`, order, { from: at - hourMs, at });
        yield { kind: "figure", history: { ref: one.ref, figure: one.figure, versions: versionsOf(one, order, now) } };
      }
    }
}
