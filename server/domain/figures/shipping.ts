import { firstOf, traitOf } from "../correlation/fold.ts";
import { onlyOf, warehouseAt } from "../tally/facts.ts";
import { anyLeaving, standsFor } from "../tally/left.ts";
import type { BusinessObject, Fold, Instant } from "../types.ts";
import { counted, leftOut, running } from "./clock.ts";
import { type Contribution, dayAt, lastLeft, leavingSaid, type Moment, momentOf, placeFigure } from "./contribution.ts";
import type { Figure } from "./figure.ts";
import { type FigurePapers, type FiguresOn, isCounted, isWanted } from "./papers.ts";

const anyone = (): boolean => true;

const common = {
  version: 1,
  scale: 1,
  zone: "building",
  rests: "on-its-events",
  clock: null,
  unit: "share",
  awaits: anyLeaving,
  opens: ["order.created", "order.released"],
  notMeasured: null,
  withoutStock: null,
  kinds: ["order"],
} as const;

/** When an order came: ordered, else released. */
const cameWith = (order: BusinessObject): Fold | null =>
  firstOf(order, "order.created", anyone) ?? firstOf(order, "order.released", anyone);

interface Shipping {
  readonly figure: string;
  readonly warehouse: string | null;
  readonly starts: Moment;
  readonly to: Instant | null;
}

const toldOf = (papers: FigurePapers, { figure, warehouse, starts, to }: Shipping, on: FiguresOn) => ({
  figure,
  ref: papers.subject.ref,
  place: placeFigure(papers, { warehouse, partner: "customer", stops: anyLeaving, from: starts.at, to }, on),
  starts,
});

/** Off the dock by the time that was planned for it: a date is kept until it ends. */
export const onTimeShipment: Figure = {
  ...common,
  id: "on-time-shipment",
  name: "Shipped on time",
  formula:
    "orders of which the last left by the time planned for the order, with the grace of the network file, ÷ orders whose planned time has passed",
  counts: "the day of the planned time, where it ships from; one that left before counts then too",
  better: "up",
  exclusions: [
    "orders without a planned time",
    "orders cancelled before it",
    "orders on hold when it passed, which are counted apart",
    "orders first heard of when they were under way",
  ],
  benchmark: { text: "best in class over 99.7 %", year: 2020, source: "WERC" },
  needs: [["order.created", "order.released"], anyLeaving],
  contributions: (papers, on) => {
    const { subject, shipments } = papers;
    const by = traitOf(subject, "ship-by")?.number ?? null;
    const fold = cameWith(subject);
    if (!isCounted(subject) || subject.joinedInProgress || by === null || fold === null) return [];
    const left = lastLeft(standsFor(subject, shipments), on);
    const cancelled = firstOf(subject, "order.cancelled", anyone)?.first.at ?? null;
    if (left === null && cancelled !== null && cancelled <= by) return [];
    const warehouse = warehouseAt(subject);
    const to = left?.at ?? null;
    const told = toldOf(papers, { figure: "on-time-shipment", warehouse, starts: momentOf(fold, on), to }, on);
    const planned = plannedAt(by, warehouse, on);
    if (left !== null && left.at <= planned.at) return [counted(told, planned, { numerator: 1, denominator: 1 }, on)];
    if (wasHeld(subject, by)) return [leftOut(told, planned, "on-hold", on)];
    return [counted(told, planned, { numerator: 0, denominator: 1 }, on, left === null && cancelled === null)];
  },
};

