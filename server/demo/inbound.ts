import { amountText, dockTime, drawCount, items, type Site, siteOf, sites } from "./company.ts";
import { type Random, randomOf } from "./random.ts";
import { bus, call, erpHost, linkTo, publish, query, route, type Step, stepAt } from "./step.ts";
import type { AttributeMap, Hop } from "./trace.ts";
import { hour, localOf, minute } from "./zones.ts";

const own = sites.filter((site) => !site.partner);
const wms = "oracle.db";

/** Steps of what starts in this hour beside orders: receipts, returns and transfers. `base` numbers their papers. */
export function inboundSteps(seed: number, from: number, base: number): Step[] {
  const steps: Step[] = [];
  own.forEach((site, index) => {
    const random = randomOf(seed, "inbound", site.id, from);
    const minutes = localOf(site.zone, from).minutes;
    const working = minutes >= 6 * 60 && minutes < 17 * 60;
    for (let n = drawCount(random, working ? 1 : 0); n > 0; n -= 1) {
      steps.push(...receipt(seed, site, base + index * 10 + n, from + random.next() * hour));
    }
    for (let n = drawCount(random, working ? 0.9 : 0.1); n > 0; n -= 1) {
      steps.push(...returned(seed, site, base + index * 10 + n, from + random.next() * hour));
    }
    for (let n = drawCount(random, working ? 0.16 : 0); n > 0; n -= 1) {
      steps.push(...transfer(seed, site, base + index * 10 + n, from + random.next() * hour));
    }
  });
  return steps;
}

/** A fact told by a WMS's own screen or terminal. */
function floorFact(site: Site, path: string, event: string, keys: AttributeMap, table: string): Hop {
  return {
    service: site.floor,
    name: `POST ${path}`,
    kind: "server",
    lasts: 130,
    attributes: { ...route("POST", path, 200), ...keys, "business.event": event },
    hops: [query(site.floor, wms, "UPDATE", table, 15, 60)],
  };
}

/** A fact that the ERP's bridge tells after calling the ERP; with a failure it is refused. */
function erpFact(record: string, event: string, keys: AttributeMap, words: string, failure?: Hop["failure"]): Hop {
  const path = `/record/v1/${record}`;
  return {
    service: "netsuite-bridge",
    name: `process ${event.slice(0, event.indexOf("."))} ${record}`,
    kind: "consumer",
    lasts: 940,
    attributes: { ...bus(`erp.${record}`, "process"), ...keys, "business.event": event },
    ...(failure === undefined ? {} : { failure }),
    lines: [
      failure === undefined
        ? { after: 900, severity: "INFO", body: words }
        : { after: 900, severity: "ERROR", body: `${words}: ${failure.message}`, attributes: keys },
    ],
    hops: [call("netsuite-bridge", erpHost, path, 60, 760, failure === undefined ? 200 : 400)],
  };
}

