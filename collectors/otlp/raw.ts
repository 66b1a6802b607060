import type { AttributeValue } from "../kit/index.ts";

/** How an encoding writes what a scan has found. */
export interface Form {
  /** Bytes of a trace id. */
  readonly traceBytes: number;
  /** A trace id at an offset, or a span id, in lower-case hex. */
  traceId(bytes: Buffer, at: number): string;
  spanId(bytes: Buffer, at: number): string;
  /** A text, or a value that is a text, a truth value or a number. */
  text(bytes: Buffer, from: number, to: number): string;
  value(bytes: Buffer, from: number, to: number): AttributeValue;
}

/** Records as they lie in a body, to be taken by their offsets. */
export interface Raw {
  readonly bytes: Buffer;
  readonly form: Form;
  /** Sets `scanned` to the record at this index; false where it is out of the ordinary and must be decoded. */
  scan(index: number): boolean;
}

/**
 * Offsets of the record that was scanned last, in the bytes that were scanned. `trace` and `span` are -1 where a log
 * record has none, `parent` where a span has none. Times are unsigned 64-bit in two halves; a log record's is in both,
 * 0 where it has none. `nameFrom` and `nameTo` are a span's name, a log record's event name; `bodyFrom` is -1 where a
 * log record has no body that is a text. `at` holds, from `first` on, four offsets an attribute: start and end of its
 * name, start and end of its value.
 */
export const scanned = {
  trace: 0,
  span: 0,
  parent: -1,
  nameFrom: 0,
  nameTo: 0,
  bodyFrom: -1,
  bodyTo: -1,
  startHi: 0,
  startLo: 0,
  endHi: 0,
  endLo: 0,
  attributes: 0,
  first: 0,
  at: new Int32Array(0) as Int32Array,
};

/** Dates a log record that does not say when it happened by when it was observed; it takes no time. */
export function dateLog(observedHi: number, observedLo: number): void {
  if (scanned.endHi === 0 && scanned.endLo === 0) {
    scanned.endHi = observedHi;
    scanned.endLo = observedLo;
  }
  scanned.startHi = scanned.endHi;
  scanned.startLo = scanned.endLo;
}

/** Attributes, and bytes of one text or name, of a record that is taken by its offsets; one with more is decoded. */
export const most = { attributes: 128, text: 5_000, name: 300, record: 256 * 1024 } as const;
