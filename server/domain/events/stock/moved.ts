import type { EventDefinition } from "../definition.ts";

/** Stock moved: emitted when quantity went from one state to another within a warehouse. */
export const stockMoved: EventDefinition = {
  type: "stock.moved",
  version: 1,
  subject: "stock",
  title: "Stock moved",
  failed: "Stock move refused",
  missing: "Stock move not told",
  meaning: "Emitted when quantity went from one state to another within a warehouse.",
  keys: ["item", "warehouse"],
  moves: null,
  example: { "business.event": "stock.moved", "item.id": "44-190", "warehouse.id": "ATL" },
};
