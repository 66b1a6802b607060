import type { EventDefinition } from "../definition.ts";

/** Truck left: emitted when the truck passed the gate on its way out. */
export const loadDeparted: EventDefinition = {
  type: "load.departed",
  version: 1,
  subject: "load",
  title: "Truck left",
  failed: "Departure refused",
  missing: "Truck not departed",
  meaning: "Emitted when the truck passed the gate on its way out.",
  keys: ["load"],
  moves: null,
  example: { "business.event": "load.departed", "load.id": "LD-4410" },
};
