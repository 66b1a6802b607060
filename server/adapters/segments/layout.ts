import { createHash } from "node:crypto";
import { crc32 } from "node:zlib";
import type { Instant, Position } from "../../domain/index.ts";

/** Version of all that FORMAT.md describes. */
export const formatVersion = 1;
export const segmentHeaderBytes = 128;
export const blockHeaderBytes = 104;
/** What the chain binds of a block's header: all but magic, checksum and the chain itself. */
const boundFrom = 8;
const boundTo = 72;

const segmentMagic = 0x47455354;
export const blockMagic = 0x4b4c4254;

/** The chain before the first block. */
export const noChain: Buffer = Buffer.alloc(32);

/** The folder was written by a newer version of this program, and is left alone. */
export class TooNewSegments extends Error {}

/** The beginning of a segment. The rulings are a segment with number 0. */
export interface SegmentHeader {
  readonly number: number;
  /** Position of the first entry that it holds or will hold. */
  readonly first: Position;
  /** Bytes of the segment before; 0 where there was none. */
  readonly before: number;
  readonly chain: Buffer;
}

/** What a block is made of: entries, or rulings. */
export type BlockKind = "entries" | "rulings";

export interface BlockHeader {
  readonly kind: BlockKind;
  /** The bodies are one LZ4 block; else they stand as they are. */
  readonly packed: boolean;
  /** More of the same call follows in the next block: without that, none of it was ever whole. */
  readonly more: boolean;
  readonly count: number;
  readonly records: number;
  readonly headsBytes: number;
  readonly termsBytes: number;
  readonly bodiesBytes: number;
  readonly plainBytes: number;
  readonly headsCrc: number;
  readonly termsCrc: number;
  readonly bodiesCrc: number;
  /** Position of its first entry, or number of its first ruling. */
  readonly first: number;
  readonly firstAt: Instant;
  readonly lastAt: Instant;
  /** SHA-256 of the chain before, of the bound part of this header and of the stored bytes. */
  readonly chain: Buffer;
}

/** A whole number below 2^53 as unsigned 64 bits. */
export function putWhole(bytes: Buffer, value: number, offset: number): void {
  bytes.writeUInt32LE(value % 0x1_0000_0000, offset);
  bytes.writeUInt32LE(Math.floor(value / 0x1_0000_0000), offset + 4);
}

export const wholeAt = (bytes: Buffer, offset: number): number =>
  bytes.readUInt32LE(offset) + bytes.readUInt32LE(offset + 4) * 0x1_0000_0000;

/** An instant or none, as a double: not a number where there is none. */
export const putInstant = (bytes: Buffer, value: Instant | null, offset: number): number =>
  bytes.writeDoubleLE(value ?? Number.NaN, offset);

export function instantAt(bytes: Buffer, offset: number): Instant | null {
  const value = bytes.readDoubleLE(offset);
  return Number.isNaN(value) ? null : value;
}

export function segmentHeader({ number, first, before, chain }: SegmentHeader): Buffer {
  const bytes = Buffer.alloc(segmentHeaderBytes);
  bytes.writeUInt32LE(segmentMagic, 0);
  bytes.writeUInt32LE(formatVersion, 8);
  bytes.writeUInt32LE(number, 12);
  putWhole(bytes, first, 16);
  putWhole(bytes, before, 24);
  chain.copy(bytes, 32);
  bytes.writeUInt32LE(crc32(bytes.subarray(8)), 4);
  return bytes;
}

/** Reads the beginning of a segment; null where it is not as it was written. Throws `TooNewSegments`. */
export function readSegmentHeader(bytes: Buffer | null): SegmentHeader | null {
  if (bytes === null || bytes.readUInt32LE(0) !== segmentMagic) return null;
  if (bytes.readUInt32LE(4) !== crc32(bytes.subarray(8, segmentHeaderBytes))) return null;
  const version = bytes.readUInt32LE(8);
  if (version > formatVersion)
    throw new TooNewSegments(`the journal has format ${version}; this program knows ${formatVersion}`);
  return {
    number: bytes.readUInt32LE(12),
    first: wholeAt(bytes, 16),
    before: wholeAt(bytes, 24),
    chain: Buffer.from(bytes.subarray(32, 64)),
  };
}

