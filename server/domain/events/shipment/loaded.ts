import type { EventDefinition } from "../definition.ts";

/** Loaded: emitted when the last carton of it was scanned onto the truck; it has not left yet. */
export const shipmentLoaded: EventDefinition = {
  type: "shipment.loaded",
  version: 1,
  subject: "shipment",
  title: "Loaded",
  failed: "Loading refused",
  missing: "Not loaded",
  meaning: "Emitted when the last carton of it was scanned onto the truck; it has not left yet.",
  keys: ["shipment"],
  moves: null,
  example: {
    "business.event": "shipment.loaded",
    "shipment.id": "SH-77120",
    "order.id": "SO-10388",
    "warehouse.id": "ATL",
  },
};
