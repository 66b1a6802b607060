import type { BilledPart, FollowPart, InboundPlace, OrderPart, OrderPlace, ShippedPart, TalliedKind } from "./parts.ts";
import { followSteps } from "./parts.ts";

type Counts<P extends string> = Readonly<Record<P, number>>;

/** The orders of a building's day. The total counts documents; released, carried and the parts are counted apart from it. */
export interface OrderCount {
  readonly total: number;
  readonly released: number;
  readonly carried: number;
  readonly parts: Counts<OrderPart>;
  readonly loaded: number;
  readonly notInWmsLate: number;
  /** By reason, most first; null where none was told. */
  readonly holds: readonly { readonly reason: string | null; readonly count: number }[];
  readonly shipped: Counts<ShippedPart>;
  readonly billed: Counts<BilledPart>;
}

/** Goods that come in on a building's day, and how far those received went on. */
export interface InboundTotal<P extends string> {
  readonly total: number;
  readonly parts: Counts<P>;
  readonly follows: readonly { readonly step: string; readonly of: number; readonly parts: Counts<FollowPart> }[];
}

/** Counts orders by where they stand. */
export function countOrders(places: ReadonlyMap<string, OrderPlace>): OrderCount {
  const entered = { today: 0, carried: 0 };
  const parts = {
    shipped: 0,
    floor: 0,
    blocked: 0,
    "not-in-wms": 0,
    "not-known": 0,
    "on-hold": 0,
    cancelled: 0,
  };
  const shipped = { "in-erp": 0, "erp-waiting": 0, "erp-late": 0 };
  const billed = { billed: 0, "not-billable": 0, "bill-waiting": 0, "bill-refused": 0, "bill-late": 0 };
  const reasons = new Map<string | null, number>();
  let loaded = 0;
  let late = 0;
  for (const place of places.values()) {
    entered[place.entered]++;
    parts[place.part]++;
    if (place.loadedAt !== null) loaded++;
    if (place.late) late++;
    if (place.part === "on-hold") reasons.set(place.reason, (reasons.get(place.reason) ?? 0) + 1);
    if (place.shipped !== null) shipped[place.shipped]++;
    if (place.billed !== null) billed[place.billed]++;
  }
  const holds = [...reasons].map(([reason, count]) => ({ reason, count }));
  holds.sort((a, b) => b.count - a.count || ((a.reason ?? "\uffff") < (b.reason ?? "\uffff") ? -1 : 1));
  return {
    total: places.size,
    released: entered.today,
    carried: entered.carried,
    parts,
    loaded,
    notInWmsLate: late,
    holds,
    shipped,
    billed,
  };
}

/** Counts what comes in by where it stands; `parts` are the words of its kind. */
export function countInbound<P extends string>(
  kind: Exclude<TalliedKind, "order">,
  words: readonly P[],
  places: ReadonlyMap<string, InboundPlace<P>>,
): InboundTotal<P> {
  const parts = Object.fromEntries(words.map((word) => [word, 0])) as Record<P, number>;
  const follows = followSteps[kind].map((step) => ({ step, of: 0, parts: { done: 0, waiting: 0, late: 0 } }));
  for (const place of places.values()) {
    parts[place.part]++;
    for (const [index, step] of follows.entries()) {
      const reached = place.follows[index] ?? null;
      if (reached === null) continue;
      step.of++;
      step.parts[reached]++;
    }
  }
  return { total: places.size, parts, follows };
}
