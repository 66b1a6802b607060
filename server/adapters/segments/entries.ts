import type { Instant, KeptRuling, Position, Ruling } from "../../domain/index.ts";
import type { Entry, NewEntry } from "../../ports/index.ts";
import { putWhole, wholeAt } from "./layout.ts";

const kinds = ["records", "repeat", "unreadable"] as const;
const fixedBytes = 56;
const none = 0xffff_ffff;

/** An entry without terms and body, as it stands in a block. */
export interface Head {
  readonly at: Instant;
  readonly kind: Entry["kind"];
  readonly part: number;
  readonly parts: number;
  readonly records: number;
  readonly rejected: number;
  readonly termsCount: number;
  /** Bytes of its own body; a repeat has none. */
  readonly bodyBytes: number;
  readonly receivedAt: Instant;
  /** Position of the entry that it repeats; 0 where it repeats none. */
  readonly repeats: Position;
  readonly id: string;
  readonly collector: string;
  readonly route: string;
  readonly contentType: string;
  readonly sender: string;
  readonly message: string | null;
  readonly reason: string | null;
}

/** A head that was measured: UTF-8 is counted once and written once. */
export interface MeasuredHead {
  readonly head: Head;
  readonly bytes: number;
}

const textsOf = (head: Head): readonly (string | null)[] => [
  head.id,
  head.collector,
  head.route,
  head.contentType,
  head.sender,
  head.message,
  head.reason,
];

export function measured(head: Head): MeasuredHead {
  let bytes = fixedBytes;
  for (const text of textsOf(head)) bytes += 4 + (text === null ? 0 : Buffer.byteLength(text));
  return { head, bytes };
}

/** Writes a head at an offset; answers the offset behind it. */
export function putHead(into: Buffer, { head, bytes }: MeasuredHead, offset: number): number {
  into.writeUInt32LE(bytes, offset);
  into.writeUInt32LE(kinds.indexOf(head.kind), offset + 4);
  into.writeUInt32LE(head.part, offset + 8);
  into.writeUInt32LE(head.parts, offset + 12);
  into.writeUInt32LE(head.records, offset + 16);
  into.writeUInt32LE(head.rejected, offset + 20);
  into.writeUInt32LE(head.termsCount, offset + 24);
  into.writeUInt32LE(head.bodyBytes, offset + 28);
  into.writeDoubleLE(head.at, offset + 32);
  into.writeDoubleLE(head.receivedAt, offset + 40);
  putWhole(into, head.repeats, offset + 48);
  let at = offset + fixedBytes;
  for (const text of textsOf(head)) {
    const length = text === null ? 0 : into.write(text, at + 4);
    into.writeUInt32LE(text === null ? none : length, at);
    at += 4 + length;
  }
  return at;
}

/** The heads of a block's entries, in order. */
export function readHeads(bytes: Buffer, count: number): readonly Head[] {
  const heads: Head[] = [];
  let offset = 0;
  for (let index = 0; index < count; index++) {
    heads.push(readHead(bytes, offset));
    offset += bytes.readUInt32LE(offset);
  }
  return heads;
}

function readHead(bytes: Buffer, offset: number): Head {
  let at = offset + fixedBytes;
  const text = (): string | null => {
    const length = bytes.readUInt32LE(at);
    at += 4;
    if (length === none) return null;
    at += length;
    return bytes.toString("utf8", at - length, at);
  };
  return {
    kind: kinds[bytes.readUInt32LE(offset + 4)] ?? "unreadable",
    part: bytes.readUInt32LE(offset + 8),
    parts: bytes.readUInt32LE(offset + 12),
    records: bytes.readUInt32LE(offset + 16),
    rejected: bytes.readUInt32LE(offset + 20),
    termsCount: bytes.readUInt32LE(offset + 24),
    bodyBytes: bytes.readUInt32LE(offset + 28),
    at: bytes.readDoubleLE(offset + 32),
    receivedAt: bytes.readDoubleLE(offset + 40),
    repeats: wholeAt(bytes, offset + 48),
    id: text() ?? "",
    collector: text() ?? "",
    route: text() ?? "",
    contentType: text() ?? "",
    sender: text() ?? "",
    message: text(),
    reason: text(),
  };
}

/** The head that a new entry gets, stamped. */
export const headOf = (given: NewEntry, at: Instant, termsCount: number): Head => ({
  at,
  kind: given.unreadable === null ? "records" : "unreadable",
  part: given.part,
  parts: given.parts,
  records: given.records,
  rejected: given.rejected,
  termsCount,
  bodyBytes: given.receipt.body.byteLength,
  receivedAt: given.receipt.receivedAt,
  repeats: 0,
  id: given.receipt.id,
  collector: given.receipt.collector,
  route: given.receipt.route,
  contentType: given.receipt.contentType,
  sender: given.receipt.sender,
  message: given.message,
  reason: given.unreadable,
});

/** The entry of a position: its own head, the head of the delivery that it stands for, and that one's body. */
export const entryFrom = (position: Position, own: Head, source: Head, body: Uint8Array): Entry => ({
  position,
  at: own.at,
  kind: own.kind,
  receipt: {
    id: source.id,
    collector: source.collector,
    route: source.route,
    contentType: source.contentType,
    sender: source.sender,
    receivedAt: source.receivedAt,
    body,
  },
  part: own.part,
  parts: own.parts,
  records: own.records,
  reason: own.reason,
});

const rulingBytes = 32;

/** Head of one ruling: stamp, basis, and the bytes of its text among the bodies. */
export function rulingHead({ at, basis }: KeptRuling, textBytes: number): Buffer {
  const bytes = Buffer.alloc(rulingBytes);
  bytes.writeDoubleLE(at, 0);
  bytes.writeDoubleLE(basis.settledTo, 8);
  putWhole(bytes, basis.position, 16);
  bytes.writeUInt32LE(textBytes, 24);
  return bytes;
}

/** The rulings of a block. */
export function readRulings(heads: Buffer, bodies: Uint8Array, first: number): readonly KeptRuling[] {
  const texts = Buffer.from(bodies.buffer, bodies.byteOffset, bodies.byteLength);
  const found: KeptRuling[] = [];
  let at = 0;
  for (let offset = 0; offset < heads.byteLength; offset += rulingBytes) {
    const end = at + heads.readUInt32LE(offset + 24);
    found.push({
      number: first + found.length,
      at: heads.readDoubleLE(offset),
      basis: { position: wholeAt(heads, offset + 16), settledTo: heads.readDoubleLE(offset + 8) },
      ruling: JSON.parse(texts.toString("utf8", at, end)) as Ruling,
    });
    at = end;
  }
  return found;
}
