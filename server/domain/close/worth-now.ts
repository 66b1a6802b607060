import { owedOf } from "../books/bookings.ts";
import type { BooksAt } from "../books/owing.ts";
import { type BookPapers, papersOfOrder } from "../books/papers.ts";
import { priceOf } from "../books/worth.ts";
import { hasEvent } from "../correlation/fold.ts";
import { moneyOf } from "../exceptions/held.ts";
import { invoicesFor, isPosted } from "../tally/billed.ts";
import { shortSince } from "../tally/facts.ts";
import { isVoided, leftBy, standsFor } from "../tally/left.ts";
import { distinct } from "../tally/standing.ts";
import type { BusinessObject, Money } from "../types.ts";
import type { LineNow, SignedLine } from "./drift.ts";

/**
 * What became of a signed line by the papers of its document now; null papers: nothing is known of it any more.
 * `heardFrom` says whether the source that had not told whether it left has been heard since: what it did not confirm
 * then, it did not ship.
 */
export function lineNow(line: SignedLine, papers: BookPapers | null, heardFrom: boolean, on: BooksAt): LineNow {
  if (papers === null) return { state: "fell-away", amount: null };
  if (line.kind === "not-confirmed") return confirmedNow(papers, heardFrom);
  const owed = owedOf(papers, on).find(
    ({ kind, block }) => block === line.side && (kind === line.kind || block === "revenue"),
  );
  const sign = line.kind === "returned-not-credited" ? -1 : 1;
  if (owed !== undefined) return { state: "open", amount: signedBy(owed.amount, sign) };
  if (line.side === "revenue" && line.kind !== "returned-not-credited") {
    if (isVoided(papers.subject)) return { state: "fell-away", amount: null };
    return { state: "confirmed", amount: billedFor(papers.subject, papers) };
  }
  return { state: "confirmed", amount: signedBy(documentOf(papers), sign) };
}

/** An order that nobody had told of leaving: what of it has left now, at what that is billed or sold for. */
function confirmedNow(papers: BookPapers, heardFrom: boolean): LineNow {
  const { subject: order } = papers;
  const left = standsFor(order, papersOfOrder(order, papers).shipments).filter((object) => leftBy(object) !== null);
  if (left.length === 0) {
    const gone = hasEvent(order, "order.cancelled") || shortSince(order) !== null || heardFrom;
    return { state: gone ? "fell-away" : "open", amount: null };
  }
  return { state: "confirmed", amount: sumOf(left.map((object) => billedFor(object, papers))) };
}

/** What of a shipment is billed, where its invoices are for nothing else, else what it is sold for. */
function billedFor(object: BusinessObject, papers: BookPapers): Money | null {
  const orders = papers.orders.length === 0 ? [papers.subject] : papers.orders;
  const invoices = new Set(
    orders.flatMap((order) => invoicesFor(object, order, papersOfOrder(order, papers).bills).filter(isPosted)),
  );
  const own = [...invoices].filter((invoice) => distinct(invoice, "shipment").every((ref) => ref === object.ref));
  if (own.length > 0 && own.length === invoices.size) return sumOf(own.map((one) => moneyOf(one, "invoice-amount")));
  const its = orders.filter((order) =>
    standsFor(order, papersOfOrder(order, papers).shipments).some(({ ref }) => ref === object.ref),
  );
  return priceOf(object, its, papers).amount;
}

/** What the ledger's own document of goods, of a return or of a load says. */
function documentOf({ subject, bills }: BookPapers): Money | null {
  const [only, ...more] = bills;
  if (only !== undefined && more.length === 0 && distinct(only, subject.kind).every((ref) => ref === subject.ref))
    return moneyOf(only, only.kind === "credit" ? "credit-amount" : "bill-amount");
  return moneyOf(subject, subject.kind === "return" ? "credit-amount" : "cost-amount");
}

/** The sum of one currency; null where one is not known or of another. */
function sumOf(all: readonly (Money | null)[]): Money | null {
  const [first] = all;
  if (first === undefined || first === null) return null;
  let minor = 0;
  for (const one of all) {
    if (one === null || one.currency !== first.currency) return null;
    minor += one.minor;
  }
  return { minor, currency: first.currency };
}

const signedBy = (amount: Money | null, sign: 1 | -1): Money | null =>
  amount === null ? null : { minor: sign * amount.minor, currency: amount.currency };
