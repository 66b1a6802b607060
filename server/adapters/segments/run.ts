import { crc32 } from "node:zlib";
import type { Position } from "../../domain/index.ts";
import { bytesAt, type OpenFile } from "./files.ts";
import { formatVersion, putWhole, wholeAt } from "./layout.ts";
import type { Table } from "./table.ts";

const runMagic = 0x4e555254;
/** Bytes before a run's index. */
export const runHeaderBytes = 64;
/** Bytes that are read at once of a run that is checked. */
const checkBytes = 1024 * 1024;
/** Pairs that share a bucket, about: one look reads so many words. */
const pairsPerBucket = 16;

/** What a run's file says of itself. */
export interface RunHeader {
  readonly first: Position;
  readonly last: Position;
  readonly pairs: number;
  /** The first bits of a hash choose its bucket; of the bits behind them a word keeps the first `32 - positionBits`. */
  readonly bucketBits: number;
  readonly positionBits: number;
  readonly crc: number;
}

/** A sealed run: pairs in buckets by the first bits of the hash, a word of 32 bits each. */
export interface Run {
  readonly name: string;
  readonly first: Position;
  readonly last: Position;
  readonly header: RunHeader;
  /** Reads a piece of it for whether it is as it was written; whether there is more to read before that is known. */
  check(): boolean;
  /** Positions that may have the hash, below a bound, newest first. Null: the file is not as it was written. */
  positions(low: number, high: number, before: Position): readonly Position[] | null;
  close(): void;
}

export const bitsFor = (values: number): number => (values <= 1 ? 0 : 32 - Math.clz32(values - 1));

/** The 32 bits of a hash behind its first `bits`. */
const restOf = (low: number, high: number, bits: number): number =>
  bits === 0 ? high : ((high << bits) | (low >>> (32 - bits))) >>> 0;

export const bucketsFor = (pairs: number): number => Math.max(0, bitsFor(pairs) - bitsFor(pairsPerBucket));

const bucketOf = (high: number, bits: number): number => (bits === 0 ? 0 : high >>> (32 - bits));

/** A word without its last bits, which hold the position. */
export const cut = (word: number, bits: number): number => (word & (bits === 0 ? -1 : -1 << bits)) >>> 0;

/** The bytes of a run of what a table holds up to a position. A table spans fewer than 2^31 positions. */
export function sealTable(table: Table, last: Position): Buffer {
  const first = table.first();
  const given = table.upTo(last);
  const pairs = given.offsets.length;
  const positionBits = bitsFor(last - first + 1);
  const bucketBits = bucketsFor(pairs);
  const buckets = 1 << bucketBits;
  const starts = new Uint32Array(buckets + 1);
  for (let pair = 0; pair < pairs; pair++) {
    const bucket = bucketOf(given.words[2 * pair + 1] ?? 0, bucketBits) + 1;
    starts[bucket] = (starts[bucket] ?? 0) + 1;
  }
  for (let bucket = 1; bucket <= buckets; bucket++) starts[bucket] = (starts[bucket] ?? 0) + (starts[bucket - 1] ?? 0);
  const fill = starts.slice(0, buckets);
  const words = new Uint32Array(pairs);
  for (let pair = 0; pair < pairs; pair++) {
    const high = given.words[2 * pair + 1] ?? 0;
    const rest = restOf(given.words[2 * pair] ?? 0, high, bucketBits);
    const bucket = bucketOf(high, bucketBits);
    const at = fill[bucket] ?? 0;
    fill[bucket] = at + 1;
    words[at] = (cut(rest, positionBits) | (given.offsets[pair] ?? 0)) >>> 0;
  }
  const bytes = Buffer.alloc(runHeaderBytes + starts.byteLength + words.byteLength);
  Buffer.from(starts.buffer).copy(bytes, runHeaderBytes);
  Buffer.from(words.buffer).copy(bytes, runHeaderBytes + starts.byteLength);
  const crc = crc32(bytes.subarray(runHeaderBytes));
  runHeader({ first, last, pairs, bucketBits, positionBits, crc }).copy(bytes);
  return bytes;
}

