import { partsOf } from "../keys.ts";
import type { StockDay } from "../stock/compare.ts";
import type { Ref } from "../types.ts";
import { counted, leftOut } from "./clock.ts";
import type { Contribution, Moment, Place } from "./contribution.ts";
import type { Figure } from "./figure.ts";
import type { FiguresOn } from "./papers.ts";
import { dateOfDay } from "./period.ts";

const common = {
  version: 2,
  scale: 1,
  zone: "building",
  rests: "on-its-events",
  clock: null,
  awaits: [],
  opens: [],
  notMeasured: null,
  kinds: [],
  contributions: () => [],
} as const;

/** Called agreement and not accuracy: no count of the shelves is behind it. */
export const stockAgreement: Figure = {
  ...common,
  id: "stock-agreement",
  name: "Stock agreement across systems",
  formula:
    "items in a building of which the last counts of a day by the ERP and by the building's own system agree after what is in flight ÷ items compared that day",
  counts: "each day on which one of both counted, in the building, by the last counts of that day or before",
  unit: "share",
  better: "up",
  exclusions: [
    "items that only one system counts",
    "counts from before both were counted",
    "counts in different units of measure",
    "counts known to the day on which goods moved, or of which another says otherwise",
    "adjustments and moves within the building: until both have counted anew they disagree",
  ],
  benchmark: null,
  needs: [["stock.counted"]],
  opens: ["stock.counted"],
  withoutStock: "The network file does not say whose stock is compared: see its section stock.",
};

/** The name under which an item in a building counts for one day. */
export const stockDayRef = (ref: Ref, day: number): string => `${ref}#${dateOfDay(day)}`;

/** The object behind a name under which something counts: of an item in a building without the day. */
export const objectOfFigure = (ref: string): Ref => ref.replace(/#\d{4}-\d{2}-\d{2}$/, "");

/** What an item in a building adds to figures for one day. */
export function contributionsOfStock(
  ref: Ref,
  { day, at, compared, begins }: StockDay,
  on: Pick<FiguresOn, "network">,
): readonly Contribution[] {
  const { value } = partsOf(ref);
  const place: Place = { warehouse: value.slice(0, value.indexOf("/")), partner: null, flow: null, cause: null };
  const moment: Moment = { at, date: day };
  const context: FiguresOn = { ...on, factsOf: () => [], exceptions: [] };
  const named = (figure: string) => ({ figure, ref: stockDayRef(ref, day), place, starts: moment });
  const told = named("stock-agreement");
  if (compared === "date-only" || compared === "not-told") return [leftOut(told, moment, compared, context)];
  const numerator = compared === "agree" ? 1 : 0;
  return [
    counted(told, moment, { numerator, denominator: 1 }, context),
    ...(begins ? [counted(named("discrepancies"), moment, { numerator: 1, denominator: 0 }, context)] : []),
  ];
}
