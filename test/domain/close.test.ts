import { describe, expect, it } from "vitest";
import {
  type AccrualLine,
  accountFor,
  bookPapers,
  type CloseConfig,
  closingRefusal,
  datingOf,
  driftOf,
  entityFor,
  faultOf,
  type KeptClosing,
  type Network,
  periodById,
  periodOn,
  periodToClose,
  ruleClosing,
  type SaleTerms,
  type Stop,
  stopGroups,
  termsOf,
  termsRefusal,
} from "../../server/domain/index.ts";
import { hour, type Told, testNetwork, World } from "./harness.ts";

const close: CloseConfig = {
  periods: [
    { id: "11", from: "2026-10-24", to: "2026-11-20", closes: "2026-11-20T18:00" },
    { id: "12", from: "2026-11-21", to: "2026-12-18", closes: "2026-12-18T18:00" },
  ],
  closes: { days: 0, at: "18:00" },
  entities: [],
  accounts: [],
  columns: [],
};

/** Five hours west of UTC, as New York in winter. */
function networkWith(more: Partial<CloseConfig> = {}, west = 300): Network {
  const plain = testNetwork();
  return {
    ...plain,
    company: { ...plain.company, timezone: "America/New_York", close: { ...close, ...more } },
    offsetAt: (zone) => (zone === "America/New_York" ? -west : 0),
  };
}

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

/** Left on the 20th at 23:30 by the ledger's clock, which is the 21st in UTC. */
const lateEvening = Date.UTC(2026, 10, 21, 4, 30);

interface Sold {
  readonly terms?: string;
  readonly left?: number | string;
  readonly delivered?: number;
  readonly goods?: Readonly<Record<string, string>>;
  readonly billed?: Readonly<Record<string, string>>;
  readonly billing?: string;
}

/** The dating of a shipment by what is told of it, and what the store keeps of it. */
async function datingFor(sold: Sold, network = networkWith()) {
  const world = await World.begin(network, lateEvening - 60 * 24 * hour);
  const keys = { order: "SO-1", shipment: "SH-1", warehouse: "ATL" };
  const left = sold.left ?? lateEvening;
  const attributes = {
    ...(sold.terms === undefined ? {} : { "order.terms": sold.terms }),
    ...(sold.billing === undefined ? {} : { "order.billing": sold.billing }),
  };
  const told: Told[] = [
    { event: "order.created", keys, at: lateEvening - 9 * hour, system: "shop", attributes },
    {
      event: "shipment.confirmed",
      keys,
      at: lateEvening,
      system: "wms-atl",
      attributes: { "business.occurred_at": typeof left === "string" ? left : new Date(left).toISOString() },
    },
  ];
  if (sold.goods !== undefined)
    told.push({
      event: "shipment.posted",
      keys,
      at: lateEvening + hour,
      system: "erp",
      attributes: { "business.amount": "90.00", ...sold.goods },
    });
  if (sold.delivered !== undefined) told.push({ event: "shipment.delivered", keys, at: sold.delivered, system: "tms" });
  if (sold.billed !== undefined)
    told.push({
      event: "invoice.posted",
      keys: { ...keys, invoice: "INV-1" },
      at: lateEvening + 2 * hour,
      system: "erp",
      attributes: { "business.amount": "95.00", ...sold.billed },
    });
  await world.entry(Math.max(...told.map(({ at }) => at)) + hour, told);
  const draft = await world.draft();
  const shipment = draft.object("shipment:*:SH-1");
  if (shipment === undefined) throw new Error("no shipment");
  const dating = datingOf(
    bookPapers(shipment, (ref) => draft.object(ref)),
    network,
  );
  return { found: dating === null ? null : faultOf(dating, network), dating, kept: draft.dating("shipment:*:SH-1") };
}

