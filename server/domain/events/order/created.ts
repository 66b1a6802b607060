import type { EventDefinition } from "../definition.ts";

/** Ordered: emitted when the customer's order is accepted by the channel that took it, before any check of credit or stock. */
export const orderCreated: EventDefinition = {
  type: "order.created",
  version: 1,
  subject: "order",
  title: "Ordered",
  failed: "Order refused",
  missing: "Order never entered",
  meaning:
    "Emitted when the customer's order is accepted by the channel that took it, before any check of credit or stock.",
  keys: ["order"],
  moves: null,
  example: {
    "business.event": "order.created",
    "order.id": "SO-10423",
    "business.amount": "3912.40",
    "business.currency": "USD",
    "customer.id": "Fenwick Dental",
  },
};
