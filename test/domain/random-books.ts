import fc from "fast-check";
import { at, erp, floor } from "./booked.ts";
import { minute, type Told } from "./harness.ts";

/** One fact of random books and when it is heard. */
export interface Heard {
  readonly told: Told;
  readonly at: number;
}

/** Few documents, so that they meet: two shipments of one order, one of two orders, an order that tells of none. */
const shipments = [
  { order: "O1", shipment: "S1" },
  { order: "O1", shipment: "S2" },
  { order: ["O1", "O2"], shipment: "S3" },
  { order: "O2", shipment: "S4" },
  { order: "O3" },
  { shipment: "S5" },
] as const;
const invoices = [
  { order: "O1", shipment: "S1", invoice: "I1" },
  { shipment: ["S1", "S2"], order: "O1", invoice: "I2" },
  { order: "O1", invoice: "I3" },
  { order: "O2", invoice: "I4" },
  { order: "O3", invoice: "I5" },
  { shipment: "S3", invoice: "I6" },
  { shipment: "S5", invoice: "I7" },
  { invoice: "I8" },
] as const;

const stocks = [
  { warehouse: "ATL", item: "44-190" },
  { warehouse: "ATL", item: "44-190", adjustment: "A1" },
  { warehouse: "ATL", item: "44-190", adjustment: "A2" },
] as const;

type Keys = NonNullable<Told["keys"]>;
const of = (events: readonly string[], keys: readonly Keys[], tell: typeof erp = erp) =>
  fc.record({ event: fc.constantFrom(...events), keys: fc.constantFrom(...keys), tell: fc.constant(tell) });

const leaves = of(["shipment.confirmed", "shipment.confirmed", "shipment.posted"], shipments, floor);
const bills = of(
  ["invoice.posted", "invoice.posted", "invoice.rejected", "invoice.cancelled", "invoice.corrected"],
  invoices,
);

const factArb = fc.oneof(
  { weight: 5, arbitrary: leaves },
  { weight: 5, arbitrary: bills },
  { weight: 1, arbitrary: of(["shipment.voided", "shipment.delivered"], shipments, floor) },
  {
    weight: 2,
    arbitrary: of(
      ["order.created", "order.changed", "pick.shorted", "order.backordered", "order.allocated"],
      [{ order: "O1" }, { order: "O2" }, { order: "O3" }],
    ),
  },
  {
    weight: 2,
    arbitrary: of(
      ["return.received", "credit.posted", "return.dispositioned"],
      [{ return: "R1" }, { return: "R1", credit: "C1" }, { credit: "C2", return: "R1" }],
    ),
  },
  {
    weight: 2,
    arbitrary: of(
      ["receipt.confirmed", "receipt.posted", "receipt.put-away"],
      [
        { receipt: "RC1", "purchase-order": "P1" },
        { receipt: "RC2", "purchase-order": "P1" },
      ],
    ),
  },
  {
    weight: 2,
    arbitrary: of(
      ["bill.received", "bill.matched"],
      [
        { bill: "B1", receipt: "RC1" },
        { bill: "B2", "purchase-order": "P1" },
        { bill: "B3", load: "L1" },
      ],
    ),
  },
  { weight: 1, arbitrary: of(["transfer.received", "transfer.shipped"], [{ transfer: "T1" }]) },
  { weight: 1, arbitrary: of(["transfer.received"], [{ transfer: "T1" }], floor) },
  { weight: 3, arbitrary: of(["stock.adjusted", "stock.adjusted", "stock.counted"], stocks, floor) },
  { weight: 3, arbitrary: of(["stock.adjusted"], stocks) },
  { weight: 1, arbitrary: of(["load.departed"], [{ load: "L1", carrier: "Corvus" }]) },
);

const moneyArb = fc.record({
  minor: fc.integer({ min: 0, max: 99_999 }),
  currency: fc.constantFrom("USD", "EUR"),
});

export const heardArb: fc.Arbitrary<Heard> = fc
  .record({
    fact: factArb,
    when: fc.integer({ min: 0, max: 3000 }),
    late: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 900 })),
    failed: fc.constantFrom(false, false, false, true),
    money: fc.option(moneyArb, { nil: undefined }),
    unitPrice: fc.option(fc.constantFrom("0.0125", "12.50"), { nil: undefined }),
    billing: fc.option(fc.constantFrom("none", "on-delivery"), { nil: undefined, freq: 5 }),
    quantity: fc.constantFrom("-7", "-2", "2", "3", "5.5"),
    day: fc.constantFrom(false, false, false, true),
    entity: fc.option(fc.constantFrom("US01", "MX02"), { nil: undefined }),
  })
  .map(({ fact, when, late, failed, money, unitPrice, quantity, billing, day, entity }): Heard => {
    const happened = day ? at(12) + Math.floor(when / 1440) * 1440 * minute : at(0) + when * minute;
    const line = { line: "1", sku: "44-190", quantity: "30", unitPrice };
    const told = fact.tell(fact.event, happened, fact.keys, {
      nanos: when,
      attributes: {
        ...(day ? { "business.occurred_at": new Date(happened).toISOString().slice(0, 10) } : {}),
        ...(fact.event.startsWith("stock.") ? { "business.quantity": quantity } : {}),
        ...(money === undefined ? {} : { "business.amount": money.minor / 100, "business.currency": money.currency }),
        ...(unitPrice === undefined ? {} : { "business.lines": JSON.stringify([line]) }),
        ...(billing !== undefined && fact.event.startsWith("order.") ? { "order.billing": billing } : {}),
        ...(entity === undefined ? {} : { "ledger.entity": entity, "ledger.period": `${entity} 11` }),
      },
      ...(failed ? { failed: "refused" } : {}),
    });
    return { told, at: Math.max(happened, at(0)) + late * minute };
  });

const sameRecord = ({ told }: Heard): string =>
  JSON.stringify([told.event, told.keys, told.at, told.system, told.failed]);

export const booksArb = fc.uniqueArray(heardArb, { minLength: 2, maxLength: 16, selector: sameRecord });
