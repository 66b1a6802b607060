import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ExceptionRow } from "../../server/wire/index.ts";
import { emptySteady, take } from "../../web/live/steady.ts";
import { parkChoices, zonedInstant } from "../../web/screens/queue/choices.ts";
import { differences } from "../../web/screens/queue/conflict.ts";
import { bandAt, excess, feedFilter, type Sum, sumOf, sumOfCauses } from "../../web/screens/queue/filter.ts";
import { causeLines, causeSums, moreId, orderLines, orderSums } from "../../web/screens/queue/lines.ts";
import { causesOf, heldOf } from "./mock/lists.ts";
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

  const heights = { row: 62, band: 26, member: 33 };
  const listOf = <T extends Pick<ExceptionRow, "id" | "cutoff">>(rows: readonly T[]) =>
    take(emptySteady<T>(), rows, { held: false, bandOf: (row) => bandAt(row, moment, zone), at: 0 });
  const centsOf = (sums: Iterable<Sum>): number =>
    [...sums].flatMap((sum) => sum.money).reduce((all, one) => all + Math.round(Number(one.amount) * 100), 0);

  test("bands of orders add up to the total of the pictures, each object once", () => {
    const list = listOf([...open, { ...open[0]!, id: "X-9" }]);
    const lines = orderLines(list.entries, heights);
    const sums = orderSums(lines, list);
    expect(lines.filter((line) => line.of === "band").map((line) => line.within)).toContain("hour");
    expect(centsOf(sums.values())).toBe(56_336_400);
    expect([...sums.values()].reduce((all, sum) => all + sum.rows, 0)).toBe(74);
  });

  test("bands of causes add up to the same, and to what all hold up", () => {
    const world = new Map(open.map((row) => [row.id, row]));
    const list = listOf(causesOf(world, {}));
    const lines = causeLines(list, new Set(), (cause) => cause.first, heights);
    const sums = [...causeSums(lines, list).values()];
    expect(centsOf(sums)).toBe(56_336_400);
    expect(sums.reduce((all, sum) => all + sum.rows, 0)).toBe(73);
    expect(sums.map((sum) => sum.rows)).toEqual([37, 16, 20]);
    expect(excess(sumOfCauses(list.latest), heldOf(open))).toBeNull();
  });

  test("an order under two causes is said, so that the bands tie", () => {
    const twice = [...open, { ...open[0]!, id: "X-9", causeId: "C-2" }];
    const causes = causesOf(new Map(twice.map((row) => [row.id, row])), {});
    expect(excess(sumOfCauses(causes), heldOf(twice))).toEqual({
      rows: 1,
      money: [{ amount: "3912.40", currency: "USD", side: "price" }],
      unknown: 0,
    });
  });

  test("under an open cause its first follow, and the way to the others", () => {
    const list = listOf(causesOf(new Map(open.map((row) => [row.id, row])), {}));
    const [first] = list.latest;
    const lines = causeLines(list, new Set([first!.id]), (cause) => cause.first, heights);
    expect(lines.slice(0, 7).map((line) => [line.of, line.id])).toEqual([
      ["band", "band:hour:0"],
      ["cause", "C-1"],
      ["member", "X-1001"],
      ["member", "X-1014"],
      ["member", "X-1003"],
      ["more", moreId("C-1")],
      ["cause", "C-2"],
    ]);
    const all = causeLines(list, new Set(["C-6"]), (cause) => cause.first, heights);
    expect(all.some((line) => line.of === "more")).toBe(false);
  });

  test("one heading for each run, rows between, and heights that add up", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom("a", "b", ""), { maxLength: 40 }), (bands) => {
        const rows = bands.map((band, index) => ({ ...open[0]!, id: `X-${index}`, title: band }));
        const list = take(emptySteady<ExceptionRow>(), rows, { held: false, bandOf: (row) => row.title, at: 0 });
        const lines = orderLines(list.entries, heights);
        expect(lines.filter((line) => line.kind === "row").map((line) => line.id)).toEqual(rows.map((row) => row.id));
        const runs = bands.filter((band, index) => band !== "" && band !== bands[index - 1]).length;
        expect(lines.filter((line) => line.kind === "band")).toHaveLength(runs);
        expect(new Set(lines.map((line) => line.id)).size).toBe(lines.length);
      }),
    );
  });
});

describe("sums", () => {
  test("unknown amounts are counted and never zero, currencies and sides stand apart", () => {
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
        row("6", { amount: "7.00", currency: "USD", basis: "cost" }),
      ]),
    ).toEqual({
      rows: 6,
      money: [
        { amount: "0.30", currency: "USD", side: "price" },
        { amount: "5.00", currency: "EUR", side: "price" },
        { amount: "7.00", currency: "USD", side: "cost" },
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
