/**
 * The shapes that travel to browsers and programs, as the public contract has them.
 * Instants are ISO 8601 UTC with milliseconds, durations integer milliseconds in names ending in `Ms`,
 * money decimal text with its currency. Rows carry instants, never ages.
 */
import type {
  AnswerKind,
  AttributeName,
  CloseReason,
  ExceptionKind,
  ExceptionState,
  ExpectationState,
  HistoryAction,
  ObjectKind,
  ObjectStatus,
  Precision,
  RunbookDeed,
  Severity,
} from "../domain/index.ts";

export * from "./advice.ts";
export * from "./asks.ts";
export * from "./care.ts";
export * from "./causes.ts";
export * from "./close.ts";
export * from "./connect.ts";
export * from "./errors.ts";
export * from "./flow.ts";
export * from "./gains.ts";
export * from "./kpis.ts";
export * from "./learning.ts";
export * from "./live.ts";
export type { BrowserPage, BrowserRow } from "./notices.ts";
export * from "./partner-packet.ts";
export * from "./partners.ts";
export * from "./pledges.ts";
export * from "./postings.ts";
export * from "./routing.ts";
export * from "./saved-views.ts";
export * from "./since.ts";
export * from "./tally.ts";
export * from "./tie-out.ts";
export * from "./traces.ts";
export * from "./walls.ts";
export type {
  AnswerKind,
  AttributeName,
  CloseReason,
  ExceptionKind,
  ExceptionState,
  ExpectationState,
  HistoryAction,
  ObjectKind,
  ObjectStatus,
  Precision,
  RunbookDeed,
  Severity,
};

/** ISO 8601 UTC, as `2026-11-19T19:32:00.000Z`. */
export type IsoInstant = string;

export interface MoneyText {
  readonly amount: string;
  readonly currency: string;
}

export interface EventRow {
  /** Event type; null for activity and for a failure that names no event. */
  readonly type: string | null;
  readonly system: string;
  readonly occurredAt: IsoInstant;
  readonly occurredPrecision: Precision;
  readonly receivedAt: IsoInstant;
  readonly status: "ok" | "failed";
  readonly error: { readonly code: string | null; readonly message: string } | null;
  readonly warehouse: string | null;
  readonly quantity: { readonly value: string; readonly uom: string } | null;
  readonly amount: MoneyText | null;
  readonly lines: readonly {
    readonly line: string;
    readonly sku: string;
    readonly lot: string | null;
    readonly quantity: string;
    readonly uom: string;
  }[];
  readonly traceId: string | null;
  readonly spanId: string | null;
  readonly position: string;
  readonly title: string;
  /** Set on activity read from the journal, which is never a fact. */
  readonly activity?: true;
}

export interface ExpectationRow {
  readonly id: string;
  readonly flow: string;
  readonly step: string;
  readonly policy: string;
  readonly expects: string;
  readonly system: string;
  /** Null while paused. */
  readonly dueAt: IsoInstant | null;
  readonly state: ExpectationState;
  readonly reason: string | null;
  readonly metAt: IsoInstant | null;
  readonly lagMs: number | null;
  /** When its clock began: the fact that it follows. */
  readonly since: IsoInstant;
  readonly watch: boolean;
}

