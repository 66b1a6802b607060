import type { Attributes, AttributeValue } from "../kit/index.ts";
import type { Raw } from "./raw.ts";

/** Most levels of `AnyValue` in one another; a deeper one makes its record bad. */
export const MAX_DEPTH = 24;

/** A record larger than this is refused, so that every entry of the journal can hold its records whole. */
export const MAX_RECORD_BYTES = 4 * 1024 * 1024;

/** Resource and scope travel with every part that a body is cut into: together at most this. */
export const MAX_HEAD_BYTES = 1024 * 1024;

/** Records, and groups of records, in one request. */
export const MAX_RECORDS = 1_000_000;

/** Instrumentation scope of a group of records. */
export interface Scope {
  readonly name: string;
  readonly version: string;
  readonly attributes: Attributes;
}

/** A span after either encoding, complete and uncut. Ids are lower-case hex. */
export interface SpanRecord {
  readonly kind: "span";
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string | null;
  readonly traceState: string;
  readonly flags: number;
  readonly name: string;
  readonly spanKind: number;
  readonly startNanos: bigint;
  readonly endNanos: bigint;
  readonly attributes: Attributes;
  readonly events: readonly SpanEvent[];
  readonly links: readonly SpanLink[];
  readonly status: { readonly code: number; readonly message: string };
  /** Attributes, events and links that the emitter says it left out. */
  readonly dropped: readonly [number, number, number];
}

/** Something that happened during a span. */
interface SpanEvent {
  readonly timeNanos: bigint;
  readonly name: string;
  readonly attributes: Attributes;
}

/** Another span that this one has to do with. */
interface SpanLink {
  readonly traceId: string;
  readonly spanId: string;
  readonly attributes: Attributes;
}

/** A log record after either encoding, complete and uncut. Times that were not given are 0. */
export interface LogRecord {
  readonly kind: "log";
  readonly traceId: string | null;
  readonly spanId: string | null;
  readonly flags: number;
  readonly timeNanos: bigint;
  readonly observedNanos: bigint;
  readonly severity: number;
  readonly severityText: string;
  readonly body: AttributeValue;
  readonly eventName: string;
  readonly attributes: Attributes;
  readonly dropped: number;
}

/** One good record. */
export type OtlpRecord = SpanRecord | LogRecord;

/** A record that is refused on its own. The reason is told to the sender. */
export interface BadRecord {
  readonly kind: "bad";
  readonly reason: string;
}

/** Records of one resource and scope. */
export interface Group {
  readonly resource: Attributes;
  readonly scope: Scope;
  readonly count: number;
  /** The records as they lie in the body; null where they cannot be taken by their offsets. */
  readonly raw: Raw | null;
  /** Decodes the record at this index, 0 to `count` - 1. */
  at(index: number): OtlpRecord | BadRecord;
  /** False when the record at this index cannot be one that is sought: saves decoding it. */
  mayHold(index: number, sought: Sought): boolean;
}

/** What is looked for among records. */
export interface Sought {
  /** Ids in lower-case hex. */
  readonly traces: ReadonlySet<string>;
  /** Whether records of other traces may be sought too, for a key. */
  readonly keyed: boolean;
  /** Bytes of which a record in protobuf has one where it is sought; null: that cannot be said, or takes longer than decoding. */
  readonly needles: readonly Buffer[] | null;
}

/** The groups of a request, in its order. */
export interface Envelope<G extends Group = Group> {
  readonly groups: readonly G[];
}

/** Thrown inside a decoder to give up on one record, or on the envelope; never leaves the collector. */
export class Refusal extends Error {}

/** One of each reason: they are texts of ours, so they are few. */
const refusals = new Map<string, Refusal>();

/**
 * Gives up on what is being decoded. What is thrown is made once a reason, since making it costs ten times what decoding
 * does, and a small body can hold a million records that are all refused.
 */
export function refuse(reason: string): never {
  let refusal = refusals.get(reason);
  if (refusal === undefined) {
    refusal = new Refusal(reason);
    refusals.set(reason, refusal);
  }
  throw refusal;
}

/** Runs a decoder; a refusal becomes a bad record, anything else thrown is a bug and goes on. */
export function orBad(decode: () => OtlpRecord): OtlpRecord | BadRecord {
  try {
    return decode();
  } catch (thrown) {
    if (thrown instanceof Refusal) return { kind: "bad", reason: thrown.message };
    throw thrown;
  }
}

const NONZERO = /[1-9a-f]/;

/** The ids and times of a span, checked: the same rules for both encodings. */
export function checkedSpan(span: SpanRecord): SpanRecord {
  if (span.traceId === "") refuse("a span has no trace id");
  if (!NONZERO.test(span.traceId)) refuse("a trace id is all zeros");
  if (span.spanId === "") refuse("a span has no span id");
  if (!NONZERO.test(span.spanId)) refuse("a span id is all zeros");
  if (span.endNanos < span.startNanos) refuse("a span ends before it starts");
  return span;
}

/** An optional id: none, and all zeros, are null. */
export const optionalId = (id: string): string | null => (NONZERO.test(id) ? id : null);
