import type { EventDefinition } from "../definition.ts";

/** Load planned: emitted when shipments were put together for one truck or trailer. */
export const loadPlanned: EventDefinition = {
  type: "load.planned",
  version: 1,
  subject: "load",
  title: "Load planned",
  failed: "Load planning failed",
  missing: "Load not planned",
  meaning: "Emitted when shipments were put together for one truck or trailer.",
  keys: ["load"],
  moves: null,
  example: { "business.event": "load.planned", "load.id": "LD-4410" },
};
