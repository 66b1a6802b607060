import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { memoryViews } from "../../server/adapters/memory/index.ts";
import { nameInBlock } from "../../server/domain/books/owed.ts";
import {
  type AccrualLine,
  accrualTotals,
  amountOfLine,
  booksBlocks,
  type CloseSnapshot,
  driftOf,
  driftStates,
  type LineNow,
  type Network,
  periodById,
  reportedOn,
} from "../../server/domain/index.ts";
import { createPostingsBook, readCloseNow, readCloseRow, snapshotText } from "../../server/feeds/index.ts";
import { at, noon, network as plain } from "../domain/booked.ts";
import { hour, World } from "../domain/harness.ts";
import { booksArb, type Heard } from "../domain/random-books.ts";
import { scopeOf } from "./fakes.ts";

vi.setConfig({ testTimeout: 600_000 });

const network: Network = {
  ...plain,
  company: {
    ...plain.company,
    rates: [{ currency: "EUR", rate: "1.0875", on: "2026-11-01" }],
    close: {
      periods: [
        { id: "11", from: "2026-11-01", to: "2026-11-30", closes: "2026-11-30T18:00" },
        { id: "12", from: "2026-12-01", to: "2027-01-31", closes: "2027-01-31T18:00" },
      ],
      closes: { days: 0, at: "18:00" },
      entities: [],
      accounts: [],
      columns: [],
    },
  },
};
const everything = scopeOf(null);
const end = at(300);

/** Facts of a random ledger, with the terms of orders and the periods that the ERP names. */
const soldArb = fc
  .tuple(booksArb, fc.array(fc.integer({ min: 0, max: 8 }), { minLength: 16, maxLength: 16 }))
  .map(([heard, picks]): readonly Heard[] =>
    heard.map((one, index) => {
      const pick = picks[index] ?? 0;
      const { event = "" } = one.told;
      const terms = ["origin", "DAP", "net 30"][pick % 3] ?? "";
      const more = event.startsWith("order.")
        ? { "order.terms": terms }
        : one.told.system === "erp"
          ? { "ledger.period": pick < 5 ? "11" : "12" }
          : {};
      return { ...one, told: { ...one.told, attributes: { ...one.told.attributes, ...more } } };
    }),
  );

/** The close of period 11 once all of it was heard in this order, cut into entries here and there. */
async function closeOf(heard: readonly Heard[]) {
  const world = await World.begin(network, noon - 72 * hour);
  for (const { told } of heard) await world.entry(end, [told]);
  await world.commit();
  const views = memoryViews(world.store);
  const clock = { now: () => end + hour };
  const postings = createPostingsBook({ views, commitsSince: world.store.commitsSince, clock });
  const deps = { views, network: () => network, clock, postings };
  const period = periodById(network, "11");
  if (period === null) throw new Error("no period");
  const asked = { period, entity: null };
  const now = await readCloseNow(deps, everything, asked);
  return {
    ...now,
    row: await readCloseRow(deps, everything, asked),
    text: snapshotText(now.read, now.lines, network),
    world,
  };
}

const lineArb: fc.Arbitrary<AccrualLine> = fc
  .record({
    key: fc.integer({ min: 0, max: 12 }).map(String),
    side: fc.constantFrom(...booksBlocks),
    minor: fc.option(fc.integer({ min: -1_000_000, max: 1_000_000 })),
    currency: fc.constantFrom("USD", "EUR", "JPY"),
    estimate: fc.boolean(),
  })
  .map(({ key, side, minor, currency, estimate }) => {
    const amount = minor === null ? null : { minor, currency };
    return {
      key: `${key} ${side}`,
      ref: key,
      kind: "shipped-not-billed",
      side,
      orders: [],
      entity: null,
      warehouse: null,
      partner: null,
      units: null,
      uom: null,
      revenue: side === "revenue" ? amount : null,
      estimate,
      cost: side === "revenue" ? null : amount,
      account: null,
      system: null,
    };
  });
const linesArb = fc.uniqueArray(lineArb, { selector: ({ key }) => key, maxLength: 12 });
const nowArb: fc.Arbitrary<LineNow> = fc.record({
  state: fc.constantFrom("confirmed", "open", "fell-away"),
  amount: fc.option(
    fc.record({ minor: fc.integer({ min: -9_999, max: 9_999 }), currency: fc.constantFrom("USD", "EUR") }),
  ),
});

