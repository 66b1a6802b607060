import { amountText } from "./company.ts";
import { datedAt, ledgerOf } from "./ledger.ts";
import { billingOf, linesText, moneyOf, type Order, unitsOf } from "./order.ts";
import { randomOf } from "./random.ts";
import { bus, call, erpHost, linkTo, publish, query, route } from "./step.ts";
import type { AttributeMap, Hop } from "./trace.ts";
import { hour, instantOf, localOf, minute } from "./zones.ts";

function shipmentKeys(order: Order): AttributeMap {
  return {
    "order.id": order.id,
    "warehouse.code": order.site.id,
    "customer.id": order.customer.name,
    "shipment.id": order.shipment,
  };
}

/** Between its label and its truck, which the dock confirms within some minutes after it has gone. */
export function loadedAt({ seed, id, times }: Order): number {
  const share = randomOf(seed, "loaded", id).between(0.3, 1);
  return times.labelled + share * Math.max(0, times.confirmed - 12 * minute - times.labelled);
}

/** The last carton of it was scanned onto the truck. */
export function loaded(order: Order): Hop {
  return {
    service: order.site.floor,
    name: "POST /rf/load/complete",
    kind: "server",
    lasts: 85,
    attributes: {
      ...route("POST", "/rf/load/complete", 200),
      ...shipmentKeys(order),
      "business.event": "shipment.loaded",
      "load.id": order.load,
    },
    hops: [query(order.site.floor, "oracle.db", "UPDATE", "carton", 10, 35)],
  };
}

/** The truck left with it, as an own WMS says. */
export function confirmed(order: Order): Hop {
  return {
    service: order.site.floor,
    name: "POST /dock/ship-confirm",
    kind: "server",
    lasts: 240,
    attributes: { ...route("POST", "/dock/ship-confirm", 200), ...confirmation(order) },
    hops: [
      query(order.site.floor, "oracle.db", "UPDATE", "shipment", 18, 62),
      publish(order.site.floor, "shipments.confirmed", 150, 5),
    ],
  };
}

/** The same as a 3PL says it: in a file, with the time at which it left. */
export function reported(order: Order): Hop {
  return {
    service: order.site.floor,
    name: "process 945",
    kind: "consumer",
    lasts: 410,
    attributes: {
      ...bus("edi.945", "process"),
      ...confirmation(order),
      "business.occurred_at": new Date(order.times.confirmed).toISOString(),
    },
    hops: [publish(order.site.floor, "shipments.confirmed", 300, 5)],
  };
}

/** What a confirmation says of the goods that left. */
export function confirmation(order: Order): AttributeMap {
  return {
    ...shipmentKeys(order),
    "business.event": "shipment.confirmed",
    "business.quantity": unitsOf(order),
    "business.uom": "EA",
    "business.lines": linesText(order),
    "business.currency": moneyOf(order),
    "order.billing": billingOf(order),
    "load.id": order.load,
    "carrier.id": order.lane.carrier,
    "carrier.service": order.lane.service,
  };
}

/** At the customer's door, as a rule within the time that its lane takes; some come a day or two after. */
export function deliveredAt({ seed, id, lane, times, site }: Order): number {
  const random = randomOf(seed, "delivered", id);
  const days = Math.ceil(lane.transit * random.between(0.34, 1)) + (random.chance(0.04) ? random.int(1, 2) : 0);
  const left = Math.max(times.leaves, times.confirmed);
  // What a story keeps here for good never arrives.
  if (!Number.isFinite(left)) return left;
  const { dayNumber } = localOf(site.zone, left);
  return instantOf(site.zone, dayNumber + days, random.int(8 * 60, 18 * 60));
}

/** The carrier handed it over, as the TMS hears. */
export function delivered(order: Order): Hop {
  return {
    service: "tms-adapter",
    name: "process carrier status",
    kind: "consumer",
    lasts: 160,
    attributes: {
      ...bus("carrier.status", "process"),
      ...shipmentKeys(order),
      "carrier.id": order.lane.carrier,
      "business.event": "shipment.delivered",
    },
  };
}

