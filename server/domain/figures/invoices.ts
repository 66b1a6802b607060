import { papersOfOrder } from "../books/papers.ts";
import { firstOf, hasEvent } from "../correlation/fold.ts";
import { isPosted, isUnbillable, unbilledOf } from "../tally/billed.ts";
import { onlyOf, warehouseAt } from "../tally/facts.ts";
import { anyLeaving, isVoided, leftBy, standsFor } from "../tally/left.ts";
import type { BusinessObject, Expectation } from "../types.ts";
import { counted, leftOut, running } from "./clock.ts";
import { type Contribution, dayIn, lastLeft, leavingSaid, type Moment, momentOf, placeFigure } from "./contribution.ts";
import type { Figure } from "./figure.ts";
import { type FigurePapers, type FiguresOn, isCounted } from "./papers.ts";

const billing = ["invoice.posted", "invoice.sent"];
const anyone = (): boolean => true;

const common = {
  version: 1,
  scale: 1,
  zone: "ledger",
  rests: "on-its-events",
  notMeasured: null,
  withoutStock: null,
} as const;

/** An invoice that stands, or that went to the customer. */
const isOut = (invoice: BusinessObject): boolean =>
  isPosted(invoice) || (hasEvent(invoice, "invoice.sent") && !hasEvent(invoice, "invoice.cancelled"));

/** What an invoice is for: the shipments that it names, else all that its orders shipped as. */
const billedFor = ({ subject, orders, shipments }: FigurePapers): readonly BusinessObject[] =>
  subject.links.some(({ kind }) => kind === "shipment")
    ? shipments.filter((shipment) => !isVoided(shipment))
    : orders.flatMap((order) =>
        standsFor(
          order,
          shipments.filter(({ links }) => links.some(({ ref }) => ref === order.ref)),
        ),
      );

/** The building that the last of these left from. */
function leftFrom(objects: readonly BusinessObject[], left: Moment, on: FiguresOn): string | null {
  for (const object of objects) {
    if (leftBy(object)?.at !== left.at) continue;
    return leavingSaid(object, on)?.warehouse ?? (object.kind === "order" ? warehouseAt(object) : onlyOf(object));
  }
  return null;
}

/** The building of an invoice: that which the last of what it is for left from, else the only one that it names. */
export function billedFrom(papers: FigurePapers, on: FiguresOn): string | null {
  const objects = billedFor(papers);
  const left = lastLeft(objects, on);
  return (left === null ? null : leftFrom(objects, left, on)) ?? onlyOf(papers.subject);
}

/** A moment as the ledger knows it: by its day. */
const onLedger = (moment: Moment, on: FiguresOn): Moment => ({ at: moment.at, date: dayIn(moment, null, on) });

/** Calendar days of the ledger from the dock until the invoice has come to something. */
function daysOfInvoice(figure: string, stop: string, papers: FigurePapers, on: FiguresOn): readonly Contribution[] {
  const { subject } = papers;
  const objects = billedFor(papers);
  const left = lastLeft(objects, on);
  if (!isOut(subject) || left === null) return [];
  const fold = firstOf(subject, stop, anyone);
  const warehouse = leftFrom(objects, left, on);
  const to = fold?.first.at ?? null;
  const place = placeFigure(papers, { warehouse, partner: "customer", stops: billing, from: left.at, to }, on);
  const starts = onLedger(left, on);
  const told = { figure, ref: subject.ref, place, starts };
  if (fold === null) return [running(told, on)];
  const stops = onLedger(momentOf(fold, on), on);
  const days = dayIn(stops, null, on) - dayIn(starts, null, on);
  return [days < 0 ? leftOut(told, stops, "early", on) : counted(told, stops, { numerator: days, denominator: 1 }, on)];
}

/** What left and has no invoice: its days are counted with that, once there is one. */
function daysOfUnbilled(figure: string, papers: FigurePapers, on: FiguresOn): readonly Contribution[] {
  const { subject } = papers;
  const left = lastLeft([subject], on);
  if (left === null) return [];
  // What names no order is billed for itself.
  const orders = papers.orders.length === 0 ? [subject] : papers.orders;
  const unbilled = orders.some(
    (order) =>
      !isUnbillable(order) &&
      unbilledOf(papersOfOrder(order, papers)).some(
        ({ object, invoices }) => object.ref === subject.ref && !invoices.some(isOut),
      ),
  );
  if (!unbilled) return [];
  const placing = { partner: "customer", stops: billing, from: left.at, to: null } as const;
  const place = placeFigure(papers, { ...placing, warehouse: leftFrom([subject], left, on) }, on);
  return [running({ figure, ref: subject.ref, place, starts: onLedger(left, on) }, on)];
}

const daysUntil =
  (figure: string, stop: string): Figure["contributions"] =>
  (papers, on) => {
    if (!isCounted(papers.subject)) return [];
    return papers.subject.kind === "invoice"
      ? daysOfInvoice(figure, stop, papers, on)
      : daysOfUnbilled(figure, papers, on);
  };

