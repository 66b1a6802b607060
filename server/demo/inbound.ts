import { drawCount, sites } from "./company.ts";
import { randomOf } from "./random.ts";
import { receiptSteps } from "./receipts.ts";
import { returnSteps } from "./returns.ts";
import type { Step } from "./step.ts";
import { drawTransfer, transferSteps } from "./transfers.ts";
import { hour, localOf } from "./zones.ts";

/** Steps of what starts in this hour beside orders: receipts, returns and transfers. `base` numbers their papers. */
export function inboundSteps(seed: number, from: number, base: number): Step[] {
  const steps: Step[] = [];
  sites.forEach((site, index) => {
    const random = randomOf(seed, "inbound", site.id, from);
    const minutes = localOf(site.zone, from).minutes;
    const working = minutes >= 6 * 60 && minutes < 17 * 60;
    // A small building has its truck and its returns as well.
    const size = Math.max(site.weight, 7);
    for (let n = drawCount(random, working ? size / 9 : 0); n > 0; n -= 1) {
      steps.push(...receiptSteps(seed, site, base + index * 10 + n, from + random.next() * hour));
    }
    for (let n = drawCount(random, working ? size / 10 : size / 60); n > 0; n -= 1) {
      steps.push(...returnSteps(seed, site, base + index * 10 + n, from + random.next() * hour));
    }
    for (let n = drawCount(random, working && !site.partner ? Math.max(site.weight, 14) / 14 : 0); n > 0; n -= 1) {
      steps.push(...transferSteps(drawTransfer(seed, site, base + index * 10 + n, from + random.next() * hour)));
    }
  });
  return steps;
}
