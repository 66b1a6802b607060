import { describe, expect, it } from "vitest";
import {
  type AccrualLine,
  accountFor,
  accrualLine,
  closeOf,
  closingRefusal,
  driftOf,
  entityFor,
  type KeptClosing,
  periodById,
  periodOn,
  periodToClose,
  ruleClosing,
  type Stop,
  stopGroups,
  termsOf,
} from "../../server/domain/index.ts";
import { amount, at, booksOf, floor, lines, network } from "./booked.ts";
import { World } from "./harness.ts";
import { lateEvening, networkWith } from "./ledger.ts";

describe("the periods of a ledger", () => {
  it("are days of its zone, and close at its clock", () => {
    const network = networkWith();
    expect(periodById(network, "11")).toEqual({
      id: "11",
      from: "2026-10-24",
      to: "2026-11-20",
      closesAt: Date.UTC(2026, 10, 20, 23),
      reversal: "2026-11-21",
    });
    expect(periodOn(network, "2026-11-20")?.id).toBe("11");
    expect(periodOn(network, "2026-11-21")?.id).toBe("12");
    expect([periodOn(network, "2027-01-01"), periodById(network, "13")]).toEqual([null, null]);
    expect(periodToClose(network, Date.UTC(2026, 10, 20, 22, 59))?.id).toBe("11");
    expect(periodToClose(network, Date.UTC(2026, 10, 20, 23))?.id).toBe("12");
    expect(periodToClose(network, Date.UTC(2027, 0, 1))).toBeNull();
  });

  it("are calendar months where none are named, and one that closes days later is still to be closed", () => {
    const network = networkWith({ periods: [], closes: { days: 2, at: "18:00" } });
    expect(periodById(network, "2028-02")).toMatchObject({
      from: "2028-02-01",
      to: "2028-02-29",
      reversal: "2028-03-01",
    });
    expect(periodById(network, "2026-12")).toMatchObject({ to: "2026-12-31", closesAt: Date.UTC(2027, 0, 2, 23) });
    expect([periodById(network, "2026-13"), periodById(network, "11")]).toEqual([null, null]);
    // The first of December by the ledger's clock.
    expect(periodToClose(network, Date.UTC(2026, 11, 2, 1))?.id).toBe("2026-11");
    expect(periodToClose(network, Date.UTC(2026, 11, 3))?.id).toBe("2026-12");
  });
});

describe("terms of sale", () => {
  it.each([
    ["FOB Origin", "origin"],
    ["origin", "origin"],
    ["FOB - Shipping Point", "origin"],
    ["EXW", "origin"],
    ["CIF", "origin"],
    ["DAP", "destination"],
    ["D.D.P.", null],
    ["fob destination", "destination"],
    ["net 30", null],
    ["", null],
  ] as const)("%s means %s", (text, terms) => {
    expect(termsOf(text)).toBe(terms);
  });
});

const usd = (minor: number) => ({ minor, currency: "USD" });
const stop = (ref: string, more: Partial<Stop> = {}): Stop => ({
  ref,
  side: "revenue",
  why: { kind: "owed", why: "late", owed: "shipped-not-billed", title: null },
  owner: null,
  takenAt: null,
  exceptions: [],
  amount: usd(100),
  estimate: false,
  ...more,
});

describe("what stops a close", () => {
  it("counts each document once, a wrong date before why it is not in the books, price and cost apart", () => {
    const ar = { team: "ar", person: null };
    const groups = stopGroups(
      [
        stop("a"),
        stop("a", { why: { kind: "wrong-period" } }),
        stop("b", { side: "inventory", amount: usd(7), owner: ar, takenAt: 9 }),
        stop("b", { amount: null }),
        stop("c", { estimate: true }),
        stop("d", { owner: ar, takenAt: 5 }),
        stop("e", { owner: ar, takenAt: 8 }),
      ],
      ({ minor }) => minor,
    );
    expect(
      groups.map(({ side, why, owner, takenAt, sum }) => [side, why.kind, owner?.team ?? null, takenAt, sum.count]),
    ).toEqual([
      ["revenue", "wrong-period", null, null, 1],
      ["revenue", "owed", null, null, 2],
      ["revenue", "owed", "ar", 8, 2],
      ["inventory", "owed", "ar", 9, 1],
    ]);
    expect(groups[1]?.sum).toEqual({
      count: 2,
      exact: { minor: 0, count: 0 },
      estimate: { minor: 100, count: 1 },
      unconverted: 0,
      unknown: 1,
    });
  });
});

