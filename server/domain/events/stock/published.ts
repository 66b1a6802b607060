import type { EventDefinition } from "../definition.ts";

/** Stock published: emitted when a shop shows this quantity as available. */
export const stockPublished: EventDefinition = {
  type: "stock.published",
  version: 1,
  subject: "stock",
  title: "Stock published",
  failed: "Stock not accepted by the shop",
  missing: "Stock not published",
  meaning: "Emitted when a shop shows this quantity as available.",
  keys: ["item", "warehouse"],
  moves: null,
  example: { "business.event": "stock.published", "item.id": "44-190", "warehouse.id": "ATL" },
};
