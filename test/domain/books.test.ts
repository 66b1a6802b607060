import { describe, expect, it } from "vitest";
import { keepsOut, type Owed, type OwedLife, owedOf, settledAt, whyOwed } from "../../server/domain/index.ts";
import { billedPart } from "../../server/domain/tally/billed.ts";
import { amount, at, booksIn, booksOf, erp, floor, lines, namesOf, network, noon, only } from "./booked.ts";
import { hour, type Told, World } from "./harness.ts";

const created = (order: string, price?: string): Told =>
  erp("order.created", at(-20), { order, customer: "Halden Vet" }, price === undefined ? {} : amount(price));
const left = (order: string, shipment: string, when = at(0), more: Partial<Told> = {}): Told =>
  floor("shipment.confirmed", when, { order, shipment }, more);
const invoice = (event: string, when: number, keys: Told["keys"], more: Partial<Told> = {}): Told =>
  erp(event, when, { invoice: "I1", ...keys }, more);
const spans = (lives: readonly OwedLife[]) => lives.map(({ owed, from, until }) => [owed.kind, from, until]);

describe("what left and is not billed", () => {
  it("B1 is owed from when it left until the ledger has its invoice", async () => {
    const books = await booksOf([
      created("O1"),
      left("O1", "S1"),
      invoice("invoice.posted", at(5), { order: "O1", shipment: "S1" }),
    ]);
    expect(books.owed(at(-1))).toEqual([]);
    expect(namesOf(books.owed(at(0)))).toEqual(["S1 shipped-not-billed"]);
    expect(namesOf(books.owed(at(4, 59)))).toEqual(["S1 shipped-not-billed"]);
    expect(books.owed(at(5))).toEqual([]);
    expect(spans(books.lives())).toEqual([["shipped-not-billed", at(0), at(5)]]);
    expect(settledAt(books.lives(), "revenue")).toBe(at(5));
    expect(settledAt(books.lives(), "payables")).toBeNull();
  });

  it.each([
    ["an invoice of one of two shipments", [{ order: "O1", shipment: "S1" }], ["S2 shipped-not-billed"]],
    ["an invoice of the whole order", [{ order: "O1" }], []],
    ["one invoice of both shipments", [{ order: "O1", shipment: ["S1", "S2"] }], []],
    ["an invoice of another order", [{ order: "O9" }], ["S1 shipped-not-billed", "S2 shipped-not-billed"]],
  ] as const)("B2 %s", async (_what, named, owed) => {
    const books = await booksOf([
      created("O1"),
      left("O1", "S1"),
      left("O1", "S2", at(1)),
      ...named.map((keys) => invoice("invoice.posted", at(5), keys)),
    ]);
    expect(namesOf(books.owed(at(6)))).toEqual(owed);
  });

  it("B2 each of hundreds of shipments of one order answers for itself", async () => {
    const numbers = Array.from({ length: 300 }, (_, index) => String(index));
    const books = await booksOf([
      created("O1"),
      ...numbers.map((number) => left("O1", `S${number}`)),
      ...numbers
        .slice(1)
        .map((number) => invoice("invoice.posted", at(2), { shipment: `S${number}`, invoice: `I${number}` })),
    ]);
    expect(namesOf(books.owed(at(3)))).toEqual(["S0 shipped-not-billed"]);
  });

  it("B2 an order that tells of no shipment is owed itself, and not once a shipment tells", async () => {
    const itself = [created("O1", "80.00"), floor("shipment.confirmed", at(0), { order: "O1" })];
    expect(namesOf((await booksOf(itself)).owed(at(1)))).toEqual(["O1 shipped-not-billed"]);
    expect(namesOf((await booksOf([...itself, left("O1", "S1")])).owed(at(1)))).toEqual(["S1 shipped-not-billed"]);
  });

  it("B3 a failed posting is no posting, and a refused invoice says so", async () => {
    const keys = { order: "O1", shipment: "S1" };
    const books = await booksOf([
      created("O1", "70.00"),
      left("O1", "S1"),
      invoice("invoice.posted", at(2), keys, { failed: "price differs", ...amount("63.18") }),
      invoice("invoice.posted", at(7), keys, amount("63.18")),
    ]);
    expect(only(books.owed(at(1)), "shipped-not-billed")).toMatchObject({ estimate: true, basis: "order-price" });
    expect(only(books.owed(at(3)), "invoice-rejected")).toMatchObject({
      since: at(0),
      amount: { minor: 6318, currency: "USD" },
      basis: "document",
      estimate: false,
      ledgerRef: "invoice:*:I1",
      partner: "Halden Vet",
      warehouse: "ATL",
    });
    expect(spans(books.lives())).toEqual([
      ["shipped-not-billed", at(0), at(2)],
      ["invoice-rejected", at(2), at(7)],
    ]);
  });

  it("B3 what a customer refused of one shipment says nothing of another", async () => {
    const books = await booksOf([
      created("O1"),
      left("O1", "S1"),
      left("O1", "S2"),
      invoice("invoice.posted", at(2), { order: "O1", shipment: "S1" }),
      invoice("invoice.rejected", at(3), { order: "O1", shipment: "S1" }),
    ]);
    expect(namesOf(books.owed(at(4)))).toEqual(["S2 shipped-not-billed"]);
    expect(billedPart({ ...books.seen("order:*:O1", at(4)), loadBy: null }, at(4))).toBe("bill-waiting");
    const refused = erp("invoice.posted", at(3), { order: "O1" }, { failed: "no price list" });
    const whole = await booksOf([created("O1"), left("O1", "S1"), left("O1", "S2"), refused]);
    expect(namesOf(whole.owed(at(4)))).toEqual(["S1 invoice-rejected", "S2 invoice-rejected"]);
  });

  it("B4 a cancelled invoice leaves it owed again since it left, a correction does not", async () => {
    const keys = { order: "O1", shipment: "S1" };
    const told = [created("O1"), left("O1", "S1"), invoice("invoice.posted", at(2), keys)];
    const corrected = await booksOf([...told, invoice("invoice.corrected", at(4), keys)]);
    expect(corrected.owed(at(5))).toEqual([]);
    const cancelled = await booksOf([
      ...told,
      invoice("invoice.cancelled", at(4), {}),
      invoice("invoice.posted", at(9), { ...keys, invoice: "I2" }),
    ]);
    expect(only(cancelled.owed(at(5)), "shipped-not-billed")).toMatchObject({
      since: at(0),
      ledgerRef: "invoice:*:I1",
    });
    expect(spans(cancelled.lives())).toEqual([
      ["shipped-not-billed", at(0), at(2)],
      ["shipped-not-billed", at(4), at(9)],
    ]);
    expect(settledAt(cancelled.lives(), "revenue")).toBe(at(9));
  });

  it("B4 a credit does not make it owed again, a void ends it", async () => {
    const keys = { order: "O1", shipment: "S1" };
    const credited = await booksOf([
      created("O1"),
      left("O1", "S1"),
      invoice("invoice.posted", at(2), keys),
      erp("credit.posted", at(3), { credit: "C1", invoice: "I1" }),
    ]);
    expect(credited.owed(at(4))).toEqual([]);
    const voided = await booksOf([
      created("O1"),
      left("O1", "S1"),
      floor("shipment.voided", at(3), { shipment: "S1" }),
    ]);
    expect(spans(voided.lives())).toEqual([["shipped-not-billed", at(0), at(3)]]);
  });

  it("B5 closing by hand and what was told take nothing out; only the ledger does", async () => {
    const world = await World.begin(network, noon - 72 * hour);
    const keys = { order: "O1", shipment: "S1" };
    await world.entry(at(0), [created("O1"), left("O1", "S1")]);
    await world.entry(at(0, 5), [erp("shipment.posted", at(0, 5), keys)]);
    await world.entry(at(1), [invoice("invoice.posted", at(1), keys, { failed: "price differs" })]);
    const owed = async (when: number) => {
      await world.settle(when);
      await world.commit();
      return owedOf(booksIn(world).papers("shipment:*:S1"), { at: when, network });
    };
    const keptOutBy = async (one: Owed | undefined) =>
      (await world.open()).filter((exception) => one !== undefined && keepsOut(one, exception));
    const [first] = await owed(at(2));
    const [failure] = await world.open();
    expect(first).toMatchObject({ kind: "invoice-rejected", about: ["invoice:*:I1", "order:*:O1", "shipment:*:S1"] });
    expect(await keptOutBy(first)).toEqual([failure]);
    expect(first && whyOwed(first, at(2), failure?.causeId ?? null)).toBe(`cause:${failure?.causeId}`);
    const base = { exception: failure?.number ?? 0, by: "Ana" };
    const say = async (
      action:
        | { readonly action: "tell"; readonly text: string; readonly expectedAt: null }
        | { readonly action: "resolve"; readonly reason: "done-outside"; readonly text: null },
    ) => {
      const version = (await world.open())[0]?.version ?? 0;
      await world.rule({ kind: "decision", decision: { ...base, version, ...action } }, at(3));
    };
    await say({ action: "tell", text: "billed by hand", expectedAt: null });
    expect(await owed(at(3))).toEqual([first]);
    await say({ action: "resolve", reason: "done-outside", text: null });
    expect(await world.open()).toEqual([]);
    expect(await owed(at(4))).toMatchObject([{ kind: "invoice-rejected" }]);
    expect(await keptOutBy(first)).toEqual([]);
    await world.entry(at(8), [invoice("invoice.posted", at(8), keys)]);
    expect(await owed(at(9))).toEqual([]);
  });

  it("B6 what is billed to nobody stands apart with its rule; what is billed on delivery waits", async () => {
    const books = await booksOf([
      erp("order.created", at(-20), { order: "O1" }, { attributes: { "order.billing": "none" } }),
      erp("order.created", at(-20), { order: "O2" }, { attributes: { "order.billing": "on-delivery" } }),
      left("O1", "S1"),
      left("O2", "S2"),
      floor("shipment.delivered", at(50), { shipment: "S2" }),
    ]);
    const [free, waiting] = books.owed(at(40));
    expect(free?.notBillable).toEqual({ rule: "order.billing none" });
    expect(waiting).toMatchObject({ ref: "shipment:*:S2", notBillable: null, undelivered: true });
    expect(books.owed(at(51))[1]).toMatchObject({ undelivered: false, since: at(0) });
  });

  it("B6 the order's own terms are the rule; what is also for an order that is billed is to be billed", async () => {
    const order = (id: string, terms: string) =>
      erp("order.created", at(-20), { order: id }, { attributes: { "order.billing": terms } });
    const books = await booksOf([
      order("O1", "sample"),
      order("O2", "consignment"),
      order("O3", "on-shipment"),
      order("O4", "gift"),
      left("O1", "S1"),
      floor("shipment.confirmed", at(0), { order: ["O1", "O2"], shipment: "S2" }),
      floor("shipment.confirmed", at(0), { order: ["O2", "O3"], shipment: "S3" }),
      left("O4", "S4"),
    ]);
    expect(books.owed(at(1)).map(({ ref, notBillable }) => [ref, notBillable?.rule ?? null])).toEqual([
      ["shipment:*:S1", "order.billing sample"],
      ["shipment:*:S2", "order.billing consignment, sample"],
      ["shipment:*:S3", null],
      ["shipment:*:S4", null],
    ]);
  });
});

