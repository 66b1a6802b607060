import { type Admission, createAdmission } from "../http/admission.ts";
import { doorDefaults } from "../http/door.ts";
import { createSlowed, type SlowedBook } from "../http/slowed.ts";
import type { Clock } from "../ports/index.ts";
import { counter, gauge } from "../telemetry/index.ts";

/** What stands before all doors: one admission, and the book and counters of what it sends away. */
export interface Gate {
  readonly admission: Admission;
  readonly slowed: SlowedBook;
  /** Counts an answer of a door. */
  answered(status: number): void;
  /** Requests answered 429 or 503. */
  refused(): number;
}

/** Who was never heard shows with a few deliveries what it sends. */
const unheardBytes = 4 * 1024 * 1024;

/** Opens the gate; `behindMs` is how far the engine is behind now. */
export function openGate(clock: Clock, behindMs: () => number): Gate {
  const slowed = createSlowed(() => clock.now());
  const labels = ["class", "source"] as const;
  const requests = counter(
    "tallyman_ingest_refused_total",
    "Deliveries sent away unread, by what they are worth and who sends.",
    labels,
  );
  const bytes = counter("tallyman_ingest_refused_bytes_total", "Their bytes, as far as these were told.", labels);
  const admission = createAdmission(doorDefaults.bytesInFlight, doorDefaults.retryAfterMs, {
    behindMs,
    unheardBytes,
    refused(refusal) {
      slowed.note(refusal);
      const labelled = { class: refusal.worth, source: refusal.flow.sender };
      requests.add(labelled);
      bytes.add(labelled, refusal.bytes);
    },
  });
  gauge("tallyman_ingest_held_bytes", "Bytes of bodies in memory at the doors.", []).read({}, () => admission.bytes);
  gauge("tallyman_engine_behind_seconds", "Age of the oldest entry that is not applied yet.", []).read(
    {},
    () => behindMs() / 1_000,
  );
  const answers = counter("tallyman_door_requests_total", "Requests answered by the ingest door, by status.", [
    "class",
  ]);
  let refused = 0;
  return {
    admission,
    slowed,
    answered(status) {
      answers.add({ class: String(status) });
      if (status === 429 || status === 503) refused++;
    },
    refused: () => refused,
  };
}
