/** The only labels a metric may carry: none of them names an object, a person or a trace. */
export const labelNames = ["warehouse", "flow", "source", "target", "class", "figure"] as const;
export type LabelName = (typeof labelNames)[number];
/** A value for each label that a metric declares. */
export type Labels<L extends LabelName> = Readonly<Record<L, string>>;

/** Something that only grows. Its name ends in `_total`. */
export interface Counter<L extends LabelName> {
  /** Adds a finite number of at least 0; anything else is left out. */
  add(labels: Labels<L>, by?: number): void;
}

/** A reading that goes up and down. */
export interface Gauge<L extends LabelName> {
  set(labels: Labels<L>, value: number): void;
  /** Has the value asked for whenever metrics are read. */
  read(labels: Labels<L>, value: () => number): void;
}

/** How often a value fell at or below each bound. */
export interface Histogram<L extends LabelName> {
  observe(labels: Labels<L>, value: number): void;
}

/** One series: label values in the family's order; `buckets` (one more than the bounds) only on a histogram. */
export interface Point {
  readonly labels: readonly string[];
  /** Value of a counter or gauge; sum of a histogram. */
  readonly value: number;
  readonly buckets?: readonly number[];
}

export type FamilyType = "counter" | "gauge" | "histogram";

/** One metric with all its series. */
export interface Family {
  readonly name: string;
  readonly type: FamilyType;
  readonly help: string;
  readonly labels: readonly LabelName[];
  /** Upper bounds of a histogram, ascending; empty otherwise. */
  readonly bounds: readonly number[];
  readonly points: readonly Point[];
}

/** All metrics of one thread as plain objects, fit for `postMessage`. A new generation starts its counts at 0. */
export interface Snapshot {
  readonly generation: string;
  readonly families: readonly Family[];
}

/** The metrics of one thread, and what other threads last told. */
export interface Registry {
  counter<L extends LabelName>(name: string, help: string, labels: readonly L[]): Counter<L>;
  gauge<L extends LabelName>(name: string, help: string, labels: readonly L[]): Gauge<L>;
  histogram<L extends LabelName>(
    name: string,
    help: string,
    labels: readonly L[],
    bounds?: readonly number[],
  ): Histogram<L>;
  /** This thread's own metrics, sorted by name. */
  snapshot(): Snapshot;
  /** Puts in place what the thread `origin` last told; counts of a generation that ended are kept. */
  merge(origin: string, snapshot: Snapshot): void;
  /** Own and merged metrics together: equal series are added up, whatever thread they came from. */
  families(): readonly Family[];
}

/** Bounds in seconds that fit a request as well as a commit. */
export const durationBounds: readonly number[] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10];

/** Series beyond this many in one family are counted under the label value `other`. */
export const maxSeries = 1000;
const maxLabelLength = 120;

interface Series {
  readonly labels: readonly string[];
  value: number;
  readonly buckets: number[];
  read: (() => number) | null;
}

interface Kept {
  readonly name: string;
  readonly type: FamilyType;
  readonly help: string;
  readonly labels: readonly LabelName[];
  readonly bounds: readonly number[];
  readonly series: Map<string, Series>;
}

