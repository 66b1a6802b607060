import type { Position } from "../domain/index.ts";
import { type Admission, createAdmission } from "../http/admission.ts";
import { createAhead } from "../http/ahead.ts";
import { doorDefaults } from "../http/door.ts";
import { createSlowed, type SlowedBook } from "../http/slowed.ts";
import type { Flow } from "../http/worths.ts";
import type { Worth } from "../pipeline/worth.ts";
import type { Clock } from "../ports/index.ts";
import { counter, gauge } from "../telemetry/index.ts";
import type { EngineStands } from "./standing.ts";

/** What stands before all doors: one admission, and the book and counters of what it sends away. */
export interface Gate {
  readonly admission: Admission;
  readonly slowed: SlowedBook;
  /** A delivery of a flow was acknowledged, and lies at a position. */
  kept(flow: Flow, worth: Worth, position: Position, bytes: number): void;
  /** What is kept from here on lies in another record stream. */
  begin(): void;
  /** Counts an answer of a door. */
  answered(status: number): void;
  /** Requests answered 429 or 503. */
  refused(): number;
}

/** Who was never heard shows with a few deliveries what it sends. */
const unheardBytes = 4 * 1024 * 1024;

/** Opens the gate; `engine` is how far and how fast the engine is now. */
export function openGate(clock: Clock, engine: () => EngineStands): Gate {
  const slowed = createSlowed(() => clock.now());
  const labels = ["class", "source"] as const;
  const requests = counter(
    "tallyman_ingest_refused_total",
    "Deliveries sent away unread, by what they are worth and who sends.",
    labels,
  );
  const bytes = counter("tallyman_ingest_refused_bytes_total", "Their bytes, as far as these were told.", labels);
  const ahead = createAhead(engine);
  const admission = createAdmission(doorDefaults.bytesInFlight, doorDefaults.retryAfterMs, {
    ahead: (sender) => ahead.of(sender),
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
    () => engine().behindMs / 1_000,
  );
  gauge(
    "tallyman_engine_work_seconds",
    "Time that the engine needs for what is not applied yet, but for what a start had to catch up with: what is let in goes by it.",
    [],
  ).read({}, () => Object.values(ahead.of("").all).reduce((sum, ms) => sum + ms) / 1_000);
  const answers = counter("tallyman_door_requests_total", "Requests answered by the ingest door, by status.", [
    "class",
  ]);
  let refused = 0;
  return {
    admission,
    slowed,
    kept: ({ sender }, worth, position, bytes) => ahead.add(position, sender, worth, bytes),
    begin: () => ahead.clear(),
    answered(status) {
      answers.add({ class: String(status) });
      if (status === 429 || status === 503) refused++;
    },
    refused: () => refused,
  };
}
