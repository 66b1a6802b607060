import { drawCount, ordersExpected, sites } from "./company.ts";
import { inboundSteps } from "./inbound.ts";
import { loadSteps } from "./loads.ts";
import { drawOrder, type Order } from "./order.ts";
import { stepsOf } from "./order-traces.ts";
import { pollSteps } from "./polls.ts";
import { randomOf } from "./random.ts";
import { type Step, stepAt } from "./step.ts";
import { day, hour } from "./zones.ts";

/** What the company is asked to be: `rate` is orders an hour, averaged over a working day. */
export interface Company {
  readonly seed: number;
  readonly rate: number;
}

/** Orders that customers place in the hour that starts at `from`, with numbers that no other hour of 90 days uses. */
export function ordersOfHour(company: Company, from: number): Order[] {
  const { seed, rate } = company;
  const orders: Order[] = [];
  const base = numberOf(company, from);
  const moments = sites.flatMap((site) => {
    const random = randomOf(seed, "hour", site.id, from);
    const count = drawCount(random, ordersExpected(site, from, rate * 24));
    return Array.from({ length: count }, () => ({ site, at: from + Math.floor(random.next() * hour) }));
  });
  moments.sort((a, b) => a.at - b.at);
  moments.forEach(({ site, at }, index) => {
    orders.push(drawOrder(seed, site, base + index, at));
  });
  return orders;
}

/** All steps of what begins in the hour that starts at `from`; they may happen days later, never earlier. */
export function stepsOfHour(company: Company, from: number): Step[] {
  const orders = ordersOfHour(company, from);
  const inbound = inboundSteps(company.seed, from, numberOf(company, from));
  const trucks = loadSteps(company.seed, from);
  const polls = pollSteps(company.seed, from);
  return [...orders.flatMap(stepsOf), ...inbound, ...trucks, ...polls, ...rehearsals(company, from)];
}

/** Instant at which the hour around an instant starts. */
export function hourOf(at: number): number {
  return Math.floor(at / hour) * hour;
}

function numberOf(company: Company, from: number): number {
  const slots = Math.max(416, Math.ceil(company.rate * 2.5) + 16);
  const days = Math.floor(from / day);
  const hours = Math.floor((from - days * day) / hour);
  return 100_000 + ((days % 90) * 24 + hours) * slots;
}

/** Twice an hour somebody tries the next release of the Atlanta WMS, in an environment of its own. */
function rehearsals(company: Company, from: number): Step[] {
  const random = randomOf(company.seed, "qa", from);
  const first = Math.floor(from / hour) % 1_000_000;
  return [0, 1].map((index) => {
    const id = `TEST-${first}${index}`;
    const failed = random.chance(0.4);
    const message = "test harness: negative case";
    return stepAt(company.seed, `${id} acknowledged`, from + Math.floor(random.next() * hour), () => ({
      service: "wms-atl@qa",
      name: "process orders.released.atl",
      kind: "consumer",
      lasts: 140,
      attributes: { "order.id": id, "warehouse.code": "ATL", "business.event": "order.acknowledged" },
      ...(failed ? { failure: { type: "negative_test", message } } : {}),
      lines: [{ after: 120, severity: failed ? "ERROR" : "INFO", body: `${id}: ${failed ? message : "accepted"}` }],
    }));
  });
}
