/**
 * How numbers, money, times and durations are written, all through `Intl`. Instants come as Unix milliseconds
 * or as ISO 8601 text; a zone is an IANA name.
 */
type At = number | string;

const locale = "en-US";
const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

const cache = new Map<string, Intl.DateTimeFormat>();
function dates(zone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = zone + JSON.stringify(options);
  let made = cache.get(key);
  if (made === undefined) {
    made = new Intl.DateTimeFormat(locale, { timeZone: zone, ...options });
    cache.set(key, made);
  }
  return made;
}

const numbers = new Map<string, Intl.NumberFormat>();
function number(options: Intl.NumberFormatOptions = {}): Intl.NumberFormat {
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

/** `14:32:04`. */
export const timeSeconds = (at: At, zone: string): string =>
  dates(zone, { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" }).format(instant(at));

/** `14:32:04.880`. */
export const timeMillis = (at: At, zone: string): string =>
  dates(zone, {
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    fractionalSecondDigits: 3,
    hourCycle: "h23",
  }).format(instant(at));

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

/** Absolute, for focus and tooltips: `Thu 19 Nov 14:32:04 EST`. */
export const full = (at: At, zone: string): string =>
  `${weekday(at, zone)} ${date(at, zone, Date.now())} ${timeSeconds(at, zone)} ${zoneName(zone, at)}`;

/** `Thu 19 Nov 14:32`, the clock of the top bar without its zone. */
export const clock = (at: At, zone: string): string => `${weekday(at, zone)} ${date(at, zone)} ${time(at, zone)}`;

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

/** A technical lag: `420 ms`, `1.2 s`, `0:48` under an hour, then as a duration. */
export function lag(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 10_000) return `${(ms / 1000).toFixed(1)} s`;
  if (ms < hour) return `${Math.floor(ms / minute)}:${String(Math.floor((ms % minute) / 1000)).padStart(2, "0")}`;
  return duration(ms);
}

/** How near an end is: `now` under one hour or past, `soon` under two, else `later`. */
export type Nearness = "past" | "now" | "soon" | "later";

/** `in 28 min`, `12 min ago`, `3 h ago`; each second under five minutes. */
export function countdown(at: At, now: At): { readonly text: string; readonly near: Nearness } {
  const left = instant(at) - instant(now);
  if (left < 0) return { text: `${coarse(-left)} ago`, near: "past" };
  const text =
    left < 5 * minute && left >= minute
      ? `in ${Math.floor(left / minute)}:${String(Math.floor((left % minute) / 1000)).padStart(2, "0")}`
      : `in ${duration(left)}`;
  return { text, near: left < hour ? "now" : left < 2 * hour ? "soon" : "later" };
}

/** A duration by its greatest unit alone: how long ago something was need not be exact. */
const coarse = (span: number): string =>
  span < hour ? duration(span) : span < day ? `${Math.floor(span / hour)} h` : `${Math.floor(span / day)} d`;

/** Age of something at an instant: `40 min`. */
export const age = (at: At, now: At): string => duration(instant(now) - instant(at));

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

/** Amount to the cent: `$3,912.40`. */
export const moneyExact = (amount: string | number, currency: string): string =>
  number({ style: "currency", currency, currencyDisplay: "narrowSymbol" }).format(Number(amount));

/** Decimal text with the digits that it has, never by way of a double: `1,284,310.40`, `−6,410.00`. */
export function exact(amount: string): string {
  const digits = amount.split(".")[1]?.length ?? 0;
  return minus(number({ minimumFractionDigits: digits, maximumFractionDigits: digits }).format(amount as `${number}`));
}

/** The same with the sign of its currency: `$1,284,310.40`. */
export function exactMoney(amount: string, currency: string): string {
  const digits = amount.split(".")[1]?.length ?? 0;
  return minus(
    number({
      style: "currency",
      currency,
      currencyDisplay: "narrowSymbol",
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
    }).format(amount as `${number}`),
  );
}

/** An estimate, which has no cents: `186,240`. The sign ≈ stands before it. */
export const whole = (amount: string): string =>
  minus(number({ maximumFractionDigits: 0 }).format(amount as `${number}`));

const minus = (text: string): string => text.replace("-", "−");

/** Bytes as `41 KB`. */
export function bytes(size: number): string {
  const units = ["B", "KB", "MB", "GB", "TB"];
  let value = size;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${number({ maximumFractionDigits: value < 10 && unit > 0 ? 1 : 0 }).format(value)} ${units[unit]}`;
}

/** First words of a long identifier: `4f2a91…`. For hashes and tokens only, never for business ids. */
export const short = (id: string, keep = 6): string => (id.length <= keep + 1 ? id : `${id.slice(0, keep)}…`);

/** How long something technical took: `0.42 ms`, `82 ms`, `4.82 s`, then as a duration. */
export function took(ms: number): string {
  if (ms < 1) return `${number({ maximumSignificantDigits: 2 }).format(Math.max(0, ms))} ms`;
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < minute) return `${(ms / 1000).toFixed(2)} s`;
  return duration(ms);
}
