import { type Site, siteOf } from "./company.ts";
import { hourOf, ordersOfHour } from "./day.ts";
import { dockTime } from "./dock.ts";
import { drawOrder, type Order, unitsOf } from "./order.ts";
import { stepsOf } from "./order-traces.ts";
import { randomOf } from "./random.ts";
import { neverReceived, shortPosting, shortReport } from "./reno-file.ts";
import { posted, reported } from "./shipment-traces.ts";
import { recalled, type Step, stepAt } from "./step.ts";
import type { Scene, Story } from "./story.ts";
import { worthTogether } from "./worth.ts";
import { day, hour, instantOf, localOf, minute } from "./zones.ts";

const count = 412;
/** Orders that came without prices, and what the others are worth together, in cents. */
const unpriced = 37;
const worth = 31_840_000;
/** Orders whose customers want them on a truck of the first day, from this time of Reno's clock on. */
const dueToday = 41;
const firstWindow = 15 * 60 + 30;
const shorted = 9;
const unknown = 5;
/** Reno has this long by contract, its next file and that file's grace included. */
const promised = { dock: 10 * hour, file: 81 * minute };

/**
 * 3PL Reno is silent over a weekend: it accepted 412 orders and confirms none of them, and nothing else comes from it.
 * With the file 398 are confirmed, nine came short, and of five Reno says that it never got them.
 */
export const renoStory: Story = {
  name: "reno",
  ending: "reno-file",
  lastsMs: null,
  begin(scene) {
    const site = siteOf("RNO");
    const orders = weekendOrders(scene, site);
    // All of it is told within the time of seven events of another story.
    const apart = (7 * scene.pace) / count;
    const last = lastFile(scene, site);
    return {
      papers: orders.map((order) => order.id),
      steps: [...last.steps, ...orders.flatMap((order, index) => accepted(order, scene.at + index * apart))],
      silent: site.id,
      instead: last.instead,
      fills: [],
      end: (at, pace) => fileOf(scene.seed, orders, at, (7 * pace) / count, pace),
    };
  },
};

/** The 412, in the order in which Reno accepted them: all so long ago that each confirmation is overdue. */
function weekendOrders(scene: Scene, site: Site): Order[] {
  const { seed, at } = scene;
  const random = randomOf(seed, "reno story", Math.floor(at / (10 * minute)));
  const base = 1_200_000 + (Math.floor(at / (10 * minute)) % 800) * 1_000;
  const newest = newestOverdue(site, at);
  const taken = Array.from({ length: count }, () => newest - random.next() * 38 * hour).sort((a, b) => a - b);
  const today = choose(random, count, dueToday);
  const free = choose(random, count, unpriced);
  const window = windowAfter(site, at);
  let due = 0;
  const drawn = taken.map((acknowledged, index) => {
    const released = acknowledged - random.between(4, 11) * minute;
    const order = drawOrder(seed, site, base + index + 1, released - random.between(1, 40) * minute, "plain");
    const later = random.int(1, 3) * day + random.int(0, 10) * 30 * minute;
    const confirmed = dockTime(site, acknowledged, random.between(2, 8) * hour);
    const shipBy = window + (today.has(index) ? due++ * 7 * minute : later);
    return {
      ...order,
      priced: !free.has(index),
      times: { ...order.times, released, acknowledged, shipBy, confirmed },
    };
  });
  const valued = worthTogether(
    drawn.filter((order) => order.priced),
    worth,
  );
  return [...drawn.filter((order) => !order.priced), ...valued].sort(
    (a, b) => a.times.acknowledged - b.times.acknowledged,
  );
}

/** The latest instant at which what Reno accepted is overdue by now, file and grace included. */
function newestOverdue(site: Site, at: number): number {
  for (let newest = at - promised.dock; ; newest -= 15 * minute) {
    if (dockTime(site, newest, promised.dock) + promised.file <= at) return newest;
  }
}

/** The next half past three of the building that is at least half an hour away. */
function windowAfter(site: Site, at: number): number {
  const today = localOf(site.zone, at).dayNumber;
  const first = instantOf(site.zone, today, firstWindow);
  return first >= at + 30 * minute ? first : instantOf(site.zone, today + 1, firstWindow);
}

