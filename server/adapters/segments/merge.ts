import { crc32 } from "node:zlib";
import type { OpenFile } from "./files.ts";
import { bitsFor, bucketsFor, cut, mostPositions, type RunHeader, runHeader, runHeaderBytes } from "./run.ts";

/** Words that are read, placed or written between two slices at most: well below a millisecond. */
const sliceWords = 8 * 1024;
/** Bytes after which what was written is synced, so that no sync has much to do: others wait for the disk too. */
const syncBytes = 4 * 1024 * 1024;
/** So many pairs are in one run at most: its index fits into memory while it is made. */
const mostPairs = 2 ** 26;
/** Runs that are made into one at once at most. */
const mostRuns = 8;
/** A bucket may hold so many times the words that it should, as a power of two: runs that are too unlike stay apart. */
const mostCrowded = 3;

const sum = (runs: readonly RunHeader[]): number => runs.reduce((total, { pairs }) => total + pairs, 0);

/**
 * The shape of the run that some become which follow each other; null where none can be made of them. A run keeps so
 * many bits of a hash, those of its bucket and those of a word: the new one can keep no more than any of them.
 */
function shapeOf(runs: readonly RunHeader[]): Omit<RunHeader, "crc"> | null {
  const first = runs[0]?.first ?? 0;
  const last = runs.at(-1)?.last ?? 0;
  const pairs = sum(runs);
  if (last - first >= mostPositions || pairs > mostPairs) return null;
  const positionBits = bitsFor(last - first + 1);
  const wanted = bucketsFor(pairs);
  const bucketBits = Math.min(wanted, ...runs.map((run) => run.bucketBits + positionBits - run.positionBits));
  const least = Math.max(...runs.map((run) => run.bucketBits));
  return bucketBits < least || wanted - bucketBits > mostCrowded
    ? null
    : { first, last, pairs, bucketBits, positionBits };
}

/**
 * Neighbours that are worth being made into one: at least `from`, which together are twice as large as the largest of
 * them, so that no pair is written more often than its run doubles. Of all such the smallest; none where there is none.
 */
export function worthMerging<R extends { readonly header: RunHeader }>(runs: readonly R[], from: number): readonly R[] {
  let best: readonly R[] = [];
  let least = Number.POSITIVE_INFINITY;
  runs.forEach((_, start) => {
    for (let count = from; count <= Math.max(from, mostRuns) && start + count <= runs.length; count++) {
      const some = runs.slice(start, start + count);
      const headers = some.map(({ header }) => header);
      const pairs = sum(headers);
      const whole = headers.every((one, index) => index === 0 || one.first === (headers[index - 1]?.last ?? 0) + 1);
      if (!whole || pairs >= least || pairs < 2 * Math.max(...headers.map((one) => one.pairs))) continue;
      if (shapeOf(headers) === null) continue;
      best = some;
      least = pairs;
    }
  });
  return best;
}

/** A run that is read to be merged. */
export interface Source {
  readonly file: OpenFile;
  readonly header: RunHeader;
}

/** A slice of work has ended; a promise is to be waited for before the next. */
export type Slice = Promise<void> | undefined;

interface Read extends Source {
  /** Index of the first word of each bucket, and behind the last. */
  readonly starts: Uint32Array;
  /** By how many bits its buckets are wider than the new ones. */
  readonly wider: number;
  /** What the new run adds to its positions: each run tells them from its own first. */
  readonly shift: number;
}

const bytesOf = (numbers: Uint32Array): Uint8Array =>
  new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength);

const fill = (file: OpenFile, numbers: Uint32Array, offset: number): boolean =>
  file.read(bytesOf(numbers), offset) === numbers.byteLength;

const wordsAt = ({ bucketBits }: Pick<RunHeader, "bucketBits">): number => runHeaderBytes + 4 * (2 ** bucketBits + 1);

/** The new bucket of a word that stands in a bucket of its own run. */
const bucketFor = (word: number, bucket: number, { header, wider }: Read): number =>
  wider === 0 ? bucket : bucket * 2 ** wider + (cut(word, header.positionBits) >>> (32 - wider));

/** The word as the new run has it. */
function wordFor(word: number, { header, wider, shift }: Read, positionBits: number): number {
  const rest = cut(word, header.positionBits);
  return (cut(rest << wider, positionBits) | (((word ^ rest) >>> 0) + shift)) >>> 0;
}

/**
 * Writes the run that some become into a file, in slices; nothing of it counts before the last one, which syncs it.
 * Null where one of them is not as it was written: then it is not made of it.
 */
