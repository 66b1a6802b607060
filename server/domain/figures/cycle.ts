import { firstOf } from "../correlation/fold.ts";
import { earliestOf, warehouseAt } from "../tally/facts.ts";
import { anyLeaving, standsFor } from "../tally/left.ts";
import type { BusinessObject } from "../types.ts";
import { messageOf, messagesOf, timed, waitingOf } from "./clock.ts";
import { lastLeft, type Moment, momentOf, placeFigure } from "./contribution.ts";
import type { Figure } from "./figure.ts";
import { type FigurePapers, type FiguresOn, isWanted } from "./papers.ts";

const arriving = ["order.delivered", "shipment.delivered"];
const common = {
  version: 1,
  scale: 1,
  zone: "building",
  rests: "on-its-events",
  unit: "ms",
  better: "down",
  kinds: ["order"],
  opens: ["order.created"],
  notMeasured: null,
  withoutStock: null,
} as const;
const orders = [
  "cancelled orders",
  "orders first heard of when they were under way",
  "orders of which only a day is told",
];
const less = "Time on hold until it was freed, and time before the day that the customer asked for, are taken out.";

/** When the customer has all of an order: its own word, else that of every shipment. */
function deliveredAt({ subject, shipments }: FigurePapers, on: FiguresOn): Moment | null {
  const whole = firstOf(subject, "order.delivered", () => true);
  if (whole !== null) return momentOf(whole, on);
  let last: Moment | null = null;
  for (const object of standsFor(subject, shipments)) {
    const fold = earliestOf(object, ["shipment.delivered"]);
    if (fold === null) return null;
    if (last === null || fold.first.at > last.at) last = momentOf(fold, on);
  }
  return last;
}

const leftAt = ({ subject, shipments }: FigurePapers, on: FiguresOn): Moment | null =>
  lastLeft(standsFor(subject, shipments), on);

/** From the order until its goods are somewhere: all of that time, or less what was to be waited. */
const since =
  (
    figure: string,
    start: (order: BusinessObject) => ReturnType<typeof firstOf>,
    stop: (papers: FigurePapers, on: FiguresOn) => Moment | null,
    stops: readonly string[],
    lessWaiting: boolean,
  ): Figure["contributions"] =>
  (papers, on) => {
    const { subject } = papers;
    const fold = start(subject);
    if (!isWanted(subject) || fold === null) return [];
    const starts = momentOf(fold, on);
    const stopped = stop(papers, on);
    const warehouse = warehouseAt(subject);
    const to = stopped?.at ?? null;
    const place = placeFigure(papers, { warehouse, partner: "customer", stops, from: starts.at, to }, on);
    const messages = messagesOf(messageOf(subject, "order.released", "order.acknowledged"));
    const waiting = lessWaiting ? waitingOf(subject, starts.at) : [];
    return [timed({ figure, ref: subject.ref, place, starts, stops: stopped, messages, waiting }, on)];
  };

const created = (order: BusinessObject) => firstOf(order, "order.created", () => true);
/** At the DC: released to it, or known there where no release was told. */
const released = (order: BusinessObject) =>
  firstOf(order, "order.released", () => true) ?? firstOf(order, "order.acknowledged", () => true);

const delivery = {
  ...common,
  clock: { starts: "order taken, before any check", stops: "the customer has all of it" },
  counts: "the day on which the customer has all of it, where it ships from",
  needs: [["order.created"], arriving],
  awaits: anyLeaving,
  benchmark: null,
} as const;

/** Order fulfilment cycle time, as SCOR counts it: with all waiting. */
export const orderCycle: Figure = {
  ...delivery,
  id: "order-cycle",
  name: "Order cycle time",
  formula: "time from order to delivery of delivered orders ÷ delivered orders",
  exclusions: orders,
  contributions: since("order-cycle", created, deliveredAt, arriving, false),
};

/** The same without what was to be waited: SCOR's cycle time less dwell. */
export const orderCycleLessWaiting: Figure = {
  ...delivery,
  id: "order-cycle-less-waiting",
  name: "Order cycle time less waiting",
  formula: `time from order to delivery less waiting, of delivered orders ÷ delivered orders. ${less}`,
  exclusions: orders,
  contributions: since("order-cycle-less-waiting", created, deliveredAt, arriving, true),
};

const dock = {
  ...common,
  clock: { starts: "order taken, before any check", stops: "the last of it left the dock" },
  counts: "the day on which the last of it left, where it ships from",
  needs: [["order.created"], anyLeaving],
  awaits: anyLeaving,
  benchmark: null,
} as const;

/** Where no delivery is told, until the dock: another clock, and so another name. */
export const orderToShip: Figure = {
  ...dock,
  id: "order-to-ship",
  name: "Order to dock",
  formula: "time from order to leaving of shipped orders ÷ shipped orders",
  exclusions: orders,
  contributions: since("order-to-ship", created, leftAt, anyLeaving, false),
};

/** Until the dock, without what was to be waited. */
export const orderToShipLessWaiting: Figure = {
  ...dock,
  id: "order-to-ship-less-waiting",
  name: "Order to dock less waiting",
  formula: `time from order to leaving less waiting, of shipped orders ÷ shipped orders. ${less}`,
  exclusions: orders,
  contributions: since("order-to-ship-less-waiting", created, leftAt, anyLeaving, true),
};

/** Inside the building: from its release to it until it left. */
export const internalCycle: Figure = {
  ...dock,
  id: "internal-cycle",
  name: "Internal order cycle time",
  formula: "time from release to leaving of shipped orders ÷ shipped orders",
  clock: {
    starts: "released to the building, or known there where no release was told",
    stops: "the last of it left the dock",
  },
  needs: [["order.released", "order.acknowledged"], anyLeaving],
  opens: ["order.released", "order.acknowledged"],
  exclusions: orders,
  contributions: since("internal-cycle", released, leftAt, anyLeaving, false),
};
