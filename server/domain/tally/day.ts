import { dateOf, parseTime } from "../civil.ts";
import type { Instant } from "../types.ts";

/** A date in the zone of a building, from its first instant to that of the next: 23, 24 or 25 hours. */
export interface ShippingDay {
  /** `2026-11-19`. */
  readonly text: string;
  readonly start: Instant;
  /** First instant that is no longer of it. */
  readonly end: Instant;
}

/** Minutes east of UTC at an instant. */
type OffsetAt = (at: Instant) => number;

const day = 86_400_000;
const minute = 60_000;

/** The day of that name; null for what is no date, or one that the zone leaves out. */
export function dayNamed(text: string, offsetAt: OffsetAt): ShippingDay | null {
  const told = parseTime(text);
  if (told === null || told.precision !== "day") return null;
  const start = firstOf(told.at, offsetAt);
  // A zone that crosses the date line leaves out a whole date.
  const end = firstOf(told.at + day, offsetAt) ?? firstOf(told.at + 2 * day, offsetAt);
  return start === null || end === null ? null : { text: text.trim(), start, end };
}

/** The day that an instant lies in. */
export function dayOf(at: Instant, offsetAt: OffsetAt): ShippingDay {
  const text = dateOf(at + offsetAt(at) * minute);
  const named = dayNamed(text, offsetAt);
  if (named === null) throw new Error(`no such day: ${text}`);
  return named;
}

/** The first instant whose local date is that of `midnight`: midnight itself, or where the clock jumps over it, the jump. */
function firstOf(midnight: Instant, offsetAt: OffsetAt): Instant | null {
  const wanted = dateOf(midnight);
  const offsets = new Set([offsetAt(midnight - day), offsetAt(midnight + day)]);
  let first: Instant | null = null;
  for (const offset of offsets) {
    const at = midnight - offset * minute;
    if (dateOf(at + offsetAt(at) * minute) === wanted && (first === null || at < first)) first = at;
  }
  return first;
}
