import { items, type Site } from "./company.ts";
import { atCost, erpFact, floorFact, floorTime } from "./inbound-facts.ts";
import { ledgerOf } from "./ledger.ts";
import { randomOf } from "./random.ts";
import { type Step, stepAt } from "./step.ts";
import type { AttributeMap } from "./trace.ts";
import { day, instantOf, minute } from "./zones.ts";

const way = { path: "/floor/stock/adjust", table: "stock_adjustment", document: "947" };

/**
 * What a building writes off of the goods that it had set aside as damaged, on some days, and when the ERP does so too:
 * mostly within the hour, now and then only when somebody looks. The counts of shelves never had them. The day counts
 * from 1970-01-01.
 */
export function adjustmentSteps(seed: number, site: Site, dayNumber: number): Step[] {
  const random = randomOf(seed, "adjustment", site.id, dayNumber);
  if (!random.chance(0.4)) return [];
  const item = random.pick(items);
  const quantity = item.usual * random.int(1, 4);
  const written = floorTime(site, instantOf(site.zone, dayNumber, random.int(13 * 60, 17 * 60)), random);
  const posted = written.heard + (random.chance(0.2) ? random.between(1, 4) * day : random.between(6, 55) * minute);
  const keys: AttributeMap = {
    "warehouse.code": site.id,
    "item.id": item.sku,
    ...atCost(item, quantity),
    "business.quantity": -quantity,
    "business.uom": item.uom,
  };
  const name = `${site.id} ${new Date(dayNumber * day).toISOString().slice(0, 10)} ${item.sku}`;
  const words = `Inventory adjustment of ${item.sku} at ${site.id}`;
  return [
    stepAt(seed, `${name} written off`, written.heard, () =>
      floorFact(site, way, "stock.adjusted", keys, written.done),
    ),
    stepAt(seed, `${name} write-off posted`, posted, () =>
      erpFact("inventoryadjustment", "stock.adjusted", { ...keys, ...ledgerOf(site, posted) }, words),
    ),
  ];
}
