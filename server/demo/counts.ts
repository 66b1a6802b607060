import { type Item, items, type Site } from "./company.ts";
import { randomOf } from "./random.ts";
import { type Step, stepAt } from "./step.ts";
import type { Stockroom } from "./stockroom.ts";
import type { Hop } from "./trace.ts";
import { day, instantOf, minute } from "./zones.ts";

/** By the building's clock, in minutes: when the floor is still, when the ERP looks, when both are told, and the shop's morning. */
const clock = { counted: 22 * 60, booked: 22 * 60 + 30, told: 23 * 60 + 12, published: 4 * 60 };

/** What a building's day says of its stock: the shop's in the morning, both counts at night. The day counts from 1970-01-01. */
export function countSteps(seed: number, site: Site, dayNumber: number, room: Stockroom): Step[] {
  const at = (minutes: number): number => instantOf(site.zone, dayNumber, minutes);
  const name = `${site.id} ${new Date(dayNumber * day).toISOString().slice(0, 10)}`;
  const [counted, booked] = [at(clock.counted), at(clock.booked)];
  const floor = (item: Item): number => room.level(site, item, "floor", counted) + slipOf(seed, site, item, dayNumber);
  const ledger = (item: Item): number => room.level(site, item, "ledger", booked);
  const shown = (item: Item): number => shownOf(seed, site, item, dayNumber);
  return [
    stepAt(seed, `${name} published`, at(clock.published), () =>
      snapshot(site, "web-shop", "stock.published", at(clock.published), shown),
    ),
    stepAt(seed, `${name} counted`, at(clock.told), () => snapshot(site, site.floor, "stock.counted", counted, floor)),
    stepAt(seed, `${name} inventory exported`, at(clock.told) + 6 * minute, () =>
      snapshot(site, "netsuite-bridge", "stock.counted", booked, ledger),
    ),
  ];
}

/** One run of a job that tells of every item in a building how much there was at an instant. */
function snapshot(site: Site, service: string, event: string, at: number, level: (item: Item) => number): Hop {
  const keys = {
    "warehouse.code": site.id,
    "business.event": event,
    "business.occurred_at": new Date(at).toISOString(),
  };
  return {
    service,
    name: event === "stock.published" ? "publish availability" : "export inventory",
    kind: "internal",
    lasts: 40 * items.length + 60,
    hops: items.map((item, index) => ({
      service,
      name: event === "stock.published" ? "publish item" : "export item",
      kind: "internal",
      after: 30 + 40 * index,
      lasts: 25,
      attributes: { ...keys, "item.id": item.sku, "business.quantity": level(item), "business.uom": item.uom },
    })),
  };
}

/**
 * What stands on the shelves that no book knows, or is missing there: now and then an item is miscounted or damaged, until
 * somebody counts it again. In Seattle a pallet that came with a transfer and on no paper stays from Tuesday to Thursday.
 */
export function slipOf(seed: number, site: Site, item: Item, dayNumber: number): number {
  const week = Math.floor((dayNumber + 3) / 7);
  const weekday = dayNumber + 3 - week * 7;
  if (site.id === "SEA" && item.sku === "72-001" && weekday >= 1 && weekday <= 3) return 40;
  const random = randomOf(seed, "slip", site.id, item.sku, week);
  if (!random.chance(0.06)) return 0;
  const first = random.int(0, 5);
  const lasts = random.int(1, 3);
  const quantity = item.usual * random.int(1, 3) * (random.chance(0.7) ? -1 : 1);
  return weekday >= first && weekday < first + lasts ? quantity : 0;
}

/** What the shop shows of an item: more than anybody orders at once, but where it is running low. */
function shownOf(seed: number, site: Site, item: Item, dayNumber: number): number {
  const random = randomOf(seed, "shown", site.id, item.sku, dayNumber);
  return random.chance(0.015) ? item.usual : item.usual * random.int(30, 90);
}
