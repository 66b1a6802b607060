import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { livesKnown } from "../../server/domain/index.ts";
import { type StockDay, stockDays, trimmed } from "../../server/domain/stock/compare.ts";
import {
  countedBy,
  foldedOf,
  movedBy,
  type SideCount,
  type StockFold,
  type StockMove,
  stockSides,
} from "../../server/domain/stock/fold.ts";
import { at, fact, lines, sundayDay } from "./figured.ts";
import { aStep, hour, minute, testNetwork, World } from "./harness.ts";
import { network } from "./random-stock.ts";

vi.setConfig({ testTimeout: 600_000 });

const day = 24 * hour;
const span = (when: number, dated: boolean) =>
  dated ? { from: Math.floor(when / day) * day, to: (Math.floor(when / day) + 1) * day } : { from: when, to: when };

const moveArb = fc
  .record({
    side: fc.constantFrom(...stockSides),
    when: fc.integer({ min: 0, max: 40 * 24 }),
    dated: fc.constantFrom(false, false, false, false, false, false, false, false, false, true),
    uom: fc.constantFrom("EA", "EA", "EA", "EA", "EA", "EA", "EA", "CS"),
    quantity: fc.constantFrom(-1, 1, 2),
  })
  .map(({ when, dated, ...move }): StockMove => ({ ...move, ...span(when * hour, dated) }));

const countArb = fc
  .record({
    side: fc.constantFrom(...stockSides),
    when: fc.integer({ min: 0, max: 40 * 24 }),
    dated: fc.constantFrom(false, false, false, true),
    quantity: fc.integer({ min: -1, max: 1 }),
    nanos: fc.nat(),
  })
  .map(({ side, when, dated, quantity, nanos }): SideCount => {
    const { from, to } = span(when * hour, dated);
    return {
      ...{ side, from, to, quantity, uom: "EA" },
      mark: { at: from, nanos, identity: `${nanos}` },
      day: Math.floor(from / day),
    };
  });

type Told = { readonly move: StockMove } | { readonly count: SideCount };

/** When something is heard: mostly as it happens. */
const heardArb = fc
  .array(
    fc.record({
      told: fc.oneof(
        { weight: 5, arbitrary: moveArb.map((move): Told => ({ move })) },
        { weight: 1, arbitrary: countArb.map((count): Told => ({ count })) },
      ),
      late: fc.constantFrom(0, 0, 0, 0, 2, 2, 30, 20 * 24),
      takenBack: fc.constantFrom(false, false, false, false, false, false, false, true),
    }),
    { minLength: 100, maxLength: 500 },
  )
  .map((all) =>
    all
      .map((one) => ({ ...one, at: ("move" in one.told ? one.told.move.from : one.told.count.from) + one.late * hour }))
      .toSorted((a, b) => a.at - b.at),
  );

describe("what is kept of stock", () => {
  it("KF26 going on from what is kept says of each day what a reading of everything says, or that it must be read", async () => {
    let [went, read] = [0, 0];
    fc.assert(
      fc.property(heardArb, (heard) => {
        const [counts, moves]: [SideCount[], StockMove[]] = [[], []];
        const days = new Map<number, StockDay>();
        let fold: StockFold | null = null;
        const put = (was: StockFold | null, now: StockFold): void => {
          for (const { day: gone } of was === null ? [...days.values()] : stockDays(was)) days.delete(gone);
          for (const told of stockDays(now)) days.set(told.day, told);
          fold = trimmed(now);
        };
        const take = (next: StockFold | null): void => {
          if (next !== null) went++;
          else read++;
          put(next === null ? null : fold, next ?? foldedOf("", counts, moves));
        };
        for (const { told, takenBack } of heard) {
          if ("count" in told) {
            counts.push(told.count);
            const { side, ...count } = told.count;
            take(fold === null ? null : countedBy(fold, side, count));
          } else {
            moves.push(told.move);
            take(fold === null ? null : movedBy(fold, told.move, 1));
            if (takenBack && fold !== null) {
              const [gone] = moves.splice(Math.floor(moves.length * 0.9), 1);
              if (gone !== undefined) take(movedBy(fold, gone, -1));
            }
          }
        }
        expect([...days.values()].sort((a, b) => a.day - b.day)).toEqual(stockDays(foldedOf("", counts, moves)));
        const kept = fold as StockFold | null;
        for (const side of stockSides) {
          expect(kept?.[side].counts.length ?? 0).toBeLessThanOrEqual(8);
          expect(kept?.[side].recent.length ?? 0).toBeLessThanOrEqual(64);
        }
      }),
      { numRuns: 300 },
    );
    expect(went).toBeGreaterThan(10 * read);
    expect(read).toBeGreaterThan(300);
  });

  it("KF26 an item with 20,000 facts costs no more an event than a small one, and no timeline of it is read", async () => {
    const world = await World.begin(network, at(-72));
    const draft = await world.draft();
    const keys = (shipment: string) => ({ shipment, warehouse: "ATL" });
    const count = (system: string, when: number, quantity: number) =>
      fact(
        "stock.counted",
        when,
        { item: "A", warehouse: "ATL" },
        {
          system,
          attributes: { "business.quantity": String(quantity) },
        },
      );
    const ref = "stock:*:ATL/A";
    const first = at(0);
    await world.entry(first + minute, [count("erp", first, 100_000), count("wms-atl", first, 100_000)]);
    const { factsOf } = draft;
    let timelines = 0;
    draft.factsOf = (asked) => {
      if (asked === ref) timelines++;
      return factsOf(asked);
    };
    // Two facts of each of 250 shipments a day, of which the last is not in the ERP when both count at night.
    const days = 40;
    let longest = 0;
    for (let day = 0; day < days; day++) {
      for (let number = 0; number < 250; number++) {
        const when = at(24 * day, 1 + number * 5);
        const told = fact("shipment.confirmed", when, keys(`S${day}-${number}`), {
          system: "wms-atl",
          attributes: lines(["A", "1"]),
        });
        await world.entry(when + minute, [told]);
        await world.entry(when + 3 * minute, [fact("shipment.posted", when + 2 * minute, keys(`S${day}-${number}`))]);
      }
      const night = at(24 * day, 1 + 249 * 5 + 1);
      const left = 100_000 - 250 * (day + 1);
      await world.entry(night + 4 * minute, [count("wms-atl", night, left), count("erp", night, left + 1)]);
      await world.commit();
      const object = world.store.tables.objects.get(ref);
      longest = Math.max(longest, JSON.stringify(object).length);
      expect(JSON.stringify(object?.stock).length).toBeLessThan(20_000);
    }
    expect(timelines).toBe(0);
    const object = world.store.tables.objects.get(ref);
    expect(object?.factCount).toBe(2 + days * 252);
    expect(object?.links).toEqual([]);
    expect(longest).toBeLessThan(25_000);
    const told = [...world.store.tables.figures].filter(([name]) => name.startsWith(`${ref}#`));
    expect(told).toHaveLength(days);
    for (const [, own] of told)
      for (const { versions } of own.values())
        expect(livesKnown(versions, null)).toMatchObject([{ figure: "stock-agreement", numerator: 1, denominator: 1 }]);
  });
});

