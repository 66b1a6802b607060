import { firstOf, hasEvent, traitOf } from "../correlation/fold.ts";
import { compareMarks } from "../marks.ts";
import type { Network } from "../network.ts";
import type { BusinessObject, Expectation, Instant, Mark, OpsException } from "../types.ts";
import { billedPart } from "./billed.ts";
import { earliestOf, enteredOn, isLate, shortSince, warehouseAt } from "./facts.ts";
import { leftWith, outstanding, standsFor } from "./left.ts";
import type { DayAt, OrderPart, OrderPlace, Papers, ShippedPart } from "./parts.ts";
import { plansOf } from "./planned.ts";

/** What says that a floor has an order, where its release was never told. */
const signs = [
  "order.acknowledged",
  "pick.confirmed",
  "pick.shorted",
  "pack.confirmed",
  "shipment.labelled",
  "shipment.loaded",
  "shipment.confirmed",
];

/** What an order and those beside it told at two horizons: where it stands, and what became of it once it had shipped. */
export interface OrderTold {
  readonly now: Papers;
  readonly later: Papers;
  /** Open exceptions about it and its shipments. */
  readonly exceptions: readonly OpsException[];
}

/**
 * Where an order stands on a building's day; null where it is none of that day's. The papers must have been cut to what
 * counts (`papersAsSeen`), the exceptions to those that were open (`wasOpen`).
 */
export function placeOrder(told: OrderTold, on: DayAt, network: Network): OrderPlace | null {
  const { subject: order, shipments } = told.now;
  if (order.environment !== "" || warehouseAt(order) !== on.warehouse) return null;
  const released = releasedAt(order);
  if (released === null) return null;
  const left = leftWith(order, shipments)?.at ?? null;
  const cancelled = firstOf(order, "order.cancelled", anyone)?.first.at ?? null;
  const ended = least(left, cancelled);
  const from = mayShipAt(order, released, ended);
  const entered = enteredOn(from, ended, on.day);
  if (entered === null) return null;
  const handover = handoverOf(told.now, released, on, network);
  const stopping = stoppingOf(told);
  // What is wrong with its way into the WMS is told by "not in the WMS", where that is judged.
  const blocked = stopping.some(({ eventType }) => handover === "not-judged" || !isHandover(eventType));
  const blockers = stopping.filter(({ eventType }) => handover !== "there" || !isHandover(eventType));
  const hold = holdOf(order);
  const part = partOf(cancelled, left, hold !== null, on, blocked, handover);
  const shipped = part === "shipped" ? shippedPart(told.later, on.at) : null;
  const plans = plansOf(told.now, entered === "carried" ? on.day.start : from, on, network);
  return {
    ref: order.ref,
    entered,
    part,
    loadedAt: part === "floor" ? loadedSince(order, shipments) : null,
    late: part === "not-in-wms" && handover === "late",
    reason: part === "on-hold" ? (hold?.reason ?? null) : null,
    shipped,
    billed: shipped === "in-erp" ? billedPart(told.later, on.at) : null,
    blockers: blockers.map(({ number }) => number).sort((a, b) => a - b),
    shippedAt: part === "shipped" ? left : null,
    departure: plans.now,
    missed: plans.missed,
  };
}

const anyone = (): boolean => true;
const least = (a: Instant | null, b: Instant | null): Instant | null =>
  a === null ? b : b === null ? a : Math.min(a, b);

function partOf(
  cancelled: Instant | null,
  left: Instant | null,
  held: boolean,
  on: DayAt,
  blocked: boolean,
  handover: Handover,
): OrderPart {
  if (cancelled !== null) return "cancelled";
  if (left !== null) return "shipped";
  if (held) return "on-hold";
  if (on.floor.silent) return "not-known";
  if (blocked) return "blocked";
  return handover === "waiting" || handover === "late" ? "not-in-wms" : "floor";
}

/** When it was released; where that was never told, when a floor first showed that it has it. Null before. */
export function releasedAt(order: BusinessObject): Instant | null {
  const released = firstOf(order, "order.released", anyone);
  return (released ?? earliestOf(order, signs))?.first.at ?? null;
}

/** The first of all that can say that an order is released: what a look at an earlier minute may rest on. */
export const firstSignOf = (order: BusinessObject): Instant | null =>
  earliestOf(order, ["order.released", ...signs])?.first.at ?? null;

/**
 * An order belongs to the day on which it is released or, where it may not ship before, on which it may; one that ends
 * earlier to the day of its end.
 */
