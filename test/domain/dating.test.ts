import { describe, expect, it } from "vitest";
import { bookPapers, datingOf, faultOf, type SaleTerms, termsRefusal } from "../../server/domain/index.ts";
import { hour, type Told, World } from "./harness.ts";
import { lateEvening, networkWith } from "./ledger.ts";

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
