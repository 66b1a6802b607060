import fc from "fast-check";
import { at, fact, floor, lines } from "./figured.ts";
import { minute, type Told } from "./harness.ts";

/** One fact of a random week and when it is heard. */
export interface Heard {
  readonly told: Told;
  readonly at: number;
}

type Keys = NonNullable<Told["keys"]>;
type Tell = typeof fact;
const reno: Tell = (event, when, keys, more) =>
  fact(event, when, { warehouse: "RNO", ...keys }, { system: "wms-rno", ...more });

/** Few documents, so that they meet: two shipments of one order, one of two orders, an order that tells of none. */
const orders: readonly Keys[] = [
  { order: "O1", customer: "Halden Vet" },
  { order: "O2", customer: "Ostrander" },
  { order: "O3" },
];
const shipments: readonly Keys[] = [
  { order: "O1", shipment: "S1" },
  { order: "O1", shipment: "S2" },
  { order: ["O1", "O2"], shipment: "S3" },
  { order: "O2", shipment: "S4" },
  { order: "O3" },
];
const invoices: readonly Keys[] = [
  { order: "O1", shipment: "S1", invoice: "I1" },
  { order: "O1", shipment: ["S1", "S2"], invoice: "I2" },
  { order: "O1", invoice: "I3" },
  { order: "O2", shipment: "S4", invoice: "I4" },
  { order: "O3", invoice: "I5" },
  { invoice: "I6" },
];
const receipts: readonly Keys[] = [{ receipt: "RC1", partner: "Lund" }, { receipt: "RC2" }];

const of = (weight: number, events: readonly string[], keys: readonly Keys[], ...tells: readonly Tell[]) => ({
  weight,
  arbitrary: fc.record({
    event: fc.constantFrom(...events),
    keys: fc.constantFrom(...keys),
    tell: fc.constantFrom(...(tells.length === 0 ? [fact] : tells)),
  }),
});

const factArb = fc.oneof(
  of(6, ["order.created", "order.created", "order.changed"], orders),
  of(4, ["order.released", "order.allocated", "order.reallocated", "order.released"], orders, floor, reno),
  of(2, ["order.acknowledged"], orders, floor, reno),
  of(2, ["order.held", "order.freed"], orders),
  of(1, ["order.cancelled", "pick.confirmed", "order.delivered"], orders),
  of(8, ["shipment.confirmed", "shipment.confirmed", "shipment.posted"], shipments, floor, floor, reno),
  of(2, ["shipment.voided", "shipment.delivered", "shipment.planned"], shipments),
  of(6, ["invoice.posted", "invoice.posted", "invoice.sent", "invoice.rejected", "invoice.cancelled"], invoices),
  of(4, ["receipt.arrived", "receipt.confirmed", "receipt.advised", "receipt.put-away"], receipts, floor, reno),
  of(2, ["receipt.posted", "receipt.gate-arrived"], receipts),
);

const lineArb = fc.tuple(fc.constantFrom("A", "B"), fc.constantFrom("1", "2.5", "10", "0.0001", "3.00"));

export const heardArb: fc.Arbitrary<Heard> = fc
  .record({
    fact: factArb,
    when: fc.integer({ min: 0, max: 4000 }),
    late: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 1500 })),
    failed: fc.constantFrom(false, false, false, false, false, true),
    day: fc.constantFrom(false, false, false, false, false, true),
    lines: fc.option(fc.array(lineArb, { minLength: 1, maxLength: 3 }), { nil: undefined, freq: 4 }),
    cases: fc.constantFrom(undefined, undefined, undefined, undefined, "CS"),
    shipBy: fc.option(fc.integer({ min: 0, max: 4000 }), { nil: undefined, freq: 2 }),
    notBefore: fc.option(fc.integer({ min: 0, max: 4000 }), { nil: undefined, freq: 6 }),
    billing: fc.constantFrom(undefined, undefined, undefined, undefined, undefined, "none"),
  })
  .map(({ fact: one, when, late, failed, day, lines: told, cases, shipBy, notBefore, billing }): Heard => {
    const happened = at(0) + when * minute;
    const isOrder = one.event === "order.created" || one.event === "order.changed";
    const isoAt = (minutes: number): string => new Date(at(0) + minutes * minute).toISOString();
    return {
      told: one.tell(one.event, happened, one.keys, {
        nanos: when,
        attributes: {
          ...(day ? { "business.occurred_at": isoAt(when).slice(0, 10) } : {}),
          ...(told === undefined
            ? {}
            : lines(...told.map(([sku, quantity]) => [sku, quantity, cases ?? "EA"] as const))),
          ...(isOrder && shipBy !== undefined ? { "order.ship_by": isoAt(shipBy) } : {}),
          ...(isOrder && notBefore !== undefined ? { "order.ship_not_before": isoAt(notBefore) } : {}),
          ...(isOrder && billing !== undefined ? { "order.billing": billing } : {}),
        },
        ...(failed ? { failed: "refused" } : {}),
      }),
      at: happened + late * minute,
    };
  });

