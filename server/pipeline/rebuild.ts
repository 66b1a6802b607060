import type { Collector } from "../../collectors/kit/index.ts";
import type { Instant } from "../domain/index.ts";
import type { Clock, Journal, Store } from "../ports/index.ts";
import { type Compile, Engine } from "./engine.ts";
import { incomingOf } from "./incoming.ts";

/** What a rebuild did. */
export interface Rebuilt {
  readonly entries: number;
  readonly position: number;
  readonly durationMs: number;
}

/**
 * Derives all rows again from the journal alone: records and rulings merged by basis, deadlines settled up to
 * `settledTo`, which is how far the rows that are replaced had been settled. Sends nothing and tells nobody.
 */
export async function rebuild(parts: {
  readonly journal: Journal;
  readonly store: Store;
  readonly clock: Clock;
  readonly collectors: readonly Collector[];
  readonly compile: Compile;
  readonly settledTo: Instant;
  readonly progress: (position: number) => void;
}): Promise<Rebuilt> {
  const began = parts.clock.now();
  const byName = new Map(parts.collectors.map((collector) => [collector.name, collector]));
  const engine = new Engine(parts);
  await engine.open();
  let entries = 0;
  for (let more = true; more; ) {
    const before = engine.position;
    more = await engine.turn(
      async (position, limit, network) =>
        (await parts.journal.read(position, limit)).map((entry) => incomingOf(byName, entry, network)),
      { settledTo: parts.settledTo },
    );
    entries += engine.position - before;
    parts.progress(engine.position);
  }
  if (engine.hasNetwork) await engine.flush();
  return { entries, position: engine.position, durationMs: parts.clock.now() - began };
}
