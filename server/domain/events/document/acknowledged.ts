import type { EventDefinition } from "../definition.ts";

/** Document accepted: emitted when the other side says that it can read it (997, 999); says nothing of its meaning. */
export const documentAcknowledged: EventDefinition = {
  type: "document.acknowledged",
  version: 1,
  subject: "document",
  title: "Document accepted",
  failed: "Acknowledgement refused",
  missing: "Document not acknowledged",
  meaning: "Emitted when the other side says that it can read it (997, 999); says nothing of its meaning.",
  keys: ["document"],
  moves: null,
  example: { "business.event": "document.acknowledged", "document.id": "940-118" },
};
