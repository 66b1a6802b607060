/** How what only pages show is written; the rest stands in `server/wire`, where mails have it too. */
import { type At, date, dates, duration, instant, number, time, weekday, zoneName } from "../../server/wire/written.ts";

export {
  count,
  date,
  dayKey,
  dayPrefix,
  duration,
  instant,
  money,
  percent,
  time,
  weekday,
  when,
  zoneName,
} from "../../server/wire/written.ts";

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

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

/** Absolute, for focus and tooltips: `Thu 19 Nov 14:32:04 EST`. */
export const full = (at: At, zone: string): string =>
  `${weekday(at, zone)} ${date(at, zone, Date.now())} ${timeSeconds(at, zone)} ${zoneName(zone, at)}`;

/** `Thu 19 Nov 14:32`, the clock of the top bar without its zone. */
export const clock = (at: At, zone: string): string => `${weekday(at, zone)} ${date(at, zone)} ${time(at, zone)}`;

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
