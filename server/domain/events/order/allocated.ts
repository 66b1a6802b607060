import type { EventDefinition } from "../definition.ts";

/** Allocated: emitted when stock is reserved for every line that will ship from this warehouse. */
export const orderAllocated: EventDefinition = {
  type: "order.allocated",
  version: 1,
  subject: "order",
  title: "Allocated",
  failed: "Allocation failed",
  missing: "Order not allocated",
  meaning: "Emitted when stock is reserved for every line that will ship from this warehouse.",
  keys: ["order"],
  moves: { from: "available", to: "reserved" },
  example: { "business.event": "order.allocated", "order.id": "SO-10423", "warehouse.id": "ATL" },
};
