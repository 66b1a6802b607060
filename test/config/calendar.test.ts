import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { expand } from "../../server/config/index.ts";
import { pack, unpack } from "../../server/config/packed.ts";
import { offsetAt, offsetsOf } from "../../server/config/zones.ts";
import { dueAt, openBetween } from "../../server/domain/expectations/calendar.ts";
import { fileOf, withSections } from "./files.ts";

const minute = 60_000;
const day = 86_400_000;
const names = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

/** What a clock on the wall shows, minute by minute, around a change: told by the runtime, not by our arithmetic. */
interface Wall {
  readonly zone: string;
  readonly from: number;
  /** For each minute: day number of the date that it shows, and minutes of that date that have been reached so far. */
  readonly dates: Int32Array;
  readonly reached: Int32Array;
}

function wallOf(zone: string, around: number): Wall {
  const from = around - 3 * day;
  const count = (6 * day) / minute;
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone: zone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
  });
  const dates = new Int32Array(count);
  const reached = new Int32Array(count);
  for (let index = 0; index < count; index++) {
    const parts = new Map(format.formatToParts(from + index * minute).map(({ type, value }) => [type, Number(value)]));
    const date = Date.UTC(parts.get("year") ?? 0, (parts.get("month") ?? 0) - 1, parts.get("day")) / day;
    const now = (parts.get("hour") ?? 0) * 60 + (parts.get("minute") ?? 0);
    dates[index] = date;
    reached[index] = index > 0 && dates[index - 1] === date ? Math.max(reached[index - 1] ?? 0, now) : now;
  }
  return { zone, from, dates, reached };
}

// Both changes of a year, half an hour (Lord Howe), at midnight (Havana, Santiago), and a zone without any.
const walls: readonly Wall[] = [
  ["America/New_York", "2026-03-08"],
  ["America/New_York", "2026-11-01"],
  ["America/Los_Angeles", "2026-11-01"],
  ["Europe/Berlin", "2026-03-29"],
  ["Australia/Lord_Howe", "2026-04-05"],
  ["Australia/Lord_Howe", "2026-10-04"],
  ["America/Havana", "2026-03-08"],
  ["America/Havana", "2026-11-01"],
  ["America/Santiago", "2026-04-05"],
  ["America/Santiago", "2026-09-06"],
  ["Asia/Kathmandu", "2026-05-01"],
].map(([zone, date]) => wallOf(zone ?? "", Date.parse(`${date}T00:00:00Z`)));

const dateText = (date: number): string => new Date(date * day).toISOString().slice(0, 10);

/** Spans of a day in minutes, by weekday; an end beyond 1440 lies in the next day. */
type Week = readonly (readonly (readonly [number, number])[])[];

function isOpen(wall: Wall, index: number, week: Week, holidays: ReadonlySet<string>): boolean {
  const date = wall.dates[index] ?? 0;
  const now = wall.reached[index] ?? 0;
  const spans = (of: number) => (holidays.has(dateText(of)) ? [] : (week[(((of + 4) % 7) + 7) % 7] ?? []));
  return (
    spans(date).some(([start, end]) => now >= start && now < end) || spans(date - 1).some(([, end]) => now < end - 1440)
  );
}

