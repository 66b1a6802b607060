import { describe, expect, it } from "vitest";
import { amount, at, booksOf, erp, floor, namesOf, only } from "./booked.ts";

describe("what came back, came in and moved", () => {
  it("B12 a return is owed from when it came until its credit stands", async () => {
    const books = await booksOf([
      erp("return.authorized", at(-9), { return: "R1", customer: "Mercer" }, amount("41.00")),
      floor("return.received", at(0), { return: "R1" }),
      erp("credit.posted", at(3), { return: "R1", credit: "C1" }, { failed: "reason missing", ...amount("40.50") }),
      erp("credit.posted", at(6), { return: "R1", credit: "C1" }, amount("40.50")),
    ]);
    expect(only(books.owed(at(1)), "returned-not-credited")).toMatchObject({
      block: "revenue",
      amount: { minor: 4100 },
    });
    expect(only(books.owed(at(4)), "returned-not-credited")).toMatchObject({
      amount: { minor: 4050 },
      basis: "document",
      ledgerRef: "credit:*:C1",
      partner: "Mercer",
    });
    expect(books.owed(at(6))).toEqual([]);
  });

  it("B13 a receipt is owed on two sides, each by its own book", async () => {
    const keys = { receipt: "RC1", "purchase-order": "P1", partner: "Corvus Tools" };
    const books = await booksOf([
      floor("receipt.arrived", at(-2), keys),
      floor("receipt.confirmed", at(0), keys, amount("19.90")),
      erp("receipt.posted", at(4), keys),
      erp("bill.received", at(9), { bill: "B1", receipt: "RC1" }),
    ]);
    expect(books.owed(at(-1))).toEqual([]);
    expect(books.owed(at(1))).toMatchObject([
      {
        kind: "receipt-not-posted",
        block: "inventory",
        basis: "cost",
        amount: { minor: 1990 },
        partner: "Corvus Tools",
      },
      { kind: "received-not-billed", block: "payables", basis: "cost", amount: { minor: 1990 } },
    ]);
    expect(namesOf(books.owed(at(5)))).toEqual(["RC1 received-not-billed"]);
    expect(books.owed(at(9))).toEqual([]);
  });

  it("B13 a bill of the purchase order is for all of it, one of another receipt is not", async () => {
    const receipt = (id: string) => floor("receipt.confirmed", at(0), { receipt: id, "purchase-order": "P1" });
    const told = [receipt("RC1"), receipt("RC2")];
    const posted = told.map(({ keys }) => erp("receipt.posted", at(1), keys));
    const whole = await booksOf([
      ...told,
      ...posted,
      erp("bill.received", at(2), { bill: "B1", "purchase-order": "P1" }),
    ]);
    expect(whole.owed(at(3))).toEqual([]);
    const part = await booksOf([
      ...told,
      ...posted,
      erp("bill.received", at(2), { bill: "B1", "purchase-order": "P1", receipt: "RC1" }),
    ]);
    expect(namesOf(part.owed(at(3)))).toEqual(["RC2 received-not-billed"]);
  });

  it("B13 nobody bills what comes from a building of our own", async () => {
    const books = await booksOf([floor("receipt.confirmed", at(0), { receipt: "RC1", transfer: "T1" })]);
    expect(namesOf(books.owed(at(1)))).toEqual(["RC1 receipt-not-posted"]);
  });

  it("B14 a transfer is in the books by the ERP's own word", async () => {
    const costs = { attributes: { "transfer.destination": "ATL", ...amount("500.00").attributes } };
    const books = await booksOf([
      floor("transfer.shipped", at(-9), { transfer: "T1", warehouse: "EWR" }, costs),
      floor("transfer.received", at(0), { transfer: "T1" }),
      erp("transfer.received", at(2), { transfer: "T1" }, { failed: "bin unknown" }),
      erp("transfer.received", at(5), { transfer: "T1" }),
    ]);
    expect(books.owed(at(-1))).toEqual([]);
    expect(only(books.owed(at(3)), "transfer-not-posted")).toMatchObject({
      warehouse: "ATL",
      amount: { minor: 50_000 },
    });
    expect(books.owed(at(5))).toEqual([]);
  });

  it("B15 freight is owed for a carrier's truck that left, and what it costs is what was agreed, or not known before the bill", async () => {
    const books = await booksOf([
      floor("load.departed", at(0), { load: "L1", carrier: "Corvus" }),
      floor("load.departed", at(0), { load: "L2" }),
      erp("bill.received", at(4), { bill: "B1", load: "L1" }, { failed: "no rate", ...amount("310.00") }),
      erp("bill.received", at(6), { bill: "B1", load: "L1" }, amount("310.00")),
    ]);
    expect(books.owed(at(1))).toMatchObject([{ kind: "freight-not-billed", partner: "Corvus", basis: "unknown" }]);
    expect(books.owed(at(5))).toMatchObject([{ amount: { minor: 31_000 }, basis: "document", ledgerRef: "bill:*:B1" }]);
    expect(books.owed(at(6))).toEqual([]);
    const agreed = await booksOf([
      floor("load.planned", at(-5), { load: "L3", carrier: "Corvus" }, amount("280.00")),
      floor("load.planned", at(-4), { load: "L3", carrier: "Corvus" }, { failed: "no capacity", ...amount("999.00") }),
      floor("load.departed", at(0), { load: "L3", carrier: "Corvus" }),
    ]);
    expect(agreed.owed(at(1))).toMatchObject([{ amount: { minor: 28_000 }, basis: "cost", estimate: false }]);
  });

  it("B3 a refused invoice for nothing that we know of is owed by itself", async () => {
    const books = await booksOf([
      erp("invoice.posted", at(0), { invoice: "I1" }, { failed: "no account", ...amount("12.00", "EUR") }),
      erp("invoice.posted", at(3), { invoice: "I1" }),
    ]);
    expect(only(books.owed(at(1)), "invoice-rejected")).toMatchObject({
      ref: "invoice:*:I1",
      amount: { currency: "EUR" },
    });
    expect(books.owed(at(3))).toEqual([]);
  });

  it("an environment kept apart owes nothing", async () => {
    const books = await booksOf([floor("shipment.confirmed", at(0), { shipment: "S1" }, { environment: "qa" })]);
    expect(books.owed(at(1))).toEqual([]);
  });
});
