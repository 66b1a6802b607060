import type { Instant, Millis, Money, Position, Ref, Severity } from "./types.ts";

export const exceptionKinds = [
  "failed-event",
  "missing-event",
  "late-event",
  "quantity-mismatch",
  "value-mismatch",
  "duplicate-event",
  "out-of-order",
  "orphan-event",
  "contract-violation",
  "authority-conflict",
  "source-silent",
  "undecodable",
] as const;
export type ExceptionKind = (typeof exceptionKinds)[number];
export type ExceptionState = "open" | "acknowledged" | "snoozed" | "resolved";

export interface Owner {
  readonly team: string;
  readonly person: string | null;
}

/** A team that said that an exception is not its, and where it went. */
export interface NotMine {
  readonly at: Instant;
  readonly by: string;
  readonly from: string;
  readonly to: string;
  readonly reason: string;
}

/** Where the time left comes from. */
export interface Cutoff {
  readonly at: Instant;
  readonly source: "order" | "load" | "departure" | "warehouse";
}

/** What one order, or an object without an order, holds up. `money` null: unknown. */
export interface Held {
  readonly ref: Ref;
  readonly money: Money | null;
  readonly basis: "invoice" | "order-price" | "cost" | "unknown";
}

/** Failures of one trace, or one lone failed record, as one occurrence of an exception; with its latest failure in business order. */
export interface FailureGroup {
  readonly id: string;
  readonly firstAt: Instant;
  readonly lastAt: Instant;
  readonly lastNanos: number;
}

/** Something a person must know. */
export interface OpsException {
  /** Numbered in the order in which they were raised; shown as `X-1042`. */
  readonly number: number;
  readonly environment: string;
  /** Kind, subject, event type; without event type, system and masked name. */
  readonly fingerprint: string;
  readonly kind: ExceptionKind;
  readonly state: ExceptionState;
  readonly severity: Severity;
  /** Each sentence that made the severity what it is. */
  readonly severityWhy: readonly string[];
  /** Plain words, at most 80 characters: thing, what happened, colon, reason. */
  readonly title: string;
  /** The longer sentence: what was expected, by when, or what the system said. */
  readonly reason: string;
  /** Machine code of the failure where one was given. */
  readonly code: string | null;
  readonly eventType: string | null;
  readonly flow: string | null;
  readonly step: string | null;
  readonly system: string | null;
  readonly warehouse: string | null;
  /** Subject; null for what concerns a source. */
  readonly object: Ref | null;
  readonly traceId: string | null;
  readonly owner: Owner;
  /** True when a person decided the owner: rules leave it alone. */
  readonly ownerDecided: boolean;
  /** Each route node that matched, from the root. */
  readonly route: readonly string[];
  /** 0: whom the route names; then the rungs of its ladder. */
  readonly rung: number;
  /** Since when whoever has it now has it: their clock begins here. */
  readonly rungAt: Instant;
  /** What routing looked at beside the rest of this row, for a dry run of other rules later on. */
  readonly routedBy: {
    readonly partner: string | null;
    readonly customerTier: string | null;
    /** By the table, before the route set another. */
    readonly severity: Severity;
  };
  /** Who gave it back as not theirs, newest last, at most 20. */
  readonly notMine: readonly NotMine[];
  /** Handed over and not accepted yet. */
  readonly handOver: {
    readonly number: number;
    readonly at: Instant;
    readonly by: string;
    readonly to: Owner;
    /** When it goes on to the next rung if nobody accepts it; null where there is none. */
    readonly dueAt: Instant | null;
  } | null;
  /** Within a planned quiet of its source: counted, and told to nobody until then. */
  readonly quietUntil: Instant | null;
  /** When it happened: the failure's time, or the deadline. */
  readonly openedAt: Instant;
  /** When we came to know. */
  readonly createdAt: Instant;
  readonly heardLateMs: Millis | null;
  readonly acknowledgedAt: Instant | null;
  readonly snoozedUntil: Instant | null;
  /** When the present rung's time is up; null when resolved. */
  readonly dueAt: Instant | null;
  readonly resolvedAt: Instant | null;
  readonly resolution: {
    readonly by: string;
    readonly reason: string;
    readonly text: string | null;
    /** Business time of the outcome; null: closed by a person and not seen yet; absent where none is awaited. */
    readonly outcomeSeenAt?: Instant | null;
  } | null;
  readonly told: {
    readonly text: string;
    readonly by: string;
    readonly at: Instant;
    /** Until then the rung's clock stands. */
    readonly expectedAt: Instant | null;
    /** When that had passed without the outcome; null while it lies ahead, and where none was told. */
    readonly lapsedAt: Instant | null;
  } | null;
  readonly occurrences: number;
  /** Newest last, at most 20. */
  readonly evidence: readonly {
    readonly identity: string;
    readonly traceId: string | null;
    readonly spanId: string | null;
    readonly position: Position;
  }[];
  /** Failure groups it stands for: latest failure of each trace (or lone record). */
  readonly groups: readonly FailureGroup[];
  readonly customer: string | null;
  /** Carrier of its object, else of the order that it is linked to. */
  readonly carrier: string | null;
  readonly load: string | null;
  readonly cutoff: Cutoff | null;
  readonly blocks: { readonly orders: number; readonly shipments: number; readonly invoices: number };
  readonly held: readonly Held[];
  /** Raises nothing and tells nobody: an environment kept apart never makes one; watch-only steps make these. */
  readonly watch: boolean;
  /** When it wants to be looked at (a park that ends, quiet, a cut-off that comes near); null for never. */
  readonly timer: Instant | null;
  /** `C-17`. */
  readonly causeId: string | null;
  /** Counts its own changes, from 1. */
  readonly version: number;
}