/** Blocked, taken by a person, and off the dock as planned for all that. What freed itself is none of anybody's. */
export const savedBeforeCutoff: Figure = {
  ...common,
  id: "saved-before-cutoff",
  name: "Saved before cut-off",
  formula:
    "orders with an exception before they left and before the time planned for them that somebody took by then, and that left by that time ÷ these and the orders with such an exception that did not",
  counts: "the day of the planned time, where it ships from",
  better: "up",
  rests: "on-all",
  exclusions: [
    "orders without an exception before they left and before that time",
    "orders that left as planned and of whose exceptions nobody took one before",
    "orders without a planned time, cancelled before it, or on hold when it passed",
    "orders first heard of when they were under way",
  ],
  benchmark: null,
  needs: [["order.created", "order.released"], anyLeaving],
  contributions: (papers, on) => {
    const { subject, orders, shipments } = papers;
    if (on.exceptions.length === 0) return [];
    const by = traitOf(subject, "ship-by")?.number ?? null;
    const fold = cameWith(subject);
    if (!isCounted(subject) || subject.joinedInProgress || by === null || fold === null) return [];
    const left = lastLeft(standsFor(subject, shipments), on);
    const cancelled = firstOf(subject, "order.cancelled", anyone)?.first.at ?? null;
    if (left === null && cancelled !== null && cancelled <= by) return [];
    const warehouse = warehouseAt(subject);
    const planned = plannedAt(by, warehouse, on);
    const inTime = left !== null && left.at <= planned.at;
    if (!inTime && wasHeld(subject, by)) return [];
    const refs = new Set([...orders, ...shipments].map(({ ref }) => ref));
    const until = Math.min(by, left?.at ?? by);
    const blocked = on.exceptions.filter(
      ({ object, openedAt }) => object !== null && refs.has(object) && openedAt < until,
    );
    if (blocked.length === 0) return [];
    const acted = blocked.some(({ acknowledgedAt }) => acknowledgedAt !== null && acknowledgedAt <= until);
    if (inTime && !acted) return [];
    const shipping = { warehouse, starts: momentOf(fold, on), to: left?.at ?? null };
    const told = toldOf(papers, { figure: "saved-before-cutoff", ...shipping }, on);
    const awaits = left === null && cancelled === null;
    return [counted(told, planned, { numerator: inTime ? 1 : 0, denominator: 1 }, on, awaits)];
  },
};

/** The planned time with the network's grace: it counts when that is over, on the day of the planned time. */
function plannedAt(by: Instant, warehouse: string | null, on: FiguresOn): Moment {
  const { grace } = on.network.company;
  return grace === 0 ? { at: by, date: null } : { at: by + grace, date: dayAt(by, warehouse, on) };
}

const wasHeld = ({ holds }: BusinessObject, at: Instant): boolean =>
  holds.findLast(({ mark }) => mark.at <= at)?.held === true;

/** What each order that left adds, once the last of it did. */
const ofShipped =
  (
    figure: string,
    judge: (papers: FigurePapers, on: FiguresOn) => boolean | null,
    warehouseOf: (order: BusinessObject) => string | null = warehouseAt,
  ): Figure["contributions"] =>
  (papers, on): readonly Contribution[] => {
    const { subject, shipments } = papers;
    const fold = cameWith(subject);
    if (!isWanted(subject) || fold === null) return [];
    const left = lastLeft(standsFor(subject, shipments), on);
    const warehouse = warehouseOf(subject);
    const to = left?.at ?? null;
    const told = toldOf(papers, { figure, warehouse, starts: momentOf(fold, on), to }, on);
    if (left === null) return [running(told, on)];
    const judged = judge(papers, on);
    if (judged === null) return [leftOut(told, left, "not-told", on)];
    return [counted(told, left, { numerator: judged ? 1 : 0, denominator: 1 }, on)];
  };

const shipped = {
  ...common,
  counts: "the day on which the last of the order left",
  better: "down",
  needs: [["order.created", "order.released"], anyLeaving],
  benchmark: null,
} as const;

/** Orders that left in more than one shipment. */
export const splitShipment: Figure = {
  ...shipped,
  id: "split-shipment",
  name: "Split shipments",
  formula: "orders that left in more than one shipment ÷ orders that left",
  exclusions: ["cancelled orders", "voided shipments", "orders first heard of when they were under way"],
  contributions: ofShipped("split-shipment", ({ subject, shipments }) => standsFor(subject, shipments).length > 1),
};

/** Orders of which something left from another building than the first one that they were given to. */
export const otherSite: Figure = {
  ...shipped,
  id: "other-site",
  name: "Shipped from another site",
  formula: "orders of which something left from another site than they were first allocated to ÷ orders that left",
  counts: "the day on which the last of the order left, in the zone of the site that it was first allocated to",
  exclusions: [
    "cancelled orders",
    "orders that were never told to be allocated or released to a site",
    "orders first heard of when they were under way",
  ],
  needs: [["order.allocated", "order.released"], anyLeaving],
  contributions: ofShipped(
    "other-site",
    ({ subject, shipments }, on) => {
      const given = givenTo(subject);
      const from = standsFor(subject, shipments).map((object) => leftFrom(object, on));
      if (given === null) return null;
      return from.some((site) => site !== null && site !== given) ? true : from.includes(null) ? null : false;
    },
    givenTo,
  ),
};

/** The site of its first allocation, else of its first release. */
function givenTo(order: BusinessObject): string | null {
  const named = (type: string): string | null => firstOf(order, type, anyone)?.warehouse ?? null;
  return named("order.allocated") ?? named("order.released");
}

const leftFrom = (object: BusinessObject, on: FiguresOn): string | null =>
  leavingSaid(object, on)?.warehouse ?? onlyOf(object);
