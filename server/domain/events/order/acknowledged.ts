import type { EventDefinition } from "../definition.ts";

/** In the WMS: emitted when the warehouse system has stored the order and answers for it, not when the message was delivered. */
export const orderAcknowledged: EventDefinition = {
  type: "order.acknowledged",
  version: 1,
  subject: "order",
  title: "In the WMS",
  failed: "WMS refused",
  missing: "Order not in the WMS",
  meaning:
    "Emitted when the warehouse system has stored the order and answers for it, not when the message was delivered.",
  keys: ["order"],
  moves: null,
  example: { "business.event": "order.acknowledged", "order.id": "SO-10423", "warehouse.id": "ATL" },
};
