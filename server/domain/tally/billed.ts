import { hasEvent, traitOf } from "../correlation/fold.ts";
import { compareMarks } from "../marks.ts";
import type { BusinessObject, Instant } from "../types.ts";
import { isLate, lastOf } from "./facts.ts";
import { standsFor } from "./left.ts";
import type { BilledPart, Papers } from "./parts.ts";

/** A shipment of an order, or the order itself, that stands in no receivables ledger, and why it may not yet. */
export interface Unbilled {
  readonly object: BusinessObject;
  /** Invoices for it, its own or of the whole order: refused, cancelled, or not posted yet. */
  readonly invoices: readonly BusinessObject[];
  /** The last that was tried was refused. */
  readonly refused: boolean;
  /** By its terms it is billed once it is delivered, and it is not. */
  readonly undelivered: boolean;
}

/** What of an order is not billed, of all that it ships as: one answer for the tally and for the books. */
export function unbilledOf({ subject: order, shipments, bills }: Omit<Papers, "loadBy">): readonly Unbilled[] {
  const invoices = bills.filter(({ kind }) => kind === "invoice");
  const left = standsFor(order, shipments);
  // A refusal that only the order tells of is that of all of it.
  const whole = isRefused(order) && ![...left, ...invoices].some((one) => one !== order && isRefused(one));
  const onDelivery = billingOf(order) === "on-delivery";
  return left.flatMap((object) => {
    const own = invoicesFor(object, order, invoices);
    // Where no invoice of it is linked, what stands on its own timeline says it.
    if (own.length === 0 ? isPosted(object) : own.some(isPosted)) return [];
    const refused = whole || [object, ...own].some(isRefused);
    return [{ object, invoices: own, refused, undelivered: onDelivery && !isDelivered(object) }];
  });
}

/** Of these invoices of an order, those that are for one thing that it ships as: they name it, or all of the order. */
export const invoicesFor = (
  object: BusinessObject,
  order: BusinessObject,
  invoices: readonly BusinessObject[],
): readonly BusinessObject[] =>
  invoices.filter(({ links }) => links.some(({ ref }) => ref === object.ref) || isOfWhole(links, order));

/** Of an order that the ERP has as shipped: whether it is billed, need not be, or why it is not yet. */
export function billedPart(papers: Papers, at: Instant): BilledPart {
  const { subject: order } = papers;
  const unbilled = unbilledOf(papers);
  if (unbilled.length === 0) return "billed";
  if (isUnbillable(order)) return "not-billable";
  if (unbilled.some(({ refused }) => refused)) return "bill-refused";
  if (unbilled.some(({ undelivered }) => undelivered)) return "bill-waiting";
  const late = [order, ...unbilled.map(({ object }) => object)].some(({ expectations }) =>
    expectations.some((one) => one.expects === "invoice.posted" && isLate(one, at)),
  );
  return late ? "bill-late" : "bill-waiting";
}

const billingOf = (order: BusinessObject): string | null => traitOf(order, "billing")?.text ?? null;

/** Terms by which an order is billed to nobody when it leaves, as `order.billing` carries them; `none` says no more. */
const unbilledTerms: ReadonlySet<string | null> = new Set([
  "none",
  "sample",
  "warranty",
  "own-company",
  "consignment",
  "bill-and-hold",
  "drop-ship",
]);

/** The terms by which an order is billed to nobody; null: it is to be billed. */
export function unbilledBy(order: BusinessObject): string | null {
  const billing = billingOf(order);
  return unbilledTerms.has(billing) ? billing : null;
}

/** Said to be billed to nobody. */
export const isUnbillable = (order: BusinessObject): boolean => unbilledBy(order) !== null;

/** An invoice that names the order and no shipment is for all of it. */
const isOfWhole = (links: BusinessObject["links"], order: BusinessObject): boolean =>
  links.some(({ ref }) => ref === order.ref) && !links.some(({ kind }) => kind === "shipment");

/** In the ledger: posted or corrected, and not cancelled since. */
export function isPosted(object: BusinessObject): boolean {
  const posted = lastOf(object, ["invoice.posted", "invoice.corrected"]);
  const cancelled = lastOf(object, ["invoice.cancelled"]);
  return posted !== null && (cancelled === null || compareMarks(posted, cancelled) > 0);
}

/** Its posting failed, or it was sent back, and it was not posted since. */
export function isRefused(object: BusinessObject): boolean {
  const failed = lastOf(object, ["invoice.posted"], "failed");
  const rejected = lastOf(object, ["invoice.rejected"]);
  const posted = lastOf(object, ["invoice.posted", "invoice.corrected"]);
  return [failed, rejected].some((mark) => mark !== null && (posted === null || compareMarks(mark, posted) > 0));
}

const isDelivered = (object: BusinessObject): boolean =>
  hasEvent(object, "shipment.delivered") || hasEvent(object, "order.delivered");
