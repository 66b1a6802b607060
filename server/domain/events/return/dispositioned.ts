import type { EventDefinition } from "../definition.ts";

/** Return judged: emitted when someone decided what becomes of the goods: stock, repair, scrap. */
export const returnDispositioned: EventDefinition = {
  type: "return.dispositioned",
  version: 1,
  subject: "return",
  title: "Return judged",
  failed: "Return decision refused",
  missing: "Return not judged",
  meaning: "Emitted when someone decided what becomes of the goods: stock, repair, scrap.",
  keys: ["return"],
  moves: null,
  example: { "business.event": "return.dispositioned", "return.id": "RMA-5530", "warehouse.id": "MIA" },
};
