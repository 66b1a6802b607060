import { keeping } from "./keeping.ts";
import { outgoing } from "./outgoing.ts";
import type { LabelName } from "./registry.ts";

/** `notice` is written whatever the log level; the others are weighed against it. */
export type Level = "debug" | "info" | "warn" | "error" | "notice";

/** What a field holds; `?` where it may be null. */
export type FieldKind = "text" | "number" | "flag" | "text?" | "number?";

/** Counts an event beside the line: by one, or by a number among its fields. */
export interface Count {
  readonly name: string;
  readonly help: string;
  readonly by?: string;
  /** Metric label ← field. */
  readonly labels?: Readonly<Partial<Record<LabelName, string>>>;
}

/** Measures a field in milliseconds as a histogram in seconds. */
export interface Measure {
  readonly name: string;
  readonly help: string;
  readonly of: string;
  readonly labels?: Readonly<Partial<Record<LabelName, string>>>;
}

/** One kind of event as it is declared: its level, what it means, its fields and what it counts. */
export interface EventSpec {
  readonly level: Level;
  readonly says: string;
  readonly fields: Readonly<Record<string, FieldKind>>;
  readonly counts?: readonly Count[];
  readonly measures?: readonly Measure[];
}

const requests = (answer: string): Count => ({
  name: `tallyman_ingest_requests_${answer}_total`,
  help: `Ingest requests ${answer}.`,
  labels: { class: "route" },
});

