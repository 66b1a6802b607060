/** What counts in each key figure: rules KF1 to KF28 and each figure's own published words, document by document. */
import { type Add, type Counted, duration, latest, type Part, type Span, spanOf } from "./counted.ts";
import { dayIn, type Fact, idIn, kindIn } from "./facts.ts";
import { misbilled, miscounted } from "./figures-goods.ts";
import { orderFigures } from "./figures-orders.ts";
import { oversold, stockFigures } from "./figures-stock.ts";
import { nameOfRaised, type Raised } from "./raised.ts";
import {
  awaitedOf,
  besides,
  buildingOf,
  firstOf,
  free,
  isUnderWay,
  namesOf,
  okOf,
  saidOf,
  type World,
  zoneAt,
} from "./world.ts";
import { isVoided, leftOf, standing } from "./worth.ts";

/** Everything that counts, up to the instant that it is. */
export function countedIn(
  world: World,
  now: number,
  raised: readonly Raised[],
  /** Numbers of exceptions by name: of two alike the earlier one gives the cause. */
  numbers: ReadonlyMap<string, number>,
): readonly Counted[] {
  const all: Counted[] = [];
  const counts = (name: string): boolean => name.startsWith("|");
  for (const name of namesOf(world, "order")) {
    if (!counts(name)) continue;
    orderFigures(world, name, raised, add(name));
    oversold(world, name, add(name));
  }
  for (const name of namesOf(world, "receipt")) {
    if (!counts(name)) continue;
    receipt(world, name, add(name));
    miscounted(world, name, add(name));
  }
  for (const name of namesOf(world, "invoice")) {
    if (!counts(name)) continue;
    invoice(world, name, add(name));
    misbilled(world, name, add(name));
  }
  for (const name of namesOf(world, "shipment")) if (counts(name)) due(world, name, add(name));
  stockFigures(world, add);
  for (const one of raised) exception(world, one, all);
  const numberOf = (one: Raised): number => numbers.get(nameOfRaised(one)) ?? 0;
  return all
    .filter(({ at }) => at <= now)
    .map((one) => (one.clock === null ? one : { ...one, cause: causeOf(one.seats, one.clock) }));

  function causeOf(seats: readonly string[], [from, to]: Span): string | null {
    let longest = 0;
    let cause: Raised | null = null;
    for (const one of raised) {
      if (!seats.includes(one.object)) continue;
      const stood = Math.min(to, one.endedAt ?? Number.POSITIVE_INFINITY) - Math.max(from, one.openedAt);
      if (stood > longest || (stood === longest && cause !== null && numberOf(one) < numberOf(cause))) {
        longest = stood;
        cause = one;
      }
    }
    return cause?.family ?? null;
  }

  function add(name: string) {
    return (zone: string, at: number, part: Part): void => {
      all.push({
        id: `${kindIn(name)}/${idIn(name)}`,
        day: dayIn(zone, at),
        at,
        leftOut: null,
        warehouse: buildingOf(world, name),
        partner: saidOf(world, name, "customer.id"),
        flow: null,
        cause: null,
        floorMs: null,
        messageMs: null,
        clock: null,
        seats: [name],
        ...part,
      });
    };
  }
}

function receipt(world: World, name: string, add: Add): void {
  if (isUnderWay(world, name)) return;
  const away = firstOf(world, name, "receipt.put-away");
  const posted = firstOf(world, name, "receipt.posted");
  if (away === null || posted === null) return;
  const end = away.at > posted.at ? away : posted;
  const confirmed = firstOf(world, name, "receipt.confirmed");
  const arrived = okOf(world, name, "receipt.gate-arrived", "receipt.arrived")[0] ?? null;
  const zone = zoneAt(world.plan, buildingOf(world, name));
  const partner = saidOf(world, name, "partner.id");
  const flow =
    awaitedOf(world, name).find(({ step }) => ["receipt.put-away", "receipt.posted"].includes(step.expect))?.flow ??
    null;
  const span = spanOf(away, posted);
  const message = span === null ? null : [span];
  if (arrived !== null) duration(add, zone, "dock-to-stock", arrived, end, { message, partner, flow });
  duration(add, zone, "receipt-to-stock", confirmed, end, { message, partner, flow });
}

