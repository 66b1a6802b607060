import { amountText, customers, departureAfter, lanes, siteOf } from "./company.ts";
import { drawOrder, linesText, type Order, promiseOf } from "./order.ts";
import { stepsOf } from "./order-traces.ts";
import { randomOf } from "./random.ts";
import { linkTo, query, route, type Step, stepAt } from "./step.ts";
import { minute } from "./zones.ts";

/**
 * Labels refused at Atlanta: a release of the shop moves the postcode into address line 3, and the carrier refuses
 * fourteen labels, each twice.
 */
export interface LabelStory {
  readonly orders: readonly Order[];
  /** From the shop's release, over the orders' way to the packing bench, to the last refusal. */
  readonly refusals: readonly Step[];
  /** Twelve addresses are corrected from `at` on, `pace` apart; those labels print, and their orders ship. Two remain. */
  fix(at: number, pace: number): Step[];
}

/** Plans the story from `at` on, one refusal each `pace` milliseconds; what went before lies before `at`. */
export function planLabelStory(seed: number, at: number, pace: number): LabelStory {
  const site = siteOf("ATL");
  const base = 10_400 + (Math.floor(at / (10 * minute)) % 800) * 100;
  const numbers = [23, 24, 25, 27, 28, 29, 30, 31, 33, 34, 36, 37, 38, 40];
  const orders = numbers.map((number, index) => refusedOrder(seed, base + number, index, at + index * pace));
  const first = Math.min(...orders.map((order) => order.times.created));
  return {
    orders,
    refusals: [
      shopRelease(seed, base, first - 4 * minute),
      ...orders.flatMap((order) => stepsOf(order).filter((step) => step.at <= order.times.packed)),
    ],
    fix: (from, apart) =>
      orders
        .filter((_, index) => index !== 7 && index !== 13)
        .flatMap((order, index) => {
          const corrected = from + index * apart;
          const healed = healedOrder(order, corrected + apart / 2);
          return [correction(healed, corrected), ...stepsOf(healed).filter((step) => step.at > corrected)];
        }),
  };

  function refusedOrder(of: number, number: number, index: number, packed: number): Order {
    const random = randomOf(of, "label story", number);
    const created = at - random.between(115, 150) * minute;
    const drawn = drawOrder(of, site, number, created);
    const lane = lanes[0] ?? drawn.lane;
    const released = created + random.between(1, 3) * minute;
    const never = Number.POSITIVE_INFINITY;
    return {
      ...drawn,
      fate: "postcode",
      lane,
      customer: customers[index] ?? drawn.customer,
      times: {
        ...drawn.times,
        created,
        shipNotBefore: null,
        shipBy: departureAfter(site, lane, at),
        held: null,
        freed: null,
        releaseFailed: null,
        released,
        acknowledgeFailed: null,
        acknowledged: released + random.between(10, 50) * 1000,
        cancelled: null,
        picked: at - random.between(12, 30) * minute,
        packed,
        labelFailed: packed,
        labelled: never,
        confirmed: never,
        heard: never,
        postFailed: null,
        posted: never,
        invoiceFailed: null,
        invoiced: never,
      },
    };
  }
}

function healedOrder(order: Order, labelled: number): Order {
  const random = randomOf(order.seed, "label story fixed", order.id);
  const confirmed = departureAfter(order.site, order.lane, labelled + 10 * minute) + random.between(0.5, 9) * minute;
  const posted = confirmed + random.between(0.3, 4) * minute;
  const invoiced = posted + random.between(12, 65) * minute;
  return { ...order, times: { ...order.times, labelled, confirmed, heard: confirmed, posted, invoiced } };
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
      "business.amount": amountText(order.amount),
      "business.currency": "USD",
      "business.lines": linesText(order),
    },
    links: linkTo(order.seed, `${order.id} packed`),
    hops: [query("web-shop@next", "postgresql", "UPDATE", "addresses", 30, 12)],
  }));
}
