import type { BooksBlock, Worth } from "../books/owed.ts";
import { documentText, firstText, newestOf } from "../books/owing.ts";
import { type BookPapers, papersOfOrder } from "../books/papers.ts";
import { priceOf, worthOf } from "../books/worth.ts";
import { parseTime } from "../civil.ts";
import { traitOf } from "../correlation/fold.ts";
import { moneyOf } from "../exceptions/held.ts";
import type { Network } from "../network.ts";
import { invoicesFor, isPosted, unbilledBy } from "../tally/billed.ts";
import { earliestOf, onlyOf } from "../tally/facts.ts";
import { buildingOf, destinationOf, receiptStay, transferStay } from "../tally/inbound.ts";
import { isVoided, leavingAt, leftBy, standsFor } from "../tally/left.ts";
import { distinct } from "../tally/standing.ts";
import type { BusinessObject, Fold, Instant, Mark, Ref } from "../types.ts";
import type { SaleTerms } from "./config.ts";
import { decisionOn, saleTermsOf, toldTerms } from "./decided.ts";
import { closeOf, ledgerDay, type PeriodsOf, periodById, periodOn } from "./periods.ts";

/** When something happened, and the day of the ledger that it counts on: a date is of its day in every zone. */
export interface DatedAt {
  readonly at: Instant;
  readonly isDay: boolean;
  readonly day: string;
}

/** When something sold left and was delivered, or goods were received, beside what the ERP's own document says of when. */
export interface Dating extends Worth {
  /** A shipment, or the order where it tells of none; a receipt or transfer. */
  readonly ref: Ref;
  /** Of what is sold, at selling price; of what is received, at cost. */
  readonly side: Extract<BooksBlock, "revenue" | "inventory">;
  readonly orders: readonly Ref[];
  readonly warehouse: string | null;
  readonly entity: string | null;
  /** Customer; of what is received, whoever sent it. */
  readonly customer: string | null;
  /** Null: nobody told terms that are known, or its orders have different ones. */
  readonly terms: SaleTerms | null;
  /** As they were told; null: not at all. */
  readonly termsText: string | null;
  /** Who decided the terms, where nobody told any that are known; null: nobody. */
  readonly decided: { readonly ruling: number; readonly by: string; readonly at: Instant } | null;
  readonly left: DatedAt | null;
  /** Delivered, or received. */
  readonly delivered: DatedAt | null;
  /** Its invoice; null: it is not billed, and the ERP's document is that of the goods. */
  readonly invoice: Ref | null;
  readonly ledgerDate: string | null;
  readonly ledgerPeriod: string | null;
  /** By rule it is billed to nobody, and so no revenue. */
  readonly notBillable: boolean;
}

/** What is wrong with a date: another period, billed before it was delivered or left, or terms that nobody knows decide. */
export type DatingFault = "other-period" | "not-delivered" | "not-left" | "terms-unknown";

/** A date that is wrong, or may be, with the periods that it is about by their names. */
export interface DatingFound {
  readonly fault: DatingFault;
  /** By its terms; null: not earned yet, or terms unknown. */
  readonly earned: string | null;
  /** By the ERP's own document. */
  readonly booked: string;
}

/** What the core looks at. */
export type DatedBy = PeriodsOf & Pick<Network, "warehouses">;

/** When what an order ships as was earned, or goods were received, and in which period the ERP has it; null where the ERP has no document of it. */
export function datingOf(papers: BookPapers, network: DatedBy): Dating | null {
  const { subject } = papers;
  if (subject.environment !== "") return null;
  if (subject.kind === "receipt" || subject.kind === "transfer") return receivingOf(subject, network);
  return subject.kind === "order" || subject.kind === "shipment" ? sellingOf(papers, network) : null;
}

