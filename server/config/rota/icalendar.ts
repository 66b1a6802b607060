import { shown, suggestion } from "../nearest.ts";
import { type FileFault, type FileRead, linesOf, mostEvents, type TextLine } from "./lines.ts";
import { beginningsOf, dayWords, instantOf, type Recurrence, type Recurring } from "./recurrence.ts";
import { type FileTime, localOf, zoneBook, zoneFault } from "./times.ts";

const day = 86_400_000;
const mostLine = 8_192;

/** What a file is read for: shifts have times, holidays are whole days. */
export type Reads = "shifts" | "holidays";

/** One content line: `NAME;PARAM=value:value`. */
interface Content extends TextLine {
  readonly name: string;
  readonly params: ReadonlyMap<string, string>;
  readonly value: string;
}

/** Said of an event or a calendar without changing when anything is. */
const passedOver = new Set(
  `UID DTSTAMP CREATED LAST-MODIFIED SEQUENCE TRANSP CLASS DESCRIPTION LOCATION CATEGORIES ORGANIZER ATTENDEE URL COLOR
   PRIORITY COMMENT CONTACT GEO RESOURCES ATTACH CONFERENCE IMAGE RELATED-TO PRODID METHOD NAME SOURCE REFRESH-INTERVAL`.split(
    /\s+/,
  ),
);
const read = ["DTSTART", "DTEND", "DURATION", "RRULE", "EXDATE", "SUMMARY", "STATUS"] as const;
type Property = (typeof read)[number];

type Report = (line: number, message: string) => void;

/** How one file is read: for what, by which zones, and where faults go. */
interface Reader {
  readonly reads: Reads;
  readonly zones: ReturnType<typeof zoneBook>;
  readonly report: Report;
}

/**
 * Reads an iCalendar file (RFC 5545) as far as a rota needs it: events with DTSTART, DTEND or DURATION, RRULE by day or
 * week, EXDATE, with a zone or in UTC. What would change when somebody works and is not read is a fault; what only
 * describes is passed over.
 */
export function readICalendar(text: string, reads: Reads): FileRead<readonly Recurring[]> {
  const faults: FileFault[] = [];
  const report: Report = (line, message) => faults.push({ line, message });
  const reader: Reader = { reads, zones: zoneBook(Date.UTC(2200, 0)), report };
  const events: Recurring[] = [];
  const open: string[] = [];
  let event: Map<Property, Content[]> | null = null;
  let began = 0;
  const contents = unfolded(text, report);
  if (contents[0] !== undefined && !(contents[0].name === "BEGIN" && contents[0].value.toUpperCase() === "VCALENDAR"))
    report(contents[0].line, "An iCalendar file begins with BEGIN:VCALENDAR.");
  if (contents.length === 0) report(1, "The file says nothing.");
  for (const content of contents) {
    const { line, name, value } = content;
    const inner = open.at(-1) ?? "";
    // Zones go by their IANA name, and an alarm rings nobody here: both are passed over whole.
    const passed = open.some((part) => part === "VTIMEZONE" || part === "VALARM" || part === "?");
    if (name === "BEGIN") {
      const part = value.toUpperCase();
      const fits =
        (part === "VCALENDAR" && inner === "") ||
        (inner === "VCALENDAR" && (part === "VEVENT" || part === "VTIMEZONE")) ||
        (inner === "VEVENT" && part === "VALARM");
      if (!fits && !passed) report(line, `${shown(value)} is not read here: a file of ${reads} has events (VEVENT).`);
      open.push(fits || passed ? part : "?");
      if (part !== "VEVENT" || !fits) continue;
      event = new Map();
      began = line;
    } else if (name === "END") {
      if (open.length === 0) report(line, `${shown(value)} ends here and was not begun.`);
      else if (inner !== "?" && inner !== value.toUpperCase()) report(line, `This should end ${inner}.`);
      open.pop();
      if (inner !== "VEVENT" || event === null) continue;
      const made = eventOf(event, began, reader);
      if (made !== null) events.push(made);
      event = null;
      if (events.length > mostEvents) {
        report(began, `There are more than ${mostEvents} events.`);
        break;
      }
    } else if (!passed && inner === "VEVENT" && event !== null) takeProperty(event, content, report);
    else if (!passed && inner === "VCALENDAR") checkCalendar(content, report);
  }
  if (open.length > 0 && faults.length === 0)
    report(contents.at(-1)?.line ?? 1, `The file ends within ${open.at(-1) ?? ""}: it may have been cut off.`);
  return faults.length === 0 ? { ok: true, value: events } : { ok: false, faults };
}

function unfolded(text: string, report: Report): readonly Content[] {
  const whole: { line: number; text: string }[] = [];
  for (const { line, text: part } of linesOf(text)) {
    const last = whole.at(-1);
    if (!/^[ \t]/.test(part)) whole.push({ line, text: part });
    else if (last === undefined) report(line, "The first line goes on from none.");
    else last.text += part.slice(1);
  }
  return whole.flatMap(({ line, text: content }) => {
    const parsed = content.length > mostLine ? null : contentOf(content);
    if (parsed !== null) return [{ line, text: content, ...parsed }];
    report(line, content.length > mostLine ? "This line is too long." : "This is no line of an iCalendar file.");
    return [];
  });
}

