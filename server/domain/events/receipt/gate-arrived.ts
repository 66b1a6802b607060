import type { EventDefinition } from "../definition.ts";

/** At the gate: emitted when the truck with the goods passed the gate. */
export const receiptGateArrived: EventDefinition = {
  type: "receipt.gate-arrived",
  version: 1,
  subject: "receipt",
  title: "At the gate",
  failed: "Gate arrival refused",
  missing: "Not at the gate",
  meaning: "Emitted when the truck with the goods passed the gate.",
  keys: ["receipt"],
  moves: null,
  example: { "business.event": "receipt.gate-arrived", "receipt.id": "RC-2201", "warehouse.id": "MIA" },
};
