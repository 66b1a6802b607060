import { amountText, type Customer, customers, type Item, isoMinute, items, monthDay, type Site } from "./company.ts";
import { type Lane, lanesOf } from "./dock.ts";
import { drawFate, type Fate, isFree } from "./fate.ts";
import { currencyOf, termsOf } from "./ledger.ts";
import { drawTimes, type OrderTimes } from "./order-times.ts";
import { type Random, randomOf } from "./random.ts";
import { hour, localOf } from "./zones.ts";

export interface OrderLine {
  readonly line: string;
  readonly item: Item;
  readonly quantity: number;
}

/** A customer's order with all that will become of it; instants are Unix milliseconds. */
export interface Order {
  readonly seed: number;
  readonly id: string;
  readonly shipment: string;
  readonly invoice: string;
  readonly site: Site;
  readonly customer: Customer;
  readonly shipTo: Site["postcodes"][number];
  /** The billing address; null where it has no postcode. */
  readonly billTo: Site["postcodes"][number] | null;
  readonly lane: Lane;
  readonly lines: readonly OrderLine[];
  /** Cents, the sum of the lines. */
  readonly amount: number;
  /** False: it came without prices, and what it is worth is known when it is billed. */
  readonly priced: boolean;
  readonly fate: Fate;
  readonly wave: string;
  readonly load: string;
  readonly times: OrderTimes;
}

/**
 * Draws one order that a customer of this site places at an instant. `number` is the bare number all its papers share;
 * with a fate given, that one holds instead of the drawn.
 */
export function drawOrder(seed: number, site: Site, number: number, created: number, given?: Fate): Order {
  const random = randomOf(seed, "order", number);
  const lane = random.weighted(lanesOf(site));
  const drawn = drawLines(random);
  const skus = drawn.map((line) => line.item.sku);
  const fateDrawn = drawFate(random, site, skus);
  const fate = given ?? fateDrawn;
  const lines = isFree(fate) ? drawn.map(givenAway) : drawn;
  const times = drawTimes(random, site, lane, fate, created);
  const shipTo = random.pick(site.postcodes);
  return {
    seed,
    id: `SO-${number}`,
    shipment: `SH-${number}`,
    invoice: `INV-${number}`,
    site,
    customer: random.weighted(customers),
    shipTo,
    billTo: shipTo,
    lane,
    lines,
    amount: amountOf(lines),
    priced: true,
    fate,
    wave: waveOf(site, times.picked),
    load: loadOf(site, lane, times.leaves),
    times,
  };
}

/** The wave in which a floor picks at an instant, one each half hour: `W-ATL-1119-27`. */
export function waveOf(site: Site, picked: number): string {
  return `W-${site.id}-${monthDay(site, picked)}-${Math.floor(localOf(site.zone, picked).minutes / 30)}`;
}

/** The number of the load that leaves a building at an instant: `ATL-1119-15-CORVUS`. */
export function loadOf(site: Site, lane: Lane, leaves: number): string {
  const clock = String(Math.floor(localOf(site.zone, leaves).minutes / 60)).padStart(2, "0");
  return `${site.id}-${monthDay(site, leaves)}-${clock}-${(lane.carrier.split(" ")[0] ?? "").toUpperCase()}`;
}

/** The lines as the attribute `business.lines` carries them; without prices where the order has none. */
export function linesText(order: Pick<Order, "lines" | "priced">): string {
  return JSON.stringify(
    order.lines.map((line) => ({
      line: line.line,
      sku: line.item.sku,
      quantity: String(line.quantity),
      uom: line.item.uom,
      ...(order.priced ? { unitPrice: amountText(line.item.price), unitCost: amountText(line.item.cost) } : {}),
    })),
  );
}

/** Units of all lines. */
export function unitsOf(order: Pick<Order, "lines">): number {
  return order.lines.reduce((sum, line) => sum + line.quantity, 0);
}

/** What lines are worth, in cents. */
export function amountOf(lines: readonly OrderLine[]): number {
  return lines.reduce((sum, line) => sum + line.quantity * line.item.price, 0);
}

/** What the shop says of an order's worth; nothing where it came without prices. */
export function worthOf(order: Order): Readonly<Record<string, string>> {
  return order.priced ? { "business.amount": amountText(order.amount), "business.currency": moneyOf(order) } : {};
}

/** The currency of its prices. */
export const moneyOf = ({ site, customer }: Pick<Order, "site" | "customer">): string => currencyOf(site, customer);

/** How an order is billed, as `order.billing` carries it. */
export function billingOf({ fate }: Order): "on-shipment" | "sample" | "warranty" {
  return fate === "sample" || fate === "warranty" ? fate : "on-shipment";
}

/** What the shop promises: the departure, as `order.ship_by` carries it. */
export function promiseOf(order: Order): Readonly<Record<string, string>> {
  const notBefore = order.times.shipNotBefore;
  return {
    "order.ship_by": isoMinute(order.times.shipBy),
    "order.deliver_by": isoMinute(order.times.shipBy + order.lane.transit * 24 * hour + 6 * hour),
    ...(notBefore === null ? {} : { "order.ship_not_before": isoMinute(notBefore) }),
    "order.customer_tier": order.customer.tier,
    ...termsOf(order.seed, order.id),
    "order.billing": billingOf(order),
    "carrier.id": order.lane.carrier,
    "carrier.service": order.lane.service,
  };
}

function drawLines(random: Random): OrderLine[] {
  const count = random.chance(0.55) ? random.int(1, 3) : random.int(3, 9);
  const left = [...items];
  return Array.from({ length: count }, (_, index) => {
    const item = random.pick(left);
    left.splice(left.indexOf(item), 1);
    return { line: String(index + 1), item, quantity: Math.max(1, Math.round(item.usual * random.between(0.4, 1.8))) };
  });
}

/** Samples and replacements cost the customer nothing. */
function givenAway(line: OrderLine): OrderLine {
  return { ...line, item: { ...line.item, price: 0 } };
}
