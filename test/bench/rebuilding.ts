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
import { requestsOf, stamp } from "./spans.ts";
import { storyOf, type Told, wireOf } from "./story.ts";

/** What is rebuilt: a journal of business facts, and one of spans that say nothing. */
export interface Rebuilding {
  readonly folder: string;
  readonly events: number;
  readonly live: number;
  readonly spans: number;
}

/** Seconds that each took. */
export interface RebuiltIn {
  readonly events: number;
  readonly eventsSeconds: number;
  readonly spans: number;
  readonly spansSeconds: number;
}

const [otlp] = collectors;
if (otlp === undefined) throw new Error("no collector");

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

/** Fills a journal, and derives the rows from it; the seconds of the second. */
async function rebuilt(
  folder: string,
  name: "demo" | "open",
  entries: (network: Network) => Generator<{ readonly at: number; readonly entry: () => NewEntry }>,
): Promise<number> {
  mkdirSync(folder, { recursive: true });
  let now = began;
  const clock = { now: () => now };
  const { text, hash, expansions, network } = adopted(name);
  const journal = journalOf(folder).open(clock);
  await journal.rule({ kind: "network", text, hash, expansions }, { position: 0, settledTo: 0 });
  let batch: NewEntry[] = [];
  for (const { at, entry } of entries(network)) {
    if (at !== now && batch.length >= 8) await journal.append(batch.splice(0));
    now = at;
    batch.push(entry());
  }
  await journal.append(batch);
  batch = [];
  now += 1;
  const store = openStore(join(folder, "store.db"));
  const start = performance.now();
  await rebuild({
    journal,
    store,
    clock,
    collectors,
    compile: (kept, _hash, kind) => networkOf(kept, kind),
    settledTo: now - 1,
    progress: () => undefined,
  });
  const seconds = (performance.now() - start) / 1000;
  await store.close();
  await journal.close();
  return seconds;
}

async function measure(asked: Rebuilding): Promise<RebuiltIn> {
  let [events, spans, id] = [0, 0, 0];
  const eventsSeconds = await rebuilt(join(asked.folder, "events"), "demo", function* (network) {
    for (const told of storyOf({ live: asked.live, from: began, seed: 9 }, network.reading)) {
      if (events >= asked.events) return;
      const of: Told = told;
      events += of.decoded.facts.length;
      const entry = () => entryOf(otlp as Collector, network, wireOf(of.decoded), "application/json", of.at, ++id);
      yield { at: of.at, entry };
    }
  });
  const requests = requestsOf({ count: 64, seed: 10, at: began, coding: "protobuf" });
  const spansSeconds = await rebuilt(join(asked.folder, "spans"), "open", function* (network) {
    for (let serial = 1; spans < asked.spans; serial++) {
      const request = requests[serial % requests.length];
      if (request === undefined) return;
      spans += request.spans;
      const entry = () => {
        stamp(request, serial);
        return entryOf(otlp as Collector, network, Buffer.from(request.body), "application/x-protobuf", began, ++id);
      };
      yield { at: began + serial, entry };
    }
  });
  return { events, eventsSeconds, spans, spansSeconds };
}

process.stdout.write(`${JSON.stringify(await measure(JSON.parse(process.argv[2] ?? "{}") as Rebuilding))}\n`);