/** What a writer says of a block; lengths, checksums and chain follow from its bytes. */
export type NewBlock = Pick<
  BlockHeader,
  "kind" | "packed" | "more" | "count" | "records" | "plainBytes" | "first" | "firstAt" | "lastAt"
>;

/**
 * Finishes a block: `front` holds room for the header, then heads and terms; the bodies follow it on the disk. Answers
 * the block's chain.
 */
export function sealBlock(
  front: Buffer,
  headsBytes: number,
  bodies: Uint8Array,
  block: NewBlock,
  before: Buffer,
): Buffer {
  const heads = front.subarray(blockHeaderBytes, blockHeaderBytes + headsBytes);
  const terms = front.subarray(blockHeaderBytes + headsBytes);
  front.writeUInt32LE(blockMagic, 0);
  front.writeUInt16LE(block.kind === "entries" ? 1 : 2, 8);
  front.writeUInt16LE((block.packed ? 1 : 0) | (block.more ? 2 : 0), 10);
  front.writeUInt32LE(block.count, 12);
  front.writeUInt32LE(block.records, 16);
  front.writeUInt32LE(headsBytes, 20);
  front.writeUInt32LE(terms.byteLength, 24);
  front.writeUInt32LE(bodies.byteLength, 28);
  front.writeUInt32LE(block.plainBytes, 32);
  front.writeUInt32LE(crc32(heads), 36);
  front.writeUInt32LE(crc32(terms), 40);
  front.writeUInt32LE(crc32(bodies), 44);
  putWhole(front, block.first, 48);
  front.writeDoubleLE(block.firstAt, 56);
  front.writeDoubleLE(block.lastAt, 64);
  const chain = chainOf(before, front, bodies);
  chain.copy(front, boundTo);
  front.writeUInt32LE(crc32(front.subarray(8, blockHeaderBytes)), 4);
  return chain;
}

/** The link that a block makes behind the chain before it. */
export const chainOf = (before: Buffer, front: Buffer, bodies: Uint8Array): Buffer =>
  createHash("sha256")
    .update(before)
    .update(front.subarray(boundFrom, boundTo))
    .update(front.subarray(blockHeaderBytes))
    .update(bodies)
    .digest();

const isBlockHeader = (bytes: Buffer): boolean =>
  bytes.readUInt32LE(0) === blockMagic && bytes.readUInt32LE(4) === crc32(bytes.subarray(8, blockHeaderBytes));

/** What a directory has of a block, out of its header; null where that is not as it was written. */
export function readBlockPlace(bytes: Buffer): { readonly first: number; readonly bytes: number } | null {
  if (!isBlockHeader(bytes)) return null;
  const payload = bytes.readUInt32LE(20) + bytes.readUInt32LE(24) + bytes.readUInt32LE(28);
  return { first: wholeAt(bytes, 48), bytes: blockHeaderBytes + payload };
}

/** Reads a block's header; null where it is not as it was written. */
export function readBlockHeader(bytes: Buffer | null): BlockHeader | null {
  if (bytes === null || !isBlockHeader(bytes)) return null;
  const flags = bytes.readUInt16LE(10);
  return {
    kind: bytes.readUInt16LE(8) === 1 ? "entries" : "rulings",
    packed: (flags & 1) !== 0,
    more: (flags & 2) !== 0,
    count: bytes.readUInt32LE(12),
    records: bytes.readUInt32LE(16),
    headsBytes: bytes.readUInt32LE(20),
    termsBytes: bytes.readUInt32LE(24),
    bodiesBytes: bytes.readUInt32LE(28),
    plainBytes: bytes.readUInt32LE(32),
    headsCrc: bytes.readUInt32LE(36),
    termsCrc: bytes.readUInt32LE(40),
    bodiesCrc: bytes.readUInt32LE(44),
    first: wholeAt(bytes, 48),
    firstAt: bytes.readDoubleLE(56),
    lastAt: bytes.readDoubleLE(64),
    chain: Buffer.from(bytes.subarray(boundTo, blockHeaderBytes)),
  };
}

/** Bytes of a block behind its header. */
export const payloadBytes = ({ headsBytes, termsBytes, bodiesBytes }: BlockHeader): number =>
  headsBytes + termsBytes + bodiesBytes;

export const blockBytes = (header: BlockHeader): number => blockHeaderBytes + payloadBytes(header);
