import type { EventDefinition } from "../definition.ts";

/** Replenishment asked: emitted when stock fell under its point and more was asked for. */
export const stockReplenishmentRequested: EventDefinition = {
  type: "stock.replenishment-requested",
  version: 1,
  subject: "stock",
  title: "Replenishment asked",
  failed: "Replenishment refused",
  missing: "Replenishment not asked",
  meaning: "Emitted when stock fell under its point and more was asked for.",
  keys: ["item", "warehouse"],
  moves: null,
  example: { "business.event": "stock.replenishment-requested", "item.id": "44-190", "warehouse.id": "ATL" },
};
