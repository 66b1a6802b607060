import type { CloseReason } from "../../../server/wire/index.ts";
import { dayKey } from "../../app/format.ts";

/** The reasons with which a person may close, the most usual first. */
export const closeReasonsInOrder: readonly CloseReason[] = [
  "done-outside",
  "cancelled",
  "timing",
  "duplicate",
  "accepted-loss",
  "not-real",
];

/** Unix milliseconds of a local wall time in a zone, as a field of type `datetime-local` gives it; null when it is none. */
export function zonedInstant(local: string, zone: string): number | null {
  const found = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2})/.exec(local);
  if (found === null) return null;
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0] = found.slice(1).map(Number);
  const wall = Date.UTC(year, month - 1, day, hour, minute);
  // Twice: the first guess may lie on the other side of a change of offset.
  const first = wall - offsetAt(wall, zone);
  return wall - offsetAt(first, zone);
}

/** How far a zone's wall clock is ahead of UTC at an instant, milliseconds. */
function offsetAt(at: number, zone: string): number {
  const parts = new Intl.DateTimeFormat("en-US", {
    timeZone: zone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  }).formatToParts(at);
  const of = (type: string): number => Number(parts.find((part) => part.type === type)?.value ?? 0);
  return (
    Date.UTC(of("year"), of("month") - 1, of("day"), of("hour"), of("minute"), of("second")) -
    Math.floor(at / 1000) * 1000
  );
}

/** Times until which one usually parks. */
export interface ParkChoice {
  readonly word: "park.hour" | "park.three" | "park.morning" | "park.monday";
  readonly at: number;
}

/** One hour, three hours, the next morning at eight, next Monday at eight: in the calendar of a zone. */
export function parkChoices(now: number, zone: string): readonly ParkChoice[] {
  const hour = 3_600_000;
  const minute = Math.ceil(now / 60_000) * 60_000;
  const morning = (days: number): number => {
    const [year = 0, month = 1, day = 1] = dayKey(now, zone).split("-").map(Number);
    const key = new Date(Date.UTC(year, month - 1, day + days, 12)).toISOString().slice(0, 10);
    return zonedInstant(`${key}T08:00`, zone) ?? now;
  };
  const weekday = new Date(`${dayKey(now, zone)}T12:00:00Z`).getUTCDay();
  const toMonday = (8 - weekday) % 7 || 7;
  return [
    { word: "park.hour", at: minute + hour },
    { word: "park.three", at: minute + 3 * hour },
    { word: "park.morning", at: morning(1) },
    ...(toMonday > 1 ? [{ word: "park.monday" as const, at: morning(toMonday) }] : []),
  ];
}
