import type { EventDefinition } from "../definition.ts";

/** Cancelled: emitted when the order will not be fulfilled; whatever it still owed is no longer due. */
export const orderCancelled: EventDefinition = {
  type: "order.cancelled",
  version: 1,
  subject: "order",
  title: "Cancelled",
  failed: "Cancellation refused",
  missing: "Cancellation never arrived",
  meaning: "Emitted when the order will not be fulfilled; whatever it still owed is no longer due.",
  keys: ["order"],
  moves: null,
  example: { "business.event": "order.cancelled", "order.id": "SO-10423" },
};
