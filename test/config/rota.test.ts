import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { adoptable, networkOf } from "../../server/config/index.ts";
import { readCsv } from "../../server/config/rota/csv.ts";
import { readICalendar } from "../../server/config/rota/icalendar.ts";
import { occurrencesOf } from "../../server/config/rota/recurrence.ts";
import { zoneBook } from "../../server/config/rota/times.ts";

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const at = Date.UTC(2026, 10, 18, 12);
const zones = zoneBook(Date.UTC(2030, 0));

const calendar = (...lines: readonly string[]): string =>
  ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//test//EN", ...lines, "END:VCALENDAR", ""].join("\r\n");
const event = (...lines: readonly string[]): string => calendar("BEGIN:VEVENT", "UID:1", ...lines, "END:VEVENT");

/** Beginnings and ends in UTC, as ISO minutes. */
function times(text: string, from = Date.UTC(2026, 0), to = Date.UTC(2028, 0)): readonly string[] {
  const found = readICalendar(text, "shifts");
  if (!found.ok) throw new Error(JSON.stringify(found.faults));
  return found.value
    .flatMap((one) => occurrencesOf(one, zones(one.zone), from, to))
    .map(([start, end]) => `${new Date(start).toISOString().slice(0, 16)} ${(end - start) / hour}`);
}

const faults = (text: string, reads: "shifts" | "holidays" = "shifts") => {
  const found = readICalendar(text, reads);
  return found.ok ? [] : found.faults.map(({ line, message }) => `${line}: ${message}`);
};

const network = (team: string, rest = ""): string =>
  `company: { name: Acme, timezone: America/New_York, currency: USD }
warehouses: [{ id: SEA, timezone: America/Los_Angeles }]
teams:
  - { id: ops, name: Operations }
  - ${team}
routing: { to: ops }
${rest}`;

const beside =
  (files: Readonly<Record<string, string>>) =>
  (name: string): string | null =>
    files[name] ?? null;

function shiftsOf(text: string, files: Readonly<Record<string, string>> = {}, team = "desk") {
  const found = adoptable(text, at, beside(files));
  if (!found.ok) throw new Error(JSON.stringify(found.faults));
  return found.network.teams.get(team)?.rota?.shifts ?? [];
}

