/** How a figure is told on another machine than the one that its goal was set on. */
export type Scale =
  /** A ratio of two things measured in one run, or a size: the same everywhere. */
  | "none"
  /** So much a second: goes with the bare insert. */
  | "rate"
  /** A time: goes with the slower of the bare insert and the sync of 80 KB. */
  | "time";

/** One line of the table, and what it should come to on the machine that goals are set for. */
export interface Figure {
  readonly id: string;
  readonly name: string;
  readonly unit: string;
  readonly better: "more" | "less";
  readonly goal: number;
  /** Beyond it is a regression. */
  readonly floor: number;
  readonly scale: Scale;
}

const more = (id: string, name: string, unit: string, goal: number, floor: number, scale: Scale = "none"): Figure => ({
  id,
  name,
  unit,
  better: "more",
  goal,
  floor,
  scale,
});
const less = (id: string, name: string, unit: string, goal: number, floor: number, scale: Scale = "none"): Figure => ({
  id,
  name,
  unit,
  better: "less",
  goal,
  floor,
  scale,
});

/** All figures that are measured, in the order of the table. */
export const figures: readonly Figure[] = [
  more("P1", "acknowledged spans against the bare insert", "× R", 3.5, 2.8),
  more("P1.append", "acknowledged spans against the raw append", "×", 1, 0.8),
  less("P2", "server CPU a span, all threads", "µs", 1.15, 1.4, "time"),
  more("P3", "acknowledged spans against PostgreSQL COPY with the same indexes", "×", 8, 6),
  more("P4", "rate in the last million against the first", "×", 0.95, 0.9),
  less("P5", "data folder with all indexes against the wire", "%", 17, 25),
  less("P6.trace", "one trace, p99", "ms", 2, 4, "time"),
  less("P6.order", "all spans of an order, p99", "ms", 8, 16, "time"),
  less("P6.page", "object page from rows, p99", "ms", 5, 10, "time"),
  less("P7.p50", "acknowledgement at 4 connections, p50", "ms", 3, 6, "time"),
  less("P7.p99", "acknowledgement at 4 connections, p99", "ms", 6, 12, "time"),
  less("P7.saturated", "acknowledgement at saturation, p99", "ms", 60, 120, "time"),
  more("P8.gzip", "gzip bodies against the bare insert", "× R", 3, 2.4),
  more("P8.json", "JSON bodies against JSON.parse alone", "×", 3, 2),
  more("P9.mean", "events through the core, mean after the ramp", "1/s", 50_000, 30_000, "rate"),
  more("P9.flat", "the last of them against the first after the ramp", "×", 0.95, 0.85),
  more("P9.small", "the same at 100 events a commit", "1/s", 40_000, 20_000, "rate"),
  more("P9.open", "the same on an open network", "1/s", 50_000, 30_000, "rate"),
  less("P11.queue", "queue page, in process, p99", "ms", 2, 4, "time"),
  less("P11.queue.http", "queue page over HTTP, p99", "ms", 10, 20, "time"),
  less("P11.search", "search by any key, in process, p99", "ms", 2, 4, "time"),
  less("P11.search.http", "search by any key over HTTP, p99", "ms", 10, 20, "time"),
  less("P11.lag", "lag matrix of a day, in process, p99", "ms", 5, 10, "time"),
  less("P11.lag.http", "lag matrix of a day over HTTP, p99", "ms", 12, 24, "time"),
  less("M.kpis", "scorecard of a month, in process, p99", "ms", 300, 600, "time"),
  less("M.kpis.http", "scorecard of a month over HTTP, p99", "ms", 300, 600, "time"),
  less("M.building", "the same of one building, in process, p99", "ms", 300, 600, "time"),
  less("M.building.http", "the same of one building over HTTP, p99", "ms", 300, 600, "time"),
  less("M.figure", "a figure's thirteen weeks and what moved it, in process, p99", "ms", 300, 600, "time"),
  less("M.figure.http", "a figure's thirteen weeks and what moved it over HTTP, p99", "ms", 300, 600, "time"),
  less("M.books", "books as of a past evening of the month, in process, p99", "ms", 300, 600, "time"),
  less("M.books.http", "books as of a past evening of the month over HTTP, p99", "ms", 300, 600, "time"),
  more("P12.events", "rebuild of all rows from the journal", "events/s", 50_000, 25_000, "rate"),
  more("P12.spans", "rebuild past spans that say nothing", "spans/s", 1_000_000, 500_000, "rate"),
  less("P13", "resident memory at saturation, greatest", "MiB", 1_024, 1_280),
  less("P14", "ready after a start on what is kept", "s", 3, 5, "time"),
];

/** What the machine can do, measured in this run. */
export interface Limits {
  /** R: rows of the bare insert in a second. */
  readonly insert: number;
  /** Spans of the wire a second, appended and synced and nothing else. */
  readonly append: number;
  /** A sync of 80 KB that was just written, in milliseconds. */
  readonly syncMs: number;
}

/** The machine that goals are set for. */
export const reference = { insert: 330_000, syncMs: 0.3 } as const;

/** What a goal of the reference machine comes to on this one. */
export function scaled(bound: number, scale: Scale, limits: Pick<Limits, "insert" | "syncMs">): number {
  if (scale === "none") return bound;
  if (scale === "rate") return bound * (limits.insert / reference.insert);
  return bound * Math.max(reference.insert / limits.insert, limits.syncMs / reference.syncMs);
}

/** A figure measured, or why it was not. */
export interface Row {
  readonly id: string;
  readonly name: string;
  readonly value: number | null;
  readonly unit: string;
  /** As they hold on this machine. */
  readonly goal: number;
  readonly floor: number;
  /** As they were set. */
  readonly reference: { readonly goal: number; readonly floor: number };
  readonly meetsGoal: boolean | null;
  readonly meetsFloor: boolean | null;
  /** Why there is no value. */
  readonly skipped: string | null;
  /** At what size it was measured, and what else must be known to read it. */
  readonly at: string;
}

/** A value with what it was measured at; or why there is none. */
export type Measured = { readonly value: number; readonly at: string } | { readonly skipped: string };

/** Holds a measured value against its goal and floor. */
export function rowOf(figure: Figure, measured: Measured, limits: Pick<Limits, "insert" | "syncMs">): Row {
  const { id, name, unit, better, scale } = figure;
  const goal = scaled(figure.goal, scale, limits);
  const floor = scaled(figure.floor, scale, limits);
  const common = { id, name, unit, goal, floor, reference: { goal: figure.goal, floor: figure.floor } };
  if ("skipped" in measured)
    return { ...common, value: null, meetsGoal: null, meetsFloor: null, skipped: measured.skipped, at: "" };
  const { value, at } = measured;
  const meets = (bound: number): boolean => (better === "more" ? value >= bound : value <= bound);
  return { ...common, value, meetsGoal: meets(goal), meetsFloor: meets(floor), skipped: null, at };
}

/** The middle one; of an even number the mean of the two. Throws on none. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const upper = sorted[sorted.length >> 1];
  const lower = sorted[(sorted.length - 1) >> 1];
  if (upper === undefined || lower === undefined) throw new Error("the median of nothing");
  return (upper + lower) / 2;
}

/** The least value that at least a share of all do not exceed. Throws on none. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const found = sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)];
  if (found === undefined) throw new Error("a percentile of nothing");
  return found;
}
