import { parseTime } from "../civil.ts";
import type { Instant } from "../types.ts";
import type { Owed } from "./owed.ts";

const dayMs = 86_400_000;

/** Where columns of age end. */
export interface AgeEdges {
  /** Last day of each column, ascending: the first begins with the day itself, one more has all that is older. */
  readonly lasts: readonly number[];
  /** What is not due has a column of its own; else it stands with the youngest. */
  readonly dueApart: boolean;
}

/** Not due, same day, 1, 2 to 3, 4 to 7, more than 7 days. */
export const dayEdges: AgeEdges = { lasts: [0, 1, 3, 7], dueApart: true };
/** Current, 1 to 30, 31 to 60, 61 to 90, more than 90 days. */
export const monthEdges: AgeEdges = { lasts: [0, 30, 60, 90], dueApart: false };

/** Edges as somebody set them; null where they are no ascending whole days. */
export function ageEdges(lasts: readonly number[], dueApart: boolean): AgeEdges | null {
  const fits = lasts.every((last, index) => Number.isSafeInteger(last) && last > (lasts[index - 1] ?? -1));
  return fits && lasts.length > 0 ? { lasts, dueApart } : null;
}

/** A column of age. */
export interface AgeColumn {
  /** Has what is not due. */
  readonly notDue: boolean;
  /** First day of it; null where it has only what is not due. */
  readonly from: number | null;
  /** Last day of it; null where it has all that is older, or only what is not due. */
  readonly to: number | null;
}

/** The columns, youngest first. */
export function ageColumns({ lasts, dueApart }: AgeEdges): readonly AgeColumn[] {
  const aged = [...lasts, null].map((to, index) => ({
    notDue: !dueApart && index === 0,
    from: index === 0 ? 0 : (lasts[index - 1] ?? 0) + 1,
    to,
  }));
  return dueApart ? [{ notDue: true, from: null, to: null }, ...aged] : aged;
}

/** Number of the calendar day that an instant lies in, counted from 1970-01-01 in the zone that ages are told in. */
export type DayOf = (at: Instant) => number;

/** Days counted by a zone; `offsetAt` answers minutes east of UTC. */
export const daysBy =
  (offsetAt: (at: Instant) => number): DayOf =>
  (at) =>
    Math.floor((at + offsetAt(at) * 60_000) / dayMs);

/**
 * Index of the column that something stands in at an instant. Not due: before its deadline, which is late from its own
 * instant on, or by terms that wait for the delivery. Else the calendar days since it happened, so that a day of 23 or 25
 * hours counts one, and one second across midnight too; what is known to the day has that day in every zone.
 */
export function ageColumn(
  { lasts, dueApart }: AgeEdges,
  {
    since,
    sinceIsDay,
    sinceDay,
    dueAt,
    undelivered,
  }: Pick<Owed, "since" | "sinceIsDay" | "sinceDay" | "dueAt" | "undelivered">,
  at: Instant,
  dayOf: DayOf,
): number {
  if (undelivered || (dueAt !== null && at < dueAt)) return 0;
  const days = dayOf(at) - (sinceIsDay ? dayNumber(sinceDay) : dayOf(since));
  const found = lasts.findIndex((last) => days <= last);
  return (found < 0 ? lasts.length : found) + (dueApart ? 1 : 0);
}

const dayNumber = (day: string): number => (parseTime(day)?.at ?? 0) / dayMs;
