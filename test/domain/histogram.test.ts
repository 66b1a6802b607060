import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addHistogram, bucketOf, highOf, lowOf, percentile } from "../../server/domain/expectations/histogram.ts";

const year = 366 * 86_400_000;
const duration = fc.oneof(fc.nat(200), fc.nat(86_400_000), fc.integer({ min: 0, max: 30 * year }));

const countsOf = (durations: readonly number[]): Map<number, number> => {
  const counts = new Map<number, number>();
  for (const ms of durations) addHistogram(counts, [[bucketOf(ms), 1]]);
  return counts;
};

describe("histogram", () => {
  it("puts a duration into the bucket that holds it, at most 1/32 of its lower edge wide", () => {
    fc.assert(
      fc.property(duration, (ms) => {
        const bucket = bucketOf(ms);
        expect(lowOf(bucket)).toBeLessThanOrEqual(ms);
        expect(highOf(bucket)).toBeGreaterThanOrEqual(ms);
        if (bucket >= 64) expect(highOf(bucket) - lowOf(bucket) + 1).toBeLessThanOrEqual(lowOf(bucket) / 32);
        else expect(lowOf(bucket)).toBe(ms);
      }),
      { numRuns: 5_000 },
    );
  });

  it("has buckets that follow each other without a gap", () => {
    for (let bucket = 0; bucket < 1_500; bucket++) {
      expect(bucketOf(lowOf(bucket))).toBe(bucket);
      if (highOf(bucket) <= Number.MAX_SAFE_INTEGER) expect(bucketOf(highOf(bucket))).toBe(bucket);
    }
  });

  it("tells a percentile within 1.6 % of the true one by nearest rank", () => {
    fc.assert(
      fc.property(
        fc.array(duration, { minLength: 1, maxLength: 200 }),
        fc.constantFrom(0.01, 0.5, 0.95, 0.99, 1),
        (durations, share) => {
          const sorted = [...durations].sort((a, b) => a - b);
          const truth = sorted[Math.max(1, Math.ceil(share * sorted.length)) - 1] ?? 0;
          const told = percentile(countsOf(durations), share) ?? Number.NaN;
          expect(Math.abs(told - truth)).toBeLessThanOrEqual(Math.max(0, truth / 64 + 1e-9));
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it("merges in any order and grouping to the same, and what is taken out again was never there", () => {
    fc.assert(
      fc.property(fc.array(duration), fc.array(duration), (some, others) => {
        const together = countsOf([...some, ...others]);
        const merged = countsOf(others);
        addHistogram(merged, countsOf(some));
        expect(new Map([...merged].sort())).toEqual(new Map([...together].sort()));
        for (const ms of others) addHistogram(together, [[bucketOf(ms), -1]]);
        expect(percentile(together, 0.5)).toBe(percentile(countsOf(some), 0.5));
      }),
      { numRuns: 1_000 },
    );
  });

  it("tells nothing of nothing, and takes what is below 0 as 0", () => {
    expect(percentile(new Map(), 0.5)).toBeNull();
    expect(bucketOf(-5)).toBe(0);
    expect(bucketOf(62.9)).toBe(62);
  });
});
