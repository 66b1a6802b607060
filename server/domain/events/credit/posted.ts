import type { EventDefinition } from "../definition.ts";

/** Credit in the books: emitted when the credit note stands in the receivables ledger. */
export const creditPosted: EventDefinition = {
  type: "credit.posted",
  version: 1,
  subject: "credit",
  title: "Credit in the books",
  failed: "Credit refused",
  missing: "Returned, not credited",
  meaning: "Emitted when the credit note stands in the receivables ledger.",
  keys: ["credit"],
  moves: null,
  example: { "business.event": "credit.posted", "credit.id": "CR-301", "return.id": "RMA-5530" },
};
