import type { EventDefinition } from "../definition.ts";

/** Voided: emitted when the shipment will not leave; its orders may ship by another. */
export const shipmentVoided: EventDefinition = {
  type: "shipment.voided",
  version: 1,
  subject: "shipment",
  title: "Voided",
  failed: "Void refused",
  missing: "Void never arrived",
  meaning: "Emitted when the shipment will not leave; its orders may ship by another.",
  keys: ["shipment"],
  moves: null,
  example: { "business.event": "shipment.voided", "shipment.id": "SH-77120" },
};
