import { hasEvent, traitOf } from "../correlation/fold.ts";
import { compareMarks } from "../marks.ts";
import type { BusinessObject, Instant } from "../types.ts";
import { isLate, lastOf } from "./facts.ts";
import { standsFor } from "./left.ts";
import type { BilledPart, Papers } from "./parts.ts";

/** Of an order that the ERP has as shipped: whether it is billed, need not be, or why it is not yet. */
export function billedPart(papers: Papers, at: Instant): BilledPart {
  const { subject: order, shipments, bills } = papers;
  const invoices = bills.filter(({ kind }) => kind === "invoice");
  const left = standsFor(order, shipments);
  const unbilled = left.filter((object) => !isBilled(object, order, invoices));
  if (unbilled.length === 0) return "billed";
  const billing = traitOf(order, "billing")?.text ?? null;
  if (billing === "none") return "not-billable";
  if ([order, ...unbilled, ...invoices].some(isRefused)) return "bill-refused";
  if (billing === "on-delivery" && !unbilled.every(isDelivered)) return "bill-waiting";
  const late = [order, ...unbilled].some(({ expectations }) =>
    expectations.some((one) => one.expects === "invoice.posted" && isLate(one, at)),
  );
  return late ? "bill-late" : "bill-waiting";
}

/** By an invoice of its own or of the whole order; where none is linked, by what stands on its own timeline. */
function isBilled(object: BusinessObject, order: BusinessObject, invoices: readonly BusinessObject[]): boolean {
  const own = invoices.filter(({ links }) => links.some(({ ref }) => ref === object.ref) || isOfWhole(links, order));
  return own.length === 0 ? hasEvent(object, "invoice.posted") : own.some(isPosted);
}

/** An invoice that names the order and no shipment is for all of it. */
const isOfWhole = (links: BusinessObject["links"], order: BusinessObject): boolean =>
  links.some(({ ref }) => ref === order.ref) && !links.some(({ kind }) => kind === "shipment");

function isPosted(invoice: BusinessObject): boolean {
  const posted = lastOf(invoice, ["invoice.posted", "invoice.corrected"]);
  const cancelled = lastOf(invoice, ["invoice.cancelled"]);
  return posted !== null && (cancelled === null || compareMarks(posted, cancelled) > 0);
}

/** Its posting failed, or it was sent back, and it was not posted since. */
function isRefused(object: BusinessObject): boolean {
  const failed = lastOf(object, ["invoice.posted"], "failed");
  const rejected = lastOf(object, ["invoice.rejected"]);
  const posted = lastOf(object, ["invoice.posted", "invoice.corrected"]);
  return [failed, rejected].some((mark) => mark !== null && (posted === null || compareMarks(mark, posted) > 0));
}

const isDelivered = (object: BusinessObject): boolean =>
  hasEvent(object, "shipment.delivered") || hasEvent(object, "order.delivered");
