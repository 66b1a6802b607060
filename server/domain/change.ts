import type { Decoded } from "../../collectors/kit/index.ts";
import type { Ask, AskRuling } from "./ask.ts";
import type { KeptStatement } from "./books/tie-out.ts";
import type { LifeVersion } from "./books/versions.ts";
import type { ClosingRuling, KeptClosing } from "./close/closing.ts";
import type { Dating } from "./close/dating.ts";
import type { TermsRuling } from "./close/decided.ts";
import type { HandOver, Quiet } from "./desk.ts";
import type { DigestRuling } from "./digest.ts";
import type { FigureHistory } from "./figures/figure.ts";
import type { Sent } from "./notices/delivery.ts";
import type { Dealing } from "./partner/dealing.ts";
import type { Pledge, PledgeRuling } from "./pledge.ts";
import type {
  BusinessObject,
  CanonicalEvent,
  Cause,
  DepartureName,
  EngineState,
  HistoryEntry,
  Instant,
  KeyText,
  Millis,
  OpsException,
  Owner,
  Position,
  Ref,
  Seq,
  SourceState,
  TraceState,
} from "./types.ts";

/** Names one row of the lag table: a step between two systems at a warehouse. */
export interface LagCell {
  readonly flow: string;
  readonly step: string;
  readonly from: string;
  readonly to: string;
  /** Empty when none. */
  readonly warehouse: string;
}

/**
 * One thing that the core decided. Rows travel as after-images, so that applying a change twice is applying it once;
 * only `lag` and `pending` are increments, and they are committed with the position that caused them.
 */
export type Change =
  | { readonly kind: "object"; readonly object: BusinessObject }
  /** The object is known by another id from now on, or was joined to another; its keys answer there. */
  | { readonly kind: "object-gone"; readonly ref: Ref; readonly into: Ref | null }
  | { readonly kind: "key"; readonly key: KeyText; readonly ref: Ref | null }
  /** The fact and all timelines that it stands on; replaces what was there under its identity. */
  | { readonly kind: "fact"; readonly fact: CanonicalEvent; readonly on: readonly Ref[] }
  | { readonly kind: "trace"; readonly trace: TraceState }
  | {
      readonly kind: "exception";
      readonly before: OpsException | null;
      readonly exception: OpsException;
      readonly entry: HistoryEntry | null;
    }
  | { readonly kind: "cause"; readonly cause: Cause }
  | { readonly kind: "source"; readonly source: SourceState }
  | { readonly kind: "hand-over"; readonly handOver: HandOver }
  | { readonly kind: "ask"; readonly ask: Ask }
  /** Null: what a record said is no statement any more. */
  | { readonly kind: "statement"; readonly id: string; readonly statement: KeptStatement | null }
  /** Under what date the ERP has something, where that is wrong or may be; null: it is not, or not any more. */
  | { readonly kind: "dating"; readonly ref: Ref; readonly dating: Dating | null }
  | { readonly kind: "closing"; readonly closing: KeptClosing }
  | { readonly kind: "pledge"; readonly pledge: Pledge }
  /** All that was ever known of what an object owes to the books. */
  | { readonly kind: "owed"; readonly ref: Ref; readonly versions: readonly LifeVersion[] }
  /** All that was ever known of what an object or exception adds to one figure. */
  | { readonly kind: "figure"; readonly history: FigureHistory }
  /** All that is or was due about an object between us and partners. */
  | { readonly kind: "dealings"; readonly ref: Ref; readonly dealings: readonly Dealing[] }
  /** A measured lag enters (+1) or leaves (−1) the histogram of the minute of `metAt`. */
  | {
      readonly kind: "lag";
      readonly cell: LagCell;
      readonly minute: Instant;
      readonly lagMs: Millis;
      readonly late: boolean;
      readonly count: 1 | -1;
    }
  /** An expectation starts (+1) or stops (−1) waiting. */
  | {
      readonly kind: "pending";
      readonly cell: LagCell;
      readonly ref: Ref;
      readonly expectation: string;
      readonly since: Instant;
      readonly count: 1 | -1;
    }
  | { readonly kind: "engine"; readonly engine: EngineState };

/** A numbered atomic set of changes: the unit of storage and of publication. */
export interface Commit {
  readonly seq: Seq;
  /** Stamp of the newest entry or deadline in it. */
  readonly at: Instant;
  /** Journal position up to which everything is applied. */
  readonly upTo: Position;
  readonly changes: readonly Change[];
}