const clock = (minutes: number): string =>
  `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;

const span = fc
  .tuple(fc.integer({ min: 0, max: 47 }), fc.integer({ min: 1, max: 47 }))
  .map(([start, length]) => [start * 30, (start + length) * 30] as const);
// A week without an open minute has no edge, and beyond its edges every minute counts: that is told below.
const week = fc
  .array(fc.array(span, { maxLength: 2 }), { minLength: 7, maxLength: 7 })
  .filter((days) => days.some((spans) => spans.length > 0));

function edgesOf(wall: Wall, hours: Week, holidays: readonly string[]): readonly number[] {
  const days = hours.flatMap((spans, weekday) =>
    spans.length === 0
      ? []
      : [
          `${names[weekday]}: [${spans.map(([start, end]) => `"${clock(start)}-${end === 1440 ? "24:00" : clock(end % 1440)}"`).join(", ")}]`,
        ],
  );
  const file = fileOf(
    withSections(
      `calendars: [{ id: c, timezone: ${wall.zone}, hours: { ${days.join(", ")} }, holidays: [${holidays.join(", ")}] }]`,
    ),
  );
  const expansions = expand(file, wall.from + 3 * day, { back: 10 * day, ahead: 10 * day });
  return unpack(expansions.calendars[0]?.[2] ?? [], expansions.from);
}

describe("calendars against the clock on the wall, minute by minute", () => {
  test("open exactly when the clock says so, through every kind of change", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...walls),
        week,
        fc.array(fc.integer({ min: -3, max: 3 }), { maxLength: 2 }),
        (wall, hours, off) => {
          const middle = (wall.from + 3 * day) / day;
          const holidays = off.map((days) => dateText(middle + days));
          const edges = edgesOf(wall, hours, holidays);
          for (let i = 1; i < edges.length; i++) expect(edges[i] ?? 0).toBeGreaterThan(edges[i - 1] ?? 0);
          const told = new Uint8Array(wall.dates.length);
          for (let i = 0; i < edges.length; i += 2) {
            for (let at = Math.max(edges[i] ?? 0, wall.from); at < (edges[i + 1] ?? 0); at += minute)
              told[(at - wall.from) / minute] = 1;
          }
          const closed = new Set(holidays);
          // The first day's clock was not watched from its beginning.
          for (let index = 1440; index < wall.dates.length; index++) {
            if ((told[index] === 1) !== isOpen(wall, index, hours, closed)) {
              throw new Error(
                `${wall.zone} ${new Date(wall.from + index * minute).toISOString()}: told ${told[index] === 1 ? "open" : "closed"}`,
              );
            }
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  test("a deadline falls where the open minutes that passed say", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...walls),
        week,
        fc.integer({ min: 1440, max: 5000 }),
        fc.integer({ min: 1, max: 2000 }),
        (wall, hours, start, length) => {
          const calendar = { id: "c", edges: edgesOf(wall, hours, []) };
          let left = length;
          let index = start;
          while (index < wall.dates.length && left > 0) {
            if (isOpen(wall, index, hours, new Set())) left -= 1;
            index += 1;
          }
          const from = wall.from + start * minute;
          const open = length - left;
          expect(openBetween(calendar, from, wall.from + index * minute)).toBe(open * minute);
          if (left === 0) expect(dueAt(calendar, from, length * minute)).toBe(wall.from + index * minute);
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe("days of 23 and 25 hours", () => {
  const edges = (zone: string, at: string) => {
    const file = fileOf(withSections(`calendars: [{ id: c, timezone: ${zone}, hours: { sun: "00:00-24:00" } }]`));
    const expansions = expand(file, Date.parse(at), { back: day, ahead: 2 * day });
    return unpack(expansions.calendars[0]?.[2] ?? [], expansions.from);
  };
  test("a whole day in spring has 23 hours, in autumn 25", () => {
    const [spring = 0, springEnd = 0] = edges("America/New_York", "2026-03-08T12:00:00Z");
    const [autumn = 0, autumnEnd = 0] = edges("America/New_York", "2026-11-01T12:00:00Z");
    expect((springEnd - spring) / 3_600_000).toBe(23);
    expect((autumnEnd - autumn) / 3_600_000).toBe(25);
  });
  test("a day that begins at one o'clock begins there", () => {
    const [start = 0, end = 0] = edges("America/Havana", "2026-03-08T12:00:00Z");
    expect(new Date(start).toISOString()).toBe("2026-03-08T05:00:00.000Z");
    expect((end - start) / 3_600_000).toBe(23);
  });
});

describe("what is expanded", () => {
  const at = Date.parse("2026-11-18T12:00:00Z");
  const text = withSections(`warehouses:
  - { id: ATL, timezone: America/New_York, calendar: dock, departures: [{ carrier: UPS, at: "17:00", days: mon-fri }, { at: "02:30" }] }
  - { id: SEA, timezone: America/Los_Angeles, calendar: dock, departures: [{ at: "17:00" }] }
