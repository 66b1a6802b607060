import type { EventDefinition } from "../definition.ts";

/** Receipt in the ERP: emitted when the ERP's own receipt document exists. */
export const receiptPosted: EventDefinition = {
  type: "receipt.posted",
  version: 1,
  subject: "receipt",
  title: "Receipt in the ERP",
  failed: "Receipt refused by ERP",
  missing: "Receipt not in the ERP",
  meaning: "Emitted when the ERP's own receipt document exists.",
  keys: ["receipt"],
  moves: null,
  example: { "business.event": "receipt.posted", "receipt.id": "RC-2201" },
};