const sameRecord = ({ told }: Heard): string =>
  JSON.stringify([told.event, told.keys, told.at, told.system, told.failed]);

/** What happens to an order as a rule, by whom: the floor in `at` or the ERP. */
const orderChain = (order: string, where: Tell): readonly (readonly [event: string, keys: Keys, tell: Tell])[] => {
  const [first, second] = [`${order}a`, `${order}b`];
  return [
    ["order.created", { order, customer: order === "O4" ? "Halden Vet" : "Ostrander" }, fact],
    ["order.released", { order }, (event, when, keys, more) => ({ ...where(event, when, keys, more), system: "erp" })],
    ["shipment.planned", { order, shipment: [first, second] }, fact],
    ["order.acknowledged", { order }, where],
    ["shipment.confirmed", { order, shipment: first }, where],
    ["shipment.posted", { order, shipment: first }, fact],
    ["invoice.posted", { order, shipment: first, invoice: `I${first}` }, fact],
    ["shipment.confirmed", { order, shipment: second }, where],
    ["shipment.posted", { order, shipment: second }, fact],
    ["invoice.posted", { order, shipment: second, invoice: `I${second}` }, fact],
    ["invoice.sent", { invoice: `I${second}` }, fact],
    ["shipment.delivered", { shipment: first }, fact],
    ["shipment.delivered", { shipment: second }, fact],
  ];
};

const receiptChain = (receipt: string, where: Tell): readonly (readonly [event: string, keys: Keys, tell: Tell])[] => [
  ["receipt.arrived", { receipt, partner: "Lund" }, where],
  ["receipt.confirmed", { receipt }, where],
  ["receipt.put-away", { receipt }, where],
  ["receipt.posted", { receipt }, fact],
];

const gapArb = fc.record({ gap: fc.integer({ min: 1, max: 600 }), late: fc.integer({ min: 0, max: 900 }) });

/** A chain of facts with random pauses; `drop` leaves some of it out. */
const chainArb = (chain: ReturnType<typeof orderChain>, drop: boolean): fc.Arbitrary<readonly Heard[]> =>
  fc
    .tuple(
      fc.array(gapArb, { minLength: chain.length, maxLength: chain.length }),
      drop ? fc.subarray([...chain.keys()], { minLength: 1 }) : fc.integer({ min: 1, max: chain.length }),
      fc.integer({ min: 0, max: 4000 }),
      fc.array(lineArb, { minLength: 1, maxLength: 2 }),
    )
    .map(([gaps, kept, by, part]) => {
      let when = 0;
      const told = chain.map(([event, keys, tell], index): Heard => {
        const { gap = 1, late = 0 } = gaps[index] ?? {};
        when += gap;
        const attributes = {
          ...(event === "order.created" ? { "order.ship_by": new Date(at(0, by)).toISOString() } : {}),
          ...(event === "order.created" ? lines(["A", "10"], ["B", "2.5"]) : {}),
          ...(event === "shipment.confirmed" || event === "invoice.posted" ? lines(...part) : {}),
        };
        return { told: tell(event, at(0, when), keys, { attributes, nanos: index }), at: at(0, when + late) };
      });
      return typeof kept === "number"
        ? told.slice(0, kept)
        : kept.map((index) => told[index]).flatMap((one) => one ?? []);
    });

const chainsArb = (drop: boolean): fc.Arbitrary<readonly Heard[]> =>
  fc
    .tuple(
      fc.option(chainArb(orderChain("O4", floor), drop), { freq: 2 }),
      fc.option(chainArb(orderChain("O5", reno), drop), { freq: 2 }),
      fc.option(chainArb(receiptChain("RC4", floor), drop), { freq: 2 }),
      fc.option(chainArb(receiptChain("RC5", reno), drop), { freq: 2 }),
    )
    .map((chains) => chains.flatMap((chain) => chain ?? []));

/** Orders and receipts that go as they should, up to somewhere. */
export const goodWeeksArb = chainsArb(false);

/** Orders that are usually taken before anything else, chains with holes, and facts that come as they like. */
export const figuresArb: fc.Arbitrary<readonly Heard[]> = fc
  .tuple(
    fc.array(fc.record({ keys: fc.constantFrom(...orders), by: fc.integer({ min: 0, max: 4000 }) }), { maxLength: 3 }),
    chainsArb(true),
    fc.array(heardArb, { minLength: 2, maxLength: 14 }),
  )
  .map(([begun, chains, heard]) => {
    const beginning = begun.map(({ keys, by }, index): Heard => {
      const attributes = {
        "order.ship_by": new Date(at(0, by)).toISOString(),
        ...lines(["A", "10"], ["B", "2.5"]),
      };
      return { told: fact("order.created", at(-2, index), keys, { attributes, nanos: index }), at: at(-2, index) };
    });
    return [
      ...new Map([...beginning, ...chains, ...heard].toReversed().map((one) => [sameRecord(one), one])).values(),
    ].toReversed();
  });
