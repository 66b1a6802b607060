import type { EventDefinition } from "../definition.ts";

/** Packed: emitted when the last carton of the order was closed. */
export const packConfirmed: EventDefinition = {
  type: "pack.confirmed",
  version: 1,
  subject: "order",
  title: "Packed",
  failed: "Pack confirmation refused",
  missing: "Pack not confirmed",
  meaning: "Emitted when the last carton of the order was closed.",
  keys: ["order"],
  moves: null,
  example: { "business.event": "pack.confirmed", "order.id": "SO-10423", "warehouse.id": "ATL" },
};
