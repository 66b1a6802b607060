/** One minute, hour and day in milliseconds. */
export const minute = 60_000;
export const hour = 60 * minute;
export const day = 24 * hour;

/** Wall-clock reading of an instant in a zone. */
export interface Local {
  /** Local midnight as days since 1970-01-01. */
  readonly dayNumber: number;
  /** 0 is Sunday. */
  readonly weekday: number;
  /** Minutes since local midnight, with fractions. */
  readonly minutes: number;
}

const formats = new Map<string, Intl.DateTimeFormat>();
const offsets = new Map<string, number>();

/** Milliseconds by which a zone's clock is ahead of UTC at an instant. */
export function offsetAt(zone: string, at: number): number {
  const slot = Math.floor(at / (15 * minute));
  const known = offsets.get(`${zone} ${slot}`);
  if (known !== undefined) return known;
  let format = formats.get(zone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat("en-US", {
      timeZone: zone,
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
    });
    formats.set(zone, format);
  }
  const start = slot * 15 * minute;
  const parts = new Map(format.formatToParts(start).map((part) => [part.type, Number(part.value)]));
  const read = (type: Intl.DateTimeFormatPartTypes): number => parts.get(type) ?? 0;
  const wall = Date.UTC(read("year"), read("month") - 1, read("day"), read("hour"), read("minute"));
  if (offsets.size > 50_000) offsets.clear();
  offsets.set(`${zone} ${slot}`, wall - start);
  return wall - start;
}

/** Reads the wall clock of a zone. */
export function localOf(zone: string, at: number): Local {
  const wall = at + offsetAt(zone, at);
  const dayNumber = Math.floor(wall / day);
  return { dayNumber, weekday: (((dayNumber + 4) % 7) + 7) % 7, minutes: (wall - dayNumber * day) / minute };
}

/** The instant at which a zone's clock shows this many minutes after midnight of a local day. */
export function instantOf(zone: string, dayNumber: number, minutes: number): number {
  const wall = dayNumber * day + minutes * minute;
  const guess = wall - offsetAt(zone, wall);
  return wall - offsetAt(zone, guess);
}

/** Minutes after midnight of `HH:MM`. */
export function minutesOf(clock: string): number {
  const [hours, minutes] = clock.split(":");
  return Number(hours) * 60 + Number(minutes);
}