function invoice(world: World, name: string, add: Add): void {
  const { plan } = world;
  const state = standing(world, name);
  const posted = firstOf(world, name, "invoice.posted");
  const flow =
    besides(world, name, "shipment")
      .flatMap((one) => awaitedOf(world, one))
      .find(({ step }) => step.expect === "invoice.posted")?.flow ?? null;
  const shipments = besides(world, name, "shipment");
  const orders = besides(world, name, "order");
  const seats = [name, ...shipments, ...orders];
  const leavings = shipments.filter((one) => !isVoided(world, one)).map((one) => leftOf(world, one));
  // What it is for must all have left, as far as anybody told.
  const left = leavings.includes(null) ? null : latest(leavings as Fact[]);
  const warehouse = left?.warehouse ?? buildingOf(world, name);
  if (posted !== null) {
    const wrong = okOf(world, name, "invoice.rejected", "invoice.corrected", "invoice.cancelled").length > 0;
    add(plan.zone, posted.at, {
      figure: "first-time-right",
      numerator: wrong ? 0 : 1,
      denominator: 1,
      flow,
      seats,
      warehouse,
      clock: [posted.at, Number.POSITIVE_INFINITY],
    });
  }
  if (state === "cancelled") return;
  if (left === null) return;
  if (besides(world, name, "order").some((one) => free.includes(saidOf(world, one, "order.billing") ?? ""))) return;
  const sent = firstOf(world, name, "invoice.sent");
  const days = (figure: string, end: Fact | null): void => {
    if (end === null) return;
    const from = left.dated ? dayIn(zoneAt(plan, left.warehouse), left.at) : dayIn(plan.zone, left.at);
    const count = dayIn(plan.zone, end.at) - from;
    if (count < 0)
      add(plan.zone, end.at, {
        figure,
        numerator: 0,
        denominator: 0,
        leftOut: "order",
        flow,
        seats,
        warehouse,
        clock: [left.at, end.at],
      });
    else
      add(plan.zone, end.at, {
        figure,
        numerator: count,
        denominator: 1,
        flow,
        seats,
        warehouse,
        clock: [left.at, end.at],
      });
  };
  days("invoice-days", sent);
  days("ledger-days", posted);
}

/** Invoices that a step awaits, on the day on which they were due. */
function due(world: World, name: string, add: Add): void {
  const orders = besides(world, name, "order");
  const shipments = [name, ...orders.flatMap((one) => besides(world, one, "shipment"))];
  const seats = [...shipments, ...orders, ...shipments.flatMap((one) => besides(world, one, "invoice"))];
  for (const awaited of awaitedOf(world, name)) {
    if (awaited.step.expect !== "invoice.posted" || awaited.cancelled || awaited.dueAt === null) continue;
    const kept = awaited.met !== null && awaited.met.at <= awaited.dueAt;
    add(world.plan.zone, awaited.dueAt, {
      figure: "invoice-on-time",
      numerator: kept ? 1 : 0,
      denominator: 1,
      flow: awaited.flow,
      seats,
      clock: [awaited.since, awaited.met?.at ?? Number.POSITIVE_INFINITY],
    });
  }
}

function exception(world: World, one: Raised, all: Counted[]): void {
  const warehouse = one.warehouse ?? buildingOf(world, one.object);
  const zone = zoneAt(world.plan, warehouse);
  const runs = world.plan.systems.find(({ id }) => id === one.system)?.partner ?? null;
  const base = {
    id: nameOfRaised(one),
    leftOut: null,
    warehouse,
    partner: saidOf(world, one.object, "partner.id") ?? runs ?? saidOf(world, one.object, "customer.id"),
    flow: one.flow,
    cause: one.family,
    floorMs: null,
    messageMs: null,
    clock: null,
    seats: [],
  };
  const add = (
    figure: string,
    at: number,
    numerator: number,
    denominator: number,
    more: Partial<Counted> = {},
  ): void => {
    all.push({ ...base, figure, at, day: dayIn(zone, at), numerator, denominator, ...more });
  };
  add("exception-rate", one.openedAt, 1, 0);
  if (one.takenAt !== null && one.kind !== "late-event")
    add("time-to-take", one.takenAt, one.takenAt - one.createdAt, 1);
  if (one.kind === "late-event" || one.endedAt === null || (one.recovered ? one.closedAt : one.endedAt) > world.known)
    return;
  if (one.recovered) {
    const ms = one.endedAt - one.openedAt;
    const messageMs = Math.min(ms, Math.max(0, one.createdAt - one.openedAt));
    // What was there in time, and only heard of later, stops before it starts.
    if (ms < 0) add("time-to-recover", one.endedAt, 0, 0, { leftOut: "order" });
    else add("time-to-recover", one.endedAt, ms, 1, { messageMs, floorMs: ms - messageMs });
  }
  add("healed-share", one.endedAt, one.recovered && one.touches === 0 ? 1 : 0, 1);
  add("touches", one.endedAt, one.touches, 1);
}
