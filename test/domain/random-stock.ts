import fc from "fast-check";
import { at, fact, network as figured, lines } from "./figured.ts";
import { minute, type Told } from "./harness.ts";
import type { Heard } from "./random-figures.ts";

/** The network of the figures' tests, in which counts of the ERP and of each building's own system are compared. */
export const network = { ...figured, stock: { ledger: "erp", floor: "wms" } };

const buildings = ["ATL", "RNO"] as const;
const items = ["A", "B"] as const;

/** Quantities small enough that counts agree by chance. */
const quantityArb = fc.constantFrom("1", "2", "1", "3");
const whenArb = fc.integer({ min: 0, max: 12 * 24 * 12 }).map((step) => step * 5);

const countArb = fc.record({
  kind: fc.constant("count" as const),
  warehouse: fc.constantFrom(...buildings),
  item: fc.constantFrom(...items),
  system: fc.constantFrom("erp", "erp", "floor", "floor", "floor", "tms"),
  quantity: fc.constantFrom("8", "9", "10", "10", "10", "11", "-1"),
  uom: fc.constantFrom("EA", "EA", "EA", "CS"),
});

const moveArb = fc.record({
  kind: fc.constant("move" as const),
  event: fc.constantFrom(
    ...["shipment.confirmed", "shipment.posted", "receipt.confirmed", "receipt.put-away", "receipt.posted"],
    ...["transfer.shipped", "transfer.received", "shipment.confirmed", "shipment.posted", "shipment.voided"],
  ),
  id: fc.constantFrom("1", "2", "3"),
  warehouse: fc.constantFrom("ATL", "ATL", "RNO"),
  system: fc.constantFrom("erp", "floor", "floor", "other"),
  lines: fc.option(fc.array(fc.tuple(fc.constantFrom(...items), quantityArb), { minLength: 1, maxLength: 3 }), {
    nil: undefined,
    freq: 6,
  }),
  uom: fc.constantFrom("EA", "EA", "EA", "EA", "EA", "EA", "EA", "CS"),
});

const shownArb = fc.record({
  kind: fc.constant("shown" as const),
  warehouse: fc.constantFrom("ATL", "ATL", "RNO"),
  item: fc.constantFrom(...items),
  system: fc.constant("shop"),
  quantity: fc.constantFrom("0", "1", "2", "3", "10"),
  uom: fc.constantFrom("EA", "EA", "EA", "EA", "EA", "CS"),
});

const orderArb = fc.record({
  kind: fc.constant("order" as const),
  event: fc.constantFrom(
    ...["order.created", "order.created", "order.created", "order.released", "order.released"],
    ...["order.allocated", "order.cancelled"],
  ),
  id: fc.constantFrom("1", "2", "3", "4"),
  warehouse: fc.constantFrom("ATL", "ATL", "RNO"),
  system: fc.constantFrom("erp", "shop"),
  lines: moveArb.map((one) => one.lines),
  uom: fc.constantFrom("EA", "EA", "EA", "EA", "EA", "CS"),
});

const systemOf = (system: string, warehouse: string): string =>
  system === "floor"
    ? `wms-${warehouse.toLowerCase()}`
    : system === "other"
      ? `wms-${warehouse === "ATL" ? "rno" : "atl"}`
      : system;

/** One fact about stock or about goods, as it comes: late, failed, only dated, corrected, twice. */
const heardArb: fc.Arbitrary<Heard> = fc
  .record({
    one: fc.oneof(
      { weight: 3, arbitrary: countArb },
      { weight: 4, arbitrary: moveArb },
      { weight: 2, arbitrary: shownArb },
      { weight: 3, arbitrary: orderArb },
    ),
    when: whenArb,
    late: fc.oneof(fc.constant(0), fc.constant(0), fc.integer({ min: 1, max: 16_000 })),
    failed: fc.constantFrom(false, false, false, false, false, false, false, true),
    day: fc.constantFrom(false, false, false, true),
  })
  .map(({ one, when, late, failed, day }): Heard => {
    const isStock = one.kind === "count" || one.kind === "shown";
    const keys: NonNullable<Told["keys"]> = isStock
      ? { item: one.item, warehouse: one.warehouse }
      : {
          [one.event.slice(0, one.event.indexOf("."))]: `D${one.id}`,
          ...(one.event === "order.created" || one.event === "order.cancelled" ? {} : { warehouse: one.warehouse }),
        };
    const event = one.kind === "count" ? "stock.counted" : one.kind === "shown" ? "stock.published" : one.event;
    const told: Told = fact(event, at(0, when), keys, {
      system: systemOf(one.system, one.warehouse),
      nanos: when,
      attributes: {
        ...(day ? { "business.occurred_at": new Date(at(0, when)).toISOString().slice(0, 10) } : {}),
        ...(isStock ? { "business.quantity": one.quantity, "business.uom": one.uom } : {}),
        ...(!isStock && one.lines !== undefined
          ? lines(...one.lines.map(([sku, quantity]) => [sku, quantity, one.uom] as const))
          : {}),
      },
      ...(failed ? { failed: "refused" } : {}),
    });
    return { told, at: at(0, when) + late * minute };
  });

