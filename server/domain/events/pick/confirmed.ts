import type { EventDefinition } from "../definition.ts";

/** Picked: emitted when the last line of the order was picked and confirmed on the floor, not when the wave was printed. */
export const pickConfirmed: EventDefinition = {
  type: "pick.confirmed",
  version: 1,
  subject: "order",
  title: "Picked",
  failed: "Pick confirmation refused",
  missing: "Pick not confirmed",
  meaning:
    "Emitted when the last line of the order was picked and confirmed on the floor, not when the wave was printed.",
  keys: ["order"],
  moves: null,
  example: { "business.event": "pick.confirmed", "order.id": "SO-10423", "warehouse.id": "ATL" },
};
