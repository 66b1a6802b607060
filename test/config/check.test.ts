import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { check } from "../../server/config/index.ts";
import { nearest } from "../../server/config/nearest.ts";
import { demoText, faultsOf, fileOf, houseText, withSections } from "./files.ts";

describe("what loads", () => {
  test("the example of the design, as it stands", () => {
    const file = fileOf(houseText);
    expect(file.flows[0]?.steps[1]).toMatchObject({ id: "ship", within: 7_200_000, mode: "watch", via: "shipment" });
    expect(file.routing).toMatchObject({ acknowledge: 1_800_000, resolve: 14_400_000 });
  });

  test("the demo's network, with anchors", () => {
    const file = fileOf(demoText);
    expect(file.warehouses.map(({ id }) => id)).toEqual(["ATL", "EWR", "ORD", "DFW", "SEA", "MIA", "RNO", "SAV"]);
    expect(file.warehouses[7]?.departures).toEqual(file.warehouses[1]?.departures);
    expect(file.flows.map(({ id }) => id)).toEqual([
      "order-to-ship",
      "order-to-ship-3pl",
      "ship-to-invoice",
      "receipt-to-stock",
      "return-to-credit",
      "transfer",
    ]);
  });

  test("the smallest file has every default", () => {
    const file = fileOf(withSections(""));
    expect(file.environments).toEqual(["prod", "production"]);
    expect(file.retention).toEqual({ rows: 760 * 86_400_000 });
    expect(file.priorities.severity.map(({ gives }) => gives)).toEqual([
      "high",
      "medium",
      "low",
      "medium",
      "raise",
      "raise",
    ]);
    expect(file.authority).toEqual({});
  });
});

describe("what would exhaust the reader", () => {
  const bomb = `a: &a [x,x,x,x,x,x,x,x,x,x]\n${[..."bcdefghij"].map((name, index) => `${name}: &${name} [${Array(10).fill(`*${"abcdefghij"[index]}`).join(",")}]`).join("\n")}\n`;
  const texts: readonly (readonly [string, string])[] = [
    ["anchors of anchors", bomb],
    ["a thousand uses of one anchor", `a: &a 1\nb: [${Array(1000).fill("*a").join(",")}]`],
    ["an anchor within itself", "a: &a [*a]"],
    ["lists in lists", "[".repeat(20_000)],
    ["maps in maps", `${"{a: ".repeat(5000)}1${"}".repeat(5000)}`],
    ["more than 1 MiB", `a: "${"x".repeat(1_048_577)}"`],
    ["many values", `a: [${"1,".repeat(60_000)}]`],
  ];
  for (const [name, text] of texts) {
    test(name, () => {
      const began = performance.now();
      expect(faultsOf(text).length).toBeGreaterThan(0);
      expect(performance.now() - began).toBeLessThan(3000);
    });
  }

  test("whatever is changed in a file, the answer is a file or faults with a line", () => {
    const lines = demoText.split("\n");
    const token = fc.constantFrom(
      "null",
      "[]",
      "{}",
      "*trucks",
      "&trucks",
      "!!x",
      "'",
      '"',
      ": ",
      "- ",
      "__proto__: 1",
      "constructor: {}",
      "toString",
      "1e400",
      "\u0000",
      "\ud800",
      "<<: {}",
    );
    fc.assert(
      fc.property(fc.nat(lines.length - 1), fc.nat(80), token, fc.boolean(), (line, column, text, replace) => {
        const changed = lines
          .with(
            line,
            `${lines[line]?.slice(0, column) ?? ""}${text}${replace ? "" : (lines[line]?.slice(column) ?? "")}`,
          )
          .join("\n");
        const checked = check(changed);
        if (checked.ok) return;
        expect(checked.faults.length).toBeGreaterThan(0);
        for (const fault of checked.faults) {
          expect(fault.line).toBeGreaterThan(0);
          expect(fault.line).toBeLessThanOrEqual(lines.length + 2);
        }
      }),
      { numRuns: 150 },
    );
    expect(Object.keys(Object.prototype)).toEqual([]);
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
  });
});

test("the nearest name is by edits, and far ones are not offered", () => {
  expect(nearest("tmezone", ["timezone", "name"])).toBe("timezone");
  expect(nearest("nmae", ["timezone", "name"])).toBe("name");
  expect(nearest("frobnicate", ["timezone", "name"])).toBeNull();
  expect(nearest("ATL", ["EWR", "ORD"])).toBeNull();
});