describe("iCalendar", () => {
  test("NF27 a weekly shift keeps its clock over the change of the hour, and its length what passes", () => {
    const found = times(
      event(
        "DTSTART;TZID=America/New_York:20261026T220000",
        "DTEND;TZID=America/New_York:20261027T060000",
        "RRULE:FREQ=WEEKLY;BYDAY=MO,SA;COUNT=4",
      ),
    );
    expect(found).toEqual(["2026-10-27T02:00 8", "2026-11-01T02:00 8", "2026-11-03T03:00 8", "2026-11-08T03:00 8"]);
  });

  test("NF27 a day in a DURATION is one of the clock: 25 hours where it is put back", () => {
    const found = times(
      event("DTSTART;TZID=America/New_York:20261031T080000", "DURATION:P1D", "RRULE:FREQ=DAILY;COUNT=2"),
    );
    expect(found).toEqual(["2026-10-31T12:00 25", "2026-11-01T13:00 24"]);
    expect(times(event("DTSTART;TZID=America/New_York:20261031T080000", "DURATION:PT24H"))).toEqual([
      "2026-10-31T12:00 24",
    ]);
  });

  test("NF27 a time in the gap is what it would be without the jump; one that comes twice its first", () => {
    expect(times(event("DTSTART;TZID=America/New_York:20260308T023000", "DURATION:PT1H"))).toEqual([
      "2026-03-08T07:30 1",
    ]);
    expect(times(event("DTSTART;TZID=America/New_York:20261101T013000", "DURATION:PT1H"))).toEqual([
      "2026-11-01T05:30 1",
    ]);
  });

  test("NF27 EXDATE takes one away and is counted; UNTIL takes what begins at it", () => {
    const daily = (rule: string, ...more: readonly string[]) =>
      times(event("DTSTART:20260105T060000Z", "DTEND:20260105T140000Z", `RRULE:${rule}`, ...more)).map((one) =>
        one.slice(0, 10),
      );
    expect(daily("FREQ=DAILY;COUNT=3", "EXDATE:20260106T060000Z")).toEqual(["2026-01-05", "2026-01-07"]);
    expect(daily("FREQ=DAILY;UNTIL=20260107T060000Z")).toEqual(["2026-01-05", "2026-01-06", "2026-01-07"]);
    expect(daily("FREQ=DAILY;UNTIL=20260107T055900Z")).toEqual(["2026-01-05", "2026-01-06"]);
    expect(daily("FREQ=DAILY;BYDAY=MO,WE;INTERVAL=2;COUNT=3")).toEqual(["2026-01-05", "2026-01-07", "2026-01-19"]);
  });

  test("NF27 weeks are counted from the day that the file says (RFC 5545, 3.3.10)", () => {
    const weekly = (start: string) =>
      times(
        event(
          "DTSTART:20260804T090000Z",
          "DURATION:PT1H",
          `RRULE:FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=${start}`,
        ),
      ).map((one) => one.slice(5, 10));
    expect(weekly("MO")).toEqual(["08-04", "08-09", "08-18", "08-23"]);
    expect(weekly("SU")).toEqual(["08-04", "08-16", "08-18", "08-30"]);
  });

  test("NF27 folded lines, quoted zones, alarms, zones and descriptions are read through", () => {
    const text = calendar(
      "X-WR-CALNAME:On call",
      "BEGIN:VTIMEZONE",
      "TZID:America/New_York",
      "BEGIN:STANDARD",
      "DTSTART:19671029T020000",
      "RRULE:FREQ=YEARLY;BYDAY=1SU;BYMONTH=11",
      "END:STANDARD",
      "END:VTIMEZONE",
      "BEGIN:VEVENT",
      'DTSTART;TZID="America/New_York":2026',
      "\t1116T060000",
      "DTEND;TZID=America/New_York:20261116T140000",
      "SUMMARY:Early\\, desk:",
      "  Ana",
      "DESCRIPTION:a: b; c",
      "BEGIN:VALARM",
      "TRIGGER:-PT5M",
      "END:VALARM",
      "END:VEVENT",
      "BEGIN:VEVENT",
      "STATUS:CANCELLED",
      "DTSTART:20261117T060000Z",
      "END:VEVENT",
    );
    expect(times(text)).toEqual(["2026-11-16T11:00 8"]);
    expect(shiftsOf(network("{ id: desk, name: Desk, rota: a.ics }"), { "a.ics": text })).toMatchObject([
      { name: "Early, desk", person: "Ana" },
    ]);
  });

  test.each([
    ["RRULE:FREQ=MONTHLY", "FREQ=DAILY or FREQ=WEEKLY"],
    ["RRULE:FREQ=WEEKLY;BYDAY=1MO", "without a number"],
    ["RRULE:FREQ=WEEKLY;BYSETPOS=1", '"BYSETPOS" is not read'],
    ["RRULE:FREQ=WEEKLY;INTERVALL=2", "Did you mean INTERVAL?"],
    ["RRULE:FREQ=DAILY;COUNT=2;UNTIL=20270101T000000Z", "not by both"],
    ["RRULE:FREQ=DAILY;UNTIL=20270101", "an instant in UTC"],
    ["RRULE:FREQ=WEEKLY;BYDAY=TU", "a day of its own rule"],
    ["RDATE:20261120T060000Z", "RDATE is not read here"],
    ["RECURRENCE-ID:20261120T060000Z", "RECURRENCE-ID is not read here"],
    ["DURATION:PT8H", "one says it"],
    ["DTEND:20261116T140000Z", "stands twice"],
    ["EXDATE:20261120", "A shift has times"],
    ["no line", "no line of an iCalendar file"],
  ])("NF27 %s is a fault of its line", (line, says) => {
    const found = faults(event("DTSTART:20261116T060000Z", "DTEND:20261116T140000Z", line));
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(says);
    expect(found[0]).toMatch(/^8: /);
  });

  test.each([
    ["DTSTART:20261116T060000", "6: This time names no zone"],
    ["DTSTART;TZID=America/NewYork:20261116T060000", "Did you mean America/New_York?"],
    ["DTSTART:20261316T060000Z", "does not exist"],
    ["DTSTART;VALUE=DATE:20261116", "A shift has times"],
    ["DTSTART:20261116T060030Z", "to the minute"],
    ["DTSTART:20261116T150000Z", "end after it begins"],
  ])("NF27 %s cannot be a beginning", (start, says) => {
    expect(faults(event(start, "DTEND:20261116T140000Z")).join()).toContain(says);
  });

  test("NF27 what is no calendar, or was cut off, says so", () => {
    expect(faults("")).toEqual(["1: The file says nothing."]);
    expect(faults("start,end\n1,2").join()).toContain("no line of an iCalendar file");
    expect(faults(calendar("BEGIN:VTODO", "END:VTODO")).join()).toContain('"VTODO" is not read here');
    expect(
      faults(event("DTSTART:20261116T060000Z", "DTEND:20261116T140000Z").split("END:VEVENT")[0] ?? "").join(),
    ).toContain("cut off");
  });

  test("any text is read or refused, and never throws", () => {
    const piece = fc.constantFrom(
      "BEGIN:VCALENDAR",
      "BEGIN:VEVENT",
      "END:VEVENT",
      "END:VCALENDAR",
      "DTSTART:20261116T060000Z",
      "DTEND:20261116T140000Z",
      "DURATION:PT8H",
      "RRULE:FREQ=DAILY",
      "EXDATE:x",
      "SUMMARY:a",
      " folded",
      "BEGIN:X",
      "END:X",
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(piece, fc.string({ maxLength: 30 })), { maxLength: 14 }), (lines) => {
        readICalendar(lines.join("\n"), "shifts");
        readICalendar(lines.join("\n"), "holidays");
        readCsv(lines.join("\n"), "shifts", "UTC");
      }),
      { numRuns: 2000 },
    );
  });

  test("rules against a walk through every day", () => {
    const words = ["SU", "MO", "TU", "WE", "TH", "FR", "SA"];
    fc.assert(
      fc.property(
        fc.record({
          weekly: fc.boolean(),
          interval: fc.integer({ min: 1, max: 4 }),
          days: fc.option(fc.uniqueArray(fc.integer({ min: 0, max: 6 }), { minLength: 1, maxLength: 4 })),
          start: fc.integer({ min: 0, max: 1200 }),
          ends: fc.option(fc.record({ count: fc.boolean(), n: fc.integer({ min: 1, max: 40 }) })),
          weekStart: fc.integer({ min: 0, max: 6 }),
        }),
        ({ weekly, interval, days, start, ends, weekStart }) => {
          const first = Date.UTC(2024, 0, 1) / day + start;
          const weekday = (date: number) => (date + 4) % 7;
          const wanted = days === null ? null : [...new Set([...days, weekday(first)])];
          const text = (date: number) =>
            `${new Date(date * day).toISOString().slice(0, 10).replaceAll("-", "")}T060000Z`;
          const rule = [
            `FREQ=${weekly ? "WEEKLY" : "DAILY"}`,
            `INTERVAL=${interval}`,
            ...(wanted === null ? [] : [`BYDAY=${wanted.map((one) => words[one]).join(",")}`]),
            `WKST=${words[weekStart]}`,
            ...(ends === null ? [] : [ends.count ? `COUNT=${ends.n}` : `UNTIL=${text(first + ends.n)}`]),
          ].join(";");
          const to = Date.UTC(2028, 5) / day;
          const walked: string[] = [];
          const weekOf = (date: number) => Math.floor((date - ((weekday(date) - weekStart + 7) % 7)) / 7);
          for (let date = first; date < to; date++) {
            const inStep = weekly ? (weekOf(date) - weekOf(first)) % interval === 0 : (date - first) % interval === 0;
            const onDay =
              wanted === null ? !weekly || weekday(date) === weekday(first) : wanted.includes(weekday(date));
            if (!inStep || !onDay) continue;
            if (ends !== null && (ends.count ? walked.length >= ends.n : date > first + ends.n)) break;
            walked.push(new Date(date * day).toISOString().slice(0, 10));
          }
          const found = times(
            event(`DTSTART:${text(first)}`, "DURATION:PT8H", `RRULE:${rule}`),
            Date.UTC(2024, 0),
            to * day,
          );
          expect(found.map((one) => one.slice(0, 10))).toEqual(walked);
        },
      ),
      { numRuns: 400 },
    );
  });
});

