import { type Packed, pack } from "./packed.ts";
import { instantsOfCron } from "./schedule.ts";
import type { NetworkFile } from "./settings/index.ts";
import { daysOf } from "./settings/scalars.ts";
import { type Offsets, offsetsOf, reachedAt } from "./zones.ts";

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
  /** Partner and the edges of its hours; absent in what was expanded before partners had any. */
  readonly partners?: readonly (readonly [string, Packed])[];
}

/** Expands calendars, schedules, departures and zones around an instant. Pure but for the zone database of the runtime. */
export function expand(
  file: NetworkFile,
  at: number,
  around: { readonly back: number; readonly ahead: number } = reach,
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

  const calendars = file.calendars.flatMap((calendar) => {
    const clocks =
      calendar.timezone === undefined
        ? new Set([timezone, ...file.warehouses.map(({ id }) => zoneOf(id))])
        : [calendar.timezone];
    return [...clocks].map(
      (zone) => [calendar.id, zone, pack(edgesOf(calendar, offsets(zone), from, to), from)] as const,
    );
  });
  const deliveries = file.systems.flatMap(({ id, warehouse, delivers }) =>
    delivers === undefined
      ? []
      : [[id, pack(instantsOfCron(delivers.every, offsets(zoneOf(warehouse)), from, to), from)] as const],
  );
  const departures = file.warehouses.map((warehouse) => {
    const holidays = new Set(file.calendars.find(({ id }) => id === warehouse.calendar)?.holidays ?? []);
    const times = warehouse.departures.map(({ at: clock, days }) =>
      pack(instantsOfClock(clock, days, holidays, offsets(zoneOf(warehouse.id)), from, to), from),
    );
    return [warehouse.id, times] as const;
  });
  const partners = file.partners.flatMap((partner) => {
    const clock = offsets(partner.timezone ?? timezone);
    const { hours, holidays } = partner;
    return hours === undefined
      ? []
      : [[partner.id, pack(edgesOf({ hours, holidays }, clock, from, to), from)] as const];
  });
  return { from, to, zones: [...zones], calendars, deliveries, departures, partners };
}

type CalendarConfig = Pick<NetworkFile["calendars"][number], "hours" | "holidays">;

/**
 * Open spans of a calendar, ascending and joined, as `[start, end, …]`. A span begins when the clock first reaches its
 * start and ends when it first reaches its end: what the clock jumps over is not open, and an hour that comes twice is
 * open twice if its end was not reached before.
 */
function edgesOf(calendar: CalendarConfig, offsets: Offsets, from: number, to: number): readonly number[] {
  const holidays = new Set(calendar.holidays);
  const hours: [number, number][][] = Array.from({ length: 7 }, () => []);
  for (const [days, spans] of calendar.hours) {
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
  return joined(spans);
}

function joined(spans: [number, number][]): number[] {
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
const dateText = (date: number): string => new Date(date).toISOString().slice(0, 10);
