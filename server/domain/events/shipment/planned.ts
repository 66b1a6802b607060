import type { EventDefinition } from "../definition.ts";

/** Shipment planned: emitted when the TMS or WMS made a shipment out of one or more orders. */
export const shipmentPlanned: EventDefinition = {
  type: "shipment.planned",
  version: 1,
  subject: "shipment",
  title: "Shipment planned",
  failed: "Shipment planning failed",
  missing: "Shipment not planned",
  meaning: "Emitted when the TMS or WMS made a shipment out of one or more orders.",
  keys: ["shipment"],
  moves: null,
  example: { "business.event": "shipment.planned", "shipment.id": "SH-77120", "order.id": "SO-10388" },
};
