import { describe, expect, test } from "vitest";
import { faultsOf } from "./files.ts";

/** A file whose company closes its books so; its settings stand in line 3. */
const closing = (close: string): string =>
  `company:
  { name: A, timezone: UTC, currency: USD, close:
    ${close}
  }
teams: [{ id: ops, name: Ops }]
warehouses: [{ id: ATL }]
routing: { to: ops }`;

const first = '{ id: "11", from: "2026-10-24", to: "2026-11-20", closes: "2026-11-20T18:00" }';

describe("how the books are closed", () => {
  test("may be left out, or said in full", () => {
    expect(faultsOf(closing("{}"))).toEqual([]);
    const full = `{ periods: [${first}], closes: { days: 3 }, entities: [{ id: US01, warehouses: [ATL] }], terms: origin,
      accounts: [{ kinds: [not-confirmed], debit: "1190", credit: "4010" }],
      columns: [{ title: External ID, of: id }, { title: Subsidiary, value: "2" }] }`;
    expect(faultsOf(closing(full))).toEqual([]);
  });

  test.each([
    [
      "a period that ends before it begins",
      `{ periods: [${first.replace("2026-11-20", "2026-09-30")}] }`,
      "ends on the day",
    ],
    ["periods that overlap", `{ periods: [${first}, ${first.replace('"11"', '"12"')}] }`, "do not overlap"],
    [
      "a period named twice",
      `{ periods: [${first}, ${first.replace("2026-10-24", "2026-11-21").replace("2026-11-20", "2026-12-18")}] }`,
      "is taken by an entry above",
    ],
    ["a closing without a time", `{ periods: [${first.replace("T18:00", "")}] }`, "a day and a time"],
    ["a building that is not there", "{ entities: [{ id: US01, warehouses: [ALT] }] }", "Did you mean ATL?"],
    [
      "accounts of a building that is not there",
      '{ accounts: [{ warehouses: [X], debit: "1", credit: "2" }] }',
      "no warehouse",
    ],
    ["a column of two things", '{ columns: [{ title: A, of: id, value: "2" }] }', "either a field"],
    ["a column of nothing", "{ columns: [{ title: A }] }", "either a field"],
    ["a field that is none", "{ columns: [{ title: A, of: order_id }] }", "order"],
  ])("%s is said", (_what, close, says) => {
    expect(
      faultsOf(closing(close))
        .map(({ message }) => message)
        .join("\n"),
    ).toContain(says);
  });
});
