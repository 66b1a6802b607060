import { firstOf } from "../correlation/fold.ts";
import { earliestOf, warehouseAt } from "../tally/facts.ts";
import { anyLeaving } from "../tally/left.ts";
import type { Line } from "../types.ts";
import { counted, leftOut, running } from "./clock.ts";
import { momentOf, placeFigure } from "./contribution.ts";
import type { Figure } from "./figure.ts";
import { type FiguresOn, isCounted } from "./papers.ts";
import { linesTold, scaled } from "./quantities.ts";

const giving = ["order.allocated", "order.released"];
/** After these no building will be told any more. */
const over = [...anyLeaving, "order.cancelled"];

/** Orders that were taken for goods that were not there. */
export const oversoldOrders: Figure = {
  id: "oversold-orders",
  version: 1,
  name: "Oversold orders",
  formula:
    "orders for more of an item than the shop showed as available in their building when they were taken ÷ orders taken",
  clock: null,
  counts: "the day on which the order was taken, in its building",
  zone: "building",
  unit: "share",
  scale: 1,
  better: "down",
  exclusions: [
    "orders that told no lines, or were given to no building",
    "orders for an item of which the shop had shown nothing by then, or in another unit of measure, unless another item was oversold",
    "orders taken since the shop last showed an item: each is held against what was shown, by itself",
  ],
  benchmark: null,
  needs: [["order.created"], ["stock.published"]],
  rests: "on-its-events",
  awaits: giving,
  opens: ["order.created"],
  notMeasured: null,
  withoutStock: "The network file does not say whose stock is compared: see its section stock.",
  kinds: ["order"],
  contributions: (papers, on) => {
    const { subject } = papers;
    const fold = firstOf(subject, "order.created", () => true);
    if (on.shownAt === undefined || !isCounted(subject) || fold === null) return [];
    const starts = momentOf(fold, on);
    const warehouse = warehouseAt(subject);
    const placing = { partner: "customer", stops: ["order.acknowledged"], from: starts.at, to: starts.at } as const;
    const told = {
      ...{ figure: "oversold-orders", ref: subject.ref, starts },
      place: placeFigure(papers, { ...placing, warehouse }, on),
    };
    if (warehouse === null && earliestOf(subject, over) === null) return [running(told, on)];
    if (starts.date !== null) return [leftOut(told, starts, "date-only", on)];
    const lines = linesTold(on.factsOf(subject.ref), ["order.created"]);
    const oversold = warehouse === null || lines === null ? null : isOversold(lines, warehouse, starts.at, on.shownAt);
    if (oversold === null) return [leftOut(told, starts, "not-told", on)];
    return [counted(told, starts, { numerator: oversold ? 1 : 0, denominator: 1 }, on)];
  },
};

/** Whether more of any item was ordered than was shown; null where that of one is not known, and none is. */
function isOversold(
  lines: readonly Line[],
  warehouse: string,
  at: number,
  shownAt: NonNullable<FiguresOn["shownAt"]>,
): boolean | null {
  let known = true;
  for (const sku of new Set(lines.map((line) => line.sku))) {
    const own = lines.filter((line) => line.sku === sku);
    const shown = shownAt(warehouse, sku, at);
    const quantities = own.map(({ quantity }) => scaled(quantity));
    const wanted = quantities.reduce<number | null>((sum, one) => (sum === null || one === null ? null : sum + one), 0);
    if (wanted === null || shown === null || shown.quantity === null || own.some(({ uom }) => uom !== shown.uom))
      known = false;
    else if (wanted > shown.quantity) return true;
  }
  return known ? false : null;
}
