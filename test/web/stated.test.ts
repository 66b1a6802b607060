import { describe, expect, it } from "vitest";
import { amountFrom, bodyOf, listFrom } from "../../web/screens/aging/stated.ts";

describe("what the ERP says, as people type and paste it", () => {
  it.each([
    ["1,284,310.40", "1284310.40"],
    [" $ 1284310.4 ", "1284310.4"],
    ["(12.50)", "-12.50"],
    ["-12.50", "-12.50"],
    ["0", "0"],
    ["1,28", null],
    ["1.234.567,00", null],
    ["", null],
    ["twelve", null],
    ["1e6", null],
  ])("%j is the amount %j", (text, amount) => {
    expect(amountFrom(text)).toBe(amount);
  });

  it("takes lines with tabs, semicolons or commas, a header, quotes and freight", () => {
    const two = [
      { id: "SH-1", amount: "100.10", freight: "0" },
      { id: "SH-2", amount: "1200.00", freight: "4.50" },
    ];
    expect(listFrom("Document\tAmount\tFreight\nSH-1\t100.10\nSH-2\t1,200.00\t4.50\n").documents).toEqual(two);
    expect(listFrom("SH-1;100.10\r\nSH-2;1200.00;4.50").documents).toEqual(two);
    expect(listFrom('SH-1,100.10\n\n"SH-2","1,200.00",4.50').documents).toEqual(two);
    expect(listFrom("")).toEqual({ documents: [], wrong: [] });
  });

  it("names each line that is none, and takes no part of the list for the whole", () => {
    expect(listFrom("Document,Amount\nSH-1,100.10\nSH-2,n/a\nSH-3").wrong).toEqual([
      { line: 3, text: "SH-2,n/a" },
      { line: 4, text: "SH-3" },
    ]);
  });

  it("is sent whole, and what was left empty as not told", () => {
    const said = { side: "revenue", at: 0, total: "1.00", currency: "USD", entity: " ", period: "11", documents: [] };
    expect(bodyOf({ ...said, side: "revenue" })).toEqual({
      side: "revenue",
      at: "1970-01-01T00:00:00.000Z",
      total: { amount: "1.00", currency: "USD" },
      entity: null,
      period: "11",
      documents: null,
    });
  });
});
