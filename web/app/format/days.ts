/** Calendar days as `2026-11-19`, and wall times of a zone. */
import { dayKey } from "../format.ts";

export { dayName } from "../../../server/wire/written.ts";

const noon = (day: string): number => Date.parse(`${day}T12:00:00.000Z`);

/** The day so many days after another; noon is never skipped, so days of 23 and 25 hours make no difference. */
export const dayAfter = (day: string, days: number): string =>
  new Date(noon(day) + days * 86_400_000).toISOString().slice(0, 10);

/** Whether a text names a day of the calendar. */
export const isDay = (text: string): boolean =>
  /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(noon(text)) && dayAfter(text, 0) === text;

/** Unix milliseconds of a wall time such as `14:30` on a day in a zone; null when it is none. A time that a change of offset skips is taken after it. */
export function wallInstant(day: string, wall: string, zone: string): number | null {
  const found = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(wall);
  if (found === null || !isDay(day)) return null;
  const [year = 0, month = 1, date = 1] = day.split("-").map(Number);
  const local = Date.UTC(year, month - 1, date, Number(found[1]), Number(found[2]));
  // Twice: the first guess may lie on the other side of a change of offset.
  const first = local - aheadOfUtc(local, zone);
  return local - aheadOfUtc(first, zone);
}

/** How far a zone's wall clock is ahead of UTC at an instant, milliseconds. */
function aheadOfUtc(at: number, zone: string): number {
  const parts = new Intl.DateTimeFormat("en-US", {
    timeZone: zone,
    hourCycle: "h23",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  }).formatToParts(at);
  const of = (type: string): number => Number(parts.find((part) => part.type === type)?.value ?? 0);
  const [year = 0, month = 1, date = 1] = dayKey(at, zone).split("-").map(Number);
  return Date.UTC(year, month - 1, date, of("hour"), of("minute"), of("second")) - Math.floor(at / 1000) * 1000;
}
