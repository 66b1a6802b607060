/**
 * The nouns of the core. Everything here is data: read-only, free of clocks, and the same on every machine.
 * Instants are Unix milliseconds, durations milliseconds, money integers in minor units.
 */

import type { AdjustedFold } from "./stock/adjusted.ts";
import type { StockFold } from "./stock/fold.ts";

export * from "./ask.ts";
export * from "./desk.ts";
export * from "./engine.ts";
export * from "./exception.ts";
export * from "./source.ts";

/** Unix milliseconds, UTC. */
export type Instant = number & { readonly unit?: "instant" };
/** A duration in milliseconds. */
export type Millis = number & { readonly unit?: "millis" };
/** Where an entry stands in the journal; a string on the wire and opaque there. 0 is before the first. */
export type Position = number & { readonly unit?: "position" };
/** Number of a commit of the store; 0 is before the first. */
export type Seq = number & { readonly unit?: "seq" };

/** What a flow can be about. */
export const objectKinds = [
  "order",
  "purchase-order",
  "shipment",
  "load",
  "invoice",
  "credit",
  "bill",
  "payment",
  "transfer",
  "return",
  "receipt",
  "stock",
  "document",
] as const;
export type ObjectKind = (typeof objectKinds)[number];

/** Most specific first: where a fact has no object of its own kind, its subject is the first of these that it names. */
export const subjectRank: readonly ObjectKind[] = [
  "invoice",
  "credit",
  "shipment",
  "receipt",
  "return",
  "transfer",
  "order",
  "bill",
  "payment",
  "document",
  "load",
  "purchase-order",
  "stock",
];

export const severities = ["critical", "high", "medium", "low"] as const;
export type Severity = (typeof severities)[number];

/** Kind, issuer and value name an object within an environment. */
export interface BusinessKey {
  readonly kind: string;
  readonly issuer: string;
  readonly value: string;
}

/**
 * Text of an object's identity: that of its least key by issuer (`*` first), then value: `order:*:SO-1`.
 * It changes when a lesser key is tied to it; read it with `partsOf`.
 */
export type Ref = string;

/** Text of a key: `order:*:SO-1`, `qa@order:shop:W-55`. */
export type KeyText = string;

export interface Money {
  /** Minor units of the currency, as cents. */
  readonly minor: number;
  /** ISO 4217. */
  readonly currency: string;
}

export interface Quantity {
  /** Decimal text, exactly as it was told. */
  readonly value: string;
  readonly uom: string;
}

export interface Line {
  readonly line: string;
  readonly sku: string;
  readonly lot: string | null;
  readonly quantity: string;
  readonly uom: string;
  readonly unitPrice: Money | null;
  readonly unitCost: Money | null;
}

export type Precision = "instant" | "minute" | "day";

/** A latest-wins attribute of an object, from the record that knows it. */
export const traitNames = [
  "customer",
  "carrier",
  "partner",
  "carrier-service",
  "ship-by",
  "ship-not-before",
  "cancel-after",
  "deliver-by",
  "customer-tier",
  "terms",
  "billing",
  "order-amount",
  "invoice-amount",
  "cost-amount",
  "adjusted-cost",
  "freight-amount",
  "shipment-amount",
  "shipment-price",
  "credit-amount",
  "bill-amount",
  "ledger-entity",
  "ledger-date",
  "ledger-period",
  "lines",
  "hold-reason",
  "destination",
] as const;
export type TraitName = (typeof traitNames)[number];

/** A value of a trait: text, or an instant or amount as a number beside its text. */
export interface TraitValue {
  readonly text: string;
  /** Instant for dates, minor units for amounts, count for lines; else null. */
  readonly number: number | null;
}

/**
 * A business fact in past tense, or a failure without an event type.
 * It never changes; when the record comes again with other content, the winning variant replaces it whole.
 */
