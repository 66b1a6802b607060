import { adjustedBookings } from "./adjustments.ts";
import { loadBookings, receiptBookings, transferBookings } from "./goods.ts";
import type { Booking, Owed } from "./owed.ts";
import type { BooksAt } from "./owing.ts";
import type { BookPapers } from "./papers.ts";
import { invoiceBookings, returnBookings, shippedBookings } from "./revenue.ts";

/**
 * Everything of an object that happened and belongs into the books, in them or not. The papers must have been cut to what
 * counts. What people say is in no fact and so takes nothing out, nor does closing by hand.
 */
export function bookingsOf(papers: BookPapers, on: BooksAt): readonly Booking[] {
  if (papers.subject.environment !== "") return [];
  switch (papers.subject.kind) {
    case "order":
    case "shipment":
      return shippedBookings(papers, on);
    case "invoice":
      return invoiceBookings(papers, on);
    case "return":
      return returnBookings(papers, on);
    case "receipt":
      return receiptBookings(papers, on);
    case "transfer":
      return transferBookings(papers, on);
    case "load":
      return loadBookings(papers, on);
    case "stock":
      return adjustedBookings(papers, on);
    case "purchase-order":
    case "credit":
    case "bill":
    case "payment":
    case "document":
      return [];
  }
}

/** Of one object, what happened and is not in the books. */
export const owedOf = (papers: BookPapers, on: BooksAt): readonly Owed[] =>
  bookingsOf(papers, on).flatMap(({ owed }) => owed ?? []);
