/** Figures of orders: rules KF5 to KF12 and KF23. */

import { type Add, duration, latest, type Span, spanOf } from "./counted.ts";
import { dayIn, type Fact, kindIn, text, whenLocal } from "./facts.ts";
import { tenThousandths } from "./figures-stock.ts";
import type { Raised } from "./raised.ts";
import {
  awaitedOf,
  besides,
  buildingOf,
  firstOf,
  free,
  holdsOf,
  isUnderWay,
  lastOf,
  okOf,
  saidOf,
  type World,
  zoneAt,
} from "./world.ts";
import { isVoided, leftOf, standing } from "./worth.ts";

/** What an order adds to every figure that is about orders. */
export function orderFigures(world: World, name: string, raised: readonly Raised[], add: Add): void {
  const { plan } = world;
  const created = firstOf(world, name, "order.created");
  const zone = zoneAt(plan, buildingOf(world, name));
  const taken = created ?? firstOf(world, name, "order.released");
  // Per thousand orders taken are exceptions and discrepancies.
  for (const figure of taken === null ? [] : ["exception-rate", "discrepancies"])
    add(zone, taken?.at ?? 0, {
      figure,
      numerator: 0,
      denominator: 1,
      flow: awaitedOf(world, name).find(({ step }) => step.expect === "order.acknowledged")?.flow ?? null,
    });
  if (isUnderWay(world, name)) return;
  const cancelled = firstOf(world, name, "order.cancelled");
  const all = besides(world, name, "shipment");
  const shipments = all.filter((one) => !isVoided(world, one));
  const bills = [name, ...all].flatMap((one) => besides(world, one, "invoice"));
  const seats = [name, ...all, ...bills];
  const came = created ?? firstOf(world, name, "order.released");
  const leavings = shipments.map((one) => leftOf(world, one));
  const left = leavings.length > 0 && leavings.every((one) => one !== null) ? latest(leavings as Fact[]) : null;
  /** While it was on its way: what may have kept it. */
  const clock: Span | null = came === null ? null : [came.at, left?.at ?? Number.POSITIVE_INFINITY];
  const steps = seats.flatMap((seat) => awaitedOf(world, seat));
  const flowOf = (...types: readonly string[]): string | null =>
    steps.find(({ step }) => types.includes(step.expect))?.flow ?? null;
  // A ship confirmation tells that it left, else a delivery, else the goods issue.
  const leaving = flowOf("shipment.confirmed") ?? flowOf("shipment.delivered", "order.delivered", "shipment.posted");
  onTime(world, name, { cancelled, left, zone, seats, clock, raised, flow: leaving }, add);
  if (cancelled !== null) return;
  const released = firstOf(world, name, "order.released");
  const acknowledged = firstOf(world, name, "order.acknowledged");
  /** The message to the floor, from one system's word to the next one's. */
  const toFloor = spanOf(released, acknowledged);
  const waits = (from: number, to: number): number => {
    const notBefore = saidOf(world, name, "order.ship_not_before");
    const spans = [...holdsOf(world, name), ...(notBefore === null ? [] : [[from, Date.parse(notBefore)] as const])]
      .map(([begin, end]) => [Math.max(begin, from), Math.min(end, to)] as const)
      .filter(([begin, end]) => end > begin)
      .sort((a, b) => a[0] - b[0]);
    let sum = 0;
    let reached = from;
    for (const [begin, end] of spans) {
      if (end <= reached) continue;
      sum += end - Math.max(begin, reached);
      reached = end;
    }
    return sum;
  };
  if (left !== null) {
    const flow = leaving;
    const less = created === null ? 0 : waits(created.at, left.at);
    const message = toFloor === null ? null : [toFloor];
    const moving = toFloor === null ? 0 : waits(...toFloor);
    duration(add, zone, "order-to-ship", created, left, { message, flow, seats });
    duration(add, zone, "order-to-ship-less-waiting", created, left, { message, flow, seats, less, moving });
    duration(add, zone, "internal-cycle", released ?? acknowledged, left, { message, flow, seats });
    const parts = shipments.length;
    if (came !== null)
      add(zone, left.at, {
        figure: "split-shipment",
        numerator: parts > 1 ? 1 : 0,
        denominator: 1,
        flow,
        seats,
        clock,
      });
    const first = firstOf(world, name, "order.allocated") ?? released;
    if (came !== null && first !== null && first.warehouse !== null) {
      const elsewhere = leavings.some(
        (one) => one !== null && one.warehouse !== null && one.warehouse !== first.warehouse,
      );
      add(zoneAt(plan, first.warehouse), left.at, {
        figure: "other-site",
        numerator: elsewhere ? 1 : 0,
        denominator: 1,
        flow,
        seats,
        clock,
        warehouse: first.warehouse,
      });
    }
    const deliveries = shipments.map((one) => firstOf(world, one, "shipment.delivered"));
    const delivered =
      firstOf(world, name, "order.delivered") ??
      (deliveries.every((one) => one !== null) ? latest(deliveries as Fact[]) : null);
    if (delivered !== null) {
      const flow = flowOf("shipment.delivered", "order.delivered");
      const less = created === null ? 0 : waits(created.at, delivered.at);
      duration(add, zone, "order-cycle", created, delivered, { message, flow, seats });
      duration(add, zone, "order-cycle-less-waiting", created, delivered, { message, flow, seats, less, moving });
    }
    toInvoice(world, name, { created, shipments, zone, seats, toFloor, flow: flowOf("invoice.posted") }, add);
  }
  fill(world, name, { shipments, zone, seats, flow: leaving }, add);
}