describe("counts of one day", () => {
  const counted = (system: string, when: number, quantity: string, date?: string) =>
    fact(
      "stock.counted",
      when,
      { item: "A", warehouse: "ATL" },
      { system, attributes: { "business.quantity": quantity, ...(date && { "business.occurred_at": date }) } },
    );
  const nextDay = "2026-11-02";

  it.each([
    [
      "two dates that say the same are one",
      [counted("wms-atl", at(30), "5", nextDay), counted("wms-atl", at(31), "5", nextDay)],
      "1/1",
    ],
    [
      "of two dates that say otherwise nobody knows which is the last",
      [counted("wms-atl", at(30), "5", nextDay), counted("wms-atl", at(31), "6", nextDay)],
      "date-only",
    ],
    [
      "a third that says what one of them says tells nothing more",
      [
        counted("wms-atl", at(30), "5", nextDay),
        counted("wms-atl", at(31), "6", nextDay),
        counted("wms-atl", at(32), "5", nextDay),
      ],
      "date-only",
    ],
    [
      "one that says its time goes before them",
      [
        counted("wms-atl", at(30), "6", nextDay),
        counted("wms-atl", at(31), "7", nextDay),
        counted("wms-atl", at(32), "5"),
      ],
      "1/1",
    ],
  ] as const)("KF25 %s, whatever came first", async (_what, told, said) => {
    const begins = [counted("wms-atl", at(20), "5"), counted("erp", at(20), "5"), counted("erp", at(33), "5")];
    for (const heard of [told, told.toReversed(), [...told.slice(1), ...told.slice(0, 1)]]) {
      const world = await World.begin(network, at(-72));
      for (const [index, one] of [...begins, ...heard].entries()) await world.entry(at(300 + index), [one]);
      await world.commit();
      const all = [...world.store.tables.figures.values()].flatMap((own) =>
        [...own.values()].flatMap(({ versions }) => livesKnown(versions, null)),
      );
      const agreement = all.filter(({ figure, day: on }) => figure === "stock-agreement" && on === sundayDay + 1);
      expect(agreement.map((one) => one.leftOut ?? `${one.numerator}/${one.denominator}`)).toEqual([said]);
    }
  });
});

describe("an order that is oversold", () => {
  it("KF16 KF28 stands in the flow that awaits its acknowledgement, as every order that is taken", async () => {
    const acknowledge = aStep({
      id: "acknowledge",
      flow: "order-to-ship",
      after: "order.released",
      expect: "order.acknowledged",
      within: hour,
    });
    const { offsetAt, systems, warehouses, stock } = network;
    const steps = [acknowledge];
    const world = await World.begin(
      testNetwork({ offsetAt, systems, warehouses, steps, ...(stock && { stock }) }),
      at(-72),
    );
    await world.entry(at(300), [
      fact("stock.published", at(1), { item: "A", warehouse: "ATL" }, { attributes: { "business.quantity": "3" } }),
      fact("order.created", at(2), { order: "O1", warehouse: "ATL" }, { attributes: lines(["A", "4"]) }),
      fact("order.released", at(3), { order: "O1", warehouse: "ATL" }),
    ]);
    await world.commit();
    const all = [...world.store.tables.figures.values()].flatMap((own) =>
      [...own.values()].flatMap(({ versions }) => livesKnown(versions, null)),
    );
    const ofTaken = new Set(["discrepancies", "exception-rate", "oversold-orders"]);
    const placed = all.filter(({ figure }) => ofTaken.has(figure));
    expect(placed.map(({ figure, numerator, flow }) => [figure, numerator, flow]).toSorted()).toEqual([
      ["discrepancies", 0, "order-to-ship"],
      ["exception-rate", 0, "order-to-ship"],
      ["oversold-orders", 1, "order-to-ship"],
    ]);
  });
});
