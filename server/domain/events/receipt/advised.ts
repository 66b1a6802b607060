import type { EventDefinition } from "../definition.ts";

/** Announced: emitted when goods were announced (ASN, 943) and are not here yet. */
export const receiptAdvised: EventDefinition = {
  type: "receipt.advised",
  version: 1,
  subject: "receipt",
  title: "Announced",
  failed: "Inbound notice refused",
  missing: "Inbound not announced",
  meaning: "Emitted when goods were announced (ASN, 943) and are not here yet.",
  keys: ["receipt"],
  moves: { from: "outside", to: "in-transit" },
  example: { "business.event": "receipt.advised", "receipt.id": "RC-2201", "warehouse.id": "MIA" },
};
