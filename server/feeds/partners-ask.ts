import { dateOf, fromLocal, type Instant, type Network, type Period, weeksTo } from "../domain/index.ts";
import type { FilterFault } from "./exception-filter.ts";
import { dayOfDate } from "./kpis-ask.ts";

const dayMs = 86_400_000;
/** Weeks that a line is told over, and days that one question is about at most: two years. */
const weeks = 13;
const mostDays = 732;

/** A week as far as it lies in what is asked for, in days and instants of the partner's clock. */
export interface AskedWeek extends Period {
  readonly fromAt: Instant;
  readonly toAt: Instant;
}

/** The days that are asked for, by week. */
export interface PartnerDays {
  readonly period: Period;
  /** Oldest first; they follow each other without a gap. */
  readonly weeks: readonly AskedWeek[];
}

/** Days of a question; null where none were told: thirteen weeks up to today. */
export function readPartnerDays(words: ReadonlyMap<string, string>): {
  readonly period: Period | null;
  readonly faults: readonly FilterFault[];
} {
  const faults: FilterFault[] = [];
  const dayOf = (name: string): number | null => {
    const told = words.get(name);
    const day = told === undefined ? null : dayOfDate(told);
    if (told !== undefined && day === null) faults.push({ path: name, message: "must be a date, as 2026-11-16" });
    return day;
  };
  const [from, last] = [dayOf("from"), dayOf("to")];
  if (words.has("from") !== words.has("to")) faults.push({ path: "to", message: "goes with from: give both or none" });
  if (from === null || last === null) return { period: null, faults };
  if (last < from || last - from >= mostDays)
    faults.push({ path: "to", message: `must be the day of from or one of the ${mostDays} from there on` });
  return { period: { from, to: last + 1 }, faults };
}

/** The weeks of a question on a partner's clock. */
export function partnerDays(asked: Period | null, timezone: string, at: Instant, network: Network): PartnerDays {
  const offsetAt = (when: Instant): number => network.offsetAt(timezone, when);
  const today = dayOfDate(dateOf(at + offsetAt(at) * 60_000)) ?? 0;
  const usual = weeksTo(today, weeks);
  const period = asked ?? { from: usual[0]?.from ?? today, to: today + 1 };
  const midnight = (day: number): Instant => fromLocal(day * dayMs, offsetAt);
  const count = Math.ceil((period.to - period.from) / 7) + 1;
  const within = weeksTo(period.to - 1, count).flatMap((week): readonly AskedWeek[] => {
    const [from, to] = [Math.max(week.from, period.from), Math.min(week.to, period.to)];
    return from < to ? [{ from, to, fromAt: midnight(from), toAt: midnight(to) }] : [];
  });
  return { period, weeks: within };
}
