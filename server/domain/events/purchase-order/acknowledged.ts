import type { EventDefinition } from "../definition.ts";

/** Supplier accepted: emitted when the supplier answered what it will deliver (855). */
export const purchaseOrderAcknowledged: EventDefinition = {
  type: "purchase-order.acknowledged",
  version: 1,
  subject: "purchase-order",
  title: "Supplier accepted",
  failed: "Purchase order refused by the supplier",
  missing: "Purchase order not answered",
  meaning: "Emitted when the supplier answered what it will deliver (855).",
  keys: ["purchase-order"],
  moves: null,
  example: { "business.event": "purchase-order.acknowledged", "po.number": "PO-4471" },
};
