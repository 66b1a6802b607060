import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type PostingTable, postingKinds, postingSides } from "../../server/wire/index.ts";
import { exact, exactMoney, whole } from "../../web/app/format.ts";
import { agingSearch } from "../../web/app/url.ts";
import { namesOf } from "../../web/live/index.ts";
import { addUp, lessOf, same, shareOf } from "../../web/screens/aging/amounts.ts";
import {
  addCells,
  agree,
  cellOf,
  codeOf,
  columnWord,
  countBuckets,
  countDocuments,
  faultOf,
  filterOf,
  inOrder,
  keyOf,
  narrowed,
  partOf,
  placeOf,
  placeParameters,
  presetOf,
  readCell,
  readEdges,
  tieOf,
} from "../../web/screens/aging/model.ts";
import { filtersOf, kindWord, placeName, rowName, whyState, whyWord } from "../../web/screens/aging/names.ts";
import { documentsTable, sideTable } from "../../web/screens/aging/table.ts";
import { network } from "./mock/network.ts";
import { money, postingDocuments } from "./screens/aging.ts";
import { columnsOf, delayedOf, delayedPage, tablesOf } from "./screens/books.ts";

const documents = postingDocuments();
const tables = tablesOf(documents, {});
const revenue = tables[0] as PostingTable;
const amount = fc.bigInt({ min: -(10n ** 17n), max: 10n ** 17n });
const textOf = (minor: bigint): string => {
  const size = (minor < 0n ? -minor : minor).toString().padStart(3, "0");
  return `${minor < 0n ? "-" : ""}${size.slice(0, -2)}.${size.slice(-2)}`;
};

describe("amounts", () => {
  it("are added to the cent, however many and however large", () => {
    fc.assert(
      fc.property(fc.array(amount), (all) => {
        expect(same(addUp(all.map(textOf)), textOf(all.reduce((sum, one) => sum + one, 0n)))).toBe(true);
      }),
    );
    expect(addUp(["0.1", "0.2"])).toBe("0.3");
    expect(addUp(["9007199254740993.01", "0.02"])).toBe("9007199254740993.03");
    expect(addUp([])).toBe("0");
  });

  it("differ by what is between them, in any number of digits", () => {
    fc.assert(
      fc.property(amount, amount, (a, b) => {
        expect(same(lessOf(textOf(a), textOf(b)), textOf(a - b))).toBe(true);
        expect(same(textOf(a), textOf(b))).toBe(a === b);
      }),
    );
    expect(same("0.00", "-0")).toBe(true);
    expect(same("1.1", "1.10")).toBe(true);
  });

  it("have a share of a whole, and none of nothing", () => {
    expect(shareOf("25.00", "100.00")).toBe(0.25);
    expect(shareOf("1", "3.00")).toBe(0.33333);
    expect(shareOf("1.00", "0.00")).toBeNull();
  });

  it("are written with the digits that they have, and estimates without cents", () => {
    expect(exact("1284310.40")).toBe("1,284,310.40");
    expect(exact("9007199254740993.01")).toBe("9,007,199,254,740,993.01");
    expect(exact("-6410.00")).toBe("−6,410.00");
    expect(exact("1200")).toBe("1,200");
    expect(exactMoney("1284310.40", "USD")).toBe("$1,284,310.40");
    expect(whole("186240.00")).toBe("186,240");
  });
});

describe("columns", () => {
  it("are named as people say them, in either preset and of one's own", () => {
    const words = (ask: Readonly<Record<string, string>>) => columnsOf(ask).map(columnWord);
    expect(words({})).toEqual(["Not due", "Same day", "1 day", "2–3 days", "4–7 days", "Over 7 days"]);
    expect(words({ edges: "0,30,60,90", due: "joined" })).toEqual([
      "Current",
      "1–30 days",
      "31–60 days",
      "61–90 days",
      "Over 90 days",
    ]);
    expect(words({ edges: "5", due: "joined" })).toEqual(["Not due, 0–5 days", "Over 5 days"]);
    expect(words({ edges: "0" })).toEqual(["Not due", "Same day", "1 day and older"]);
  });

  it("are told apart as days, months or one's own", () => {
    expect(presetOf({})).toBe("days");
    expect(presetOf({ edges: "0,30,60,90", due: "joined" })).toBe("months");
    expect(presetOf({ edges: "0,30,60,90" })).toBe("own");
    expect(presetOf({ due: "joined" })).toBe("own");
  });

  it("are read from what is typed, or it is said what is wrong", () => {
    const why = (text: string): string => {
      const read = readEdges(text);
      return read.ok ? `taken: ${read.edges}` : read.why;
    };
    expect(why(" 0, 2;5  10 ")).toBe("taken: 0,2,5,10");
    expect(why("")).toBe("Name at least one day.");
    expect(why("0, 1.5")).toBe("“1.5” is no whole day.");
    expect(why("0, -3")).toBe("“-3” is no whole day.");
    expect(why("0, 5, 3")).toBe("3 does not come after 5.");
    expect(why("0, 5, 5")).toBe("5 does not come after 5.");
    expect(why("0,1,2,3,4,5,6,7,8")).toBe("8 columns are the most; these are 9.");
  });
});