export interface ExceptionRow {
  /** `X-1042`. */
  readonly id: string;
  readonly kind: ExceptionKind;
  readonly state: ExceptionState;
  readonly severity: Severity;
  readonly title: string;
  readonly reason: string;
  readonly flow: string | null;
  readonly step: string | null;
  /** `<flow>.<step>`; null when no step is concerned. */
  readonly policy: string | null;
  readonly system: string | null;
  readonly warehouse: string | null;
  readonly object: { readonly kind: ObjectKind; readonly id: string } | null;
  readonly traceId: string | null;
  readonly owner: { readonly team: string; readonly person: string | null };
  readonly rung: number;
  readonly openedAt: IsoInstant;
  readonly createdAt: IsoInstant;
  readonly heardLateMs: number | null;
  readonly acknowledgedAt: IsoInstant | null;
  readonly snoozedUntil: IsoInstant | null;
  readonly dueAt: IsoInstant | null;
  readonly resolvedAt: IsoInstant | null;
  readonly resolution: {
    readonly by: string;
    readonly reason: string;
    readonly text: string | null;
    /** When the outcome happened; null: closed by hand and not seen yet; absent where none is awaited. */
    readonly outcomeSeenAt?: IsoInstant | null;
  } | null;
  readonly told: {
    readonly text: string;
    readonly by: string;
    readonly at: IsoInstant;
    readonly expectedAt: IsoInstant | null;
    /** When the expected time had passed without the outcome; null while it lies ahead, and where none was told. */
    readonly lapsedAt: IsoInstant | null;
  } | null;
  readonly occurrences: number;
  readonly evidence: readonly {
    readonly traceId: string | null;
    readonly spanId: string | null;
    readonly position: string;
  }[];
  readonly customer: string | null;
  readonly load: string | null;
  readonly cutoff: { readonly at: IsoInstant; readonly source: "order" | "load" | "departure" | "warehouse" } | null;
  readonly blocks: { readonly orders: number; readonly shipments: number; readonly invoices: number };
  readonly value: {
    readonly amount: string | null;
    readonly currency: string | null;
    readonly basis: "invoice" | "order-price" | "cost" | "unknown";
  } | null;
  readonly causeId: string | null;
  readonly version: number;
  /** Machine code of the failure, second and small on screens. */
  readonly code: string | null;
  /** Type of the fact that failed or did not come, as `shipment.labelled`; null where none was named. */
  readonly eventType: string | null;
  readonly watch: boolean;
}

export interface HistoryRow {
  /** Version that this made: the `actionId` of an undo. */
  readonly actionId: number;
  readonly at: IsoInstant;
  readonly by: string;
  readonly action: HistoryAction;
  readonly text: string | null;
}

/** One exception with all that explains it. */
export interface ExceptionDetail extends ExceptionRow {
  readonly history: readonly HistoryRow[];
  /** Each node of the route tree that matched, from the root. */
  readonly route: readonly string[];
  readonly severityWhy: readonly string[];
  /** The last facts of its subject, in business order, at most 20. */
  readonly timeline: readonly EventRow[];
  readonly held: readonly {
    readonly kind: ObjectKind;
    readonly id: string;
    readonly value: MoneyText | null;
    readonly basis: string;
  }[];
}

/** A sum on one side: selling price is never added to cost. */
export interface HeldMoney extends MoneyText {
  readonly side: "price" | "cost";
}

export interface HeldRow {
  readonly objects: number;
  readonly money: readonly HeldMoney[];
  /** How many of the objects have an estimated amount, and how many none. */
  readonly estimated: number;
  readonly unknown: number;
}

export interface ObjectRow {
  readonly kind: ObjectKind;
  readonly id: string;
  /** Empty where the environment counts. */
  readonly environment: string;
  readonly warehouse: string | null;
  readonly status: ObjectStatus;
  readonly milestone: string | null;
  readonly joinedInProgress: boolean;
  readonly value: { readonly amount: string; readonly currency: string; readonly basis: string } | null;
  readonly customer: string | null;
  readonly keys: readonly { readonly kind: string; readonly id: string; readonly issuer: string }[];
  readonly related: readonly {
    readonly kind: ObjectKind;
    readonly id: string;
    readonly via: string;
    readonly status: ObjectStatus;
    readonly milestone: string | null;
    readonly warehouse: string | null;
  }[];
  readonly events: readonly EventRow[];
  readonly eventsTotal: number;
  readonly eventsNext: string | null;
  readonly expectations: readonly ExpectationRow[];
  readonly exceptions: readonly ExceptionRow[];
  readonly traces: readonly string[];
  /** With `activity=1`: how far back the journal was read. */
  readonly activityBackTo?: IsoInstant;
}

