import { firstOf, hasEvent } from "../correlation/fold.ts";
import { buildingOf } from "../tally/inbound.ts";
import { anyLeaving, isVoided } from "../tally/left.ts";
import { distinct } from "../tally/standing.ts";
import type { Fold, Line, Money } from "../types.ts";
import { counted } from "./clock.ts";
import { type Contribution, momentOf, placeFigure } from "./contribution.ts";
import type { Figure } from "./figure.ts";
import { ordersTaken } from "./integration.ts";
import { billedFrom } from "./invoices.ts";
import { type FigurePapers, type FiguresOn, isCounted } from "./papers.ts";
import { isSameGoods, linesTold } from "./quantities.ts";

const anyone = (): boolean => true;
const ordering = ["order.created", "order.changed"];
const billing = ["invoice.posted", "invoice.corrected"];

/** Numerators are what disagrees, denominators orders: the latter have no cause. */
export const discrepancies: Figure = {
  id: "discrepancies",
  version: 2,
  name: "Discrepancies per thousand orders",
  formula:
    "(receipts counted otherwise than advised + invoices for other quantities than left or at other prices than ordered + items in a building whose counts begin to disagree) × 1,000 ÷ orders taken",
  clock: null,
  counts:
    "the day on which the receipt was counted, the invoice posted or the stock compared, for an order that on which it was taken, in its building",
  zone: "building",
  unit: "per-thousand-orders",
  scale: 1,
  better: "down",
  exclusions: [
    "documents of which one side told no lines, or in different units of measure",
    "invoices for goods that another invoice is for too",
    "invoices cancelled since, and what a correction put right",
    "which system has a word in what: no fact tells it",
  ],
  benchmark: null,
  needs: [["order.created", "order.released"]],
  rests: "on-all",
  awaits: [],
  opens: ["order.created", "order.released"],
  notMeasured: null,
  withoutStock: null,
  kinds: ["order", "receipt", "invoice"],
  contributions: (papers, on) => {
    const { subject } = papers;
    if (subject.kind === "order") return ordersTaken("discrepancies", papers, on);
    if (!isCounted(subject)) return [];
    return subject.kind === "receipt" ? ofReceipt(papers, on) : ofInvoice(papers, on);
  },
};

function ofReceipt(papers: FigurePapers, on: FiguresOn): readonly Contribution[] {
  const { subject } = papers;
  const fold = firstOf(subject, "receipt.confirmed", anyone);
  if (fold === null) return [];
  const facts = on.factsOf(subject.ref);
  const [advised, found] = [linesTold(facts, ["receipt.advised"]), linesTold(facts, ["receipt.confirmed"])];
  if (advised === null || found === null || isSameGoods(advised, found) !== false) return [];
  const warehouse = fold.warehouse ?? buildingOf(subject);
  return [
    disagreeing(papers, fold, { warehouse, partner: "partner", stops: ["receipt.put-away", "receipt.posted"] }, on),
  ];
}

function ofInvoice(papers: FigurePapers, on: FiguresOn): readonly Contribution[] {
  const { subject } = papers;
  const fold = firstOf(subject, "invoice.posted", anyone);
  if (fold === null || hasEvent(subject, "invoice.cancelled")) return [];
  const billed = linesTold(on.factsOf(subject.ref), billing);
  if (billed === null || !(differsFromGoods(billed, papers, on) || differsFromOrder(billed, papers, on))) return [];
  const warehouse = billedFrom(papers, on);
  return [disagreeing(papers, fold, { warehouse, partner: "customer", stops: ["invoice.posted", "invoice.sent"] }, on)];
}

/** Other quantities than left with its shipments, as far as they are for it alone and each told its lines. */
function differsFromGoods(billed: readonly Line[], { shipments }: FigurePapers, on: FiguresOn): boolean {
  const gone: Line[] = [];
  for (const shipment of shipments) {
    if (isVoided(shipment)) continue;
    if (distinct(shipment, "invoice").length !== 1) return false;
    const facts = on.factsOf(shipment.ref);
    const lines = linesTold(facts, ["shipment.confirmed"]) ?? linesTold(facts, ["shipment.posted"]);
    if (lines === null || !anyLeaving.some((type) => hasEvent(shipment, type))) return false;
    gone.push(...lines);
  }
  return gone.length > 0 && isSameGoods(gone, billed) === false;
}

/** Another price than its only order told for an item in the same unit of measure, where both told one. */
function differsFromOrder(billed: readonly Line[], { orders }: FigurePapers, on: FiguresOn): boolean {
  const [order, ...more] = orders;
  if (order === undefined || more.length > 0) return false;
  const ordered = linesTold(on.factsOf(order.ref), ordering) ?? [];
  return billed.some(({ sku, uom, unitPrice }) => {
    const prices = ordered.filter((line) => line.sku === sku && line.uom === uom).map((line) => line.unitPrice);
    return unitPrice !== null && prices.length > 0 && prices.every((price) => isOther(price, unitPrice));
  });
}

const isOther = (a: Money | null, b: Money): boolean =>
  a !== null && (a.minor !== b.minor || a.currency !== b.currency);

type Placing = Pick<Parameters<typeof placeFigure>[1], "warehouse" | "partner" | "stops">;

function disagreeing(papers: FigurePapers, fold: Fold, placing: Placing, on: FiguresOn): Contribution {
  const starts = momentOf(fold, on);
  const place = placeFigure(papers, { ...placing, from: starts.at, to: starts.at }, on);
  const told = { figure: "discrepancies", ref: papers.subject.ref, place, starts };
  return counted(told, starts, { numerator: 1, denominator: 0 }, on);
}