export interface CanonicalEvent {
  readonly identity: string;
  readonly variant: string;
  /** As `shipment.confirmed`; null for a failure that names no event. */
  readonly type: string | null;
  /** What people read: the event's title, or the record's own name. */
  readonly title: string;
  readonly status: "ok" | "failed";
  readonly error: { readonly code: string | null; readonly message: string } | null;
  readonly signal: "trace" | "log";
  readonly system: string;
  readonly environment: string;
  readonly warehouse: string | null;
  readonly occurredAt: Instant;
  /** Nanoseconds within the millisecond, 0 to 999,999: keeps business order within one trace. */
  readonly occurredNanos: number;
  readonly precision: Precision;
  readonly recordedAt: Instant;
  readonly receivedAt: Instant;
  /** False when the business time was more than 400 days before or 1 day after arrival, and arrival stands in for it. */
  readonly believed: boolean;
  /** Unix milliseconds at which the record started; with the parents it tells the deepest of several failures. */
  readonly startedAt: Instant;
  /** Decimal text of the record's end in Unix nanoseconds: the variant that ends later wins. */
  readonly endNanos: string;
  readonly traceId: string | null;
  readonly spanId: string | null;
  readonly parentSpanId: string | null;
  readonly position: Position;
  /** Keys of objects that the record itself carried, each with the attribute that named it. */
  readonly keys: readonly (BusinessKey & { readonly attribute: string })[];
  /** Keys without an object: wave, container. Found by search. */
  readonly mentions: readonly BusinessKey[];
  readonly traits: readonly (readonly [TraitName, TraitValue])[];
  readonly amount: Money | null;
  readonly quantity: Quantity | null;
  readonly lines: readonly Line[];
  /** Of what an ERP says of its own books: the side, and its documents where it lists them; absent of all else. */
  readonly stated?: Stated;
}

/** What an ERP says is not in its books, beside its total. */
export interface Stated {
  readonly side: "revenue" | "inventory" | "payables";
  /** Null: only the total was told. Freight is part of the amount, in its minor units. */
  readonly documents: readonly { readonly id: string; readonly amount: Money; readonly freight: number }[] | null;
}

/** A point in business order: compares by time, then nanoseconds, then identity. */
export interface Mark {
  readonly at: Instant;
  readonly nanos: number;
  readonly identity: string;
}

/** All that an object keeps of its facts of one type, system, signal and status: a commutative fold. */
export interface Fold {
  readonly type: string;
  readonly system: string;
  readonly signal: "trace" | "log";
  readonly status: "ok" | "failed";
  readonly warehouse: string | null;
  readonly precision: Precision;
  readonly count: number;
  readonly first: Mark;
  readonly last: Mark;
  readonly firstReceivedAt: Instant;
}

/** A trait with the mark of the record that said it; the greatest mark wins. */
export interface Trait {
  readonly name: TraitName;
  readonly value: TraitValue;
  readonly mark: Mark;
}

/** Why two keys of one kind are one object. */
export interface AliasTie {
  readonly a: KeyText;
  readonly b: KeyText;
  /** Identity of the record that carried both. */
  readonly by: string;
}

/** Another object that a record named beside this one. */
export interface Link {
  readonly ref: Ref;
  readonly kind: ObjectKind;
  /** `record` (one record named both) or `trace`. */
  readonly via: "record" | "trace";
  readonly by: string;
}

export type ExpectationState = "open" | "paused" | "met" | "met-late" | "missed" | "cancelled" | "not-judged";

/** Because A happened, B is due from a system by an instant. */
export interface Expectation {
  /** `<flow>.<step>`, with `#n` where a step makes one for each A. */
  readonly id: string;
  readonly flow: string;
  readonly step: string;
  readonly expects: string;
  /** Selector of the awaited system: its id where one can be told, else the kind. */
  readonly system: string;
  /** System that told A. */
  readonly from: string;
  readonly warehouse: string | null;
  readonly state: ExpectationState;
  /** Why it is paused, cancelled or not judged; else null. */
  readonly reason: string | null;
  readonly since: Instant;
  /** Null while paused. */
  readonly dueAt: Instant | null;
  /** When absence may be called a miss: never before `dueAt`; null once settled or not to be settled. */
  readonly settleAt: Instant | null;
  /** True once `settleAt` has passed. */
  readonly settled: boolean;
  readonly metAt: Instant | null;
  /** B − A by business time, at least 0; null while unmet, or where either is only a day. */
  readonly lagMs: Millis | null;
  readonly early: boolean;
  readonly heardLateMs: Millis | null;
  /** System that told B. */
  readonly metBy: string | null;
  /** Watch only: counted, told to nobody. */
  readonly watch: boolean;
}

