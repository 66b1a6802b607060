import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import type { Decoded } from "../../collectors/kit/index.ts";
import { openOutbox, openStore } from "../../server/adapters/sqlite/index.ts";
import { adoptable, networkOf } from "../../server/config/index.ts";
import type { KeptRuling } from "../../server/domain/index.ts";
import { Engine } from "../../server/pipeline/engine.ts";
import type { Incoming } from "../../server/pipeline/incoming.ts";
import type { Entry, Journal } from "../../server/ports/index.ts";
import { bytesOf } from "./children.ts";
import { storyOf } from "./story.ts";

/** What is to pass through the core, and how. */
export interface Passing {
  readonly folder: string;
  readonly events: number;
  readonly live: number;
  /** Events in one commit at most; null: as many as the engine takes. */
  readonly perCommit: number | null;
  readonly network: "demo" | "open";
  /** Parts of equal numbers of events that are timed each on its own. */
  readonly parts: number;
}

/** How fast it passed. */
export interface Passed {
  readonly events: number;
  /** Seconds that each part took. */
  readonly seconds: readonly number[];
  readonly commits: number;
  readonly bytes: number;
  readonly exceptions: number;
  readonly residentMiB: number;
}

const began = Date.UTC(2026, 9, 5, 14);
const demo = fileURLToPath(new URL("../../../server/demo/network.yaml", import.meta.url));

/** Text and expansions of the network that is judged by. */
function adopted(name: Passing["network"]) {
  if (name === "open")
    return { text: "", hash: networkOf("", null).hash, expansions: null, network: networkOf("", null) };
  const text = readFileSync(demo, "utf8");
  const found = adoptable(text, began);
  if (!found.ok) throw new Error(`the demo's network: ${found.faults[0]?.message}`);
  return { text, hash: found.hash, expansions: found.expansions, network: found.network };
}

/** A journal whose entries are made as they are wanted, outside the clock, and forgotten when they are applied. */
function journalOf(perCommit: number | null) {
  const waiting: { readonly entry: Entry; readonly decoded: Decoded }[] = [];
  const rulings: KeptRuling[] = [];
  let horizon = began;
  let positions = 0;
  let applied = 0;
  const journal: Journal = {
    append: async () => [],
    async read(after, limit) {
      let first = 0;
      while ((waiting[first]?.entry.position ?? Number.POSITIVE_INFINITY) <= after) first++;
      waiting.splice(0, first);
      const taken: Entry[] = [];
      let facts = 0;
      for (const { entry, decoded } of waiting) {
        if (taken.length === limit) break;
        if (perCommit !== null && taken.length > 0 && facts + decoded.facts.length > perCommit) break;
        taken.push(entry);
        facts += decoded.facts.length;
      }
      return taken;
    },
    find: async () => [],
    horizon: () => horizon,
    head: async () => ({ position: positions, bytes: 0, lastReceivedAt: horizon }),
    async rule(ruling, basis) {
      const kept: KeptRuling = { number: rulings.length + 1, at: horizon, basis, ruling };
      rulings.push(kept);
      return kept;
    },
    rulings: async (after, limit) => rulings.slice(after, after + limit),
    alive: async () => undefined,
    lastAlive: async () => null,
    close: async () => undefined,
  };
  return {
    journal,
    now: () => horizon,
    waiting: () => waiting.length,
    /** Facts that were handed to the engine so far. */
    applied: () => applied,
    async after(position: number, limit: number): Promise<readonly Incoming[]> {
      const entries = await journal.read(position, limit);
      return entries.map(({ position: own, at, kind, receipt: { collector, sender }, reason }) => ({
        position: own,
        at,
        kind,
        collector,
        sender,
        reason,
        decoded() {
          const known = waiting[own - (waiting[0]?.entry.position ?? 0)]?.decoded ?? null;
          applied += known?.facts.length ?? 0;
          return known;
        },
      }));
    },
    add(at: number, sender: string, decoded: Decoded): void {
      const position = ++positions;
      horizon = at - 1;
      const receipt = {
        id: position.toString(16).padStart(32, "0"),
        collector: "otlp",
        route: "traces",
        contentType: "application/x-protobuf",
        sender,
        receivedAt: at,
        body: new Uint8Array(),
      };
      const records = decoded.records;
      waiting.push({
        entry: { position, at, kind: "records", receipt, part: 1, parts: 1, records, reason: null },
        decoded,
      });
    },
  };
}

async function pass(asked: Passing): Promise<Passed> {
  mkdirSync(asked.folder, { recursive: true });
  const path = join(asked.folder, "store.db");
  const store = openStore(path);
  const outbox = openOutbox(path);
  const { text, hash, expansions, network } = adopted(asked.network);
  const source = journalOf(asked.perCommit);
  const engine = new Engine({
    journal: source.journal,
    store,
    clock: { now: source.now },
    compile: (kept, _hash, kind) => networkOf(kept, kind),
  });
  await engine.open();
  await engine.rule({ kind: "network", text, hash, expansions });
  const story = storyOf({ live: asked.live, from: began, seed: 42 }, network.reading);
  const seconds: number[] = [];
  const numbers = new Set<number>();
  engine.onExceptions((changed) => {
    for (const { number } of changed) numbers.add(number);
  });
  let commits = 0;
  let seq = engine.seq;
  for (let part = 1; part <= asked.parts; part++) {
    let took = 0;
    for (const until = (asked.events / asked.parts) * part; source.applied() < until; ) {
      while (source.waiting() < 400) {
        const { value, done } = story.next();
        if (done === true) throw new Error("the story ended");
        source.add(value.at, value.sender, value.decoded);
      }
      const start = performance.now();
      await engine.turn(source.after);
      // What the feeds begin with: the commit as it comes out of the outbox.
      seq = (await outbox.commitsSince(seq, 64)).at(-1)?.seq ?? seq;
      took += performance.now() - start;
      commits++;
    }
    seconds.push(took / 1000);
    process.stderr.write(
      `  ${asked.network}: ${source.applied().toLocaleString("en-US")} events, ${Math.round(asked.events / asked.parts / (took / 1000)).toLocaleString("en-US")}/s\n`,
    );
  }
  await outbox.close();
  await store.close();
  return {
    events: source.applied(),
    seconds,
    commits,
    bytes: bytesOf(asked.folder),
    exceptions: numbers.size,
    residentMiB: process.memoryUsage().rss / 2 ** 20,
  };
}

const passed = await pass(JSON.parse(process.argv[2] ?? "{}") as Passing);
process.stdout.write(`${JSON.stringify(passed)}\n`);
