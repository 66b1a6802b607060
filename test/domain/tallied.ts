import {
  type BusinessObject,
  type CanonicalEvent,
  countInbound,
  countOrders,
  type DayAt,
  distinct,
  followHorizon,
  type HistoryEntry,
  type Horizon,
  type Network,
  needsFacts,
  type OpsException,
  type OrderPlace,
  type Papers,
  papersAsSeen,
  partsHorizon,
  placeOrder,
  placeReceipt,
  placeReturn,
  placeTransfer,
  type Ref,
  wasOpen,
} from "../../server/domain/index.ts";

import type { World } from "./harness.ts";

/** What a tally is read from in a test: rows that are all at hand. */
export interface Rows {
  objects(): Iterable<BusinessObject>;
  object(ref: Ref): BusinessObject | undefined;
  factsOf(ref: Ref): readonly CanonicalEvent[];
  exception(number: number): OpsException | undefined;
  history(number: number): readonly HistoryEntry[];
}

/** The committed rows of a world. */
export const rowsOf = (world: World): Rows => {
  const { tables } = world.store;
  return {
    objects: () => tables.objects.values(),
    object: (ref) => tables.objects.get(ref),
    factsOf: (ref) =>
      [...(tables.timelines.get(ref) ?? [])].flatMap((identity) => tables.facts.get(identity)?.fact ?? []),
    exception: (number) => tables.exceptions.get(number),
    history: (number) => [...(tables.history.get(number)?.values() ?? [])].sort((a, b) => a.version - b.version),
  };
};

const of = (rows: Rows, refs: readonly Ref[]): readonly BusinessObject[] =>
  refs.flatMap((ref) => rows.object(ref) ?? []).filter(({ folds }) => folds.length > 0);

function papersOf(rows: Rows, subject: BusinessObject): Papers {
  const shipments = of(rows, distinct(subject, "shipment"));
  const invoices = [subject, ...shipments].flatMap((object) => distinct(object, "invoice"));
  return {
    subject,
    shipments,
    bills: of(rows, [...new Set([...invoices, ...distinct(subject, "credit")])]),
    loadBy: null,
  };
}

/** Where one order stands, with all of its history where its folds cannot tell. */
export function orderPlace(
  rows: Rows,
  order: BusinessObject,
  on: DayAt,
  network: Network,
  live: boolean,
): OrderPlace | null {
  const papers = papersOf(rows, order);
  const seen = (horizon: Horizon): Papers =>
    papersAsSeen(papers, horizon, (object) => (needsFacts(object, horizon) ? rows.factsOf(object.ref) : null));
  const numbers = [order, ...papers.shipments].flatMap(({ exceptions }) => exceptions);
  const exceptions = [...new Set(numbers)].flatMap((number) => rows.exception(number) ?? []);
  const now = partsHorizon(on);
  const open = exceptions.filter((one) => wasOpen(one, now, live ? null : rows.history(one.number)));
  return placeOrder({ now: seen(now), later: seen(followHorizon(on)), exceptions: open }, on, network);
}

/** Every order that stands on a building's day. */
export function ordersOn(rows: Rows, on: DayAt, network: Network, live = false): ReadonlyMap<Ref, OrderPlace> {
  const places = new Map<Ref, OrderPlace>();
  for (const object of rows.objects()) {
    if (object.kind !== "order") continue;
    const place = orderPlace(rows, object, on, network, live);
    if (place !== null) places.set(object.ref, place);
  }
  return places;
}

/** The count of a building's orders out. */
export const ordersCounted = (rows: Rows, on: DayAt, network: Network, live = false) =>
  countOrders(ordersOn(rows, on, network, live));

/** The counts of what comes in. */
export function inboundCounted(rows: Rows, on: DayAt, network: Network) {
  const placesOf = <T extends { readonly ref: Ref }>(
    kind: BusinessObject["kind"],
    place: (told: { readonly now: Papers; readonly later: Papers }) => T | null,
  ): ReadonlyMap<Ref, T> => {
    const places = new Map<Ref, T>();
    for (const object of rows.objects()) {
      if (object.kind !== kind) continue;
      const papers = papersOf(rows, object);
      const seen = (horizon: Horizon): Papers =>
        papersAsSeen(papers, horizon, (one) => (needsFacts(one, horizon) ? rows.factsOf(one.ref) : null));
      const found = place({ now: seen(partsHorizon(on)), later: seen(followHorizon(on)) });
      if (found !== null) places.set(object.ref, found);
    }
    return places;
  };
  return {
    receipts: countInbound(
      "receipt",
      ["received", "at-door"],
      placesOf("receipt", (told) => placeReceipt(told, on)),
    ),
    transfers: countInbound(
      "transfer",
      ["received", "on-road", "overdue"],
      placesOf("transfer", (told) => placeTransfer(told, on, network)),
    ),
    returns: countInbound(
      "return",
      ["received", "on-way", "overdue"],
      placesOf("return", (told) => placeReturn(told, on)),
    ),
  };
}

/** Sum of all counts of a record. */
export const sum = (counts: Readonly<Record<string, number>>): number =>
  Object.values(counts).reduce((total, count) => total + count, 0);
