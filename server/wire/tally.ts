/**
 * The day's count of a building, and its departures. Every number counts documents that can be listed; the parts of a
 * total are computed apart from it, so that a total that is not their sum is a fault and shows.
 */
import type { ObjectKind } from "../domain/index.ts";
import type { HeldRow, IsoInstant } from "./types.ts";

/**
 * Where an order of the day stands; one place each. `floor` includes what is loaded. `not-known`: its building's source
 * is silent, so nothing can be said of it.
 */
export const orderParts = ["shipped", "floor", "blocked", "not-in-wms", "not-known", "on-hold", "cancelled"] as const;
export type OrderPart = (typeof orderParts)[number];

/** Of the shipped: in the ERP's books as shipped, not yet due there, or late. */
export const shippedParts = ["in-erp", "erp-waiting", "erp-late"] as const;
export type ShippedPart = (typeof shippedParts)[number];

/** Of those in the ERP: billed, not billable by rule, not yet due, refused, or late. */
export const billedParts = ["billed", "not-billable", "bill-waiting", "bill-refused", "bill-late"] as const;
export type BilledPart = (typeof billedParts)[number];

/** Of what arrived today or still stood at the door when the day began. */
export const receiptParts = ["received", "at-door"] as const;
/** Of what was sent to this building and had not been received when the day began. */
export const transferParts = ["received", "on-road", "overdue"] as const;
/** Of what was authorised and had not been received when the day began. */
export const returnParts = ["received", "on-way", "overdue"] as const;
/** What follows a receipt, transfer or return that was received; `waiting` is not due, `late` is. */
export const followParts = ["done", "waiting", "late"] as const;

/** Counts by part; every part is there, 0 where none. */
export type Counts<P extends string> = Readonly<Record<P, number>>;

/** Goods that come in: a total, its parts, and how far those received went on. */
export interface InboundCount<P extends string> {
  readonly total: number;
  readonly parts: Counts<P>;
  /** Each step that follows, as `put-away`, `posted`, `dispositioned`, `credited`; the parts of each sum to `of`. */
  readonly then: readonly {
    readonly step: string;
    readonly of: number;
    readonly parts: Counts<(typeof followParts)[number]>;
  }[];
}

/** One line of the tally: a building and its shipping day. */
export interface TallyRow {
  /** The warehouse's id. */
  readonly id: string;
  readonly warehouse: string;
  readonly name: string;
  /** IANA zone in which the day begins and ends. */
  readonly zone: string;
  /** `2026-11-19`, in `zone`. */
  readonly day: string;
  readonly orders: {
    /** `released` + `carried`, counted from the documents and not added up. */
    readonly total: number;
    readonly released: number;
    readonly carried: number;
    readonly parts: Counts<OrderPart>;
    /** Of `floor`. */
    readonly loaded: number;
    /** Of `not-in-wms`: past its time. */
    readonly notInWmsLate: number;
    /** `on-hold` by reason, most first; reason null where none was told. */
    readonly holds: readonly { readonly reason: string | null; readonly count: number }[];
  };
  /** Of `orders.parts.shipped`. */
  readonly shipped: Counts<ShippedPart>;
  /** Of `shipped["in-erp"]`. */
  readonly billed: Counts<BilledPart>;
  readonly receipts: InboundCount<(typeof receiptParts)[number]>;
  readonly transfers: InboundCount<(typeof transferParts)[number]>;
  readonly returns: InboundCount<(typeof returnParts)[number]>;
  /** False where absence at the WMS cannot be judged (sampled or unknown): `not-in-wms` is then 0 and means nothing. */
  readonly wmsJudged: boolean;
  /** The building's own source, while it is silent. */
  readonly silent: { readonly system: string; readonly lastSeenAt: IsoInstant | null } | null;
  /** Departures of the day that have left. */
  readonly departuresLeft: number;
}

/** Names of the lists behind the numbers, as `orders:blocked`, `shipped:erp-late`, `receipts:total`, `returns:credited:late`. */
export type TallyPart = string;

/** One document behind a number. */
export interface TallyDocument {
  readonly kind: ObjectKind;
  readonly id: string;
  readonly warehouse: string;
  readonly part: TallyPart;
  readonly customer: string | null;
  /** Last fact known, in business order. */
  readonly milestone: string | null;
  readonly lastAt: IsoInstant | null;
  /** Carried over from before the day. */
  readonly carried: boolean;
  /** Open exceptions about it, worst first. */
  readonly exceptions: readonly string[];
  readonly cutoffAt: IsoInstant | null;
}

/** One truck that leaves, or left. */
export interface DepartureRow {
  /** Warehouse, instant, carrier and service, as `ATL 2026-11-19T20:00:00.000Z UPS ground`. */
  readonly id: string;
  readonly warehouse: string;
  readonly at: IsoInstant;
  readonly carrier: string | null;
  readonly service: string | null;
  readonly doors: readonly string[];
  readonly appointmentAt: IsoInstant | null;
  readonly left: boolean;
  /** Orders planned on it: `loaded` + `floor` + `blocked` + `notKnown` + `shipped` + `behind`. On hold and cancelled are on none. */
  readonly orders: number;
  readonly loaded: number;
  readonly floor: number;
  readonly blocked: number;
  readonly notKnown: number;
  readonly shipped: number;
  /** Left behind: it is gone and they are not. */
  readonly behind: number;
  /** Left behind, by number; `movedTo`: the later departure that was recorded. */
  readonly behindOrders: readonly { readonly id: string; readonly movedTo: IsoInstant | null }[];
  /** What blocks, most orders first. */
  readonly causes: readonly {
    readonly causeId: string | null;
    readonly title: string;
    readonly orders: readonly string[];
    readonly exceptions: readonly string[];
    readonly owner: { readonly team: string; readonly person: string | null };
  }[];
  readonly held: HeldRow;
  /** Later departures of the next days on which the blocked could go, and how many still arrive as promised; null: no promise is known. */
  readonly later: readonly {
    readonly at: IsoInstant;
    readonly carrier: string | null;
    readonly service: string | null;
    readonly inTime: number | null;
  }[];
}
