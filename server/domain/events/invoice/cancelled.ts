import type { EventDefinition } from "../definition.ts";

/** Invoice cancelled: emitted when the invoice is void from now on. */
export const invoiceCancelled: EventDefinition = {
  type: "invoice.cancelled",
  version: 1,
  subject: "invoice",
  title: "Invoice cancelled",
  failed: "Invoice cancellation refused",
  missing: "Invoice not cancelled",
  meaning: "Emitted when the invoice is void from now on.",
  keys: ["invoice"],
  moves: null,
  example: { "business.event": "invoice.cancelled", "invoice.id": "INV-98412" },
};
