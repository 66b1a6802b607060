import { amountText } from "./company.ts";
import { type LabelOutcome, labelHops } from "./label-trace.ts";
import { linesText, type Order, promiseOf, unitsOf } from "./order.ts";
import { randomOf } from "./random.ts";
import { bus, call, erpHost, linkTo, publish, query, route, type Step, stepAt } from "./step.ts";
import type { AttributeMap, Hop } from "./trace.ts";
import { minute } from "./zones.ts";

/** All steps of an order, in business order. */
export function stepsOf(order: Order): Step[] {
  const { times, id, shipment, invoice, seed, site } = order;
  const steps: Step[] = [created(order)];
  const add = (name: string, at: number, hop: (order: Order) => Hop): void => {
    steps.push(stepAt(seed, name, at, () => hop(order)));
  };
  const hold = (): void => {
    if (times.held !== null) add(`${id} held`, times.held, held);
    if (times.freed !== null) add(`${id} freed`, times.freed, freed);
  };
  if (order.fate === "credit-hold") hold();
  if (times.releaseFailed !== null) add(`${id} release refused`, times.releaseFailed, releaseRefused);
  add(`${id} released`, times.released, released);
  if (times.acknowledgeFailed !== null) add(`${id} refused by floor`, times.acknowledgeFailed, refusedByFloor);
  add(`${id} acknowledged`, times.acknowledged, acknowledged);
  if (times.cancelled !== null) {
    add(`${id} cancelled`, times.cancelled, cancelled);
    return steps;
  }
  if (order.fate === "customer-hold") hold();
  if (!site.partner) {
    steps.push(stepAt(seed, `${id} picked`, times.picked, (random) => picked(order, random.int(3, 22))));
    steps.push(stepAt(seed, `${id} packed`, times.packed, (random) => labelHops(order, random, labelOutcome(order))));
    if (times.labelFailed !== null) {
      steps.push(stepAt(seed, `${id} labelled`, times.labelled, (random) => labelHops(order, random, "again")));
    }
  }
  if (!site.partner) add(`${shipment} loaded`, loadedAt(order), loaded);
  steps.push(
    stepAt(seed, `${shipment} confirmed`, times.heard, () => (site.partner ? reported(order) : confirmed(order))),
  );
  if (times.postFailed !== null) add(`${shipment} posting refused`, times.postFailed, postingRefused);
  add(`${shipment} posted`, times.posted, posted);
  if (times.invoiceFailed !== null) add(`${invoice} refused`, times.invoiceFailed, invoiceRefused);
  add(`${invoice} posted`, times.invoiced, invoiced);
  return steps;
}

function labelOutcome(order: Order): LabelOutcome {
  if (order.times.labelFailed === null) return "accepted";
  return order.fate === "postcode" ? "postcode" : "carrier-busy";
}

function keys(order: Order): AttributeMap {
  return { "order.id": order.id, "warehouse.code": order.site.id, "customer.id": order.customer.name };
}

function shipmentKeys(order: Order): AttributeMap {
  return { ...keys(order), "shipment.id": order.shipment };
}

function created(order: Order): Step {
  const shop = order.fate === "postcode" ? "web-shop@next" : "web-shop";
  return stepAt(order.seed, `${order.id} created`, order.times.created, (random) => ({
    service: shop,
    name: "POST /checkout",
    kind: "server",
    lasts: random.between(140, 420),
    attributes: {
      ...route("POST", "/checkout", 201),
      ...keys(order),
      ...promiseOf(order),
      "business.event": "order.created",
      "business.amount": amountText(order.amount),
      "business.currency": "USD",
      "business.lines": linesText(order),
    },
    hops: [query(shop, "postgresql", "INSERT", "orders", 22, 14), publish(shop, "orders.created", 90, 6)],
  }));
}

function holdCode(order: Order): readonly [code: string, words: string, reason: string] {
  return order.fate === "credit-hold"
    ? ["CR1", "credit limit reached", "credit"]
    : ["CU2", "customer asked to wait", "customer"];
}

function held(order: Order): Hop {
  const [code, words, reason] = holdCode(order);
  return {
    service: "netsuite-bridge",
    name: "place hold",
    kind: "internal",
    lasts: 310,
    attributes: { ...keys(order), "business.event": "order.held", "hold.code": code, "hold.reason": reason },
    links: linkTo(order.seed, `${order.id} created`),
    lines: [{ after: 300, severity: "INFO", body: `Sales order ${order.id} on hold ${code}: ${words}` }],
  };
}

function freed(order: Order): Hop {
  return {
    service: "netsuite-bridge",
    name: "POST /holds/release",
    kind: "server",
    lasts: 190,
    attributes: {
      ...route("POST", "/holds/release", 200),
      ...keys(order),
      "business.event": "order.freed",
      "hold.code": holdCode(order)[0],
    },
    hops: [call("netsuite-bridge", erpHost, "/record/v1/salesOrder", 20, 150)],
  };
}

function releaseRefused(order: Order): Hop {
  const message = "unknown hold code CR7";
  return {
    service: "netsuite-bridge",
    name: "process orders.created",
    kind: "consumer",
    lasts: 640,
    attributes: { ...bus("orders.created", "process"), ...keys(order), "business.event": "order.released" },
    failure: { type: "unknown_hold_code", message },
    links: linkTo(order.seed, `${order.id} created`),
    lines: [
      { after: 610, severity: "ERROR", body: `Order ${order.id} not released: ${message}`, attributes: keys(order) },
    ],
    hops: [call("netsuite-bridge", erpHost, "/record/v1/salesOrder", 40, 520)],
  };
}

