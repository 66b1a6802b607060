import type { EventDefinition } from "../definition.ts";

/** Tendered to the carrier: emitted when the carrier was asked to move it. */
export const shipmentTendered: EventDefinition = {
  type: "shipment.tendered",
  version: 1,
  subject: "shipment",
  title: "Tendered to the carrier",
  failed: "Tender failed",
  missing: "Shipment not tendered",
  meaning: "Emitted when the carrier was asked to move it.",
  keys: ["shipment"],
  moves: null,
  example: { "business.event": "shipment.tendered", "shipment.id": "SH-77120", "carrier.id": "UPS" },
};
