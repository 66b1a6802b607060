import { crc32 } from "node:zlib";
import type { Instant } from "../../domain/index.ts";
import { bytesAt, type OpenFile } from "./files.ts";
import {
  type BlockHeader,
  type BlockKind,
  blockBytes,
  blockHeaderBytes,
  blockMagic,
  chainOf,
  payloadBytes,
  readBlockHeader,
} from "./layout.ts";

/** Where a walk along blocks stands. */
export interface Place {
  readonly offset: number;
  /** Position of the last entry, or number of the last ruling, before it. */
  readonly position: number;
  readonly chain: Buffer;
  readonly lastAt: Instant | null;
  /** What lies before is not known, so that the next block's link cannot be told right or wrong. */
  readonly unlinked?: boolean;
}

/** Blocks that are missing or changed. */
export interface Gap {
  readonly offset: number;
  readonly first: number;
  readonly last: number;
  readonly reason: "changed" | "missing" | "cut off";
}

/** How closely a walk looks: at checksums of all bytes, or at the chain too. */
export type Depth = "checksums" | "chain";

interface Walking {
  readonly file: OpenFile;
  readonly kind: BlockKind;
  readonly end: number;
  readonly depth: Depth;
}

/** The block at a place, if it is whole and follows what is before it. */
export function nextBlock({ file, kind, end, depth }: Walking, place: Place): BlockHeader | null {
  const header = plausible(file, kind, place.offset, end);
  if (header === null || header.first !== place.position + 1) return null;
  if (!payloadIsWhole(file, place.offset, header)) return null;
  if (depth === "checksums" || place.unlinked) return header;
  const bytes = bytesAt(file, place.offset, blockBytes(header));
  if (bytes === null) return null;
  const bodiesAt = bytes.byteLength - header.bodiesBytes;
  const chain = chainOf(place.chain, bytes.subarray(0, bodiesAt), bytes.subarray(bodiesAt));
  return chain.equals(header.chain) ? header : null;
}

function plausible(file: OpenFile, kind: BlockKind, offset: number, end: number): BlockHeader | null {
  if (offset + blockHeaderBytes > end) return null;
  const header = readBlockHeader(bytesAt(file, offset, blockHeaderBytes));
  const fits = header !== null && header.kind === kind && header.count > 0 && offset + blockBytes(header) <= end;
  return fits ? header : null;
}

function payloadIsWhole(file: OpenFile, offset: number, header: BlockHeader): boolean {
  const bytes = bytesAt(file, offset + blockHeaderBytes, payloadBytes(header));
  if (bytes === null) return false;
  const { headsBytes, termsBytes } = header;
  return (
    crc32(bytes.subarray(0, headsBytes)) === header.headsCrc &&
    crc32(bytes.subarray(headsBytes, headsBytes + termsBytes)) === header.termsCrc &&
    crc32(bytes.subarray(headsBytes + termsBytes)) === header.bodiesCrc
  );
}

/** The place behind a block. */
export const past = (place: Place, header: BlockHeader): Place => ({
  offset: place.offset + blockBytes(header),
  position: header.first + header.count - 1,
  chain: header.chain,
  lastAt: header.lastAt,
});

/**
 * Walks blocks up to an end that was acknowledged, `last` being the last position that must be found; `whole` is where
 * the first gap begins. After a gap the walk goes on with the next block that is whole, so that each is named.
 */
export function walkBlocks(walking: Walking & { readonly start: Place; readonly last: number }): {
  readonly whole: Place;
  readonly end: Place;
  readonly gaps: readonly Gap[];
} {
  const { file, kind, end, last } = walking;
  const gaps: Gap[] = [];
  let place = walking.start;
  let whole: Place | null = null;
  const size = file.size();
  while (place.offset < end) {
    const block = nextBlock(walking, place);
    if (block !== null) {
      place = past(place, block);
      continue;
    }
    whole ??= place;
    const next = resume(file, kind, place, end);
    const lostTo = Math.max(place.position + 1, next === null ? last : next.header.first - 1);
    const reason = size < end && next === null ? "cut off" : "changed";
    gaps.push({ offset: place.offset, first: place.position + 1, last: lostTo, reason });
    if (next === null) return { whole, end: { ...place, offset: end, position: lostTo, unlinked: true }, gaps };
    place = { ...place, offset: next.offset, position: next.header.first - 1, unlinked: true };
  }
  return { whole: whole ?? place, end: place, gaps };
}

/** The next whole block behind a damage: behind the damaged one where its length can be read, else by its magic. */
function resume(file: OpenFile, kind: BlockKind, place: Place, end: number) {
  const damaged = plausible(file, kind, place.offset, end);
  const from = damaged === null ? place.offset + 1 : place.offset + blockBytes(damaged);
  const seen = damaged === null ? place.position + 1 : damaged.first + damaged.count;
  for (const offset of candidates(file, from, end)) {
    const header = plausible(file, kind, offset, end);
    if (header === null || header.first < seen || !payloadIsWhole(file, offset, header)) continue;
    return { offset, header };
  }
  return null;
}

function* candidates(file: OpenFile, from: number, end: number): Iterable<number> {
  yield from;
  const window = 1024 * 1024;
  const magic = Buffer.alloc(4);
  magic.writeUInt32LE(blockMagic, 0);
  const limit = Math.min(end, file.size());
  for (let start = from; start < limit; start += window) {
    const bytes = bytesAt(file, start, Math.min(window + 3, limit - start));
    if (bytes === null) return;
    for (let hit = bytes.indexOf(magic); hit >= 0; hit = bytes.indexOf(magic, hit + 1)) yield start + hit;
  }
}
