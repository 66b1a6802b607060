import { describe, expect, test } from "vitest";
import {
  age,
  clock,
  count,
  countdown,
  dayPrefix,
  duration,
  lag,
  money,
  moneyExact,
  percent,
  short,
  time,
  when,
  zoneName,
} from "../../web/app/format.ts";
import { credential } from "../../web/app/signin/credential.ts";
import { queueSearch, signInSearch } from "../../web/app/url.ts";
import { eventWord, objectCount, objectName, word } from "../../web/app/words.ts";
import { moment } from "./mock/world.ts";

const min = 60_000;
const ny = "America/New_York";

describe("the forms of numbers and times", () => {
  test.each([
    [28 * min, "28 min"],
    [73 * min, "1 h 13 min"],
    [60 * min, "1 h"],
    [18 * 60 * min, "18 h"],
    [26 * 60 * min, "1 d 2 h"],
    [48_000, "48 s"],
    [5 * 24 * 60 * min, "5 d"],
  ])("duration %d", (ms, text) => expect(duration(ms)).toBe(text));
  test.each([
    [1200, "1.2 s"],
    [48_000, "0:48"],
    [420, "420 ms"],
    [3_600_000, "1 h"],
  ])("lag %d", (ms, text) => expect(lag(ms)).toBe(text));
  test.each([
    [28 * min, "in 28 min", "now"],
    [73 * min, "in 1 h 13 min", "soon"],
    [148 * min, "in 2 h 28 min", "later"],
    [-12 * min, "12 min ago", "past"],
    [-234 * min, "3 h ago", "past"],
    [-50 * 60 * min, "2 d ago", "past"],
    [271_000, "in 4:31", "now"],
  ])("countdown %d", (left, text, near) => expect(countdown(moment + left, moment)).toEqual({ text, near }));
  test("times carry the day where it is not today, in the zone of the place", () => {
    expect(time(moment, ny)).toBe("14:32");
    expect(clock(moment, ny)).toBe("Thu 19 Nov 14:32");
    expect(zoneName(ny, moment)).toBe("EST");
    expect(zoneName(ny, "2026-07-01T12:00:00.000Z")).toBe("EDT");
    expect(when("2026-11-20T14:00:00.000Z", moment, ny)).toBe("Fri 09:00");
    expect(when("2026-12-03T14:00:00.000Z", moment, ny)).toBe("3 Dec 09:00");
    expect(when("2027-01-04T14:00:00.000Z", moment, ny)).toBe("4 Jan 2027 09:00");
    expect(dayPrefix("2026-11-20T04:30:00.000Z", moment, ny)).toBeNull();
    expect(age("2026-11-19T18:52:00.000Z", moment)).toBe("40 min");
  });
  test("money without cents for operations, exact elsewhere", () => {
    expect(money("41260.00", "USD")).toBe("$41,260");
    expect(moneyExact("3912.4", "USD")).toBe("$3,912.40");
    expect(percent(0.978)).toBe("97.8 %");
    expect(count(12_792)).toBe("12,792");
    expect(short("4f2a91c0de", 6)).toBe("4f2a91…");
  });
});

describe("words", () => {
  test("events, kinds and objects have their words; what is unknown is put in its own", () => {
    expect(eventWord("shipment.confirmed")).toBe("Left the dock");
    expect(eventWord("wave.releasedToFloor")).toBe("Wave released to floor");
    expect(objectName({ kind: "order", id: "SO-1" })).toBe("Order SO-1");
    expect(objectCount("order", 1)).toBe("1 order");
    expect(objectCount("order", 14)).toBe("14 orders");
    expect(word("reason", "done-outside")).toBe("Done outside the systems");
    expect(word("reason", "toString")).toBe("toString");
  });
});

describe("addresses", () => {
  test("broken values fall away", () => {
    expect(queueSearch({ view: "nonsense", sort: 5, severity: "", x: "X-1", tech: "1", evil: "y" })).toEqual({
      x: "X-1",
      tech: true,
    });
  });
  test("after signing in one stays on this site", () => {
    expect(signInSearch({ next: "//evil.example" })).toEqual({});
    expect(signInSearch({ next: "/queue?x=X-1" })).toEqual({ next: "/queue?x=X-1" });
    expect(signInSearch({ next: "/\\evil.example" })).toEqual({});
  });
  test.each([
    ["tm_8Jq2secret", { token: "tm_8Jq2secret" }],
    [" http://127.0.0.1:8080/sign-in?link=abc ", { link: "abc" }],
    ["http://127.0.0.1:8080/sign-in#link=abc", { link: "abc" }],
    ["http://127.0.0.1:8080/sign-in#abc", { link: "abc" }],
    ["abc", { link: "abc" }],
  ])("%s", (pasted, given) => expect(credential(pasted)).toEqual(given));
});