describe("stock that was adjusted both ways", () => {
  const down = "adjusted-down-not-posted";
  const why = (owed: typeof down | "adjusted-up-not-posted") =>
    ({ kind: "owed", why: "late", owed, title: null }) as const;

  it("stops a close once each way, and neither takes the other's amount", () => {
    const its = { side: "inventory" } as const;
    const both = [
      stop("stock:*:ATL/A", { ...its, why: why("adjusted-up-not-posted"), amount: usd(700) }),
      stop("stock:*:ATL/A", { ...its, why: why(down), amount: usd(-300) }),
    ];
    const groups = stopGroups(both, ({ minor }) => minor);
    expect(groups.map(({ sum }) => [sum.count, sum.exact.minor])).toEqual([
      [1, -300],
      [1, 700],
    ]);
  });

  it("is a line of the accrual list each way, without the goods that went past the stock", async () => {
    const item = { warehouse: "ATL", item: "44-190" };
    const told = (quantity: string, minutes: number) =>
      floor("stock.adjusted", at(0, minutes), item, {
        attributes: { "business.quantity": quantity, ...amount("30.00").attributes },
      });
    const left = floor("shipment.confirmed", at(1), { shipment: "S1" }, lines(["9"]));
    const books = await booksOf([told("5", 1), told("-2", 2), left]);
    const ref = "stock:*:ATL/44-190";
    const accrued = books
      .owed(at(2))
      .filter((owed) => owed.ref === ref)
      .map((owed) => accrualLine({ kind: "owed", owed }, books.papers(ref), books.rows.factsOf, closeOf(network)));
    expect(accrued.map(({ key, cost, units }) => [key, cost?.minor, units])).toEqual([
      [`${ref} inventory`, 3000, null],
      [`${ref} down inventory`, -3000, null],
    ]);
    expect(books.rows.factsOf(ref)).toHaveLength(3);
  });
});

describe("the accounts and the company of an accrual", () => {
  it("are those of the first rule that fits; none is none", () => {
    const accounts = [
      { kinds: ["shipped-not-billed" as const], warehouses: ["RNO"], debit: "1191", credit: "4011" },
      { kinds: ["shipped-not-billed" as const], warehouses: [], debit: "1190", credit: "4010" },
    ];
    expect(accountFor(accounts, "shipped-not-billed", "RNO")?.debit).toBe("1191");
    expect(accountFor(accounts, "shipped-not-billed", null)?.debit).toBe("1190");
    expect(accountFor(accounts, "receipt-not-posted", "RNO")).toBeNull();
    const entities = [
      { id: "NW01", warehouses: ["RNO"] },
      { id: "US01", warehouses: [] },
    ];
    const of = (told: string | null, at: string | null) => entityFor({ entities }, told, at);
    expect([of("X", "RNO"), of(null, "RNO"), of(null, "ATL"), of(null, null)]).toEqual(["X", "NW01", "US01", "US01"]);
    expect(entityFor({ entities: [] }, null, "ATL")).toBeNull();
  });
});