describe("what it is worth", () => {
  const worth = async (told: readonly Told[]) => only((await booksOf(told)).owed(at(9)), "shipped-not-billed");

  it("B7 the ERP's own document, else its lines as they are sold, else the order's price, else unknown", async () => {
    const posted = erp("shipment.posted", at(2), { shipment: "S1" }, amount("64.90"));
    const priced = left("O1", "S1", at(0), lines(["3", "12.50"], ["2", "10.00"]));
    expect(await worth([created("O1", "70.00"), priced, posted])).toMatchObject({
      amount: { minor: 6490, currency: "USD" },
      basis: "document",
      estimate: false,
    });
    expect(await worth([created("O1", "70.00"), priced])).toMatchObject({
      amount: { minor: 5750, currency: "USD" },
      basis: "order-price",
      estimate: true,
    });
    expect(await worth([created("O1", "70.00"), left("O1", "S1")])).toMatchObject({ amount: { minor: 7000 } });
    const refused = { ...posted, failed: "location is locked" };
    expect(await worth([created("O1", "70.00"), priced, refused])).toMatchObject({ amount: { minor: 5750 } });
    expect(await worth([created("O1"), left("O1", "S1")])).toMatchObject({
      amount: null,
      basis: "unknown",
      currency: null,
      estimate: false,
    });
  });

  it("B7 an order's price is no part's: not of one of two shipments, nor where something stayed", async () => {
    const two = await booksOf([created("O1", "70.00"), left("O1", "S1"), left("O1", "S2")]);
    expect(two.owed(at(1)).map(({ basis }) => basis)).toEqual(["unknown", "unknown"]);
    expect(
      await worth([created("O1", "70.00"), floor("pick.shorted", at(-1), { order: "O1" }), left("O1", "S1")]),
    ).toMatchObject({ basis: "unknown" });
    const short = [created("O1", "70.00"), erp("order.backordered", at(-2), { order: "O1" }), left("O1", "S1")];
    expect(await worth(short)).toMatchObject({ basis: "unknown" });
    expect(await worth([...short, erp("order.allocated", at(-1), { order: "O1" })])).toMatchObject({
      basis: "order-price",
    });
  });

  it("B7 a line without a price leaves all of them unknown, and no line is not nothing", async () => {
    expect(await worth([created("O1"), left("O1", "S1", at(0), lines(["3", "12.50"], ["2"]))])).toMatchObject({
      basis: "unknown",
    });
    expect(await worth([created("O1"), left("O1", "S1", at(0), lines())])).toMatchObject({ basis: "unknown" });
  });

  it("B8 a price finer than a cent is rounded once, at the end", async () => {
    const fine = left("O1", "S1", at(0), lines(["1000", "0.0125"], ["3", "0.005"]));
    expect(await worth([created("O1"), fine])).toMatchObject({ amount: { minor: 1252 } });
  });

  it("B8 prices are in the currency of their record", async () => {
    const { attributes } = lines(["2", "10.00"]);
    const told = left("O1", "S1", at(0), { attributes: { ...attributes, "business.currency": "eur" } });
    expect(await worth([created("O1"), told])).toMatchObject({
      amount: { minor: 2000, currency: "EUR" },
      currency: "EUR",
    });
  });

  it("B7 a shipment of two orders of which one is billed is worth the price of the other", async () => {
    const books = await booksOf([
      created("O1", "70.00"),
      created("O2", "30.00"),
      floor("shipment.confirmed", at(0), { order: ["O1", "O2"], shipment: "S1" }, lines(["1", "100.00"])),
      invoice("invoice.posted", at(5), { order: "O1" }),
      invoice("invoice.posted", at(7), { order: "O2", invoice: "I2" }),
    ]);
    expect(only(books.owed(at(1)), "shipped-not-billed").amount?.minor).toBe(10_000);
    expect(only(books.owed(at(6)), "shipped-not-billed").amount?.minor).toBe(3000);
    expect(books.owed(at(8))).toEqual([]);
  });
});