function mayShipAt(order: BusinessObject, released: Instant, ended: Instant | null): Instant {
  const may = Math.max(released, traitOf(order, "ship-not-before")?.number ?? released);
  return ended === null ? may : Math.min(may, ended);
}

/** Whether and why an order is on hold or back-ordered: the later of the two, until it is freed or stock is found. */
function holdOf(order: BusinessObject): { readonly reason: string | null } | null {
  const hold = order.holds.at(-1);
  const held = hold?.held === true ? hold.mark : null;
  const backordered = shortSince(order);
  const since = held === null ? backordered : backordered === null ? held : later(held, backordered);
  if (since === null) return null;
  const reason = order.traits.find(({ name, mark }) => name === "hold-reason" && mark.identity === since.identity);
  return { reason: reason?.value.text ?? (since === backordered ? "back-ordered" : null) };
}

const later = (a: Mark, b: Mark): Mark => (compareMarks(a, b) > 0 ? a : b);

/** Where an order is on its way into the building's WMS. */
type Handover = "there" | "waiting" | "late" | "not-judged";

/** Taken: something that the floor's own system told. Absence counts only where that system tells everything. */
function handoverOf({ subject, shipments }: Papers, released: Instant, on: DayAt, network: Network): Handover {
  const own = (system: string): boolean => {
    const known = network.systems.get(system);
    return isFloor(known?.kind) && (known?.warehouse === null || known?.warehouse === on.warehouse);
  };
  const told = [subject, ...shipments].some((object) =>
    object.folds.some((fold) => fold.status === "ok" && fold.type !== "" && own(fold.system)),
  );
  if (told) return "there";
  const { judgedSince } = on.floor;
  const awaited = subject.expectations.find(({ expects }) => isHandover(expects));
  // A step that awaits it knows better since when its system is heard.
  const judged = awaited === undefined ? released >= (judgedSince ?? 0) : awaited.state !== "not-judged";
  if (judgedSince === null || !judged) return "not-judged";
  return awaited !== undefined && isLate(awaited, on.at) ? "late" : "waiting";
}

/** Kinds of systems that speak for a floor. */
export const isFloor = (kind: string | undefined): boolean => kind === "wms" || kind === "3pl";

/** An event on an order's way into the floor's system. */
const isHandover = (type: string | null): boolean =>
  type === "order.created" || type === "order.released" || type === "order.acknowledged";

/** What an order waits for once it has left. */
const afterLeaving =
  /^(invoice|credit|bill|payment|receipt|return|document)\.|^shipment\.(posted|milestone|delivered|asn-sent)$|^order\.delivered$/;

/** Open exceptions that keep an order from leaving: failures and misses, about it or a shipment that is still here. */
function stoppingOf({ now, exceptions }: OrderTold): readonly OpsException[] {
  const here = new Set([now.subject.ref, ...outstanding(now.shipments).map(({ ref }) => ref)]);
  return exceptions.filter((one) => one.object !== null && here.has(one.object) && stopsLeaving(one));
}

/** A failure or miss that keeps what it is about from leaving, while it is open. */
export const stopsLeaving = ({ kind, eventType, watch }: Pick<OpsException, "kind" | "eventType" | "watch">): boolean =>
  (kind === "failed-event" || kind === "missing-event") &&
  !watch &&
  (eventType === null || !afterLeaving.test(eventType));

/** Since when every carton is on a truck: told of each shipment that is still here, or of the order without one. */
function loadedSince(order: BusinessObject, shipments: readonly BusinessObject[]): Instant | null {
  const here = outstanding(shipments);
  let last: Instant | null = null;
  for (const object of here.length === 0 ? [order] : here) {
    const loaded = firstOf(object, "shipment.loaded", anyone);
    if (loaded === null) return null;
    last = Math.max(last ?? loaded.first.at, loaded.first.at);
  }
  return last;
}

/** Of a shipped order: whether the ERP has it as shipped. */
function shippedPart({ subject, shipments }: Papers, at: Instant): ShippedPart {
  const left = standsFor(subject, shipments);
  const missing = left.filter((object) => !hasEvent(object, "shipment.posted"));
  // Voided after the day: the ERP has nothing of it.
  if (left.length > 0 && missing.length === 0) return "in-erp";
  const awaited = (object: BusinessObject): readonly Expectation[] =>
    object.expectations.filter(({ expects }) => expects === "shipment.posted");
  return missing.some((object) => awaited(object).some((one) => isLate(one, at))) ? "erp-late" : "erp-waiting";
}
