import type { EventDefinition } from "../definition.ts";

/** Return received: emitted when the goods came back to a dock. */
export const returnReceived: EventDefinition = {
  type: "return.received",
  version: 1,
  subject: "return",
  title: "Return received",
  failed: "Return receipt refused",
  missing: "Return not received",
  meaning: "Emitted when the goods came back to a dock.",
  keys: ["return"],
  moves: { from: "outside", to: "received-not-put-away" },
  example: { "business.event": "return.received", "return.id": "RMA-5530", "warehouse.id": "MIA" },
};
