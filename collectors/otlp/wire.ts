import protobuf from "protobufjs/light.js";
import { refuse } from "./record.ts";

const { Reader, Type } = protobuf;

/** Messages within one record: more are an attack, not telemetry. */
const MAX_ITEMS = 200_000;
/** As protobufjs' own limit of nesting. */
const MAX_LEVELS = 100;

/** The same memory as a `Buffer`. */
export const asBuffer = (bytes: Uint8Array): Buffer =>
  Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/**
 * Visits the fields of a message in `[from, to)` that are messages or text, in order; skips the others.
 * Throws on bytes that are no message, and where one of the fields up to `known` is of another type.
 */
export function walk(
  bytes: Buffer,
  from: number,
  to: number,
  known: number,
  visit: (field: number, tagAt: number, start: number, end: number) => void,
): void {
  const reader = Reader.create(bytes);
  reader.pos = from;
  reader.len = to;
  while (reader.pos < to) {
    const tagAt = reader.pos;
    // By far the most: a field below 16, of a length that fits into three bytes.
    const short = bytes[tagAt] ?? 0;
    if ((short & 0x87) === 2 && short >= 8) {
      const start = behindLength(bytes, tagAt + 1, to);
      if (start > 0 && start + length <= to) {
        reader.pos = start + length;
        visit(short >>> 3, tagAt, start, reader.pos);
        continue;
      }
    }
    const tag = reader.tag();
    const field = tag >>> 3;
    if (field === 0) refuse("a field has the number 0");
    if ((tag & 7) === 2) {
      const size = reader.size();
      const start = reader.pos;
      reader.skip(size);
      visit(field, tagAt, start, reader.pos);
      continue;
    }
    if (field <= known) refuse(`field ${field} of the envelope has the wrong wire type`);
    if ((tag & 7) === 0) reader.uint64();
    else reader.skipType(tag & 7, 0, field);
  }
}

/** What `behindLength` read. */
let length = 0;

/** Where what a length of at most three bytes measures begins; 0 where it is longer or cut off. */
function behindLength(bytes: Buffer, at: number, to: number): number {
  length = 0;
  for (let index = 0; index < 3 && at + index < to; index++) {
    const byte = bytes[at + index] ?? 0;
    length |= (byte & 0x7f) << (7 * index);
    if (byte < 0x80) return at + index + 1;
  }
  return 0;
}

/** A message of the envelope taken apart. */
interface Payloads {
  /** Payload of field 1; several are joined, which is how protobuf merges them. */
  readonly first: Uint8Array;
  /** Start and end of each payload of the repeated field, alternating. */
  readonly rest: readonly number[];
  /** All but the repeated field, with tags. */
  readonly head: Uint8Array;
}

/** Takes a resource group or a scope group apart; calls `each` for each item of the repeated field. */
export function payloads(bytes: Buffer, from: number, to: number, repeated: number, each?: () => void): Payloads {
  const first: Buffer[] = [];
  const head: Buffer[] = [];
  const rest: number[] = [];
  let copiedTo = from;
  walk(bytes, from, to, 3, (field, tagAt, start, end) => {
    if (field === repeated) {
      each?.();
      rest.push(start, end);
      if (tagAt > copiedTo) head.push(bytes.subarray(copiedTo, tagAt));
      copiedTo = end;
    } else if (field === 1) first.push(bytes.subarray(start, end));
  });
  if (to > copiedTo) head.push(bytes.subarray(copiedTo, to));
  return { first: joined(first), rest, head: joined(head) };
}

function joined(pieces: readonly Buffer[]): Uint8Array {
  const [only] = pieces;
  return pieces.length === 1 && only !== undefined ? only : Buffer.concat(pieces);
}

/** Refuses a message that holds more messages than any telemetry does, before an object is built for each. */
export function itemsWithin(type: protobuf.Type, bytes: Buffer): void {
  let items = 0;
  const within = (of: protobuf.Type, from: number, to: number, level: number): void => {
    if (level > MAX_LEVELS) refuse("a value is nested too deep");
    const reader = Reader.create(bytes);
    reader.pos = from;
    reader.len = to;
    while (reader.pos < to) {
      const tag = reader.tag();
      if ((tag & 7) !== 2) {
        reader.skipType(tag & 7, 0, tag >>> 3);
        continue;
      }
      const length = reader.size();
      const start = reader.pos;
      reader.skip(length);
      const inner = of.fieldsById[tag >>> 3]?.resolvedType;
      if (!(inner instanceof Type)) continue;
      items += 1;
      if (items > MAX_ITEMS) refuse(`a record has more than ${MAX_ITEMS} attributes and values`);
      within(inner, start, start + length, level + 1);
    }
  };
  within(type, 0, bytes.length, 0);
}
