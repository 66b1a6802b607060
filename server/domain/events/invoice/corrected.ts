import type { EventDefinition } from "../definition.ts";

/** Invoice corrected: emitted when another document takes its place or changes its amount. */
export const invoiceCorrected: EventDefinition = {
  type: "invoice.corrected",
  version: 1,
  subject: "invoice",
  title: "Invoice corrected",
  failed: "Invoice correction refused",
  missing: "Invoice not corrected",
  meaning: "Emitted when another document takes its place or changes its amount.",
  keys: ["invoice"],
  moves: null,
  example: { "business.event": "invoice.corrected", "invoice.id": "INV-98412" },
};