/** Splits at the first `:` and at `;` that stand outside quotes. */
function contentOf(text: string): Pick<Content, "name" | "params" | "value"> | null {
  const parts: string[] = [];
  let quoted = false;
  let from = 0;
  for (let at = 0; at < text.length; at++) {
    const letter = text[at];
    if (letter === '"') quoted = !quoted;
    if (quoted || (letter !== ";" && letter !== ":")) continue;
    parts.push(text.slice(from, at));
    from = at + 1;
    if (letter === ":") {
      const [name = "", ...params] = parts;
      if (!/^[A-Za-z0-9-]+$/.test(name)) return null;
      const pairs = params.map((param): [string, string] => {
        const cut = param.indexOf("=");
        return [param.slice(0, Math.max(0, cut)).toUpperCase(), param.slice(cut + 1).replace(/^"(.*)"$/, "$1")];
      });
      return { name: name.toUpperCase(), params: new Map(pairs), value: text.slice(from).trim() };
    }
  }
  return null;
}

function checkCalendar({ line, name, value }: Content, report: Report): void {
  if (name === "VERSION" && value !== "2.0") report(line, "This is not iCalendar version 2.0.");
  else if (name === "CALSCALE" && value.toUpperCase() !== "GREGORIAN")
    report(line, "Only the Gregorian scale is read.");
  else if (name !== "VERSION" && name !== "CALSCALE" && !passedOver.has(name) && !name.startsWith("X-"))
    report(line, `${name} is not read here.`);
}

function takeProperty(event: Map<Property, Content[]>, content: Content, report: Report): void {
  const property = read.find((known) => known === content.name);
  if (property !== undefined) {
    const earlier = event.get(property) ?? [];
    if (earlier.length > 0 && property !== "EXDATE") report(content.line, `${property} stands twice in one event.`);
    event.set(property, [...earlier, content]);
  } else if (!passedOver.has(content.name) && !content.name.startsWith("X-"))
    report(
      content.line,
      `${content.name} is not read here: an event has DTSTART, DTEND or DURATION, RRULE by day or week, and EXDATE.`,
    );
}

function eventOf(event: ReadonlyMap<Property, readonly Content[]>, line: number, reader: Reader): Recurring | null {
  const { report } = reader;
  const one = (property: Property): Content | undefined => event.get(property)?.[0];
  const status = one("STATUS");
  if (status?.value.toUpperCase() === "CANCELLED") return null;
  const from = one("DTSTART");
  if (from === undefined) {
    report(line, "This event has no DTSTART.");
    return null;
  }
  const start = timeOf(from, from.value, reader);
  if (start === null) return null;
  const length = lengthOf(start, one("DTEND"), one("DURATION"), line, reader);
  const told = one("RRULE");
  const rule = told === undefined ? null : ruleOf(told, start, reader);
  const except = new Set<number>();
  for (const content of event.get("EXDATE") ?? []) {
    for (const part of content.value.split(",")) {
      const time = timeOf(content, part, reader);
      if (time !== null) except.add(instantOf(reader.zones(time.zone), time.local));
    }
  }
  if (length === null || (told !== undefined && rule === null)) return null;
  const made: Recurring = {
    line,
    summary: unescaped(one("SUMMARY")?.value ?? ""),
    zone: start.zone,
    start: start.local,
    length,
    rule,
    except,
  };
  const [first] = beginningsOf(made, start.local, start.local + 8 * day);
  if (rule !== null && first !== start.local) report(told?.line ?? line, "It does not begin on a day of its own rule.");
  return made;
}

function timeOf(content: Content, value: string, { reads, report }: Reader): FileTime | null {
  const parts = /^(\d{4})(\d{2})(\d{2})(?:T(\d{2})(\d{2})(\d{2})(Z?))?$/.exec(value.trim());
  const wrong = (message: string): null => {
    report(content.line, message);
    return null;
  };
  if (parts === null) return wrong(`${shown(value)} is no date or time, as 20261116T060000Z.`);
  const [year = 0, month = 0, date = 0, hour = 0, minute = 0, second = 0] = parts
    .slice(1, 7)
    .map((part) => Number(part ?? 0));
  const local = localOf(year, month, date, hour, minute);
  if (local === null) return wrong(`${shown(value)} does not exist.`);
  if (second !== 0) return wrong("Times are read to the minute: write no seconds but 00.");
  const isDate = parts[4] === undefined;
  if (reads === "holidays")
    return isDate ? { local, zone: "UTC", date: true } : wrong("A holiday is a whole day: write VALUE=DATE.");
  if (isDate) return wrong("A shift has times: write a time, not a day.");
  if (parts[7] === "Z") return { local, zone: "UTC", date: false };
  const zone = content.params.get("TZID");
  if (zone === undefined) return wrong("This time names no zone: write TZID=… or end it with Z.");
  const fault = zoneFault(zone);
  return fault === null ? { local, zone, date: false } : wrong(fault);
}

