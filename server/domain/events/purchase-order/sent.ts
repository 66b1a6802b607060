import type { EventDefinition } from "../definition.ts";

/** Purchase order sent: emitted when the order left for the supplier. */
export const purchaseOrderSent: EventDefinition = {
  type: "purchase-order.sent",
  version: 1,
  subject: "purchase-order",
  title: "Purchase order sent",
  failed: "Purchase order refused",
  missing: "Purchase order not sent",
  meaning: "Emitted when the order left for the supplier.",
  keys: ["purchase-order"],
  moves: null,
  example: { "business.event": "purchase-order.sent", "po.number": "PO-4471" },
};
