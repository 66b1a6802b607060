import type { EventDefinition } from "../definition.ts";

/** Labelled: emitted when the carrier gave a label for every carton; the goods are still in the building. */
export const shipmentLabelled: EventDefinition = {
  type: "shipment.labelled",
  version: 1,
  subject: "shipment",
  title: "Labelled",
  failed: "Carrier label refused",
  missing: "Label not printed",
  meaning: "Emitted when the carrier gave a label for every carton; the goods are still in the building.",
  keys: ["shipment"],
  moves: null,
  example: {
    "business.event": "shipment.labelled",
    "shipment.id": "SH-77120",
    "order.id": "SO-10388",
    "warehouse.id": "ATL",
  },
};
