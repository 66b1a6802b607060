import type { Random } from "./random.ts";
import { day, localOf, minute } from "./zones.ts";

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

const ordersByHour = [1, 0.7, 0.6, 0.6, 0.8, 1.4, 2.5, 4, 7, 8, 8, 7, 6, 7, 8, 7, 6, 4, 3.2, 2.8, 2.4, 2, 1.6, 1.2];
const ordersByDay = [0.3, 1, 1, 1, 1, 1, 0.55];
const ordersInDay = ordersByHour.reduce((sum, share) => sum + share, 0);
const weightOfAll = sites.reduce((sum, site) => sum + site.weight, 0);

/** Days on which no dock opens and no truck goes, as in the network file. */
const holidays: ReadonlySet<string> = new Set([
  "2026-01-01",
  "2026-05-25",
  "2026-07-04",
  "2026-09-07",
  "2026-11-26",
  "2026-12-25",
  "2027-01-01",
]);

/** True on a holiday; the day counts from 1970-01-01, by the building's own calendar. */
export function isHoliday(dayNumber: number): boolean {
  return holidays.has(new Date(dayNumber * day).toISOString().slice(0, 10));
}

/** Orders that a site may expect in the hour that starts at an instant; `daily` is the company's working day. */
export function ordersExpected(site: Site, at: number, daily: number): number {
  const local = localOf(site.zone, at);
  const byHour = (ordersByHour[Math.floor(local.minutes / 60)] ?? 0) / ordersInDay;
  const byDay = ordersByDay[isHoliday(local.dayNumber) ? 0 : local.weekday] ?? 0;
  return daily * (site.weight / weightOfAll) * byHour * byDay;
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
