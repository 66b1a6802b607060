import type { EventDefinition } from "../definition.ts";

/** Supplier's bill received: emitted when the supplier's or carrier's bill is in the payables system. */
export const billReceived: EventDefinition = {
  type: "bill.received",
  version: 1,
  subject: "bill",
  title: "Supplier's bill received",
  failed: "Supplier's bill refused",
  missing: "Supplier's bill not received",
  meaning: "Emitted when the supplier's or carrier's bill is in the payables system.",
  keys: ["bill"],
  moves: null,
  example: { "business.event": "bill.received", "bill.id": "B-771" },
};
