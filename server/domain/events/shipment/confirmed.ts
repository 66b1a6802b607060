import type { EventDefinition } from "../definition.ts";

/** Left the dock: emitted when the truck leaves the dock with it, not when the label prints. */
export const shipmentConfirmed: EventDefinition = {
  type: "shipment.confirmed",
  version: 1,
  subject: "shipment",
  title: "Left the dock",
  failed: "Ship confirmation refused",
  missing: "Not confirmed as shipped",
  meaning: "Emitted when the truck leaves the dock with it, not when the label prints.",
  keys: ["shipment"],
  moves: { from: "reserved", to: "outside" },
  example: {
    "business.event": "shipment.confirmed",
    "shipment.id": "SH-77120",
    "order.id": "SO-10388",
    "warehouse.id": "ATL",
  },
};
