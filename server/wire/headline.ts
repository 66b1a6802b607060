/** What of the scorecard can be said aloud, by rules: the page and the Monday mail say the same. */
import type { KpiDetail, KpiRow, KpiValue } from "./kpis.ts";
import type { PostingTable } from "./postings.ts";
import type { SourceRow } from "./sources.ts";
import type { HeldRow } from "./types.ts";

/** True for a value that cannot be said aloud: not all that could change it was told, or it is not measured. */
export const isDoubtful = ({ state, bounds, unknown }: KpiValue): boolean =>
  state !== "complete" || bounds !== null || unknown > 0;

/** How a figure stands to its target; null without one, or without a value. Positive: better by so much. */
export function gapOf(row: Pick<KpiRow, "value" | "target" | "better">): number | null {
  if (row.value === null || row.target === null) return null;
  return row.better === "up" ? row.value - row.target : row.target - row.value;
}

/** A distance that is said, of the share that left on time: less than half a tenth of a point is none. */
const leastSaid = 0.0005;

/** The figure at the top. */
export type OnTimeSaid =
  | { readonly kind: "not-measured"; readonly why: string | null }
  | { readonly kind: "none" }
  | {
      readonly kind: "value";
      /** Null where it is on target, has none, or lies between bounds: such a value has no distance that can be said. */
      readonly off: { readonly side: "under" | "over"; readonly gap: number } | null;
    };

/** A sentence as the end of another: without its full stop, and beginning small unless it begins with a name in capitals. */
const inSentence = (sentence: string): string =>
  sentence.replace(/\.$/, "").replace(/^[A-Z](?=[a-z])/, (letter) => letter.toLowerCase());

/** What can be said of the share that left on time. */
export function onTimeSaid(row: KpiRow): OnTimeSaid {
  if (row.state === "not-measured")
    return { kind: "not-measured", why: row.notMeasured === null ? null : inSentence(row.notMeasured) };
  if (row.value === null) return { kind: "none" };
  const gap = gapOf(row);
  if (gap === null || row.bounds !== null || Math.abs(gap) < leastSaid) return { kind: "value", off: null };
  return { kind: "value", off: { side: gap < 0 ? "under" : "over", gap: Math.abs(gap) } };
}

/** How a figure stands to its target. `open`: nobody can say yet. */
export type Standing = "not-measured" | "met" | "missed" | "open";

/** Nothing is called met while it can still turn out to be missed, nor missed while it can still be met. */
export function standingOf(row: KpiRow): Standing {
  if (row.state === "not-measured") return "not-measured";
  const ends = row.bounds === null ? [row.value] : [row.bounds.low, row.bounds.high];
  const gaps = ends.map((value) => gapOf({ ...row, value }));
  if (row.target === null) return "open";
  if (gaps.every((gap) => gap !== null && gap >= 0))
    return row.bounds === null && (row.unknown > 0 || row.state === "incomplete") ? "open" : "met";
  return gaps.every((gap) => gap !== null && gap < 0) ? "missed" : "open";
}

/** Declared sources: how many were heard, those that are silent, the longest first, that keep a part only, and that tell days without times. */
export interface Reporting {
  readonly heard: number;
  readonly of: number;
  readonly silent: readonly SourceRow[];
  readonly sampled: readonly SourceRow[];
  readonly dated: readonly SourceRow[];
}

/** Whether a source was ever heard: as long as none was, nothing to show is no good news. */
export const anyHeard = (sources: readonly SourceRow[]): boolean =>
  sources.some(({ environment, lastSeenAt }) => environment === "" && lastSeenAt !== null);

/** Which of the declared sources report. */
export function reporting(sources: readonly SourceRow[]): Reporting {
  const declared = sources.filter(({ declared: is, environment }) => is && environment === "");
  const silent = declared
    .filter(({ silent: is }) => is)
    .sort((a, b) => ((a.lastSeenAt ?? "") < (b.lastSeenAt ?? "") ? -1 : 1));
  const heard = declared.filter(({ silent: is, lastSeenAt }) => !is && lastSeenAt !== null);
  return {
    heard: heard.length,
    of: declared.length,
    silent,
    sampled: heard.filter(({ presence }) => presence === "sampled"),
    dated: heard.filter(({ datesOnly }) => datesOnly.length > 0),
  };
}