/** The time planned for an order, to the instant; a date is kept until it ends. */
function plannedOf(world: World, name: string): number | null {
  let planned: number | null = null;
  for (const fact of world.of.get(name) ?? []) {
    const told = text(fact.says.get("order.ship_by"));
    if (told === null) continue;
    const zone = zoneAt(world.plan, fact.warehouse);
    planned = /^\d{4}-\d{2}-\d{2}$/.test(told)
      ? whenLocal(zone, Date.parse(`${told}T00:00:00Z`) + 86_400_000) - 1
      : Date.parse(told);
  }
  return planned;
}

function onTime(
  world: World,
  name: string,
  of: {
    readonly cancelled: Fact | null;
    readonly left: Fact | null;
    readonly zone: string;
    readonly seats: readonly string[];
    readonly clock: Span | null;
    readonly raised: readonly Raised[];
    readonly flow: string | null;
  },
  add: Add,
): void {
  const planned = plannedOf(world, name);
  if (planned === null) return;
  const { cancelled, left, zone, seats, clock, raised, flow } = of;
  if (clock === null || (cancelled !== null && cancelled.at <= planned)) return;
  const grace = world.plan.graceMs;
  const at = planned + grace;
  const kept = left !== null && left.at <= at;
  const held = holdsOf(world, name).some(([from, to]) => from <= planned && to > planned);
  const place = { day: dayIn(zone, planned), flow, seats, clock };
  if (held && !kept) {
    add(zone, at, { figure: "on-time-shipment", numerator: 0, denominator: 0, leftOut: "hold", ...place });
    return;
  }
  add(zone, at, { figure: "on-time-shipment", numerator: kept ? 1 : 0, denominator: 1, ...place });
  // An exception that came after the time was over could save nothing.
  const until = Math.min(planned, left?.at ?? planned);
  const own = seats.filter((seat) => kindIn(seat) !== "invoice");
  const stood = raised.filter((one) => own.includes(one.object) && one.openedAt < until);
  if (stood.length === 0) return;
  const saved = kept && stood.some(({ takenAt }) => takenAt !== null && takenAt <= until);
  if (kept && !saved) return;
  add(zone, at, { figure: "saved-before-cutoff", numerator: saved ? 1 : 0, denominator: 1, ...place });
}