/** Every event that we report. A new one is one entry here; `report` then takes its name and fields. */
export const catalogue = {
  // the process
  starting: {
    level: "info",
    says: "The server begins to start.",
    fields: { version: "text", node: "text", data: "text", demo: "flag" },
  },
  ready: {
    level: "notice",
    says: "The server accepts work at these addresses.",
    fields: { dashboard: "text", otlpHttp: "text", otlpGrpc: "text?" },
  },
  "journal.damaged": {
    level: "error",
    says: "The journal is damaged: what is whole is served at these addresses, and nothing is taken.",
    fields: { dashboard: "text", otlpHttp: "text", otlpGrpc: "text", reason: "text" },
  },
  stopping: { level: "info", says: "The server drains.", fields: { because: "text" } },
  stopped: { level: "info", says: "Everything accepted is on disk and closed.", fields: { durationMs: "number" } },
  "start.failed": { level: "error", says: "The server could not start.", fields: { code: "text", reason: "text" } },
  "fault.thrown": {
    level: "error",
    says: "Something was thrown that nobody expected: a bug.",
    fields: { where: "text", reason: "text", stack: "text?" },
    counts: [{ name: "tallyman_faults_total", help: "Unexpected errors, by place.", labels: { class: "where" } }],
  },
  ...keeping,
  "worker.started": { level: "info", says: "A worker thread runs.", fields: { worker: "text" } },
  "worker.failed": {
    level: "error",
    says: "A worker thread ended without being asked.",
    fields: { worker: "text", reason: "text" },
  },

  // ingest
  "ingest.accepted": {
    level: "debug",
    says: "A delivery is on disk and was acknowledged.",
    fields: { route: "text", records: "number", rejected: "number", bytes: "number", durationMs: "number" },
    counts: [
      requests("accepted"),
      {
        name: "tallyman_ingest_records_accepted_total",
        help: "Records accepted durably.",
        by: "records",
        labels: { class: "route" },
      },
      {
        name: "tallyman_ingest_records_rejected_total",
        help: "Records refused for good.",
        by: "rejected",
        labels: { class: "route" },
      },
      {
        name: "tallyman_ingest_bytes_total",
        help: "Bytes of accepted bodies after inflation.",
        by: "bytes",
        labels: { class: "route" },
      },
    ],
    measures: [
      {
        name: "tallyman_ingest_duration_seconds",
        help: "From the last byte of a delivery to its acknowledgement.",
        of: "durationMs",
        labels: { class: "route" },
      },
    ],
  },
  "ingest.rejected": {
    level: "warn",
    says: "A delivery was refused for good.",
    fields: { route: "text", status: "number", code: "text", reason: "text", sender: "text" },
    counts: [{ ...requests("rejected"), labels: { class: "code" } }],
  },
  "ingest.busy": {
    level: "warn",
    says: "A delivery was sent away for a while.",
    fields: { route: "text", status: "number", code: "text", retryAfterMs: "number" },
    counts: [{ ...requests("refused"), labels: { class: "code" } }],
  },

  // journal, engine, store
  "journal.failed": {
    level: "error",
    says: "The journal could not write; nothing is acknowledged any more.",
    fields: { reason: "text" },
  },
  "journal.synced": {
    level: "debug",
    says: "Entries of one delivery reached the disk.",
    fields: { entries: "number", durationMs: "number" },
    measures: [
      {
        name: "tallyman_journal_sync_duration_seconds",
        help: "A delivery written and synced, with what it waited for.",
        of: "durationMs",
      },
    ],
  },
  "engine.started": {
    level: "info",
    says: "The engine applies entries.",
    fields: { position: "number", seq: "number", downMs: "number?" },
  },
  "engine.committed": {
    level: "debug",
    says: "Changes and position were committed together.",
    fields: { seq: "number", position: "number", entries: "number", changes: "number", durationMs: "number" },
    counts: [
      { name: "tallyman_commits_total", help: "Commits of the store." },
      { name: "tallyman_changes_total", help: "Changes committed.", by: "changes" },
    ],
    measures: [{ name: "tallyman_commit_duration_seconds", help: "Load, decide and commit.", of: "durationMs" }],
  },
  "engine.retried": {
    level: "warn",
    says: "A batch failed and is tried again.",
    fields: { position: "number", attempt: "number", reason: "text" },
  },
  "engine.failed": {
    level: "error",
    says: "The engine stands still.",
    fields: { position: "number?", reason: "text" },
  },
  "entry.unreadable": {
    level: "warn",
    says: "A kept entry could not be read and was set aside.",
    fields: { position: "number", reason: "text" },
    counts: [{ name: "tallyman_entries_unreadable_total", help: "Entries set aside." }],
  },
  "exception.raised": {
    level: "debug",
    says: "An exception was raised.",
    fields: {
      id: "text",
      kind: "text",
      severity: "text",
      flow: "text?",
      warehouse: "text?",
      system: "text?",
      team: "text",
    },
    counts: [
      {
        name: "tallyman_exceptions_raised_total",
        help: "Exceptions raised.",
        labels: { class: "kind", flow: "flow", warehouse: "warehouse", source: "system" },
      },
    ],
  },
  "exception.resolved": {
    level: "debug",
    says: "An exception was resolved.",
    fields: { id: "text", kind: "text", by: "text", flow: "text?", warehouse: "text?" },
    counts: [
      {
        name: "tallyman_exceptions_resolved_total",
        help: "Exceptions resolved.",
        labels: { class: "kind", flow: "flow", warehouse: "warehouse" },
      },
    ],
  },

  // the network file
  "network.adopted": {
    level: "info",
    says: "A network holds from now on.",
    fields: { hash: "text", file: "text?", systems: "number", steps: "number" },
  },
  "network.refused": {
    level: "warn",
    says: "A network file has faults; the old network stays.",
    fields: { file: "text", faults: "number", first: "text" },
  },
  "runbook.refused": {
    level: "warn",
    says: "A runbook beside the network file has faults and is left out.",
    fields: { file: "text", line: "number", reason: "text" },
  },

  // people and screens
  "http.answered": {
    level: "debug",
    says: "A request of the dashboard or the API was answered.",
    fields: { method: "text", route: "text", status: "number", durationMs: "number" },
    measures: [
      {
        name: "tallyman_http_duration_seconds",
        help: "Requests of the dashboard and the API, by route.",
        of: "durationMs",
        labels: { target: "route" },
      },
    ],
  },
  "session.opened": { level: "info", says: "Somebody signed in.", fields: { person: "text" } },
  "session.refused": {
    level: "warn",
    says: "A sign-in was refused.",
    fields: { by: "text" },
    counts: [{ name: "tallyman_sessions_refused_total", help: "Sign-ins refused.", labels: { class: "by" } }],
  },
  "token.created": { level: "info", says: "A token was made.", fields: { id: "text", kind: "text", by: "text" } },
  "token.dropped": { level: "info", says: "A token was withdrawn.", fields: { id: "text", by: "text" } },
  "ask.made": {
    level: "info",
    says: "A partner was asked about numbers.",
    fields: { id: "text", partner: "text", numbers: "number", by: "text" },
    counts: [{ name: "tallyman_asks_total", help: "Asks to partners.", labels: { class: "partner" } }],
  },
  "ask.answered": {
    level: "info",
    says: "A partner answered by the link of an ask.",
    fields: { id: "text", partner: "text", numbers: "number" },
  },
  "ask.withdrawn": { level: "info", says: "An ask was withdrawn.", fields: { id: "text", by: "text" } },
  "decision.taken": {
    level: "info",
    says: "A person decided something about an exception.",
    fields: { id: "text", action: "text", person: "text" },
    counts: [{ name: "tallyman_decisions_total", help: "Decisions by people.", labels: { class: "action" } }],
  },
  "network.written": {
    level: "info",
    says: "A person adopted a change of the network file.",
    fields: { file: "text", by: "text" },
  },
  "ruling.taken": {
    level: "info",
    says: "A person handed over, accepted, asked back or answered, or declared or ended a planned quiet.",
    fields: { kind: "text", number: "number", person: "text" },
    counts: [
      {
        name: "tallyman_rulings_total",
        help: "Rulings by people on more than one exception.",
        labels: { class: "kind" },
      },
    ],
  },
  "decision.stale": {
    level: "info",
    says: "A decision was refused because the exception had changed.",
    fields: { id: "text", action: "text", person: "text" },
  },
  "socket.opened": {
    level: "debug",
    says: "A browser listens.",
    fields: { transport: "text" },
    counts: [{ name: "tallyman_sockets_opened_total", help: "Sockets opened." }],
  },
  "socket.closed": {
    level: "debug",
    says: "A browser went away.",
    fields: { reason: "text" },
    counts: [{ name: "tallyman_sockets_closed_total", help: "Sockets closed.", labels: { class: "reason" } }],
  },
  "socket.refused": {
    level: "warn",
    says: "A socket was refused.",
    fields: { code: "text" },
    counts: [{ name: "tallyman_sockets_refused_total", help: "Sockets refused.", labels: { class: "code" } }],
  },
  "socket.cut": {
    level: "info",
    says: "A browser took nothing for so long that it was cut off; it comes back for what it missed.",
    fields: { why: "text" },
    counts: [{ name: "tallyman_sockets_cut_total", help: "Sockets cut off.", labels: { class: "why" } }],
  },
  "socket.failed": {
    level: "warn",
    says: "Something about a socket met what nobody expected.",
    fields: { reason: "text", stack: "text?" },
    counts: [{ name: "tallyman_sockets_failed_total", help: "Times something about a socket was unexpected." }],
  },
  "http.failed": {
    level: "error",
    says: "A request of the dashboard or the API met something unexpected.",
    fields: { method: "text", route: "text", reason: "text", stack: "text?" },
    counts: [{ name: "tallyman_http_failed_total", help: "Requests that met something unexpected." }],
  },
  "feeds.failed": {
    level: "error",
    says: "A feed could not be brought up to date; its subscribers start over.",
    fields: { reason: "text", stack: "text?" },
    counts: [{ name: "tallyman_feeds_failed_total", help: "Times a feed could not be brought up to date." }],
  },
  "feeds.replaced": {
    level: "info",
    says: "Another store stands in the old one's place, and all that is watched begins anew; browsers come back by themselves.",
    fields: { sockets: "number" },
  },

  // what leaves this machine
  ...outgoing,

  // the demo network
  "demo.started": { level: "info", says: "The demo network sends.", fields: { seed: "number", speed: "number" } },
  "demo.told": {
    level: "info",
    says: "The demo network has sent its past; from here it sends as it happens.",
    fields: { records: "number", ms: "number" },
  },
  "demo.stopped": { level: "info", says: "The demo network ended.", fields: { reason: "text" } },
  "demo.story": { level: "info", says: "A story begins.", fields: { story: "text" } },
  "demo.asked": { level: "info", says: "A story, or the end, was asked for.", fields: { story: "text", by: "text" } },
  "demo.wiped": { level: "info", says: "The demo data folder was replaced.", fields: { data: "text" } },

  // ourselves
  "telemetry.started": {
    level: "info",
    says: "Our own telemetry is exported.",
    fields: { signals: "text", endpoints: "text" },
  },
  "telemetry.refused": {
    level: "warn",
    says: "An exporter of our own telemetry was refused.",
    fields: { signal: "text", endpoint: "text", reason: "text" },
  },
  "telemetry.failed": {
    level: "warn",
    says: "An exporter of our own telemetry has trouble.",
    fields: { reason: "text" },
  },
  "log.suppressed": {
    level: "warn",
    says: "Lines of one event came too fast and were only counted.",
    fields: { of: "text", lines: "number" },
  },
} as const satisfies Readonly<Record<string, EventSpec>>;

export type EventName = keyof typeof catalogue;

interface Kinds {
  readonly text: string;
  readonly number: number;
  readonly flag: boolean;
  readonly "text?": string | null;
  readonly "number?": number | null;
}

/** The fields that an event must be reported with. */
export type EventFields<N extends EventName> = {
  readonly [F in keyof (typeof catalogue)[N]["fields"]]: (typeof catalogue)[N]["fields"][F] extends FieldKind
    ? Kinds[(typeof catalogue)[N]["fields"][F]]
    : never;
};