describe("CSV", () => {
  test("NF28 times are on the team's clock, or have their own offset", () => {
    const text =
      'start,end,person,shift\r\n2026-11-16 06:00,2026-11-16 14:00,Ana,Early\r\n2026-11-16T22:00:00Z,2026-11-17T06:00+01:00,"Ben ""B""",\r\n';
    expect(shiftsOf(network("{ id: desk, name: Desk, warehouse: SEA, rota: a.csv }"), { "a.csv": text })).toEqual([
      { name: "Early", person: "Ana", from: Date.UTC(2026, 10, 16, 14), to: Date.UTC(2026, 10, 16, 22) },
      { name: "", person: 'Ben "B"', from: Date.UTC(2026, 10, 16, 22), to: Date.UTC(2026, 10, 17, 5) },
    ]);
  });

  test("NF28 faults name their line", () => {
    const found = readCsv("start,end,persn\n2026-11-16 06:00,2026-11-16 14:00,Ana", "shifts", "UTC");
    expect(found.ok ? [] : found.faults).toMatchObject([
      { line: 1, message: expect.stringContaining("Did you mean person?") },
    ]);
    const rows = readCsv('start,end\n2026-11-16 06:00,2026-11-16 06:00\nx,2026-11-16 14:00\n"a,b', "shifts", "UTC");
    expect(rows.ok ? [] : rows.faults.map(({ line }) => line)).toEqual([2, 3, 4]);
  });
});