/** Placed, released and accepted by Reno (997): told now, each with the time at which it was so. */
function accepted(order: Order, at: number): Step[] {
  return stepsOf(order)
    .slice(0, 3)
    .map((step, index) => ({ ...recalled(step, at + index), story: renoStory.name }));
}

/**
 * The last file before the silence: what the day had sent to Reno and Reno had accepted is confirmed with it, so that
 * the 412 are all that is open there.
 */
function lastFile(scene: Scene, site: Site): { readonly steps: Step[]; readonly instead: Set<string> } {
  const { at } = scene;
  const steps: Step[] = [];
  const instead = new Set<string>();
  for (let from = hourOf(scene.dayFrom); from < at; from += hour) {
    for (const order of ordersOfHour(scene, from)) {
      if (order.site.id !== site.id || !isInReno(order, at)) continue;
      const random = randomOf(scene.seed, "reno story last file", order.id);
      const confirmed = Math.max(order.times.acknowledged, at - random.between(1, 4.5) * minute);
      const left = { ...order, times: { ...order.times, confirmed } };
      for (const step of stepsOf(order)) if (step.at >= at) instead.add(step.name);
      steps.push(...reportOf(left, at, at + 4_000));
    }
  }
  return { steps, instead };
}

/** Accepted there, neither confirmed nor cancelled nor on hold. */
function isInReno({ times }: Order, at: number): boolean {
  const onHold = times.held !== null && times.held < at && (times.freed === null || times.freed >= at);
  return times.acknowledged < at && times.heard >= at && times.cancelled === null && !onHold;
}

/** What the file says of each, a moment apart, and what the ERP makes of it. */
function fileOf(seed: number, orders: readonly Order[], at: number, apart: number, pace: number): Step[] {
  const random = randomOf(seed, "reno story file", orders[0]?.id ?? "");
  const divisible = orders.filter((order) => order.lines.some((line) => line.quantity > 3));
  const short = new Set([...choose(random, divisible.length, shorted)].map((index) => divisible[index]));
  const others = orders.filter((order) => !short.has(order));
  const lost = new Set([...choose(random, others.length, unknown)].map((index) => others[index]));
  return orders.flatMap((order, index) => {
    const told = at + index * apart;
    if (lost.has(order)) return [own(stepAt(seed, `${order.id} unknown to 3PL`, told, () => neverReceived(order)))];
    if (!short.has(order)) return reportOf(order, told, told + Math.min(pace, 4_000));
    const sent = fewer(order);
    return [
      own(stepAt(seed, `${order.shipment} confirmed`, told, () => shortReport(order, sent))),
      own(stepAt(seed, `${order.shipment} posting refused`, told + 2_000, () => shortPosting(order, sent))),
    ];
  });
}

/** An order that left whole: confirmed, in the ERP, and billed in time. */
function reportOf(order: Order, heard: number, booked: number): Step[] {
  const random = randomOf(order.seed, "reno story billed", order.id);
  const invoiced = booked + random.between(15, 210) * minute;
  const later = stepsOf({ ...order, times: { ...order.times, invoiced, invoiceFailed: null } }).filter(
    (step) => step.name === `${order.invoice} posted`,
  );
  return [
    stepAt(order.seed, `${order.shipment} confirmed`, heard, () => reported(order)),
    stepAt(order.seed, `${order.shipment} posted`, booked, () => posted(order)),
    ...later,
  ].map(own);
}

/** A quarter less of the line with most units. */
function fewer(order: Order): Order {
  const most = order.lines.reduce((best, line) => (line.quantity > best.quantity ? line : best));
  const kept = most.quantity - Math.max(1, Math.round(most.quantity / 4));
  const lines = order.lines.map((line) => (line === most ? { ...line, quantity: kept } : line));
  if (unitsOf({ lines }) >= unitsOf(order)) throw new RangeError(`${order.id} cannot be short`);
  return { ...order, lines };
}

const own = (step: Step): Step => ({ ...step, story: renoStory.name });

/** So many of the first `of` numbers, each as likely. */
function choose(random: { next(): number }, of: number, many: number): Set<number> {
  const draws = Array.from({ length: of }, (_, index) => ({ index, draw: random.next() }));
  draws.sort((a, b) => a.draw - b.draw);
  return new Set(draws.slice(0, many).map(({ index }) => index));
}
