import type { EventDefinition } from "../definition.ts";

/** Hold lifted: emitted when the hold is taken off and the clocks go on with the time that was left. */
export const orderFreed: EventDefinition = {
  type: "order.freed",
  version: 1,
  subject: "order",
  title: "Hold lifted",
  failed: "Lifting the hold failed",
  missing: "Hold not lifted",
  meaning: "Emitted when the hold is taken off and the clocks go on with the time that was left.",
  keys: ["order"],
  moves: null,
  example: { "business.event": "order.freed", "order.id": "SO-10423" },
};
