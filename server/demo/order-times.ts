import type { Site } from "./company.ts";
import { congestion, departureAfter, dockTime, type Lane, nextFile } from "./dock.ts";
import { drawHold, type Fate } from "./fate.ts";
import type { Random } from "./random.ts";
import { hour, localOf, minute } from "./zones.ts";

/** When each step of an order happens; absent steps never do. */
export interface OrderTimes {
  readonly created: number;
  readonly shipNotBefore: number | null;
  readonly shipBy: number;
  readonly backordered: number | null;
  readonly allocated: number | null;
  readonly held: number | null;
  readonly freed: number | null;
  readonly releaseFailed: number | null;
  readonly released: number;
  readonly acknowledgeFailed: number | null;
  readonly acknowledged: number;
  readonly cancelled: number | null;
  readonly picked: number;
  readonly packed: number;
  readonly labelFailed: number | null;
  readonly labelled: number;
  /** The departure that it is on. */
  readonly leaves: number;
  readonly confirmed: number;
  readonly heard: number;
  readonly postFailed: number | null;
  readonly posted: number;
  readonly invoiceFailed: number | null;
  readonly invoiced: number;
}

/** Trucks before eleven can have their orders released the evening before. */
const morning = 11 * 60;

/** A departure, and when the floor gets what is to be on it. */
interface Gate {
  readonly at: number;
  readonly leaves: number;
}

/** Draws when each step of an order happens that is placed at an instant. */
export function drawTimes(random: Random, site: Site, lane: Lane, fate: Fate, created: number): OrderTimes {
  /** The truck that what is ready then can still make, and when the floor gets it: some hours before that truck. */
  const gate = (ready: number): Gate => {
    const leaves = departureAfter(site, lane, dockTime(site, ready, 2.2 * hour));
    const early = fate === "night-release" && localOf(site.zone, leaves).minutes < morning;
    const lead = early ? random.between(10.5, 14.5) : random.between(2.5, 8.5);
    return { at: Math.max(ready, leaves - lead * hour), leaves };
  };
  const shipNotBefore = fate === "future" ? created + random.between(30, 72) * hour : null;
  const backordered = fate === "backordered" ? created + random.between(0.5, 2) * minute : null;
  const allocated = backordered === null ? null : backordered + random.between(5, 34) * hour;
  const creditHeld = fate === "credit-hold" ? created + random.between(0.5, 2) * minute : null;
  const creditFreed = creditHeld === null ? null : creditHeld + drawHold(random);
  const releaseFailed = fate === "hold-code" ? created + random.between(0.7, 3) * minute : null;
  const repaired = releaseFailed === null ? null : releaseFailed + random.between(5, 22) * hour;
  const free = shipNotBefore ?? allocated ?? creditFreed ?? repaired ?? created;
  const first = gate(free + random.between(0.7, 3.5) * minute);
  const released = first.at;
  let leaves = first.leaves;
  const heardByFloor = released + (site.partner ? random.between(4, 11) : random.between(0.1, 1.2)) * minute;
  const acknowledgeFailed = fate === "case-pack" || fate === "edi-rejected" ? heardByFloor : null;

  let acknowledged = heardByFloor;
  if (acknowledgeFailed !== null || fate === "lost") {
    const away =
      fate === "lost" ? random.between(1.5, 6) : random.chance(0.3) ? random.between(16, 26) : random.between(3, 8);
    ({ at: acknowledged, leaves } = gate(heardByFloor + away * hour));
  }
  const cancelled = fate === "cancelled" ? acknowledged + random.between(1, 6) * minute : null;
  let floorFrom = acknowledged;
  const stopped = fate === "customer-hold" || fate === "credit-review";
  const floorHeld = stopped ? acknowledged + random.between(2, 5) * minute : null;
  let floorFreed: number | null = null;
  if (floorHeld !== null) ({ at: floorFreed, leaves } = gate(floorHeld + drawHold(random)));
  if (floorFreed !== null) floorFrom = floorFreed;

  const walk = random.between(18, 55) * minute * congestion(site, floorFrom);
  if (fate === "pick-late") ({ at: floorFrom, leaves } = gate(floorFrom + random.between(20, 28) * hour));
  const wave = Math.min(leaves - random.between(1.6, 5.4) * hour, dockTime(site, floorFrom, 3.5 * hour));
  const picked = Math.max(dockTime(site, floorFrom, walk), wave);
  const packed = dockTime(site, picked, random.between(5, 18) * minute);
  const labelFailed = fate === "label-retried" ? packed : null;
  const labelled = labelFailed === null ? packed : labelFailed + random.between(4, 14) * minute;
  if (fate === "left-behind") leaves = departureAfter(site, lane, leaves + minute);
  return {
    created,
    shipNotBefore,
    shipBy: gate(shipNotBefore ?? created).leaves,
    backordered,
    allocated,
    held: creditHeld ?? floorHeld,
    freed: creditFreed ?? floorFreed,
    releaseFailed,
    released,
    acknowledgeFailed,
    acknowledged,
    cancelled,
    picked,
    packed,
    labelFailed,
    labelled,
    leaves,
    ...drawLeaving(random, site, fate, leaves),
  };
}

/** What follows from the departure that an order is on: its confirmation, and what the ERP makes of it. */
export function drawLeaving(
  random: Random,
  site: Site,
  fate: Fate,
  leaves: number,
): Pick<OrderTimes, "confirmed" | "heard" | "postFailed" | "posted" | "invoiceFailed" | "invoiced"> {
  const file = nextFile(leaves);
  const confirmed = site.partner ? file - random.between(1, 4.5) * minute : leaves + random.between(0.5, 9) * minute;
  const heard = site.partner ? file + random.between(2, 40) * 1000 : confirmed;
  const postable = heard + (site.partner ? random.between(0.3, 2.5) : random.between(0.3, 4)) * minute;
  const postFailed = fate === "posting-retried" || fate === "posting-stuck" ? postable : null;
  const again = fate === "posting-stuck" ? random.between(5, 20) * hour : random.between(3, 9) * minute;
  const posted = postFailed === null ? postable : postFailed + again;
  const billable = posted + random.between(15, 210) * minute;
  const invoiceFailed = fate === "price-differs" ? billable : null;
  const invoiced = invoiceFailed === null ? billable : invoiceFailed + random.between(4, 26) * hour;
  return { confirmed, heard, postFailed, posted, invoiceFailed, invoiced };
}