/** A registry with nothing in it. `generation` tells this life of the thread from the one before. */
export function createRegistry(generation: string): Registry {
  const kept = new Map<string, Kept>();
  const others = new Map<string, Snapshot>();
  const ended = new Map<string, Family>();

  function declare(
    type: FamilyType,
    name: string,
    help: string,
    labels: readonly LabelName[],
    bounds: readonly number[],
  ): Kept {
    const fault = nameFault(type, name, labels);
    if (fault !== null) throw new Error(`metric ${name}: ${fault}`);
    const before = kept.get(name);
    if (before === undefined) {
      const family: Kept = { name, type, help, labels: [...labels], bounds: [...bounds], series: new Map() };
      kept.set(name, family);
      return family;
    }
    if (before.type !== type || before.labels.join() !== labels.join() || before.bounds.join() !== bounds.join()) {
      throw new Error(`metric ${name}: declared twice, differently`);
    }
    return before;
  }

  return {
    counter(name, help, labels) {
      const family = declare("counter", name, help, labels, []);
      return {
        add(values, by = 1) {
          if (Number.isFinite(by) && by >= 0) seriesOf(family, values).value += by;
        },
      };
    },
    gauge(name, help, labels) {
      const family = declare("gauge", name, help, labels, []);
      return {
        set(values, value) {
          const series = seriesOf(family, values);
          series.read = null;
          series.value = value;
        },
        read(values, value) {
          seriesOf(family, values).read = value;
        },
      };
    },
    histogram(name, help, labels, bounds = durationBounds) {
      const family = declare("histogram", name, help, labels, bounds);
      return {
        observe(values, value) {
          if (!Number.isFinite(value)) return;
          const series = seriesOf(family, values);
          const at = family.bounds.findIndex((bound) => value <= bound);
          const bucket = at < 0 ? family.bounds.length : at;
          series.buckets[bucket] = (series.buckets[bucket] ?? 0) + 1;
          series.value += value;
        },
      };
    },
    snapshot: () => ({ generation, families: sorted([...kept.values()].map(familyOf)) }),
    merge(origin, snapshot) {
      const before = others.get(origin);
      if (before !== undefined && before.generation !== snapshot.generation) {
        for (const family of before.families) if (family.type !== "gauge") addFamily(ended, family);
      }
      others.set(origin, snapshot);
    },
    families() {
      const all = new Map<string, Family>();
      for (const family of kept.values()) addFamily(all, familyOf(family));
      for (const family of ended.values()) addFamily(all, family);
      for (const snapshot of others.values()) for (const family of snapshot.families) addFamily(all, family);
      return sorted([...all.values()]);
    },
  };
}

function nameFault(type: FamilyType, name: string, labels: readonly string[]): string | null {
  if (!/^[a-z][a-z0-9_]*$/.test(name)) return "a name is lower case, digits and underscores";
  if ((type === "counter") !== name.endsWith("_total")) return "a counter's name ends in _total, and no other's does";
  if (/_(ms|millis|milliseconds|minutes)(_|$)/.test(name)) return "times are in seconds";
  const unknown = labels.find((label) => !(labelNames as readonly string[]).includes(label));
  return unknown === undefined ? null : `label ${unknown} is not one of ${labelNames.join(", ")}`;
}

function seriesOf(family: Kept, values: Partial<Labels<LabelName>>): Series {
  const labels = family.labels.map((label) => (values[label] ?? "").slice(0, maxLabelLength));
  const found = family.series.get(labels.join("\u001f"));
  if (found !== undefined) return found;
  const full = family.labels.length > 0 && family.series.size >= maxSeries;
  const shown = full ? labels.map(() => "other") : labels;
  const key = shown.join("\u001f");
  const shared = family.series.get(key);
  if (shared !== undefined) return shared;
  const buckets = family.type === "histogram" ? new Array<number>(family.bounds.length + 1).fill(0) : [];
  const series: Series = { labels: shown, value: 0, buckets, read: null };
  family.series.set(key, series);
  return series;
}

function familyOf(family: Kept): Family {
  const { name, type, help, labels, bounds } = family;
  const points = [...family.series.values()].map((series): Point => {
    const value = series.read === null ? series.value : series.read();
    return type === "histogram"
      ? { labels: series.labels, value, buckets: [...series.buckets] }
      : { labels: series.labels, value };
  });
  return { name, type, help, labels, bounds, points };
}

function addFamily(into: Map<string, Family>, family: Family): void {
  const before = into.get(family.name);
  if (before === undefined) {
    into.set(family.name, family);
    return;
  }
  const points = new Map(before.points.map((point) => [point.labels.join("\u001f"), point]));
  for (const point of family.points) {
    const key = point.labels.join("\u001f");
    const other = points.get(key);
    points.set(key, other === undefined ? point : addPoint(other, point));
  }
  into.set(family.name, { ...before, points: [...points.values()] });
}

function addPoint(a: Point, b: Point): Point {
  const value = a.value + b.value;
  if (a.buckets === undefined || b.buckets === undefined) return { labels: a.labels, value };
  const more = b.buckets;
  return { labels: a.labels, value, buckets: a.buckets.map((count, at) => count + (more[at] ?? 0)) };
}

const sorted = (families: readonly Family[]): Family[] =>
  [...families].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
