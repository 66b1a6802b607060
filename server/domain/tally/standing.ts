import { firstOf } from "../correlation/fold.ts";
import { isObjectKind } from "../keys.ts";
import type { BusinessObject, Instant, ObjectKind, Ref } from "../types.ts";
import { receiptStay, returnStay, type Stay, transferStay } from "./inbound.ts";
import { isVoided, leftWith } from "./left.ts";
import { firstSignOf } from "./orders.ts";
import { type TalliedKind, talliedKinds } from "./parts.ts";

/**
 * A building in whose days an object may stand, and during which time: from the fact with which it came in until the end
 * of its stay had happened and was known. Null: it is still there. Days outside of it need not look at the object.
 */
export interface Standing {
  readonly warehouse: string;
  readonly from: Instant;
  readonly until: Instant | null;
}

/** Shipments of an order that are looked at, at most; one with more is as if it were still here. */
const mostShipments = 200;

/** True for a kind that stands in a building's day. */
export const isTallied = (kind: ObjectKind): kind is TalliedKind => talliedKinds.some((known) => known === kind);

/** Whether the standing of others rests on an object: an order has left when its shipments have. */
export const bearsStanding = ({ kind }: BusinessObject): boolean => kind === "shipment";

/** Objects whose standing rests on this one. */
export const standingOn = (object: BusinessObject): readonly Ref[] =>
  bearsStanding(object) ? distinct(object, "order") : [];

/** Buildings that an object touches: those that its facts named, and the one that it is sent to. */
export function buildingsOf({ warehouses, traits }: BusinessObject): readonly string[] {
  const destination = traits.find(({ name }) => name === "destination")?.value.text;
  return destination === undefined || warehouses.includes(destination)
    ? warehouses
    : [...warehouses, destination].sort();
}

/** Where and when an object stands, by what is known now; `other` answers the shipments that it is linked to. */
export function standingsOf(
  object: BusinessObject,
  other: (ref: Ref) => BusinessObject | undefined,
): readonly Standing[] {
  if (object.environment !== "" || !isTallied(object.kind)) return [];
  const stay = stayOf(object, object.kind, other);
  return stay === null ? [] : buildingsOf(object).map((warehouse) => ({ warehouse, ...stay }));
}

type Span = Pick<Standing, "from" | "until">;

function stayOf(
  object: BusinessObject,
  kind: TalliedKind,
  other: (ref: Ref) => BusinessObject | undefined,
): Span | null {
  switch (kind) {
    case "order":
      return orderStay(object, other);
    case "receipt":
      return spanOf(receiptStay(object));
    case "transfer":
      return spanOf(transferStay(object));
    case "return":
      return spanOf(returnStay(object));
  }
}

const spanOf = ({ began, ended }: Stay): Span | null =>
  began === null
    ? null
    : { from: began.first.at, until: ended === null ? null : Math.max(ended.first.at, ended.firstReceivedAt) };

function orderStay(order: BusinessObject, other: (ref: Ref) => BusinessObject | undefined): Span | null {
  const from = firstSignOf(order);
  if (from === null) return null;
  const refs = distinct(order, "shipment");
  const shipments = refs.flatMap((ref) => other(ref) ?? []).filter(({ folds }) => folds.length > 0);
  const left = refs.length > mostShipments ? null : leftWith(order, shipments);
  // Until it was voided, a shipment was still here: days up to then look at the order.
  const voided = shipments.filter(isVoided).map(({ changedAt }) => changedAt);
  const gone = left === null ? null : Math.max(left.knownAt, ...voided);
  const cancelled = firstOf(order, "order.cancelled", () => true);
  const ended = cancelled === null ? null : Math.max(cancelled.first.at, cancelled.firstReceivedAt);
  return { from, until: gone === null ? ended : ended === null ? gone : Math.min(gone, ended) };
}

/** Refs of a kind that an object is linked to, each once, ascending. */
export function distinct({ links }: BusinessObject, kind: ObjectKind): readonly Ref[] {
  if (!isObjectKind(kind)) return [];
  const refs: Ref[] = [];
  let inOrder = true;
  for (const link of links) {
    if (link.kind !== kind) continue;
    const last = refs.at(-1);
    if (last === link.ref) continue;
    if (last !== undefined && last > link.ref) inOrder = false;
    refs.push(link.ref);
  }
  // Links are kept in the order of their refs, but for what control characters do to it.
  return inOrder ? refs : [...new Set(refs)].sort();
}
