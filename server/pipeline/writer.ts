import type { MessagePort } from "node:worker_threads";
import type { Collector, Decoded, Receipt } from "../../collectors/kit/index.ts";
import type { Network, Position } from "../domain/index.ts";
import {
  type Appended,
  type Clock,
  type Dropped,
  type Journal,
  JournalFailed,
  type Keep,
  type NewEntry,
  type Retention,
} from "../ports/index.ts";
import { report } from "../telemetry/index.ts";
import { reply } from "./asking.ts";
import type { IngestCounts } from "./desk.ts";
import type { Compile, NetworkText } from "./engine.ts";
import { createIngest, type Delivered, type Said } from "./ingest.ts";
import { packed, weightOf } from "./packed.ts";
import type { Fed, FromWriter, ToWriter, WriterCall } from "./supply.ts";

/** The horizon is told this often: with the engine's own beat, a miss is raised well within a second. */
const beatMs = 100;
/**
 * Entries on their way to the engine, in bytes of memory; beyond it the engine reads the journal, and decodes once more
 * what it lags behind with already. So it is by what they take, which is a twentieth of bodies that say little.
 */
const mostFed = 64 * 1024 * 1024;

/** What runs on the writer's thread. */
export interface Writer {
  /** Durable, then acknowledged. */
  deliver(receipt: Receipt): Promise<Delivered>;
  counts(): IngestCounts;
  /** As the journal's; null where it drops nothing. */
  droppable(keep: Keep): Position | null;
  drop(before: Position): Dropped | null;
  /** Ends when what was begun is on the disk; the journal stays open. */
  close(): Promise<void>;
}

/**
 * Decodes, appends and acknowledges, and feeds the engine over a port with what was acknowledged. The only one who
 * writes the journal. `failed` is called once, when nothing can be acknowledged any more.
 */
export async function openWriter(
  parts: {
    readonly journal: Journal;
    readonly clock: Clock;
    readonly collectors: readonly Collector[];
    readonly compile: Compile;
    /** Why the journal takes nothing, from the start on; null where it is whole. */
    readonly damage: string | null;
    /** What drops its records; null where it keeps all of them. */
    readonly retention: Retention | null;
  },
  engine: MessagePort,
  failed: (reason: string) => void,
): Promise<Writer> {
  const { journal, clock, collectors, compile } = parts;
  const tell = (message: FromWriter): void => engine.postMessage(message);
  const writing = new Set<Promise<unknown>>();
  let kept: Position = 0;
  let fed = 0;
  let network: Network | null = null;
  let alive = false;
  let over = false;

  /** Notes a write until the engine was told what came of it. */
  function noted<T>(write: Promise<T>): Promise<T> {
    writing.add(write);
    const done = () => writing.delete(write);
    write.then(done, done);
    return write;
  }

  const broken = (error: JournalFailed): void => {
    if (over) return;
    over = true;
    report("journal.failed", { reason: error.message });
    tell({ kind: "failed", reason: error.message });
    failed(error.message);
  };

  const ingest = createIngest({
    collectors,
    network: () => network,
    now: () => clock.now(),
    append: (entries, said) => {
      const began = performance.now();
      return noted(
        journal.append(entries).then((appended) => {
          report("journal.synced", { entries: entries.length, durationMs: performance.now() - began });
          feed(entries, said, appended);
          return appended;
        }),
      );
    },
    failed: broken,
  });

  /** Hands the engine what was kept. A repeat has no place of its own in the answer: the engine finds it by reading. */
  function feed(entries: readonly NewEntry[], said: readonly Said[], appended: readonly Appended[]): void {
    const all = appended.flatMap((one, index) => {
      const [entry, what] = [entries[index], said[index]];
      return one.kind === "kept" && entry !== undefined && what !== undefined ? [{ entry, what, one }] : [];
    });
    const last = all.at(-1);
    if (last === undefined) return;
    kept = Math.max(kept, last.one.position);
    const weight = all.reduce((sum, { what }) => sum + weightOf(what.decoded), 0);
    const fits = fed + weight <= mostFed;
    if (fits) fed += weight;
    const told = fits ? all.map(({ entry, what, one }) => fedOf(entry, what, one)) : [];
    tell({ kind: "kept", entries: told, position: kept });
  }

  function adopt(ruling: NetworkText): void {
    if (network?.hash !== ruling.hash) network = compile(ruling.text, ruling.hash, ruling.expansions);
  }

  async function answer(call: WriterCall): Promise<unknown> {
    if (call.kind === "adopt") return adopt(call.ruling);
    return noted(Promise.all(call.rulings.map(({ ruling, basis }) => journal.rule(ruling, basis))));
  }

  engine.on("message", (message: ToWriter) => {
    switch (message.kind) {
      case "started":
        alive = true;
        return;
      case "taken":
        fed -= message.weight;
        return;
      case "question":
        return void reply(engine, `writer ${message.call.kind}`, message.id, () => answer(message.call));
    }
  });

  let beating: Promise<void> = Promise.resolve();
  let waits = false;
  /** Asked first and told last: what was stamped before it was asked is told by then. */
  async function beat(): Promise<void> {
    const at = journal.horizon();
    await Promise.allSettled(writing);
    // A repeat has a place too, which no answer names: without it the engine would settle past its stamp.
    const { position } = await journal.head();
    kept = Math.max(kept, position);
    tell({ kind: "horizon", at, position: kept });
    if (alive) await journal.alive();
  }
  const beats = setInterval(() => {
    if (waits || over) return;
    waits = true;
    beating = beat()
      .catch((error: unknown) => {
        if (isFinal(error)) broken(error);
      })
      .finally(() => {
        waits = false;
      });
  }, beatMs);

  const lastAlive = await journal.lastAlive();
  kept = (await journal.head()).position;
  tell({ kind: "opened", lastAlive, position: kept, damage: parts.damage });

  return {
    deliver: (receipt) => ingest.deliver(receipt),
    counts: () => ingest.counts(),
    droppable: (keep) => (over ? null : (parts.retention?.droppable(keep) ?? null)),
    drop: (before) => (over ? null : (parts.retention?.drop(before) ?? null)),
    async close() {
      clearInterval(beats);
      await beating;
      await Promise.allSettled(writing);
      if (alive && !over) await journal.alive().catch(() => undefined);
      engine.close();
    },
  };
}

const isFinal = (error: unknown): error is JournalFailed => error instanceof JournalFailed && error.final;

function fedOf({ receipt, unreadable }: NewEntry, { decoded, hash }: Said, kept: Appended): Fed {
  return {
    position: kept.position,
    at: kept.at,
    kind: unreadable === null ? "records" : "unreadable",
    collector: receipt.collector,
    sender: receipt.sender,
    reason: unreadable,
    decoded: decoded === null ? null : packed(forCore(decoded)),
    hash,
    bytes: receipt.body.byteLength,
    weight: weightOf(decoded),
  };
}

const noTerms = new BigUint64Array();

/** What the core looks at: names are for people, terms for the journal, and rejections were answered. */
const forCore = (decoded: Decoded): Decoded => ({
  ...decoded,
  rejected: [],
  sources: decoded.sources.map((tally) => ({ ...tally, names: new Map() })),
  terms: noTerms,
});
