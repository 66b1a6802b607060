import type { KpiRow, KpiUnit, KpiValue, SourceRow } from "../../../server/wire/index.ts";
import { dayAfter } from "../../app/format/days.ts";
import { count, duration, percent } from "../../app/format.ts";
import { t } from "./words.ts";

/** A value as people say it: `97.6 %`, `5 h 12 min`, `1.3 days`. */
export function valueText(value: number, unit: KpiUnit): string {
  switch (unit) {
    case "share":
      return percent(value);
    case "ms":
      return duration(value);
    case "days":
      return t("score.unit-days", { n: value.toFixed(1) });
    case "per-exception":
      return t("score.unit-exception", { n: value.toFixed(2) });
    case "per-thousand-orders":
      return t("score.unit-thousand", { n: value.toFixed(1) });
  }
}

/** The distance of two values: of shares in points, else as the value itself. */
export const gapText = (gap: number, unit: KpiUnit): string =>
  unit === "share" ? `${Math.abs(gap * 100).toFixed(1)} ${t("score.unit-share")}` : valueText(Math.abs(gap), unit);

/** The value, its bounds, or the word that it cannot be known. */
export function shownValue(row: KpiValue, unit: KpiUnit): string {
  if (row.state === "not-measured") return t("score.not-measured");
  if (row.bounds !== null)
    return t("score.bounds", { low: valueText(row.bounds.low, unit), high: valueText(row.bounds.high, unit) });
  return row.value === null ? t("score.none") : valueText(row.value, unit);
}

/** True for a value that cannot be said aloud: it may still change by what a silent source tells, or is not measured. */
export const isDoubtful = ({ state, bounds, unknown }: KpiValue): boolean =>
  state === "not-measured" || bounds !== null || unknown > 0;

/** How a figure stands to its target; null without one, or without a value. Positive: better by so much. */
export function gapOf(row: Pick<KpiRow, "value" | "target" | "better">): number | null {
  if (row.value === null || row.target === null) return null;
  return row.better === "up" ? row.value - row.target : row.target - row.value;
}

/** The sentence at the top, by rules: the figure, its distance from the target, and who is silent. */
export interface Headline {
  readonly main: string;
  readonly rest: string | null;
}

/** What can be said aloud. `silent`: names and when they were last heard, the longest silent first. */
export function headline(onTime: KpiRow, silent: readonly { readonly name: string; readonly at: string }[]): Headline {
  const gap = gapOf(onTime);
  const value =
    onTime.state === "not-measured"
      ? t("score.head-not-measured", { why: onTime.notMeasured ?? "" })
      : onTime.value === null
        ? t("score.head-none")
        : t("score.head-on-time", { value: shownValue(onTime, onTime.unit) });
  // A value between bounds has no distance that could be said aloud.
  const distance =
    gap === null || onTime.bounds !== null || Math.abs(gap) < 0.0005
      ? null
      : t(gap < 0 ? "score.head-under" : "score.head-over", { gap: gapText(gap, onTime.unit) });
  const [first, ...others] = silent;
  return {
    main: distance === null ? value : `${value}, ${distance}`,
    rest:
      first === undefined
        ? null
        : others.length === 0
          ? t("score.head-silent", { who: first.name, n: 1, at: first.at })
          : t("score.head-silent-many", { who: first.name, n: others.length }),
  };
}

/** Declared sources: how many were heard, those that are silent, the longest first, and those that keep a part only. */
export interface Reporting {
  readonly heard: number;
  readonly of: number;
  readonly silent: readonly SourceRow[];
  readonly sampled: readonly SourceRow[];
}

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
  };
}

/** Numerator and denominator as people count them. */
export const madeOf = (row: KpiValue, { scale, unit }: Pick<KpiRow, "scale" | "unit">): string => {
  const whole = (value: number): string => count(Math.round((value / scale) * 100) / 100);
  return t("score.made", {
    a: unit === "ms" ? duration(row.numerator) : whole(row.numerator),
    b: whole(row.denominator),
  });
};

/** The same days a week earlier or later. */
export const weekOff = (days: { readonly from: string; readonly to: string }, weeks: number) => ({
  from: dayAfter(days.from, 7 * weeks),
  to: dayAfter(dayAfter(days.from, 7 * weeks), 6),
});

/** A movement in its grains, as people say it: of shares in points with a sign. */
export function movedText(moved: number, grain: number, unit: KpiUnit): string {
  const sign = moved < 0 ? "\u2212" : "+";
  const size = Math.abs(moved) / grain;
  return sign + (unit === "share" ? (size * 100).toFixed(1) : valueText(size, unit));
}
