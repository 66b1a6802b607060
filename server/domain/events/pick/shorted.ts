import type { EventDefinition } from "../definition.ts";

/** Picked short: emitted when a line was confirmed with less than was ordered. */
export const pickShorted: EventDefinition = {
  type: "pick.shorted",
  version: 1,
  subject: "order",
  title: "Picked short",
  failed: "Short pick refused",
  missing: "Short pick not told",
  meaning: "Emitted when a line was confirmed with less than was ordered.",
  keys: ["order"],
  moves: null,
  example: { "business.event": "pick.shorted", "order.id": "SO-10423", "warehouse.id": "ATL" },
};
