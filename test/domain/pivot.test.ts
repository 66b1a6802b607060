import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type AgeEdges,
  ageColumn,
  ageColumns,
  ageEdges,
  blockOf,
  booksBlocks,
  convertedMinor,
  dayEdges,
  daysBy,
  type Money,
  monthEdges,
  type Owed,
  type OwedCell,
  type OwedKind,
  type PivotBy,
  pivotOf,
  pivotRows,
  placeInPivot,
  type RowsBy,
} from "../../server/domain/index.ts";
import { hour } from "./harness.ts";

/** New York in the autumn in which clocks go back on 1 November 2026 at 06:00Z. */
const newYork = (at: number): number => (at < Date.UTC(2026, 10, 1, 6) ? -240 : -300);
const days = daysBy(newYork);

const kinds = Object.keys(blockOf) as OwedKind[];
const now = Date.UTC(2026, 10, 20, 17);

const owedArb: fc.Arbitrary<Owed> = fc
  .record({
    kind: fc.constantFrom(...kinds),
    number: fc.integer({ min: 1, max: 9_999 }),
    age: fc.integer({ min: 0, max: 120 * 24 * 60 }),
    due: fc.option(fc.integer({ min: -6_000, max: 6_000 }), { nil: null }),
    worth: fc.option(
      fc.record({
        minor: fc.integer({ min: -99_999, max: 9_999_999_999 }),
        currency: fc.constantFrom("USD", "EUR", "JPY"),
        basis: fc.constantFrom("document", "order-price", "cost"),
      }),
      { nil: null, freq: 4 },
    ),
    undelivered: fc.constantFrom(false, false, false, true),
    rule: fc.option(fc.constantFrom("samples", "warranty"), { nil: null, freq: 3 }),
    entity: fc.constantFrom("US01", "MX02", null),
    warehouse: fc.constantFrom("ATL", "RNO", "SEA", null),
    partner: fc.constantFrom("Halden Vet", "Mercer", null),
  })
  .map(({ kind, number, age, due, worth, rule, ...rest }): Owed => {
    const since = now - age * 60_000;
    return {
      ...rest,
      ref: `shipment:*:S${number}`,
      block: blockOf[kind],
      kind,
      since,
      sinceIsDay: false,
      sinceDay: "2026-11-19",
      dueAt: due === null ? null : now + due * 60_000,
      amount: worth === null ? null : { minor: worth.minor, currency: worth.currency },
      basis: worth === null ? "unknown" : (worth.basis as Owed["basis"]),
      estimate: worth?.basis === "order-price",
      currency: worth?.currency ?? null,
      notBillable: rule === null ? null : { rule },
      about: [`shipment:*:S${number}`],
      ledgerRef: null,
      ledgerDate: null,
      ledgerPeriod: null,
    };
  });

const edgesArb: fc.Arbitrary<AgeEdges> = fc
  .tuple(fc.uniqueArray(fc.integer({ min: 0, max: 100 }), { minLength: 1, maxLength: 6 }), fc.boolean())
  .map(([lasts, dueApart]) => ({ lasts: lasts.sort((a, b) => a - b), dueApart }));

/** In dollars: a euro is 1.25, and nobody says what a yen is. */
const reported = ({ minor, currency }: Money): number | null =>
  currency === "JPY" ? null : currency === "EUR" ? convertedMinor(minor, 100, "1.25", 100) : minor;
const byOf = (rowsBy: RowsBy, edges: AgeEdges): PivotBy => ({
  rowOf: (owed) => owed[rowsBy],
  reported,
  edges,
  at: now,
  daysOf: () => days,
});

/** What a cell must say of its documents, found the long way, with integers beyond doubt. */
function cellOf(documents: readonly Owed[]) {
  const keys = [
    ...new Set(documents.flatMap((one) => (one.amount === null ? [] : `${one.amount.currency} ${one.basis}`))),
  ];
  const inDollars = (estimate: boolean) => {
    const its = documents.filter((one) => one.estimate === estimate).flatMap(({ amount }) => amount ?? []);
    const known = its.flatMap((money) => reported(money) ?? []);
    return { minor: String(known.reduce((sum, minor) => sum + BigInt(minor), 0n)), count: known.length };
  };
  return {
    count: documents.length,
    value: inDollars(false),
    estimate: inDollars(true),
    unconverted: documents.filter(({ amount }) => amount?.currency === "JPY").length,
    unknown: documents.filter(({ amount }) => amount === null).length,
    sums: keys.sort().map((key) => {
      const its = documents.filter((one) => `${one.amount?.currency} ${one.basis}` === key);
      const minor = its.reduce((sum, { amount }) => sum + BigInt(amount?.minor ?? 0), 0n);
      return { key, minor: String(minor), count: its.length };
    }),
  };
}

const asTold = ({ count, value, estimate, unconverted, unknown, sums }: OwedCell) => ({
  count,
  value: { ...value, minor: String(value.minor) },
  estimate: { ...estimate, minor: String(estimate.minor) },
  unconverted,
  unknown,
  sums: sums.map(({ currency, basis, minor, count: of }) => ({
    key: `${currency} ${basis}`,
    minor: String(minor),
    count: of,
  })),
});

