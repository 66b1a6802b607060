import type { EventDefinition } from "../definition.ts";

/** Document rejected: emitted when the other side refused it (997 R, 824). */
export const documentRejected: EventDefinition = {
  type: "document.rejected",
  version: 1,
  subject: "document",
  title: "Document rejected",
  failed: "Rejection refused",
  missing: "Document not answered",
  meaning: "Emitted when the other side refused it (997 R, 824).",
  keys: ["document"],
  moves: null,
  example: { "business.event": "document.rejected", "document.id": "940-118" },
};
