import { isUtf8 } from "node:buffer";
import type { AttributeValue } from "../kit/index.ts";
import type { Form } from "./raw.ts";
import { most, scanned } from "./raw.ts";
import { doubleValue, integerValue } from "./value.ts";

/** Offsets of attributes: a record has been taken, or decoded, before the next is scanned. */
const offsets = new Int32Array(4 * most.attributes);

/** Where what `lengthAt` measured begins. */
export let cursor = 0;

/**
 * Finds the fields of a span that lies in `[from, to)`. False where anything about it is out of the ordinary: bad or
 * repeated or unknown fields, an error, links, long texts, lists and maps, signs of sampling in its trace state. Then
 * it must be decoded, and is refused or taken by that.
 */
export function scanSpan(bytes: Buffer, from: number, to: number): boolean {
  if (to - from > most.record) return false;
  let trace = -1;
  let span = -1;
  let parent = -1;
  let named = false;
  let status = false;
  let times = 0;
  begin();
  let pos = from;
  while (pos < to) {
    const tag = bytes[pos++] ?? 0;
    switch (tag) {
      case 0x0a:
        if (trace !== -1 || pos + 17 > to || bytes[pos] !== 16) return false;
        trace = pos + 1;
        pos += 17;
        break;
      case 0x12:
        if (span !== -1 || pos + 9 > to || bytes[pos] !== 8) return false;
        span = pos + 1;
        pos += 9;
        break;
      case 0x1a: {
        const length = lengthAt(bytes, pos, to);
        if (length < 0 || !isPlainState(bytes, cursor, cursor + length)) return false;
        pos = cursor + length;
        break;
      }
      case 0x22:
        if (parent !== -1 || pos >= to) return false;
        if (bytes[pos] === 0) {
          pos += 1;
          break;
        }
        if (pos + 9 > to || bytes[pos] !== 8) return false;
        parent = pos + 1;
        pos += 9;
        break;
      case 0x2a: {
        const length = lengthAt(bytes, pos, to);
        if (named || length < 0 || length > most.text || !isText(bytes, cursor, cursor + length)) return false;
        named = true;
        scanned.nameFrom = cursor;
        scanned.nameTo = pos = cursor + length;
        break;
      }
      case 0x39:
        if ((times & 1) !== 0 || pos + 8 > to) return false;
        times |= 1;
        scanned.startLo = bytes.readUInt32LE(pos);
        scanned.startHi = bytes.readUInt32LE(pos + 4);
        pos += 8;
        break;
      case 0x41:
        if ((times & 2) !== 0 || pos + 8 > to) return false;
        times |= 2;
        scanned.endLo = bytes.readUInt32LE(pos);
        scanned.endHi = bytes.readUInt32LE(pos + 4);
        pos += 8;
        break;
      case 0x4a:
      case 0x5a: {
        const length = lengthAt(bytes, pos, to);
        if (length < 0) return false;
        pos = cursor + length;
        if (!(tag === 0x4a ? scanAttribute(bytes, cursor, pos) : isPlainEvent(bytes, cursor, pos))) return false;
        break;
      }
      case 0x30:
      case 0x50:
      case 0x60:
      case 0x70:
        pos = behindNumber(bytes, pos, to, 5);
        if (pos < 0) return false;
        break;
      case 0x7a: {
        const length = lengthAt(bytes, pos, to);
        if (status || length < 0 || !isPlainStatus(bytes, cursor, cursor + length)) return false;
        status = true;
        pos = cursor + length;
        break;
      }
      case 0x85:
        if (pos + 5 > to || bytes[pos] !== 1) return false;
        pos += 5;
        break;
      default:
        return false;
    }
  }
  if (trace < 0 || span < 0 || isZero(bytes, trace, 16) || isZero(bytes, span, 8)) return false;
  if (scanned.endHi < scanned.startHi || (scanned.endHi === scanned.startHi && scanned.endLo < scanned.startLo))
    return false;
  scanned.trace = trace;
  scanned.span = span;
  scanned.parent = parent >= 0 && isZero(bytes, parent, 8) ? -1 : parent;
  return true;
}

