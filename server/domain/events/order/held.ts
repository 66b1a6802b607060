import type { EventDefinition } from "../definition.ts";

/** On hold: emitted when someone or a rule stopped the order (credit, customer, address); its clocks stand still. */
export const orderHeld: EventDefinition = {
  type: "order.held",
  version: 1,
  subject: "order",
  title: "On hold",
  failed: "Hold failed",
  missing: "Hold not recorded",
  meaning: "Emitted when someone or a rule stopped the order (credit, customer, address); its clocks stand still.",
  keys: ["order"],
  moves: null,
  example: { "business.event": "order.held", "order.id": "SO-10423", "hold.reason": "credit" },
};