/** What came in is in stock from when it was counted, whatever its terms. */
function receivingOf(subject: BusinessObject, network: DatedBy): Dating | null {
  const isReceipt = subject.kind === "receipt";
  const { ended: counted } = isReceipt ? receiptStay(subject) : transferStay(subject);
  const posting = isReceipt ? "receipt.posted" : "transfer.received";
  const ledgerDate = postedText(subject, "ledger-date", posting);
  const ledgerPeriod = postedText(subject, "ledger-period", posting);
  if (counted === null || (ledgerDate === null && ledgerPeriod === null)) return null;
  const named = isReceipt ? buildingOf(subject) : destinationOf(subject);
  return {
    ref: subject.ref,
    side: "inventory",
    orders: [],
    warehouse: named ?? counted.warehouse,
    entity: firstText([subject], "ledger-entity"),
    customer: firstText([subject], "partner"),
    terms: null,
    termsText: null,
    decided: null,
    left: null,
    delivered: datedAt(counted.first.at, counted, network),
    invoice: null,
    ledgerDate,
    ledgerPeriod,
    notBillable: false,
    ...worthOf([moneyOf(subject, "cost-amount"), "cost"]),
  };
}

/** What the ERP's document of that type said last; the way out of a transfer is another document. */
function postedText(object: BusinessObject, name: "ledger-date" | "ledger-period", type: string): string | null {
  const trait = object.traits.find((one) => one.name === name);
  const isOf = ({ identity }: Mark): boolean => identity === trait?.mark.identity;
  const told = object.folds.find(({ first, last }) => isOf(first) || isOf(last));
  return told?.type === type ? (trait?.value.text ?? null) : null;
}

function sellingOf(papers: BookPapers, network: DatedBy): Dating | null {
  const { subject } = papers;
  const all = papers.orders.length === 0 ? [subject] : papers.orders;
  const orders = all.filter((order) =>
    standsFor(order, papersOfOrder(order, papers).shipments).some(({ ref }) => ref === subject.ref),
  );
  if (orders.length === 0 || isVoided(subject)) return null;
  const bearers = [subject, ...orders];
  const invoices = orders.flatMap((order) =>
    invoicesFor(
      subject,
      order,
      papersOfOrder(order, papers).bills.filter(({ kind }) => kind === "invoice"),
    ).filter(isPosted),
  );
  const invoice = newestOf(invoices);
  const document = invoices.find(({ ref }) => ref === invoice) ?? subject;
  const ledgerDate = documentText(document, "ledger-date");
  const ledgerPeriod = documentText(document, "ledger-period");
  if (ledgerDate === null && ledgerPeriod === null) return null;
  const left = leftBy(subject);
  const leaving = left === null ? null : leavingAt(subject, left.at);
  const arrival = firstDelivery(bearers);
  const texts = [...new Set(orders.map((order) => traitOf(order, "terms")?.text ?? null))];
  const usual = closeOf(network).terms ?? null;
  const meant = new Set(orders.map((order) => saleTermsOf(order, usual)));
  const [terms = null] = meant;
  return {
    ref: subject.ref,
    side: "revenue",
    orders: orders.map(({ ref }) => ref).sort(),
    warehouse: leaving?.warehouse ?? onlyOf(subject),
    entity: firstText([document, ...bearers], "ledger-entity"),
    customer: firstText(bearers, "customer"),
    terms: meant.size === 1 ? terms : null,
    termsText: texts.length === 1 ? (texts[0] ?? null) : null,
    decided: decidedFor(orders),
    left: left === null ? null : datedAt(left.at, leaving, network),
    delivered: arrival === null ? null : datedAt(arrival.first.at, arrival, network),
    invoice,
    ledgerDate,
    ledgerPeriod,
    notBillable: orders.every((order) => unbilledBy(order) !== null),
    ...amountOf(subject, orders, invoices, papers),
  };
}

/** When what a dating is about began, as far as anybody told. */
export const datingSince = ({ left, delivered, ledgerDate }: Dating): Instant =>
  left?.at ?? delivered?.at ?? (ledgerDate === null ? 0 : (parseTime(ledgerDate)?.at ?? 0));

