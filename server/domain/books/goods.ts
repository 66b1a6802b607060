import { firstOf, hasEvent } from "../correlation/fold.ts";
import { moneyOf } from "../exceptions/held.ts";
import { onlyOf } from "../tally/facts.ts";
import { buildingOf, destinationOf, isTransferBooked, receiptStay, transferStay } from "../tally/inbound.ts";
import type { BusinessObject, Money } from "../types.ts";
import type { Booking } from "./owed.ts";
import { type BooksAt, firstText, owing, settled } from "./owing.ts";
import type { BookPapers } from "./papers.ts";
import { worthOf } from "./worth.ts";

/** Of goods that came in: whether the ERP has the receipt, and whether the supplier has billed them. */
export function receiptBookings(papers: BookPapers, on: BooksAt): readonly Booking[] {
  const { subject } = papers;
  const { ended: fact } = receiptStay(subject);
  if (fact === null) return [];
  const cost = moneyOf(subject, "cost-amount");
  const bills = papers.bills.filter((bill) => isBillFor(bill, subject));
  const partner = firstText([subject], "partner");
  const told = {
    subject,
    fact,
    since: fact.first.at,
    beside: [],
    warehouse: fact.warehouse ?? buildingOf(subject),
    partner,
  };
  const posted = hasEvent(subject, "receipt.posted")
    ? settled(subject, "receipt-not-posted")
    : owing("receipt-not-posted", { ...told, worth: worthOf([cost, "cost"]), ledger: [] }, on);
  // What comes from a building of our own, or back from a customer, nobody bills.
  if (subject.links.some(({ kind }) => kind === "transfer" || kind === "return")) return [posted];
  if (isBilledBy(subject, bills)) return [posted, settled(subject, "received-not-billed")];
  const worth = worthOf([refusedAmount(bills, subject), "document"], [cost, "cost"]);
  return [posted, owing("received-not-billed", { ...told, worth, ledger: bills }, on)];
}

/** Of goods between buildings: whether the ERP has them as received. */
export function transferBookings({ subject }: BookPapers, on: BooksAt): readonly Booking[] {
  const { ended: fact } = transferStay(subject);
  if (fact === null) return [];
  if (isTransferBooked(subject, on.network)) return [settled(subject, "transfer-not-posted")];
  const worth = worthOf([moneyOf(subject, "cost-amount"), "cost"]);
  const warehouse = destinationOf(subject) ?? fact.warehouse;
  const partner = firstText([subject], "partner");
  const told = { subject, fact, since: fact.first.at, worth, beside: [], warehouse, partner, ledger: [] };
  return [owing("transfer-not-posted", told, on)];
}

/** Of a truck of a carrier that left: whether the carrier has billed it. Before the bill it costs what was agreed, where that was told. */
export function loadBookings({ subject, bills }: BookPapers, on: BooksAt): readonly Booking[] {
  const fact = firstOf(subject, "load.departed", () => true);
  const partner = firstText([subject], "carrier");
  if (fact === null || partner === null) return [];
  if (isBilledBy(subject, bills)) return [settled(subject, "freight-not-billed")];
  const worth = worthOf([refusedAmount(bills, subject), "document"], [moneyOf(subject, "freight-amount"), "cost"]);
  const warehouse = fact.warehouse ?? onlyOf(subject);
  const told = { subject, fact, since: fact.first.at, worth, beside: [], warehouse, partner, ledger: bills };
  return [owing("freight-not-billed", told, on)];
}

/** A bill that names the purchase order and no receipt is for all of it. */
const isBillFor = ({ links }: BusinessObject, receipt: BusinessObject): boolean =>
  links.some(({ ref }) => ref === receipt.ref) || !links.some(({ kind }) => kind === "receipt");

const isBilled = (object: BusinessObject): boolean =>
  hasEvent(object, "bill.received") || hasEvent(object, "bill.matched");

/** In the payables system: by a bill of it, or where none is linked, by what stands on its own timeline. */
const isBilledBy = (object: BusinessObject, bills: readonly BusinessObject[]): boolean =>
  bills.length === 0 ? isBilled(object) : bills.some(isBilled);

/** Of the only bill there is, where it is for nothing else. */
function refusedAmount(bills: readonly BusinessObject[], object: BusinessObject): Money | null {
  const [only, ...more] = bills;
  if (only === undefined || more.length > 0) return null;
  const others = only.links.some(({ kind, ref }) => kind === object.kind && ref !== object.ref);
  const named = only.links.some(({ ref }) => ref === object.ref);
  return named && !others ? moneyOf(only, "bill-amount") : null;
}
