import type { Random } from "./random.ts";
import { day, instantOf, localOf, minute, minutesOf } from "./zones.ts";

/** A building that ships: an own warehouse, or a 3PL that reports through a gateway in files. */
export interface Site {
  readonly id: string;
  readonly zone: string;
  /** `service.name` of what speaks for the floor. */
  readonly floor: string;
  readonly partner: boolean;
  /** Share of the company's orders. */
  readonly weight: number;
  readonly postcodes: readonly (readonly [city: string, region: string, postcode: string])[];
}

const weekdays = [1, 2, 3, 4, 5];
const workdays = [1, 2, 3, 4, 5, 6];

export const sites: readonly Site[] = [
  own("ATL", "America/New_York", 24, [
    ["Macon", "GA", "31201"],
    ["Athens", "GA", "30601"],
    ["Greenville", "SC", "29601"],
    ["Huntsville", "AL", "35801"],
  ]),
  own("EWR", "America/New_York", 18, [
    ["Trenton", "NJ", "08608"],
    ["Albany", "NY", "12207"],
    ["Hartford", "CT", "06103"],
    ["Scranton", "PA", "18503"],
  ]),
  own("ORD", "America/Chicago", 14, [
    ["Rockford", "IL", "61101"],
    ["Madison", "WI", "53703"],
    ["South Bend", "IN", "46601"],
  ]),
  own("DFW", "America/Chicago", 14, [
    ["Waco", "TX", "76701"],
    ["Tulsa", "OK", "74103"],
    ["Shreveport", "LA", "71101"],
  ]),
  own("SEA", "America/Los_Angeles", 9, [
    ["Spokane", "WA", "99201"],
    ["Salem", "OR", "97301"],
    ["Boise", "ID", "83702"],
  ]),
  own("MIA", "America/New_York", 9, [
    ["Orlando", "FL", "32801"],
    ["Tampa", "FL", "33602"],
    ["Naples", "FL", "34102"],
  ]),
  thirdParty("RNO", "America/Los_Angeles", "edi-gateway-reno", 7, [
    ["Reno", "NV", "89501"],
    ["Fresno", "CA", "93721"],
    ["Provo", "UT", "84601"],
  ]),
  thirdParty("SAV", "America/New_York", "edi-gateway-savannah", 5, [
    ["Savannah", "GA", "31401"],
    ["Charleston", "SC", "29401"],
    ["Jacksonville", "FL", "32202"],
  ]),
];

/** The site with this id; throws when there is none. */
export function siteOf(id: string): Site {
  const found = sites.find((site) => site.id === id);
  if (found === undefined) throw new RangeError(`no site ${id}`);
  return found;
}

export interface Customer {
  readonly name: string;
  readonly tier: "gold" | "silver" | "standard";
  readonly weight: number;
}

export const customers: readonly Customer[] = [
  { name: "Fenwick Dental", tier: "gold", weight: 14 },
  { name: "Halden Vet", tier: "silver", weight: 10 },
  { name: "Ostrander Labs", tier: "gold", weight: 9 },
  { name: "Corliss Health", tier: "gold", weight: 12 },
  { name: "Tolland Group", tier: "silver", weight: 9 },
  { name: "Vance Pharmacy", tier: "silver", weight: 11 },
  { name: "Bryce Medical", tier: "standard", weight: 10 },
  { name: "Alder Surgical", tier: "gold", weight: 8 },
  { name: "Merrow Clinics", tier: "standard", weight: 7 },
  { name: "Pell Orthopedics", tier: "standard", weight: 5 },
  { name: "Quarry Hill Hospice", tier: "silver", weight: 3 },
  { name: "Stanton Optical", tier: "standard", weight: 2 },
];

export interface Item {
  readonly sku: string;
  readonly uom: string;
  /** Cents. */
  readonly price: number;
  readonly cost: number;
  readonly usual: number;
}

export const items: readonly Item[] = [
  { sku: "44-190", uom: "CS", price: 8_640, cost: 5_210, usual: 3 },
  { sku: "44-212", uom: "EA", price: 1_295, cost: 740, usual: 12 },
  { sku: "51-006", uom: "BX", price: 2_480, cost: 1_515, usual: 8 },
  { sku: "51-044", uom: "EA", price: 379, cost: 188, usual: 40 },
  { sku: "60-118", uom: "EA", price: 14_900, cost: 9_870, usual: 1 },
  { sku: "60-310", uom: "BX", price: 3_325, cost: 2_040, usual: 6 },
  { sku: "72-001", uom: "CS", price: 5_260, cost: 3_390, usual: 4 },
  { sku: "72-455", uom: "EA", price: 899, cost: 512, usual: 20 },
  { sku: "80-027", uom: "EA", price: 21_750, cost: 14_480, usual: 1 },
  { sku: "80-904", uom: "BX", price: 1_840, cost: 1_090, usual: 10 },
];

