import {
  type BusinessObject,
  buildingsOf,
  type Change,
  type Instant,
  isTallied,
  type Ref,
  type ShippingDay,
  standingOn,
  type TalliedKind,
  talliedKinds,
} from "../domain/index.ts";
import type { Scope } from "../ports/index.ts";
import type { FloorRead } from "./floor.ts";
import type { InboundRead, OrderRead, Read } from "./tally-read.ts";

/** A building's day with where each of its documents stands. */
export interface TallyPage {
  readonly warehouse: string;
  readonly day: ShippingDay;
  /** As of when it is counted. */
  readonly at: Instant;
  /** As it stood then, and not as is known now. */
  readonly past: boolean;
  readonly floor: FloorRead;
  readonly orders: ReadonlyMap<Ref, OrderRead>;
  readonly receipts: ReadonlyMap<Ref, InboundRead>;
  readonly transfers: ReadonlyMap<Ref, InboundRead>;
  readonly returns: ReadonlyMap<Ref, InboundRead>;
}

/** A page as it is kept: its places, what they were read beside, and what has to be read again. */
export interface KeptPage {
  readonly scope: Scope;
  readonly warehouse: string;
  readonly day: ShippingDay;
  readonly orders: Map<Ref, OrderRead>;
  readonly inbound: Readonly<Record<Exclude<TalliedKind, "order">, Map<Ref, InboundRead>>>;
  /** By what was read beside a document: the documents. */
  readonly near: Map<Ref, Set<Ref>>;
  /** What was read beside each document. */
  readonly beside: Map<Ref, readonly Ref[]>;
  /** Documents that tell of what lies ahead, and until when. */
  readonly ahead: Map<Ref, Instant>;
  readonly touched: Set<Ref>;
  /** Documents that are being read now. */
  readonly reading: Set<Ref>;
  floor: FloorRead | null;
  filled: boolean;
  usedAt: Instant;
  /** What is done to it, one after the other. */
  turn: Promise<unknown>;
}

/** A page on which nothing stands yet. */
export const emptyPage = (scope: Scope, warehouse: string, day: ShippingDay): KeptPage => ({
  scope,
  warehouse,
  day,
  orders: new Map(),
  inbound: { receipt: new Map(), transfer: new Map(), return: new Map() },
  near: new Map(),
  beside: new Map(),
  ahead: new Map(),
  touched: new Set(),
  reading: new Set(),
  floor: null,
  filled: false,
  usedAt: 0,
  turn: Promise.resolve(),
});

/** A kept page as it is handed out. */
export const shown = (page: KeptPage, floor: FloorRead, at: Instant, past: boolean): TallyPage => ({
  warehouse: page.warehouse,
  day: page.day,
  at,
  past,
  floor,
  orders: page.orders,
  receipts: page.inbound.receipt,
  transfers: page.inbound.transfer,
  returns: page.inbound.return,
});

/** Puts a document where it was read to stand, and takes it from where it stood. */
export function put(page: KeptPage, ref: Ref, { read, near, until }: Read): void {
  takeOut(page, ref);
  if (read === null) return;
  if (read.kind === "order") page.orders.set(ref, read);
  else page.inbound[read.kind].set(ref, read);
  page.beside.set(ref, near);
  for (const other of near) page.near.set(other, (page.near.get(other) ?? new Set()).add(ref));
  if (until !== null) page.ahead.set(ref, until);
}

/** Takes a document off the page. */
export function takeOut(page: KeptPage, ref: Ref): void {
  page.orders.delete(ref);
  for (const kind of talliedKinds) if (kind !== "order") page.inbound[kind].delete(ref);
  for (const other of page.beside.get(ref) ?? []) {
    const beside = page.near.get(other);
    beside?.delete(ref);
    if (beside?.size === 0) page.near.delete(other);
  }
  page.beside.delete(ref);
  page.ahead.delete(ref);
}

/** Marks the documents of a page that a change can move. A load is left to `touch`: it is written with each order on it. */
export function note(page: KeptPage, change: Change): void {
  switch (change.kind) {
    case "object":
      if (change.object.kind === "load") break;
      if (concerns(page, change.object)) page.touched.add(change.object.ref);
      // It may bring one back that had left before the day.
      if (isNear(page, change.object)) for (const ref of standingOn(change.object)) page.touched.add(ref);
      touch(page, change.object.ref);
      break;
    case "object-gone":
      touch(page, change.ref);
      break;
    case "exception":
      for (const ref of [change.before?.object ?? null, change.exception.object]) if (ref !== null) touch(page, ref);
      break;
    default:
      break;
  }
}

const concerns = (page: KeptPage, object: BusinessObject): boolean =>
  isTallied(object.kind) && object.environment === "" && buildingsOf(object).includes(page.warehouse);

/** A shipment of the building, or one that names none. */
const isNear = (page: KeptPage, object: BusinessObject): boolean =>
  object.warehouses.length === 0 || object.warehouses.includes(page.warehouse);

/** Marks a document, or those that were read beside what changed. */
export function touch(page: KeptPage, ref: Ref): void {
  if (page.beside.has(ref)) page.touched.add(ref);
  for (const beside of page.near.get(ref) ?? []) page.touched.add(beside);
  // What is being read may have been read before this change.
  for (const reading of page.reading) page.touched.add(reading);
}
