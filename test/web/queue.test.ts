import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ExceptionRow } from "../../server/wire/index.ts";
import { emptySteady, take } from "../../web/live/steady.ts";
import { parkChoices, zonedInstant } from "../../web/screens/queue/choices.ts";
import { differences } from "../../web/screens/queue/conflict.ts";
import { bandAt, feedFilter, sumOf } from "../../web/screens/queue/filter.ts";
import { linesOf } from "../../web/screens/queue/lines.ts";
import { exceptionsOf, moment } from "./mock/world.ts";

const zone = "America/New_York";
const open = exceptionsOf().filter((row) => row.state !== "snoozed");
const at = (iso: string): Pick<ExceptionRow, "cutoff"> => ({ cutoff: { at: iso, source: "order" } });

describe("bands", () => {
  test.each([
    ["2026-11-19T19:31:59.000Z", "past"],
    ["2026-11-19T20:00:00.000Z", "hour"],
    ["2026-11-19T20:32:00.000Z", "today"],
    ["2026-11-20T04:59:00.000Z", "today"],
    ["2026-11-20T05:00:00.000Z", "tomorrow"],
    ["2026-11-21T05:00:00.000Z", "later"],
  ])("%s is %s at 14:32 EST", (iso, band) => expect(bandAt(at(iso), moment, zone)).toBe(band));

  test("without a cutoff there is a heading of its own", () =>
    expect(bandAt({ cutoff: null }, moment, zone)).toBe("none"));

  test("tomorrow holds on the day of 25 hours and on that of 23", () => {
    expect(bandAt(at("2026-11-02T04:30:00.000Z"), Date.parse("2026-11-01T04:10:00.000Z"), zone)).toBe("today");
    expect(bandAt(at("2026-11-02T05:30:00.000Z"), Date.parse("2026-11-01T04:10:00.000Z"), zone)).toBe("tomorrow");
    expect(bandAt(at("2027-03-15T04:30:00.000Z"), Date.parse("2027-03-14T05:10:00.000Z"), zone)).toBe("tomorrow");
  });

  test("bands add up to the total of the pictures, each object once", () => {
    const list = take(emptySteady<ExceptionRow>(), [...open, { ...open[0]!, id: "X-9" }], {
      held: false,
      bandOf: (row) => bandAt(row, moment, zone),
      at: 0,
    });
    const bands = linesOf(list, { row: 62, band: 26 }).filter((line) => line.kind === "band");
    expect(bands.map((line) => line.band)).toContain("hour");
    const cents = bands
      .flatMap((line) => line.sum.money)
      .reduce((sum, one) => sum + Math.round(Number(one.amount) * 100), 0);
    expect(cents).toBe(56_336_400);
    expect(bands.reduce((sum, line) => sum + line.sum.rows, 0)).toBe(74);
  });

  test("one heading for each run, rows between, and heights that add up", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom("a", "b", ""), { maxLength: 40 }), (bands) => {
        const rows = bands.map((band, index) => ({ ...open[0]!, id: `X-${index}`, title: band }));
        const list = take(emptySteady<ExceptionRow>(), rows, { held: false, bandOf: (row) => row.title, at: 0 });
        const lines = linesOf(list, { row: 62, band: 26 });
        expect(lines.filter((line) => line.kind === "row").map((line) => line.id)).toEqual(rows.map((row) => row.id));
        const runs = bands.filter((band, index) => band !== "" && band !== bands[index - 1]).length;
        expect(lines.filter((line) => line.kind === "band")).toHaveLength(runs);
        expect(new Set(lines.map((line) => line.id)).size).toBe(lines.length);
      }),
    );
  });
});

describe("sums", () => {
  test("unknown amounts are counted and never zero, currencies stand apart", () => {
    const like = open[0]!;
    const row = (id: string, value: ExceptionRow["value"]): ExceptionRow => ({
      ...like,
      id,
      object: { kind: "order", id },
      value,
    });
    expect(
      sumOf([
        row("1", { amount: "0.10", currency: "USD", basis: "invoice" }),
        row("2", { amount: "0.20", currency: "USD", basis: "invoice" }),
        row("3", { amount: "5.00", currency: "EUR", basis: "invoice" }),
        row("4", { amount: null, currency: null, basis: "unknown" }),
        row("5", null),
      ]),
    ).toEqual({
      rows: 5,
      money: [
        { amount: "0.30", currency: "USD" },
        { amount: "5.00", currency: "EUR" },
      ],
      unknown: 1,
    });
  });
});

describe("what the feed is asked for", () => {
  test.each([
    [{}, { state: "open,acknowledged" }],
    [{ view: "parked" }, { state: "snoozed" }],
    [
      { view: "mine", owner: "Ben" },
      { state: "open,acknowledged", person: "Ana" },
    ],
    [{ view: "nobody" }, { state: "open,acknowledged", person: "none" }],
    [
      { owner: "me", site: "ATL", severity: "critical,high" },
      { state: "open,acknowledged", person: "Ana", warehouse: "ATL", severity: "critical,high" },
    ],
    [
      { flow: "ship-to-invoice", policy: "order-to-ship.label" },
      { state: "open,acknowledged", flow: "ship-to-invoice", policy: "order-to-ship.label" },
    ],
  ] as const)("%j", (search, filter) => expect(feedFilter(search, "Ana")).toEqual(filter));
});

describe("conflict, rule 6", () => {
  test("both values of each field that differs, and nothing else", () => {
    const was = open[0]!;
    expect(differences(was, { ...was, version: 9 })).toEqual([]);
    expect(differences(was, { ...was, state: "resolved", owner: { team: "ar-finance", person: "Ben" } })).toEqual([
      { field: "state", was: "acknowledged", now: "resolved" },
      { field: "owner", was: "atl-dock-leads/Dana Reyes", now: "ar-finance/Ben" },
    ]);
  });
});

describe("parking until a local time", () => {
  const zones = ["America/New_York", "America/Los_Angeles", "Europe/Berlin", "Asia/Kolkata", "UTC"];
  test("a wall time in a zone is the instant whose clock shows it", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        fc.integer({ min: Date.UTC(2026, 0, 1), max: Date.UTC(2027, 11, 31) }),
        (name, instant) => {
          const wall = new Intl.DateTimeFormat("sv-SE", { timeZone: name, dateStyle: "short", timeStyle: "short" })
            .format(instant)
            .replace(" ", "T");
          const found = zonedInstant(wall, name);
          expect(found).not.toBeNull();
          const again = new Intl.DateTimeFormat("sv-SE", { timeZone: name, dateStyle: "short", timeStyle: "short" })
            .format(found ?? 0)
            .replace(" ", "T");
          expect(again).toBe(wall);
        },
      ),
      { numRuns: 1000 },
    );
  });
  test("nonsense is no time", () => expect(zonedInstant("tomorrow", zone)).toBeNull());
  test("choices lie ahead, in order; the next morning is at eight", () => {
    const choices = parkChoices(moment, zone);
    expect(choices.map((one) => new Date(one.at).toISOString())).toEqual([
      "2026-11-19T20:32:00.000Z",
      "2026-11-19T22:32:00.000Z",
      "2026-11-20T13:00:00.000Z",
      "2026-11-23T13:00:00.000Z",
    ]);
  });
});
