import { isHoliday, type Site } from "./company.ts";
import { hour, instantOf, localOf, minute, minutesOf } from "./zones.ts";

/** How goods leave: a carrier's service and when its trucks go, in the building's time. */
export interface Lane {
  readonly carrier: string;
  readonly service: string;
  readonly at: readonly string[];
  readonly days: readonly number[];
  /** Days that its goods are under way at most. */
  readonly transit: number;
  readonly weight: number;
  /** True where a door and a time are agreed with the carrier before. */
  readonly appointed: boolean;
}

const weekdays = [1, 2, 3, 4, 5];
const workdays = [1, 2, 3, 4, 5, 6];

const atlanta: readonly Lane[] = [
  lane("Corvus Parcel", "ground", ["10:00", "13:30", "15:00"], workdays, 58),
  lane("Piedmont Freight", "LTL", ["12:30", "18:30"], weekdays, 14),
  lane("Halcyon Air", "next day air", ["16:30"], weekdays, 5),
  lane("Corvus Parcel", "regional", ["17:15"], weekdays, 8),
  lane("Corvus Parcel", "night line-haul", ["20:30"], weekdays, 15),
];

const elsewhere: readonly Lane[] = [
  lane("Corvus Parcel", "ground", ["10:00", "12:30", "15:00"], workdays, 72),
  lane("Halcyon Air", "next day air", ["16:30"], weekdays, 10),
  lane("Piedmont Freight", "LTL", ["18:30"], weekdays, 18),
];

/** The lanes of a building; the first is its parcel ground. */
export function lanesOf(site: Site): readonly Lane[] {
  return site.id === "ATL" ? atlanta : elsewhere;
}

/** A building's parcel ground, which most of its orders take. */
export function groundOf(site: Site): Lane {
  const [ground] = lanesOf(site);
  if (ground === undefined) throw new RangeError(`${site.id} has no lanes`);
  return ground;
}

/** One truck of a lane. */
export interface Departure {
  readonly lane: Lane;
  readonly leaves: number;
}

/** The building's first parcel truck at or after an instant, whatever its service. */
export function parcelAfter(site: Site, from: number): Departure {
  const { carrier } = groundOf(site);
  return lanesOf(site)
    .filter((one) => one.carrier === carrier)
    .map((one) => ({ lane: one, leaves: departureAfter(site, one, from) }))
    .reduce((first, one) => (one.leaves < first.leaves ? one : first));
}

/** First departure of a lane at or after an instant. */
export function departureAfter(site: Site, of: Lane, from: number): number {
  const today = localOf(site.zone, from).dayNumber;
  for (let ahead = 0; ahead < 12; ahead += 1) {
    for (const leaves of departuresOn(site, of, today + ahead)) if (leaves >= from) return leaves;
  }
  throw new RangeError(`${of.carrier} ${of.service} never leaves`);
}

/** Departures of a lane on a day of the building, in order; the day counts from 1970-01-01. */
export function departuresOn(site: Site, of: Lane, dayNumber: number): readonly number[] {
  if (isHoliday(dayNumber) || !of.days.includes(weekdayOf(dayNumber))) return [];
  return of.at.map((clock) => instantOf(site.zone, dayNumber, minutesOf(clock)));
}

const opening = 5 * 60;
const closing = 22 * 60;
const sunday = { opening: 7 * 60, closing: 13 * 60 };

/** The instant at which `work` milliseconds of dock time have passed since `from`. */
export function dockTime(site: Site, from: number, work: number): number {
  let left = work;
  for (let dayNumber = localOf(site.zone, from).dayNumber; ; dayNumber += 1) {
    if (isHoliday(dayNumber)) continue;
    const short = weekdayOf(dayNumber) === 0;
    const opens = Math.max(from, instantOf(site.zone, dayNumber, short ? sunday.opening : opening));
    const closes = instantOf(site.zone, dayNumber, short ? sunday.closing : closing);
    if (closes <= opens) continue;
    if (closes - opens >= left) return opens + left;
    left -= closes - opens;
  }
}

/** How busy a floor is by its own clock: 1 early and late, up to 1.6 at midday. */
export function congestion(site: Site, at: number): number {
  const minutes = localOf(site.zone, at).minutes;
  return 1 + 0.6 * Math.max(0, Math.sin(((minutes - opening) / (closing - opening)) * Math.PI));
}

/** When a 3PL's next file arrives: five past each hour. */
export function nextFile(at: number): number {
  return Math.ceil((at - 5 * minute) / hour) * hour + 5 * minute;
}

function lane(carrier: string, service: string, at: readonly string[], days: readonly number[], weight: number): Lane {
  const transit = service === "LTL" ? 5 : service === "next day air" ? 1 : service === "regional" ? 2 : 3;
  return { carrier, service, at, days, transit, weight, appointed: service === "LTL" };
}

/** 0 is Sunday. */
function weekdayOf(dayNumber: number): number {
  return (((dayNumber + 4) % 7) + 7) % 7;
}
