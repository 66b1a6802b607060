import { compareMarks } from "../marks.ts";
import type { BusinessObject, Fold, Instant } from "../types.ts";
import { earliestOf, lastOf } from "./facts.ts";

/**
 * What says that goods have left: the ship confirmation; where that was not told, their delivery, or the goods issue in
 * the ERP, which presupposes it. What people say never does.
 */
const leaving: readonly (readonly string[])[] = [
  ["shipment.confirmed"],
  ["shipment.delivered", "order.delivered"],
  ["shipment.posted"],
];
/** Facts that tell of leaving, of any of these. */
export const anyLeaving = leaving.flat();

/** Taken back, and not confirmed again since. */
export function isVoided(shipment: BusinessObject): boolean {
  const voided = lastOf(shipment, ["shipment.voided"]);
  if (voided === null) return false;
  const confirmed = lastOf(shipment, ["shipment.confirmed"]);
  return confirmed === null || compareMarks(voided, confirmed) > 0;
}

/** When goods left, and when we knew of it at the latest. */
export interface Leaving {
  readonly at: Instant;
  readonly knownAt: Instant;
}

/** When one shipment, or an order without any, left; null while it is here or was voided. */
export function leftBy(object: BusinessObject): Leaving | null {
  if (isVoided(object)) return null;
  // Confirmed again after it was voided: what was before does not count, and of what came since the last is kept.
  const again = lastOf(object, ["shipment.voided"]) === null ? null : lastOf(object, ["shipment.confirmed"]);
  if (again !== null) return { at: again.at, knownAt: Math.max(again.at, object.changedAt) };
  for (const types of leaving) {
    const fold = earliestOf(object, types);
    if (fold !== null) return { at: fold.first.at, knownAt: Math.max(fold.first.at, fold.firstReceivedAt) };
  }
  return null;
}

/** The facts with which something left at an instant; null where none is of it. */
export function leavingAt(object: BusinessObject, at: Instant): Fold | null {
  const facts = object.folds.filter(({ type, status }) => status === "ok" && anyLeaving.includes(type));
  return facts.find(({ first }) => first.at === at) ?? facts.find(({ last }) => last.at === at) ?? null;
}

/** Shipments that are still here. */
export const outstanding = (shipments: readonly BusinessObject[]): readonly BusinessObject[] =>
  shipments.filter((shipment) => !isVoided(shipment) && leftBy(shipment) === null);

/** What an order has shipped as: its shipments that were not voided, or itself where no shipment tells of leaving. */
export function standsFor(order: BusinessObject, shipments: readonly BusinessObject[]): readonly BusinessObject[] {
  // A shipment's record stands on its order as well: once a shipment tells of leaving, only shipments do.
  const tells = shipments.some((shipment) => earliestOf(shipment, anyLeaving) !== null);
  return tells ? shipments.filter((shipment) => !isVoided(shipment)) : [order];
}

/** When the last of an order left: when every shipment has that was not voided. Null while something is here. */
export function leftWith(order: BusinessObject, shipments: readonly BusinessObject[]): Leaving | null {
  let last: Leaving | null = null;
  for (const object of standsFor(order, shipments)) {
    const left = leftBy(object);
    if (left === null) return null;
    last = last === null ? left : { at: Math.max(last.at, left.at), knownAt: Math.max(last.knownAt, left.knownAt) };
  }
  return last;
}
