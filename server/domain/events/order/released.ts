import type { EventDefinition } from "../definition.ts";

/** Released: emitted when the ERP hands the order to a warehouse for fulfilment, after credit and stock checks. */
export const orderReleased: EventDefinition = {
  type: "order.released",
  version: 1,
  subject: "order",
  title: "Released",
  failed: "Order not released",
  missing: "Order not released",
  meaning: "Emitted when the ERP hands the order to a warehouse for fulfilment, after credit and stock checks.",
  keys: ["order"],
  moves: null,
  example: { "business.event": "order.released", "order.id": "SO-10423", "warehouse.id": "ATL" },
};
