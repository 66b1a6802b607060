import type { EventDefinition } from "../definition.ts";

/** Transfer asked: emitted when one site asked another for stock. */
export const transferRequested: EventDefinition = {
  type: "transfer.requested",
  version: 1,
  subject: "transfer",
  title: "Transfer asked",
  failed: "Transfer refused",
  missing: "Transfer not asked",
  meaning: "Emitted when one site asked another for stock.",
  keys: ["transfer"],
  moves: null,
  example: { "business.event": "transfer.requested", "transfer.id": "TR-20588" },
};