/** The ERP's bridge at work on a confirmation. */
export function postingHop(order: Order): Hop {
  return {
    service: "netsuite-bridge",
    name: "process shipments.confirmed",
    kind: "consumer",
    lasts: 1_280,
    attributes: {
      ...bus("shipments.confirmed", "process"),
      ...shipmentKeys(order),
      "business.event": "shipment.posted",
    },
    links: linkTo(order.seed, `${order.shipment} confirmed`),
  };
}

/** The ERP did not take it this time. */
export function postingRefused(order: Order): Hop {
  const stuck = order.fate === "posting-stuck";
  const message = stuck ? "location is locked for counting" : "ERP refuses: concurrency limit";
  const code = stuck ? "RCRD_LOCKED" : "SSS_REQUEST_LIMIT_EXCEEDED";
  return {
    ...postingHop(order),
    failure: { type: code, message },
    lines: [
      { after: 900, severity: "WARN", body: `ERP answered ${stuck ? 400 : 429} for ${order.shipment}` },
      {
        after: 1_250,
        severity: "ERROR",
        body: `Posting ${order.shipment} failed: ${message}`,
        attributes: shipmentKeys(order),
      },
    ],
    hops: [call("netsuite-bridge", erpHost, "/record/v1/itemFulfillment", 60, 1_100, stuck ? 400 : 429)],
  };
}

/** The ERP has its item fulfilment. */
export function posted(order: Order): Hop {
  const hop = postingHop(order);
  return {
    ...hop,
    attributes: {
      ...hop.attributes,
      "business.amount": amountText(order.amount),
      "business.currency": moneyOf(order),
      ...ledgerOf(order.site, datedAt(order.seed, order.id, order.times.posted)),
    },
    lines: [{ after: 1_240, severity: "INFO", body: `Item fulfilment posted for ${order.shipment}` }],
    hops: [call("netsuite-bridge", erpHost, "/record/v1/itemFulfillment", 60, 1_100)],
  };
}

function billingHop(order: Order): Hop {
  return {
    service: "netsuite-bridge",
    name: "bill item fulfilment",
    kind: "internal",
    lasts: 860,
    attributes: {
      ...shipmentKeys(order),
      "invoice.id": order.invoice,
      "business.event": "invoice.posted",
      "business.amount": amountText(order.amount),
      "business.currency": moneyOf(order),
    },
    links: linkTo(order.seed, `${order.shipment} posted`),
  };
}

/** The ERP would not bill it. */
export function invoiceRefused(order: Order): Hop {
  const message = "line price differs from order";
  return {
    ...billingHop(order),
    failure: { type: "price_mismatch", message },
    lines: [{ after: 820, severity: "ERROR", body: `Invoice ${order.invoice} refused: ${message}` }],
    hops: [call("netsuite-bridge", erpHost, "/record/v1/invoice", 80, 640, 400)],
  };
}

/** The ERP billed it. */
export function invoiced(order: Order): Hop {
  const hop = billingHop(order);
  return {
    ...hop,
    attributes: { ...hop.attributes, ...ledgerOf(order.site, datedAt(order.seed, order.id, order.times.invoiced)) },
    lines: [
      {
        after: 830,
        severity: "INFO",
        body: `Invoice ${order.invoice} posted, ${moneyOf(order)} ${amountText(order.amount)}`,
      },
    ],
    hops: [call("netsuite-bridge", erpHost, "/record/v1/invoice", 80, 640)],
  };
}

/** When its invoice goes to the customer: soon, with the next morning's run, or, as some want none by mail, never. */
export function sentAt({ seed, id, times }: Order): number | null {
  const random = randomOf(seed, "sent", id);
  if (random.chance(0.02)) return null;
  return times.invoiced + (random.chance(0.1) ? random.between(10, 50) * hour : random.between(2, 45) * minute);
}

/** The invoice went to the customer. */
export function invoiceSent(order: Order): Hop {
  return {
    service: "netsuite-bridge",
    name: "publish invoices.sent",
    kind: "producer",
    lasts: 210,
    attributes: {
      ...bus("invoices.sent", "send"),
      ...shipmentKeys(order),
      "invoice.id": order.invoice,
      "business.event": "invoice.sent",
    },
    links: linkTo(order.seed, `${order.invoice} posted`),
  };
}
