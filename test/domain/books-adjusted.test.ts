import { describe, expect, it } from "vitest";
import type { BusinessObject } from "../../server/domain/index.ts";
import { amount, at, booksOf, erp, floor, namesOf, network, only } from "./booked.ts";
import { minute, type Told } from "./harness.ts";

const item = { warehouse: "ATL", item: "44-190" };
interface More {
  readonly cost?: string;
  readonly currency?: string;
  readonly uom?: string;
  readonly number?: string;
}

/** A change of the item, as one side tells it. */
const change = (tell: typeof erp, when: number, quantity: string, { cost, currency, uom, number }: More = {}): Told => {
  const keys = { ...item, ...(number === undefined ? {} : { adjustment: number }) };
  const attributes = {
    "business.quantity": quantity,
    ...(cost === undefined ? {} : amount(cost, currency).attributes),
    ...(uom === undefined ? {} : { "business.uom": uom }),
  };
  return tell("stock.adjusted", when, keys, { nanos: Math.round(when / minute) % 1000, attributes });
};
const [up, down] = ["adjusted-up-not-posted", "adjusted-down-not-posted"] as const;

describe("stock that the floor adjusted", () => {
  it("B24 is owed at cost from when the floor did it until the ledger has it", async () => {
    const books = await booksOf([
      change(floor, at(0), "-12", { cost: "60.00" }),
      change(erp, at(30), "-12", { cost: "60.00" }),
    ]);
    expect(books.owed(at(-1))).toEqual([]);
    expect(books.owed(at(1))).toMatchObject([
      {
        ref: "stock:*:ATL/44-190",
        kind: down,
        block: "inventory",
        amount: { minor: -6000, currency: "USD" },
        basis: "cost",
        since: at(0),
        dueAt: at(4),
        warehouse: "ATL",
        ledgerRef: null,
      },
    ]);
    expect(books.owed(at(30))).toEqual([]);
    expect(books.bookings(at(30))).toMatchObject([{ block: "inventory", owed: null }]);
    expect(books.lives().map(({ from, until }) => [from, until])).toEqual([[at(0), at(30)]]);
  });

  it("B24 is met quantity by quantity, the oldest first, and what is left has its share of the cost", async () => {
    const books = await booksOf([
      change(floor, at(0), "10", { cost: "1.01" }),
      change(floor, at(2), "6", { cost: "3.00" }),
      change(erp, at(5), "4"),
      change(erp, at(6), "8"),
    ]);
    expect(only(books.owed(at(5)), up)).toMatchObject({ since: at(0), amount: { minor: 61 + 300 } });
    expect(only(books.owed(at(6)), up)).toMatchObject({ since: at(2), amount: { minor: 200 } });
  });

  it("B24 never sets off what came against what went, nor one unit of measure against another", async () => {
    const books = await booksOf([
      change(floor, at(0), "5", { cost: "10.00" }),
      change(floor, at(1), "-5", { cost: "10.00" }),
      change(erp, at(2), "5", { uom: "CS" }),
    ]);
    expect(namesOf(books.owed(at(3)))).toEqual([`ATL/44-190 ${down}`, `ATL/44-190 ${up}`]);
    expect(only(books.owed(at(3)), up).amount?.minor).toBe(1000);
    expect(only(books.owed(at(3)), down).amount?.minor).toBe(-1000);
  });

  it("B24 goes by the number where both tell one", async () => {
    const books = await booksOf([
      change(floor, at(0), "5", { cost: "10.00", number: "A1" }),
      change(floor, at(1), "5", { cost: "20.00", number: "A2" }),
      change(erp, at(2), "5", { number: "A2" }),
      change(erp, at(3), "5", { number: "A9" }),
      change(erp, at(4), "2"),
    ]);
    expect(only(books.owed(at(2)), up)).toMatchObject({ since: at(0), amount: { minor: 1000 } });
    expect(only(books.owed(at(3)), up)).toMatchObject({ amount: { minor: 1000 } });
    expect(only(books.owed(at(4)), up)).toMatchObject({ amount: { minor: 600 } });
  });

  it("B24 what the ledger told first is for what the floor tells within a day, and not for the next month's", async () => {
    const soon = await booksOf([change(erp, at(0), "5"), change(floor, at(23), "5")]);
    expect(soon.owed(at(24))).toEqual([]);
    const late = await booksOf([change(erp, at(0), "5"), change(floor, at(25), "5")]);
    expect(namesOf(late.owed(at(26)))).toEqual([`ATL/44-190 ${up}`]);
  });

  it("B24 of what nobody told the cost, or in two currencies, the amount is unknown and counted", async () => {
    const none = await booksOf([change(floor, at(0), "5", { cost: "10.00" }), change(floor, at(1), "5")]);
    expect(only(none.owed(at(0)), up)).toMatchObject({ amount: { minor: 1000 } });
    expect(only(none.owed(at(1)), up)).toMatchObject({ amount: null, basis: "unknown" });
    const two = await booksOf([
      change(floor, at(0), "5", { cost: "10.00" }),
      change(floor, at(1), "5", { cost: "10.00", currency: "EUR" }),
    ]);
    expect(only(two.owed(at(1)), up)).toMatchObject({ amount: null, basis: "unknown" });
  });

  it("B24 a refused adjustment is none, and neither is what the shop says", async () => {
    const books = await booksOf([
      change(floor, at(0), "5", { cost: "10.00" }),
      { ...change(erp, at(1), "5"), failed: "account missing" },
      { ...change(erp, at(2), "5"), system: "shop" },
    ]);
    expect(only(books.owed(at(3)), up).amount?.minor).toBe(1000);
  });

  it("B24 asks nobody where the network does not say within what time", async () => {
    const silent = { ...network, stock: { ledger: "erp", floor: "wms" } };
    const books = await booksOf([change(floor, at(0), "5", { cost: "10.00" })], silent);
    expect(books.bookings(at(9))).toEqual([]);
  });

  it("B24 keeps few of many: what fell off the list is still owed, and still met", async () => {
    const many = Array.from({ length: 200 }, (_, index) => change(floor, at(0, index), "1", { cost: "0.50" }));
    const books = await booksOf([...many, change(erp, at(5), "120"), change(erp, at(6), "80")]);
    const [stock] = [...books.rows.objects()].filter(({ kind }) => kind === "stock") as BusinessObject[];
    expect(stock?.adjusted?.newest.length).toBe(64);
    expect(only(books.owed(at(4)), up)).toMatchObject({ amount: { minor: 10_000 } });
    expect(only(books.owed(at(5)), up)).toMatchObject({ amount: { minor: 4_000 } });
    expect(books.owed(at(6))).toEqual([]);
  });
});
