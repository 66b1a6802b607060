import {
  type Change,
  type Instant,
  type KeptRuling,
  type Network,
  type OpsException,
  type Position,
  type Ruling,
  type Seq,
  step,
} from "../domain/index.ts";
import type { Clock, Draft, Journal, Store } from "../ports/index.ts";
import type { Incoming, IncomingAfter } from "./incoming.ts";
import { type ByWorth, loadOf, zeros } from "./pace.ts";
import { type Worth, worthOf } from "./worth.ts";

/** Makes the compiled network of a checked text again; pure, so that a replay judges by what was in force. */
export type Compile = (text: string, hash: string, expansions: unknown) => Network;

/** A checked network text with its expansions, as a ruling keeps it. */
export type NetworkText = Extract<Ruling, { readonly kind: "network" }>;

export interface EngineParts {
  readonly journal: Pick<Journal, "rulings" | "rule" | "horizon">;
  readonly store: Store;
  readonly clock: Clock;
  readonly compile: Compile;
}

/** What a commit applied: how much of each worth, as `loadOf` has it, and the milliseconds that it took by itself. */
export interface Applied {
  readonly load: ByWorth;
  readonly ms: ByWorth;
  /** Whether more was waiting: a commit of what just came takes its time however little that is. */
  readonly full: boolean;
}

/** A commit as it stands. */
export interface Committed {
  readonly seq: Seq;
  /** The newest entry that it holds, and how many it brought. */
  readonly position: Position;
  readonly entries: number;
  readonly changes: readonly Change[];
  readonly applied: Applied;
  /** Milliseconds from the first look at what there was. */
  readonly durationMs: number;
}

/** The exceptions that a commit changed, each once as it is then. */
export function exceptionsIn({ changes }: Committed): readonly OpsException[] {
  const changed = new Map<number, OpsException>();
  for (const change of changes) if (change.kind === "exception") changed.set(change.exception.number, change.exception);
  return [...changed.values()];
}

/** Most entries and changes in one commit: small while keeping up, larger when catching up. */
const batch = { entries: 256, changes: 5_000 };
/** A commit that would only say how far deadlines are settled waits this long. */
const idleCommitMs = 5_000;
const nothing = { keys: [], refs: [], identities: [], traces: [] };

/**
 * The loop that applies the journal: entries in their order, deadlines before each, rulings at their basis.
 * Order and retries only; every decision is the core's. One engine a store: an older epoch is refused.
 */
export class Engine {
  readonly #parts: EngineParts;
  readonly #listeners = new Set<(commit: Committed) => void>();
  #epoch = 0;
  #position: Position = 0;
  #settledTo: Instant = 0;
  #savedAt: Instant = 0;
  #ruling = 0;
  /** The newest ruling whose effect is committed: what it changed may be nothing but the engine's own row. */
  #savedRuling = 0;
  #network: Network | null = null;
  #behindSince: Instant | null = null;
  #seq: Seq = 0;
  #adoptedAt: Instant | null = null;
  #adopted: NetworkText | null = null;

  constructor(parts: EngineParts) {
    this.#parts = parts;
  }

  get position(): Position {
    return this.#position;
  }

  get settledTo(): Instant {
    return this.#settledTo;
  }

  get ruling(): number {
    return this.#ruling;
  }

  /** Number of the newest commit. */
  get seq(): Seq {
    return this.#seq;
  }

  /** When the network in force was adopted. */
  get adoptedAt(): Instant | null {
    return this.#adoptedAt;
  }

  /** The text of the network in force, as its ruling keeps it; null before the first. */
  get adopted(): NetworkText | null {
    return this.#adopted;
  }

  get behindSince(): Instant | null {
    return this.#behindSince;
  }

