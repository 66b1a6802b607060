import type { Papers } from "../tally/parts.ts";
import { distinct } from "../tally/standing.ts";
import type { BusinessObject, ObjectKind, Ref } from "../types.ts";

/** A document with those that say whether it is in the books. */
export interface BookPapers {
  readonly subject: BusinessObject;
  /** Orders of a shipment; an order itself. */
  readonly orders: readonly BusinessObject[];
  /** Every shipment of these orders. */
  readonly shipments: readonly BusinessObject[];
  /** Invoices of these orders and shipments, credits of a return, bills of a receipt, its purchase orders and of a load. */
  readonly bills: readonly BusinessObject[];
}

/** Kinds of objects that something of can be missing in the books. */
const booked: ReadonlySet<ObjectKind> = new Set([
  "order",
  "shipment",
  "invoice",
  "return",
  "receipt",
  "transfer",
  "load",
  "stock",
]);

/** True for a kind of which something can be missing in the books. */
export const isBooked = (kind: ObjectKind): boolean => booked.has(kind);

/** Shipments and bills that are looked at, at most: of an order with thousands, each is judged by itself and these. */
export const mostPapers = { shipments: 200, bills: 1000 };

/** Objects of a kind that any of these is linked to, each once, at most `limit`; those of which nothing is known are not there. */
export const linkedTo = (
  bearers: readonly BusinessObject[],
  kind: ObjectKind,
  limit: number,
  other: (ref: Ref) => BusinessObject | undefined,
): readonly BusinessObject[] =>
  [...new Set(bearers.flatMap((bearer) => distinct(bearer, kind)))]
    .slice(0, limit)
    .flatMap((ref) => other(ref) ?? [])
    .filter(({ folds }) => folds.length > 0);

/** The papers of an object; `other` answers those that it is linked to. */
export function bookPapers(subject: BusinessObject, other: (ref: Ref) => BusinessObject | undefined): BookPapers {
  const linked = (bearers: readonly BusinessObject[], kind: ObjectKind, limit: number): readonly BusinessObject[] =>
    linkedTo(bearers, kind, limit, other);
  const papers = (more: Partial<BookPapers>): BookPapers => ({
    subject,
    orders: [],
    shipments: [],
    bills: [],
    ...more,
  });
  switch (subject.kind) {
    case "order": {
      const shipments = linked([subject], "shipment", mostPapers.shipments);
      const bills = linked([subject, ...shipments], "invoice", mostPapers.bills);
      return papers({ orders: [subject], shipments, bills });
    }
    case "shipment": {
      const orders = linked([subject], "order", mostPapers.shipments);
      const siblings = linked(orders, "shipment", mostPapers.shipments).filter(({ ref }) => ref !== subject.ref);
      const shipments = [subject, ...siblings];
      return papers({
        orders,
        shipments,
        bills: linked([subject, ...orders, ...siblings], "invoice", mostPapers.bills),
      });
    }
    case "return":
      return papers({ bills: linked([subject], "credit", mostPapers.bills) });
    case "receipt": {
      const purchases = linked([subject], "purchase-order", mostPapers.bills);
      return papers({ bills: linked([subject, ...purchases], "bill", mostPapers.bills) });
    }
    case "load":
      return papers({ bills: linked([subject], "bill", mostPapers.bills) });
    default:
      return papers({});
  }
}

/** Of an order among the papers: what the tally judges it by. */
export function papersOfOrder(order: BusinessObject, { shipments, bills }: BookPapers): Omit<Papers, "loadBy"> {
  const own = new Set(distinct(order, "shipment"));
  const its = shipments.filter(({ ref }) => own.has(ref));
  const invoices = new Set([order, ...its].flatMap((object) => distinct(object, "invoice")));
  return { subject: order, shipments: its, bills: bills.filter(({ ref }) => invoices.has(ref)) };
}

/** The papers with each object made another; those of which nothing is known then are not there. */
export function mapPapers(papers: BookPapers, make: (object: BusinessObject) => BusinessObject): BookPapers {
  const all = (objects: readonly BusinessObject[]): readonly BusinessObject[] =>
    objects.map(make).filter(({ folds }) => folds.length > 0);
  return {
    subject: make(papers.subject),
    orders: all(papers.orders),
    shipments: all(papers.shipments),
    bills: all(papers.bills),
  };
}

/** Every object among the papers, each once. */
export const objectsOf = ({ subject, orders, shipments, bills }: BookPapers): readonly BusinessObject[] => [
  ...new Map([subject, ...orders, ...shipments, ...bills].map((object) => [object.ref, object])).values(),
];
