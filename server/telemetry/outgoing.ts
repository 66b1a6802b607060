import type { EventSpec } from "./catalogue.ts";

/** Events of what leaves this machine: calls through the guard. */
export const outgoing = {
  "egress.called": {
    level: "debug",
    says: "A call left this machine and ended; code says how it failed.",
    fields: { target: "text", code: "text?", durationMs: "number" },
    counts: [
      { name: "tallyman_egress_calls_total", help: "Outgoing calls, by how they failed.", labels: { class: "code" } },
    ],
    measures: [{ name: "tallyman_egress_duration_seconds", help: "Outgoing calls.", of: "durationMs" }],
  },
  "egress.refused": {
    level: "warn",
    says: "An outgoing call was not made.",
    fields: { target: "text", code: "text", reason: "text" },
    counts: [
      { name: "tallyman_egress_refused_total", help: "Outgoing calls that were not made.", labels: { class: "code" } },
    ],
  },
} as const satisfies Readonly<Record<string, EventSpec>>;
