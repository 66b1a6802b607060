import type { EventDefinition } from "../definition.ts";

/** Moved to another site: emitted when the order, or a part of it, will ship from another warehouse than the one it was released to. */
export const orderReallocated: EventDefinition = {
  type: "order.reallocated",
  version: 1,
  subject: "order",
  title: "Moved to another site",
  failed: "Reallocation failed",
  missing: "Order not reallocated",
  meaning: "Emitted when the order, or a part of it, will ship from another warehouse than the one it was released to.",
  keys: ["order"],
  moves: null,
  example: { "business.event": "order.reallocated", "order.id": "SO-10423", "warehouse.id": "EWR" },
};
