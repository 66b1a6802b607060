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
  "heartbeat.missed": {
    level: "warn",
    says: "The address that expects our heartbeat did not take it.",
    fields: { status: "number?", code: "text?" },
    counts: [{ name: "tallyman_heartbeats_missed_total", help: "Heartbeats that were not taken." }],
  },
  "notice.decided": {
    level: "info",
    says: "A team is told of something.",
    fields: { key: "text", occasion: "text", team: "text", severity: "text", receivers: "number" },
    counts: [{ name: "tallyman_notices_total", help: "Notices, by occasion.", labels: { class: "occasion" } }],
  },
  "notice.attempted": {
    level: "info",
    says: "A message was handed to a receiver, or was not taken.",
    fields: { key: "text", kind: "text", step: "text", code: "text?" },
    counts: [
      {
        name: "tallyman_messages_total",
        help: "Attempts to hand a message over, by receiver and how they ended.",
        labels: { target: "kind", class: "step" },
      },
    ],
  },
  "notice.taken": {
    level: "info",
    says: "Somebody took what a message was about, by its link.",
    fields: { group: "text", team: "text", exceptions: "number" },
  },
  "digest.attempted": {
    level: "info",
    says: "The Monday mail was handed over for a reader, or was not taken.",
    fields: { to: "text", monday: "text?", step: "text", pdf: "flag", code: "text?" },
    counts: [
      { name: "tallyman_digests_total", help: "Monday mails, by how each attempt ended.", labels: { class: "step" } },
    ],
  },
  "digest.unprinted": {
    level: "warn",
    says: "The scorecard could not be printed; the Monday mail goes without it.",
    fields: { code: "text", reason: "text" },
  },
  "notice.unsure": {
    level: "warn",
    says: "A start found a message that may have been sent; it is not sent again.",
    fields: { key: "text", receiver: "text" },
    counts: [{ name: "tallyman_messages_unsure_total", help: "Messages whose fate a crash left open." }],
  },
} as const satisfies Readonly<Record<string, EventSpec>>;