function toInvoice(
  world: World,
  name: string,
  of: {
    readonly created: Fact | null;
    readonly shipments: readonly string[];
    readonly zone: string;
    readonly seats: readonly string[];
    readonly toFloor: Span | null;
    readonly flow: string | null;
  },
  add: Add,
): void {
  const { shipments, created, zone, seats, toFloor, flow } = of;
  if (free.includes(saidOf(world, name, "order.billing") ?? "")) return;
  const first: Fact[] = [];
  const messages: (Span | null)[] = [toFloor];
  for (const one of shipments) {
    const standingOnes = besides(world, one, "invoice").filter((invoice) => standing(world, invoice) === "stands");
    if (standingOnes.length === 0) return;
    const firsts = standingOnes.flatMap((invoice) => firstOf(world, invoice, "invoice.posted") ?? []);
    first.push(...firsts.sort((a, b) => a.at - b.at).slice(0, 1));
    messages.push(spanOf(firstOf(world, one, "shipment.confirmed"), firstOf(world, one, "shipment.posted")));
  }
  const last = latest(first);
  if (last === null) return;
  const message = messages.some((span) => span === null) ? null : (messages as Span[]);
  duration(add, zone, "order-to-invoice", created, last, { message, flow, seats });
}

function fill(
  world: World,
  name: string,
  of: {
    readonly shipments: readonly string[];
    readonly zone: string;
    readonly seats: readonly string[];
    readonly flow: string | null;
  },
  add: Add,
): void {
  const { shipments, zone, seats, flow } = of;
  const left = shipments
    .flatMap((one) => {
      const fact = leftOf(world, one);
      return fact === null ? [] : [{ one, fact }];
    })
    .sort((a, b) => a.fact.at - b.fact.at);
  const at = left[0]?.fact.at;
  const created = firstOf(world, name, "order.created");
  if (at === undefined || created === null) return;
  const place = { flow, seats, clock: [created.at, at] as const };
  const together = left.filter(({ fact }) => fact.at === at);
  const figures = ["fill-unit", "fill-line", "fill-order"];
  const out = (why: string): void => {
    for (const figure of figures) add(zone, at, { figure, numerator: 0, denominator: 0, leftOut: why, ...place });
  };
  let told: string | null = null;
  // What is known to the day left at some time of it: what was ordered on that day was ordered by then.
  const by = together.some(({ fact }) => fact.dated) ? at + 86_400_000 : at;
  for (const fact of okOf(world, name, "order.created", "order.changed"))
    if (fact.at <= by) told = text(fact.says.get("business.lines")) ?? told;
  const shipped: { sku: string; uom: string; quantity: string }[] = [];
  for (const { one } of together) {
    if (besides(world, one, "order").length > 1) {
      out("shared");
      return;
    }
    const own = lastOf(world, one, "shipment.confirmed");
    const lines = own === null ? null : text(own.says.get("business.lines"));
    if (lines === null) {
      out("lines");
      return;
    }
    shipped.push(...JSON.parse(lines));
  }
  if (told === null) {
    out("lines");
    return;
  }
  const ordered: { sku: string; uom: string; quantity: string }[] = JSON.parse(told);
  const there = new Map<string, number>();
  for (const { sku, quantity } of shipped)
    there.set(sku, (there.get(sku) ?? 0) + (tenThousandths(quantity) ?? Number.NaN));
  let units = 0;
  let all = 0;
  let full = 0;
  for (const { sku, quantity } of ordered) {
    const wanted = tenThousandths(quantity) ?? Number.NaN;
    const has = Math.min(wanted, there.get(sku) ?? 0);
    there.set(sku, (there.get(sku) ?? 0) - has);
    units += has;
    all += wanted;
    if (has === wanted) full++;
  }
  add(zone, at, { figure: "fill-unit", numerator: units, denominator: all, ...place });
  add(zone, at, { figure: "fill-line", numerator: full, denominator: ordered.length, ...place });
  add(zone, at, { figure: "fill-order", numerator: full === ordered.length ? 1 : 0, denominator: 1, ...place });
}
