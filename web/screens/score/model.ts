import { movedPoints, onTimeSaid, points } from "../../../server/wire/headline.ts";
import type { KpiRow, KpiUnit, KpiValue } from "../../../server/wire/index.ts";
import { dayAfter } from "../../app/format/days.ts";
import { count, duration, percent } from "../../app/format.ts";
import { t } from "./words.ts";

export { gapOf, isDoubtful, type Reporting, reporting } from "../../../server/wire/headline.ts";

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
  unit === "share" ? `${points(gap)} ${t("score.unit-share")}` : valueText(Math.abs(gap), unit);

/** The value, its bounds, or the word that it cannot be known. */
export function shownValue(row: KpiValue, unit: KpiUnit): string {
  if (row.state === "not-measured") return t("score.not-measured");
  if (row.bounds !== null)
    return t("score.bounds", { low: valueText(row.bounds.low, unit), high: valueText(row.bounds.high, unit) });
  return row.value === null ? t("score.none") : valueText(row.value, unit);
}

/** The sentence at the top, by rules: the figure, its distance from the target, and who is silent. */
export interface Headline {
  readonly main: string;
  readonly rest: string | null;
}

/** What can be said aloud. `silent`: names and when they were last heard, the longest silent first. */
export function headline(onTime: KpiRow, silent: readonly { readonly name: string; readonly at: string }[]): Headline {
  const said = onTimeSaid(onTime);
  const value =
    said.kind === "not-measured"
      ? t("score.head-not-measured", { why: said.why ?? "" })
      : said.kind === "none"
        ? t("score.head-none")
        : t("score.head-on-time", { value: shownValue(onTime, onTime.unit) });
  const off = said.kind === "value" ? said.off : null;
  const distance =
    off === null
      ? null
      : t(off.side === "under" ? "score.head-under" : "score.head-over", { gap: gapText(off.gap, onTime.unit) });
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
  if (unit === "share") return movedPoints(moved, grain);
  const sign = moved < 0 ? "\u2212" : "+";
  return sign + valueText(Math.abs(moved) / grain, unit);
}