describe("the close of any ledger", () => {
  it("CL11 is signed with the same hash in whatever order its facts came", () =>
    fc.assert(
      fc.asyncProperty(soldArb, fc.infiniteStream(fc.nat()), async (heard, picks) => {
        const order = heard.map((one) => ({ one, by: picks.next().value ?? 0 })).sort((a, b) => a.by - b.by);
        const [first, second] = [await closeOf(heard), await closeOf(order.map(({ one }) => one))];
        expect(second.text).toBe(first.text);
        expect([...second.world.store.tables.datings.keys()].sort()).toEqual(
          [...first.world.store.tables.datings.keys()].sort(),
        );
      }),
      { numRuns: 60 },
    ));

  it("CL4, CL7 adds up: causes to documents, lines to totals, and every owed document stops it or waits", () =>
    fc.assert(
      fc.asyncProperty(soldArb, async (heard) => {
        const { read, lines, row } = await closeOf(heard);
        const stopped = new Set(
          read.stops.map(({ side, ref, why }) => `${side} ${why.kind === "owed" ? nameInBlock(ref, why.owed) : ref}`),
        );
        expect(row.total).toBe(stopped.size);
        for (const { sum } of row.stops)
          expect(sum.valued + sum.estimated + sum.unconverted + sum.unknown).toBe(sum.count);
        const owed = new Set(
          read.toAccrue.map((one) =>
            one.kind === "owed" ? `${one.owed.block} ${nameInBlock(one.owed.ref, one.owed.kind)}` : "",
          ),
        );
        const waiting = [...owed].filter((key) => !stopped.has(key));
        expect(waiting.length).toBe(row.waiting);
        expect(lines.length).toBe(read.toAccrue.length);
        expect(new Set(lines.map(({ key }) => key)).size).toBe(lines.length);
      }),
      { numRuns: 60 },
    ));

  it("CL7 totals are those of the lines, exact and estimated apart, sides apart", () =>
    fc.assert(
      fc.property(linesArb, (lines) => {
        const reported = reportedOn(network, "2026-11-20");
        const totals = accrualTotals(lines, reported);
        const plainly = (side: string, estimate: boolean): number =>
          lines
            .filter((line) => line.side === side && (side === "revenue" ? line.estimate === estimate : !estimate))
            .reduce((sum, line) => {
              const amount = amountOfLine(line);
              return sum + (amount === null ? 0 : (reported(amount) ?? 0));
            }, 0);
        expect(totals.revenue.exact.minor).toBe(plainly("revenue", false));
        expect(totals.revenue.estimate.minor).toBe(plainly("revenue", true));
        expect(totals.inventory.exact.minor).toBe(plainly("inventory", false));
        expect(totals.payables.exact.minor).toBe(plainly("payables", false));
        for (const side of ["revenue", "inventory", "payables"] as const) {
          const { count, exact, estimate, unconverted, unknown } = totals[side];
          expect(exact.count + estimate.count + unconverted + unknown).toBe(count);
        }
      }),
    ));

  it("CL12 drift is what is known now less what was signed, and the sum of its states and of its lines", () =>
    fc.assert(
      fc.property(linesArb, linesArb, fc.infiniteStream(nowArb), (signed, fresh, nows) => {
        const became = new Map(signed.map(({ key }) => [key, nows.next().value as LineNow]));
        const reported = reportedOn(network, "2026-11-20");
        const nowOf = ({ key }: AccrualLine): LineNow => became.get(key) ?? { state: "open", amount: null };
        const { sides, lines } = driftOf(signed, nowOf, fresh, reported);
        for (const { side, signed: was, now, difference, states } of sides) {
          const its = lines.filter((line) => line.side === side);
          expect(now - was).toBe(difference);
          expect(driftStates.reduce((sum, state) => sum + states[state].difference, 0)).toBe(difference);
          expect(driftStates.reduce((sum, state) => sum + states[state].count, 0)).toBe(its.length);
          expect(its.reduce((sum, line) => sum + line.now - line.signed, 0)).toBe(difference);
          const plainly = signed.filter((line) => line.side === side).map(amountOfLine);
          expect(plainly.reduce((sum, one) => sum + (one === null ? 0 : (reported(one) ?? 0)), 0)).toBe(was);
        }
        expect(lines.length).toBe(new Set([...signed, ...fresh].map(({ key }) => key)).size);
      }),
    ));

  it("CL11 a snapshot is the same text whatever order its lines stand in", () =>
    fc.assert(
      fc.property(linesArb, (lines) => {
        const period = periodById(network, "11");
        if (period === null) throw new Error("no period");
        const read = { period, entity: null, ratesOn: period.to, stops: [] } as unknown as Parameters<
          typeof snapshotText
        >[0];
        const text = snapshotText(read, lines, network);
        expect(snapshotText(read, lines.toReversed(), network)).toBe(text);
        expect((JSON.parse(text) as CloseSnapshot).lines.length).toBe(lines.length);
      }),
    ));
});
