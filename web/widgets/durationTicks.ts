const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/** Steps between ticks that people count in, in milliseconds. */
const steps: readonly number[] = [
  ...[10, 50, 100, 200, 500],
  ...[1, 2, 5, 10, 15, 30].map((n) => n * second),
  ...[1, 2, 5, 10, 15, 30].map((n) => n * minute),
  ...[1, 2, 3, 4, 6, 12].map((n) => n * hour),
  ...[1, 2, 5, 10].map((n) => n * day),
];
const most = 4;

/** Where a scale of durations from zero up to `top` is marked: at round times, at most five. */
export function durationTicks(top: number): readonly number[] {
  const step = steps.find((one) => top / one <= most) ?? Math.ceil(top / most / day) * day;
  return Array.from({ length: Math.floor(top / step) + 1 }, (_, index) => index * step);
}
