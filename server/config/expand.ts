import { type Beside, nothingBeside, type RotaShift, zoneOfTeam } from "./beside.ts";
import { type Packed, pack } from "./packed.ts";
import { occurrencesOf, type Recurring } from "./rota/recurrence.ts";
import { dateText, zoneBook } from "./rota/times.ts";
import { instantsOfCron } from "./schedule.ts";
import type { NetworkFile } from "./settings/index.ts";
import { daysOf } from "./settings/scalars.ts";
import { type Offsets, offsetAt, offsetsOf, reachedAt } from "./zones.ts";

const day = 86_400_000;

/** How far a network is expanded around the instant of its adoption: 400 days back, two years ahead. */
const reach = { back: 400 * day, ahead: 731 * day } as const;

/**
 * All that the file says by wall clock, as UTC instants: plain data that is kept with the ruling that adopts the network,
 * so that replay never asks a time zone database again. Lists of instants are packed from `from` on.
 */
export interface Expansions {
  readonly from: number;
  readonly to: number;
  /** Zone and its offsets: `[instant, minutes east of UTC]`, ascending. */
  readonly zones: readonly (readonly [string, Offsets])[];
  /** Calendar, zone, and the edges of its open spans. */
  readonly calendars: readonly (readonly [string, string, Packed])[];
  /** System and the instants at which its files come. */
  readonly deliveries: readonly (readonly [string, Packed])[];
  /** Warehouse, and for each of its departures in file order the instants. */
  readonly departures: readonly (readonly [string, readonly Packed[]])[];
  /** Team, zone of its clock, and its shifts: name, person, and the edges of each; touching ones stay apart. */
  readonly teams: readonly (readonly [string, string, readonly (readonly [string, string | null, Packed])[]])[];
  /** Partner and the edges of its hours; absent in what was expanded before partners had any. */
  readonly partners?: readonly (readonly [string, Packed])[];
  /** Files beside the network file that all this rests on, each with its SHA-256. */
  readonly files: Beside["files"];
}

/**
 * Expands calendars, shifts, schedules, departures and zones around an instant, with what the files beside it say.
 * Pure but for the zone database of the runtime.
 */
export function expand(
  file: NetworkFile,
  at: number,
  around: { readonly back: number; readonly ahead: number } = reach,
  beside: Beside = nothingBeside,
): Expansions {
  const from = Math.floor((at - around.back) / day) * day;
  const to = Math.ceil((at + around.ahead) / day) * day;
  const zones = new Map<string, Offsets>();
  const offsets = (zone: string): Offsets => {
    const known = zones.get(zone) ?? offsetsOf(zone, from - 2 * day, to + 2 * day);
    zones.set(zone, known);
    return known;
  };
  const { timezone } = file.company;
  offsets(timezone);
  const zoneOf = (warehouse: string | undefined): string =>
    file.warehouses.find((known) => known.id === warehouse)?.timezone ?? timezone;
  for (const warehouse of file.warehouses) offsets(zoneOf(warehouse.id));

  const closed = (told: string | readonly string[]): ReadonlySet<string> =>
    new Set(typeof told === "string" ? datesOf(beside.holidays.get(told) ?? [], from, to) : told);
  const calendars = file.calendars.flatMap((calendar) => {
    const clocks =
      calendar.timezone === undefined
        ? new Set([timezone, ...file.warehouses.map(({ id }) => zoneOf(id))])
        : [calendar.timezone];
    return [...clocks].map(
      (zone) =>
        [
          calendar.id,
          zone,
          pack(edgesOf(calendar.hours, closed(calendar.holidays), offsets(zone), from, to), from),
        ] as const,
    );
  });
  const deliveries = file.systems.flatMap(({ id, warehouse, delivers }) =>
    delivers === undefined
      ? []
      : [[id, pack(instantsOfCron(delivers.every, offsets(zoneOf(warehouse)), from, to), from)] as const],
  );
  const departures = file.warehouses.map((warehouse) => {
    const holidays = closed(file.calendars.find(({ id }) => id === warehouse.calendar)?.holidays ?? []);
    const times = warehouse.departures.map(({ at: clock, days }) =>
      pack(instantsOfClock(clock, days, holidays, offsets(zoneOf(warehouse.id)), from, to), from),
    );
    return [warehouse.id, times] as const;
  });
  const clocks = zoneBook(to);
  const teams = file.teams.flatMap((team) => {
    if (team.shifts === undefined && team.rota === undefined) return [];
    const zone = zoneOfTeam(team, file);
    const holidays = closed(team.holidays);
    const shifts = (team.shifts ?? []).map(({ name, days, hours }) => {
      const spans = spansOf([[days, hours]], holidays, offsets(zone), from, to);
      return [name, null, pack(edgesApart(spans), from)] as const;
    });
    return [[team.id, zone, [...shifts, ...rotaOf(beside.rotas.get(team.id) ?? [], holidays, offsets(zone))]] as const];
  });

  function rotaOf(rota: readonly RotaShift[], holidays: ReadonlySet<string>, clock: Offsets) {
    const spans = new Map<string, { readonly shift: RotaShift; readonly spans: [number, number][] }>();
    for (const shift of rota) {
      const key = JSON.stringify([shift.name, shift.person]);
      const known = spans.get(key) ?? { shift, spans: [] };
      spans.set(key, known);
      for (const [start, end] of occurrencesOf(shift.event, clocks(shift.event.zone), from, to)) {
        if (!holidays.has(dateText(start + offsetAt(clock, start) * 60_000)))
          known.spans.push([Math.max(from, start), Math.min(to, end)]);
      }
    }
    return [...spans.values()].map(
      ({ shift, spans: found }) => [shift.name, shift.person, pack(edgesApart(found), from)] as const,
    );
  }

  const partners = file.partners.flatMap(({ id, timezone: own, hours, holidays }) => {
    const clock = offsets(own ?? timezone);
    return hours === undefined ? [] : [[id, pack(edgesOf(hours, new Set(holidays), clock, from, to), from)] as const];
  });
  return { from, to, zones: [...zones], calendars, deliveries, departures, teams, partners, files: beside.files };
}

