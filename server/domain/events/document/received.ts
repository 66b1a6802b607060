import type { EventDefinition } from "../definition.ts";

/** Document received: emitted when a document came in and could be read. */
export const documentReceived: EventDefinition = {
  type: "document.received",
  version: 1,
  subject: "document",
  title: "Document received",
  failed: "Document refused",
  missing: "Document not received",
  meaning: "Emitted when a document came in and could be read.",
  keys: ["document"],
  moves: null,
  example: { "business.event": "document.received", "document.id": "945-771" },
};
