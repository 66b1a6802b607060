import { type Item, items, type Site, siteOf } from "./company.ts";
import { dockTime } from "./dock.ts";
import { atCost, erpFact, type FloorTime, type FloorWay, floorFact, floorTime } from "./inbound-facts.ts";
import { ledgerOf } from "./ledger.ts";
import { randomOf } from "./random.ts";
import { type Step, stepAt } from "./step.ts";
import type { AttributeMap, Hop } from "./trace.ts";
import { hour, minute } from "./zones.ts";

const shuttles: readonly (readonly [from: string, to: string, hours: number])[] = [
  ["ATL", "MIA", 11],
  ["ATL", "EWR", 14],
  ["ATL", "SAV", 5],
  ["ORD", "DFW", 15],
  ["ORD", "ATL", 12],
  ["DFW", "ATL", 13],
  ["DFW", "SEA", 10],
  ["EWR", "ORD", 13],
  ["EWR", "ATL", 14],
  ["EWR", "MIA", 9],
  ["SEA", "DFW", 34],
  ["SEA", "RNO", 9],
  ["MIA", "ATL", 11],
  ["MIA", "SAV", 8],
];

/** Goods on their way from one building of the company to another, with all that becomes of them. */
export interface Transfer {
  readonly seed: number;
  readonly id: string;
  readonly from: Site;
  readonly to: Site;
  readonly item: Item;
  readonly quantity: number;
  readonly requested: number;
  readonly approved: number;
  readonly shipped: number;
  readonly received: FloorTime;
  readonly postFailed: number | null;
  /** When the ERP books what the floor counted. */
  readonly posted: number;
}

/** Draws a transfer that a site is asked for at an instant. */
export function drawTransfer(seed: number, site: Site, number: number, requested: number): Transfer {
  const random = randomOf(seed, "transfer", number);
  const [, to, transit] = random.pick(shuttles.filter(([from]) => from === site.id));
  const target = siteOf(to);
  const item = random.pick(items);
  const quantity = item.usual * random.int(5, 40);
  const approved = requested + random.between(4, 45) * minute;
  const shipped = dockTime(site, approved, random.between(1.5, 5) * hour);
  const counted = dockTime(target, shipped + transit * hour, random.between(20, 90) * minute);
  const received = floorTime(target, counted, random);
  const postable = received.heard + random.between(2, 14) * minute;
  const refused = random.chance(0.06);
  return {
    seed,
    id: `TO-${number}`,
    from: site,
    to: target,
    item,
    quantity,
    requested,
    approved,
    shipped,
    received,
    postFailed: refused ? postable : null,
    posted: refused ? postable + random.between(4, 30) * hour : postable,
  };
}

const ways = {
  ship: { path: "/dock/transfer/ship", table: "transfer_shipment", document: "943" },
  receive: { path: "/dock/transfer/receive", table: "transfer_receipt", document: "944" },
} satisfies Record<string, FloorWay>;

/** All steps of a transfer, in business order. */
export function transferSteps(transfer: Transfer): Step[] {
  const { seed, id, from, to, received, postFailed } = transfer;
  const at = (place: Site): AttributeMap => ({
    "transfer.id": id,
    "transfer.destination": to.id,
    "item.id": transfer.item.sku,
    ...atCost(transfer.item, transfer.quantity),
    "warehouse.code": place.id,
  });
  const failure = { type: "INVALID_BIN", message: "bin is unknown at the receiving location" };
  const step = (name: string, when: number, hop: Hop): Step => stepAt(seed, `${id} ${name}`, when, () => hop);
  const words = `Transfer ${id}`;
  return [
    step(
      "requested",
      transfer.requested,
      erpFact("transferOrder", "transfer.requested", at(from), `${words} requested, ${from.id} to ${to.id}`),
    ),
    step("approved", transfer.approved, erpFact("transferOrder", "transfer.approved", at(from), `${words} approved`)),
    step("shipped", transfer.shipped, floorFact(from, ways.ship, "transfer.shipped", at(from), transfer.shipped)),
    step("received", received.heard, floorFact(to, ways.receive, "transfer.received", at(to), received.done)),
    ...(postFailed === null
      ? []
      : [step("receipt refused", postFailed, erpFact("itemReceipt", "transfer.received", at(to), words, failure))]),
    // Made when it happens: while the story lasts it never does.
    stepAt(seed, `${id} receipt posted`, transfer.posted, () =>
      erpFact(
        "itemReceipt",
        "transfer.received",
        { ...at(to), ...ledgerOf(to, transfer.posted) },
        `${words} received in ERP`,
      ),
    ),
  ];
}