/** How goods leave: a carrier's service and when its truck goes, in the building's time. */
export interface Lane {
  readonly carrier: string;
  readonly service: string;
  readonly at: readonly string[];
  readonly days: readonly number[];
  /** Days that its goods are under way at most. */
  readonly transit: number;
  readonly weight: number;
}

export const lanes: readonly Lane[] = [
  { carrier: "UPS", service: "ground", at: ["15:00"], days: workdays, transit: 3, weight: 70 },
  { carrier: "FedEx", service: "air", at: ["16:30"], days: weekdays, transit: 1, weight: 16 },
  { carrier: "Estes", service: "ltl", at: ["18:30"], days: weekdays, transit: 5, weight: 14 },
];

/** First departure of a lane at or after an instant. */
export function departureAfter(site: Site, lane: Lane, from: number): number {
  const today = localOf(site.zone, from).dayNumber;
  for (let ahead = 0; ahead < 8; ahead += 1) {
    if (!lane.days.includes((((today + ahead + 4) % 7) + 7) % 7)) continue;
    for (const clock of lane.at) {
      const leaves = instantOf(site.zone, today + ahead, minutesOf(clock));
      if (leaves >= from) return leaves;
    }
  }
  throw new RangeError(`${lane.carrier} ${lane.service} never leaves`);
}

const opening = 5 * 60;
const closing = 22 * 60;
const sunday = { opening: 7 * 60, closing: 13 * 60 };

/** The instant at which `work` milliseconds of dock time have passed since `from`. */
export function dockTime(site: Site, from: number, work: number): number {
  let left = work;
  let dayNumber = localOf(site.zone, from).dayNumber;
  for (;;) {
    const short = (((dayNumber + 4) % 7) + 7) % 7 === 0;
    const opens = Math.max(from, instantOf(site.zone, dayNumber, short ? sunday.opening : opening));
    const closes = instantOf(site.zone, dayNumber, short ? sunday.closing : closing);
    if (closes > opens) {
      if (closes - opens >= left) return opens + left;
      left -= closes - opens;
    }
    dayNumber += 1;
  }
}

/** How busy a floor is by its own clock: 1 early and late, up to 1.6 at midday. */
export function congestion(site: Site, at: number): number {
  const minutes = localOf(site.zone, at).minutes;
  return 1 + 0.6 * Math.max(0, Math.sin(((minutes - opening) / (closing - opening)) * Math.PI));
}

const ordersByHour = [1, 0.7, 0.6, 0.6, 0.8, 1.4, 2.5, 4, 7, 8, 8, 7, 6, 7, 8, 7, 6, 4, 3.2, 2.8, 2.4, 2, 1.6, 1.2];
const ordersByDay = [0.3, 1, 1, 1, 1, 1, 0.55];
const ordersInDay = ordersByHour.reduce((sum, share) => sum + share, 0);
const weightOfAll = sites.reduce((sum, site) => sum + site.weight, 0);

/** Orders that a site may expect in the hour that starts at an instant; `daily` is the company's working day. */
export function ordersExpected(site: Site, at: number, daily: number): number {
  const local = localOf(site.zone, at);
  const byHour = (ordersByHour[Math.floor(local.minutes / 60)] ?? 0) / ordersInDay;
  return daily * (site.weight / weightOfAll) * byHour * (ordersByDay[local.weekday] ?? 0);
}

/** Draws a whole number whose mean is `expected`. */
export function drawCount(random: Random, expected: number): number {
  return Math.floor(expected + random.next());
}

/** Cents as decimal text: 391240 is `3912.40`. */
export function amountText(cents: number): string {
  return `${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, "0")}`;
}

/** `1123` for the 23rd of November, in the site's own calendar. */
export function monthDay(site: Site, at: number): string {
  return new Date(localOf(site.zone, at).dayNumber * day).toISOString().slice(5, 10).replace("-", "");
}

/** ISO 8601 in UTC, to the minute. */
export function isoMinute(at: number): string {
  return new Date(Math.floor(at / minute) * minute).toISOString();
}

function own(id: string, zone: string, weight: number, postcodes: Site["postcodes"]): Site {
  return { id, zone, floor: `wms-${id.toLowerCase()}`, partner: false, weight, postcodes };
}

function thirdParty(id: string, zone: string, floor: string, weight: number, postcodes: Site["postcodes"]): Site {
  return { id, zone, floor, partner: true, weight, postcodes };
}
