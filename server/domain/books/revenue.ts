import { hasEvent } from "../correlation/fold.ts";
import { moneyOf } from "../exceptions/held.ts";
import { isPosted, isRefused, unbilledBy, unbilledOf } from "../tally/billed.ts";
import { onlyOf, warehouseAt } from "../tally/facts.ts";
import { buildingOf, isCredited, returnStay } from "../tally/inbound.ts";
import { leavingAt, leftBy, standsFor } from "../tally/left.ts";
import type { BusinessObject, Fold } from "../types.ts";
import type { Booking, Owed } from "./owed.ts";
import { type BooksAt, firstText, owing, settled } from "./owing.ts";
import { type BookPapers, papersOfOrder } from "./papers.ts";
import { sellingPrice, type Unsettled, worthOf } from "./worth.ts";

/** Of a shipment, or of an order that tells of none: whether it is billed since it left. */
export function shippedBookings(papers: BookPapers, on: BooksAt): readonly Booking[] {
  const { subject } = papers;
  // A shipment that names no order is billed for itself.
  const orders = papers.orders.length === 0 ? [subject] : papers.orders;
  const its = orders.flatMap((order) => {
    const own = papersOfOrder(order, papers);
    return standsFor(order, own.shipments).some(({ ref }) => ref === subject.ref) ? [own] : [];
  });
  const left = its.length === 0 ? null : leftBy(subject);
  if (left === null) return [];
  const by = its.flatMap((own) => {
    const unbilled = unbilledOf(own).find(({ object }) => object.ref === subject.ref);
    return unbilled === undefined ? [] : [{ order: own.subject, unbilled }];
  });
  if (by.length === 0) return [settled(subject, "shipped-not-billed")];
  const unsettled: Unsettled = { object: subject, by, whole: by.length === its.length };
  const fact = leavingAt(subject, left.at);
  const waiting = by.map(({ order }) => order);
  const refused = by.some(({ unbilled }) => unbilled.refused);
  return [
    owing(
      refused ? "invoice-rejected" : "shipped-not-billed",
      {
        subject,
        fact,
        since: left.at,
        worth: sellingPrice(unsettled, papers),
        beside: waiting,
        warehouse: fact?.warehouse ?? onlyOf(subject) ?? onlyNamed(waiting),
        partner: firstText([subject, ...waiting], "customer"),
        undelivered: by.every(({ unbilled }) => unbilled.undelivered),
        notBillable: notBillableBy(waiting),
        ledger: by.flatMap(({ unbilled }) => unbilled.invoices.filter((one) => isRefused(one) || isCancelled(one))),
      },
      on,
    ),
  ];
}

/** The rule by which none of these orders is billed: their own terms. Null where one of them is to be billed. */
function notBillableBy(orders: readonly BusinessObject[]): Owed["notBillable"] {
  const terms = orders.map(unbilledBy);
  if (terms.includes(null)) return null;
  return { rule: `order.billing ${[...new Set(terms)].sort().join(", ")}` };
}

const isCancelled = (invoice: BusinessObject): boolean => hasEvent(invoice, "invoice.cancelled") && !isPosted(invoice);

/** The building of these orders, where all stand in one. */
function onlyNamed(orders: readonly BusinessObject[]): string | null {
  const named = new Set(orders.map(warehouseAt));
  const [only] = named;
  return named.size === 1 ? (only ?? null) : null;
}

/** An invoice for nothing that we know of; one for an order or a shipment stands with what left. */
export function invoiceBookings({ subject }: BookPapers, on: BooksAt): readonly Booking[] {
  if (subject.links.some(({ kind }) => kind === "order" || kind === "shipment")) return [];
  if (isPosted(subject)) return [settled(subject, "invoice-rejected")];
  if (!isRefused(subject)) return [];
  const fact = firstRefusal(subject);
  if (fact === null) return [];
  const warehouse = fact.warehouse ?? onlyOf(subject);
  const partner = firstText([subject], "customer");
  const worth = worthOf([moneyOf(subject, "invoice-amount"), "document"]);
  const told = { subject, fact, since: fact.first.at, worth, beside: [], warehouse, partner, ledger: [subject] };
  return [owing("invoice-rejected", told, on)];
}

function firstRefusal({ folds }: BusinessObject): Fold | null {
  const refusals = folds.filter(
    ({ type, status }) =>
      (type === "invoice.posted" && status === "failed") || (type === "invoice.rejected" && status === "ok"),
  );
  return refusals.toSorted((a, b) => a.first.at - b.first.at)[0] ?? null;
}

/** Of goods that came back: whether they are credited. */
export function returnBookings({ subject, bills }: BookPapers, on: BooksAt): readonly Booking[] {
  const { ended: fact } = returnStay(subject);
  if (fact === null) return [];
  if (isCredited(subject, bills)) return [settled(subject, "returned-not-credited")];
  const [only, ...more] = bills;
  const refused = only === undefined || more.length > 0 ? null : moneyOf(only, "credit-amount");
  return [
    owing(
      "returned-not-credited",
      {
        subject,
        fact,
        since: fact.first.at,
        worth: worthOf([refused, "document"], [moneyOf(subject, "credit-amount"), "document"]),
        beside: [],
        warehouse: fact.warehouse ?? buildingOf(subject),
        partner: firstText([subject], "customer"),
        notBillable: notBillableBy([subject]),
        ledger: bills,
      },
      on,
    ),
  ];
}
