import { amountText, type Item, type Site } from "./company.ts";
import { nextFile } from "./dock.ts";
import type { Random } from "./random.ts";
import { bus, call, erpHost, query, route } from "./step.ts";
import type { AttributeMap, Hop } from "./trace.ts";
import { minute } from "./zones.ts";

/** When the floor did something, and when it is heard: at once, or with a 3PL's next file. */
export interface FloorTime {
  readonly done: number;
  readonly heard: number;
}

/** A 3PL works until shortly before its file; an own WMS is heard at once. */
export function floorTime(site: Site, at: number, random: Random): FloorTime {
  if (!site.partner) return { done: at, heard: at };
  const file = nextFile(at);
  return { done: file - random.between(1, 4.5) * minute, heard: file + random.between(2, 40) * 1000 };
}

/** How a floor says something: the path of its own screen or terminal, and the EDI document of a 3PL. */
export interface FloorWay {
  readonly path: string;
  readonly table: string;
  readonly document: string;
}

/** A fact told by a WMS's own screen or terminal, or by a 3PL's file with the time at which it was so. */
export function floorFact(site: Site, way: FloorWay, event: string, keys: AttributeMap, done: number): Hop {
  const said = { ...keys, "business.event": event };
  if (site.partner) {
    return {
      service: site.floor,
      name: `process ${way.document}`,
      kind: "consumer",
      lasts: 380,
      attributes: {
        ...bus(`edi.${way.document}`, "process"),
        ...said,
        "business.occurred_at": new Date(done).toISOString(),
      },
    };
  }
  return {
    service: site.floor,
    name: `POST ${way.path}`,
    kind: "server",
    lasts: 130,
    attributes: { ...route("POST", way.path, 200), ...said },
    hops: [query(site.floor, "oracle.db", "UPDATE", way.table, 15, 60)],
  };
}

/** A fact that the ERP's bridge tells after calling the ERP; with a failure it is refused. */
export function erpFact(
  record: string,
  event: string,
  keys: AttributeMap,
  words: string,
  failure?: Hop["failure"],
): Hop {
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

/** Quantity, worth and line of goods that move at cost. */
export function atCost(item: Item, quantity: number): AttributeMap {
  const line = { line: "1", sku: item.sku, quantity: String(quantity), uom: item.uom, unitCost: amountText(item.cost) };
  return {
    "business.quantity": quantity,
    "business.uom": item.uom,
    "business.amount": amountText(quantity * item.cost),
    "business.currency": "USD",
    "business.lines": JSON.stringify([line]),
  };
}
