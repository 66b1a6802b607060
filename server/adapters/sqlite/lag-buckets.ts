/** A histogram as pairs of a bucket and its count, in the order of buckets. */
export type BucketPairs = readonly (readonly [bucket: number, count: number])[];

/** Greater than every bucket: durations end at 2^53 ms, and there are 64 buckets and 32 for each octave from the sixth on. */
const buckets = 64 + 32 * 47;

/** Counts by bucket that histograms as they are kept are added to: an array, as of a day there are a hundred thousand. */
export interface BucketSums {
  /** Adds the JSON text of a minute, or of several one after the other. */
  addText(text: string): void;
  /** Adds the bytes of an hour, or of several with `between` between them. */
  addBytes(bytes: Uint8Array): void;
  /** What came of it, in order; without what came to nothing. */
  pairs(): BucketPairs;
}

/** Sums of nothing yet. */
export function bucketSums(): BucketSums {
  const counts = new Float64Array(buckets);
  const add = (bucket: number, count: number): void => {
    counts[bucket] = (counts[bucket] ?? 0) + count;
  };
  return {
    addText: (text) => eachOfText(text, add),
    addBytes: (bytes) => eachOfBytes(bytes, add),
    pairs() {
      const found: [number, number][] = [];
      for (let bucket = 0; bucket < buckets; bucket++) {
        const count = counts[bucket] ?? 0;
        if (count !== 0) found.push([bucket, count]);
      }
      return found;
    },
  };
}

/** Calls for each pair of `[[12,1],[40,3]]`, or of several such: digit by digit, as nothing is needed of it but the numbers. */
function eachOfText(text: string, call: (bucket: number, count: number) => void): void {
  let bucket = -1;
  let number = 0;
  let sign = 1;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    switch (code) {
      case comma:
        bucket = number;
        number = 0;
        break;
      case minus:
        sign = -1;
        break;
      case opening:
      case closing:
        if (code === closing && bucket >= 0) call(bucket, sign * number);
        bucket = -1;
        number = 0;
        sign = 1;
        break;
      default:
        number = number * 10 + (code - zero);
    }
  }
}

const [comma, minus, opening, closing, zero] = [0x2c, 0x2d, 0x5b, 0x5d, 0x30] as const;

/** Pairs as bytes: of each how far its bucket is from the one before, and its count, both in sevens of bits, low ones first. */
export function bytesOfBuckets(pairs: BucketPairs): Buffer {
  const bytes: number[] = [];
  const put = (value: number): void => {
    let rest = value;
    for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
    bytes.push(rest);
  };
  let before = 0;
  for (const [bucket, count] of pairs) {
    put(bucket - before);
    // A count below nothing can stand only between two changes; its sign is the lowest bit.
    put(count < 0 ? -count * 2 - 1 : count * 2);
    before = bucket;
  }
  return Buffer.from(bytes);
}

/** In hexadecimal: a pair that no histogram has, none in bucket 0. After it the next histogram begins. */
export const between = "0000";

/** The pairs that bytes hold. */
export function bucketsOfBytes(bytes: Uint8Array): BucketPairs {
  const pairs: [number, number][] = [];
  eachOfBytes(bytes, (bucket, count) => void pairs.push([bucket, count]));
  return pairs;
}

function eachOfBytes(bytes: Uint8Array, call: (bucket: number, count: number) => void): void {
  let at = 0;
  const next = (): number => {
    let byte = bytes[at++] ?? 0;
    let value = byte & 127;
    for (let unit = 128; byte >= 128; unit *= 128) {
      byte = bytes[at++] ?? 0;
      value += (byte & 127) * unit;
    }
    return value;
  };
  for (let bucket = 0; at < bytes.length; ) {
    bucket += next();
    const count = next();
    if (count === 0) bucket = 0;
    else call(bucket, count % 2 === 0 ? count / 2 : -(count + 1) / 2);
  }
}
