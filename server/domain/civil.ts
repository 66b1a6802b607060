import type { Instant, Precision } from "./types.ts";

const dayMs = 86_400_000;

/** Days from 1970-01-01 to a date of the proleptic Gregorian calendar. */
function daysOf(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  return (
    era * 146_097 + yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear - 719_468
  );
}

/** The date of an instant on a clock without an offset, as `2026-11-19`. */
export function dateOf(at: Instant): string {
  const days = Math.floor(at / dayMs) + 719_468;
  const era = Math.floor(days / 146_097);
  const dayOfEra = days - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shifted = Math.floor((5 * dayOfYear + 2) / 153);
  const month = shifted < 10 ? shifted + 3 : shifted - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  const date = dayOfYear - Math.floor((153 * shifted + 2) / 5) + 1;
  const two = (value: number): string => String(value).padStart(2, "0");
  return `${String(year).padStart(4, "0")}-${two(month)}-${two(date)}`;
}

const lengths = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** A business time as it was told. `local`: without an offset, so that it still needs a zone. */
export interface ToldTime {
  readonly at: Instant;
  /** Nanoseconds within the millisecond. */
  readonly nanos: number;
  readonly precision: Precision;
  readonly local: boolean;
}

const pattern =
  /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9})\d*)?)?(Z|z|[+-]\d{2}:?\d{2})?)?$/;

/** Reads ISO 8601 (date, minute or instant) or Unix nanoseconds as decimal digits; null when it is neither. */
export function parseTime(text: string): ToldTime | null {
  const trimmed = text.trim();
  if (/^\d{16,19}$/.test(trimmed)) {
    const nanos = BigInt(trimmed);
    return { at: Number(nanos / 1_000_000n), nanos: Number(nanos % 1_000_000n), precision: "instant", local: false };
  }
  const found = pattern.exec(trimmed);
  if (found === null) return null;
  const [, year, month, day, hour, minute, second, fraction, zone] = found;
  const m = Number(month);
  const d = Number(day);
  if (m < 1 || m > 12 || d < 1 || d > (lengths[m - 1] ?? 0)) return null;
  const date = daysOf(Number(year), m, d) * dayMs;
  if (hour === undefined || minute === undefined) return { at: date, nanos: 0, precision: "day", local: true };
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second ?? 0) > 60) return null;
  const fractionNanos = Number((fraction ?? "").padEnd(9, "0"));
  const at =
    date +
    Number(hour) * 3_600_000 +
    Number(minute) * 60_000 +
    Number(second ?? 0) * 1000 +
    Math.floor(fractionNanos / 1_000_000);
  const nanos = fractionNanos % 1_000_000;
  const precision: Precision = second === undefined ? "minute" : "instant";
  if (zone === undefined) return { at, nanos, precision, local: true };
  if (zone === "Z" || zone === "z") return { at, nanos, precision, local: false };
  const sign = zone.startsWith("-") ? -1 : 1;
  const digits = zone.slice(1).replace(":", "");
  return {
    at: at - sign * (Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2))) * 60_000,
    nanos,
    precision,
    local: false,
  };
}

/** The instant of a local time in a zone; `offsetAt` answers minutes east of UTC. In a gap or overlap: the earlier offset's. */
export function fromLocal(local: Instant, offsetAt: (at: Instant) => number): Instant {
  const guess = local - offsetAt(local) * 60_000;
  return local - offsetAt(guess) * 60_000;
}

/** Length of a day at most, in its own zone: 25 h when clocks go back. */
export const longestDay = 25 * 3_600_000;
