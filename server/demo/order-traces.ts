import { isFree } from "./fate.ts";
import { type LabelOutcome, labelHops } from "./label-trace.ts";
import { linesText, type Order, promiseOf, unitsOf, worthOf } from "./order.ts";
import {
  confirmed,
  delivered,
  deliveredAt,
  invoiced,
  invoiceRefused,
  invoiceSent,
  loaded,
  loadedAt,
  posted,
  postingRefused,
  reported,
  sentAt,
} from "./shipment-traces.ts";
import { bus, call, erpHost, linkTo, publish, query, route, type Step, stepAt } from "./step.ts";
import type { AttributeMap, Hop } from "./trace.ts";

/** All steps of an order, in business order. */
export function stepsOf(order: Order): Step[] {
  const { times, id, shipment, invoice, seed, site } = order;
  const steps: Step[] = [created(order)];
  const add = (name: string, at: number, hop: (order: Order) => Hop): void => {
    steps.push(stepAt(seed, name, at, () => hop(order)));
  };
  if (times.backordered !== null) add(`${id} backordered`, times.backordered, backordered);
  if (times.allocated !== null) add(`${id} allocated`, times.allocated, allocated);
  if (times.held !== null) add(`${id} held`, times.held, held);
  if (times.freed !== null) add(`${id} freed`, times.freed, freed);
  if (times.releaseFailed !== null) add(`${id} release refused`, times.releaseFailed, releaseRefused);
  add(`${id} released`, times.released, released);
  if (times.acknowledgeFailed !== null) add(`${id} refused by floor`, times.acknowledgeFailed, refusedByFloor);
  add(`${id} acknowledged`, times.acknowledged, acknowledged);
  if (times.cancelled !== null) {
    add(`${id} cancelled`, times.cancelled, cancelled);
    return steps;
  }
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
  add(`${shipment} delivered`, deliveredAt(order), delivered);
  if (isFree(order.fate)) return steps;
  if (times.invoiceFailed !== null) add(`${invoice} refused`, times.invoiceFailed, invoiceRefused);
  add(`${invoice} posted`, times.invoiced, invoiced);
  const sent = sentAt(order);
  if (sent !== null) add(`${invoice} sent`, sent, invoiceSent);
  return steps;
}

function labelOutcome(order: Order): LabelOutcome {
  if (order.times.labelFailed === null) return "accepted";
  return order.fate === "postcode" ? "postcode" : "carrier-busy";
}

function keys(order: Order): AttributeMap {
  return { "order.id": order.id, "warehouse.code": order.site.id, "customer.id": order.customer.name };
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
      ...worthOf(order),
      "business.lines": linesText(order),
    },
    hops: [query(shop, "postgresql", "INSERT", "orders", 22, 14), publish(shop, "orders.created", 90, 6)],
  }));
}

/** The ERP's own hold code, the reason as everybody calls it, and what the ERP writes. */
function holdOf(order: Order): readonly [code: string, reason: "credit" | "customer", words: string] {
  return order.fate === "customer-hold"
    ? ["CU2", "customer", "customer asked to wait"]
    : ["CR1", "credit", "credit limit reached"];
}

function backordered(order: Order): Hop {
  const [line] = order.lines;
  return {
    service: "netsuite-bridge",
    name: "commit stock",
    kind: "internal",
    lasts: 330,
    attributes: { ...keys(order), "business.event": "order.backordered" },
    links: linkTo(order.seed, `${order.id} created`),
    lines: [
      {
        after: 310,
        severity: "INFO",
        body: `Sales order ${order.id} waits for stock of ${line?.item.sku ?? "an item"}`,
      },
    ],
  };
}

function allocated(order: Order): Hop {
  return {
    service: "netsuite-bridge",
    name: "commit stock",
    kind: "internal",
    lasts: 290,
    attributes: { ...keys(order), "business.event": "order.allocated" },
    links: linkTo(order.seed, `${order.id} backordered`),
    lines: [{ after: 270, severity: "INFO", body: `Stock committed to sales order ${order.id}` }],
  };
}

function held(order: Order): Hop {
  const [code, reason, words] = holdOf(order);
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
  const [code, reason] = holdOf(order);
  return {
    service: "netsuite-bridge",
    name: "POST /holds/release",
    kind: "server",
    lasts: 190,
    attributes: {
      ...route("POST", "/holds/release", 200),
      ...keys(order),
      "business.event": "order.freed",
      "hold.code": code,
      "hold.reason": reason,
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