systems: [{ id: a, kind: 3pl, warehouse: SEA, delivers: { every: "0 * * * *" } }, { id: b, kind: 3pl, delivers: { every: "30 2 * * *" } }]
calendars: [{ id: dock, hours: { mon-sat: "05:00-22:00" }, holidays: [2026-11-26] }, { id: office, timezone: Europe/Berlin, hours: { mon-fri: "08:00-18:00" } }]`);
  const expansions = expand(fileOf(text), at);

  test("reaches from 400 days back to two years ahead", () => {
    expect((at - expansions.from) / day).toBeGreaterThanOrEqual(400);
    expect((expansions.to - at) / day).toBeGreaterThanOrEqual(730);
    for (const [, , packed] of expansions.calendars) {
      const edges = unpack(packed, expansions.from);
      expect(edges[0] ?? 0).toBeLessThan(at - 395 * day);
      expect(edges.at(-1) ?? 0).toBeGreaterThan(at + 725 * day);
      expect(edges.length % 2).toBe(0);
    }
  });

  test("instants are packed small, and come out as they went in", () => {
    expect(new Map(expansions.deliveries).get("a")).toEqual([0, 1, 60, 27_167]);
    expect(JSON.stringify(expansions).length).toBeLessThan(100_000);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 5000 }), { maxLength: 50 }), (minutes) => {
        const instants = [...new Set(minutes)].sort((a, b) => a - b).map((one) => at + one * minute);
        expect(unpack(pack(instants, at), at)).toEqual(instants);
      }),
    );
  });

  test("survives JSON unchanged", () => {
    expect(JSON.parse(JSON.stringify(expansions))).toEqual(expansions);
  });

  test("has every zone that is named, with its changes", () => {
    const zones = new Map(expansions.zones);
    expect([...zones.keys()].sort()).toEqual(["America/Los_Angeles", "America/New_York", "Europe/Berlin"]);
    const eastern = zones.get("America/New_York") ?? [];
    expect(offsetAt(eastern, Date.parse("2026-03-08T06:59:00Z"))).toBe(-300);
    expect(offsetAt(eastern, Date.parse("2026-03-08T07:00:00Z"))).toBe(-240);
    expect(offsetAt(offsetsOf("Asia/Kathmandu", at, at + day), at)).toBe(345);
  });

  test("a calendar without a zone is on each building's clock", () => {
    expect(expansions.calendars.map(([id, zone]) => `${id} ${zone}`)).toEqual([
      "dock America/New_York",
      "dock America/Los_Angeles",
      "office Europe/Berlin",
    ]);
    const [eastern, pacific] = expansions.calendars.map(([, , edges]) =>
      unpack(edges, expansions.from).find(
        (edge) =>
          edge > Date.parse("2026-11-18T00:00:00Z") &&
          edge < Date.parse("2026-11-18T20:00:00Z") &&
          edge % day !== 3 * 3_600_000 &&
          edge % day !== 6 * 3_600_000,
      ),
    );
    expect((pacific ?? 0) - (eastern ?? 0)).toBe(3 * 3_600_000);
  });

  test("trucks go by the building's clock, not on its holidays, once on each day that they go", () => {
    const atlanta = (new Map(expansions.departures).get("ATL") ?? []).map((packed) => unpack(packed, expansions.from));
    const texts = (atlanta[0] ?? []).map((instant) => new Date(instant).toISOString());
    expect(texts).toContain("2026-11-25T22:00:00.000Z");
    expect(texts.filter((one) => one.startsWith("2026-11-26"))).toEqual([]);
    expect(texts).toContain("2026-07-01T21:00:00.000Z");
    // 02:30 does not come on the morning when the clock is put forward: the truck goes as the clock jumps.
    const night = (atlanta[1] ?? []).map((instant) => new Date(instant).toISOString());
    expect(night.filter((one) => one.startsWith("2026-03-08"))).toEqual(["2026-03-08T07:00:00.000Z"]);
    expect(night.filter((one) => one.startsWith("2026-11-01"))).toEqual(["2026-11-01T07:30:00.000Z"]);
  });

  test("files every hour come 25 times on a day of 25 hours", () => {
    const files = unpack(new Map(expansions.deliveries).get("a") ?? [], expansions.from);
    const from = Date.parse("2026-11-01T07:00:00Z");
    expect(files.filter((instant) => instant >= from && instant < from + 25 * 3_600_000)).toHaveLength(25);
  });
});
