import type { EventDefinition } from "../definition.ts";

/** Bill matched: emitted when the bill agrees with order and receipt. */
export const billMatched: EventDefinition = {
  type: "bill.matched",
  version: 1,
  subject: "bill",
  title: "Bill matched",
  failed: "Bill match failed",
  missing: "Bill not matched",
  meaning: "Emitted when the bill agrees with order and receipt.",
  keys: ["bill"],
  moves: null,
  example: { "business.event": "bill.matched", "bill.id": "B-771" },
};
