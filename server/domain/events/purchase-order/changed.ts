import type { EventDefinition } from "../definition.ts";

/** Purchase order changed: emitted when quantity, price or date of the purchase order is another from now on. */
export const purchaseOrderChanged: EventDefinition = {
  type: "purchase-order.changed",
  version: 1,
  subject: "purchase-order",
  title: "Purchase order changed",
  failed: "Purchase order change refused",
  missing: "Change not sent",
  meaning: "Emitted when quantity, price or date of the purchase order is another from now on.",
  keys: ["purchase-order"],
  moves: null,
  example: { "business.event": "purchase-order.changed", "po.number": "PO-4471" },
};
