import type { EventDefinition } from "../definition.ts";

/** Delivered: emitted when the carrier handed it over to the consignee. */
export const shipmentDelivered: EventDefinition = {
  type: "shipment.delivered",
  version: 1,
  subject: "shipment",
  title: "Delivered",
  failed: "Delivery failed",
  missing: "Shipment not delivered",
  meaning: "Emitted when the carrier handed it over to the consignee.",
  keys: ["shipment"],
  moves: null,
  example: { "business.event": "shipment.delivered", "shipment.id": "SH-77120" },
};
