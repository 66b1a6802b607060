import { describe, expect, test } from "vitest";
import type { HandOverLine } from "../../server/wire/index.ts";
import { handOverRow, routingRow, suggestionRow } from "../../server/wire/routing-shapes.ts";
import { bundled, doneWithAll, heldUp, partsOf, pressing } from "../../web/screens/hand-over/model.ts";
import { shareOf, shiftsByDay, weekFrom, whyLines } from "../../web/screens/routing/model.ts";
import { exceptionsOf } from "./mock/world.ts";
import { routing, rules, suggestion } from "./screens/desk-rows.ts";

const asked = (number: string, matched: boolean) => ({ number, matched, label: "", depth: 1, why: `why ${number}` });

describe("why it went there", () => {
  const states = (path: readonly ReturnType<typeof asked>[], rule: string) =>
    whyLines(rules, { path, rule }).map((line) => [
      line.rule.number,
      line.state,
      line.because === null ? line.why : `${line.because.how} ${line.because.number}`,
      line.decides,
    ]);

  test("each rule matched, did not match, or was not asked, and says which other kept it from being asked", () => {
    expect(states([asked("4", true), asked("1", false), asked("2", false), asked("3", true)], "3")).toEqual([
      ["1", "missed", "why 1", false],
      ["1.1", "not-asked", "above-missed 1", false],
      ["2", "missed", "why 2", false],
      ["3", "matched", "why 3", true],
      ["4", "not-asked", "has-it 3", false],
    ]);
  });

  test("within a rule that matched its own are asked, and the rule itself keeps what they do not take", () => {
    expect(states([asked("4", true), asked("1", true), asked("1.1", false)], "1")).toEqual([
      ["1", "matched", "why 1", true],
      ["1.1", "missed", "why 1.1", false],
      ["2", "not-asked", "has-it 1", false],
      ["3", "not-asked", "has-it 1", false],
      ["4", "not-asked", "has-it 1", false],
    ]);
  });

  test("what no rule takes is the last one's", () => {
    const last = states([asked("4", true), asked("1", false), asked("2", false), asked("3", false)], "4").at(-1);
    expect(last).toEqual(["4", "matched", null, true]);
  });
});

describe("the rota", () => {
  test("a week has seven days, also where one has 25 hours", () => {
    expect(weekFrom(Date.parse("2026-10-29T12:00:00Z"), "America/New_York")).toEqual([
      "2026-10-29",
      "2026-10-30",
      "2026-10-31",
      "2026-11-01",
      "2026-11-02",
      "2026-11-03",
      "2026-11-04",
    ]);
    // 03:00 in UTC is still the day before in New York.
    expect(weekFrom(Date.parse("2026-11-20T03:00:00Z"), "America/New_York")[0]).toBe("2026-11-19");
  });

  test("a shift stands on the day on which it begins on its team's clock", () => {
    const shift = (from: string, to: string) => ({ name: "night", person: null, from, to });
    const found = shiftsByDay(
      {
        timezone: "America/New_York",
        shifts: [
          shift("2026-11-20T03:00:00Z", "2026-11-20T11:00:00Z"),
          shift("2026-11-25T03:00:00Z", "2026-11-25T11:00:00Z"),
        ],
      },
      ["2026-11-19", "2026-11-20"],
    );
    expect([...found].map(([day, list]) => [day, list.length])).toEqual([
      ["2026-11-19", 1],
      ["2026-11-20", 0],
    ]);
  });

  test("a share of nothing is not known", () => {
    expect([shareOf(0, 0), shareOf(0, 4), shareOf(3, 4)]).toEqual([null, 0, 0.75]);
  });
});