describe("where and when", () => {
  it("B9 names entity, date and period as the ERP's document of the goods says, not as an invoice does", async () => {
    const keys = { order: "O1", shipment: "S1" };
    const ledger = (date: string, period: string) => ({
      attributes: { "ledger.entity": "US02", "ledger.date": date, "ledger.period": period },
    });
    const books = await booksOf([
      created("O1"),
      left("O1", "S1"),
      erp("shipment.posted", at(0, 30), keys, { failed: "period closed", ...ledger("2026-11-19", "2026-11") }),
      erp("shipment.posted", at(2), keys, ledger("2026-11-23", "2026-12")),
      invoice("invoice.posted", at(4), keys, ledger("2026-11-24T08:00:00Z", "2026-12")),
      invoice("invoice.cancelled", at(6), {}),
    ]);
    expect(only(books.owed(at(1)), "shipped-not-billed")).toMatchObject({
      entity: null,
      ledgerDate: null,
      ledgerPeriod: null,
    });
    const posted = { entity: "US02", ledgerDate: "2026-11-23", ledgerPeriod: "2026-12" };
    expect(only(books.owed(at(3)), "shipped-not-billed")).toMatchObject(posted);
    // What the invoice had said was its own, and leaves what the ERP said of the goods as it was.
    expect(only(books.owed(at(7)), "shipped-not-billed")).toMatchObject(posted);
  });

  it("B10 a fact known to the day has that day, whatever the hour is elsewhere", async () => {
    const zoned = {
      ...network,
      warehouses: new Map([["ATL", { id: "ATL", name: "Atlanta", timezone: "America/New_York", departures: [] }]]),
    };
    const dated = left("O1", "S1", at(20), { attributes: { "business.occurred_at": "2026-11-19" } });
    const timed = left("O2", "S2", Date.UTC(2026, 10, 20, 3));
    const owed = (await booksOf([dated, timed], zoned)).owed(at(30));
    expect(owed.map(({ sinceIsDay, sinceDay }) => [sinceIsDay, sinceDay])).toEqual([
      [true, "2026-11-19"],
      [false, "2026-11-19"],
    ]);
    expect(owed[0]?.since).toBe(Date.UTC(2026, 10, 19, 5));
  });

  it("B10 the day of what somebody elsewhere told to the minute is that of its building", async () => {
    const zoned = {
      ...network,
      warehouses: new Map([["ATL", { id: "ATL", name: "Atlanta", timezone: "America/New_York", departures: [] }]]),
    };
    const planned = floor("shipment.planned", at(1), { order: "O1", shipment: "S1" });
    const delivered = { ...erp("shipment.delivered", Date.UTC(2026, 10, 20, 3), { shipment: "S1" }), system: "tms" };
    const owed = only((await booksOf([planned, delivered], zoned)).owed(at(30)), "shipped-not-billed");
    expect(owed).toMatchObject({ warehouse: "ATL", sinceIsDay: false, sinceDay: "2026-11-19" });
  });

  it("B11 is due when the step that awaits the books says so, from when that began", async () => {
    const keys = { order: "O1", shipment: "S1" };
    const books = await booksOf([created("O1"), left("O1", "S1"), erp("shipment.posted", at(2), keys)]);
    expect(only(books.owed(at(1)), "shipped-not-billed").dueAt).toBeNull();
    expect(only(books.owed(at(3)), "shipped-not-billed").dueAt).toBe(at(6));
  });
});