describe("a place", () => {
  it("is kept in the address by a code that stands for one key alone", () => {
    fc.assert(
      fc.property(fc.option(fc.string({ minLength: 1 })), fc.option(fc.string({ minLength: 1 })), (a, b) => {
        expect(keyOf(codeOf(a))).toBe(a);
        expect(codeOf(a) === codeOf(b)).toBe(a === b);
      }),
    );
  });

  it("is asked for with the filters of the page, and what was not told as an empty text", () => {
    const search = agingSearch({
      rows: "entity",
      site: "ATL",
      kind: "invoice-rejected",
      list: "1",
      row: "~",
      col: "2",
    });
    const place = placeOf(search) ?? {};
    expect(placeParameters(search, "revenue", place).toString()).toBe(
      "side=revenue&rows=entity&warehouse=ATL&kind=invoice-rejected&row=&column=2",
    );
  });

  it("in an opened row is asked for by its reason, with that row left in", () => {
    const search = agingSearch({ list: "1", row: "DFW", sub: "delivery", col: "0" });
    expect(placeParameters(search, "revenue", placeOf(search) ?? {}).toString()).toBe(
      "side=revenue&rows=why&warehouse=DFW&row=delivery&column=0",
    );
  });

  it("of what is billed to nobody asks for that", () => {
    const search = agingSearch({ list: "1", rule: "consignment" });
    expect(placeParameters(search, "revenue", placeOf(search) ?? {}).toString()).toBe("side=revenue&notBillable=1");
  });

  it("is named in words", () => {
    const inner = tablesOf(documents, { rows: "why", warehouse: "DFW" })[0] ?? null;
    expect(placeName(revenue, inner, "warehouse", { row: "DFW", sub: "delivery", col: "0" })).toBe(
      "DFW Dallas, By terms: on delivery, Not due",
    );
    expect(placeName(revenue, null, "warehouse", { only: "estimate" })).toBe("Revenue side, all rows, estimates");
    expect(placeName(revenue, null, "warehouse", { rule: "order.billing none" })).toBe(
      "Not billable: the order says that it is billed to nobody",
    );
  });

  it("comes to exactly the documents that are listed for it, for each cell of each side and cut", () => {
    for (const rows of ["warehouse", "entity", "kind", "partner", "why"])
      for (const [due, edges] of [
        [undefined, undefined],
        ["joined", "0,30,60,90"],
      ] as const) {
        const ask = { rows, ...(due === undefined ? {} : { due, edges }) };
        for (const table of tablesOf(documents, ask)) {
          expect(faultOf(table)).toBeNull();
          const places = [
            {},
            ...table.rows.flatMap(({ key }) => [{ row: codeOf(key) }, { row: codeOf(key), col: "1" }]),
          ];
          for (const place of places) {
            const search = agingSearch({ ...ask, list: "1", ...place });
            const parameters = Object.fromEntries(placeParameters(search, table.id, place));
            const page = delayedPage(documents, { ...parameters, limit: "1000" });
            const cell = cellOf(table, null, place);
            expect(tieOf(countBuckets(page.buckets), cell).kind).toBe("ties");
            expect(agree(countDocuments(page.items), cell ?? revenue.total)).toBe(true);
          }
        }
      }
  });
});

describe("a list", () => {
  const cell = revenue.total;
  it("ties to the cent, or says by how much it does not", () => {
    expect(tieOf(cell, cell)).toEqual({ kind: "ties", text: exact(cell.value) });
    const off = tieOf({ ...cell, value: addUp([cell.value, "-0.01"]) }, cell);
    expect(off).toEqual({ kind: "off", why: expect.stringContaining("difference −0.01") });
    expect(tieOf({ ...cell, count: cell.count - 1, valued: cell.valued - 1 }, cell)).toEqual({
      kind: "off",
      why: `Does not tie: ${cell.count - 1} documents, pivot ${cell.count}`,
    });
    expect(tieOf(cell, null)).toEqual({ kind: "gone" });
  });

  it("of a part ties to that part, and estimates stay out of what is exact", () => {
    const all = delayedOf(documents, { side: "revenue" });
    for (const only of ["estimate", "unknown", "no-rate"] as const) {
      const part = all.filter((one) => partOf(one) === only);
      expect(part.length).toBeGreaterThan(0);
      expect(tieOf(countDocuments(part), narrowed(cell, only)).kind).toBe("ties");
    }
    expect(cell.estimated).toBe(23);
    expect(cell.estimate).toBe("186240.00");
    expect(readCell({ ...cell, valued: 0 })).toBe(
      "≈ 186,240 of 23 estimates, 4 amounts unknown, 1 document without a rate",
    );
  });
});