/** The exceptions that one fault explains: those of one family, while it lasts. Its counts are history of arrival. */
export interface Cause {
  /** Numbered in the order in which they began; shown as `C-17`. */
  readonly number: number;
  /** Kind, system, step and masked words: what its members have in common. */
  readonly family: string;
  readonly kind: ExceptionKind;
  readonly flow: string | null;
  readonly step: string | null;
  readonly system: string | null;
  /** Title and code of its first member. */
  readonly title: string;
  readonly code: string | null;
  readonly watch: boolean;
  /** When its first member happened, and when we came to know of its newest. */
  readonly openedAt: Instant;
  readonly newestAt: Instant;
  /** All that it has had, and those that are not resolved. */
  readonly members: number;
  readonly unresolved: number;
  /** Since when no member is unresolved; null while one is. A day later the episode is over. */
  readonly quietSince: Instant | null;
}

/** What the history of an exception tells: what rules did and what people did. */
export const historyActions = [
  "raised",
  "repeated",
  "resolved",
  "reopened",
  "merged",
  "woken",
  "seen",
  "escalated",
  "quieted",
  "acknowledge",
  "assign",
  "not-mine",
  "comment",
  "snooze",
  "resolve",
  "reopen",
  "tell",
  "ask",
  "hand-over",
  "accept",
  "undo",
] as const;
export type HistoryAction = (typeof historyActions)[number];

/** One line of an exception's history. */
export interface HistoryEntry {
  readonly exception: number;
  /** Version that this entry made. */
  readonly version: number;
  readonly at: Instant;
  /** A person's name, or `rule`. */
  readonly by: string;
  readonly action: HistoryAction;
  readonly text: string | null;
  /** On a person's decision: what it replaced, for `undo`. */
  readonly undoes: PersonState | null;
}

/** The part of an exception that people decide. */
export type PersonState = Pick<
  OpsException,
  | "state"
  | "owner"
  | "ownerDecided"
  | "acknowledgedAt"
  | "snoozedUntil"
  | "dueAt"
  | "resolvedAt"
  | "resolution"
  | "told"
  | "timer"
  | "rung"
  | "rungAt"
  | "notMine"
  | "handOver"
>;
