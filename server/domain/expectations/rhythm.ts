import type { Instant, Millis } from "../types.ts";

const hour: Millis = 3_600_000;
const day: Millis = 86_400_000;

/** What is usual of a source in one hour of one kind of day, by when its receipts arrive: a fold. */
export interface UsualHour {
  /** Hour of the day, plus 24 on Saturdays and 48 on Sundays; by the clock of its building, else the company's. */
  readonly hour: number;
  /** Days on which we listened in this hour, and those on which it was heard; both are halved at 28, so that habits may change. */
  readonly days: number;
  readonly heard: number;
  /** Longest usual pause within this hour; each day's weighs a tenth less than the day's after it. */
  readonly pauseMs: Millis;
  /** Day of the last count, in days since 1970 by that clock. */
  readonly day: number;
}

/** An hour is known once it was listened to on so many days, and is one that speaks from this share on. */
const known = { days: 3, share: 0.9 };
const mostDays = 28;
/** Hours without a word that are counted one by one after a long pause: a week. */
const mostHours = 168;

/** Hour of its kind of day, and the day, of a local instant. 1970-01-01 was a Thursday. */
function placeOf(local: Instant): { readonly hour: number; readonly day: number } {
  const date = Math.floor(local / day);
  const weekday = (date + 4) % 7;
  const kind = weekday === 6 ? 24 : weekday === 0 ? 48 : 0;
  return { hour: kind + Math.floor((local - date * day) / hour), day: date };
}

/**
 * The usual hours after a receipt arrived at `at`, the one before at `last` (null: none, or we were not listening since).
 * A pause counts in each hour by the part that lies in it. `local` turns an instant into the clock of the building.
 */
export function rhythmAfter(
  usual: readonly UsualHour[],
  last: Instant | null,
  at: Instant,
  local: (at: Instant) => Instant,
): readonly UsualHour[] {
  if (last === null || at <= last) return usual;
  const first = Math.floor(last / hour);
  const end = Math.floor(at / hour);
  let next = usual;
  for (let index = Math.max(first, end - mostHours); index <= end; index++) {
    const from = index * hour;
    const pause = Math.min(at, from + hour) - Math.max(last, from);
    next = counted(next, placeOf(local(from)), pause, index === first || index === end);
  }
  return next;
}

function counted(
  usual: readonly UsualHour[],
  place: { readonly hour: number; readonly day: number },
  pauseMs: Millis,
  heard: boolean,
): readonly UsualHour[] {
  const old = usual.find((slot) => slot.hour === place.hour);
  const none: UsualHour = { hour: place.hour, days: 0, heard: 0, pauseMs: 0, day: -1 };
  const slot = withPause(old ?? none, place.day, pauseMs, heard);
  if (slot === old) return usual;
  return [...usual.filter((other) => other.hour !== place.hour), slot].sort((a, b) => a.hour - b.hour);
}

function withPause(old: UsualHour, date: number, pauseMs: Millis, heard: boolean): UsualHour {
  if (old.day === date) return pauseMs > old.pauseMs ? { ...old, pauseMs } : old;
  const days = old.days + 1;
  const spoke = old.heard + (heard ? 1 : 0);
  const halved = days >= mostDays;
  return {
    hour: old.hour,
    days: halved ? days >> 1 : days,
    heard: halved ? spoke >> 1 : spoke,
    pauseMs: Math.max(pauseMs, Math.floor(old.pauseMs * 0.9)),
    day: date,
  };
}

/**
 * When a source becomes silent if nothing is heard after `since`: once it has been quiet for three times its longest
 * usual pause, and at least a quarter of an hour. Quiet that spans hours is weighed in each by what is usual there; hours
 * that are not known, and those in which it usually says nothing, weigh nothing. Null: not within a week.
 */
export function silentAfter(
  usual: readonly UsualHour[],
  since: Instant,
  local: (at: Instant) => Instant,
): Instant | null {
  let weight = 0;
  for (let at = since, index = 0; index < mostHours; index++) {
    const end = (Math.floor(at / hour) + 1) * hour;
    const slot = usual.find((one) => one.hour === placeOf(local(at)).hour);
    if (slot !== undefined && speaks(slot)) {
      const allowed = Math.max(hour / 4, 3 * slot.pauseMs);
      const silent = Math.ceil(at + (1 - weight) * allowed);
      if (silent < end) return silent;
      weight += (end - at) / allowed;
    }
    at = end;
  }
  return null;
}

const speaks = (slot: UsualHour): boolean => slot.days >= known.days && slot.heard >= known.share * slot.days;

/** Whether enough is known of a source's hours to call it silent at all. */
export const isUsualKnown = (usual: readonly UsualHour[]): boolean => usual.some(speaks);
