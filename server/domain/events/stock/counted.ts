import type { EventDefinition } from "../definition.ts";

/** Stock counted: emitted when a snapshot of what is on hand (846 or a cycle count). */
export const stockCounted: EventDefinition = {
  type: "stock.counted",
  version: 1,
  subject: "stock",
  title: "Stock counted",
  failed: "Stock count refused",
  missing: "Stock count not told",
  meaning: "Emitted when a snapshot of what is on hand (846 or a cycle count).",
  keys: ["item", "warehouse"],
  moves: null,
  example: { "business.event": "stock.counted", "item.id": "44-190", "warehouse.id": "RNO" },
};
