import type { EventDefinition } from "../definition.ts";

/** Transfer received: emitted when the receiving site has counted it and the ERP has the receipt. */
export const transferReceived: EventDefinition = {
  type: "transfer.received",
  version: 1,
  subject: "transfer",
  title: "Transfer received",
  failed: "Transfer receipt refused",
  missing: "Transfer not received",
  meaning: "Emitted when the receiving site has counted it and the ERP has the receipt.",
  keys: ["transfer"],
  moves: { from: "in-transit", to: "available" },
  example: { "business.event": "transfer.received", "transfer.id": "TR-20588", "warehouse.id": "ATL" },
};
