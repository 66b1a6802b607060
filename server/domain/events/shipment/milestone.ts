import type { EventDefinition } from "../definition.ts";

/** In transit: emitted when the carrier told where it is. */
export const shipmentMilestone: EventDefinition = {
  type: "shipment.milestone",
  version: 1,
  subject: "shipment",
  title: "In transit",
  failed: "Carrier status refused",
  missing: "No carrier status",
  meaning: "Emitted when the carrier told where it is.",
  keys: ["shipment"],
  moves: null,
  example: { "business.event": "shipment.milestone", "shipment.id": "SH-77120", "carrier.id": "UPS" },
};
