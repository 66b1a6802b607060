import { Temporal } from "temporal-polyfill";
import * as z from "zod";
import { exceptionKinds } from "../../domain/index.ts";
import { durationPattern, millisOf } from "../duration.ts";
import { eventNames } from "../names.ts";
import { cronFault } from "../schedule.ts";

/** Id of something in the file; also what other sections name it by. */
export const id = () =>
  z
    .string()
    .regex(
      /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/,
      "An id has letters, digits, `.`, `_` and `-`, begins with a letter or digit, and is at most 64 long.",
    )
    .meta({ unit: "id" });

/** A name for people. */
export const title = () => z.string().trim().min(1, "A name is not empty.").max(80, "A name is at most 80 characters.");

/** Name of an attribute as emitters write it. */
export const attributeName = () =>
  z.string().min(1, "An attribute's name is not empty.").max(256, "An attribute's name is at most 256 characters.");

/** A time span with units, read into milliseconds. */
export const duration = () =>
  z
    .string({ error: "A duration needs a unit: 30m, 4h, 1h30m, 2d." })
    .regex(durationPattern, "A duration is whole numbers with units, greatest first: 30m, 4h, 1h30m, 2d.")
    .transform((text) => millisOf(text) ?? 0)
    .meta({ unit: "duration" });

/** As `duration`, and longer than nothing. */
export const someDuration = () => duration().refine((millis) => millis > 0, "This must be longer than nothing.");

const unitBytes: Readonly<Record<string, number>> = { MB: 1e6, GB: 1e9, TB: 1e12 };

/** A size with its unit, read into bytes. */
export const bytes = () =>
  z
    .string({ error: "A size needs a unit: 500MB, 40GB, 2TB." })
    .regex(/^[1-9]\d{0,5}(MB|GB|TB)$/, "A size is a whole number with its unit: 500MB, 40GB, 2TB.")
    .transform((text) => Number.parseInt(text, 10) * (unitBytes[text.slice(-2)] ?? 0))
    .meta({ unit: "size" });

/** IANA time zone. */
export const zone = () =>
  z
    .string()
    .refine(isZone, {
      error: "There is no such time zone; write an IANA name as America/New_York.",
      params: { near: "zone" },
    })
    .meta({ unit: "IANA time zone" });

/** True for a named IANA zone; offsets as `+05:00` are none. */
function isZone(text: string): boolean {
  if (!/^[A-Za-z][A-Za-z0-9_+\-/]*$/.test(text)) return false;
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(text);
    return true;
  } catch {
    return false;
  }
}

/** An address for mail. */
export const mail = () =>
  z
    .string()
    .max(254, "An address is at most 254 characters.")
    .regex(/^[^\s@<>()[\]\\,;:"]+@[^\s@<>()[\]\\,;:"]+\.[^\s@<>()[\]\\,;:".]+$/, "An address is name@host.example.")
    .meta({ unit: "mail address" });

/** A language tag. */
export const language = () =>
  z
    .string()
    .regex(/^[a-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}$/, "A language is a tag as en, es or de-AT.")
    .meta({ unit: "language" });

/** Five cron fields. */
export const cron = () =>
  z
    .string()
    .superRefine((text, context) => {
      const message = cronFault(text);
      if (message !== null) context.addIssue({ code: "custom", message });
    })
    .meta({ unit: "cron, five fields" });

/** A time on the wall clock. */
export const clock = () =>
  z
    .string()
    .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'A time of day is HH:MM in quotes, as "17:00".')
    .meta({ unit: "HH:MM" });

/** A share in percent, read into thousandths. */
export const share = () =>
  z
    .string({ error: "A share is in percent, as 98 % or 99.5 %." })
    .regex(
      /^(?:100(?:\.0)?|\d{1,2}(?:\.\d)?) ?%$/,
      "A share is 0 to 100 with at most one decimal and a percent sign, as 99.5 %.",
    )
    .transform((text) => Math.round(Number(text.replace("%", "")) * 10))
    .meta({ unit: "percent" });

/** Opening hours of a day; `24:00` is its end, and an end before the start lies in the next day. */
export const span = () =>
  z
    .string()
    .regex(
      /^([01]\d|2[0-3]):[0-5]\d-(([01]\d|2[0-3]):[0-5]\d|24:00)$/,
      'Hours are HH:MM-HH:MM in quotes, as "05:00-22:00".',
    )
    .refine(
      (text) => text.slice(0, 5) !== text.slice(6),
      'Hours that end where they begin are none; a whole day is "00:00-24:00".',
    )
    .meta({ unit: "HH:MM-HH:MM" });

/** Name of a file that lies beside the network file. */
export const besideFile = () =>
  z
    .string()
    .regex(
      /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}\.(?:ics|csv)$/i,
      "A file beside this one is named alone, without a folder, and ends in .ics or .csv.",
    )
    .meta({ unit: "file name" });

/** Dates, or the file that has them. */
export const holidays = () => z.union([besideFile(), z.array(date())]);

/** A calendar date that exists. */
export const date = () => z.string().refine(isDate, "A date is YYYY-MM-DD and exists.").meta({ unit: "YYYY-MM-DD" });

function isDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  try {
    Temporal.PlainDate.from(text, { overflow: "reject" });
    return true;
  } catch {
    return false;
  }
}

const dayNames = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"] as const;

/** Days of the week that a text as `mon-fri` or `mon,wed` names, Sunday 0; null when it names none. */
export function daysOf(text: string): readonly number[] | null {
  const found = new Set<number>();
  for (const part of text.toLowerCase().split(",")) {
    const [first, last, more] = part
      .trim()
      .split("-")
      .map((name) => dayNames.indexOf(name as (typeof dayNames)[number]));
    if (first === undefined || first < 0 || more !== undefined || (last !== undefined && last < 0)) return null;
    for (let day = first; ; day = (day + 1) % 7) {
      found.add(day);
      if (day === (last ?? first)) break;
    }
  }
  return [...found].sort((a, b) => a - b);
}

const daysMessage = "Days are mon tue wed thu fri sat sun: one, a range as mon-sat, or several as mon,wed.";

/** Days of the week. */
export const days = () =>
  z
    .string()
    .refine((text) => daysOf(text) !== null, daysMessage)
    .meta({ unit: "days" });

const canonicalEvent = z.enum(eventNames as [string, ...string[]]).meta({ id: "eventType", unit: "event type" });

/** Type of a canonical event. */
export const eventType = () => canonicalEvent;

/** Kind of exception. */
export const exceptionKind = () => z.enum(exceptionKinds).meta({ unit: "exception kind" });

/** One value or several. */
export const oneOrMore = <T extends z.ZodType>(schema: T) =>
  z
    .union([schema, z.array(schema).min(1, "A list of nothing matches nothing.")])
    .transform((told) => (Array.isArray(told) ? told : [told]) as z.output<T>[]);

/** Text, number or truth, compared as text. */
export const scalar = () => z.union([z.string(), z.number(), z.boolean()]).transform(String);

/** A map from names of outside to values, read into pairs: such names are never keys of objects. */
export const pairs = <T extends z.ZodType>(value: T) =>
  z
    .record(z.string().max(256), value)
    .transform((told): readonly (readonly [string, z.output<T>])[] => Object.entries(told) as [string, z.output<T>][]);

export const mode = () => z.enum(["tell", "watch"]);