describe("a table", () => {
  it("that does not add up is found out, whatever is off", () => {
    fc.assert(
      fc.property(fc.nat(revenue.rows.length - 1), fc.nat(5), fc.integer({ min: 1, max: 5000 }), (row, col, by) => {
        const wrong = (table: PostingTable): PostingTable => ({
          ...table,
          rows: table.rows.map((one, at) =>
            at === row
              ? {
                  ...one,
                  cells: one.cells.map((cell, index) =>
                    index === col ? { ...cell, value: addUp([cell.value, money(by)]) } : cell,
                  ),
                }
              : one,
          ),
        });
        expect(faultOf(wrong(revenue))).toContain(`off by ${exact(money(by))}`);
      }),
    );
    const { total } = revenue;
    expect(faultOf({ ...revenue, total: { ...total, count: total.count + 1, unknown: total.unknown + 1 } })).toBe(
      "This table does not add up: the total of its rows is off by 1 document. Take no figure from it.",
    );
    expect(faultOf({ ...revenue, kinds: revenue.kinds.slice(1) })).toContain("the total of its document types");
  });

  it("adds cells as it adds documents", () => {
    expect(agree(addCells(revenue.footer), revenue.total)).toBe(true);
    expect(agree(addCells([]), countDocuments([]))).toBe(true);
  });

  it("has buildings in the order of the network, and what was not told last", () => {
    const order = network.warehouses.map((one) => one.id);
    expect(inOrder(revenue, "warehouse", order).map((row) => row.key)).toEqual(order);
    const untold = { ...revenue, rows: revenue.rows.map((row, at) => (at === 0 ? { ...row, key: null } : row)) };
    expect(inOrder(untold, "warehouse", order).at(-1)?.key).toBeNull();
  });

  it("leaves as lines without separators, and estimates without cents", () => {
    const lines = sideTable(revenue, revenue.rows, "warehouse");
    expect(lines).toHaveLength(revenue.rows.length + 2);
    expect(lines[0]?.slice(0, 3)).toEqual(["Warehouse", "Not due USD", "Not due, docs"]);
    const reno = lines.find((line) => line[0] === "RNO 3PL Reno");
    expect(reno?.slice(-4)).toEqual(["186240", "23", "0", "0"]);
    expect(lines.at(-1)?.slice(-6, -4)).toEqual([revenue.total.value, String(revenue.total.valued)]);
    const copied = documentsTable(
      delayedOf(documents, { side: "revenue", row: "RNO" }),
      "revenue",
      namesOf(network),
      revenue.zone,
    );
    expect(copied[1]?.at(-1)).toMatch(/^≈ \d+$/);
  });
});

describe("words", () => {
  it("name every type, reason and side", () => {
    for (const kind of postingKinds) expect(kindWord(kind)).not.toBe(kind);
    for (const why of ["delivery", "due", "refused", "late", "unplanned"]) expect(whyWord(why)).not.toContain("aging.");
    expect(whyWord("cause:C-17")).toBe("Kept out by C-17");
    expect(postingSides).toHaveLength(3);
    expect(rowName({ key: "cause:C-22", name: "Lost" }, "why").text).toBe("C-22 Lost");
    expect(rowName({ key: null, name: null }, "entity").text).toBe("not told");
  });

  it("do not call waiting a failure", () => {
    expect([whyState("delivery"), whyState("due")]).toEqual(["waiting", "waiting"]);
  });

  it("say what is left in", () => {
    const search = agingSearch({ rows: "entity", site: "ATL", entity: "~", why: "cause:C-22" });
    expect(filterOf(search)).toEqual({ rows: "entity", warehouse: "ATL", entity: "", why: "cause:C-22" });
    expect(filtersOf(search, null, "entity").map(({ of }) => of)).toEqual(["ATL", "not told", "Kept out by C-22"]);
  });
});

describe("the address", () => {
  it("lets broken values fall away", () => {
    expect(
      agingSearch({
        side: "all",
        rows: "moon",
        at: "yesterday",
        known: "now",
        only: "exact",
        list: "no",
        edges: "0,3,3",
        col: "x",
      }),
    ).toEqual({});
  });
});
