import {
  amountText,
  type Customer,
  congestion,
  customers,
  departureAfter,
  dockTime,
  type Item,
  isoMinute,
  items,
  type Lane,
  lanes,
  monthDay,
  type Site,
} from "./company.ts";
import { type Random, randomOf } from "./random.ts";
import { hour, localOf, minute } from "./zones.ts";

/** What sets an order apart from one that simply ships. */
export type Fate =
  | "plain"
  | "credit-hold"
  | "customer-hold"
  | "future"
  | "cancelled"
  | "hold-code"
  | "case-pack"
  | "edi-rejected"
  | "pick-late"
  | "lost"
  | "label-retried"
  | "posting-retried"
  | "posting-stuck"
  | "price-differs"
  | "postcode";

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
  readonly lane: Lane;
  readonly lines: readonly OrderLine[];
  /** Cents, the sum of the lines. */
  readonly amount: number;
  readonly fate: Fate;
  readonly wave: string;
  readonly load: string;
  readonly times: OrderTimes;
}

/** When each step of an order happens; absent steps never do. */
export interface OrderTimes {
  readonly created: number;
  readonly shipNotBefore: number | null;
  readonly shipBy: number;
  readonly held: number | null;
  readonly freed: number | null;
  readonly releaseFailed: number | null;
  readonly released: number;
  readonly acknowledgeFailed: number | null;
  readonly acknowledged: number;
  readonly cancelled: number | null;
  readonly picked: number;
  readonly packed: number;
  readonly labelFailed: number | null;
  readonly labelled: number;
  readonly confirmed: number;
  readonly heard: number;
  readonly postFailed: number | null;
  readonly posted: number;
  readonly invoiceFailed: number | null;
  readonly invoiced: number;
}

/** Draws one order that a customer of this site places at an instant. `number` is the bare number all its papers share. */
export function drawOrder(seed: number, site: Site, number: number, created: number): Order {
  const random = randomOf(seed, "order", number);
  const lane = random.weighted(lanes);
  const lines = drawLines(random);
  const fate = drawFate(random, site, lines);
  const times = drawTimes(random, site, lane, fate, created);
  const clock = String(Math.floor(localOf(site.zone, times.confirmed).minutes / 60)).padStart(2, "0");
  return {
    seed,
    id: `SO-${number}`,
    shipment: `SH-${number}`,
    invoice: `INV-${number}`,
    site,
    customer: random.weighted(customers),
    shipTo: random.pick(site.postcodes),
    lane,
    lines,
    amount: lines.reduce((sum, line) => sum + line.quantity * line.item.price, 0),
    fate,
    wave: `W-${site.id}-${monthDay(site, times.picked)}-${Math.floor(localOf(site.zone, times.picked).minutes / 30)}`,
    load: `${site.id}-${monthDay(site, times.confirmed)}-${clock}-${lane.carrier.toUpperCase()}`,
    times,
  };
}

/** The lines as the attribute `business.lines` carries them. */
export function linesText(order: Order): string {
  return JSON.stringify(
    order.lines.map((line) => ({
      line: line.line,
      sku: line.item.sku,
      quantity: String(line.quantity),
      uom: line.item.uom,
      unitPrice: amountText(line.item.price),
    })),
  );
}

/** Units of all lines. */
export function unitsOf(order: Order): number {
  return order.lines.reduce((sum, line) => sum + line.quantity, 0);
}