function released(order: Order): Hop {
  return {
    service: "netsuite-bridge",
    name: "process orders.created",
    kind: "consumer",
    lasts: 720,
    attributes: {
      ...bus("orders.created", "process"),
      ...keys(order),
      "business.event": "order.released",
      "business.quantity": unitsOf(order),
      "business.uom": "EA",
    },
    links: linkTo(order.seed, `${order.id} created`),
    lines: [{ after: 690, severity: "INFO", body: `Sales order ${order.id} released to ${order.site.id}` }],
    hops: [
      call("netsuite-bridge", erpHost, "/record/v1/salesOrder", 35, 560),
      publish("netsuite-bridge", `orders.released.${order.site.id.toLowerCase()}`, 640, 5),
    ],
  };
}

function receivingHop(order: Order): Hop {
  const { partner, floor } = order.site;
  const subject = `orders.released.${order.site.id.toLowerCase()}`;
  return {
    service: floor,
    name: partner ? "process 997" : `process ${subject}`,
    kind: "consumer",
    lasts: partner ? 900 : 160,
    attributes: { ...bus(subject, "process"), ...keys(order), "business.event": "order.acknowledged" },
    links: linkTo(order.seed, `${order.id} released`),
  };
}

function acknowledged(order: Order): Hop {
  const { partner, floor } = order.site;
  const hops = partner
    ? [call(floor, "as2.partner.example", "/inbound", 30, 610)]
    : [query(floor, "oracle.db", "INSERT", "shipment_order", 20, 48)];
  return { ...receivingHop(order), hops };
}

function refusedByFloor(order: Order): Hop {
  const { partner, floor } = order.site;
  const failure = partner
    ? { type: "997_rejected", message: "940 rejected: ship-to country code is missing" }
    : { type: "item_setup", message: "item 44-190 has no case pack" };
  const words = partner ? `997 rejects the 940 of ${order.id}` : `WMS refused ${order.id}`;
  return {
    ...receivingHop(order),
    failure,
    lines: [{ after: 130, severity: "ERROR", body: `${words}: ${failure.message}`, attributes: keys(order) }],
    hops: partner ? [] : [query(floor, "oracle.db", "SELECT", "item_uom", 20, 31)],
  };
}

function cancelled(order: Order): Hop {
  return {
    service: "netsuite-bridge",
    name: "POST /orders/cancel",
    kind: "server",
    lasts: 260,
    attributes: { ...route("POST", "/orders/cancel", 200), ...keys(order), "business.event": "order.cancelled" },
    lines: [{ after: 240, severity: "INFO", body: `Sales order ${order.id} cancelled by customer` }],
  };
}

function picked(order: Order, picker: number): Hop {
  return {
    service: order.site.floor,
    name: "POST /rf/pick/confirm",
    kind: "server",
    lasts: 95,
    attributes: {
      ...route("POST", "/rf/pick/confirm", 200),
      ...keys(order),
      "business.event": "pick.confirmed",
      "business.quantity": unitsOf(order),
      "business.uom": "EA",
      "wave.id": order.wave,
      "rf.terminal": `RF-${picker}`,
    },
    hops: [query(order.site.floor, "oracle.db", "UPDATE", "pick_detail", 12, 40)],
  };
}

/** Between its label and its truck, which the dock confirms within some minutes after it has gone. */
function loadedAt({ seed, id, times }: Order): number {
  const share = randomOf(seed, "loaded", id).between(0.3, 1);
  return times.labelled + share * Math.max(0, times.confirmed - 12 * minute - times.labelled);
}

function loaded(order: Order): Hop {
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

function confirmed(order: Order): Hop {
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

function reported(order: Order): Hop {
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

function confirmation(order: Order): AttributeMap {
  return {
    ...shipmentKeys(order),
    "business.event": "shipment.confirmed",
    "business.quantity": unitsOf(order),
    "business.uom": "EA",
    "business.lines": linesText(order),
    "load.id": order.load,
    "carrier.id": order.lane.carrier,
    "carrier.service": order.lane.service,
  };
}

function postingHop(order: Order): Hop {
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

function postingRefused(order: Order): Hop {
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

function posted(order: Order): Hop {
  return {
    ...postingHop(order),
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
      "business.currency": "USD",
    },
    links: linkTo(order.seed, `${order.shipment} posted`),
  };
}

function invoiceRefused(order: Order): Hop {
  const message = "line price differs from order";
  return {
    ...billingHop(order),
    failure: { type: "price_mismatch", message },
    lines: [{ after: 820, severity: "ERROR", body: `Invoice ${order.invoice} refused: ${message}` }],
    hops: [call("netsuite-bridge", erpHost, "/record/v1/invoice", 80, 640, 400)],
  };
}

function invoiced(order: Order): Hop {
  return {
    ...billingHop(order),
    lines: [{ after: 830, severity: "INFO", body: `Invoice ${order.invoice} posted, USD ${amountText(order.amount)}` }],
    hops: [call("netsuite-bridge", erpHost, "/record/v1/invoice", 80, 640)],
  };
}
