import type { EventDefinition } from "../definition.ts";

/** Price changed: emitted when a price or price list is another from now on. */
export const priceChanged: EventDefinition = {
  type: "price.changed",
  version: 1,
  subject: "document",
  title: "Price changed",
  failed: "Price change refused",
  missing: "Price change not told",
  meaning: "Emitted when a price or price list is another from now on.",
  keys: ["document"],
  moves: null,
  example: { "business.event": "price.changed", "document.id": "PRC-1", "item.id": "44-190" },
};
