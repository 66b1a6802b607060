import type { EventDefinition } from "../definition.ts";

/** Changed: emitted when quantity, price, date or address of the order is another from now on. */
export const orderChanged: EventDefinition = {
  type: "order.changed",
  version: 1,
  subject: "order",
  title: "Changed",
  failed: "Change refused",
  missing: "Change never arrived",
  meaning: "Emitted when quantity, price, date or address of the order is another from now on.",
  keys: ["order"],
  moves: null,
  example: {
    "business.event": "order.changed",
    "order.id": "SO-10423",
    "business.amount": "3712.40",
    "business.currency": "USD",
  },
};