export function* merge(sources: readonly Source[], out: OpenFile): Generator<Slice, RunHeader | null> {
  const shape = shapeOf(sources.map(({ header }) => header));
  if (shape === null) return null;
  const starts = new Uint32Array(2 ** shape.bucketBits + 1);
  const buffer = new Uint32Array(sliceWords);
  const room = new Uint32Array(sliceWords);
  const runs: Read[] = [];
  for (const source of sources) {
    const run = yield* count(source, shape, starts, buffer);
    if (run === null) return null;
    runs.push(run);
  }
  for (let at = 1; at < starts.length; at++) {
    starts[at] = (starts[at] ?? 0) + (starts[at - 1] ?? 0);
    if (at % sliceWords === 0) yield;
  }

  let crc = 0;
  let end = runHeaderBytes;
  let unsynced = 0;
  function* put(numbers: Uint32Array): Generator<Slice> {
    for (let at = 0; at < numbers.length; at += sliceWords) {
      const bytes = bytesOf(numbers.subarray(at, at + sliceWords));
      out.write([bytes], end);
      crc = crc32(bytes, crc);
      end += bytes.byteLength;
      unsynced += bytes.byteLength;
      yield unsynced < syncBytes ? undefined : out.sync();
      if (unsynced >= syncBytes) unsynced = 0;
    }
  }
  yield* put(starts);
  for (let from = 0; from < starts.length - 1; ) {
    const to = rangeFrom(from, starts);
    yield* put(yield* place(runs, { from, to }, starts, shape.positionBits, [buffer, room]));
    from = to;
  }
  const header = { ...shape, crc };
  out.write([runHeader(header)], 0);
  yield out.sync();
  return header;
}

/** Reads all of a run, checks it, and counts its words by the new buckets: those of bucket n at n + 1. */
function* count(
  { file, header }: Source,
  shape: Omit<RunHeader, "crc">,
  counts: Uint32Array,
  buffer: Uint32Array,
): Generator<Slice, Read | null> {
  const starts = new Uint32Array(2 ** header.bucketBits + 1);
  const run = {
    file,
    header,
    starts,
    wider: shape.bucketBits - header.bucketBits,
    shift: header.first - shape.first,
  };
  let crc = 0;
  for (let at = 0; at < starts.length; at += sliceWords) {
    const some = starts.subarray(at, at + sliceWords);
    if (!fill(file, some, runHeaderBytes + 4 * at)) return null;
    crc = crc32(bytesOf(some), crc);
    yield;
  }
  let bucket = 0;
  for (let at = 0; at < header.pairs; at += sliceWords) {
    const words = buffer.subarray(0, Math.min(sliceWords, header.pairs - at));
    if (!fill(file, words, wordsAt(header) + 4 * at)) return null;
    crc = crc32(bytesOf(words), crc);
    for (let index = 0; index < words.length; index++) {
      while ((starts[bucket + 1] ?? Number.POSITIVE_INFINITY) <= at + index) bucket++;
      const next = bucketFor(words[index] ?? 0, bucket, run) + 1;
      counts[next] = (counts[next] ?? 0) + 1;
    }
    yield;
  }
  return crc === header.crc ? run : null;
}

/** Behind the last of the buckets from one on that are placed at once. */
function rangeFrom(from: number, starts: Uint32Array): number {
  const most = Math.min(starts.length - 1, from + sliceWords);
  const words = (starts[from] ?? 0) + sliceWords;
  let to = from + 1;
  while (to < most && (starts[to + 1] ?? 0) <= words) to++;
  return to;
}

/** The words of some buckets, out of all runs: in a bucket positions ascend, as the runs do. */
function* place(
  runs: readonly Read[],
  { from, to }: { readonly from: number; readonly to: number },
  starts: Uint32Array,
  positionBits: number,
  [buffer, room]: readonly [Uint32Array, Uint32Array],
): Generator<Slice, Uint32Array> {
  const base = starts[from] ?? 0;
  const count = (starts[to] ?? 0) - base;
  // Each of its words is written below.
  const placed = count <= room.length ? room.subarray(0, count) : new Uint32Array(count);
  const next = starts.slice(from, to);
  for (const run of runs) {
    let bucket = Math.floor(from / 2 ** run.wider);
    const end = run.starts[Math.ceil(to / 2 ** run.wider)] ?? 0;
    for (let at = run.starts[bucket] ?? 0; at < end; at += sliceWords) {
      const words = buffer.subarray(0, Math.min(sliceWords, end - at));
      if (!fill(run.file, words, wordsAt(run.header) + 4 * at)) throw new Error("a run became shorter");
      for (let index = 0; index < words.length; index++) {
        while ((run.starts[bucket + 1] ?? Number.POSITIVE_INFINITY) <= at + index) bucket++;
        const word = words[index] ?? 0;
        const slot = bucketFor(word, bucket, run) - from;
        // A run of wider buckets gives the neighbours of what is placed as well.
        if (slot < 0 || slot >= next.length) continue;
        const to = next[slot] ?? 0;
        next[slot] = to + 1;
        placed[to - base] = wordFor(word, run, positionBits);
      }
      yield;
    }
  }
  return placed;
}