  /** The network in force; throws before the first was adopted. */
  get network(): Network {
    if (this.#network === null) throw new Error("no network was adopted yet");
    return this.#network;
  }

  get hasNetwork(): boolean {
    return this.#network !== null;
  }

  /** Called after each commit; in the order in which they came. */
  onCommit(listener: (commit: Committed) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Takes the store, and the network that was in force where its rows stand. */
  async open(): Promise<void> {
    const { store, journal } = this.#parts;
    this.#epoch = await store.open();
    const state = await store.state();
    this.#position = state.upTo;
    this.#seq = state.seq;
    const draft = await store.contextFor(nothing);
    const engine = draft.engine();
    this.#settledTo = engine.settledTo;
    this.#ruling = engine.ruling;
    this.#savedRuling = engine.ruling;
    for (let after = 0; ; ) {
      const rulings = await journal.rulings(after, 100);
      for (const kept of rulings) {
        if (kept.number > this.#ruling) break;
        this.#adopt(kept);
      }
      const last = rulings.at(-1);
      if (last === undefined || last.number > this.#ruling) break;
      after = last.number;
    }
  }

  /**
   * Applies what is there, rulings at their basis, at most one batch. `until`: the instant to settle to at the end of
   * the record stream, for a replay. True while more is waiting.
   */
  async turn(after: IncomingAfter, until?: { readonly settledTo: Instant }): Promise<boolean> {
    const { store, journal, clock } = this.#parts;
    const began = performance.now();
    const [ruling] = await journal.rulings(this.#ruling, 1);
    // Before the entries: what is stamped after it is not yet among them.
    const horizon = until === undefined ? journal.horizon() : until.settledTo;
    const entries = this.#network === null ? [] : await after(this.#position, batch.entries, this.#network);
    const draft = await store.contextFor(nothing);
    const changes: Change[] = [];
    const work = { load: zeros(), ms: zeros() };
    let done = 0;
    let applied = this.#position;
    const [first] = entries;
    // Rows that leave entries out would be wrong for ever, and nobody would see it.
    if (first !== undefined && first.position !== applied + 1)
      throw new Error(`entry ${applied + 1} is not kept; the next one is ${first.position}`);
    for (const entry of entries) {
      if (ruling !== undefined && entry.position > ruling.basis.position) break;
      this.#settle(draft, entry.at - 1, changes);
      const since = performance.now();
      const worth = this.#apply(draft, entry, changes);
      work.ms[worth] += performance.now() - since;
      work.load[worth] += loadOf(entry.bytes);
      applied = entry.position;
      done++;
      if (changes.length >= batch.changes) break;
    }
    // An answer is bounded in bytes too: that it was short does not say that it was the last.
    const [next = null] =
      done < entries.length ? entries.slice(done) : done === 0 ? [] : await after(applied, 1, this.network);
    const reached = ruling === undefined ? next === null : applied >= ruling.basis.position || done === 0;
    if (ruling !== undefined && reached) {
      this.#settle(draft, ruling.basis.settledTo, changes);
      this.#adopt(ruling);
      this.#take(draft, step({ kind: "ruling", ruling }, draft, this.network), changes);
      this.#ruling = ruling.number;
    } else if (ruling === undefined && reached) this.#settle(draft, horizon, changes);
    this.#settledTo = Math.max(this.#settledTo, draft.engine().settledTo);
    const more = ruling !== undefined || next !== null;
    this.#behindSince = more ? (next?.at ?? this.#behindSince ?? clock.now()) : null;
    await this.#commit(applied, changes, draft, began, { ...work, full: next !== null });
    return more;
  }

  /** Appends a ruling at what is applied and settled now, and applies it: answered at once, however long the backlog. */
  async rule(ruling: Ruling): Promise<KeptRuling> {
    const [kept] = await this.ruleAll([ruling]);
    if (kept === undefined) throw new Error("a ruling was not kept");
    return kept;
  }

  /** Several at once, in their order: one sync of the journal, one commit. Once the first is kept, all of them are. */
  async ruleAll(rulings: readonly Ruling[]): Promise<readonly KeptRuling[]> {
    const began = performance.now();
    const basis = { position: this.#position, settledTo: this.#settledTo };
    // Asked for in one breath, they share one transaction of the journal.
    const all = await Promise.all(rulings.map((ruling) => this.#parts.journal.rule(ruling, basis)));
    const draft = await this.#parts.store.contextFor(nothing);
    const changes: Change[] = [];
    for (const kept of all) {
      // Before each, as a replay does: what one ruling makes due is settled before the next.
      this.#settle(draft, this.#settledTo, changes);
      this.#adopt(kept);
      this.#take(draft, step({ kind: "ruling", ruling: kept }, draft, this.network), changes);
      this.#ruling = kept.number;
    }
    await this.#commit(this.#position, changes, draft, began);
    return all;
  }

  /** Looks at the rows as they are between two turns. */
  async look<T>(read: (draft: Draft) => T): Promise<T> {
    return read(await this.#parts.store.contextFor(nothing));
  }

  /** Writes how far it settled, whatever else there is. */
  async flush(): Promise<void> {
    const began = performance.now();
    const draft = await this.#parts.store.contextFor(nothing);
    const changes: Change[] = [];
    this.#settle(draft, this.#settledTo, changes);
    this.#savedAt = 0;
    await this.#commit(this.#position, changes, draft, began);
  }

  #adopt(kept: KeptRuling): void {
    if (kept.ruling.kind !== "network") return;
    this.#network = this.#parts.compile(kept.ruling.text, kept.ruling.hash, kept.ruling.expansions);
    this.#adoptedAt = kept.at;
    this.#adopted = kept.ruling;
  }

  #settle(draft: Draft, to: Instant, changes: Change[]): void {
    if (this.#network === null) return;
    while (draft.due(to, 1).length > 0) this.#take(draft, step({ kind: "tick", to }, draft, this.#network), changes);
    if (to > draft.engine().settledTo) this.#take(draft, step({ kind: "tick", to }, draft, this.#network), changes);
  }

  /** Answers what the entry was worth. */
  #apply(draft: Draft, entry: Incoming, changes: Change[]): Worth {
    const { at, position, collector, sender } = entry;
    const decoded = entry.decoded();
    if (entry.kind === "unreadable") {
      this.#take(
        draft,
        step({ kind: "unreadable", at, position, collector, sender, reason: entry.reason ?? "" }, draft, this.network),
        changes,
      );
    } else if (decoded !== null) {
      const input =
        entry.kind === "repeat"
          ? ({ kind: "heard", at, position, decoded } as const)
          : ({ kind: "entry", at, position, collector, sender, decoded } as const);
      this.#take(draft, step(input, draft, this.network), changes);
    }
    return worthOf(decoded);
  }

  #take(draft: Draft, decided: readonly Change[], changes: Change[]): void {
    draft.fold(decided);
    for (const change of decided) changes.push(change);
  }

  async #commit(
    upTo: Position,
    changes: readonly Change[],
    draft: Draft,
    began: number,
    applied: Applied = { load: zeros(), ms: zeros(), full: false },
  ): Promise<void> {
    const { ruling } = draft.engine();
    const weighty =
      upTo > this.#position || ruling > this.#savedRuling || changes.some((change) => change.kind !== "engine");
    const now = this.#parts.clock.now();
    if (!weighty && now - this.#savedAt < idleCommitMs) return;
    if (!weighty && changes.length === 0) return;
    this.#savedAt = now;
    const commit = await this.#parts.store.commit({ epoch: this.#epoch, upTo, at: draft.engine().settledTo, changes });
    const entries = upTo - this.#position;
    this.#position = upTo;
    this.#savedRuling = ruling;
    this.#seq = commit.seq;
    const durationMs = performance.now() - began;
    const committed: Committed = { seq: commit.seq, position: upTo, entries, changes, applied, durationMs };
    for (const listener of this.#listeners) listener(committed);
  }
}
