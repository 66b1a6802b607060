import type { EventDefinition } from "../definition.ts";

/** Transfer approved: emitted when the sending site may ship it. */
export const transferApproved: EventDefinition = {
  type: "transfer.approved",
  version: 1,
  subject: "transfer",
  title: "Transfer approved",
  failed: "Transfer approval refused",
  missing: "Transfer not approved",
  meaning: "Emitted when the sending site may ship it.",
  keys: ["transfer"],
  moves: null,
  example: { "business.event": "transfer.approved", "transfer.id": "TR-20588" },
};
