import type { EventDefinition } from "../definition.ts";

/** Advance notice sent: emitted when the ship notice (856) left for the customer, which is not yet its acceptance. */
export const shipmentAsnSent: EventDefinition = {
  type: "shipment.asn-sent",
  version: 1,
  subject: "shipment",
  title: "Advance notice sent",
  failed: "Advance notice refused",
  missing: "Advance notice not sent",
  meaning: "Emitted when the ship notice (856) left for the customer, which is not yet its acceptance.",
  keys: ["shipment"],
  moves: null,
  example: { "business.event": "shipment.asn-sent", "shipment.id": "SH-77120" },
};
