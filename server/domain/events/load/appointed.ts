import type { EventDefinition } from "../definition.ts";

/** Appointment made: emitted when the dock door and time are agreed. */
export const loadAppointed: EventDefinition = {
  type: "load.appointed",
  version: 1,
  subject: "load",
  title: "Appointment made",
  failed: "Appointment refused",
  missing: "No appointment",
  meaning: "Emitted when the dock door and time are agreed.",
  keys: ["load"],
  moves: null,
  example: { "business.event": "load.appointed", "load.id": "LD-4410" },
};
