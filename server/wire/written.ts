/**
 * How numbers, money, times and durations are written, the same on pages and in mails, all through `Intl`. Instants come
 * as Unix milliseconds or as ISO 8601 text; a zone is an IANA name.
 */
export type At = number | string;

const locale = "en-US";
const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

const cache = new Map<string, Intl.DateTimeFormat>();
export function dates(zone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = zone + JSON.stringify(options);
  let made = cache.get(key);
  if (made === undefined) {
    made = new Intl.DateTimeFormat(locale, { timeZone: zone, ...options });
    cache.set(key, made);
  }
  return made;
}

const numbers = new Map<string, Intl.NumberFormat>();
export function number(options: Intl.NumberFormatOptions = {}): Intl.NumberFormat {
  const key = JSON.stringify(options);
  const made = numbers.get(key) ?? new Intl.NumberFormat(locale, options);
  numbers.set(key, made);
  return made;
}

/** Unix milliseconds of an instant. */
export const instant = (at: At): number => (typeof at === "number" ? at : Date.parse(at));

/** `14:32`. */
export const time = (at: At, zone: string): string =>
  dates(zone, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(instant(at));

/** `Thu`. */
export const weekday = (at: At, zone: string): string => dates(zone, { weekday: "short" }).format(instant(at));

/** `19 Nov`, with the year where it is not the year of `now`. */
export function date(at: At, zone: string, now?: At): string {
  const parts = part(at, zone);
  const year = now === undefined || part(now, zone).year === parts.year ? "" : ` ${parts.year}`;
  return `${parts.day} ${parts.month}${year}`;
}

function part(at: At, zone: string): { readonly day: string; readonly month: string; readonly year: string } {
  const found = dates(zone, { day: "numeric", month: "short", year: "numeric" }).formatToParts(instant(at));
  const of = (type: string): string => found.find((one) => one.type === type)?.value ?? "";
  return { day: of("day"), month: of("month"), year: of("year") };
}

/** Calendar day in a zone, as `2026-11-19`: equal for instants of the same local day. */
export function dayKey(at: At, zone: string): string {
  const parts = dates(zone, { year: "numeric", month: "2-digit", day: "2-digit" }).formatToParts(instant(at));
  const of = (type: string): string => parts.find((one) => one.type === type)?.value ?? "";
  return `${of("year")}-${of("month")}-${of("day")}`;
}

/** The zone's usual short name at an instant: `EST`. */
export const zoneName = (zone: string, at: At): string =>
  dates(zone, { timeZoneName: "short" })
    .formatToParts(instant(at))
    .find((one) => one.type === "timeZoneName")?.value ?? zone;

/** Time with what is needed to place it: `14:32`, `Fri 09:00` within six days, else `3 Dec 09:00`. */
export function when(at: At, now: At, zone: string): string {
  const prefix = dayPrefix(at, now, zone);
  return prefix === null ? time(at, zone) : `${prefix} ${time(at, zone)}`;
}

/** What stands before a time that is not today: `Fri` within six days, else `3 Dec`; null for today. */
export function dayPrefix(at: At, now: At, zone: string): string | null {
  if (dayKey(at, zone) === dayKey(now, zone)) return null;
  return Math.abs(instant(at) - instant(now)) < 6 * day ? weekday(at, zone) : date(at, zone, now);
}

/** A duration: `48 s`, `28 min`, `1 h 13 min`, from 6 h `18 h`, from 24 h `1 d 2 h`. */
export function duration(ms: number): string {
  const span = Math.max(0, ms);
  if (span < minute) return `${Math.floor(span / 1000)} s`;
  if (span < hour) return `${Math.floor(span / minute)} min`;
  if (span < 6 * hour) {
    const minutes = Math.floor((span % hour) / minute);
    return `${Math.floor(span / hour)} h${minutes === 0 ? "" : ` ${minutes} min`}`;
  }
  if (span < day) return `${Math.floor(span / hour)} h`;
  const hours = Math.floor((span % day) / hour);
  return `${Math.floor(span / day)} d${hours === 0 ? "" : ` ${hours} h`}`;
}

/** `12,792`. */
export const count = (value: number): string => number().format(value);

/** Share between 0 and 1: `97.8 %`. */
export const percent = (share: number, digits = 1): string =>
  `${number({ minimumFractionDigits: digits, maximumFractionDigits: digits }).format(share * 100)} %`;

/** Amount as people in operations read it: `$41,260`, no cents. */
export const money = (amount: string | number, currency: string): string =>
  number({
    style: "currency",
    currency,
    currencyDisplay: "narrowSymbol",
    maximumFractionDigits: 0,
    minimumFractionDigits: 0,
  }).format(Number(amount));

/** `Thu 19 Nov`, with the year where it is not that of `today`. */
export function dayName(day: string, today: string): string {
  // Noon is never skipped.
  const at = new Date(`${day}T12:00:00.000Z`);
  const text = (options: Intl.DateTimeFormatOptions): string =>
    new Intl.DateTimeFormat("en-US", { timeZone: "UTC", ...options }).format(at);
  const year = day.slice(0, 4) === today.slice(0, 4) ? "" : ` ${day.slice(0, 4)}`;
  return `${text({ weekday: "short" })} ${text({ day: "numeric" })} ${text({ month: "short" })}${year}`;
}
