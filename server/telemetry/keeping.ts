import type { EventSpec } from "./catalogue.ts";

/** What is reported of rows, bases and records that are kept no longer. */
export const keeping = {
  "store.older": {
    level: "notice",
    says: "The rows were of an older version of this program; they are derived again from the journal.",
    fields: { version: "number" },
  },
  "store.restored": {
    level: "notice",
    says: "The rows could not be used; a base took their place, and the rest is derived from the journal.",
    fields: { position: "number", base: "text" },
  },
  "base.made": {
    level: "notice",
    says: "A base holds the rows, so that the records before it can be dropped.",
    fields: { position: "number", bytes: "number", durationMs: "number" },
  },
  "records.dropped": {
    level: "notice",
    says: "The oldest records were dropped, as the network file says; a base holds what they gave.",
    fields: { segments: "number", first: "number", last: "number", olderThan: "text", bytes: "number" },
    counts: [
      { name: "tallyman_journal_dropped_bytes_total", help: "Bytes of records that retention dropped.", by: "bytes" },
    ],
  },
  "retention.failed": {
    level: "warn",
    says: "Records that need not be kept could not be dropped; it is tried again.",
    fields: { reason: "text" },
  },
} as const satisfies Readonly<Record<string, EventSpec>>;
