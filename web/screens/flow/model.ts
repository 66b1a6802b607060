import type {
  FlowCounts,
  FlowDayFigure,
  FlowDayRow,
  FlowHourRow,
  FlowRow,
  FlowStepRow,
  KpiUnit,
} from "../../../server/wire/index.ts";
import type { StateName } from "../../widgets/StateGlyph.tsx";

/** Windows over which a flow can be looked at; each is compared with the one of equal length before it. */
export const flowWindows = ["1h", "8h", "24h", "7d", "30d"] as const;
export type FlowWindow = (typeof flowWindows)[number];

/** What is wrong at a step, in the order in which it is told. */
export const troubles = ["late", "technical", "business"] as const;
export type Trouble = (typeof troubles)[number];

/** How each trouble is drawn: what a system refused looks unlike what goods and papers say. */
export const troubleStates: Readonly<Record<Trouble, StateName>> = {
  late: "late",
  technical: "failed",
  business: "mismatch",
};

/** What is wrong at a step, as far as anything is. */
export const troublesOf = (counts: FlowCounts): readonly { readonly trouble: Trouble; readonly n: number }[] =>
  troubles.map((trouble) => ({ trouble, n: counts[trouble] })).filter(({ n }) => n > 0);

/** How a step stands. `silent`: a system that would tell it is, so that its numbers may be too small. */
export type StepTone = "failed" | "late" | "silent" | "calm";
export function toneOf(step: FlowStepRow): StepTone {
  if (step.technical + step.business > 0) return "failed";
  if (step.late > 0) return "late";
  return step.silent.length > 0 ? "silent" : "calm";
}

/** How the way to a step stands: by what came over it in the window. */
export type WayTone = "silent" | "over" | "calm";
export function wayOf(step: FlowStepRow): WayTone {
  if (step.systems.length > 0 && step.silent.length === step.systems.length) return "silent";
  return step.p95Ms !== null && step.p95Ms > step.limitMs ? "over" : "calm";
}

const [thin, thick] = [2, 10];
/** Width of a way in pixels, by what went over it beside the busiest way; as thin as can be where it is not told. */
export const wayWidth = (volume: number | null, most: number): number =>
  volume === null || most <= 0 ? thin : thin + ((thick - thin) * Math.min(volume, most)) / most;

/** The greatest volume of a flow's ways; 0 where none is told. */
export const busiest = ({ edges }: Pick<FlowRow, "edges">): number =>
  Math.max(0, ...edges.map(({ volume }) => volume ?? 0));

/** The building with most trouble at a step, where there are several; of those alike the first. */
export function worstSite({ sites }: Pick<FlowStepRow, "sites">): string | null {
  if (sites.length < 2) return null;
  let worst: { readonly warehouse: string; readonly n: number } | null = null;
  for (const site of sites) {
    const n = troubles.reduce((sum, trouble) => sum + site[trouble], 0);
    if (site.warehouse !== null && n > (worst?.n ?? 0)) worst = { warehouse: site.warehouse, n };
  }
  return worst?.warehouse ?? null;
}

/** Documents that stand at a step: in flight, late, and those whose clock stands. */
export const standing = ({ inFlight, late, onHold }: FlowCounts): number => inFlight + late + onHold;

/** Whether the window before can be compared with: what was before anything was heard is not known, and is no zero. */
export const isComparable = ({ heardSince, beforeFrom }: Pick<FlowRow, "heardSince" | "beforeFrom">): boolean =>
  heardSince !== null && heardSince <= beforeFrom;

/** Steps in the order in which a document meets them: each after all that lead to it; a ring in the order of the file. */
export function inOrder({ steps, edges }: Pick<FlowRow, "steps" | "edges">): readonly FlowStepRow[] {
  const left = [...steps];
  const done = new Set<string>();
  const ordered: FlowStepRow[] = [];
  while (left.length > 0) {
    const ready = left.findIndex(({ id }) =>
      edges.every(({ from, to }) => to !== id || done.has(from) || !left.some((one) => one.id === from)),
    );
    const [next] = left.splice(Math.max(0, ready), 1);
    if (next === undefined) break;
    done.add(next.id);
    ordered.push(next);
  }
  return ordered;
}

