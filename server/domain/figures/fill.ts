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

const filling =
  (figure: string, count: Count): Figure["contributions"] =>
  (papers, on) => {
    const { subject } = papers;
    const fold = firstOf(subject, "order.created", () => true);
    if (!isWanted(subject) || fold === null) return [];
    const starts = momentOf(fold, on);
    const first = firstShipment(papers, on);
    const facts = on.factsOf(subject.ref);
    const telling = ["order.created", "order.changed"];
    const then = linesTold(facts, telling, first?.left.at ?? null);
    const ordered = then ?? linesTold(facts, telling);
    const warehouse = warehouseAt(subject);
    const to = first?.left.at ?? null;
    const told = {
      figure,
      ref: subject.ref,
      place: placeFigure(papers, { warehouse, partner: "customer", stops: anyLeaving, from: starts.at, to }, on),
      starts,
    };
    if (first === null) {
      const whole = ordered === null ? null : fill(ordered, ordered);
      return whole === null ? [] : [running(told, on, count(whole).denominator)];
    }
    const shipped = shippedOn(first.objects, on);
    const filled = ordered === null || shipped === null ? null : fill(ordered, shipped);
    return [filled === null ? leftOut(told, first.left, "not-told", on) : counted(told, first.left, count(filled), on)];
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
