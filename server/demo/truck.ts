import type { Site } from "./company.ts";
import { hourOf, ordersOfHour } from "./day.ts";
import { type Departure, departureAfter, dockTime } from "./dock.ts";
import { drawOrder, loadOf, type Order, waveOf } from "./order.ts";
import { drawLeaving } from "./order-times.ts";
import { stepsOf } from "./order-traces.ts";
import { randomOf } from "./random.ts";
import { loaded, loadedAt } from "./shipment-traces.ts";
import { type Step, stepAt } from "./step.ts";
import type { Scene } from "./story.ts";
import { day, hour, instantOf, localOf, minute } from "./zones.ts";

/** A truck, and how many orders are to be on it and, labelled, on the floor for it. */
export interface Truck extends Departure {
  readonly site: Site;
  readonly loaded: number;
  readonly floor: number;
}

/** What brings a truck there. */
export interface Filling {
  readonly steps: readonly Step[];
  /** Names of steps of the day that are told sooner. */
  readonly instead: ReadonlySet<string>;
}

/** Promises of the network file, in dock time. */
const promised = { acknowledge: 15 * minute, pick: 4 * hour, ship: 6 * hour };
/** Nothing that the day began earlier than this can be planned on a truck that has not left. */
const oldest = 7 * day;
/** What was brought was picked in this time before, and at least in this. */
const picking = { most: 3 * hour, least: 20 * minute };

/**
 * Fills a truck until it has, at an instant, what it is to have: brings as many further orders as the drawn day lacks,
 * and lets the floor load sooner what the day would still leave on it. Further orders are numbered from `first` on.
 * Nothing is brought where the day alone has more, nor where the truck goes so late that what is picked now would be
 * overdue by then. What the day itself has stopped stays so, and counts beside.
 */
export function fillTruck(scene: Scene, truck: Truck, seen: number, first: number): Filling {
  const { at } = scene;
  const from = pickedFrom(truck, at);
  const stands = from === null ? null : standing(scene, truck, seen);
  if (from === null || stands === null) return { steps: [], instead: new Set() };
  const onFloor = stands.floor.length;
  const ready = stands.floor.filter((order) => isReady(order, truck, at));
  const sooner = ready.slice(0, Math.max(0, onFloor - truck.floor));
  const told = ready.flatMap((order) => soonerSteps(order, from, at, sooner.includes(order)));
  const missing = truck.loaded + truck.floor - stands.loaded - onFloor;
  const toFloor = Math.min(missing, Math.max(0, truck.floor - onFloor));
  const brought = Array.from({ length: missing }, (_, index) =>
    furtherOrder(scene, truck, first + index, from, index < toFloor),
  );
  return { steps: [...told, ...brought.flat()], instead: new Set(told.map(({ name }) => name)) };
}

/** Since when the floor may have picked what this truck takes; null where the truck goes too late for it. */
function pickedFrom({ site, leaves }: Truck, at: number): number | null {
  const opened = dockTime(site, at - picking.most, 0);
  const earliest = opened <= at - picking.most / 6 ? opened : at - picking.most;
  for (let from = earliest; from <= at - picking.least; from += 5 * minute) {
    if (dockTime(site, from, promised.ship - 5 * minute) >= leaves + 10 * minute) return from;
  }
  return null;
}

/** What the drawn day has for a truck at an instant, the floor's in the order of their loading; null: more than is to be. */
function standing(scene: Scene, truck: Truck, seen: number): { loaded: number; readonly floor: Order[] } | null {
  const found = { loaded: 0, floor: [] as Order[] };
  const until = hourOf(Math.max(scene.dayFrom, scene.at - oldest));
  for (let from = hourOf(seen); from >= until; from -= hour) {
    for (const order of ordersOfHour(scene, from)) {
      if (!isFor(order, truck, seen) || !isHere(order, seen) || isStopped(order, seen)) continue;
      if (loadedAt(order) < seen) found.loaded += 1;
      else found.floor.push(order);
    }
    if (found.loaded + found.floor.length > truck.loaded + truck.floor) return null;
  }
  found.floor.sort((a, b) => loadedAt(a) - loadedAt(b));
  return found;
}

/** Planned on it: what was promised before today goes with the first truck of today. */
function isFor({ site, lane, times }: Order, truck: Truck, seen: number): boolean {
  if (site.id !== truck.site.id || lane !== truck.lane) return false;
  if (times.shipBy === truck.leaves) return true;
  const today = instantOf(site.zone, localOf(site.zone, seen).dayNumber, 0);
  return times.shipBy < today && departureAfter(site, lane, today) === truck.leaves;
}