/** What is held up, and how much of it the three greatest causes explain. */
export interface HeldSaid {
  readonly objects: number;
  /** Objects that each of the greatest causes holds up, at most three, the greatest first. */
  readonly top: readonly number[];
  /** Part of 1 that these explain. */
  readonly share: number;
}

/** `causes`: objects that each holds up. */
export function heldSaid(held: Pick<HeldRow, "objects">, causes: readonly number[]): HeldSaid {
  const top = causes.toSorted((a, b) => b - a).slice(0, 3);
  const sum = top.reduce((all, one) => all + one, 0);
  return {
    objects: held.objects,
    top,
    share: held.objects === 0 ? 0 : Math.min(1, sum / held.objects),
  };
}

/** What was shipped and is not billed after a day, in the currency of its table. */
export interface UnbilledSaid {
  readonly documents: number;
  /** With what is estimated; null where no amount is known. */
  readonly amount: number | null;
  readonly estimate: number;
  /** Documents without an amount: counted, and never zero. */
  readonly unvalued: number;
  readonly currency: string;
}

/** Of the table of the revenue side. */
export function unbilledSaid(revenue: PostingTable): UnbilledSaid {
  const old = revenue.footer.filter((_, at) => (revenue.columns[at]?.from ?? 0) >= 1);
  const sum = (of: (cell: (typeof old)[number]) => number): number => old.reduce((all, cell) => all + of(cell), 0);
  const estimate = sum((cell) => Number(cell.estimate));
  const documents = sum((cell) => cell.count);
  const unvalued = sum((cell) => cell.unknown + cell.unconverted);
  const amount = documents > 0 && unvalued === documents ? null : sum((cell) => Number(cell.value)) + estimate;
  return { documents, amount, estimate, unvalued, currency: revenue.currency };
}

/** What was saved before its cut-off and what was missed; null where it is not measured. */
export const savedSaid = (
  row: KpiRow | null,
): { readonly saved: number; readonly missed: number; readonly unknown: number } | null =>
  row === null || row.state === "not-measured"
    ? null
    : { saved: row.numerator, missed: row.denominator - row.numerator, unknown: row.unknown };

/** Some parts of a movement and the rest of it, in its grains: they add up to the change. */
export interface ChangesSaid {
  readonly grain: number;
  readonly change: number;
  readonly parts: readonly { readonly key: string | null; readonly name: string | null; readonly moved: number }[];
  /** Null where every part is named. */
  readonly rest: { readonly parts: number; readonly moved: number } | null;
}

/** The greatest of what moved a figure; null where there is nothing to compare. */
export function changesSaid({ moved, row }: KpiDetail, most: number): ChangesSaid | null {
  if (moved === null || row.value === null || row.previous.value === null) return null;
  const parts = moved.parts.map(({ key, name, rate, mix }) => ({ key, name, moved: rate + mix }));
  const named = parts.toSorted((a, b) => Math.abs(b.moved) - Math.abs(a.moved)).slice(0, most);
  const rest = parts.filter((part) => !named.includes(part));
  const sum = (of: readonly { readonly moved: number }[]): number => of.reduce((all, one) => all + one.moved, 0);
  return {
    grain: moved.grain,
    change: moved.change,
    parts: named,
    rest: rest.length === 0 ? null : { parts: rest.length, moved: sum(rest) },
  };
}

/** Steps and unit in which a movement is written: of shares in points with a sign. */
export function movedPoints(moved: number, grain: number): string {
  const sign = moved < 0 ? "\u2212" : moved > 0 ? "+" : "";
  return `${sign}${((Math.abs(moved) / grain) * 100).toFixed(1)}`;
}

/** A distance of two shares in points, without a sign and a unit. */
export const points = (gap: number): string => Math.abs(gap * 100).toFixed(1);
