import type { EventDefinition } from "../definition.ts";

/** Truck at the gate: emitted when the truck passed the gate. */
export const loadArrived: EventDefinition = {
  type: "load.arrived",
  version: 1,
  subject: "load",
  title: "Truck at the gate",
  failed: "Gate arrival refused",
  missing: "Truck not at the gate",
  meaning: "Emitted when the truck passed the gate.",
  keys: ["load"],
  moves: null,
  example: { "business.event": "load.arrived", "load.id": "LD-4410" },
};
