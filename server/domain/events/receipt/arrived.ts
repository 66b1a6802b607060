import type { EventDefinition } from "../definition.ts";

/** At the dock: emitted when the goods stand at the dock, uncounted. */
export const receiptArrived: EventDefinition = {
  type: "receipt.arrived",
  version: 1,
  subject: "receipt",
  title: "At the dock",
  failed: "Dock arrival refused",
  missing: "Not at the dock",
  meaning: "Emitted when the goods stand at the dock, uncounted.",
  keys: ["receipt"],
  moves: null,
  example: { "business.event": "receipt.arrived", "receipt.id": "RC-2201", "warehouse.id": "MIA" },
};
