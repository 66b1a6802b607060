import { createHash } from "node:crypto";
import { nearest, shown } from "./nearest.ts";
import { readCsv } from "./rota/csv.ts";
import { readICalendar } from "./rota/icalendar.ts";
import { type FileFault, type FileRead, mostFileBytes } from "./rota/lines.ts";
import type { Recurring } from "./rota/recurrence.ts";
import type { NetworkFile } from "./settings/index.ts";
import type { Path } from "./source.ts";

/** Reads a file that lies beside the network file, by its bare name; null when it cannot be read. */
export type ReadBeside = (name: string) => string | null;

/** A shift of a rota file, with who works it: null where the file names nobody of the team. */
export interface RotaShift {
  readonly name: string;
  /** Name for people. */
  readonly person: string | null;
  readonly event: Recurring;
}

/** What the files beside a network file say, as read. */
export interface Beside {
  /** By team. */
  readonly rotas: ReadonlyMap<string, readonly RotaShift[]>;
  /** By name of the file. */
  readonly holidays: ReadonlyMap<string, readonly Recurring[]>;
  /** Name and SHA-256 of each file that was read, by name: a network is its text and these. */
  readonly files: readonly (readonly [string, string])[];
}

/** No file beside it. */
export const nothingBeside: Beside = { rotas: new Map(), holidays: new Map(), files: [] };

/** A fault of a file, or of the setting that names one which cannot be read. */
export interface BesideFault {
  readonly path: Path;
  readonly message: string;
  /** The file and the line in it; absent where the setting is at fault. */
  readonly at?: { readonly file: string; readonly line: number };
}

/** Reads every file that a network file names, each once; all faults of all of them. */
export function readAllBeside(
  file: NetworkFile,
  read: ReadBeside,
): { readonly beside: Beside; readonly faults: readonly BesideFault[] } {
  const faults: BesideFault[] = [];
  const texts = new Map<string, string | null>();
  const rotas = new Map<string, readonly RotaShift[]>();
  const holidays = new Map<string, readonly Recurring[]>();

  const textOf = (name: string, path: Path): string | null => {
    const known = texts.get(name);
    const text = known === undefined ? read(name) : known;
    texts.set(name, text);
    if (text === null)
      faults.push({ path, message: `There is no file ${shown(name)} beside the network file, or it cannot be read.` });
    else if (Buffer.byteLength(text) > mostFileBytes)
      faults.push({ path, message: `The file ${shown(name)} is larger than 1 MiB.` });
    return text === null || Buffer.byteLength(text) > mostFileBytes ? null : text;
  };
  const report = (name: string, path: Path, found: readonly FileFault[]): void => {
    for (const { line, message } of found) faults.push({ path, message, at: { file: name, line } });
  };
  const isCsv = (name: string): boolean => name.toLowerCase().endsWith(".csv");
  const takeHolidays = (name: string, path: Path): void => {
    if (holidays.has(name)) return;
    const text = textOf(name, path);
    if (text === null) return;
    const found = isCsv(name) ? readCsv(text, "holidays", "UTC") : readICalendar(text, "holidays");
    if (found.ok) holidays.set(name, found.value);
    else report(name, path, found.faults);
  };

  for (const [index, calendar] of file.calendars.entries())
    if (typeof calendar.holidays === "string") takeHolidays(calendar.holidays, ["calendars", index, "holidays"]);
  for (const [index, team] of file.teams.entries()) {
    if (typeof team.holidays === "string") takeHolidays(team.holidays, ["teams", index, "holidays"]);
    if (team.rota === undefined) continue;
    const path: Path = ["teams", index, "rota"];
    const text = textOf(team.rota, path);
    if (text === null) continue;
    const found: FileRead<readonly Recurring[]> = isCsv(team.rota)
      ? readCsv(text, "shifts", zoneOfTeam(team, file))
      : readICalendar(text, "shifts");
    if (!found.ok) {
      report(team.rota, path, found.faults);
      continue;
    }
    const shifts = found.value.map((event) => shiftOf(event, team.people));
    const unknown = shifts.flatMap((shift) => ("fault" in shift ? [shift.fault] : []));
    report(team.rota, path, unknown);
    rotas.set(
      team.id,
      shifts.flatMap((shift) => ("fault" in shift ? [] : [shift])),
    );
  }
  const files = [...texts].flatMap(([name, text]) => (text === null ? [] : [[name, sha256(text)] as const]));
  return { beside: { rotas, holidays, files: files.sort(([a], [b]) => (a < b ? -1 : 1)) }, faults };
}

const sha256 = (text: string): string => createHash("sha256").update(text, "utf8").digest("hex");

/** Zone of a team's clock: its own, else its warehouse's, else the company's. */
export const zoneOfTeam = (team: NetworkFile["teams"][number], file: NetworkFile): string =>
  team.timezone ?? file.warehouses.find(({ id }) => id === team.warehouse)?.timezone ?? file.company.timezone;

/**
 * Shift and person of what a file calls an event: `Early: Ana`, `Ana`, `Early`. Behind a colon stands a person of the
 * team; without one it is a person if it is somebody's id or name, else the shift. A name that is nearly somebody's is
 * a fault.
 */
function shiftOf(
  event: Recurring,
  people: NetworkFile["teams"][number]["people"],
): RotaShift | { readonly fault: FileFault } {
  const cut = event.summary.lastIndexOf(":");
  const word = event.summary.slice(cut + 1).trim();
  const name = cut < 0 ? "" : event.summary.slice(0, cut).trim();
  const found = people.find((person) => person.id === word || person.name === word);
  if (found !== undefined) return { name, person: found.name, event };
  if (people.length === 0) return { name: cut < 0 ? word : name, person: cut < 0 ? null : word, event };
  const near = nearest(
    word,
    people.flatMap((person) => [person.id, person.name]),
  );
  if (cut < 0 && near === null) return { name: word, person: null, event };
  const message = `${shown(word)} is nobody of this team.${near === null ? "" : ` Did you mean ${near}?`}`;
  return { fault: { line: event.line, message } };
}
