import type { EventDefinition } from "../definition.ts";

/** Back-ordered: emitted when at least one line waits for stock that is not there. */
export const orderBackordered: EventDefinition = {
  type: "order.backordered",
  version: 1,
  subject: "order",
  title: "Back-ordered",
  failed: "Back-order failed",
  missing: "Back-order not recorded",
  meaning: "Emitted when at least one line waits for stock that is not there.",
  keys: ["order"],
  moves: null,
  example: { "business.event": "order.backordered", "order.id": "SO-10423" },
};