/** Dates of the whole days that a file of holidays says. */
function datesOf(events: readonly Recurring[], from: number, to: number): readonly string[] {
  const utc = [[0, 0] as const];
  return events.flatMap((event) =>
    occurrencesOf(event, utc, from - 2 * day, to + 2 * day).flatMap(([start, end]) =>
      Array.from({ length: Math.round((end - start) / day) }, (_, index) => dateText(start + index * day)),
    ),
  );
}

type Hours = NetworkFile["calendars"][number]["hours"];

/**
 * Open spans of a calendar, ascending and joined, as `[start, end, …]`. A span begins when the clock first reaches its
 * start and ends when it first reaches its end: what the clock jumps over is not open, and an hour that comes twice is
 * open twice if its end was not reached before.
 */
function edgesOf(
  hours: Hours,
  holidays: ReadonlySet<string>,
  offsets: Offsets,
  from: number,
  to: number,
): readonly number[] {
  return joined(spansOf(hours, holidays, offsets, from, to));
}

function spansOf(
  told: Hours,
  holidays: ReadonlySet<string>,
  offsets: Offsets,
  from: number,
  to: number,
): [number, number][] {
  const hours: [number, number][][] = Array.from({ length: 7 }, () => []);
  for (const [days, spans] of told) {
    for (const weekday of daysOf(days) ?? []) hours[weekday]?.push(...spans.map(spanOf));
  }
  const spans: [number, number][] = [];
  for (let date = from - 2 * day; date <= to + day; date += day) {
    if (holidays.has(dateText(date))) continue;
    for (const [start, end] of hours[weekdayOf(date)] ?? []) {
      const opens = Math.max(from, reachedAt(offsets, date + start));
      const closes = Math.min(to, reachedAt(offsets, date + end));
      if (closes > opens) spans.push([opens, closes]);
    }
  }
  return spans;
}

/** Spans as edges, those that overlap joined; where one ends as the next begins they stay two: it is another shift. */
function edgesApart(spans: [number, number][]): number[] {
  const edges: number[] = [];
  for (const [start, end] of spans.sort((a, b) => a[0] - b[0])) {
    const last = edges.at(-1);
    if (last !== undefined && start < last) edges[edges.length - 1] = Math.max(last, end);
    else edges.push(start, end);
  }
  return edges;
}

/** Spans as edges, those that touch or overlap joined. */
export function joined(spans: [number, number][]): number[] {
  const edges: number[] = [];
  for (const [start, end] of spans.sort((a, b) => a[0] - b[0])) {
    const last = edges.at(-1);
    if (last !== undefined && start <= last) edges[edges.length - 1] = Math.max(last, end);
    else edges.push(start, end);
  }
  return edges;
}

function instantsOfClock(
  clock: string,
  days: string,
  holidays: ReadonlySet<string>,
  offsets: Offsets,
  from: number,
  to: number,
): number[] {
  const wanted = new Set(daysOf(days) ?? []);
  const found: number[] = [];
  for (let date = from - 2 * day; date <= to + day; date += day) {
    if (!wanted.has(weekdayOf(date)) || holidays.has(dateText(date))) continue;
    const at = reachedAt(offsets, date + timeOf(clock));
    if (at >= from && at < to) found.push(at);
  }
  return found;
}

const timeOf = (clock: string): number => (Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3, 5))) * 60_000;

/** Start and end within a day in milliseconds; an end at or before the start lies in the next day. */
function spanOf(text: string): [number, number] {
  const start = timeOf(text.slice(0, 5));
  const end = timeOf(text.slice(6));
  return [start, end <= start ? end + day : end];
}

const weekdayOf = (date: number): number => (((date / day + 4) % 7) + 7) % 7;
