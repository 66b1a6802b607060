import type { BusinessObject, DepartureName, Instant, Ref } from "../types.ts";
import type { ShippingDay } from "./day.ts";

/** Where an order of the day stands: one place each, by this precedence but for `floor`, which is what is left. */
export type OrderPart = "cancelled" | "shipped" | "on-hold" | "not-known" | "blocked" | "not-in-wms" | "floor";
/** Of the shipped: in the ERP's books as shipped, not due there yet, or late. */
export type ShippedPart = "in-erp" | "erp-waiting" | "erp-late";
/** Of those in the ERP. */
export type BilledPart = "billed" | "not-billable" | "bill-waiting" | "bill-refused" | "bill-late";
export type ReceiptPart = "received" | "at-door";
export type TransferPart = "received" | "on-road" | "overdue";
export type ReturnPart = "received" | "on-way" | "overdue";
/** How far one that was received went on: `waiting` is not due, `late` is. */
export type FollowPart = "done" | "waiting" | "late";

/** Released or arrived on the day, or carried over from before it. */
export type Entered = "today" | "carried";

/** Where one order stands on a building's day. */
export interface OrderPlace {
  readonly ref: Ref;
  readonly entered: Entered;
  readonly part: OrderPart;
  /** On the floor: since when every carton is on a truck; null while one is not. */
  readonly loadedAt: Instant | null;
  /** Not in the WMS: past its time. */
  readonly late: boolean;
  /** On hold: why, where it was told. */
  readonly reason: string | null;
  /** Null unless shipped. */
  readonly shipped: ShippedPart | null;
  /** Null unless it is in the ERP. */
  readonly billed: BilledPart | null;
  /** Exceptions that keep it from leaving or from the WMS, ascending; also where another part comes first. */
  readonly blockers: readonly number[];
  /** When it shipped; null unless it did. */
  readonly shippedAt: Instant | null;
  /** The truck that it is planned on; null where none is known. */
  readonly departure: PlannedDeparture | null;
  /** Trucks that it was moved away from after they had left, oldest first. */
  readonly missed: readonly MissedDeparture[];
}

/** The truck that an order is planned on, and why that one. */
export interface PlannedDeparture extends DepartureName {
  readonly by: "moved" | "own" | "carrier" | "warehouse";
}

/** A truck that left without an order, and the later one that it was moved to then. */
export interface MissedDeparture extends DepartureName {
  readonly movedTo: Instant;
}

/** Where goods that come in stand on a building's day; each kind has its own parts. */
export interface InboundPlace<P extends string = ReceiptPart | TransferPart | ReturnPart> {
  readonly ref: Ref;
  readonly entered: Entered;
  readonly part: P;
  /** The steps that follow, in order; null where the one is not of those that the step counts. */
  readonly follows: readonly (FollowPart | null)[];
}

/** Kinds of objects that a building's day is counted in. */
export const talliedKinds = ["order", "receipt", "transfer", "return"] as const;
export type TalliedKind = (typeof talliedKinds)[number];

/** The steps that follow for each kind of goods that come in, in order. */
export const followSteps = {
  receipt: ["put-away", "posted"],
  transfer: ["posted"],
  return: ["dispositioned", "credited"],
} as const;

/** What can be said of a building's own systems: those of its floor, a WMS or a 3PL. */
export interface Floor {
  /** True while one of them is silent: what it would tell is not known. */
  readonly silent: boolean;
  /** Since when absence there is judged; null where it is not. */
  readonly judgedSince: Instant | null;
}

/** What a place is asked for: a building, its day, and the instant as of which. */
export interface DayAt {
  readonly warehouse: string;
  readonly day: ShippingDay;
  /** What is not known by then does not count. */
  readonly at: Instant;
  readonly floor: Floor;
}

/** A document with those that it is linked to, as far as a place of it rests on them. */
export interface Papers {
  readonly subject: BusinessObject;
  /** Of an order. */
  readonly shipments: readonly BusinessObject[];
  /** Invoices of an order and its shipments, credits of a return. */
  readonly bills: readonly BusinessObject[];
  /** The time of the load that an order is on, where one was told. */
  readonly loadBy: Instant | null;
}
