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
    const tag = reader.tag();
    const field = tag >>> 3;
    if (field === 0) refuse("a field has the number 0");
    if ((tag & 7) === 2) {
      const length = reader.size();
      const start = reader.pos;
      reader.skip(length);
      visit(field, tagAt, start, reader.pos);
      continue;
    }
    if (field <= known) refuse(`field ${field} of the envelope has the wrong wire type`);
    if ((tag & 7) === 0) reader.uint64();
    else reader.skipType(tag & 7, 0, field);
  }
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
