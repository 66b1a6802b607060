import { mkdirSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { openOutbox, openStore } from "../../server/adapters/sqlite/index.ts";
import { networkOf } from "../../server/config/index.ts";
import type { KeptRuling } from "../../server/domain/index.ts";
import { Engine, exceptionsIn } from "../../server/pipeline/engine.ts";
import type { Incoming, IncomingAfter } from "../../server/pipeline/incoming.ts";
import { adopted, began } from "./adopted.ts";
import { bytesOf } from "./children.ts";
import { storyOf, type Told } from "./story.ts";

/** What is to pass through the core, and how. */
export interface Passing {
  readonly folder: string;
  readonly events: number;
  readonly live: number;
  /** Events in one commit at most; null: as many as the engine takes. */
  readonly perCommit: number | null;
  readonly network: "demo" | "open";
  /** Seconds after which it ends with fewer events. */
  readonly budget: number;
}

/** How fast it passed. */
export interface Passed {
  readonly events: number;
  /** After each commit, events that had passed and the seconds that they had taken. */
  readonly marks: readonly (readonly [events: number, seconds: number])[];
  /** CPU of this process in all of them, collecting garbage included. */
  readonly cpuSeconds: number;
  readonly commits: number;
  readonly bytes: number;
  readonly exceptions: number;
  readonly residentMiB: number;
}

/** A record stream that is made as it is wanted, outside the clock, and forgotten when it is applied; rulings in memory. */
function streamOf(perCommit: number | null) {
  const waiting: (Incoming & { readonly facts: number })[] = [];
  const rulings: KeptRuling[] = [];
  let horizon = began;
  let positions = 0;
  let added = 0;
  /** Facts of entries that no commit is known to hold. */
  let left = 0;
  const after: IncomingAfter = async (position, limit) => {
    while ((waiting[0]?.position ?? Number.POSITIVE_INFINITY) <= position) left -= waiting.shift()?.facts ?? 0;
    const taken: Incoming[] = [];
    let facts = 0;
    for (const one of waiting) {
      if (taken.length === limit) break;
      if (perCommit !== null && taken.length > 0 && facts + one.facts > perCommit) break;
      taken.push(one);
      facts += one.facts;
    }
    return taken;
  };
  return {
    after,
    journal: {
      horizon: () => horizon,
      async rule(ruling: KeptRuling["ruling"], basis: KeptRuling["basis"]) {
        const kept: KeptRuling = { number: rulings.length + 1, at: horizon, basis, ruling };
        rulings.push(kept);
        return kept;
      },
      rulings: async (number: number, limit: number) => rulings.slice(number, number + limit),
    },
    now: () => horizon,
    waiting: () => waiting.length,
    applied: () => added - left,
    add({ at, sender, decoded }: Told): void {
      const position = ++positions;
      horizon = at - 1;
      const facts = decoded.facts.length;
      const entry = {
        position,
        at,
        kind: "records",
        collector: "otlp",
        sender,
        reason: null,
        bytes: 0,
        facts,
      } as const;
      waiting.push({ ...entry, decoded: () => decoded });
      added += facts;
      left += facts;
    },
  };
}

async function pass(asked: Passing): Promise<Passed> {
  mkdirSync(asked.folder, { recursive: true });
  const path = join(asked.folder, "store.db");
  const store = openStore(path);
  const outbox = openOutbox(path);
  const { text, hash, expansions, network } = adopted(asked.network);
  const stream = streamOf(asked.perCommit);
  const engine = new Engine({
    journal: stream.journal,
    store,
    clock: { now: stream.now },
    compile: (kept, _hash, kind) => networkOf(kept, kind),
  });
  await engine.open();
  await engine.rule({ kind: "network", text, hash, expansions });
  const story = storyOf({ live: asked.live, from: began, seed: 42 }, network.reading);
  const marks: [number, number][] = [];
  const numbers = new Set<number>();
  engine.onCommit((commit) => {
    for (const { number } of exceptionsIn(commit)) numbers.add(number);
  });
  let cpuSeconds = 0;
  let seq = engine.seq;
  let told = 0;
  for (let took = 0; stream.applied() < asked.events && took < asked.budget; ) {
    while (stream.waiting() < 400) {
      const { value, done } = story.next();
      if (done === true) throw new Error("the story ended");
      stream.add(value);
    }
    const [start, cpu] = [performance.now(), process.cpuUsage()];
    await engine.turn(stream.after);
    // What the feeds begin with: the commit as it comes out of the outbox.
    seq = (await outbox.commitsSince(seq, 64)).at(-1)?.seq ?? seq;
    took += (performance.now() - start) / 1000;
    const { user, system } = process.cpuUsage(cpu);
    cpuSeconds += (user + system) / 1e6;
    marks.push([stream.applied(), took]);
    if (took - told < 10) continue;
    told = took;
    process.stderr.write(
      `  ${asked.network}: ${stream.applied().toLocaleString("en-US")} events in ${Math.round(took)} s\n`,
    );
  }
  await outbox.close();
  await store.close();
  return {
    events: stream.applied(),
    marks,
    cpuSeconds,
    commits: marks.length,
    bytes: bytesOf(asked.folder),
    exceptions: numbers.size,
    residentMiB: process.memoryUsage().rss / 2 ** 20,
  };
}

const passed = await pass(JSON.parse(process.argv[2] ?? "{}") as Passing);
process.stdout.write(`${JSON.stringify(passed)}\n`);
