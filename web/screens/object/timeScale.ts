/** A stretch of the axis: linear within itself. A cut one stands for idle time and is narrower than it should be. */
export interface Stretch {
  readonly fromMs: number;
  readonly toMs: number;
  readonly fromX: number;
  readonly toX: number;
  readonly cut: boolean;
}

export interface TimeScale {
  readonly stretches: readonly Stretch[];
  readonly width: number;
  /** Pixels from the left for Unix milliseconds; outside the axis its nearest end. */
  x(at: number): number;
  /** Round instants with their pixels, at least `apart` pixels from one another, none inside a cut. */
  ticks(apart: number, offsetMinutes: (at: number) => number): readonly { readonly at: number; readonly x: number }[];
}

const cutWidth = 44;
const longestIdleShare = 0.3;

const tickSteps = [
  1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 15_000, 30_000, 60_000, 120_000, 300_000, 600_000,
  900_000, 1_800_000, 3_600_000, 7_200_000, 10_800_000, 14_400_000, 21_600_000, 43_200_000, 86_400_000, 172_800_000,
  604_800_000, 1_209_600_000, 2_592_000_000,
];

/**
 * A time axis for the moments of one object, `width` pixels wide: linear, but an idle span that would eat more than
 * three tenths of what remains is cut to a fixed width, so that a weekend does not press an hour's work into one dot.
 */
export function scaleTime(moments: readonly number[], width: number): TimeScale {
  const sorted = [...new Set(moments)].sort((a, b) => a - b);
  const first = sorted[0] ?? 0;
  const last = sorted.at(-1) ?? first;
  const pad = Math.max(1, Math.round((last - first) * 0.01));
  const gaps = sorted.slice(1).map((at, i) => ({ from: sorted[i] as number, to: at, ms: at - (sorted[i] as number) }));
  const cut = new Set<number>();
  for (let changed = true; changed; ) {
    changed = false;
    const rest = gaps.filter((g) => !cut.has(g.from)).reduce((sum, g) => sum + g.ms, 0);
    const widest = gaps.filter((g) => !cut.has(g.from)).sort((a, b) => b.ms - a.ms)[0];
    const others = rest - (widest?.ms ?? 0);
    if (
      widest &&
      gaps.length - cut.size > 2 &&
      widest.ms > rest * longestIdleShare &&
      widest.ms > others * 1.5 &&
      (cut.size + 1) * cutWidth < width * 0.4
    ) {
      cut.add(widest.from);
      changed = true;
    }
  }

  const kept = gaps.filter((g) => !cut.has(g.from)).reduce((sum, g) => sum + g.ms, 0) + 2 * pad;
  const perMs = (width - cut.size * cutWidth) / kept;
  const stretches: Stretch[] = [];
  let from = first - pad;
  let x = 0;
  const close = (to: number): void => {
    const toX = x + (to - from) * perMs;
    stretches.push({ fromMs: from, toMs: to, fromX: x, toX, cut: false });
    from = to;
    x = toX;
  };
  for (const gap of gaps) {
    if (!cut.has(gap.from)) continue;
    close(gap.from);
    stretches.push({ fromMs: gap.from, toMs: gap.to, fromX: x, toX: x + cutWidth, cut: true });
    from = gap.to;
    x += cutWidth;
  }
  close(last + pad);

  const place = (at: number): number => {
    const stretch = stretches.find((s) => at <= s.toMs) ?? (stretches.at(-1) as Stretch);
    const share = (Math.max(at, stretch.fromMs) - stretch.fromMs) / Math.max(1, stretch.toMs - stretch.fromMs);
    return stretch.fromX + Math.min(1, share) * (stretch.toX - stretch.fromX);
  };

  return {
    stretches,
    width,
    x: place,
    ticks(apart, offsetMinutes) {
      const step = tickSteps.find((s) => s * perMs >= apart) ?? (tickSteps.at(-1) as number);
      const found: { at: number; x: number }[] = [];
      for (const stretch of stretches) {
        if (stretch.cut) continue;
        const shift = offsetMinutes(stretch.fromMs) * 60_000;
        for (let at = Math.ceil((stretch.fromMs + shift) / step) * step - shift; at <= stretch.toMs; at += step) {
          const tick = { at, x: place(at) };
          const before = found.at(-1);
          if (!before || tick.x - before.x >= apart * 0.8) found.push(tick);
        }
      }
      return found;
    },
  };
}
