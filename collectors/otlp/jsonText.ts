import { isUtf8 } from "node:buffer";
import type { Result } from "../kit/index.ts";
import { ok, permanent } from "../kit/index.ts";
import { asBuffer } from "./wire.ts";

/** Objects and lists in one body: `JSON.parse` builds all of them, so there is a limit before it. */
const MAX_CONTAINERS = 6_000_000;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const MINUS = 0x2d;
/** Below this many digits an integer is exact as a double. */
const EXACT_DIGITS = 15;

/** A parsed body. `damaged`: it was not UTF-8, and each text with U+FFFD in it is suspect. */
interface ParsedJson {
  readonly value: unknown;
  readonly damaged: boolean;
}

/** Parses a body. Integers too long for a double become texts with the same digits; an empty body is an empty object. */
export function parseJson(body: Uint8Array): Result<ParsedJson> {
  if (body.length === 0) return ok({ value: {}, damaged: false });
  const bytes = asBuffer(body);
  if (!containersWithin(bytes)) return permanent("bad-json", "too many objects in one request: send smaller batches");
  const text = bytes.toString("utf8").replace(/^\uFEFF/, "");
  try {
    return ok({ value: JSON.parse(keepLongIntegers(text)), damaged: !isUtf8(bytes) });
  } catch {
    return permanent("bad-json", "the body is no JSON");
  }
}

/** Whether a body has so few objects and lists that they may be built, or walked. */
export function containersWithin(bytes: Buffer): boolean {
  if (bytes.length <= MAX_CONTAINERS) return true;
  let found = 0;
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at];
    if (byte === 0x7b || byte === 0x5b) found += 1;
  }
  return found <= MAX_CONTAINERS;
}

const isDigit = (unit: number): boolean => unit >= 0x30 && unit <= 0x39;

/** Puts integers of more than 15 digits that stand outside of texts in quotes. */
function keepLongIntegers(text: string): string {
  if (!/[:,[]\s*-?\d{16}/.test(text)) return text;
  const pieces: string[] = [];
  let copied = 0;
  let at = 0;
  while (at < text.length) {
    const unit = text.charCodeAt(at);
    if (unit === QUOTE) {
      at = afterText(text, at + 1);
      continue;
    }
    if (unit !== MINUS && !isDigit(unit)) {
      at += 1;
      continue;
    }
    let end = at + 1;
    while (end < text.length && isDigit(text.charCodeAt(end))) end += 1;
    const whole = !/[.eE]/.test(text.charAt(end));
    const digits = end - at - (unit === MINUS ? 1 : 0);
    if (whole && digits > EXACT_DIGITS) {
      pieces.push(text.slice(copied, at), '"', text.slice(at, end), '"');
      copied = end;
    }
    at = whole ? end : afterNumber(text, end);
  }
  pieces.push(text.slice(copied));
  return pieces.join("");
}

function afterText(text: string, from: number): number {
  let at = from;
  while (at < text.length) {
    const unit = text.charCodeAt(at);
    if (unit === QUOTE) return at + 1;
    at += unit === BACKSLASH ? 2 : 1;
  }
  return at;
}

function afterNumber(text: string, from: number): number {
  let at = from;
  while (at < text.length && /[\d.eE+-]/.test(text.charAt(at))) at += 1;
  return at;
}

/** The names that are looked at below the envelope: what else a record has may be nested deeper than can be written. */
const NAMES = [
  ...["traceId", "spanId", "parentSpanId", "traceState", "flags", "name", "kind", "version", "schemaUrl"],
  ...["startTimeUnixNano", "endTimeUnixNano", "timeUnixNano", "observedTimeUnixNano"],
  ...["attributes", "key", "value", "values", "stringValue", "boolValue", "intValue", "doubleValue", "bytesValue"],
  ...["arrayValue", "kvlistValue", "events", "links", "status", "code", "message"],
  ...["body", "severityNumber", "severityText", "eventName"],
  ...["droppedAttributesCount", "droppedEventsCount", "droppedLinksCount"],
];

/** A record as JSON; null when even its known names are nested deeper than can be written, which no good record is. */
export function writeJson(value: unknown): string | null {
  return writeWith(value, null) ?? writeKnown(value);
}

/** As `writeJson`, with the known names only. */
export function writeKnown(value: unknown): string | null {
  return writeWith(value, NAMES);
}

function writeWith(value: unknown, names: string[] | null): string | null {
  try {
    return JSON.stringify(value, names);
  } catch (thrown) {
    if (thrown instanceof RangeError) return null;
    throw thrown;
  }
}
