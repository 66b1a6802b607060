import type { TraceRow } from "../../../server/wire/index.ts";

/** How far back the list can look. */
export const spans = ["15m", "90m", "24h", "7d"] as const;
export type Span = (typeof spans)[number];

const minute = 60_000;
/** Milliseconds of each choice. */
export const spanMs: Readonly<Record<Span, number>> = {
  "15m": 15 * minute,
  "90m": 90 * minute,
  "24h": 1440 * minute,
  "7d": 10_080 * minute,
};
/** Milliseconds of one bar of the histogram. */
export const barMs: Readonly<Record<Span, number>> = {
  "15m": minute,
  "90m": minute,
  "24h": 15 * minute,
  "7d": 120 * minute,
};

/** Milliseconds between the times written under the bars; null where each day is written. */
export const tickMs: Readonly<Record<Span, number | null>> = {
  "15m": 3 * minute,
  "90m": 15 * minute,
  "24h": 180 * minute,
  "7d": null,
};

/** One bar: traces that began in it, and how many of those failed. */
export interface Bar {
  readonly at: number;
  readonly all: number;
  readonly failed: number;
}

/**
 * Bars from `from` to `to` on whole bar lengths of UTC, empty ones too. Traces outside are left out. All in Unix
 * milliseconds.
 */
export function countBars(rows: readonly TraceRow[], from: number, to: number, each: number): readonly Bar[] {
  const first = Math.floor(from / each) * each;
  const bars = Array.from({ length: Math.max(1, Math.ceil((to - first) / each)) }, (_, i) => ({
    at: first + i * each,
    all: 0,
    failed: 0,
  }));
  for (const row of rows) {
    const bar = bars[Math.floor((Date.parse(row.startTime) - first) / each)];
    if (!bar) continue;
    bar.all++;
    if (row.failed) bar.failed++;
  }
  return bars;
}

/** Width of a duration on a log scale as a share of the widest, 0.04 to 1: a hundredfold time is two thirds wider, not a hundredfold. */
export function logShare(ms: number, longestMs: number): number {
  const of = (value: number): number => Math.log10(1 + Math.max(0, value));
  const most = of(longestMs);
  return most > 0 ? Math.max(0.04, of(ms) / most) : 0.04;
}

/** The next failed trace below a place in the list, or the first from the top; -1 when none failed. */
export function nextFailed(rows: readonly { readonly failed: boolean }[], after: number): number {
  const below = rows.findIndex((row, i) => i > after && row.failed);
  return below >= 0 ? below : rows.findIndex((row) => row.failed);
}
