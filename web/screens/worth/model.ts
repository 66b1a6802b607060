import type {
  GainPeriod,
  GainRow,
  GainSide,
  GainsPage,
  GainUnit,
  HeldRow,
  KpiDocument,
  KpiPeriod,
} from "../../../server/wire/index.ts";
import { dayAfter, dayName } from "../../app/format/days.ts";
import { heldText } from "../../app/format/held.ts";
import { count, percent, whole } from "../../app/format.ts";
import type { Names } from "../../live/index.ts";
import { t } from "./words.ts";

/** Rounded as the difference is, so that whoever subtracts two values that are shown finds it. */
const tenths = (value: number): string => (Math.round(value * 10) / 10).toFixed(1);

/** A duration to the minute, in hours however long it is. */
function minutesText(ms: number): string {
  const minutes = Math.round(ms / 60_000);
  const [h, m] = [Math.floor(minutes / 60), minutes % 60];
  return h === 0 ? t("worth.value-minutes", { n: m }) : t("worth.value-hours", { h: count(h), m });
}

/** A value as people say it. */
export function valueText(value: number, unit: GainUnit): string {
  switch (unit) {
    case "share":
      return percent(Math.round(value * 1000) / 1000);
    case "ms":
      return minutesText(value);
    case "days":
    case "per-week":
    case "hours-per-week":
      return t(`worth.value-${unit}`, { n: tenths(value) });
  }
}

/** How far two values lie apart: of shares in points. */
const gapText = (gap: number, unit: GainUnit): string =>
  unit === "share" ? t("worth.value-points", { n: tenths(Math.abs(gap) * 100) }) : valueText(Math.abs(gap), unit);

/** True for a side that is left blank. */
export const isBlank = (side: GainSide, unit: GainUnit): boolean =>
  side.state === "not-measured" || (unit === "hours-per-week" && side.study === null);

/** A side as it stands in its cell; null while what is told for each week is still being counted. */
export function shownSide(side: GainSide, unit: GainUnit): string | null {
  if (side.bounds !== null)
    return t("worth.bounds", { low: valueText(side.bounds.low, unit), high: valueText(side.bounds.high, unit) });
  if (side.value !== null) return valueText(side.value, unit);
  return unit === "per-week" || unit === "hours-per-week" ? null : t("worth.none");
}

/** True where it may still change by what a source has not told. */
export const isDoubtful = ({ state, unknown }: GainSide): boolean => state === "incomplete" || unknown > 0;

export type Way = "better" | "worse" | "same";

/** How far a line moved; null where its sides are not compared. */
export function movedOf({ difference, unit, better }: GainRow): { readonly text: string; readonly way: Way } | null {
  if (difference === null) return null;
  const sign = difference < 0 ? "\u2212" : difference > 0 ? "+" : "";
  const way = difference === 0 ? "same" : difference > 0 === (better === "up") ? "better" : "worse";
  return { text: sign + gapText(difference, unit), way };
}

const each = (ms: number): string => String(Math.round(ms / 600) / 100);

/** `13 weeks`; of days that are chosen otherwise, `4.3 weeks`. */
export const weeksText = (n: number): string =>
  Number.isInteger(n) ? t("worth.weeks", { n }) : t("worth.weeks-part", { n: tenths(n) });

/** What a side is made of, with its arithmetic. */
export function madeOf(side: GainSide, { id }: GainRow, { weeks, ended }: GainPeriod): string | null {
  const [a, b] = [side.numerator, side.denominator];
  switch (id) {
    case "hours":
      return side.study === null
        ? null
        : t("worth.made-hours", {
            a,
            each: each(side.study.eachMs),
            hours: tenths((a * side.study.eachMs) / 3_600_000),
            weeks: ended ? t("worth.in-weeks", { weeks: weeksText(weeks) }) : "",
          });
    case "invoice-sent":
    case "in-the-books":
      return t("worth.made-invoices", { b });
    case "saved":
    case "touches":
    case "recover":
    case "stock":
      return t(`worth.made-${id}`, { a, b });
  }
}

/** By which study hours are counted. */
export function studyText(side: GainSide, today: string): string | null {
  if (side.study === null) return null;
  const { cases, on, by } = side.study;
  return t("worth.timed", { cases, on: dayName(on, today), by });
}

/** What saved orders held: currencies apart, and never without what is not known. */
export function heldWords({ objects, money, estimated, unknown }: HeldRow): string | null {
  if (objects === 0) return null;
  const several = new Set(money.map(({ currency }) => currency)).size > 1;
  const amounts = money.map((one) => {
    const text = several ? `${one.currency} ${whole(one.amount)}` : heldText(one);
    return estimated > 0 && one.side === "price" ? `≈ ${text}` : text;
  });
  return [
    amounts.length === 0 ? t("worth.held-none") : t("worth.held", { amounts: amounts.join(" · ") }),
    ...(estimated > 0 ? [t("worth.held-estimated", { n: count(estimated) })] : []),
    ...(unknown > 0 ? [t("worth.held-unknown", { n: count(unknown) })] : []),
  ].join(", ");
}

