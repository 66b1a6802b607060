import type { EventDefinition } from "../definition.ts";

/** In the books: emitted when the invoice stands in the receivables ledger. */
export const invoicePosted: EventDefinition = {
  type: "invoice.posted",
  version: 1,
  subject: "invoice",
  title: "In the books",
  failed: "Invoice refused",
  missing: "Shipped, not billed",
  meaning: "Emitted when the invoice stands in the receivables ledger.",
  keys: ["invoice"],
  moves: null,
  example: {
    "business.event": "invoice.posted",
    "invoice.id": "INV-98412",
    "shipment.id": "SH-77120",
    "business.amount": "3912.40",
    "business.currency": "USD",
  },
};