/** What the core's answer depends on beside records. Appended by the engine alone, each with its basis. */
export type Ruling =
  | { readonly kind: "network"; readonly hash: string; readonly text: string; readonly expansions: unknown }
  | { readonly kind: "start"; readonly downSince: Instant | null }
  | { readonly kind: "decision"; readonly decision: Decision }
  /** A step of telling somebody outside: what replay must not repeat. */
  | { readonly kind: "sent"; readonly sent: Sent }
  | { readonly kind: "move"; readonly decision: MoveDecision }
  /** What is open goes to the next shift; it is theirs once accepted. */
  | {
      readonly kind: "hand-over";
      readonly by: string;
      readonly to: Owner;
      readonly note: string | null;
      readonly exceptions: readonly number[];
    }
  | {
      readonly kind: "accept";
      readonly handOver: number;
      readonly by: string;
      readonly exceptions: readonly number[];
    }
  /** Whoever is to accept asks the giver first: nothing else changes by it. */
  | { readonly kind: "ask-back"; readonly handOver: number; readonly by: string; readonly text: string }
  /** The giver answers the question of that number, from 1. */
  | {
      readonly kind: "answer-back";
      readonly handOver: number;
      readonly question: number;
      readonly by: string;
      readonly text: string;
    }
  /** Misses of a source that are due within it tell nobody. Its number is the ruling's. */
  | ({ readonly kind: "quiet" } & Pick<Quiet, "system" | "from" | "to" | "why" | "by">)
  /** Ends one now, or takes it back before it begins. */
  | { readonly kind: "quiet-end"; readonly quiet: number; readonly system: string; readonly by: string }
  /** What the ERP itself says is not in its books, taken down by a person. Its number is the ruling's. */
  | ({ readonly kind: "statement" } & Omit<KeptStatement, "id" | "bySystem" | "keptAt">)
  | ClosingRuling
  | TermsRuling
  | PledgeRuling
  | DigestRuling
  | AskRuling;

/** A person's decision that orders of a building leave on another truck, or that they do not after all. */
export type MoveDecision = {
  readonly by: string;
  readonly orders: readonly Ref[];
} & (
  | { readonly action: "move"; readonly warehouse: string; readonly to: DepartureName }
  /** Takes back what the ruling of this number moved, where nothing newer holds. */
  | { readonly action: "undo"; readonly ruling: number }
);

/** A person's action on one exception. */
export type Decision = {
  readonly exception: number;
  /** Version that the person saw; a stale one is refused before anything is written. */
  readonly version: number;
  readonly by: string;
} & (
  | { readonly action: "acknowledge" }
  | { readonly action: "assign"; readonly team: string; readonly person: string | null }
  /** Gives it back as another's: to that team, or to the one that owns what no route takes. */
  | { readonly action: "not-mine"; readonly reason: string; readonly team: string | null }
  | { readonly action: "comment"; readonly text: string }
  | { readonly action: "snooze"; readonly until: Instant }
  | { readonly action: "resolve"; readonly reason: CloseReason; readonly text: string | null }
  | { readonly action: "reopen"; readonly text: string }
  | { readonly action: "tell"; readonly text: string; readonly expectedAt: Instant | null }
  /** Takes back the decision that made this version, while nothing newer holds. */
  | { readonly action: "undo"; readonly actionId: number }
);

/** Why a person closes what was not seen to end. */
export const closeReasons = ["done-outside", "cancelled", "timing", "duplicate", "accepted-loss", "not-real"] as const;
export type CloseReason = (typeof closeReasons)[number];

/** A ruling as it stands in the journal. */
export interface KeptRuling {
  readonly number: number;
  readonly at: Instant;
  readonly basis: { readonly position: Position; readonly settledTo: Instant };
  readonly ruling: Ruling;
}

/** One input of the core. */
export type Input =
  /** A decoded entry of the record stream. */
  | {
      readonly kind: "entry";
      readonly at: Instant;
      readonly position: Position;
      readonly collector: string;
      readonly sender: string;
      readonly decoded: Decoded;
    }
  /** The same delivery came again: its sources were heard, and nothing else changes. */
  | { readonly kind: "heard"; readonly at: Instant; readonly position: Position; readonly decoded: Decoded }
  /** Bytes that no collector could read. */
  | {
      readonly kind: "unreadable";
      readonly at: Instant;
      readonly position: Position;
      readonly collector: string;
      readonly sender: string;
      readonly reason: string;
    }
  | { readonly kind: "ruling"; readonly ruling: KeptRuling }
  /** Every entry stamped at or before `to` is applied: settle what was due. */
  | { readonly kind: "tick"; readonly to: Instant };
