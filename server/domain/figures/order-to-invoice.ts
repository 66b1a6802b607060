import { firstOf } from "../correlation/fold.ts";
import { compareMarks } from "../marks.ts";
import { invoicesFor, isPosted, isUnbillable, unbilledOf } from "../tally/billed.ts";
import { earliestOf, warehouseAt } from "../tally/facts.ts";
import { anyLeaving, standsFor } from "../tally/left.ts";
import { messageOf, messagesOf, type Stretch, timed } from "./clock.ts";
import { lastLeft, type Moment, momentOf, placeFigure } from "./contribution.ts";
import type { Figure } from "./figure.ts";
import { type FigurePapers, type FiguresOn, isWanted } from "./papers.ts";

const anyone = (): boolean => true;

/** When the last of what an order shipped as was billed; null while something is here or unbilled. */
function billedAt({ subject, shipments, bills }: FigurePapers, on: FiguresOn): Moment | null {
  const its = { subject, shipments, bills };
  const left = lastLeft(standsFor(subject, shipments), on);
  if (left === null || unbilledOf(its).length > 0) return null;
  let last: Moment | null = null;
  for (const object of standsFor(subject, shipments)) {
    const own = invoicesFor(object, subject, bills).filter(isPosted);
    const posted = (own.length === 0 ? [object] : own).flatMap((one) => earliestOf(one, ["invoice.posted"]) ?? []);
    const first = posted.toSorted((a, b) => compareMarks(a.first, b.first))[0];
    if (first === undefined) return null;
    if (last === null || first.first.at > last.at) last = momentOf(first, on);
  }
  return last;
}

/** Of all that an order shipped as, until the ERP had it as shipped; null where one does not tell. */
function goodsIssues({ subject, shipments }: FigurePapers): readonly (Stretch | null)[] {
  return standsFor(subject, shipments).map((object) => messageOf(object, "shipment.confirmed", "shipment.posted"));
}

/** From the order until it is billed. No payment is told, so that it is no order-to-cash. */
export const orderToInvoice: Figure = {
  id: "order-to-invoice",
  version: 1,
  scale: 1,
  name: "Order to invoice",
  formula: "time from order to the last first posting of its invoices, of billed orders ÷ billed orders",
  clock: {
    starts: "order taken, before any check",
    stops: "all of it left, and an invoice of each part is in the ledger",
  },
  counts: "the day on which the last of it was billed, where it ships from",
  zone: "building",
  rests: "on-its-events",
  unit: "ms",
  better: "down",
  exclusions: [
    "cancelled orders",
    "orders billed to nobody",
    "orders first heard of when they were under way",
    "orders of which only a day is told",
  ],
  needs: [["order.created"], anyLeaving, ["invoice.posted"]],
  awaits: [...anyLeaving, "invoice.posted"],
  opens: ["order.created"],
  benchmark: null,
  notMeasured: null,
  withoutStock: null,
  kinds: ["order"],
  contributions: (papers, on) => {
    const { subject } = papers;
    const fold = firstOf(subject, "order.created", anyone);
    if (!isWanted(subject) || isUnbillable(subject) || fold === null) return [];
    const starts = momentOf(fold, on);
    const stops = billedAt(papers, on);
    const placing = { partner: "customer", stops: ["invoice.posted"], from: starts.at, to: stops?.at ?? null } as const;
    const place = placeFigure(papers, { ...placing, warehouse: warehouseAt(subject) }, on);
    const messages = messagesOf(messageOf(subject, "order.released", "order.acknowledged"), ...goodsIssues(papers));
    return [timed({ figure: "order-to-invoice", ref: subject.ref, place, starts, stops, messages }, on)];
  },
};