/** Why a line has no difference, in words; null where it has one. */
export function whyNot(row: GainRow, names: Pick<Names, "system">): string | null {
  const { first, now, notMeasured } = row;
  switch (row.uncompared) {
    case null:
      return null;
    case "not-measured":
      return notMeasured;
    case "not-timed":
      if (now === null) return t("worth.not-timed-before");
      return t(
        first.study !== null
          ? "worth.not-timed-now"
          : now.study !== null
            ? "worth.not-timed-before"
            : "worth.not-timed-both",
      );
    case "not-over":
      // Where there is nothing to compare with yet, the head of the page says so.
      return now === null ? null : t("worth.not-over");
    case "overlaps":
      return t("worth.overlaps");
    case "nothing-counts":
      return t(first.value === null ? "worth.nothing-first" : "worth.nothing-now");
    case "incomplete":
      return t("worth.incomplete", { what: lacking(row, names).join("; ") });
  }
}

/** What is not known of a line, each source once. */
function lacking({ first, now }: GainRow, names: Pick<Names, "system">): readonly string[] {
  const sides = now === null ? [first] : [first, now];
  const unknown = sides.reduce((sum, side) => sum + side.unknown, 0);
  const sources = sides.flatMap(({ coverage }) =>
    coverage.lowered.map(({ system, why }) =>
      t("worth.incomplete-source", {
        system: names.system(system),
        why: why.map((one) => t(`worth.why-${one}`)).join(", "),
      }),
    ),
  );
  return [...(unknown > 0 ? [t("worth.incomplete-unknown", { n: count(unknown) })] : []), ...new Set(sources)];
}

/** Days as people say them. */
export const rangeText = ({ from, to }: KpiPeriod, today: string): string =>
  t("worth.range", { from: dayName(from, today), to: dayName(to, today) });

/** The sentence at the top, by rules: only of lines that are compared. */
export function headline(page: GainsPage, today: string): { readonly main: string; readonly rest: string | null } {
  const { first, now, items } = page;
  if (first === null) return { main: t("worth.title"), rest: null };
  if (!first.ended) return { main: t("worth.head-first", { day: dayName(first.to, today) }), rest: null };
  if (now === null) return { main: t("worth.head-wait", { day: dayName(dayAfter(first.to, 7), today) }), rest: null };
  const [main, ...rest] = items.flatMap((row) => said(row, items) ?? []);
  if (main === undefined) return { main: t("worth.head-none"), rest: null };
  return { main, rest: rest.length === 0 ? null : rest.join(", ") };
}

function said(row: GainRow, all: readonly GainRow[]): string | null {
  const { id, unit, difference, first, now } = row;
  if (difference === null || first.value === null || now === null || now.value === null) return null;
  if (id === "saved")
    return t("worth.head-saved", {
      n: count(now.numerator),
      of: now.denominator,
      now: valueText(now.value, unit),
      first: valueText(first.value, unit),
    });
  if (difference === 0) return null;
  const way = difference < 0 ? "less" : "more";
  const gap = tenths(Math.abs(difference));
  switch (id) {
    case "hours":
      return t("worth.head-hours", { n: gap, way });
    case "touches":
      // Where hours are told, they say it.
      return all.some((one) => one.id === "hours" && one.difference !== null)
        ? null
        : t("worth.head-touches", { n: gap, way });
    case "invoice-sent":
      return t("worth.head-billed", { n: gap, way });
    case "recover":
      return t("worth.head-recover", { n: minutesText(Math.abs(difference)), way });
    case "in-the-books":
    case "stock":
      return null;
  }
}

/** A quarter of days earlier or later, within what follows the first month. */
export function quarterOff({ first, now }: GainsPage, by: -1 | 1): KpiPeriod | null {
  if (first === null || now === null) return null;
  const [from, to] =
    by < 0 ? [dayAfter(now.from, -91), dayAfter(now.from, -1)] : [dayAfter(now.to, 1), dayAfter(now.to, 91)];
  const earliest = dayAfter(first.to, 1);
  return to < earliest ? null : { from: from < earliest ? earliest : from, to };
}

/** What one document counts as in a line. */
export function countsAs({ numerator, leftOut }: KpiDocument, { id }: GainRow): string {
  if (leftOut !== null) return t("worth.list-left-out");
  switch (id) {
    case "saved":
      return t(numerator > 0 ? "worth.list-saved" : "worth.list-missed");
    case "touches":
    case "hours":
      return t("worth.list-touches", { n: numerator });
    case "invoice-sent":
    case "in-the-books":
      return t("worth.list-days", { n: numerator });
    case "recover":
      return minutesText(numerator);
    case "stock":
      return t(numerator > 0 ? "worth.list-good" : "worth.list-bad");
  }
}
