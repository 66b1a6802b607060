import type { EventDefinition } from "../definition.ts";

/** Carrier refused the tender: emitted when the carrier answered that it will not move it. */
export const shipmentTenderRefused: EventDefinition = {
  type: "shipment.tender-refused",
  version: 1,
  subject: "shipment",
  title: "Carrier refused the tender",
  failed: "Tender refusal failed",
  missing: "Tender not answered",
  meaning: "Emitted when the carrier answered that it will not move it.",
  keys: ["shipment"],
  moves: null,
  example: { "business.event": "shipment.tender-refused", "shipment.id": "SH-77120", "carrier.id": "UPS" },
};
