import { instantsOf, type Offsets, offsetAt } from "../zones.ts";

const day = 86_400_000;
/** Days of the week as iCalendar writes them, Sunday first. */
export const dayWords: readonly string[] = ["SU", "MO", "TU", "WE", "TH", "FR", "SA"];
/** Nothing that began is longer than this: 366 days. */
const longest = 366 * day;

/** A rule by which something comes again; times are those of the clock that its start is on. */
export interface Recurrence {
  readonly every: "day" | "week";
  readonly interval: number;
  /** Weekdays, Sunday 0, ascending; null: that of the start, or every day. */
  readonly days: readonly number[] | null;
  /** The last instant at which it may begin; null: no end. */
  readonly until: number | null;
  readonly count: number | null;
  /** First day of the week, by which weeks are counted. */
  readonly weekStart: number;
}

/** Something with a beginning, as a file says it. `start` is the wall clock's time, in milliseconds as if it were UTC. */
export interface Recurring {
  readonly line: number;
  readonly summary: string;
  /** Zone of its clock. */
  readonly zone: string;
  readonly start: number;
  /** Whole days on the clock, then milliseconds that pass: a `DTEND` says the latter alone. */
  readonly length: { readonly days: number; readonly millis: number };
  readonly rule: Recurrence | null;
  /** Instants of beginnings that are left out. */
  readonly except: ReadonlySet<number>;
}

/** Weekday of a local time, Sunday 0. */
export const weekdayOf = (local: number): number => (((Math.floor(local / day) + 4) % 7) + 7) % 7;

/**
 * The instant at which a clock shows a local time: the first where it comes twice, and where the clock jumps over it
 * what it would have been without the jump (RFC 5545, 3.3.5).
 */
export function instantOf(offsets: Offsets, local: number): number {
  const { at, skippedAt } = instantsOf(offsets, local);
  return at[0] ?? local - offsetAt(offsets, skippedAt - 1) * 60_000;
}

/** Beginnings and ends, ascending, of all that touches `[from, to)`. */
export function occurrencesOf(
  event: Recurring,
  offsets: Offsets,
  from: number,
  to: number,
): readonly (readonly [number, number])[] {
  const found: (readonly [number, number])[] = [];
  for (const local of beginningsOf(event, from - longest, to + day)) {
    const start = instantOf(offsets, local);
    if (event.rule !== null && event.rule.until !== null && start > event.rule.until) break;
    if (start >= to) break;
    if (event.except.has(start)) continue;
    const { days, millis } = event.length;
    const end = (days === 0 ? start : instantOf(offsets, local + days * day)) + millis;
    if (end > from) found.push([start, end]);
  }
  return found;
}

/** Local beginnings, ascending, up to a local end; those long before `from` may be left out where none is counted. */
export function* beginningsOf({ start, rule }: Recurring, from: number, to: number): Generator<number> {
  if (rule === null) {
    yield start;
    return;
  }
  const wanted = rule.days ?? (rule.every === "week" ? [weekdayOf(start)] : null);
  const period = (rule.every === "week" ? 7 : 1) * rule.interval * day;
  const base = rule.every === "week" ? start - ((weekdayOf(start) - rule.weekStart + 7) % 7) * day : start;
  const skipped = rule.count === null ? Math.max(0, Math.floor((from - base) / period) - 1) : 0;
  let counted = 0;
  for (let at = base + skipped * period; at < to; at += period) {
    for (let within = 0; within < (rule.every === "week" ? 7 : 1); within++) {
      const local = at + within * day;
      if (local < start || (wanted !== null && !wanted.includes(weekdayOf(local)))) continue;
      if (rule.count !== null && ++counted > rule.count) return;
      yield local;
    }
  }
}