/** Begins a scan: nothing is found. */
export function begin(): void {
  scanned.attributes = scanned.first = 0;
  scanned.at = offsets;
  scanned.nameFrom = scanned.nameTo = 0;
  scanned.bodyFrom = -1;
  scanned.startHi = scanned.startLo = scanned.endHi = scanned.endLo = 0;
}

/** Unix milliseconds of nanoseconds in two halves, exact. */
export function millisOfHalves(hi: number, lo: number): number {
  const rest = hi * 967_296 + lo;
  return hi * 4_294 + (rest - (rest % 1_000_000)) / 1_000_000;
}

/** What a scan of protobuf has found: ids are bytes, values are messages. */
export const protoForm: Form = {
  traceBytes: 16,
  traceId: (bytes, at) => bytes.toString("hex", at, at + 16),
  spanId: (bytes, at) => bytes.toString("hex", at, at + 8),
  text: (bytes, from, to) => bytes.toString("utf8", from, to),
  value: plainValue,
};

/** The value in the message at `[from, to)`, which a scan has found to be a text, a truth value or a number. */
function plainValue(bytes: Buffer, from: number, to: number): AttributeValue {
  switch (bytes[from]) {
    case 0x0a: {
      const length = lengthAt(bytes, from + 1, to);
      return bytes.toString("utf8", cursor, cursor + length);
    }
    case 0x10:
      return bytes[from + 1] !== 0;
    case 0x18: {
      let value = 0n;
      for (let pos = to - 1; pos > from; pos--) value = (value << 7n) | BigInt((bytes[pos] ?? 0) & 0x7f);
      return integerValue(BigInt.asIntN(64, value));
    }
    default:
      return doubleValue(bytes.readDoubleLE(from + 1));
  }
}

/** Length of what follows, `cursor` being set to its start; -1 where it reaches beyond `to` or is told in over 3 bytes. */
export function lengthAt(bytes: Buffer, pos: number, to: number): number {
  if (pos >= to) return -1;
  const first = bytes[pos] ?? 0;
  if (first < 0x80) {
    cursor = pos + 1;
    return cursor + first > to ? -1 : first;
  }
  if (pos + 1 >= to) return -1;
  const second = bytes[pos + 1] ?? 0;
  let length = (first & 0x7f) | ((second & 0x7f) << 7);
  cursor = pos + 2;
  if (second >= 0x80) {
    if (pos + 2 >= to) return -1;
    const third = bytes[pos + 2] ?? 0;
    if (third >= 0x80) return -1;
    length |= third << 14;
    cursor = pos + 3;
  }
  return cursor + length > to ? -1 : length;
}

/** Where a number of at most so many bytes ends; -1 where it is longer. */
export function behindNumber(bytes: Buffer, pos: number, to: number, most: number): number {
  for (let at = pos; at < to && at < pos + most; at++) if ((bytes[at] ?? 0) < 0x80) return at + 1;
  return -1;
}

/** Takes up an attribute; false where it is not plain, or one too many. */
export function scanAttribute(bytes: Buffer, from: number, to: number): boolean {
  const at = scanned.attributes * 4;
  if (at >= offsets.length || !isPlainAttribute(bytes, from, to)) return false;
  offsets[at] = attribute.nameFrom;
  offsets[at + 1] = attribute.nameTo;
  offsets[at + 2] = attribute.valueFrom;
  offsets[at + 3] = to;
  scanned.attributes += 1;
  return true;
}

const attribute = { nameFrom: 0, nameTo: 0, valueFrom: 0 };

