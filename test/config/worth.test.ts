import { describe, expect, test } from "vitest";
import { faultsOf, networkOfText } from "./files.ts";

/** A file whose company says this of what it was worth. */
const company = (more: string): string =>
  `company: { name: A, timezone: UTC, currency: USD, ${more} }
teams: [{ id: ops, name: Ops }]
routing: { to: ops }`;

const study = 'each: 4m30s, cases: 40, on: "2026-10-12", by: M. Ortiz';

describe("what a touch takes, and when the first month begins", () => {
  test("is kept as it was measured, by side, and is nothing where nobody did", () => {
    const told = networkOfText(company(`minutesPerTouch: { now: { ${study} } }, firstMonth: "2026-11-02"`)).company;
    expect(told.minutesPerTouch).toEqual({ now: { each: 270_000, cases: 40, on: "2026-10-12", by: "M. Ortiz" } });
    expect(told.firstMonth).toBe("2026-11-02");
    const untold = networkOfText(company("")).company;
    expect([untold.minutesPerTouch, untold.firstMonth]).toEqual([undefined, undefined]);
  });

  test.each([
    ["minutes without a unit", `minutesPerTouch: { before: { ${study.replace("4m30s", "4.5")} } }`, "unit"],
    ["a touch that takes nothing", `minutesPerTouch: { before: { ${study.replace("4m30s", "0m")} } }`, "longer than"],
    ["a study without cases", `minutesPerTouch: { now: { ${study.replace("40", "0")} } }`, "at least one"],
    ["a study without who made it", `minutesPerTouch: { now: { ${study.replace(", by: M. Ortiz", "")} } }`, "missing"],
    ["a day that is none", 'firstMonth: "2026-02-30"', "exists"],
  ])("is refused: %s", (_, more, says) => {
    expect(faultsOf(company(more)).map(({ message }) => message)).toEqual([expect.stringContaining(says)]);
  });
});
