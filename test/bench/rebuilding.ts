import { mkdirSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { collectors } from "../../collectors/index.ts";
import type { Collector, Receipt } from "../../collectors/kit/index.ts";
import { openStore } from "../../server/adapters/sqlite/index.ts";
import { networkOf } from "../../server/config/index.ts";
import type { Network } from "../../server/domain/index.ts";
import { journalOf } from "../../server/journal.ts";
import { rebuild } from "../../server/pipeline/rebuild.ts";
import type { NewEntry } from "../../server/ports/index.ts";
import { adopted, began } from "./adopted.ts";
import { requestsOf, shape, stamp } from "./spans.ts";
import { storyOf, wireOf } from "./story.ts";

/** What is rebuilt: a journal of business facts, and one of spans that say nothing. */
export interface Rebuilding {
  readonly folder: string;
  readonly events: number;
  readonly live: number;
  readonly spans: number;
  /** Seconds after which filling a journal ends with less, and rebuilding from it too. */
  readonly budget: number;
}

/** How much came out of each, and the seconds that it took. */
export interface RebuiltIn {
  readonly events: number;
  readonly eventsSeconds: number;
  readonly spans: number;
  readonly spansSeconds: number;
}

const otlp = collectors[0] as Collector;

function entryOf(
  collector: Collector,
  network: Network,
  body: Uint8Array,
  type: string,
  at: number,
  id: number,
): NewEntry {
  const receipt: Receipt = {
    id: id.toString(16).padStart(32, "0"),
    collector: collector.name,
    route: "traces",
    contentType: type,
    sender: "127.0.0.1",
    receivedAt: at,
    body,
  };
  const decoded = collector.decode(receipt, network.reading);
  if (!decoded.ok || decoded.value.rejected.length > 0) throw new Error("a body of our own cannot be read");
  const { records, terms } = decoded.value;
  return { receipt, part: 1, parts: 1, records, rejected: 0, message: null, terms, unreadable: null };
}

/** Ends a rebuild whose time is over. */
class TimeOver extends Error {}

/** Fills a journal, and derives the rows from it: how much of it there was, and in how many seconds. */
async function rebuilt(
  folder: string,
  budget: number,
  name: "demo" | "open",
  entries: (
    network: Network,
  ) => Generator<{ readonly at: number; readonly count: number; readonly entry: () => NewEntry }>,
): Promise<{ readonly count: number; readonly seconds: number }> {
  mkdirSync(folder, { recursive: true });
  let now = began;
  const clock = { now: () => now };
  const { text, hash, expansions, network } = adopted(name);
  const journal = journalOf(folder).open(clock);
  await journal.rule({ kind: "network", text, hash, expansions }, { position: 0, settledTo: 0 });
  let batch: NewEntry[] = [];
  /** What all entries up to a position hold. */
  const held = [0];
  const filling = performance.now();
  for (const { at, count, entry } of entries(network)) {
    if (performance.now() - filling > budget * 1000) break;
    held.push((held.at(-1) ?? 0) + count);
    if (at !== now && batch.length >= 8) await journal.append(batch.splice(0));
    now = at;
    batch.push(entry());
  }
  await journal.append(batch);
  batch = [];
  now += 1;
  const store = openStore(join(folder, "store.db"), undefined, { rebuilding: true });
  const start = performance.now();
  let reached = 0;
  const done = rebuild({
    journal,
    store,
    clock,
    collectors,
    compile: (kept, _hash, kind) => networkOf(kept, kind),
    settledTo: now - 1,
    progress(position) {
      reached = position;
      if (performance.now() - start > budget * 1000) throw new TimeOver();
    },
  });
  await done.catch((error: unknown) => {
    if (!(error instanceof TimeOver)) throw error;
  });
  const seconds = (performance.now() - start) / 1000;
  await store.close();
  await journal.close();
  return { count: held[reached] ?? 0, seconds };
}

async function measure(asked: Rebuilding): Promise<RebuiltIn> {
  let id = 0;
  const events = await rebuilt(join(asked.folder, "events"), asked.budget, "demo", function* (network) {
    let made = 0;
    for (const { at, decoded } of storyOf({ live: asked.live, from: began, seed: 9 }, network.reading)) {
      if (made >= asked.events) return;
      const count = decoded.facts.length;
      made += count;
      const entry = () => entryOf(otlp, network, wireOf(decoded), "application/json", at, ++id);
      yield { at, count, entry };
    }
  });
  const requests = requestsOf({ count: 64, seed: 10, at: began, coding: "protobuf" });
  const spans = await rebuilt(join(asked.folder, "spans"), asked.budget, "open", function* (network) {
    for (let serial = 1; serial * shape.spans <= asked.spans; serial++) {
      const request = requests[serial % requests.length];
      if (request === undefined) return;
      const entry = () => {
        stamp(request, serial);
        return entryOf(otlp, network, Buffer.from(request.body), "application/x-protobuf", began, ++id);
      };
      yield { at: began + serial, count: request.spans, entry };
    }
  });
  return { events: events.count, eventsSeconds: events.seconds, spans: spans.count, spansSeconds: spans.seconds };
}

process.stdout.write(`${JSON.stringify(await measure(JSON.parse(process.argv[2] ?? "{}") as Rebuilding))}\n`);