/** The bytes before a run's index. */
export function runHeader({ first, last, pairs, bucketBits, positionBits, crc }: RunHeader): Buffer {
  const bytes = Buffer.alloc(runHeaderBytes);
  bytes.writeUInt32LE(runMagic, 0);
  bytes.writeUInt32LE(formatVersion, 8);
  putWhole(bytes, first, 16);
  putWhole(bytes, last, 24);
  bytes.writeUInt32LE(pairs, 32);
  bytes.writeUInt32LE(bucketBits, 36);
  bytes.writeUInt32LE(positionBits, 40);
  bytes.writeUInt32LE(crc, 44);
  bytes.writeUInt32LE(crc32(bytes.subarray(8)), 4);
  return bytes;
}

/** Reads the beginning of a run; null where it is not as it was written, or was written by another version. */
export function readRunHeader(file: OpenFile): RunHeader | null {
  const bytes = bytesAt(file, 0, runHeaderBytes);
  if (bytes === null || bytes.readUInt32LE(0) !== runMagic) return null;
  if (bytes.readUInt32LE(4) !== crc32(bytes.subarray(8)) || bytes.readUInt32LE(8) !== formatVersion) return null;
  const header: RunHeader = {
    first: wholeAt(bytes, 16),
    last: wholeAt(bytes, 24),
    pairs: bytes.readUInt32LE(32),
    bucketBits: bytes.readUInt32LE(36),
    positionBits: bytes.readUInt32LE(40),
    crc: bytes.readUInt32LE(44),
  };
  const size = runHeaderBytes + 4 * (2 ** header.bucketBits + 1 + header.pairs);
  return file.size() === size ? header : null;
}

/** Finds out piece by piece whether all of a run is as it was written; null while it is not known. */
function checkOf(file: OpenFile, header: RunHeader): () => boolean | null {
  const end = file.size();
  let at = runHeaderBytes;
  let crc = 0;
  return () => {
    const bytes = bytesAt(file, at, Math.min(checkBytes, end - at));
    if (bytes === null) return false;
    crc = crc32(bytes, crc);
    at += bytes.byteLength;
    return at < end ? null : crc === header.crc;
  };
}

/** Whether all of a run is as it was written. */
export function runIsWhole(file: OpenFile, header: RunHeader): boolean {
  const check = checkOf(file, header);
  let whole: boolean | null = null;
  while (whole === null) whole = check();
  return whole;
}

/**
 * `checked`: all of it was found to be as it was written. What is left of that to read is read when it is first asked for
 * positions.
 */
export function openRun(name: string, file: OpenFile, header: RunHeader, checked: boolean): Run {
  const { first, last, bucketBits, positionBits } = header;
  const wordsAt = runHeaderBytes + 4 * (2 ** bucketBits + 1);
  const checking = checkOf(file, header);
  let whole: boolean | null = checked ? true : null;
  const check = (): boolean => {
    whole ??= checking();
    return whole === null;
  };
  return {
    name,
    first,
    last,
    header,
    check,
    positions(low, high, before) {
      while (check());
      const bounds = bytesAt(file, runHeaderBytes + 4 * bucketOf(high, bucketBits), 8);
      if (!whole || bounds === null) return null;
      const start = bounds.readUInt32LE(0);
      const words = bytesAt(file, wordsAt + 4 * start, 4 * (bounds.readUInt32LE(4) - start));
      if (words === null) return null;
      const wanted = cut(restOf(low, high, bucketBits), positionBits);
      const found: Position[] = [];
      for (let offset = words.byteLength - 4; offset >= 0; offset -= 4) {
        const word = words.readUInt32LE(offset);
        const position = first + ((word ^ cut(word, positionBits)) >>> 0);
        const fits = cut(word, positionBits) === wanted && position < before;
        if (fits && position !== found.at(-1)) found.push(position);
      }
      return found;
    },
    close: () => file.close(),
  };
}

/** Name of the file of a run. */
export const runFile = (index: string, first: Position, last: Position): string =>
  `${index}-${String(first).padStart(12, "0")}-${String(last).padStart(12, "0")}.run`;

/** For so many positions and no more a run may be made: they must leave bits of a word to the hash. */
export const mostPositions = 2 ** 24;
