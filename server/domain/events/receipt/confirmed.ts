import type { EventDefinition } from "../definition.ts";

/** Received: emitted when the goods are counted and accepted (944), not yet put away. */
export const receiptConfirmed: EventDefinition = {
  type: "receipt.confirmed",
  version: 1,
  subject: "receipt",
  title: "Received",
  failed: "Receipt confirmation refused",
  missing: "Not received",
  meaning: "Emitted when the goods are counted and accepted (944), not yet put away.",
  keys: ["receipt"],
  moves: { from: "in-transit", to: "received-not-put-away" },
  example: { "business.event": "receipt.confirmed", "receipt.id": "RC-2201", "warehouse.id": "MIA" },
};