export interface SearchHitRow {
  readonly kind: ObjectKind;
  readonly id: string;
  readonly environment: string;
  readonly matched: { readonly kind: string; readonly value: string };
  readonly exact: boolean;
  readonly warehouse: string | null;
  readonly status: ObjectStatus;
  readonly milestone: string | null;
  readonly customer: string | null;
  /** Tally strip: one stroke a step, in order. */
  readonly strokes: readonly StrokeState[];
  readonly waitsFor: ExpectationRow | null;
  readonly owner: { readonly team: string; readonly person: string | null } | null;
  readonly exception: { readonly id: string; readonly title: string; readonly severity: Severity } | null;
}

export type StrokeState = "done" | "awaited" | "failed" | "late" | "missed" | "skipped" | "paused" | "not-judged";

/** One link of the lag table over time, oldest point first. */
export interface LagSeries {
  readonly id: string;
  readonly flow: string;
  readonly step: string;
  readonly from: string;
  readonly to: string;
  readonly warehouse: string | null;
  readonly policyMs: number;
  readonly points: readonly {
    /** End of the point's span. */
    readonly at: IsoInstant;
    readonly count: number;
    readonly p50Ms: number | null;
    readonly p95Ms: number | null;
    readonly maxMs: number | null;
    readonly late: number;
  }[];
}

export interface LagRow {
  /** `flow.step|from|to|warehouse`: the row's id in the live stream. */
  readonly id: string;
  readonly flow: string;
  readonly step: string;
  readonly from: string;
  readonly to: string;
  readonly warehouse: string | null;
  readonly count: number;
  readonly p50Ms: number | null;
  readonly p95Ms: number | null;
  readonly p99Ms: number | null;
  readonly maxMs: number | null;
  readonly pending: number;
  readonly oldestPendingMs: number | null;
  /** The instant behind `oldestPendingMs`: what a live row counts from. */
  readonly oldestPendingAt: IsoInstant | null;
  readonly late: number;
  readonly policyMs: number;
  readonly lastMetAt: IsoInstant | null;
  /** Not `complete`: nothing is called missing on this link. */
  readonly presence: "complete" | "sampled" | "unknown";
}

/** Records that are no longer kept: all up to an instant, dropped at another. */
export interface DroppedRecords {
  readonly at: IsoInstant;
  readonly upTo: IsoInstant;
}

export interface StatusRow {
  readonly journal: {
    readonly position: string;
    readonly bytes: number;
    readonly lastReceivedAt: IsoInstant | null;
    /** When records were last dropped, and when the newest of them had come; null where none ever were. */
    readonly dropped: DroppedRecords | null;
    /** Why nothing is taken any more: what of the journal is lost, in words. Null where it is whole. */
    readonly damage: string | null;
  };
  readonly engine: { readonly position: string; readonly behindMs: number };
  readonly ingest: {
    readonly accepted: number;
    readonly rejected: number;
    readonly quarantined: number;
    readonly refused: number;
  };
  readonly sources: readonly {
    readonly system: string;
    readonly lastSeenAt: IsoInstant | null;
    readonly silent: boolean;
  }[];
  readonly demo: boolean;
  readonly version: string;
  /** Open exceptions in scope, and where they are. */
  readonly open: number;
  readonly byWarehouse: readonly { readonly warehouse: string; readonly open: number; readonly critical: number }[];
  readonly byTeam: readonly { readonly team: string; readonly open: number }[];
  readonly nobody: number;
  readonly snoozed: number;
  readonly lastResolvedAt: IsoInstant | null;
}

export interface MeRow {
  readonly name: string;
  readonly role: "admin";
  readonly team: string | null;
  readonly demo: boolean;
  /** Instant by the server, so that a browser with a wrong clock can say so. */
  readonly now: IsoInstant;
}

export interface PageOf<T> {
  readonly items: readonly T[];
  readonly total: number;
  readonly nextCursor: string | null;
}

/** RFC 9457. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail?: string;
  readonly code: string;
  /** Found again in the server's log. */
  readonly errorId?: string;
  /** On 409: the row as it is now. */
  readonly current?: ExceptionRow;
  readonly faults?: readonly { readonly path: string; readonly message: string }[];
}
