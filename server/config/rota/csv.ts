import { shown, suggestion } from "../nearest.ts";
import { type FileFault, type FileRead, linesOf, mostEvents } from "./lines.ts";
import type { Recurring } from "./recurrence.ts";
import { instantOf } from "./recurrence.ts";
import { localOf, zoneBook } from "./times.ts";

const columns = {
  shifts: { must: ["start", "end"], may: ["person", "shift"] },
  holidays: { must: ["date"], may: ["name"] },
} as const;

/**
 * Reads shifts or holidays from a CSV file (RFC 4180) with a line of names before it: `start,end,person,shift`, or
 * `date,name`. A time without an offset is on the clock of `zone`.
 */
export function readCsv(text: string, reads: keyof typeof columns, zone: string): FileRead<readonly Recurring[]> {
  const faults: FileFault[] = [];
  const rows = rowsOf(text, faults);
  const [head, ...body] = rows;
  if (head === undefined) return { ok: false, faults: [{ line: 1, message: "The file says nothing." }] };
  const { must, may } = columns[reads];
  const names = head.cells.map((cell) => cell.trim().toLowerCase());
  const known: readonly string[] = [...must, ...may];
  for (const name of names) {
    if (!known.includes(name))
      faults.push({
        line: head.line,
        message: `There is no column ${shown(name)} here; there are ${known.join(", ")}, apart by commas.${suggestion(name, known)}`,
      });
  }
  for (const name of must) {
    if (!names.includes(name)) faults.push({ line: head.line, message: `The column ${shown(name)} is missing.` });
  }
  if (body.length > mostEvents) faults.push({ line: head.line, message: `There are more than ${mostEvents} lines.` });
  if (faults.some(({ line }) => line === head.line)) return { ok: false, faults };
  const zones = zoneBook(Date.UTC(2200, 0));
  const events: Recurring[] = [];
  for (const { line, cells } of body) {
    const cell = (name: string): string => cells[names.indexOf(name)]?.trim() ?? "";
    const wrong = (message: string): void => void faults.push({ line, message });
    if (cells.length > names.length) wrong("This line has more values than there are columns.");
    const bare = { line, rule: null, except: new Set<number>() };
    if (reads === "holidays") {
      const day = dayOf(cell("date"));
      if (day === null) wrong(`${shown(cell("date"))} is no date, as 2026-11-26.`);
      else events.push({ ...bare, summary: cell("name"), zone: "UTC", start: day, length: { days: 1, millis: 0 } });
      continue;
    }
    const [start, end] = [timeOf(cell("start"), zone), timeOf(cell("end"), zone)];
    if (start === null) wrong(`${shown(cell("start"))} is no time, as 2026-11-16 06:00.`);
    if (end === null) wrong(`${shown(cell("end"))} is no time, as 2026-11-16 14:00.`);
    if (start === null || end === null) continue;
    const millis = instantOf(zones(end.zone), end.local) - instantOf(zones(start.zone), start.local);
    if (millis <= 0 || millis > 366 * 86_400_000) wrong("It should end after it begins, and within a year.");
    const [shift, person] = [cell("shift"), cell("person")];
    const summary = person === "" ? shift : `${shift}: ${person}`;
    events.push({ ...bare, summary, zone: start.zone, start: start.local, length: { days: 0, millis } });
  }
  return faults.length === 0
    ? { ok: true, value: events }
    : { ok: false, faults: faults.sort((a, b) => a.line - b.line) };
}

function dayOf(text: string): number | null {
  const parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  return parts === null ? null : localOf(Number(parts[1]), Number(parts[2]), Number(parts[3]));
}

/** A time with an offset is in UTC, one without on the clock of the zone. */
function timeOf(text: string, zone: string): { readonly local: number; readonly zone: string } | null {
  const parts = /^(\d{4})-(\d{2})-(\d{2})[T ](\d{2}):(\d{2})(?::00)?(Z|[+-]\d{2}:\d{2})?$/.exec(text);
  if (parts === null) return null;
  const [year = 0, month = 0, date = 0, hour = 0, minute = 0] = parts.slice(1, 6).map(Number);
  const local = localOf(year, month, date, hour, minute);
  const offset = parts[6];
  if (local === null || offset === undefined) return local === null ? null : { local, zone };
  if (offset === "Z") return { local, zone: "UTC" };
  const [hours = 0, minutes = 0] = offset.slice(1).split(":").map(Number);
  if (hours > 14 || minutes > 59) return null;
  return { local: local - (offset.startsWith("-") ? -1 : 1) * (hours * 60 + minutes) * 60_000, zone: "UTC" };
}

/** Cells of each line; one in quotes may hold commas and quotes, and ends in its line. */
function rowsOf(text: string, faults: FileFault[]): { readonly line: number; readonly cells: readonly string[] }[] {
  return linesOf(text).flatMap(({ line, text: row }) => {
    const cells: string[] = [];
    let rest = row;
    for (;;) {
      const quoted = /^"((?:[^"]|"")*)"(,|$)/.exec(rest);
      const plain = quoted === null ? /^([^",]*)(,|$)/.exec(rest) : null;
      const found = quoted ?? plain;
      if (found === null) {
        faults.push({ line, message: "A quote in this line does not end where it should." });
        return [];
      }
      cells.push((found[1] ?? "").replaceAll('""', '"'));
      if (found[2] === "") return cells.every((cell) => cell.trim() === "") ? [] : [{ line, cells }];
      rest = rest.slice(found[0].length);
    }
  });
}
