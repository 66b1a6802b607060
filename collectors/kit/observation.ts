/** A value that a protocol carried. 64-bit integers beyond 2^53 are strings; bytes are base64 strings. */
export type AttributeValue = string | number | boolean | null | readonly AttributeValue[] | Attributes;

/** Names from outside are never object keys: they live in maps. */
export type Attributes = ReadonlyMap<string, AttributeValue>;

/** Tells a list from the other values: `Array.isArray` does not narrow read-only arrays. */
export const isList = (value: AttributeValue | undefined): value is readonly AttributeValue[] => Array.isArray(value);

/** How a record came to us. Presence is judged for each signal of a system on its own. */
export type Signal = "trace" | "log";

/** Who sent a record, as the network names it. */
export interface Source {
  /** Id of the declared system that matches, else the service name as it came, else `unknown`. */
  readonly system: string;
  readonly declared: boolean;
  /** `service.name` as it came; empty when none was given. */
  readonly service: string;
  /** Empty where the environment counts (production or none said), else its name: kept apart. */
  readonly environment: string;
}

/** One business key as a record named it. */
export interface KeyMention {
  /** Key kind: `order`, `shipment`, `warehouse`, `item`, … */
  readonly kind: string;
  /** `*` unless an alias gives the attribute of a system an issuer. */
  readonly issuer: string;
  /** Trimmed, otherwise exactly as it came; 1 to 256 characters. */
  readonly value: string;
  /** The attribute's word list joined by `.`: two mentions of one kind under different names are aliases. */
  readonly attribute: string;
}

/**
 * One record that is a fact or a failure, decoded and not yet understood: a span, a log record,
 * later a transaction set or a file line. The core's `normalise` makes a canonical event of it.
 */
export interface Observation {
  /** 32 hex digits. Span: hash of trace id and span id; log record: hash of all of it. */
  readonly identity: string;
  /** 16 hex digits over the whole content: tells a repeat from another variant of the same record. */
  readonly variant: string;
  readonly signal: Signal;
  readonly source: Source;
  /** Span name; for a log record its event name, else the first line of its body (at most 200 characters). */
  readonly name: string;
  /** 32 lower-case hex digits, or null. */
  readonly traceId: string | null;
  /** 16 lower-case hex digits, or null. */
  readonly spanId: string | null;
  readonly parentSpanId: string | null;
  /** Unix nanoseconds. A log record starts and ends at its time. */
  readonly startNanos: bigint;
  readonly endNanos: bigint;
  /** By the protocol's own sign: span status ERROR, log severity 17 or more. */
  readonly failed: boolean;
  /** What the record says of its failure; null when it did not fail. */
  readonly error: { readonly code: string | null; readonly message: string } | null;
  /** The record's own attributes; on a log record also `body` under the name `log.body` where it is a text. */
  readonly attributes: Attributes;
  readonly resource: Attributes;
  readonly keys: readonly KeyMention[];
}

/** Distinct set of keys and trace seen together on records that are no facts: evidence to tie or link by. */
export interface Tie {
  readonly source: Source;
  readonly traceId: string | null;
  readonly keys: readonly KeyMention[];
  /** Identity of the first record that showed it. */
  readonly identity: string;
  /** Unix milliseconds of that record. */
  readonly at: number;
}

/** What one receipt says of one source and signal. First, last, sampling and names are folds; counts are of this receipt. */
export interface SourceTally {
  readonly source: Source;
  readonly signal: Signal;
  readonly records: number;
  readonly failures: number;
  /** Records that carried at least one key of an object. */
  readonly keyed: number;
  /** Unix milliseconds: least and greatest record time. */
  readonly firstAt: number;
  readonly lastAt: number;
  /** Sign of sampling found on a record, with the share kept (0 to 1) where it can be told; null when none was found. */
  readonly sampling: { readonly by: string; readonly share: number | null } | null;
  /** Versions of the service (`service.version` of the resource, at most 64 characters) with the least record time of each; at most 20. */
  readonly versions: ReadonlyMap<string, number>;
  /** Attribute names with how many records had each and one value as an example (at most 80 characters); at most 200 names. */
  readonly names: ReadonlyMap<
    string,
    { readonly count: number; readonly example: string; readonly key: string | null }
  >;
}

/** What one receipt says of one trace that has a key or a failure: all folds (least, greatest, union). */
export interface TraceTally {
  readonly traceId: string;
  readonly environment: string;
  readonly startNanos: bigint;
  readonly endNanos: bigint;
  /** System ids, in order of first span start. */
  readonly systems: readonly string[];
  /** Name of the span without a parent, else null; and its system. */
  readonly root: { readonly name: string; readonly system: string } | null;
  /** Name of the earliest span of this receipt in the trace, for when the root never comes. */
  readonly firstName: string;
  readonly failed: boolean;
}

/** A record that was refused on its own, while the others of its request entered. */
export interface Rejection {
  /** Index among the records of the receipt, from 0. */
  readonly index: number;
  readonly reason: string;
}

/** All that the core needs of one receipt; a pure function of the receipt and the network. */
export interface Decoded {
  /** Records accepted. */
  readonly records: number;
  readonly rejected: readonly Rejection[];
  readonly facts: readonly Observation[];
  readonly ties: readonly Tie[];
  readonly sources: readonly SourceTally[];
  readonly traces: readonly TraceTally[];
  /** Distinct `term` hashes of every trace id and every object key in the receipt: what the journal can be searched by. */
  readonly terms: BigUint64Array;
}
