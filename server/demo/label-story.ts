import { customers, type Site, siteOf } from "./company.ts";
import { type Departure, departureAfter, lanesOf, parcelAfter } from "./dock.ts";
import { drawOrder, linesText, loadOf, type Order, promiseOf, worthOf } from "./order.ts";
import { drawLeaving } from "./order-times.ts";
import { stepsOf } from "./order-traces.ts";
import { randomOf } from "./random.ts";
import { linkTo, query, route, type Step, stepAt } from "./step.ts";
import type { Scene, Story } from "./story.ts";
import { type Filling, fillTruck } from "./truck.ts";
import { worthTogether } from "./worth.ts";
import { localOf, minute } from "./zones.ts";

const numbers = [23, 24, 25, 27, 28, 29, 30, 31, 33, 34, 36, 37, 38, 40];
/** Of the fourteen, the two whose billing address has no postcode either: somebody must call. */
const withoutPostcode = new Set([31, 40]);
/** What the fourteen are worth together, in cents. */
const worth = 4_126_000;
/** Before its truck leaves the twelve can be corrected, and loaded. */
const lead = 20 * minute;
/** Orders on the trucks of the story when all fourteen are refused: beside these, and on the day's next air truck. */
const beside = { loaded: 190, floor: 8 };
const air = { service: "next day air", loaded: 12, floor: 25 };

/**
 * Labels refused at Atlanta: a release of the shop moves the postcode into address line 3, and the carrier refuses
 * fourteen labels for the next parcel departure, each twice. Twelve are corrected in the shop and print; two remain.
 * That truck has 212 orders then, 190 of them loaded and eight on the floor, and the day's next air truck 37, all
 * labelled; but for what `fillTruck` says of a day that has more.
 */
export const labelStory: Story = {
  name: "labels",
  ending: "labels-fixed",
  lastsMs: 6 * minute,
  begin(scene) {
    const { seed, at, pace } = scene;
    const site = siteOf("ATL");
    const truck = parcelAfter(site, at + lead);
    const base = 10_400 + (Math.floor(at / (10 * minute)) % 800) * 100;
    const drawn = numbers.map((number, index) => refusedOrder(seed, site, base + number, truck, at, at + index * pace));
    const orders = worthTogether(drawn, worth);
    const first = Math.min(...orders.map((order) => order.times.created));
    const trucks = fillings(scene, site, truck);
    return {
      papers: orders.map((order) => order.id),
      steps: [
        shopRelease(seed, base, first - 4 * minute),
        ...orders.flatMap((order) => stepsOf(order).filter((step) => step.at <= order.times.packed)),
        ...trucks.flatMap(({ steps }) => steps.map(own)),
      ],
      silent: null,
      instead: new Set(trucks.flatMap(({ instead }) => [...instead])),
      fills: trucks.map(({ load }) => load),
      end: (from, apart) =>
        orders
          .filter((order) => order.billTo !== null)
          .flatMap((order, index) => {
            const corrected = from + index * apart;
            const healed = healedOrder(order, corrected + apart / 2);
            return [correction(healed, corrected), ...stepsOf(healed).filter((step) => step.at > corrected)];
          }),
    };
  },
};

/** The truck of the fourteen, and the air truck of the same day; each is filled once, however often this is played. */
function fillings(scene: Scene, site: Site, truck: Departure): (Filling & { readonly load: string })[] {
  const { at, pace } = scene;
  const seen = at + numbers.length * pace;
  const base = 2_100_000 + (Math.floor(at / (10 * minute)) % 800) * 1_000;
  const today = localOf(site.zone, at).dayNumber;
  const flying = lanesOf(site)
    .filter(({ service }) => service === air.service)
    .map((lane) => ({ lane, leaves: departureAfter(site, lane, seen), loaded: air.loaded, floor: air.floor }))
    .filter(({ leaves }) => localOf(site.zone, leaves).dayNumber === today);
  return [{ ...truck, ...beside }, ...flying]
    .map((one, index) => ({ one, load: loadOf(site, one.lane, one.leaves), first: base + index * 500 }))
    .filter(({ load }) => !scene.filled.has(load))
    .map(({ one, load, first }) => ({ load, ...fillTruck(scene, { site, ...one }, seen, first) }));
}

/** Told by the story, also where the day has a step of that name. */
const own = (step: Step): Step => ({ ...step, story: labelStory.name });

function refusedOrder(
  seed: number,
  site: Site,
  number: number,
  { lane, leaves }: Departure,
  at: number,
  packed: number,
): Order {
  const random = randomOf(seed, "label story", number);
  const created = at - random.between(115, 150) * minute;
  const drawn = drawOrder(seed, site, number, created, "postcode");
  const released = created + random.between(1, 3) * minute;
  const place = numbers.indexOf(number % 100);
  const never = Number.POSITIVE_INFINITY;
  return {
    ...drawn,
    lane,
    customer: customers[place] ?? drawn.customer,
    billTo: withoutPostcode.has(number % 100) ? null : drawn.shipTo,
    load: loadOf(site, lane, leaves),
    times: {
      ...drawn.times,
      shipBy: leaves,
      released,
      acknowledged: released + random.between(10, 50) * 1000,
      picked: at - random.between(12, 30) * minute,
      packed,
      labelFailed: packed,
      labelled: never,
      leaves,
      confirmed: never,
      heard: never,
      posted: never,
      invoiced: never,
    },
  };
}

function healedOrder(order: Order, labelled: number): Order {
  const random = randomOf(order.seed, "label story fixed", order.id);
  const leaves = departureAfter(order.site, order.lane, labelled + 10 * minute);
  return {
    ...order,
    load: loadOf(order.site, order.lane, leaves),
    times: {
      ...order.times,
      labelled,
      leaves,
      ...drawLeaving(random, order.site, order.fate, leaves),
    },
  };
}

function shopRelease(seed: number, base: number, at: number): Step {
  return stepAt(seed, `release-${base} live`, at, () => ({
    service: "web-shop@next",
    name: "start release 2026.11.3",
    kind: "internal",
    lasts: 5_200,
    attributes: { "deployment.name": "web-shop", "deployment.status": "succeeded" },
    lines: [{ after: 5_100, severity: "INFO", body: "Shop release 2026.11.3 went live" }],
  }));
}

function correction(order: Order, at: number): Step {
  return stepAt(order.seed, `${order.id} address corrected`, at, () => ({
    service: "web-shop@next",
    name: "PUT /orders/{id}/address",
    kind: "server",
    lasts: 160,
    attributes: {
      ...route("PUT", "/orders/{id}/address", 200),
      ...promiseOf(order),
      "order.id": order.id,
      "warehouse.code": order.site.id,
      "customer.id": order.customer.name,
      "business.event": "order.changed",
      ...worthOf(order),
      "business.lines": linesText(order),
    },
    links: linkTo(order.seed, `${order.id} packed`),
    hops: [query("web-shop@next", "postgresql", "UPDATE", "addresses", 30, 12)],
  }));
}
