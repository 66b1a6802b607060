import { firstOf } from "../correlation/fold.ts";
import { warehouseAt } from "../tally/facts.ts";
import { anyLeaving, leftBy, standsFor } from "../tally/left.ts";
import { distinct } from "../tally/standing.ts";
import type { BusinessObject, Line } from "../types.ts";
import { counted, leftOut, running } from "./clock.ts";
import { type Contribution, lastLeft, type Moment, momentOf, placeFigure } from "./contribution.ts";
import type { Figure } from "./figure.ts";
import { type FigurePapers, type FiguresOn, isWanted } from "./papers.ts";
import { type Filled, fill, linesTold, perUnit } from "./quantities.ts";

/** How one of the three rates counts an order. */
type Count = (filled: Filled) => Pick<Contribution, "numerator" | "denominator">;

/** What left first: one shipment, or several in the same instant. */
interface First {
  readonly left: Moment;
  readonly objects: readonly BusinessObject[];
}

function firstShipment({ subject, shipments }: FigurePapers, on: FiguresOn): First | null {
  const gone = standsFor(subject, shipments).flatMap((object) => {
    const left = leftBy(object);
    return left === null ? [] : [{ object, at: left.at }];
  });
  const first = Math.min(...gone.map(({ at }) => at));
  const objects = gone.filter(({ at }) => at === first).map(({ object }) => object);
  const left = objects.length === 0 ? null : lastLeft(objects, on);
  return left === null ? null : { left, objects };
}

/** What is on these shipments; null where one does not say, or goes for other orders as well and does not say how much. */
function shippedOn(objects: readonly BusinessObject[], on: FiguresOn): readonly Line[] | null {
  const lines: Line[] = [];
  for (const object of objects) {
    const shared = object.kind === "shipment" && distinct(object, "order").length > 1;
    const told = shared ? null : linesTold(on.factsOf(object.ref), ["shipment.confirmed"]);
    const said = told ?? (shared ? null : linesTold(on.factsOf(object.ref), ["shipment.posted"]));
    if (said === null) return null;
    lines.push(...said);
  }
  return lines;
}

/** What the three rates have in common of one order; null where it counts in none. */
interface Filling {
  readonly told: Omit<Parameters<typeof counted>[0], "figure">;
  readonly left: Moment | null;
  /** Of what was ordered while nothing left; null where it was not told. */
  readonly filled: Filled | null;
}

/** By papers: each rate asks for the same, and it reads timelines. */
const fillings = new WeakMap<FigurePapers, Filling | null>();

function fillingOf(papers: FigurePapers, on: FiguresOn): Filling | null {
  const known = fillings.get(papers);
  if (known !== undefined) return known;
  const found = readFilling(papers, on);
  fillings.set(papers, found);
  return found;
}

function readFilling(papers: FigurePapers, on: FiguresOn): Filling | null {
  const { subject } = papers;
  const fold = firstOf(subject, "order.created", () => true);
  if (!isWanted(subject) || fold === null) return null;
  const starts = momentOf(fold, on);
  const first = firstShipment(papers, on);
  const left = first?.left ?? null;
  const facts = on.factsOf(subject.ref);
  const telling = ["order.created", "order.changed"];
  const ordered = linesTold(facts, telling, left?.at ?? null) ?? linesTold(facts, telling);
  const shipped = first === null ? ordered : shippedOn(first.objects, on);
  const placing = { warehouse: warehouseAt(subject), partner: "customer", stops: anyLeaving } as const;
  const place = placeFigure(papers, { ...placing, from: starts.at, to: left?.at ?? null }, on);
  return {
    told: { ref: subject.ref, place, starts },
    left,
    filled: ordered === null || shipped === null ? null : fill(ordered, shipped),
  };
}

const filling =
  (figure: string, count: Count): Figure["contributions"] =>
  (papers, on) => {
    const found = fillingOf(papers, on);
    if (found === null) return [];
    const { left, filled } = found;
    const told = { ...found.told, figure };
    if (left === null) return filled === null ? [] : [running(told, on, count(filled).denominator)];
    return [filled === null ? leftOut(told, left, "not-told", on) : counted(told, left, count(filled), on)];
  };

const common = {
  version: 1,
  scale: 1,
  zone: "building",
  rests: "on-its-events",
  clock: null,
  counts: "the day on which the first shipment of the order left, where it ships from",
  unit: "share",
  better: "up",
  exclusions: [
    "cancelled orders",
    "orders first heard of when they were under way",
    "orders whose lines, or those of whose first shipment, are not told, are in other units of measure or finer than a ten-thousandth",
    "first shipments that carry several orders and do not say how much of each",
  ],
  needs: [["order.created"], anyLeaving],
  awaits: anyLeaving,
  opens: ["order.created"],
  notMeasured: null,
  withoutStock: null,
  kinds: ["order"],
} as const;

/** Units at the first shipment. */
export const fillUnit: Figure = {
  ...common,
  id: "fill-unit",
  scale: perUnit,
  name: "Fill rate, units",
  formula: "units that left with the first shipment ÷ units ordered by then",
  benchmark: null,
  contributions: filling("fill-unit", ({ units, ofUnits }) => ({ numerator: units, denominator: ofUnits })),
};

/** Lines complete at the first shipment. */
export const fillLine: Figure = {
  ...common,
  id: "fill-line",
  name: "Fill rate, lines",
  formula: "lines that left complete with the first shipment ÷ lines ordered by then",
  benchmark: { text: "distributors 95–98 %, best 98–99 %", year: null, source: "a vendor's glossary" },
  contributions: filling("fill-line", ({ lines, ofLines }) => ({ numerator: lines, denominator: ofLines })),
};

/** Orders complete at the first shipment. */
export const fillOrder: Figure = {
  ...common,
  id: "fill-order",
  name: "Fill rate, orders",
  formula: "orders that left complete with the first shipment ÷ orders that left",
  benchmark: { text: "best in class over 99.56 %", year: 2020, source: "WERC" },
  contributions: filling("fill-order", ({ lines, ofLines }) => ({
    numerator: lines === ofLines ? 1 : 0,
    denominator: 1,
  })),
};