/** A name and behind it a plain value, and nothing else. */
function isPlainAttribute(bytes: Buffer, from: number, to: number): boolean {
  if (bytes[from] !== 0x0a) return false;
  const length = lengthAt(bytes, from + 1, to);
  if (length < 0 || length > most.name || !isText(bytes, cursor, cursor + length)) return false;
  attribute.nameFrom = cursor;
  const pos = cursor + length;
  attribute.nameTo = pos;
  if (pos >= to || bytes[pos] !== 0x12) return false;
  const size = lengthAt(bytes, pos + 1, to);
  if (size < 0 || cursor + size !== to) return false;
  attribute.valueFrom = cursor;
  return isPlainValue(bytes, cursor, to);
}

/** A message that is a text, a truth value or a number; `cursor` is where the text begins. */
export function isPlainValue(bytes: Buffer, from: number, to: number): boolean {
  if (to - from < 2) return false;
  switch (bytes[from]) {
    case 0x0a: {
      const text = lengthAt(bytes, from + 1, to);
      return text >= 0 && text <= most.text && cursor + text === to && isText(bytes, cursor, to);
    }
    case 0x10:
      return to - from === 2 && (bytes[from + 1] ?? 0) < 0x80;
    case 0x18:
      return behindNumber(bytes, from + 1, to, 10) === to;
    case 0x21:
      return to - from === 9;
    default:
      return false;
  }
}

/** An event that would be read without complaint; nothing of it is looked at. */
function isPlainEvent(bytes: Buffer, from: number, to: number): boolean {
  let pos = from;
  while (pos < to) {
    switch (bytes[pos++]) {
      case 0x09:
        pos += 8;
        if (pos > to) return false;
        break;
      case 0x12: {
        const length = lengthAt(bytes, pos, to);
        if (length < 0 || !isText(bytes, cursor, cursor + length)) return false;
        pos = cursor + length;
        break;
      }
      case 0x1a: {
        const length = lengthAt(bytes, pos, to);
        if (length < 0) return false;
        pos = cursor + length;
        if (!isPlainAttribute(bytes, cursor, pos)) return false;
        break;
      }
      case 0x20:
        pos = behindNumber(bytes, pos, to, 5);
        if (pos < 0) return false;
        break;
      default:
        return false;
    }
  }
  return true;
}

/** A status that is no error. */
function isPlainStatus(bytes: Buffer, from: number, to: number): boolean {
  let pos = from;
  while (pos < to) {
    const tag = bytes[pos++];
    if (tag === 0x12) {
      const length = lengthAt(bytes, pos, to);
      if (length < 0 || !isText(bytes, cursor, cursor + length)) return false;
      pos = cursor + length;
    } else if (tag === 0x18) {
      // OK and unset; every other code is looked at.
      if (pos >= to || (bytes[pos] ?? 2) > 1) return false;
      pos += 1;
    } else return false;
  }
  return true;
}

/** A trace state in which no sampling can be told. */
function isPlainState(bytes: Buffer, from: number, to: number): boolean {
  for (let at = from; at + 2 < to; at++) {
    if (bytes[at] === 0x6f && bytes[at + 1] === 0x74 && bytes[at + 2] === 0x3d) return false;
  }
  return isText(bytes, from, to);
}

/** Whether bytes are UTF-8. */
export function isText(bytes: Buffer, from: number, to: number): boolean {
  let at = from;
  // Four at a time: most texts have none beyond ASCII.
  for (const last = to - 3; at < last; at += 4)
    if (((bytes[at] ?? 0) | (bytes[at + 1] ?? 0) | (bytes[at + 2] ?? 0) | (bytes[at + 3] ?? 0)) >= 0x80)
      return isUtf8(bytes.subarray(at, to));
  for (; at < to; at++) if ((bytes[at] ?? 0) >= 0x80) return isUtf8(bytes.subarray(at, to));
  return true;
}

/** Whether so many bytes are all zero, as those of an id that is none. */
export function isZero(bytes: Buffer, from: number, length: number): boolean {
  for (let at = from; at < from + length; at++) if (bytes[at] !== 0) return false;
  return true;
}
