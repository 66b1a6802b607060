import { crc32 } from "node:zlib";
import { JournalFailed } from "../../ports/index.ts";
import { ahead, type Window } from "./ahead.ts";
import { bytesAt, type OpenFile } from "./files.ts";
import {
  type BlockHeader,
  blockBytes,
  blockHeaderBytes,
  readBlockHeader,
  readBlockPlace,
  segmentHeaderBytes,
} from "./layout.ts";
import { unpack } from "./pack.ts";

/** A block and where it begins. */
export interface Placed {
  readonly offset: number;
  readonly header: BlockHeader;
}

/** A file of blocks as far as it is known, found by position. Its directory is made by walking headers, when asked or before. */
export interface BlockFile {
  readonly path: string;
  /** The blocks up to this offset may be read. */
  reach(end: number): void;
  bytes(): number;
  /** Goes on with the directory by so many blocks; whether there are more. */
  walkOn(blocks: number): boolean;
  /** The first block, without walking through the others; null where there is none yet. */
  begin(): Placed | null;
  /** The block that holds a position or a number; null where the file holds it not. */
  holding(position: number): Placed | null;
  /** The block behind one; null behind the last. */
  behind(block: Placed): Placed | null;
  heads(block: Placed): Buffer;
  terms(block: Placed): Buffer;
  /** The bodies as they were given, one behind the other. */
  bodies(block: Placed): Uint8Array;
  close(): void;
}

/** What is read and is not what was written, or is not there: an answer made of it would be wrong. */
const damaged = (path: string, offset: number): JournalFailed =>
  new JournalFailed(`the journal is damaged: ${path} at byte ${offset} is not as it was written`, true, null);

/** Holds what is read to be unpacked at once: memory that is taken anew for each block is what a reader would stop for. */
let scratch = Buffer.alloc(0);

function scratchOf(length: number): Buffer {
  if (scratch.byteLength < length) scratch = Buffer.allocUnsafeSlow(length);
  return scratch.subarray(0, length);
}

/** The header that is being walked over. */
const walked = Buffer.alloc(blockHeaderBytes);

/** `open` answers null where the file is missing. */
export function blockFile(path: string, open: () => OpenFile | null, window: Window): BlockFile {
  const offsets: number[] = [];
  const firsts: number[] = [];
  let file: OpenFile | null = null;
  let known = segmentHeaderBytes;
  let end = segmentHeaderBytes;
  let broken: JournalFailed | null = null;

  const opened = (): OpenFile => {
    if (file === null) {
      const found = open();
      if (found === null) throw damaged(path, 0);
      file = ahead(found, window, () => end);
    }
    return file;
  };

  const placedAt = (offset: number): Placed => {
    const header = readBlockHeader(bytesAt(opened(), offset, blockHeaderBytes));
    if (header === null) throw damaged(path, offset);
    return { offset, header };
  };

  /** What lies before a damage is found all the same; what lies behind it is answered with the damage. */
  const walkOn = (blocks: number): boolean => {
    if (known < end) opened();
    for (let left = blocks; left > 0 && known < end && broken === null; left--) {
      const whole = opened().read(walked, known) === walked.byteLength;
      const place = whole ? readBlockPlace(walked) : null;
      if (place === null) broken = damaged(path, known);
      else {
        offsets.push(known);
        firsts.push(place.first);
        known += place.bytes;
      }
    }
    return known < end && broken === null;
  };

  const part = (offset: number, skip: number, into: Buffer, crc: number): Buffer => {
    const read = opened().read(into, offset + blockHeaderBytes + skip);
    if (read !== into.byteLength || crc32(into) !== crc) throw damaged(path, offset);
    return into;
  };

  return {
    path,
    reach(next) {
      end = next;
    },
    bytes: () => end,
    walkOn,
    begin: () => (segmentHeaderBytes < end ? placedAt(segmentHeaderBytes) : null),
    holding(position) {
      walkOn(Number.POSITIVE_INFINITY);
      const index = lastAtMost(firsts, position);
      const block = index < 0 ? null : placedAt(offsets[index] ?? 0);
      if (block !== null && position < block.header.first + block.header.count) return block;
      if (broken !== null) throw broken;
      return null;
    },
    behind({ offset, header }) {
      const next = offset + blockBytes(header);
      return next < end ? placedAt(next) : null;
    },
    heads({ offset, header: { headsBytes, headsCrc } }) {
      return part(offset, 0, Buffer.allocUnsafe(headsBytes), headsCrc);
    },
    terms({ offset, header: { headsBytes, termsBytes, termsCrc } }) {
      return part(offset, headsBytes, Buffer.allocUnsafe(termsBytes), termsCrc);
    },
    bodies({ offset, header: { headsBytes, termsBytes, bodiesBytes, bodiesCrc, packed } }) {
      const into = packed ? scratchOf(bodiesBytes) : Buffer.allocUnsafe(bodiesBytes);
      return unpack(part(offset, headsBytes + termsBytes, into, bodiesCrc), packed);
    },
    close() {
      file?.close();
      file = null;
    },
  };
}

/** Index of the last number that is at most a bound, in ascending ones; -1 where there is none. */
export function lastAtMost(ascending: readonly number[], bound: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ascending[middle] ?? 0) <= bound) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
