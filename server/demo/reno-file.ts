import { linesText, type Order, unitsOf } from "./order.ts";
import { postingHop, reported } from "./shipment-traces.ts";
import { bus } from "./step.ts";
import type { AttributeMap, Hop } from "./trace.ts";

/** A 945 with fewer units than were ordered: the pick came short, and what was picked left. */
export function shortReport(order: Order, sent: Order): Hop {
  const whole = reported(sent);
  const picked: AttributeMap = {
    ...keys(order),
    "business.event": "pick.shorted",
    "business.quantity": unitsOf(sent),
    "business.uom": "EA",
    "business.lines": linesText(sent),
    "business.occurred_at": new Date(order.times.confirmed - 20 * 60_000).toISOString(),
  };
  return {
    ...whole,
    lines: [
      {
        after: 280,
        severity: "WARN",
        body: `945 of ${order.id} confirms ${shortWords(order, sent)}`,
        attributes: keys(order),
      },
    ],
    hops: [
      ...(whole.hops ?? []),
      {
        service: order.site.floor,
        name: "read line change reason 01",
        kind: "internal",
        after: 40,
        lasts: 60,
        attributes: picked,
      },
    ],
  };
}

/** The ERP takes no fulfilment of fewer units before somebody decides about the rest. */
export function shortPosting(order: Order, sent: Order): Hop {
  const message = `short shipped, ${shortWords(order, sent)}`;
  return {
    ...postingHop(order),
    failure: { type: "QTY_SHORT", message },
    lines: [
      {
        after: 1_200,
        severity: "ERROR",
        body: `Posting ${order.shipment} failed: ${message}`,
        attributes: keys(order),
      },
    ],
  };
}

/** An 824: Reno cannot ship what it never got, although its gateway had accepted the document. */
export function neverReceived(order: Order): Hop {
  const message = "order never received by Reno, 824";
  return {
    service: order.site.floor,
    name: "process 824",
    kind: "consumer",
    lasts: 520,
    attributes: { ...bus("edi.824", "process"), ...keys(order), "business.event": "shipment.confirmed" },
    failure: { type: "824", message },
    lines: [
      {
        after: 480,
        severity: "ERROR",
        body: `824 for the 940 of ${order.id}: order not on file`,
        attributes: keys(order),
      },
    ],
  };
}

function keys(order: Order): AttributeMap {
  return { "order.id": order.id, "warehouse.code": order.site.id, "customer.id": order.customer.name };
}

function shortWords(order: Order, sent: Order): string {
  return `${unitsOf(sent)} of ${unitsOf(order)} units`;
}
