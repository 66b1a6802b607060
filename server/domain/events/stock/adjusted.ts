import type { EventDefinition } from "../definition.ts";

/** Stock adjusted: emitted when quantity changed for a reason that is neither receipt nor shipment (947). */
export const stockAdjusted: EventDefinition = {
  type: "stock.adjusted",
  version: 1,
  subject: "stock",
  title: "Stock adjusted",
  failed: "Stock adjustment refused",
  missing: "Stock adjustment not told",
  meaning: "Emitted when quantity changed for a reason that is neither receipt nor shipment (947).",
  keys: ["item", "warehouse"],
  moves: null,
  example: { "business.event": "stock.adjusted", "item.id": "44-190", "warehouse.id": "RNO" },
};