const days = {
  ...common,
  unit: "days",
  better: "down",
  exclusions: [
    "invoices cancelled since",
    "invoices for what was not told to leave",
    "what is billed to nobody",
    "invoices from before the goods left, counted apart",
  ],
  opens: anyLeaving,
  kinds: ["invoice", "shipment", "order"],
} as const;

/** Invoice timeliness in days, as APQC counts it: until it is transmitted. */
export const invoiceDays: Figure = {
  ...days,
  id: "invoice-days",
  name: "Shipment to invoice sent",
  formula: "calendar days from the last shipment of an invoice to its sending, of invoices sent ÷ invoices sent",
  clock: { starts: "the last of what it is for left the dock", stops: "the invoice left for the customer" },
  counts: "the day on which it was sent, in the ledger's zone",
  benchmark: {
    text: "under 3 days good, 4–7 to watch, over 7 to act on; indicative",
    year: null,
    source: "KPI guidance sites; APQC 100558 is not public",
  },
  needs: [anyLeaving, ["invoice.sent"]],
  awaits: billing,
  contributions: daysUntil("invoice-days", "invoice.sent"),
};

/** Where no sending is told, until it stands in the ledger: another clock, and so another name. */
export const ledgerDays: Figure = {
  ...days,
  id: "ledger-days",
  name: "Shipment to ledger",
  formula:
    "calendar days from the last shipment of an invoice to its first posting, of invoices posted ÷ invoices posted",
  clock: { starts: "the last of what it is for left the dock", stops: "the invoice stands in the receivables ledger" },
  counts: "the day on which it was posted, in the ledger's zone",
  benchmark: null,
  needs: [anyLeaving, ["invoice.posted"]],
  awaits: ["invoice.posted"],
  contributions: daysUntil("ledger-days", "invoice.posted"),
};

/** Within the time that a step of the network allows. */
export const invoiceOnTime: Figure = {
  ...common,
  id: "invoice-on-time",
  name: "Invoiced on time",
  formula: "invoices in time by the step that awaits them ÷ invoices due by such a step",
  clock: null,
  counts: "the day on which it was due, in the ledger's zone; one that came before counts then too",
  unit: "share",
  better: "up",
  exclusions: ["what no step awaits an invoice of", "what a step gave up, paused, only watches or could not judge"],
  benchmark: null,
  needs: [anyLeaving, billing],
  awaits: billing,
  opens: anyLeaving,
  kinds: ["shipment", "order"],
  contributions: (papers, on) => {
    const { subject } = papers;
    const due = firstDue(subject);
    if (!isCounted(subject) || due === null || due.dueAt === null) return [];
    const at = { at: due.dueAt, date: dayIn({ at: due.dueAt, date: null }, null, on) };
    const warehouse = due.warehouse ?? (subject.kind === "order" ? warehouseAt(subject) : onlyOf(subject));
    const placing = { warehouse, partner: "customer", stops: billing, from: due.since, to: due.metAt } as const;
    const starts = { at: due.since, date: null };
    const told = { figure: "invoice-on-time", ref: subject.ref, place: placeFigure(papers, placing, on), starts };
    const inTime = due.state === "met" ? 1 : 0;
    return [counted(told, at, { numerator: inTime, denominator: 1 }, on, due.metAt === null)];
  },
};

/** The first deadline of an invoice that is judged. */
function firstDue({ expectations }: BusinessObject): Expectation | null {
  const judged = expectations.filter(
    ({ expects, state, watch, dueAt }) =>
      billing.includes(expects) && !watch && dueAt !== null && state !== "cancelled" && state !== "not-judged",
  );
  return judged.toSorted((a, b) => (a.dueAt ?? 0) - (b.dueAt ?? 0) || (a.id < b.id ? -1 : 1))[0] ?? null;
}

/** Needing no correction. That its posting failed on the way and then went through unchanged is no correction. */
export const firstTimeRight: Figure = {
  ...common,
  id: "first-time-right",
  name: "Invoices right the first time",
  formula: "invoices neither rejected, corrected nor cancelled ÷ invoices",
  clock: null,
  counts: "the day on which it was first posted, in the ledger's zone; a correction that comes later changes that day",
  unit: "share",
  better: "up",
  exclusions: ["invoices that were never posted nor rejected"],
  benchmark: null,
  needs: [["invoice.posted"]],
  awaits: [],
  opens: ["invoice.posted"],
  kinds: ["invoice"],
  contributions: (papers, on) => {
    const { subject } = papers;
    const fold = firstOf(subject, "invoice.posted", anyone) ?? firstOf(subject, "invoice.rejected", anyone);
    if (!isCounted(subject) || fold === null) return [];
    const at = onLedger(momentOf(fold, on), on);
    const warehouse = billedFrom(papers, on);
    const placing = { warehouse, partner: "customer", stops: billing, from: at.at, to: null } as const;
    const told = { figure: "first-time-right", ref: subject.ref, place: placeFigure(papers, placing, on), starts: at };
    const wrong = ["invoice.rejected", "invoice.corrected", "invoice.cancelled"].some((type) =>
      hasEvent(subject, type),
    );
    return [counted(told, at, { numerator: wrong ? 0 : 1, denominator: 1 }, on)];
  },
};