describe("signing a close", () => {
  const sign = (by: string, snapshot: string | null, hash = "h") =>
    ({ kind: "close-signed", period: "11", entity: null, by, hash, snapshot }) as const;
  const reopen = (by: string) =>
    ({ kind: "close-reopened", period: "11", entity: null, by, reason: "late file" }) as const;
  const codeOf = (known: KeptClosing | undefined, ruling: Parameters<typeof closingRefusal>[1]) =>
    closingRefusal({ closing: () => known }, ruling)?.code ?? null;

  it("takes two people, of one snapshot, and reopening keeps what was signed", () => {
    expect(codeOf(undefined, sign("Koster", null))).toBe("not-prepared");
    const prepared = ruleClosing(undefined, sign("Marsh", "{}"), 1);
    if (prepared === null) throw new Error("not prepared");
    expect(codeOf(prepared, sign("Koster", "{}"))).toBe("signed-already");
    expect(codeOf(prepared, sign("Marsh", null))).toBe("same-person");
    expect(codeOf(prepared, sign("Koster", null, "other"))).toBe("other-snapshot");
    expect(ruleClosing(prepared, sign("Marsh", null), 2)).toBeNull();
    const closed = ruleClosing(prepared, sign("Koster", null), 2);
    if (closed === null) throw new Error("not closed");
    expect(closed).toMatchObject({ prepared: { by: "Marsh", at: 1 }, reviewed: { by: "Koster", at: 2 }, hash: "h" });
    expect(codeOf(closed, sign("Third", null))).toBe("signed-already");
    const open = ruleClosing(closed, reopen("Koster"), 3);
    expect(open).toMatchObject({ prepared: null, reviewed: null, hash: null, snapshot: null });
    expect(open?.rounds).toEqual([
      {
        prepared: { by: "Marsh", at: 1 },
        reviewed: { by: "Koster", at: 2 },
        hash: "h",
        reopened: { by: "Koster", at: 3, reason: "late file" },
      },
    ]);
    expect(codeOf(open ?? undefined, reopen("Koster"))).toBe("not-signed");
  });

  it("is the same when the journal is read again", async () => {
    const [once, twice] = [await World.begin(), await World.begin()];
    for (const world of [once, twice]) {
      await world.rule(sign("Marsh", "{}"), lateEvening);
      // What could not be made then cannot be made again: the ruling changes nothing.
      await world.rule(sign("Marsh", null), lateEvening + 1);
      await world.rule(sign("Koster", null), lateEvening + 2);
      if (world === once) await world.commit();
    }
    await twice.commit();
    expect(await twice.store.digest()).toEqual(await once.store.digest());
    expect([...once.store.tables.closings.values()]).toMatchObject([{ reviewed: { by: "Koster" } }]);
  });
});

describe("drift", () => {
  const line = (key: string, minor: number | null, more: Partial<AccrualLine> = {}): AccrualLine => ({
    key,
    ref: key,
    kind: "shipped-not-billed",
    side: "revenue",
    orders: [],
    entity: null,
    warehouse: null,
    partner: null,
    units: null,
    uom: null,
    revenue: minor === null ? null : usd(minor),
    estimate: false,
    cost: null,
    account: null,
    system: null,
    ...more,
  });

  it("is what was confirmed otherwise, fell away and is new; what nobody tells makes no difference up", () => {
    const signed = [
      line("a", 100),
      line("b", 50),
      line("c", null),
      line("d", 30),
      line("e", 5, { side: "payables", revenue: null, cost: usd(5) }),
    ];
    const became: Record<string, Parameters<typeof driftOf>[1] extends (one: AccrualLine) => infer R ? R : never> = {
      a: { state: "confirmed", amount: usd(98) },
      b: { state: "fell-away", amount: null },
      c: { state: "confirmed", amount: usd(7) },
      d: { state: "confirmed", amount: null },
      e: { state: "open", amount: usd(6) },
    };
    const { sides, lines } = driftOf(
      signed,
      ({ key }) => became[key] ?? { state: "open", amount: null },
      [line("a", 98), line("f", 11)],
      ({ minor }) => minor,
    );
    expect(sides).toEqual([
      {
        side: "revenue",
        signed: 180,
        now: 146,
        difference: -34,
        states: {
          confirmed: { count: 3, difference: 5 },
          open: { count: 0, difference: 0 },
          "fell-away": { count: 1, difference: -50 },
          new: { count: 1, difference: 11 },
        },
      },
      {
        side: "payables",
        signed: 5,
        now: 6,
        difference: 1,
        states: {
          confirmed: { count: 0, difference: 0 },
          open: { count: 1, difference: 1 },
          "fell-away": { count: 0, difference: 0 },
          new: { count: 0, difference: 0 },
        },
      },
    ]);
    expect(lines).toHaveLength(6);
  });
});
