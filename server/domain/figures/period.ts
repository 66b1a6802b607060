import { dateOf } from "../civil.ts";

/** Days by number since 1970-01-01, half-open. The same dates in every zone: each building has its own hours of them. */
export interface Period {
  readonly from: number;
  /** First day that is no longer of it. */
  readonly to: number;
}

const dayMs = 86_400_000;

/** The date of a day, as `2026-11-19`. */
export const dateOfDay = (day: number): string => dateOf(day * dayMs);

/** The week of a day, from Monday on. */
export function weekOf(day: number): Period {
  // 1970-01-01 was a Thursday.
  const monday = Math.floor((day + 3) / 7) * 7 - 3;
  return { from: monday, to: monday + 7 };
}

/** The calendar month of a day. */
export function monthOf(day: number): Period {
  const from = day - Number(dateOfDay(day).slice(8)) + 1;
  // The 1st and 31 days on lie in the next month, whatever the length of this one.
  const next = from + 31;
  return { from, to: next - Number(dateOfDay(next).slice(8)) + 1 };
}

/** What a period is compared with: of a calendar month the month before, else as many days before. */
export function periodBefore({ from, to }: Period): Period {
  const month = monthOf(from);
  if (month.from === from && month.to === to) return monthOf(from - 1);
  return { from: from - (to - from), to: from };
}

/** Weeks up to that of a day, oldest first. */
export function weeksTo(day: number, count = 13): readonly Period[] {
  const { from } = weekOf(day);
  return Array.from({ length: count }, (_, index) => weekOf(from - 7 * (count - 1 - index)));
}

/** True for a day of it. */
export const isDayOf = (day: number, { from, to }: Period): boolean => from <= day && day < to;