/** Cells added up by key. */
function together(cells: readonly OwedCell[]) {
  const sums = new Map<string, { minor: bigint; count: number }>();
  for (const { currency, basis, minor, count } of cells.flatMap((cell) => cell.sums)) {
    const sum = sums.get(`${currency} ${basis}`) ?? { minor: 0n, count: 0 };
    sums.set(`${currency} ${basis}`, { minor: sum.minor + BigInt(minor), count: sum.count + count });
  }
  const add = (of: (cell: OwedCell) => number): number => cells.reduce((total, cell) => total + of(cell), 0);
  const side = (of: "value" | "estimate") => ({
    minor: String(cells.reduce((sum, cell) => sum + BigInt(cell[of].minor), 0n)),
    count: add((cell) => cell[of].count),
  });
  return {
    count: add(({ count }) => count),
    value: side("value"),
    estimate: side("estimate"),
    unconverted: add(({ unconverted }) => unconverted),
    unknown: add(({ unknown }) => unknown),
    sums: [...sums]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, { minor, count }]) => ({ key, minor: String(minor), count })),
  };
}

const cases = fc.tuple(fc.array(owedArb, { maxLength: 40 }), fc.constantFrom(...pivotRows), edgesArb);

describe("a table of what is not in the books", () => {
  it("B20 each cell has the sum of its documents, and rows, columns and totals tie", () => {
    fc.assert(
      fc.property(cases, ([owed, rowsBy, edges]) => {
        const by = byOf(rowsBy, edges);
        const tables = pivotOf(owed, by);
        expect(tables.map(({ block }) => block)).toEqual(booksBlocks);
        for (const { block, rows, columns, total, notBillable } of tables) {
          const billed = owed.filter((one) => one.block === block && one.notBillable === null);
          expect(asTold(total)).toEqual(cellOf(billed));
          expect(together(columns)).toEqual(asTold(total));
          expect(together(rows.map((row) => row.total))).toEqual(asTold(total));
          for (const [column, cell] of columns.entries())
            expect(together(rows.flatMap(({ cells }) => cells[column] ?? []))).toEqual(asTold(cell));
          for (const { key, cells, total: whole } of rows) {
            expect(together(cells)).toEqual(asTold(whole));
            for (const [column, cell] of cells.entries()) {
              const its = billed.filter((one) => {
                const place = placeInPivot(one, by);
                return place.row === key && place.column === column;
              });
              expect(asTold(cell)).toEqual(cellOf(its));
              expect(cell.sums.reduce((sum, { count }) => sum + count, cell.unknown)).toBe(cell.count);
              const { value, estimate, unconverted, unknown } = cell;
              expect(value.count + estimate.count + unconverted + unknown).toBe(cell.count);
            }
          }
          const apart = owed.filter((one) => one.block === block && one.notBillable !== null);
          expect(together(notBillable.map(({ cell }) => cell))).toEqual(cellOf(apart));
        }
      }),
      { numRuns: 2000 },
    );
  });

  it("B20 in whatever order the documents come", () => {
    fc.assert(
      fc.property(cases, ([owed, rowsBy, edges]) => {
        expect(pivotOf([...owed].reverse(), byOf(rowsBy, edges))).toEqual(pivotOf(owed, byOf(rowsBy, edges)));
      }),
      { numRuns: 1000 },
    );
  });

  it("B20 moving an edge moves only between columns", () => {
    fc.assert(
      fc.property(cases, edgesArb, ([owed, rowsBy, edges], others) => {
        const before = pivotOf(owed, byOf(rowsBy, edges));
        for (const [index, after] of pivotOf(owed, byOf(rowsBy, others)).entries()) {
          const totals = ({ rows, total, notBillable }: (typeof before)[number]) => ({
            total,
            notBillable,
            rows: rows.map((row) => [row.key, row.total]),
          });
          expect(totals(after)).toEqual(totals(before[index] as (typeof before)[number]));
        }
      }),
      { numRuns: 1000 },
    );
  });

  it("B20 estimates, currencies and sides have sums of their own, and unknown is no zero", () => {
    const [base] = fc.sample(owedArb, { numRuns: 1, seed: 7 });
    if (base === undefined) throw new Error("no sample");
    const one = (more: Partial<Owed>): Owed => ({
      ...base,
      block: "revenue",
      kind: "shipped-not-billed",
      notBillable: null,
      ...more,
    });
    const known = (minor: number, currency: string, basis: Owed["basis"]): Partial<Owed> => ({
      amount: { minor, currency },
      currency,
      basis,
      estimate: basis === "order-price",
    });
    const none: Partial<Owed> = { amount: null, currency: null, basis: "unknown", estimate: false };
    const [revenue, inventory] = pivotOf(
      [
        one(known(100, "USD", "document")),
        one(known(50, "USD", "order-price")),
        one(known(0, "USD", "document")),
        one(known(7, "EUR", "document")),
        one(none),
        one({ ...known(900, "USD", "cost"), block: "inventory", kind: "receipt-not-posted" }),
      ],
      byOf("kind", dayEdges),
    );
    expect(revenue?.total).toEqual({
      count: 5,
      value: { minor: 109, count: 3 },
      estimate: { minor: 50, count: 1 },
      unconverted: 0,
      unknown: 1,
      sums: [
        { currency: "EUR", basis: "document", estimate: false, minor: 7, count: 1 },
        { currency: "USD", basis: "document", estimate: false, minor: 100, count: 2 },
        { currency: "USD", basis: "order-price", estimate: true, minor: 50, count: 1 },
      ],
    });
    expect(inventory?.total.sums).toEqual([{ currency: "USD", basis: "cost", estimate: false, minor: 900, count: 1 }]);
  });
});

