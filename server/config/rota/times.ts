import { Temporal } from "temporal-polyfill";
import { shown, suggestion } from "../nearest.ts";
import { type Offsets, offsetsOf } from "../zones.ts";

/** A time as a file says it: on a clock, as if it were UTC, and whose clock; `date` where it is a whole day. */
export interface FileTime {
  readonly local: number;
  readonly zone: string;
  readonly date: boolean;
}

const day = 86_400_000;

/** Local milliseconds of a date and time that exist; null where they do not, or lie outside 1970 to 2199. */
export function localOf(year: number, month: number, date: number, hour = 0, minute = 0): number | null {
  const local = Date.UTC(year, month - 1, date, hour, minute);
  const back = new Date(local);
  const exists =
    back.getUTCMonth() === month - 1 && back.getUTCDate() === date && hour < 24 && minute < 60 && year < 2200;
  return exists && year >= 1970 ? local : null;
}

/** Date of a local time, as `2026-11-26`. */
export const dateText = (local: number): string => new Date(local).toISOString().slice(0, 10);

/** Offsets of zones since 1970, looked up once each. */
export function zoneBook(to: number): (zone: string) => Offsets {
  const known = new Map<string, Offsets>();
  return (zone) => {
    const found = known.get(zone) ?? (zone === "UTC" ? [[0, 0] as const] : offsetsOf(zone, 0, to + 2 * day));
    known.set(zone, found);
    return found;
  };
}

/** What is wrong with the name of a zone; null when nothing is. */
export function zoneFault(zone: string): string | null {
  if (/^[A-Za-z][A-Za-z0-9_+\-/]*$/.test(zone)) {
    try {
      Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(zone);
      return null;
    } catch {
      // Told below.
    }
  }
  return `There is no time zone ${shown(zone)}; write an IANA name as America/New_York.${suggestion(zone, Intl.supportedValuesOf("timeZone"))}`;
}