describe("the period of what was sold", () => {
  it("is that of the dock by origin terms, by the ledger's day", async () => {
    const right = await datingFor({ terms: "origin", goods: { "ledger.period": "11" } });
    expect([right.found, right.kept]).toEqual([null, undefined]);
    const wrong = await datingFor({ terms: "origin", goods: { "ledger.date": "2026-11-23", "ledger.period": "12" } });
    expect(wrong.found).toEqual({ fault: "other-period", earned: "11", booked: "12" });
    expect(wrong.kept).toEqual(wrong.dating);
    expect(wrong.dating).toMatchObject({
      invoice: null,
      ledgerDate: "2026-11-23",
      amount: { minor: 9000 },
      basis: "document",
    });
  });

  it("is told by the invoice where there is one, and by its date where the ERP names no period of ours", async () => {
    const both = {
      goods: { "ledger.period": "11" },
      billed: { "ledger.date": "2026-11-23", "ledger.period": "Dec FY26" },
    };
    const { found, dating } = await datingFor({ terms: "EXW", ...both });
    expect(found).toEqual({ fault: "other-period", earned: "11", booked: "12" });
    expect(dating).toMatchObject({ invoice: "invoice:*:INV-1", amount: { minor: 9500 } });
  });

  it("is that of the delivery by delivered terms; what is billed before is wrong, what is not is not", async () => {
    const billed = { "ledger.period": "11" };
    expect((await datingFor({ terms: "DAP", goods: { "ledger.period": "11" } })).found).toBeNull();
    expect((await datingFor({ terms: "DAP", billed })).found).toEqual({
      fault: "not-delivered",
      earned: null,
      booked: "11",
    });
    const later = lateEvening + 24 * hour;
    expect((await datingFor({ terms: "DAP", billed, delivered: later })).found).toEqual({
      fault: "other-period",
      earned: "12",
      booked: "11",
    });
    expect((await datingFor({ terms: "DAP", billed: { "ledger.period": "12" }, delivered: later })).found).toBeNull();
  });

  it("is nobody's to say by unknown terms, unless both readings agree or the network file has its own", async () => {
    const goods = { "ledger.period": "11" };
    expect((await datingFor({ terms: "net 30", goods })).found).toMatchObject({ fault: "terms-unknown", booked: "11" });
    expect((await datingFor({ goods })).found).toMatchObject({ fault: "terms-unknown" });
    expect((await datingFor({ goods, delivered: lateEvening + 60_000 })).found).toBeNull();
    expect((await datingFor({ goods }, networkWith({ terms: "origin" satisfies SaleTerms }))).found).toBeNull();
  });

  it("keeps the day of a date in every zone, and leaves out what is billed to nobody", async () => {
    const goods = { "ledger.period": "12" };
    // Known to the day where it left: the 21st, and not the evening of the 20th.
    expect((await datingFor({ terms: "origin", left: "2026-11-21", goods })).found).toBeNull();
    expect((await datingFor({ terms: "origin", goods, billing: "sample" })).found).toBeNull();
  });
});

/** What a transfer or receipt that was counted at Atlanta in the evening of the 20th is dated with. */
async function receivedFor(kind: "receipt" | "transfer", erp: Readonly<Record<string, string>>) {
  const network = networkWith();
  const world = await World.begin(network, lateEvening - 60 * 24 * hour);
  const keys = { [kind]: "R-1", warehouse: "ATL" };
  const attributes = { "business.amount": "410.00" };
  await world.entry(lateEvening + 3 * hour, [
    // Its way out is in the ERP under a date of its own, which says nothing of when it came in.
    ...(kind === "transfer"
      ? [
          {
            event: "transfer.shipped",
            keys,
            at: lateEvening - hour,
            system: "erp",
            attributes: { "ledger.period": "11" },
          },
        ]
      : []),
    {
      event: kind === "receipt" ? "receipt.confirmed" : "transfer.received",
      keys,
      at: lateEvening,
      system: "wms-atl",
      attributes,
    },
  ]);
  const before = (await world.draft()).dating(`${kind}:*:R-1`);
  await world.entry(lateEvening + 4 * hour, [
    {
      event: kind === "receipt" ? "receipt.posted" : "transfer.received",
      keys,
      at: lateEvening + 2 * hour,
      system: "erp",
      attributes: erp,
    },
  ]);
  const kept = (await world.draft()).dating(`${kind}:*:R-1`);
  return { before, kept, found: kept === undefined ? null : faultOf(kept, network) };
}

describe("the period of what came in", () => {
  it.each(["receipt", "transfer"] as const)("is that of its count: %s", async (kind) => {
    const { before, kept, found } = await receivedFor(kind, { "ledger.date": "2026-11-23", "ledger.period": "12" });
    expect(before).toBeUndefined();
    expect(found).toEqual({ fault: "other-period", earned: "11", booked: "12" });
    expect(kept).toMatchObject({
      side: "inventory",
      warehouse: "ATL",
      ledgerDate: "2026-11-23",
      amount: { minor: 41_000 },
      basis: "cost",
    });
    expect((await receivedFor(kind, { "ledger.date": "2026-11-20" })).kept).toBeUndefined();
  });
});

const undecidedBy = (by: string) => ({ kind: "terms-decided", by, terms: "destination" }) as const;

