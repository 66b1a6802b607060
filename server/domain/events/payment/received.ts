import type { EventDefinition } from "../definition.ts";

/** Paid: emitted when money for an invoice is on the account. */
export const paymentReceived: EventDefinition = {
  type: "payment.received",
  version: 1,
  subject: "payment",
  title: "Paid",
  failed: "Payment refused",
  missing: "Not paid",
  meaning: "Emitted when money for an invoice is on the account.",
  keys: ["payment"],
  moves: null,
  example: { "business.event": "payment.received", "payment.id": "P-9", "invoice.id": "INV-98412" },
};