/** What the hours of a step come to. */
export interface OverTimeSum {
  /** The hour whose 95 % took longest; null where nothing was measured. */
  readonly slowest: { readonly at: string; readonly ms: number } | null;
  readonly raised: number;
  /**
   * Middle of the hourly 95 %, in milliseconds, in hours with an exception and in those without; null unless there are
   * three of each, below which nothing is said of it.
   */
  readonly apart: { readonly with: number; readonly without: number } | null;
}

const fewest = 3;

/** Adds up the hours of a step: the worst of them, and whether those with exceptions were slower. */
export function overTime(hours: readonly FlowHourRow[]): OverTimeSum {
  let slowest: OverTimeSum["slowest"] = null;
  for (const { at, p95Ms } of hours) if (p95Ms !== null && p95Ms > (slowest?.ms ?? -1)) slowest = { at, ms: p95Ms };
  const measured = (excepted: boolean): readonly number[] =>
    hours.flatMap(({ p95Ms, raised }) => (p95Ms !== null && raised > 0 === excepted ? [p95Ms] : []));
  const [troubled, calm] = [measured(true), measured(false)];
  return {
    slowest,
    raised: hours.reduce((sum, { raised }) => sum + raised, 0),
    apart:
      troubled.length < fewest || calm.length < fewest ? null : { with: middleOf(troubled), without: middleOf(calm) },
  };
}

const middleOf = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor((values.length - 1) / 2)] ?? 0;

/** What a step's days and a figure's have to do with each other. */
export interface OverDaysSum {
  readonly slowest: { readonly date: string; readonly ms: number } | null;
  /** The figure over all days that are told; null where nothing counts. */
  readonly value: number | null;
  /** Days on which the figure has a value. */
  readonly told: number;
  /** Of those, on which a source did not tell all. */
  readonly doubted: number;
  /** The figure on the slower half of the days with both, and on the others; null while there are few. */
  readonly apart: { readonly slow: number; readonly fast: number } | null;
}

/** Sums up days: numerators by denominators, and no mean of means. */
export function overDays(days: readonly FlowDayRow[], unit: KpiUnit): OverDaysSum {
  let slowest: OverDaysSum["slowest"] = null;
  for (const { date, p95Ms } of days) if (p95Ms !== null && p95Ms > (slowest?.ms ?? -1)) slowest = { date, ms: p95Ms };
  const told = days.flatMap(({ figure, p95Ms }) =>
    figure === null || figure.value === null ? [] : [{ ...figure, p95Ms }],
  );
  const both = told
    // A day that is not over is not compared.
    .flatMap(({ p95Ms, ...figure }) => (p95Ms === null || !figure.ended ? [] : [{ ...figure, p95Ms }]))
    .sort((a, b) => a.p95Ms - b.p95Ms);
  const middle = Math.ceil(both.length / 2);
  const [fast, slow] = [ratioOf(both.slice(0, middle), unit), ratioOf(both.slice(middle), unit)];
  return {
    slowest,
    value: ratioOf(told, unit),
    told: told.length,
    doubted: told.filter(isDoubtfulDay).length,
    apart: both.length < 2 * fewest || fast === null || slow === null ? null : { slow, fast },
  };
}

/** True for a day of which a source did not tell all. */
export const isDoubtfulDay = ({ state, unknown }: Pick<FlowDayFigure, "state" | "unknown">): boolean =>
  state === "incomplete" || unknown > 0;

function ratioOf(all: readonly Pick<FlowDayFigure, "numerator" | "denominator">[], unit: KpiUnit): number | null {
  const sum = (of: "numerator" | "denominator"): number => all.reduce((n, one) => n + one[of], 0);
  const under = sum("denominator");
  return under === 0 ? null : (sum("numerator") * (unit === "per-thousand-orders" ? 1000 : 1)) / under;
}
