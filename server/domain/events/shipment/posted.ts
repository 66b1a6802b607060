import type { EventDefinition } from "../definition.ts";

/** In the ERP: emitted when the ERP's own document of the shipment exists (item fulfilment, goods issue). */
export const shipmentPosted: EventDefinition = {
  type: "shipment.posted",
  version: 1,
  subject: "shipment",
  title: "In the ERP",
  failed: "Goods issue refused",
  missing: "Shipment not in the ERP",
  meaning: "Emitted when the ERP's own document of the shipment exists (item fulfilment, goods issue).",
  keys: ["shipment"],
  moves: null,
  example: { "business.event": "shipment.posted", "shipment.id": "SH-77120" },
};
