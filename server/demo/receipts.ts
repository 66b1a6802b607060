import { supplierBill } from "./bills.ts";
import { items, type Site } from "./company.ts";
import { dockTime } from "./dock.ts";
import { atCost, erpFact, type FloorWay, floorFact, floorTime } from "./inbound-facts.ts";
import { ledgerOf } from "./ledger.ts";
import { randomOf } from "./random.ts";
import { linkTo, type Step, stepAt } from "./step.ts";
import type { AttributeMap, Hop } from "./trace.ts";
import { hour, minute } from "./zones.ts";

const ways = {
  arrive: { path: "/dock/arrive", table: "receipt", document: "214" },
  receive: { path: "/dock/receive", table: "receipt_detail", document: "944" },
  shelve: { path: "/rf/putaway/confirm", table: "lot_locator", document: "846" },
} satisfies Record<string, FloorWay>;

/** All steps of a purchase that a supplier announces at an instant: it arrives, is counted, put away, and booked. */
export function receiptSteps(seed: number, site: Site, number: number, advised: number): Step[] {
  const random = randomOf(seed, "receipt", number);
  const id = `ASN-${number}`;
  const item = random.pick(items);
  const quantity = item.usual * random.int(10, 60);
  const keys: AttributeMap = {
    "receipt.id": id,
    "purchase_order.id": `PO-${number - random.int(2_000, 9_000)}`,
    "warehouse.code": site.id,
    "item.id": item.sku,
  };
  const line = { line: "1", sku: item.sku, quantity: String(quantity), uom: item.uom };
  const counted = {
    ...keys,
    "business.quantity": quantity,
    "business.uom": item.uom,
    "business.lines": JSON.stringify([line]),
  };
  const arrived = floorTime(site, dockTime(site, advised, random.between(1, 7) * hour), random);
  const confirmed = floorTime(site, dockTime(site, arrived.heard, random.between(25, 140) * minute), random);
  const stuck = random.chance(0.01);
  const shelving = random.between(30, 200) * minute + (stuck ? random.between(9, 15) * hour : 0);
  const shelved = floorTime(site, dockTime(site, confirmed.heard, shelving), random);
  const posted = shelved.heard + random.between(1, 9) * minute;
  const refused = random.chance(0.02);
  const failure = {
    type: "unknown_uom",
    message: `unit of measure differs: PO says ${item.uom}, receipt says ${item.uom === "EA" ? "CS" : "EA"}`,
  };
  const step = (name: string, at: number, hop: Hop): Step => stepAt(seed, `${id} ${name}`, at, () => hop);
  const inErp = refused ? posted + random.between(3, 18) * hour : posted;
  return [
    step(
      "advised",
      advised,
      erpFact(
        "inboundShipment",
        "receipt.advised",
        { ...keys, ...atCost(item, quantity) },
        `Inbound shipment ${id} advised to ${site.id}`,
      ),
    ),
    step("arrived", arrived.heard, floorFact(site, ways.arrive, "receipt.arrived", keys, arrived.done)),
    step("confirmed", confirmed.heard, floorFact(site, ways.receive, "receipt.confirmed", counted, confirmed.done)),
    step("put away", shelved.heard, {
      ...floorFact(site, ways.shelve, "receipt.put-away", counted, shelved.done),
      links: linkTo(seed, `${id} confirmed`),
    }),
    ...(refused
      ? [
          step(
            "posting refused",
            posted,
            erpFact("itemReceipt", "receipt.posted", keys, `Receipt ${id} refused`, failure),
          ),
        ]
      : []),
    step(
      "posted",
      inErp,
      erpFact(
        "itemReceipt",
        "receipt.posted",
        { ...keys, ...atCost(item, quantity), ...ledgerOf(site, inErp) },
        `Item receipt posted for ${id}`,
      ),
    ),
    supplierBill(seed, site, confirmed.heard, { of: id.slice(4), keys, amount: quantity * item.cost }),
  ];
}
