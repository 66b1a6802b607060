import type { Millis } from "../types.ts";

/**
 * Buckets of durations: each millisecond up to 63, then 32 buckets an octave. A bucket is at most 1/32 of its lower
 * edge wide, so its middle is within 1.6 % of everything in it.
 */
const exact = 64;

/** Bucket of a duration; fractions are cut off, and what is below 0 counts as 0. */
export function bucketOf(ms: Millis): number {
  const whole = Math.min(Math.max(0, Math.trunc(ms)), Number.MAX_SAFE_INTEGER);
  if (whole < exact) return whole;
  // Durations reach beyond 32 bits (49 days): the octave is told from the upper half first.
  const upper = Math.floor(whole / 0x1_0000_0000);
  const octave = upper > 0 ? 63 - Math.clz32(upper) : 31 - Math.clz32(whole);
  const within = Math.floor(whole / 2 ** (octave - 5)) - 32;
  return exact + (octave - 6) * 32 + within;
}

/** Least duration of a bucket; the next bucket begins where it ends. */
export function lowOf(bucket: number): Millis {
  if (bucket < exact) return bucket;
  const octave = 6 + Math.floor((bucket - exact) / 32);
  return (32 + ((bucket - exact) % 32)) * 2 ** (octave - 5);
}

/** Greatest whole duration of a bucket. */
export const highOf = (bucket: number): Millis => lowOf(bucket + 1) - 1;

/** Counts by bucket. */
export type Histogram = ReadonlyMap<number, number>;

/** Adds one histogram to another; order and grouping make no difference. */
export function addHistogram(into: Map<number, number>, other: Iterable<readonly [number, number]>): void {
  for (const [bucket, count] of other) into.set(bucket, (into.get(bucket) ?? 0) + count);
}

/**
 * The duration that a share (0 to 1) of all lie at or below, by nearest rank: the middle of its bucket, within 1.6 % of
 * the true one. Null when nothing was counted.
 */
export const percentile = (histogram: Histogram, share: number): Millis | null =>
  percentiles(histogram, [share])[0] ?? null;

/** The same of several shares, each by itself; the histogram is put in order once. */
export const percentiles = (histogram: Histogram, shares: readonly number[]): readonly (Millis | null)[] =>
  percentilesOf(
    [...histogram].sort(([a], [b]) => a - b),
    shares,
  );

/** The same of a histogram that is in order: pairs of a bucket and its count, lowest bucket first. */
export function percentilesOf(
  pairs: readonly (readonly [bucket: number, count: number])[],
  shares: readonly number[],
): readonly (Millis | null)[] {
  let total = 0;
  for (const [, count] of pairs) total += Math.max(0, count);
  return shares.map((share) => {
    let left = Math.max(1, Math.ceil(share * total));
    for (const [bucket, count] of pairs) {
      left -= Math.max(0, count);
      if (left <= 0) return Math.floor((lowOf(bucket) + highOf(bucket)) / 2);
    }
    return null;
  });
}