function receipt(seed: number, site: Site, number: number, advised: number): Step[] {
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
  const counted = { ...keys, "business.quantity": quantity, "business.uom": item.uom };
  const arrived = dockTime(site, advised, random.between(1, 7) * hour);
  const confirmed = dockTime(site, arrived, random.between(25, 140) * minute);
  const putAway = dockTime(site, confirmed, random.between(30, 200) * minute);
  const stuck = random.chance(0.015);
  const shelved = stuck ? dockTime(site, putAway, random.between(9, 15) * hour) : putAway;
  const posted = shelved + random.between(1, 9) * minute;
  const refused = random.chance(0.03);
  const failure = {
    type: "unknown_uom",
    message: `unit of measure differs: PO says ${item.uom}, receipt says ${item.uom === "EA" ? "CS" : "EA"}`,
  };
  const step = (name: string, at: number, hop: Hop): Step => stepAt(seed, `${id} ${name}`, at, () => hop);
  return [
    step(
      "advised",
      advised,
      erpFact("inboundShipment", "receipt.advised", counted, `Inbound shipment ${id} advised to ${site.id}`),
    ),
    step("arrived", arrived, floorFact(site, "/dock/arrive", "receipt.arrived", keys, "receipt")),
    step("confirmed", confirmed, floorFact(site, "/dock/receive", "receipt.confirmed", counted, "receipt_detail")),
    step("put away", shelved, {
      ...floorFact(site, "/rf/putaway/confirm", "receipt.put-away", counted, "lot_locator"),
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
      refused ? posted + random.between(3, 18) * hour : posted,
      erpFact(
        "itemReceipt",
        "receipt.posted",
        { ...keys, "business.amount": amountText(quantity * item.cost), "business.currency": "USD" },
        `Item receipt posted for ${id}`,
      ),
    ),
  ];
}

function returned(seed: number, site: Site, number: number, authorized: number): Step[] {
  const random = randomOf(seed, "return", number);
  const id = `RMA-${number}`;
  const item = random.pick(items);
  const quantity = random.int(1, Math.max(1, Math.round(item.usual / 2)));
  const keys: AttributeMap = { "return.id": id, "warehouse.code": site.id, "item.id": item.sku };
  const received = dockTime(site, authorized, random.between(2, 9) * hour);
  const decided = dockTime(site, received, random.between(20, 260) * minute);
  const credited = decided + random.between(15, 110) * minute;
  const refused = random.chance(0.025);
  const amount = { "business.amount": amountText(quantity * item.price), "business.currency": "USD" };
  const credit = { ...keys, "credit.id": `CM-${number}`, ...amount };
  const failure = { type: "reason_code_missing", message: "credit refused: return reason code is missing" };
  const step = (name: string, at: number, hop: Hop): Step => stepAt(seed, `${id} ${name}`, at, () => hop);
  return [
    step("authorized", authorized, {
      service: "web-shop",
      name: "POST /returns",
      kind: "server",
      lasts: 170,
      attributes: { ...route("POST", "/returns", 201), ...keys, "business.event": "return.authorized" },
      hops: [
        query("web-shop", "postgresql", "INSERT", "returns", 20, 12),
        publish("web-shop", "returns.authorized", 60, 5),
      ],
    }),
    step("received", received, floorFact(site, "/dock/returns/receive", "return.received", keys, "rma")),
    step("dispositioned", decided, floorFact(site, "/returns/disposition", "return.dispositioned", keys, "rma_detail")),
    ...(refused
      ? [step("credit refused", credited, erpFact("creditMemo", "credit.posted", credit, `Credit for ${id}`, failure))]
      : []),
    step(
      "credited",
      refused ? credited + random.between(4, 22) * hour : credited,
      erpFact("creditMemo", "credit.posted", credit, `Credit memo posted for ${id}`),
    ),
  ];
}

const shuttles: readonly (readonly [from: string, to: string, hours: number])[] = [
  ["ATL", "MIA", 11],
  ["ATL", "EWR", 14],
  ["ORD", "DFW", 15],
  ["DFW", "ATL", 13],
  ["EWR", "ORD", 13],
  ["SEA", "DFW", 34],
  ["MIA", "ATL", 11],
];

function transfer(seed: number, site: Site, number: number, requested: number): Step[] {
  const random: Random = randomOf(seed, "transfer", number);
  const [, to, transit] = random.pick(shuttles.filter(([from]) => from === site.id));
  const target = siteOf(to);
  const id = `TO-${number}`;
  const item = random.pick(items);
  const keys: AttributeMap = { "transfer.id": id, "transfer.destination": to, "item.id": item.sku };
  const counted = { ...keys, "business.quantity": item.usual * random.int(5, 40), "business.uom": item.uom };
  const approved = requested + random.between(4, 45) * minute;
  const shipped = dockTime(site, approved, random.between(1.5, 5) * hour);
  const received = dockTime(target, shipped + transit * hour, random.between(20, 90) * minute);
  const posted = received + random.between(2, 14) * minute;
  const refused = random.chance(0.12);
  const failure = { type: "INVALID_BIN", message: "receipt refused: bin is unknown at the receiving location" };
  const at = (place: Site): AttributeMap => ({ ...counted, "warehouse.code": place.id });
  const step = (name: string, when: number, hop: Hop): Step => stepAt(seed, `${id} ${name}`, when, () => hop);
  const words = `Transfer ${id}`;
  return [
    step(
      "requested",
      requested,
      erpFact("transferOrder", "transfer.requested", at(site), `${words} requested, ${site.id} to ${to}`),
    ),
    step("approved", approved, erpFact("transferOrder", "transfer.approved", at(site), `${words} approved`)),
    step("shipped", shipped, floorFact(site, "/dock/transfer/ship", "transfer.shipped", at(site), "transfer_shipment")),
    step(
      "received",
      received,
      floorFact(target, "/dock/transfer/receive", "transfer.received", at(target), "transfer_receipt"),
    ),
    ...(refused
      ? [step("receipt refused", posted, erpFact("itemReceipt", "transfer.received", at(target), words, failure))]
      : []),
    step(
      "receipt posted",
      refused ? posted + random.between(4, 30) * hour : posted,
      erpFact("itemReceipt", "transfer.received", at(target), `${words} received in ERP`),
    ),
  ];
}
