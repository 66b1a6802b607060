import type { MessagePort } from "node:worker_threads";
import type { Collector } from "../../collectors/kit/index.ts";
import type { Instant, KeptRuling, Position, Ruling } from "../domain/index.ts";
import type { Entry, JournalReader } from "../ports/index.ts";
import { createAsking, type Question, type Reply } from "./asking.ts";
import type { NetworkText } from "./engine.ts";
import { type Incoming, type IncomingAfter, incomingOf } from "./incoming.ts";
import { type Packed, unpacked } from "./packed.ts";

/** An acknowledged entry on its way to the engine, with what it was decoded to and under which network. */
export interface Fed {
  readonly position: Position;
  readonly at: Instant;
  readonly kind: Entry["kind"];
  readonly collector: string;
  readonly sender: string;
  readonly reason: string | null;
  readonly decoded: Packed | null;
  readonly hash: string;
  /** Of its body, after inflation. */
  readonly bytes: number;
  /** Bytes that it takes in memory until it is taken, as `weightOf` has it. */
  readonly weight: number;
}

/** What the writer tells the engine. All up to `position` is acknowledged. */
export type FromWriter =
  | {
      readonly kind: "opened";
      readonly lastAlive: Instant | null;
      readonly position: Position;
      readonly damage: string | null;
    }
  /** Entries that were just acknowledged; left out where the engine is too far behind to be fed. */
  | { readonly kind: "kept"; readonly entries: readonly Fed[]; readonly position: Position }
  /** Whatever is stamped at or before `at` was told before this. */
  | { readonly kind: "horizon"; readonly at: Instant; readonly position: Position }
  | { readonly kind: "failed"; readonly reason: string }
  | Reply;

/** What the engine tells the writer. */
export type ToWriter =
  /** The engine applies: from now on it counts as a sign of life that the writer runs. */
  | { readonly kind: "started" }
  | { readonly kind: "taken"; readonly weight: number }
  | ({ readonly kind: "question" } & Question<WriterCall>);

/** What the engine asks of the writer. */
export type WriterCall =
  /** Rulings of one breath, which share one sync. */
  | { readonly kind: "rule"; readonly rulings: readonly ToRule[] }
  /** The network by which records are decoded from then on. */
  | { readonly kind: "adopt"; readonly ruling: NetworkText };

export interface ToRule {
  readonly ruling: Ruling;
  readonly basis: KeptRuling["basis"];
}

/** The journal as the engine has it: it reads the files for itself, is fed what comes, and asks the writer to write. */
export interface Supply extends Omit<JournalReader, "find"> {
  /** Null: the journal is new. */
  readonly lastAlive: Instant | null;
  /** Why the journal takes nothing, in words that name what is lost; null where it is whole. */
  readonly damage: string | null;
  /** Position of the newest entry when it was opened. */
  readonly startedAt: Position;
  /** Nothing that is not told yet was stamped at or before this instant. */
  horizon(): Instant;
  after: IncomingAfter;
  rule(ruling: Ruling, basis: KeptRuling["basis"]): Promise<KeptRuling>;
  /** Resolves when the writer decodes by it. */
  adopt(ruling: NetworkText): Promise<void>;
  started(): void;
  /** Called when there is something new to apply or to settle. */
  onNews(listener: () => void): void;
}

/**
 * The engine's side of the journal, over the writer's port; resolves once the writer has opened it. `reader` is called
 * after that. Once the writer can write nothing any more, or is gone, what is asked of it rejects.
 */
export async function openSupply(
  port: MessagePort,
  reader: () => JournalReader,
  collectors: readonly Collector[],
): Promise<Supply> {
  const byName = new Map(collectors.map((collector) => [collector.name, collector]));
  const asking = createAsking<WriterCall>(({ id, call }) => tell({ kind: "question", id, call }));
  const tell = (message: ToWriter): void => port.postMessage(message);
  let queue: Fed[] = [];
  let known: Position = 0;
  let horizon: Instant = 0;
  let news = (): void => undefined;
  let breath: { readonly rulings: ToRule[]; readonly kept: Promise<readonly KeptRuling[]> } | null = null;

  /** Drops what is applied, and gives its weight back to the writer. */
  function forget(position: Position): void {
    const left = queue.findIndex((fed) => fed.position > position);
    const gone = left < 0 ? queue : queue.slice(0, left);
    if (gone.length === 0) return;
    queue = left < 0 ? [] : queue.slice(left);
    giveBack(gone);
  }

  const giveBack = (gone: readonly Fed[]): void => {
    const weight = gone.reduce((sum, fed) => sum + fed.weight, 0);
    if (weight > 0) tell({ kind: "taken", weight });
  };

  function take(entries: readonly Fed[]): void {
    const [first] = entries;
    // Out of its order it is of no use here: it will be read.
    if (first !== undefined && first.position > (queue.at(-1)?.position ?? 0)) queue.push(...entries);
    else giveBack(entries);
  }

  const heard = (message: Exclude<FromWriter, { readonly kind: "opened" }>): void => {
    switch (message.kind) {
      case "answer":
      case "thrown":
        asking.settle(message);
        break;
      case "failed":
        asking.end(message.reason);
        break;
      case "kept":
        take(message.entries);
        known = Math.max(known, message.position);
        news();
        break;
      case "horizon":
        horizon = message.at;
        known = Math.max(known, message.position);
        news();
        break;
    }
  };

  const opened = await new Promise<Extract<FromWriter, { readonly kind: "opened" }>>((resolve, reject) => {
    port.on("message", (message: FromWriter) => (message.kind === "opened" ? resolve(message) : heard(message)));
    port.on("close", () => {
      asking.end("The writer is gone.");
      reject(new Error("The writer is gone."));
    });
  });
  known = Math.max(known, opened.position);
  const reads = reader();

  return {
    ...reads,
    lastAlive: opened.lastAlive,
    damage: opened.damage,
    startedAt: opened.position,
    horizon: () => horizon,
    async after(position, limit, network) {
      forget(position);
      const fed: Incoming[] = [];
      for (const one of queue) {
        if (fed.length >= limit || one.position !== position + fed.length + 1) break;
        if (one.decoded !== null && one.hash !== network.hash) break;
        fed.push({ ...one, decoded: () => (one.decoded === null ? null : unpacked(one.decoded)) });
      }
      if (fed.length > 0) return fed;
      // Up to where it is fed again, and never what is not yet acknowledged.
      const next = queue.find((one) => one.position > position + 1)?.position ?? known + 1;
      const most = Math.min(limit, next - position - 1, known - position);
      if (most <= 0) return [];
      return (await reads.read(position, most)).map((entry) => incomingOf(byName, entry, network));
    },
    async rule(ruling, basis) {
      if (breath === null) {
        const rulings: ToRule[] = [];
        const kept = Promise.resolve().then(() => {
          breath = null;
          return asking.ask<readonly KeptRuling[]>({ kind: "rule", rulings });
        });
        breath = { rulings, kept };
      }
      const { rulings, kept } = breath;
      const index = rulings.push({ ruling, basis }) - 1;
      const mine = (await kept)[index];
      if (mine === undefined) throw new Error("a ruling was not kept");
      return mine;
    },
    adopt: (ruling) => asking.ask<void>({ kind: "adopt", ruling }),
    started: () => tell({ kind: "started" }),
    onNews(listener) {
      news = listener;
    },
    async close() {
      await reads.close();
      port.close();
    },
  };
}