describe("the hand-over", () => {
  const now = Date.parse("2026-11-19T19:32:00Z");
  const [row] = exceptionsOf();
  const line = (id: string, more: object = {}, state: HandOverLine["state"] = "waiting"): HandOverLine => {
    if (row === undefined) throw new Error("no exception");
    const exception = { ...row, id, cutoff: null, dueAt: null, told: null, value: null, ...more };
    return { exception, state, acceptedAt: null, acceptedBy: null, dueAt: null, done: [] };
  };
  const at = (minutes: number): string => new Date(now + minutes * 60_000).toISOString();

  test("what was told stands apart, what is over too, and the soonest comes first", () => {
    const told = { text: "by noon", by: "Ana", at: at(-5), expectedAt: null };
    const parts = partsOf({
      lines: [
        line("X-1", { dueAt: at(90) }),
        line("X-2", { told }),
        line("X-3", {}, "accepted"),
        line("X-4", { cutoff: { at: at(20), source: "departure" }, dueAt: at(300) }),
      ],
    });
    expect(parts.waiting.map(({ exception }) => exception.id)).toEqual(["X-4", "X-1"]);
    expect(parts.told.map(({ exception }) => exception.id)).toEqual(["X-2"]);
    expect(parts.over.map(({ exception }) => exception.id)).toEqual(["X-3"]);
    expect(pressing(parts.waiting, now)).toBe(at(20));
    expect(pressing([line("X-1", { dueAt: at(90) })], now)).toBeNull();
  });

  test("lines of one cause stand together, unless another has them or another thing was told of them", () => {
    const told = (text: string) => ({ told: { text, by: "Ana", at: at(-5), expectedAt: null } });
    const owner = { team: "customer-care", person: null };
    const lines = [
      line("X-1", { causeId: "C-1" }),
      line("X-2", { causeId: null }),
      line("X-3", { causeId: "C-1" }),
      line("X-4", { causeId: "C-1", owner }),
      line("X-5", { causeId: "C-1", ...told("by noon") }),
      line("X-6", { causeId: null }),
      line("X-7", { causeId: "C-1", ...told("lost") }),
      line("X-8", { causeId: "C-1", ...told("by noon") }),
    ];
    expect(bundled(lines).map((bundle) => bundle.map(({ exception }) => exception.id).join(" "))).toEqual([
      "X-1 X-3",
      "X-2",
      "X-4",
      "X-5 X-8",
      "X-6",
      "X-7",
    ]);
  });

  test("what was done with all of them is said, what was done with one alone is not", () => {
    const entry = (action: string, text: string | null = null): HandOverLine["done"][number] =>
      ({ actionId: 1, at: at(-9), by: "Ana", action, text }) as HandOverLine["done"][number];
    const one = { ...line("X-1"), done: [entry("acknowledge"), entry("comment", "held back")] };
    const other = { ...line("X-2"), done: [entry("comment", "called"), entry("acknowledge")] };
    expect(doneWithAll([one]).map(({ action }) => action)).toEqual(["acknowledge", "comment"]);
    expect(doneWithAll([one, other]).map(({ action }) => action)).toEqual(["acknowledge"]);
  });

  test("currencies are not added up, estimates not to exact amounts, and what is not known adds nothing", () => {
    const value = (amount: string | null, currency: string | null, basis = "invoice") => ({
      value: { amount, currency, basis: amount === null ? "unknown" : basis },
    });
    const lines = [
      line("X-1", value("10.50", "USD")),
      line("X-2", value("4.00", "EUR")),
      line("X-3", value("2.00", "USD")),
      line("X-4", value("7.00", "USD", "order-price")),
      line("X-5", value(null, null)),
    ];
    expect(heldUp(lines)).toEqual({
      money: [
        { currency: "USD", amount: 12.5, estimate: false, side: "price" },
        { currency: "EUR", amount: 4, estimate: false, side: "price" },
        { currency: "USD", amount: 7, estimate: true, side: "price" },
      ],
      unknown: 1,
    });
  });
});

test("what the tests of the screens show is what the API says", () => {
  expect(() => routingRow.parse(routing)).not.toThrow();
  expect(() => suggestionRow.parse(suggestion)).not.toThrow();
  expect(handOverRow).toBeDefined();
});
