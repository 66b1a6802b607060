import type { EventDefinition } from "../definition.ts";

/** Purchase order cancelled: emitted when nothing more will be delivered on it. */
export const purchaseOrderCancelled: EventDefinition = {
  type: "purchase-order.cancelled",
  version: 1,
  subject: "purchase-order",
  title: "Purchase order cancelled",
  failed: "Cancellation refused",
  missing: "Cancellation never arrived",
  meaning: "Emitted when nothing more will be delivered on it.",
  keys: ["purchase-order"],
  moves: null,
  example: { "business.event": "purchase-order.cancelled", "po.number": "PO-4471" },
};