/** By the terms of sale, what is wrong with when the ERP has it; null: nothing. */
export function faultOf(dating: Dating, network: PeriodsOf): DatingFound | null {
  const booked = bookedIn(dating, network);
  if (booked === null || dating.notBillable) return null;
  const leftIn = dating.left === null ? null : (periodOn(network, dating.left.day)?.id ?? null);
  const deliveredIn = dating.delivered === null ? null : (periodOn(network, dating.delivered.day)?.id ?? null);
  if (dating.side === "inventory")
    return deliveredIn === null || deliveredIn === booked
      ? null
      : { fault: "other-period", earned: deliveredIn, booked };
  const billed = dating.invoice !== null;
  switch (dating.terms) {
    case "origin":
      if (dating.left === null) return billed ? { fault: "not-left", earned: null, booked } : null;
      return leftIn === null || leftIn === booked ? null : { fault: "other-period", earned: leftIn, booked };
    case "destination":
      // What the ERP has of the goods is no revenue until they are delivered.
      if (!billed) return null;
      if (dating.delivered === null) return { fault: "not-delivered", earned: null, booked };
      return deliveredIn === null || deliveredIn === booked
        ? null
        : { fault: "other-period", earned: deliveredIn, booked };
    case null:
      // Where both readings agree, nobody has to know.
      return leftIn === booked && deliveredIn === booked ? null : { fault: "terms-unknown", earned: null, booked };
  }
}

/** The periods that a date is about: the one it is earned in, and the one it stands in. */
export function periodsOfDating(dating: Dating, found: DatingFound, network: PeriodsOf): ReadonlySet<string> {
  const left = found.fault === "terms-unknown" && dating.left !== null ? periodOn(network, dating.left.day)?.id : null;
  return new Set([found.booked, found.earned, left].flatMap((id) => id ?? []));
}

/** The period of the ERP's document: as it says, where that is one of ours, else that of its date. */
function bookedIn({ ledgerDate, ledgerPeriod }: Dating, network: PeriodsOf): string | null {
  const named = ledgerPeriod === null ? null : periodById(network, ledgerPeriod);
  return (named ?? (ledgerDate === null ? null : periodOn(network, ledgerDate)))?.id ?? null;
}

/** An instant is of the ledger's day; what is known to the day keeps the day that was told. */
export function datedAt(at: Instant, fact: Fold | null, network: DatedBy): DatedAt {
  if (fact?.precision !== "day") return { at, isDay: false, day: ledgerDay(network, at) };
  const zone = (fact.warehouse === null ? undefined : network.warehouses.get(fact.warehouse))?.timezone;
  const told = zone === undefined ? network : { ...network, company: { ...network.company, timezone: zone } };
  return { at, isDay: true, day: ledgerDay(told, at) };
}

/** The first delivery that anybody told of; one that only an order tells is that of all of it. */
export function firstDelivery(bearers: readonly BusinessObject[]): Fold | null {
  for (const bearer of bearers) {
    const fold = earliestOf(bearer, ["shipment.delivered", "order.delivered"]);
    if (fold !== null) return fold;
  }
  return null;
}

/** The newest decision about terms that its orders were not told. */
function decidedFor(orders: readonly BusinessObject[]): Dating["decided"] {
  const decisions = orders.flatMap((order) => (toldTerms(order) === null ? (decisionOn(order) ?? []) : []));
  const [newest] = decisions.sort((a, b) => b.ruling - a.ruling);
  return newest === undefined ? null : { ruling: newest.ruling, by: newest.by, at: newest.at };
}

/** What its invoice comes to, where that is for nothing else, else what it is worth at selling price. */
function amountOf(
  subject: BusinessObject,
  orders: readonly BusinessObject[],
  invoices: readonly BusinessObject[],
  papers: BookPapers,
): Worth {
  const [only, ...more] = new Set(invoices);
  const alone =
    only !== undefined && more.length === 0 && distinct(only, "shipment").every((ref) => ref === subject.ref)
      ? moneyOf(only, "invoice-amount")
      : null;
  return alone === null ? priceOf(subject, orders, papers) : worthOf([alone, "document"]);
}
