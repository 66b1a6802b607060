import type { Change, Commit, Context, Instant, KeyText, Position, Ref, Seq } from "../domain/index.ts";

/** What a batch of inputs will touch: a hint, so that an adapter can load it at once. */
export interface Wanted {
  readonly keys: readonly KeyText[];
  readonly refs: readonly Ref[];
  readonly identities: readonly string[];
  readonly traces: readonly string[];
}

/** A context that changes can be folded into, so that the next step sees what the last one decided. */
export interface Draft extends Context {
  fold(changes: readonly Change[]): void;
}

/** Rows, written by one engine and derived from the journal alone. Rules ST1 to ST16 in SPEC.md. */
export interface Store {
  /** Where the rows stand; `upTo` 0 on an empty store. */
  state(): Promise<{ readonly seq: Seq; readonly upTo: Position; readonly epoch: number }>;
  /** Takes the next epoch; commits of an older one are refused from now on. */
  open(): Promise<number>;
  /** A draft over the rows; one at a time. */
  contextFor(wanted: Wanted): Promise<Draft>;
  /** Rows and position, atomic. Rejects with `NoRoom` where the disk is full. */
  commit(commit: {
    readonly epoch: number;
    readonly upTo: Position;
    readonly at: Instant;
    readonly changes: readonly Change[];
  }): Promise<Commit>;
  /** The outbox: newer commits, oldest first; throws `Gone` when `seq` is no longer kept. */
  commitsSince(seq: Seq, limit: number): Promise<readonly Commit[]>;
  /** SHA-256 over every row in a canonical order, per table: two stores are equal when these are. */
  digest(): Promise<ReadonlyMap<string, string>>;
  /** Nothing waits: room that is not needed may be given back. Changes no answer. */
  tidy(): Promise<void>;
  close(): Promise<void>;
}

/** The outbox no longer reaches back that far: start over from a snapshot. */
export class Gone extends Error {}

/** There was no room on the disk of the rows: nothing of the commit counts, and later there may be. */
export class NoRoom extends Error {}

/** Another engine took over: what this one would commit no longer counts. */
export class StaleEpoch extends Error {
  constructor(given: number, current: number) {
    super(`epoch ${given} is over; the store is at ${current}`);
  }
}