const sameRecord = ({ told }: Heard): string =>
  JSON.stringify([told.event, told.keys, told.at, told.system, told.failed]);

/** What both sides say as a rule: the floor moves and the ledger follows, both count each night, and mostly agree. */
const nightsArb: fc.Arbitrary<readonly Heard[]> = fc
  .array(
    fc.record({
      left: fc.integer({ min: 0, max: 3 }),
      hour: fc.integer({ min: 6, max: 23 }),
      posted: fc.integer({ min: 1, max: 600 }),
      off: fc.constantFrom(0, 0, 0, 0, 1),
      late: fc.constantFrom(0, 0, 0, 30, 2000),
      dated: fc.constantFrom(false, false, false, false, true),
    }),
    { minLength: 1, maxLength: 12 },
  )
  .map((nights) => {
    const told: Heard[] = [];
    const say = (one: Told, late = 0) => told.push({ told: one, at: one.at + late * minute });
    const out: { readonly at: number; readonly posted: number; readonly quantity: number }[] = [];
    for (const [night, { left, hour, posted, off, late, dated }] of nights.entries()) {
      const when = at(24 * night + hour);
      const keys = { shipment: `N${night}`, warehouse: "ATL" };
      const date = new Date(when).toISOString().slice(0, 10);
      const attributes = { ...lines(["A", String(left)]), ...(dated ? { "business.occurred_at": date } : {}) };
      out.push({ at: when, posted: when + posted * minute, quantity: left });
      if (left > 0) say(fact("shipment.confirmed", when, keys, { system: "wms-atl", attributes }), late);
      if (left > 0) say(fact("shipment.posted", when + posted * minute, keys, { attributes }));
      const end = at(24 * night + 22);
      const gone = (of: "at" | "posted") => out.reduce((sum, one) => sum + (one[of] <= end ? one.quantity : 0), 0);
      const count = (system: string, quantity: number, behind: number) =>
        say(
          fact(
            "stock.counted",
            end,
            { item: "A", warehouse: "ATL" },
            {
              system,
              attributes: { "business.quantity": String(quantity), "business.uom": "EA" },
            },
          ),
          behind,
        );
      count("wms-atl", 100 - gone("at"), 3);
      count("erp", 100 - gone("posted") + off, late);
    }
    return told;
  });

/** What a shop shows and takes as a rule: some of each item, and orders for about as much, given to the building. */
const shopArb: fc.Arbitrary<readonly Heard[]> = fc
  .array(
    fc.record({
      shown: quantityArb,
      wanted: quantityArb,
      hour: fc.integer({ min: 0, max: 200 }),
      late: fc.constantFrom(0, 0, 30, 3000),
    }),
    { maxLength: 4 },
  )
  .map((days) =>
    days.flatMap(({ shown, wanted, hour, late }, index) => {
      const [when, order] = [at(hour), `T${index}`];
      const attributes = { "business.quantity": shown, "business.uom": "EA" };
      const keys = { item: "A", warehouse: "ATL" };
      return [
        { told: fact("stock.published", when, keys, { system: "shop", attributes }), at: when + late * minute },
        {
          told: fact("order.created", when + hour * minute, { order }, { attributes: lines(["A", wanted]) }),
          at: when,
        },
        { told: fact("order.released", when + 300 * minute, { order, warehouse: "ATL" }), at: when + 300 * minute },
      ];
    }),
  );

/** Facts about stock in any order of arrival. */
export const stockArb: fc.Arbitrary<readonly Heard[]> = fc
  .tuple(nightsArb, shopArb, fc.array(heardArb, { minLength: 0, maxLength: 24 }), fc.boolean())
  .map(([nights, shop, heard, regular]) => {
    const all = regular ? [...nights, ...heard.slice(0, 4)] : [...shop, ...heard];
    const distinct = [...new Map(all.map((one) => [sameRecord(one), one])).values()];
    // Of one record several contents, as where it is corrected; and some as they were, once more.
    const again = all.filter((one) => !distinct.includes(one));
    const corrected = distinct.slice(1, 4).map((one) => ({ told: correctedOf(one.told), at: one.at + 1000 * minute }));
    return [...distinct, ...again, ...corrected, ...distinct.slice(0, 2)].map(({ told, at: when }) => ({
      told: { ...told, variant: JSON.stringify(told.attributes ?? {}) },
      at: when,
    }));
  });

const correctedOf = (told: Told): Told => ({
  ...told,
  attributes: { ...told.attributes, "business.quantity": "9", ...lines(["A", "2"]) },
});