describe("terms of sale that nobody knows", () => {
  const ref = "shipment:*:SH-1";
  const order = "order:*:SO-1";
  async function undecided() {
    const world = await World.begin(networkWith(), lateEvening - 60 * 24 * hour);
    const keys = { order: "SO-1", shipment: "SH-1", warehouse: "ATL" };
    const goods = { "ledger.period": "12", "business.amount": "90.00" };
    await world.entry(lateEvening + 2 * hour, [
      { event: "order.created", keys: { order: "SO-1" }, at: lateEvening - 9 * hour, system: "shop" },
      { event: "shipment.confirmed", keys, at: lateEvening, system: "wms-atl" },
      { event: "shipment.posted", keys, at: lateEvening + hour, system: "erp", attributes: goods },
    ]);
    const tell = (terms: string) =>
      world.entry(lateEvening + 9 * hour, [
        {
          event: "order.changed",
          keys: { order: "SO-1" },
          at: lateEvening + 8 * hour,
          system: "shop",
          attributes: { "order.terms": terms },
        },
      ]);
    return { world, tell, dating: async () => (await world.draft()).dating(ref) };
  }

  it("are a person's to decide, until it is taken back or the ERP tells some", async () => {
    const { world, tell, dating } = await undecided();
    expect(await dating()).toMatchObject({ terms: null, decided: null });
    await world.rule(
      { kind: "terms-decided", by: "D. Marsh", orders: [order], terms: "destination" },
      lateEvening + 3 * hour,
    );
    // By delivered terms what only left is no revenue: no date is wrong.
    expect(await dating()).toBeUndefined();
    const [one] = (await world.object(order))?.saleTerms ?? [];
    expect(one).toMatchObject({ terms: "destination", by: "D. Marsh", undone: null });

    await world.rule(
      { kind: "terms-decided", by: "D. Marsh", orders: [order], terms: "origin" },
      lateEvening + 4 * hour,
    );
    expect(await dating()).toMatchObject({ terms: "origin", decided: { by: "D. Marsh", at: lateEvening + 4 * hour } });
    const stale = { kind: "terms-taken-back", by: "L. Koster", orders: [order], ruling: one?.ruling ?? 0 } as const;
    expect(termsRefusal(await world.draft(), stale)).toMatchObject({ code: "nothing-to-undo" });
    const newest = (await world.object(order))?.saleTerms?.at(-1)?.ruling ?? 0;
    await world.rule({ ...stale, ruling: newest }, lateEvening + 5 * hour);
    expect(await dating()).toBeUndefined();

    await tell("FOB origin");
    expect(await dating()).toMatchObject({ terms: "origin", termsText: "FOB origin", decided: null });
    const late = { kind: "terms-decided", by: "L. Koster", orders: [order], terms: "destination" } as const;
    expect(termsRefusal(await world.draft(), late)).toMatchObject({ code: "told" });
    await world.rule(late, lateEvening + 10 * hour);
    expect((await dating())?.terms).toBe("origin");
    expect(termsRefusal(await world.draft(), { ...late, orders: ["order:*:none"] })).toEqual({ kind: "unknown" });
  });

  it("stay decided where words come that nobody knows either, and where two orders prove to be one", async () => {
    const { world, tell, dating } = await undecided();
    await world.rule(
      { kind: "terms-decided", by: "D. Marsh", orders: [order], terms: "origin" },
      lateEvening + 3 * hour,
    );
    await tell("net 30");
    expect(await dating()).toMatchObject({ terms: "origin", termsText: "net 30", decided: { by: "D. Marsh" } });
    await world.entry(lateEvening + 11 * hour, [
      { event: "order.created", keys: { order: "A-1" }, at: lateEvening + 8 * hour, system: "shop" },
    ]);
    await world.rule({ ...undecidedBy("L. Koster"), orders: ["order:*:A-1"] }, lateEvening + 12 * hour);
    await world.entry(lateEvening + 13 * hour, [
      {
        event: "order.changed",
        keys: { order: "SO-1", "order@sales_order.id": "A-1" },
        at: lateEvening + 9 * hour,
        system: "shop",
      },
    ]);
    const joined = await world.object("order:*:A-1");
    expect(joined?.keys).toHaveLength(2);
    expect(joined?.saleTerms).toMatchObject([{ by: "D. Marsh" }, { by: "L. Koster" }]);
    // The newer one decides: delivered terms, by which what only left is no revenue.
    expect(await dating()).toBeUndefined();
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
