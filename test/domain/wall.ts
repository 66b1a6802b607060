/** What a clock on the wall shows, minute by minute: told by the runtime, not by our arithmetic. */
export interface Wall {
  readonly zone: string;
  readonly from: number;
  /** For each minute: day number of the date that it shows, and minutes of that date that have been reached so far. */
  readonly dates: Int32Array;
  readonly reached: Int32Array;
}

const minute = 60_000;
const day = 86_400_000;

export function wallOf(zone: string, from: number, days: number): Wall {
  const count = (days * day) / minute;
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone: zone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
  });
  const dates = new Int32Array(count);
  const reached = new Int32Array(count);
  for (let index = 0; index < count; index++) {
    const parts = new Map(format.formatToParts(from + index * minute).map(({ type, value }) => [type, Number(value)]));
    const date = Date.UTC(parts.get("year") ?? 0, (parts.get("month") ?? 0) - 1, parts.get("day")) / day;
    const now = (parts.get("hour") ?? 0) * 60 + (parts.get("minute") ?? 0);
    dates[index] = date;
    reached[index] = index > 0 && dates[index - 1] === date ? Math.max(reached[index - 1] ?? 0, now) : now;
  }
  return { zone, from, dates, reached };
}

/** Shifts of a weekday in minutes of the day; an end beyond 1440 lies in the next. Sunday first. */
export type Week = readonly (readonly (readonly [number, number])[])[];

/** Whether somebody is on shift in a minute that the wall was watched in. */
export function isWorked(wall: Wall, at: number, week: Week, holidays: ReadonlySet<number>): boolean {
  const index = Math.floor((at - wall.from) / minute);
  const date = wall.dates[index] ?? 0;
  const now = wall.reached[index] ?? 0;
  const spans = (of: number) => (holidays.has(of) ? [] : (week[(((of + 4) % 7) + 7) % 7] ?? []));
  return (
    spans(date).some(([start, end]) => now >= start && now < end) || spans(date - 1).some(([, end]) => now < end - 1440)
  );
}
