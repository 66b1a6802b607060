import type { EventDefinition } from "../definition.ts";

/** Doors closed: emitted when loading has ended and the seal is on. */
export const loadClosed: EventDefinition = {
  type: "load.closed",
  version: 1,
  subject: "load",
  title: "Doors closed",
  failed: "Closing the load failed",
  missing: "Load not closed",
  meaning: "Emitted when loading has ended and the seal is on.",
  keys: ["load"],
  moves: null,
  example: { "business.event": "load.closed", "load.id": "LD-4410" },
};
