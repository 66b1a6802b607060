import type { EventDefinition } from "../definition.ts";

/** Item changed: emitted when master data of an item is another from now on. */
export const itemChanged: EventDefinition = {
  type: "item.changed",
  version: 1,
  subject: "document",
  title: "Item changed",
  failed: "Item change refused",
  missing: "Item change not told",
  meaning: "Emitted when master data of an item is another from now on.",
  keys: ["document"],
  moves: null,
  example: { "business.event": "item.changed", "document.id": "ITM-1", "item.id": "44-190" },
};