/** Released, and neither gone, cancelled nor on hold. */
function isHere({ times }: Order, seen: number): boolean {
  const held = times.held !== null && times.held < seen && (times.freed === null || times.freed >= seen);
  const cancelled = times.cancelled !== null && times.cancelled < seen;
  return times.released < seen && times.confirmed >= seen && !held && !cancelled;
}

/** Refused and not yet taken, or overdue. */
function isStopped({ site, times }: Order, seen: number): boolean {
  const { released, acknowledgeFailed, acknowledged, picked, labelFailed, labelled } = times;
  if (acknowledged >= seen)
    return acknowledgeFailed !== null ? acknowledgeFailed < seen : late(released, "acknowledge");
  if (picked >= seen) return late(Math.max(acknowledged, times.freed ?? 0), "pick");
  return late(picked, "ship") || (labelFailed !== null && labelFailed < seen && labelled >= seen);

  function late(since: number, promise: keyof typeof promised): boolean {
    return (promise === "acknowledge" ? since + promised[promise] : dockTime(site, since, promised[promise])) < seen;
  }
}

/** True where nothing keeps the floor from being further with an order of the day, and it had some minutes for it. */
function isReady({ fate, times }: Order, truck: Truck, at: number): boolean {
  const { acknowledged, freed, held, cancelled, picked, packed, labelled } = times;
  const last = [acknowledged, freed ?? 0, picked, packed, labelled].filter((one) => one < at);
  const stops = cancelled !== null || (held !== null && held >= at) || (fate === "label-retried" && labelled >= at);
  return times.leaves === truck.leaves && acknowledged < at && !stops && Math.max(...last) < at - 5 * minute;
}

/** The steps of an order of the day that are still to come until its label, or until it is on the truck: told as done. */
function soonerSteps(order: Order, from: number, at: number, onTruck: boolean): Step[] {
  const { seed, id, shipment, times } = order;
  const random = randomOf(seed, "truck", id);
  const between = (since: number): number => since + (at - since) * random.between(0.2, 0.5);
  const picked = times.picked < at ? times.picked : between(Math.max(from, times.acknowledged, times.freed ?? 0));
  const packed = times.packed < at ? times.packed : between(picked);
  const labelled = Math.max(packed, times.labelFailed === null ? packed : times.labelled);
  const done = { ...order, wave: waveOf(order.site, picked), times: { ...times, picked, packed, labelled } };
  const coming = new Set<string>();
  if (times.picked >= at) coming.add(`${id} picked`);
  if (times.packed >= at) coming.add(`${id} packed`);
  if (onTruck) coming.add(`${shipment} loaded`);
  return stepsLoaded(done, onTruck ? between(labelled) : loadedAt(order)).filter(({ name }) => coming.has(name));
}

/** All steps of an order that is brought to a truck: picked and labelled by now, and loaded by now or before it goes. */
function furtherOrder(scene: Scene, truck: Truck, number: number, from: number, onFloor: boolean): Step[] {
  const { seed, at } = scene;
  const { site, lane, leaves } = truck;
  const random = randomOf(seed, "truck", number);
  const picked = from + (at - from) * random.between(0, 0.8);
  const packed = picked + Math.min(at - picked, 45 * minute) * random.between(0.15, 0.4);
  const acknowledged = picked - random.between(25, 80) * minute;
  const released = acknowledged - random.between(0.1, 1.2) * minute;
  const drawn = drawOrder(seed, site, number, released - random.between(1, 40) * minute, "plain");
  const leaving = drawLeaving(random, site, "plain", leaves);
  const own = { shipBy: leaves, released, acknowledged, picked, packed, labelled: packed, leaves, ...leaving };
  const order: Order = {
    ...drawn,
    lane,
    wave: waveOf(site, picked),
    load: loadOf(site, lane, leaves),
    times: { ...drawn.times, ...own },
  };
  const last = leaving.confirmed - 12 * minute;
  const loads = onFloor
    ? at + (last - at) * random.between(0.75, 1)
    : packed + 10_000 + (at - packed - 20_000) * random.between(0, 1);
  return stepsLoaded(order, loads);
}

/** All steps of an order, loaded at an instant of its own. */
function stepsLoaded(order: Order, at: number): Step[] {
  const name = `${order.shipment} loaded`;
  return stepsOf(order).map((step) => (step.name === name ? stepAt(order.seed, name, at, () => loaded(order)) : step));
}