describe("age", () => {
  const aged = (since: number, at: number, more: Partial<Owed> = {}, edges = dayEdges): number =>
    ageColumn(edges, { since, sinceIsDay: false, sinceDay: "", dueAt: null, undelivered: false, ...more }, at, days);
  const local = (text: string): number => Date.parse(`${text}Z`) + 5 * hour;

  it.each([
    ["2026-11-18T00:00:00", 1],
    ["2026-11-17T23:59:59", 2],
    ["2026-11-17T00:00:00", 2],
    ["2026-11-16T23:59:59", 3],
    ["2026-11-15T00:00:00", 3],
    ["2026-11-14T23:59:59", 4],
    ["2026-11-11T00:00:00", 4],
    ["2026-11-10T23:59:59", 5],
  ])("B18 on the 18th, what happened at %s stands in column %i", (text, column) => {
    expect(aged(local(text), local("2026-11-18T23:59:59"))).toBe(column);
  });

  it("B18 one second across midnight is a day, 24 hours within one of 25 are none", () => {
    expect(aged(local("2026-11-17T23:59:59"), local("2026-11-18T00:00:00"))).toBe(2);
    const start = Date.UTC(2026, 10, 1, 4);
    expect(aged(start, start + 25 * hour - 1)).toBe(1);
    expect(aged(start, start + 25 * hour)).toBe(2);
  });

  it("B17 is not due before its deadline, late from that instant on, and not while it waits for its delivery", () => {
    const [since, dueAt] = [local("2026-11-10T09:00:00"), local("2026-11-18T10:00:00")];
    expect(aged(since, dueAt - 1, { dueAt })).toBe(0);
    expect(aged(since, dueAt, { dueAt })).toBe(5);
    expect(aged(since, dueAt, { dueAt, undelivered: true })).toBe(0);
  });

  it("B18 what is known to the day has that day in every zone", () => {
    const day = { sinceIsDay: true, sinceDay: "2026-11-18" };
    // Midnight of that day in Tokyo is still the 17th in New York.
    expect(aged(Date.UTC(2026, 10, 17, 15), local("2026-11-18T12:00:00"), day)).toBe(1);
    expect(aged(Date.UTC(2026, 10, 17, 15), local("2026-11-18T12:00:00"))).toBe(2);
  });

  it("B19 both presets say their columns", () => {
    expect(ageColumns(dayEdges)).toEqual([
      { notDue: true, from: null, to: null },
      { notDue: false, from: 0, to: 0 },
      { notDue: false, from: 1, to: 1 },
      { notDue: false, from: 2, to: 3 },
      { notDue: false, from: 4, to: 7 },
      { notDue: false, from: 8, to: null },
    ]);
    expect(ageColumns(monthEdges).map(({ notDue, from, to }) => [notDue, from, to])).toEqual([
      [true, 0, 0],
      [false, 1, 30],
      [false, 31, 60],
      [false, 61, 90],
      [false, 91, null],
    ]);
    expect(aged(local("2026-10-19T12:00:00"), local("2026-11-18T12:00:00"), {}, monthEdges)).toBe(1);
    expect(aged(local("2026-10-18T12:00:00"), local("2026-11-18T12:00:00"), {}, monthEdges)).toBe(2);
  });

  it.each([
    [[], null],
    [[-1, 2], null],
    [[3, 3], null],
    [[1.5], null],
    [[0, 2], { lasts: [0, 2], dueApart: true }],
  ])("B19 edges %j", (lasts, edges) => expect(ageEdges(lasts, true)).toEqual(edges));

  it("B19 a column covers what it says, for any edges", () => {
    fc.assert(
      fc.property(edgesArb, fc.integer({ min: 0, max: 130 }), (edges, age) => {
        const at = local("2026-11-18T12:00:00");
        const column = ageColumns(edges)[aged(at - age * 24 * hour, at, {}, edges)];
        // Across the change of clocks, noon is an hour off and the day the same.
        expect(column?.from ?? 0).toBeLessThanOrEqual(age);
        expect(column?.to ?? age).toBeGreaterThanOrEqual(age);
      }),
      { numRuns: 2000 },
    );
  });
});
