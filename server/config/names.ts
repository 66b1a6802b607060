import { eventTypes, objectKinds } from "../domain/index.ts";

/** Kinds of keys that name no object of a flow: dimensions (warehouse, item, …) and mentions (wave, container). */
export const dimensionKinds = [
  "warehouse",
  "wave",
  "container",
  "adjustment",
  "item",
  "customer",
  "partner",
  "carrier",
] as const;

/** Every kind of key. */
export const keyKinds = [...objectKinds, ...dimensionKinds] as const;

/** Kinds of systems that an authority may name before one is declared. */
export const usualKinds = ["erp", "wms", "tms", "shop", "3pl", "edi", "carrier"] as const;

/** Names of the canonical events, in order. */
export const eventNames: readonly string[] = [...eventTypes];

/** Attribute names that carry keys with no configuration, by their word lists. */
export const defaultKeyNames: ReadonlyMap<string, string> = new Map([
  ["order.id", "order"],
  ["sales.order.id", "order"],
  ["order.number", "order"],
  ["shipment.id", "shipment"],
  ["delivery.id", "shipment"],
  ["shipping.tracking.id", "shipment"],
  ["invoice.id", "invoice"],
  ["invoice.number", "invoice"],
  ["credit.id", "credit"],
  ["bill.id", "bill"],
  ["payment.id", "payment"],
  ["document.id", "document"],
  ["transfer.id", "transfer"],
  ["return.id", "return"],
  ["rma.id", "return"],
  ["receipt.id", "receipt"],
  ["asn.id", "receipt"],
  ["purchase.order.id", "purchase-order"],
  ["po.number", "purchase-order"],
  ["load.id", "load"],
  ["bill.of.lading.number", "load"],
  ["bol.number", "load"],
  ["pro.number", "load"],
  ["trailer.id", "load"],
  ["warehouse.id", "warehouse"],
  ["warehouse.code", "warehouse"],
  ["wave.id", "wave"],
  ["container.id", "container"],
  ["sscc", "container"],
  ["lpn", "container"],
  ["adjustment.id", "adjustment"],
  ["item.id", "item"],
  ["sku.id", "item"],
  ["customer.id", "customer"],
  ["partner.id", "partner"],
  ["carrier.id", "carrier"],
]);
