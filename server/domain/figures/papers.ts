import { type BookPapers, bookPapers, linkedTo, mostPapers } from "../books/papers.ts";
import { hasEvent } from "../correlation/fold.ts";
import type { Network } from "../network.ts";
import type { Shown } from "../stock/fold.ts";
import type { BusinessObject, CanonicalEvent, Instant, Ref } from "../types.ts";

/** A document with those that its figures rest on; `bills` of an order and a shipment are its invoices. */
export type FigurePapers = BookPapers;

/** What a cause is found by: an exception about an object, while it lasted. What only watches, and what was merged, is none. */
export interface StoodException {
  readonly number: number;
  /** Family of its cause; empty where it has none. */
  readonly family: string;
  readonly object: Ref | null;
  readonly openedAt: Instant;
  /** When a person took it; null while nobody did. */
  readonly acknowledgedAt: Instant | null;
  readonly resolvedAt: Instant | null;
}

/** What figures look at beside the papers. */
export interface FiguresOn {
  readonly network: Pick<Network, "warehouses" | "company" | "offsetAt" | "stock">;
  /** The timelines of the papers: folds keep no lines. */
  readonly factsOf: (ref: Ref) => readonly CanonicalEvent[];
  /** What was shown last as available of an item in a building by an instant; absent where no stock is compared. */
  readonly shownAt?: (warehouse: string, sku: string, at: Instant) => Shown | null;
  /** Those about the objects of the papers, resolved ones too. */
  readonly exceptions: readonly StoodException[];
}

/** The papers of an object; `other` answers those that it is linked to. */
export function figurePapers(subject: BusinessObject, other: (ref: Ref) => BusinessObject | undefined): FigurePapers {
  if (subject.kind !== "invoice") return bookPapers(subject, other);
  const orders = linkedTo([subject], "order", mostPapers.shipments, other);
  const named = linkedTo([subject], "shipment", mostPapers.shipments, other);
  // An invoice that names no shipment is for all that its orders shipped as.
  const shipments = named.length > 0 ? named : linkedTo(orders, "shipment", mostPapers.shipments, other);
  return { subject, orders, shipments, bills: [] };
}

/** True for what counts in figures: in an environment that counts, heard of from its beginning, and not cancelled. */
export const isWanted = (object: BusinessObject): boolean =>
  isCounted(object) && !object.joinedInProgress && !hasEvent(object, "order.cancelled");

/** True for what belongs to an environment that counts. */
export const isCounted = ({ environment }: BusinessObject): boolean => environment === "";
