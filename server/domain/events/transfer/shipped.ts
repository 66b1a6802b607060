import type { EventDefinition } from "../definition.ts";

/** Transfer sent: emitted when the truck with it leaves the sending site. */
export const transferShipped: EventDefinition = {
  type: "transfer.shipped",
  version: 1,
  subject: "transfer",
  title: "Transfer sent",
  failed: "Transfer shipment refused",
  missing: "Transfer not sent",
  meaning: "Emitted when the truck with it leaves the sending site.",
  keys: ["transfer"],
  moves: { from: "available", to: "in-transit" },
  example: { "business.event": "transfer.shipped", "transfer.id": "TR-20588", "warehouse.id": "MIA" },
};
