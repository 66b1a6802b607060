import type { EventDefinition } from "../definition.ts";

/** Document sent: emitted when a document left; says nothing of its acceptance. */
export const documentSent: EventDefinition = {
  type: "document.sent",
  version: 1,
  subject: "document",
  title: "Document sent",
  failed: "Document not accepted",
  missing: "Document not sent",
  meaning: "Emitted when a document left; says nothing of its acceptance.",
  keys: ["document"],
  moves: null,
  example: { "business.event": "document.sent", "document.id": "940-118" },
};
