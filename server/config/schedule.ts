import { Cron } from "croner";
import { instantsOf, type Offsets } from "./zones.ts";

const day = 86_400_000;
/** Schedules are not finer than this: 5 minutes. */
const finest = 5;

interface Fields {
  readonly minutes: readonly number[];
  readonly hours: readonly number[];
  /** The other three fields, as they were written. */
  readonly dates: string;
  /** True without `*` and steps and with one time a day: such a time comes once a day, however the clock is put. */
  readonly fixed: boolean;
}

/** What is wrong with a schedule; null when nothing is. */
export function cronFault(text: string): string | null {
  const fields = fieldsOf(text);
  if (fields === null)
    return 'This is not a schedule of five cron fields (minute hour day month weekday), as "0 * * * *".';
  try {
    if (
      new Cron(`0 0 ${fields.dates}`, { timezone: "UTC", paused: true, mode: "5-part" }).nextRun(
        new Date(Date.UTC(2024, 0, 1)),
      ) === null
    ) {
      return "This schedule never comes.";
    }
  } catch {
    return 'This is not a schedule of five cron fields (minute hour day month weekday), as "0 * * * *".';
  }
  return gapOf(fields) < finest ? "This schedule is finer than 5 minutes." : null;
}

/** Instants of a schedule on a wall clock, ascending, in `[from, to)`. */
export function instantsOfCron(text: string, offsets: Offsets, from: number, to: number): number[] {
  const fields = fieldsOf(text);
  if (fields === null) return [];
  const found: number[] = [];
  const dates = new Cron(`0 0 ${fields.dates}`, { timezone: "UTC", paused: true, mode: "5-part" });
  let date = dates.nextRun(new Date(Math.floor(from / day - 2) * day - 1));
  for (; date !== null && date.getTime() < to + 2 * day; date = dates.nextRun(date)) {
    for (const hour of fields.hours) {
      for (const minute of fields.minutes) {
        const { at, skippedAt } = instantsOf(offsets, date.getTime() + (hour * 60 + minute) * 60_000);
        if (!fields.fixed) found.push(...at);
        else found.push(at[0] ?? skippedAt);
      }
    }
  }
  return [...new Set(found)].filter((at) => at >= from && at < to).sort((a, b) => a - b);
}

/** Least number of minutes between two times of a day, and over midnight. */
function gapOf(fields: Fields): number {
  const times = fields.hours.flatMap((hour) => fields.minutes.map((minute) => hour * 60 + minute));
  let least = 1440;
  for (const [index, time] of times.entries()) {
    const next = times[index + 1] ?? (times[0] ?? 0) + 1440;
    least = Math.min(least, next - time);
  }
  return least;
}

function fieldsOf(text: string): Fields | null {
  const parts = text.trim().split(/\s+/);
  const [minute, hour, ...dates] = parts;
  if (minute === undefined || hour === undefined || dates.length !== 3 || text.length > 200) return null;
  const minutes = valuesOf(minute, 59);
  const hours = valuesOf(hour, 23);
  if (minutes === null || hours === null) return null;
  const fixed = minutes.length === 1 && hours.length === 1 && !/[*/]/.test(`${minute}${hour}`);
  return { minutes, hours, dates: dates.join(" "), fixed };
}

/** Values of a numeric field: `*`, `5`, `1-5`, `*\/10`, `8-18/2`, and lists of them. */
function valuesOf(field: string, last: number): readonly number[] | null {
  const found = new Set<number>();
  for (const part of field.split(",")) {
    const told = /^(?:\*|(\d{1,2})(?:-(\d{1,2}))?)(?:\/(\d{1,2}))?$/.exec(part);
    if (told === null) return null;
    const whole = told[1] === undefined;
    const from = whole ? 0 : Number(told[1]);
    const to = whole || (told[2] === undefined && told[3] !== undefined) ? last : Number(told[2] ?? told[1]);
    const by = Number(told[3] ?? 1);
    if (from > to || to > last || by < 1) return null;
    for (let value = from; value <= to; value += by) found.add(value);
  }
  return [...found].sort((a, b) => a - b);
}