/** A truck by when it leaves, its carrier and service. */
export interface DepartureName {
  readonly at: Instant;
  readonly carrier: string | null;
  readonly service: string | null;
}

/** A person's decision that an order leaves on another truck: recorded, not executed. */
export interface Move {
  /** Number of the ruling that recorded it. */
  readonly ruling: number;
  readonly warehouse: string;
  readonly to: DepartureName;
  readonly by: string;
  readonly at: Instant;
  /** Who took it back, and when; null while it holds. */
  readonly undone: { readonly by: string; readonly at: Instant } | null;
}

/** A person's word for an order's terms of sale, where nobody told terms that are known. */
export interface DecidedTerms {
  /** Number of the ruling that recorded it. */
  readonly ruling: number;
  readonly terms: "origin" | "destination";
  readonly by: string;
  readonly at: Instant;
  /** Who took it back, and when; null while it holds. */
  readonly undone: { readonly by: string; readonly at: Instant } | null;
}

/** An order that was taken for an item in a building. */
export interface Taker {
  readonly at: Instant;
  readonly order: Ref;
}

export type ObjectStatus = "open" | "waiting" | "failed" | "done" | "cancelled";

/** Everything the core knows of one object, but for its timeline. */
export interface BusinessObject {
  readonly ref: Ref;
  readonly environment: string;
  readonly kind: ObjectKind;
  readonly id: string;
  readonly keys: readonly BusinessKey[];
  readonly ties: readonly AliasTie[];
  readonly links: readonly Link[];
  readonly mentions: readonly BusinessKey[];
  /** Sorted; the object's warehouse is the only one, if there is only one. */
  readonly warehouses: readonly string[];
  readonly folds: readonly Fold[];
  /** Held and freed, in business order. */
  readonly holds: readonly { readonly held: boolean; readonly mark: Mark }[];
  readonly traits: readonly Trait[];
  readonly expectations: readonly Expectation[];
  /** Exceptions of which this object is the subject, ascending: every one that is not resolved, and the newest resolved. */
  readonly exceptions: readonly number[];
  /** Of an order: the later trucks that were decided for it, oldest first, at most 20; absent where none was. */
  readonly moves?: readonly Move[];
  /** Of an order: the terms of sale that were decided for it, oldest first, at most 20; absent where none were. */
  readonly saleTerms?: readonly DecidedTerms[];
  /** Of stock: what both sides counted and moved; absent where no counts are compared, and where it must be made again. */
  readonly stock?: StockFold;
  /** Of stock: how it was adjusted, and by whom; absent where it never was. */
  readonly adjusted?: AdjustedFold;
  /** Of stock: orders that were taken for it, by when they were, the newest 64; absent where none was. */
  readonly takers?: readonly Taker[];
  /** Traces that carried it, newest last, at most 50. */
  readonly traces: readonly string[];
  readonly status: ObjectStatus;
  /** Type of the latest ok event in business order; null before the first. */
  readonly milestone: string | null;
  readonly joinedInProgress: boolean;
  /** Facts on its timeline. */
  readonly factCount: number;
  readonly firstAt: Instant | null;
  readonly lastAt: Instant | null;
  /** Arrival of the record that last changed it. */
  readonly changedAt: Instant;
  /** Least `settleAt` of its expectations: when it wants to be looked at; null for never. */
  readonly timer: Instant | null;
}

/** What a trace ties together, kept while it has a key or a failure. */
export interface TraceState {
  /** `traceId`, or `qa@traceId` in an environment kept apart. */
  readonly ref: string;
  readonly environment: string;
  readonly traceId: string;
  /** Keys that its records named, sorted, at most `batch.objects` + 1 of one kind. */
  readonly keys: readonly KeyText[];
  /** True once it named more than `batch.objects` of one kind: it ties nothing any more. */
  readonly batch: boolean;
  /** Identities of facts that carried no key of an object, and all failures: what a new key or failure judges again. */
  readonly keyless: readonly string[];
  readonly failures: readonly string[];
  /** Its failures by the exception that each group of them is part of. */
  readonly groups: readonly { readonly exception: number; readonly failures: readonly string[] }[];
  readonly startAt: Instant;
  readonly endAt: Instant;
  readonly systems: readonly string[];
  /** Root span's name, else the name of the earliest span heard. */
  readonly name: string;
  readonly rootSeen: boolean;
  readonly failed: boolean;
}
