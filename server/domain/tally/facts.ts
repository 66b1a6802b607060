import { compareMarks } from "../marks.ts";
import type { BusinessObject, Expectation, Fold, Instant, Mark } from "../types.ts";
import type { ShippingDay } from "./day.ts";
import type { Entered } from "./parts.ts";

/** The latest fact of any of these types, ok unless said otherwise; null where there is none. */
export function lastOf(object: BusinessObject, types: readonly string[], status: Fold["status"] = "ok"): Mark | null {
  let last: Mark | null = null;
  for (const { type, status: told, last: mark } of object.folds) {
    if (told !== status || !types.includes(type)) continue;
    if (last === null || compareMarks(mark, last) > 0) last = mark;
  }
  return last;
}

/** The earliest ok fold of any of these types; null where there is none. */
export function earliestOf(object: BusinessObject, types: readonly string[]): Fold | null {
  let best: Fold | null = null;
  for (const fold of object.folds) {
    if (fold.status !== "ok" || !types.includes(fold.type)) continue;
    if (best === null || compareMarks(fold.first, best.first) < 0) best = fold;
  }
  return best;
}

/** What says which building an order is for. */
const assigning = ["order.released", "order.reallocated", "order.allocated", "order.acknowledged"];

/** The building of an order: what the latest release, allocation or acknowledgement named, else the only one there is. */
export const warehouseAt = (order: BusinessObject): string | null => latestNamed(order, assigning) ?? onlyOf(order);

/** The warehouse that the latest of these facts named, by the first of each fold. */
export function latestNamed(object: BusinessObject, types: readonly string[]): string | null {
  let best: Fold | null = null;
  for (const fold of object.folds) {
    if (fold.status !== "ok" || fold.warehouse === null || !types.includes(fold.type)) continue;
    if (best === null || compareMarks(fold.first, best.first) > 0) best = fold;
  }
  return best?.warehouse ?? null;
}

/** The only warehouse of an object; null where it has several or none. */
export const onlyOf = ({ warehouses }: BusinessObject): string | null =>
  warehouses.length === 1 ? (warehouses[0] ?? null) : null;

/** Since when an order is short of stock: back-ordered, and none was found since. Null while it is not. */
export function shortSince(order: BusinessObject): Mark | null {
  const short = lastOf(order, ["order.backordered"]);
  const found = lastOf(order, ["order.freed", "order.allocated", "order.reallocated"]);
  return short !== null && (found === null || compareMarks(short, found) > 0) ? short : null;
}

/** What came in on the day, or before it and had not ended when it began; null: it is none of that day's. */
export function enteredOn(at: Instant, ended: Instant | null, { start, end }: ShippingDay): Entered | null {
  if (at >= end) return null;
  if (at >= start) return "today";
  return ended === null || ended >= start ? "carried" : null;
}

/** Past its time at an instant, as it was judged; what is paused, not judged or only watched is not late. */
export const isLate = ({ state, dueAt, watch }: Expectation, at: Instant): boolean =>
  !watch && dueAt !== null && dueAt <= at && judged.has(state);

const judged: ReadonlySet<Expectation["state"]> = new Set(["missed", "met", "met-late"]);
