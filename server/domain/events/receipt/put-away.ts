import type { EventDefinition } from "../definition.ts";

/** Put away: emitted when the goods stand in their location and can be sold. */
export const receiptPutAway: EventDefinition = {
  type: "receipt.put-away",
  version: 1,
  subject: "receipt",
  title: "Put away",
  failed: "Put-away refused",
  missing: "Not put away",
  meaning: "Emitted when the goods stand in their location and can be sold.",
  keys: ["receipt"],
  moves: { from: "received-not-put-away", to: "available" },
  example: { "business.event": "receipt.put-away", "receipt.id": "RC-2201", "warehouse.id": "MIA" },
};