describe("files beside the network file", () => {
  test("NF25 faults name file and line, and what cannot be read its setting", () => {
    const text = network("{ id: desk, name: Desk, rota: a.ics, holidays: none.csv }");
    const found = adoptable(text, at, beside({ "a.ics": event("DTSTART:20261116T060000", "DURATION:PT8H") }));
    expect(found.ok ? [] : found.faults).toMatchObject([
      { line: 5, path: "teams[1].holidays", message: expect.stringContaining("no file") },
      { line: 6, file: "a.ics", message: expect.stringContaining("names no zone") },
    ]);
  });

  test("NF25 a ruling gives the same network without the files, and another rota is another network", () => {
    const text = network("{ id: desk, name: Desk, rota: a.csv, holidays: h.ics }");
    const files = {
      "a.csv": "start,end,person\n2026-11-16 06:00,2026-11-16 14:00,Ana\n2026-11-26 06:00,2026-11-26 14:00,Ben\n",
      "h.ics": event("DTSTART;VALUE=DATE:20261126", "SUMMARY:Thanksgiving"),
    };
    const found = adoptable(text, at, beside(files));
    if (!found.ok) throw new Error(JSON.stringify(found.faults));
    expect(found.network.teams.get("desk")?.rota?.shifts).toHaveLength(1);
    const again = networkOf(text, JSON.parse(JSON.stringify(found.expansions)));
    expect(again.teams).toEqual(found.network.teams);
    expect(again.hash).toBe(found.hash);
    const other = adoptable(text, at, beside({ ...files, "a.csv": files["a.csv"].replace("Ana", "Eva") }));
    expect(other.ok && other.hash).not.toBe(found.hash);
  });

  test("NF25 holidays of a calendar come from a file too, and rulings of before still hold", () => {
    const text = network(
      "{ id: desk, name: Desk }",
      'calendars: [{ id: dock, timezone: UTC, hours: { mon-sun: "06:00-18:00" }, holidays: h.csv }]',
    );
    const found = adoptable(text, at, beside({ "h.csv": "date,name\n2026-11-26,Thanksgiving\n" }));
    const none = adoptable(text.replace("h.csv", '["2026-11-26"]'), at);
    if (!found.ok || !none.ok) throw new Error("refused");
    expect(found.expansions.calendars).toEqual(none.expansions.calendars);
    const { teams: _teams, files: _files, ...old } = none.expansions;
    expect(networkOf(text.replace("h.csv", '["2026-11-26"]'), old).hash).toBe(none.hash);
  });

  test("NF26 shifts by the week are on the team's clock, touch without becoming one, and lose whole holidays", () => {
    const shifts = shiftsOf(
      network(
        '{ id: desk, name: Desk, warehouse: SEA, holidays: ["2026-11-17"], shifts: [{ name: early, hours: "06:00-14:00" }, { name: late, hours: "14:00-22:00" }, { name: night, days: mon-fri, hours: "22:00-06:00" }] }',
      ),
    ).filter(({ from }) => from >= Date.UTC(2026, 10, 16, 8) && from < Date.UTC(2026, 10, 18, 8));
    expect(shifts.map(({ name, from }) => `${name} ${new Date(from).toISOString().slice(5, 13)}`)).toEqual([
      "early 11-16T14",
      "late 11-16T22",
      "night 11-17T06",
    ]);
  });

  test("NF29 persons are told from shifts, and a name that is nearly somebody's is a fault", () => {
    const team =
      "{ id: desk, name: Desk, rota: a.ics, people: [{ id: ana, name: Ana Ortiz }, { id: ben, name: Ben }] }";
    const rota = (summary: string) => ({
      "a.ics": event("DTSTART:20261116T060000Z", "DURATION:PT8H", `SUMMARY:${summary}`),
    });
    expect(shiftsOf(network(team), rota("Early: ana"))).toMatchObject([{ name: "Early", person: "Ana Ortiz" }]);
    expect(shiftsOf(network(team), rota("Ben"))).toMatchObject([{ name: "", person: "Ben" }]);
    expect(shiftsOf(network(team), rota("Night watch"))).toMatchObject([{ name: "Night watch", person: null }]);
    const found = adoptable(network(team), at, beside(rota("Ana Ortis")));
    expect(found.ok ? [] : found.faults).toMatchObject([
      { file: "a.ics", message: expect.stringContaining("Did you mean Ana Ortiz?") },
    ]);
  });

  test.each([
    ["{ id: desk, name: Desk, rota: ../a.ics }", "without a folder"],
    ["{ id: desk, name: Desk, rota: a.txt }", "ends in .ics or .csv"],
    ['{ id: desk, name: Desk, rota: a.ics, shifts: [{ name: x, hours: "06:00-14:00" }] }', "give `shifts` or `rota`"],
    ["{ id: desk, name: Desk, timezone: UTC, warehouse: SEA }", "give `timezone` or `warehouse`"],
    ["{ id: desk, name: Desk, warehouse: SEE }", "Did you mean SEA?"],
    ["{ id: desk, name: Desk, people: [{ id: ops, name: X }] }", "is a team"],
    ['{ id: desk, name: Desk, holidays: ["2026-11-26"] }', "nothing to leave out"],
  ])("%s is refused", (team, says) => {
    const found = adoptable(network(team), at);
    expect(found.ok ? "" : found.faults.map(({ message }) => message).join()).toContain(says);
  });

  test("a rung is a team or a person of one", () => {
    const team = "{ id: desk, name: Desk, people: [{ id: ana, name: Ana Ortiz }] }";
    const found = adoptable(
      network(team).replace("{ to: ops }", "{ to: ops, ladder: [{ to: desk, after: 15m }, { to: ana, after: 1h }] }"),
      at,
    );
    expect(found.ok && found.network.routing.ladder).toEqual([
      { team: "desk", person: null, after: 15 * minute },
      { team: "desk", person: "Ana Ortiz", after: hour },
    ]);
    const wrong = adoptable(
      network(team).replace("{ to: ops }", "{ to: ops, ladder: [{ to: anna, after: 15m }] }"),
      at,
    );
    expect(wrong.ok ? [] : wrong.faults).toMatchObject([
      { path: "routing.ladder[0].to", message: expect.stringContaining("Did you mean ana?") },
    ]);
  });
});
