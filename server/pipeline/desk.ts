import type { Fault } from "../../collectors/kit/index.ts";
import type {
  Ask,
  AskRuling,
  Decision,
  DeskRuling,
  Instant,
  MoveDecision,
  OpsException,
  Position,
  Seq,
} from "../domain/index.ts";
import type { Moved } from "./moving.ts";
import type { ByWorth } from "./pace.ts";

/** How the engine answered a person's decision. `stale`: it changed since; nothing was written. */
export type Decided =
  | { readonly kind: "done"; readonly exception: OpsException; readonly seq: Seq }
  | { readonly kind: "stale"; readonly current: OpsException }
  | { readonly kind: "refused"; readonly fault: Fault };

/** Decisions that are judged and taken in one turn of the engine, at most: between two turns it applies what came. */
export const decisionsAtOnce = 250;

/** How the engine answered a ruling: its number, and the commit that holds it. */
export type Ruled =
  | { readonly kind: "done"; readonly number: number; readonly seq: Seq }
  | { readonly kind: "refused"; readonly fault: Fault };

/** Counts of records since the start, as the contract's `status.ingest` says them. */
export interface IngestCounts {
  readonly accepted: number;
  readonly rejected: number;
  readonly quarantined: number;
  /** Requests answered 429 or 503. */
  readonly refused: number;
}

/** How far the engine is. */
export interface EngineProgress {
  readonly position: Position;
  /** Age of the oldest entry that is not applied yet; 0 when everything is. */
  readonly behindMs: number;
  /**
   * Milliseconds that a mebi of load (`loadOf`) of each worth took lately, where more was waiting; 0 before that, and before
   * all is applied that was there at the start.
   */
  readonly pace: ByWorth;
  /** Up to this instant every deadline is settled. */
  readonly horizon: Instant;
  readonly counts: IngestCounts;
  /** Why the journal takes nothing, in words that name what is lost; null where it is whole. */
  readonly damage: string | null;
}

/** Says why a text is no network file; lines from 1. */
export interface NetworkFault {
  readonly line: number;
  readonly path: string;
  readonly message: string;
  /** A file beside the network file that the line is of; absent where it is the network file's. */
  readonly file?: string;
}

/**
 * What the serving side asks of the engine, wherever that runs: in a worker thread, or in the same thread in tests.
 */
export interface Desk {
  /** Judged against what the engine knows now, and answered at once however long the backlog. */
  decide(decision: Decision): Promise<Decided>;
  /**
   * Many in one turn and one sync of the journal, at most `decisionsAtOnce`; each is answered for itself, in their order.
   * A second one on the same exception finds what the first left.
   */
  decideAll(decisions: readonly Decision[]): Promise<readonly Decided[]>;
  /** Rules what concerns more than one exception: a hand-over, its acceptance, what is asked back of it, a planned quiet. */
  rule(ruling: DeskRuling): Promise<Ruled>;
  /** A decision about later trucks: each order is answered for itself. */
  move(decision: MoveDecision): Promise<Moved>;
  /** Keeps what became of an ask, and answers the ask as it is then; undefined where there is none of that number. */
  ask(ruling: AskRuling): Promise<Ask | undefined>;
  /** Adopts a checked network text; `expansions` are its calendars and offsets. */
  adopt(text: string, hash: string, expansions: unknown): Promise<void>;
  progress(): EngineProgress;
  /** Called after each commit with its number; returns the function that ends it. */
  onCommit(listener: (seq: Seq) => void): () => void;
  /** Stops taking, finishes what is acknowledged, closes. */
  close(): Promise<void>;
}
