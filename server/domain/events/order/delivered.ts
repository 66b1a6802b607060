import type { EventDefinition } from "../definition.ts";

/** Delivered: emitted when the customer has all goods of the order. */
export const orderDelivered: EventDefinition = {
  type: "order.delivered",
  version: 1,
  subject: "order",
  title: "Delivered",
  failed: "Delivery failed",
  missing: "Order not delivered",
  meaning: "Emitted when the customer has all goods of the order.",
  keys: ["order"],
  moves: null,
  example: { "business.event": "order.delivered", "order.id": "SO-10423" },
};
