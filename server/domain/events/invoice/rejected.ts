import type { EventDefinition } from "../definition.ts";

/** Invoice rejected: emitted when the customer or the ledger refused it for its meaning (824). */
export const invoiceRejected: EventDefinition = {
  type: "invoice.rejected",
  version: 1,
  subject: "invoice",
  title: "Invoice rejected",
  failed: "Invoice rejection failed",
  missing: "Invoice not answered",
  meaning: "Emitted when the customer or the ledger refused it for its meaning (824).",
  keys: ["invoice"],
  moves: null,
  example: { "business.event": "invoice.rejected", "invoice.id": "INV-98412" },
};
