import type { EventDefinition } from "../definition.ts";

/** Return allowed: emitted when the customer may send goods back. */
export const returnAuthorized: EventDefinition = {
  type: "return.authorized",
  version: 1,
  subject: "return",
  title: "Return allowed",
  failed: "Return refused",
  missing: "Return not answered",
  meaning: "Emitted when the customer may send goods back.",
  keys: ["return"],
  moves: null,
  example: { "business.event": "return.authorized", "return.id": "RMA-5530" },
};
