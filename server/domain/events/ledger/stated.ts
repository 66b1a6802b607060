import type { EventDefinition } from "../definition.ts";

/** Ledger stated: emitted when the ERP was asked what is not in its books; it is about no object. */
export const ledgerStated: EventDefinition = {
  type: "ledger.stated",
  version: 1,
  subject: "document",
  title: "Ledger stated",
  failed: "Ledger statement refused",
  missing: "Ledger statement not told",
  meaning:
    "Emitted when the ERP was asked what of a side is not in its books, with its total and, where there is one, its list of documents. Its business time is when it was asked.",
  keys: [],
  moves: null,
  example: {
    "business.event": "ledger.stated",
    "ledger.side": "revenue",
    "business.amount": "1271846.15",
    "ledger.documents": '[{"id":"SH-76104","amount":"11820.00"}]',
  },
};
