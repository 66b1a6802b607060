import type { EventDefinition } from "./definition.ts";

/** Opening position: emitted when an operator loads what was under way before Tallyman listened; may be about any object. */
export const openingStated: EventDefinition = {
  type: "opening.stated",
  version: 1,
  subject: "order",
  title: "Opening position",
  failed: "Opening position refused",
  missing: "No opening position",
  meaning: "Emitted for each document that was under way when Tallyman began to listen.",
  keys: [],
  moves: null,
  example: { "business.event": "opening.stated", "order.id": "SO-10423" },
};