function lengthOf(
  start: FileTime,
  end: Content | undefined,
  duration: Content | undefined,
  line: number,
  reader: Reader,
): Recurring["length"] | null {
  const { reads, report, zones } = reader;
  const wrong = (at: number, message: string): null => {
    report(at, message);
    return null;
  };
  if (end !== undefined && duration !== undefined)
    return wrong(duration.line, "DTEND and DURATION are both there: one says it.");
  if (duration !== undefined) {
    const parts = /^\+?P(?:(\d{1,3})W|(?:(\d{1,3})D)?(?:T(?:(\d{1,4})H)?(?:(\d{1,5})M)?(?:(\d{1,6})S)?)?)$/.exec(
      duration.value,
    );
    const [weeks = 0, days = 0, hours = 0, minutes = 0, seconds = 0] = (parts ?? [])
      .slice(1)
      .map((part) => Number(part ?? 0));
    const length = { days: weeks * 7 + days, millis: (hours * 60 + minutes) * 60_000 };
    if (parts === null || seconds !== 0 || length.days * day + length.millis <= 0 || length.days > 365)
      return wrong(duration.line, `${shown(duration.value)} is no duration here, as PT8H or P1D.`);
    if (reads === "holidays" && length.millis !== 0) return wrong(duration.line, "A holiday lasts whole days.");
    return length;
  }
  if (end === undefined)
    return reads === "holidays" ? { days: 1, millis: 0 } : wrong(line, "This event has neither DTEND nor DURATION.");
  const until = timeOf(end, end.value, reader);
  if (until === null) return null;
  const millis = instantOf(zones(until.zone), until.local) - instantOf(zones(start.zone), start.local);
  if (millis <= 0 || millis > 366 * day) return wrong(end.line, "It should end after it begins, and within a year.");
  return reads === "holidays" ? { days: Math.round(millis / day), millis: 0 } : { days: 0, millis };
}

const ruleParts = ["FREQ", "INTERVAL", "BYDAY", "UNTIL", "COUNT", "WKST"];

function ruleOf(content: Content, start: FileTime, reader: Reader): Recurrence | null {
  const parts = new Map<string, string>();
  let good = true;
  const wrong = (message: string): void => {
    good = false;
    reader.report(content.line, message);
  };
  for (const part of content.value.split(";")) {
    const [name = "", value = ""] = part.toUpperCase().split("=");
    if (!ruleParts.includes(name))
      wrong(`${shown(name)} is not read in a rule: it has ${ruleParts.join(", ")}.${suggestion(name, ruleParts)}`);
    else if (parts.has(name)) wrong(`${name} stands twice in one rule.`);
    parts.set(name, value);
  }
  const whole = (name: string, most: number): number | null => {
    const value = parts.get(name);
    if (value === undefined) return null;
    if (/^\d{1,6}$/.test(value) && Number(value) >= 1 && Number(value) <= most) return Number(value);
    wrong(`${name} is a whole number from 1 to ${most}.`);
    return null;
  };
  const frequency = parts.get("FREQ");
  if (frequency !== "DAILY" && frequency !== "WEEKLY") wrong("A rule is FREQ=DAILY or FREQ=WEEKLY here.");
  const weekdays = (value: string): number[] => value.split(",").map((word) => dayWords.indexOf(word));
  const days = parts.has("BYDAY") ? weekdays(parts.get("BYDAY") ?? "") : null;
  if (days?.includes(-1) === true) wrong("BYDAY names days without a number before them: MO,TU,WE.");
  const [weekStart = 1] = weekdays(parts.get("WKST") ?? "MO");
  if (weekStart < 0) wrong("WKST is a day of the week, as MO.");
  const interval = whole("INTERVAL", 999) ?? 1;
  const count = whole("COUNT", 10_000);
  const until = parts.get("UNTIL");
  if (until !== undefined && count !== null) wrong("A rule ends by UNTIL or by COUNT, not by both.");
  const last = until === undefined ? null : untilOf(content, until, start, reader);
  if (until !== undefined && last === null) good = false;
  if (!good) return null;
  const every = frequency === "WEEKLY" ? "week" : "day";
  return {
    every,
    interval,
    days: days === null ? null : [...new Set(days)].sort((a, b) => a - b),
    until: last,
    count,
    weekStart,
  };
}

/** UNTIL is a date where the start is one, else an instant in UTC: so RFC 5545 has it. */
function untilOf(content: Content, value: string, start: FileTime, reader: Reader): number | null {
  const fits = start.date ? /^\d{8}$/.test(value) : /^\d{8}T\d{6}Z$/.test(value);
  if (!fits) {
    reader.report(
      content.line,
      start.date ? "UNTIL is a date here, as 20261231." : "UNTIL is an instant in UTC here, as 20261231T235900Z.",
    );
    return null;
  }
  return timeOf({ ...content, params: new Map() }, value, reader)?.local ?? null;
}

const unescaped = (text: string): string =>
  text
    .replace(/\\[nN]/g, " ")
    .replace(/\\([\\;,])/g, "$1")
    .trim();