/** What the shop promises: the departure, as `order.ship_by` carries it. */
export function promiseOf(order: Order): Readonly<Record<string, string>> {
  const notBefore = order.times.shipNotBefore;
  return {
    "order.ship_by": isoMinute(order.times.shipBy),
    "order.deliver_by": isoMinute(order.times.shipBy + order.lane.transit * 24 * hour + 6 * hour),
    ...(notBefore === null ? {} : { "order.ship_not_before": isoMinute(notBefore) }),
    "order.customer_tier": order.customer.tier,
    "order.terms": "origin",
    "order.billing": "on-shipment",
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

function drawFate(random: Random, site: Site, lines: readonly OrderLine[]): Fate {
  const draw = random.next();
  const casePack = lines.some((line) => line.item.sku === "44-190");
  const own = (share: number): number => (site.partner ? 0 : share);
  const shares: readonly (readonly [Fate, number])[] = [
    ["credit-hold", 0.025],
    ["customer-hold", own(0.01)],
    ["future", 0.015],
    ["cancelled", 0.008],
    ["label-retried", own(0.004)],
    ["posting-retried", 0.012],
    ["posting-stuck", 0.0008],
    ["price-differs", 0.0022],
    ["pick-late", own(0.0012)],
    ["lost", own(0.001)],
    ["edi-rejected", site.partner ? 0.01 : 0],
    ["hold-code", site.id === "EWR" ? 0.012 : 0],
    ["case-pack", site.id === "ATL" && casePack ? 0.03 : 0],
  ];
  let reached = 0;
  for (const [fate, share] of shares) {
    reached += share;
    if (draw < reached) return fate;
  }
  return "plain";
}

function drawTimes(random: Random, site: Site, lane: Lane, fate: Fate, created: number): OrderTimes {
  /** The truck that what is ready then can still make, and when the floor gets it: some hours before that truck. */
  const gate = (ready: number): { readonly at: number; readonly leaves: number } => {
    const leaves = departureAfter(site, lane, dockTime(site, ready, 2.2 * hour));
    return { at: Math.max(ready, leaves - random.between(2.5, 8.5) * hour), leaves };
  };
  const shipNotBefore = fate === "future" ? created + random.between(30, 72) * hour : null;
  const creditHeld = fate === "credit-hold" ? created + random.between(0.5, 2) * minute : null;
  const creditFreed = creditHeld === null ? null : creditHeld + holdOf(random);
  const releaseFailed = fate === "hold-code" ? created + random.between(0.7, 3) * minute : null;
  const repaired = releaseFailed === null ? null : releaseFailed + random.between(5, 22) * hour;
  const ready = (shipNotBefore ?? creditFreed ?? repaired ?? created) + random.between(0.7, 3.5) * minute;
  const first = gate(ready);
  const released = first.at;
  let leaves = first.leaves;
  const heardByFloor = released + (site.partner ? random.between(4, 11) : random.between(0.1, 1.2)) * minute;
  const acknowledgeFailed = fate === "case-pack" || fate === "edi-rejected" ? heardByFloor : null;

  let acknowledged = heardByFloor;
  if (acknowledgeFailed !== null || fate === "lost") {
    const away =
      fate === "lost" ? random.between(1.5, 6) : random.chance(0.3) ? random.between(16, 26) : random.between(3, 8);
    ({ at: acknowledged, leaves } = gate(heardByFloor + away * hour));
  }
  const cancelled = fate === "cancelled" ? acknowledged + random.between(1, 6) * minute : null;
  let floorFrom = acknowledged;
  const customerHeld = fate === "customer-hold" ? acknowledged + random.between(2, 5) * minute : null;
  let customerFreed: number | null = null;
  if (customerHeld !== null) ({ at: customerFreed, leaves } = gate(customerHeld + holdOf(random)));
  if (customerFreed !== null) floorFrom = customerFreed;

  const walk = random.between(18, 55) * minute * congestion(site, floorFrom);
  if (fate === "pick-late") ({ at: floorFrom, leaves } = gate(floorFrom + random.between(20, 28) * hour));
  const wave = Math.min(leaves - random.between(1.6, 5.4) * hour, dockTime(site, floorFrom, 3.5 * hour));
  const picked = Math.max(dockTime(site, floorFrom, walk), wave);
  const packed = dockTime(site, picked, random.between(5, 18) * minute);
  const labelFailed = fate === "label-retried" ? packed : null;
  const labelled = labelFailed === null ? packed : labelFailed + random.between(4, 14) * minute;
  const file = nextFile(leaves);
  const confirmed = site.partner ? file - random.between(1, 4.5) * minute : leaves + random.between(0.5, 9) * minute;
  const heard = site.partner ? file + random.between(2, 40) * 1000 : confirmed;

  const postable = heard + (site.partner ? random.between(0.3, 2.5) : random.between(0.3, 4)) * minute;
  const refusedOnce = fate === "posting-retried" || fate === "posting-stuck";
  const postFailed = refusedOnce ? postable : null;
  const again = fate === "posting-stuck" ? random.between(5, 20) * hour : random.between(3, 9) * minute;
  const posted = postFailed === null ? postable : postFailed + again;
  const billable = posted + random.between(12, 65) * minute;
  const invoiceFailed = fate === "price-differs" ? billable : null;
  const invoiced = invoiceFailed === null ? billable : invoiceFailed + random.between(4, 26) * hour;
  return {
    created,
    shipNotBefore,
    shipBy: gate(shipNotBefore ?? created).leaves,
    held: creditHeld ?? customerHeld,
    freed: creditFreed ?? customerFreed,
    releaseFailed,
    released,
    acknowledgeFailed,
    acknowledged,
    cancelled,
    picked,
    packed,
    labelFailed,
    labelled,
    confirmed,
    heard,
    postFailed,
    posted,
    invoiceFailed,
    invoiced,
  };
}

function holdOf(random: Random): number {
  return (random.chance(0.25) ? random.between(18, 30) : random.between(0.7, 4)) * hour;
}

/** When a 3PL's next file arrives: five past each hour. */
function nextFile(at: number): number {
  return Math.ceil((at - 5 * minute) / hour) * hour + 5 * minute;
}
