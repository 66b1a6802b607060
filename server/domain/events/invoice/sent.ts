import type { EventDefinition } from "../definition.ts";

/** Invoice sent: emitted when the invoice left for the customer, which is not yet its acceptance. */
export const invoiceSent: EventDefinition = {
  type: "invoice.sent",
  version: 1,
  subject: "invoice",
  title: "Invoice sent",
  failed: "Invoice not accepted for sending",
  missing: "Invoice not sent",
  meaning: "Emitted when the invoice left for the customer, which is not yet its acceptance.",
  keys: ["invoice"],
  moves: null,
  example: { "business.event": "invoice.sent", "invoice.id": "INV-98412" },
};
