import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type LedgerStatement,
  type Money,
  type Owed,
  type StatedDocument,
  tieOutOf,
} from "../../server/domain/index.ts";
import { owedOf } from "../contracts/samples.ts";
import { at, erp, network, noon } from "./booked.ts";
import { hour, type Told, World } from "./harness.ts";

const reported = ({ minor, currency }: Money): number | null =>
  currency === "USD" ? minor : currency === "EUR" ? 2 * minor : null;
const dollars = (minor: number): Money => ({ minor, currency: "USD" });
const ours = (id: string, minor: number | null, more: Partial<Owed> = {}): Owed => {
  const ref = `shipment:*:${id}`;
  const amount = minor === null ? null : dollars(minor);
  return owedOf(ref, {
    amount,
    currency: amount?.currency ?? null,
    basis: amount === null ? "unknown" : "document",
    ...more,
  });
};
const stated = (id: string, minor: number, freight = 0): StatedDocument => ({ id, amount: dollars(minor), freight });
const statement = (
  total: number,
  documents: readonly StatedDocument[] | null,
  more: Partial<LedgerStatement> = {},
) => ({
  at: 0,
  entity: null,
  period: null,
  total: dollars(total),
  documents,
  ...more,
});
const told = (owed: readonly Owed[], of: LedgerStatement) => {
  const found = tieOutOf(owed, of, reported);
  if (found === null) throw new Error("nothing to compare");
  return found;
};

describe("ours beside the ERP's own total", () => {
  it("B22 names what the ERP has not got, dates into another period, and the freight, to the cent", () => {
    const owed = [
      ours("S1", 900_000),
      ours("S2", 911_800),
      ours("S3", 294_625, { ledgerPeriod: "12" }),
      ours("S4", 50_000),
    ];
    const found = told(
      owed,
      statement(990_000, [stated("s1 ", 900_000), stated("S4", 90_000, 40_000)], { period: "11" }),
    );
    expect(found).toMatchObject({ ours: 2_156_425, theirs: 990_000, difference: 1_166_425, unexplained: 0, tied: 1 });
    expect(found.lines.map(({ reason, minor }) => [reason, minor])).toEqual([
      ["freight", -40_000],
      ["not-in-erp", 911_800],
      ["other-period", 294_625],
    ]);
  });

  it("B22 a price that differs, another currency, and what only the ERP has", () => {
    const euros = ours("S2", 0, { amount: { minor: 100, currency: "EUR" }, currency: "EUR" });
    const found = told(
      [ours("S1", 1_000), euros],
      statement(1_390, [stated("S1", 990), stated("S2", 150), stated("S9", 250)]),
    );
    expect(found.lines.map(({ reason, id, minor }) => [reason, id, minor])).toEqual([
      ["price", "S1", 10],
      ["currency", "S2", 50],
      ["our-gap", "S9", -250],
    ]);
    expect(found.unexplained).toBe(0);
  });

  it("B22 the total alone explains nothing but another period, and a list that does not come to it leaves a rest", () => {
    const owed = [ours("S1", 1_000), ours("S2", 500, { ledgerPeriod: "12" })];
    expect(told(owed, statement(900, null, { period: "11" }))).toMatchObject({ difference: 600, unexplained: 100 });
    expect(told(owed, statement(1_480, [stated("S1", 1_000), stated("S2", 500)]))).toMatchObject({ unexplained: 20 });
  });

  it("B22 estimates and what is unknown are in no total; other companies and what is not billable are not asked for", () => {
    const owed = [
      ours("S1", 1_000, { entity: "US01" }),
      ours("S2", 700, { entity: "NW01" }),
      ours("S3", 600, { entity: "US01", estimate: true, basis: "order-price" }),
      ours("S4", null, { entity: "US01" }),
      ours("S5", 100, { entity: "US01", notBillable: { rule: "samples" } }),
    ];
    expect(told(owed, statement(1_000, [stated("S1", 1_000)], { entity: "US01" }))).toMatchObject({
      ours: 1_000,
      difference: 0,
      lines: [],
      tied: 1,
      apart: 2,
    });
    expect(tieOutOf(owed, statement(0, null, { total: { minor: 1, currency: "JPY" } }), reported)).toBeNull();
  });

  it("B22 what a person takes down is kept by its number, and nothing else changes by it", async () => {
    const world = await World.begin(network, noon - hour);
    await world.entry(noon, [erp("shipment.confirmed", at(0), { shipment: "S1" })]);
    const side = "revenue" as const;
    const { documents, ...said } = statement(100, [stated("S1", 100)]);
    await world.rule({ kind: "statement", by: "Dana", side, documents, ...said }, at(1));
    const before = await world.store.digest();
    await world.commit();
    const after = await world.store.digest();
    expect([...world.store.tables.statements.values()]).toMatchObject([{ by: "Dana", side, keptAt: at(1), documents }]);
    expect(before.get("statements")).not.toBe(after.get("statements"));
    expect((await world.open()).length).toBe(0);
  });

  describe("B23 what the ERP tells itself", () => {
    const list = JSON.stringify([
      { id: "SH-1", amount: "100.10" },
      { id: "SH-2", amount: 40, freight: "4.00", currency: "eur" },
    ]);
    const says = (attributes: Record<string, string>, more: Partial<Told> = {}): Told => ({
      ...erp("ledger.stated", at(0), {}),
      attributes: { "ledger.side": "revenue", "business.amount": "140.10", ...attributes },
      ...more,
    });
    const kept = async (...entries: readonly (readonly Told[])[]) => {
      const world = await World.begin(network, noon - hour);
      for (const [index, told] of entries.entries()) await world.entry(at(1 + index), told);
      await world.commit();
      return { world, statements: [...world.store.tables.statements.values()] };
    };

    it("is taken down once, with its list, as of when it was asked", async () => {
      const whole = says({ "ledger.documents": list, "ledger.entity": "US01", "ledger.period": "11" });
      const { world, statements } = await kept([whole], [whole]);
      expect(statements).toMatchObject([
        {
          id: expect.stringMatching(/^E-/),
          by: "erp",
          bySystem: true,
          at: at(0),
          keptAt: at(1),
          side: "revenue",
          entity: "US01",
          period: "11",
          total: dollars(14_010),
          documents: [stated("SH-1", 10_010), { id: "SH-2", amount: { minor: 4_000, currency: "EUR" }, freight: 400 }],
        },
      ]);
      expect(world.store.tables.objects.size).toBe(0);
      expect(await world.open()).toEqual([]);
    });

    it("is none of an environment kept apart", async () => {
      expect((await kept([says({}, { environment: "qa" })])).statements).toEqual([]);
    });

    it.each([
      ["a side that is none", { "ledger.side": "all" }],
      ["no total", { "business.amount": "" }],
      ["a list that is none", { "ledger.documents": "SH-1" }],
      ["a line without an amount", { "ledger.documents": '[{"id":"SH-1","amount":"1"},{"id":"SH-2"}]' }],
      ["what failed", { "business.status": "failed" }],
    ])("%s is no statement", async (_what, attributes: Record<string, string>) => {
      expect((await kept([says(attributes)])).statements).toEqual([]);
    });

    it("is that of the variant that is the record, whichever came first", async () => {
      const first = says({}, { name: "r1", variant: "a" });
      const later = says({ "business.amount": "150.00" }, { name: "r1", variant: "b" });
      const none = says({ "ledger.side": "all" }, { name: "r1", variant: "c" });
      const totals = async (...entries: readonly (readonly Told[])[]) =>
        (await kept(...entries)).statements.map(({ total }) => total.minor);
      expect(await totals([first], [later])).toEqual([15_000]);
      expect(await totals([later], [first])).toEqual([15_000]);
      expect(await totals([first], [none])).toEqual([]);
      expect(await totals([none], [first])).toEqual([]);
    });
  });

  it("B22 lines and the rest are the difference, each document stands in one place, and a whole list leaves no rest", () => {
    const id = fc.integer({ min: 1, max: 9 }).map((number) => `S${number}`);
    const minor = fc.integer({ min: -500, max: 5_000 });
    const currency = fc.constantFrom("USD", "USD", "EUR");
    const owedArb = fc.uniqueArray(
      fc.record({ id, minor, currency, estimate: fc.boolean(), period: fc.constantFrom(null, "11", "12") }),
      { selector: (one) => one.id },
    );
    const listArb = fc.uniqueArray(fc.record({ id, minor, currency, freight: fc.constantFrom(0, 0, 40) }), {
      selector: (one) => one.id,
    });
    fc.assert(
      fc.property(owedArb, fc.option(listArb), minor, fc.constantFrom(null, "11"), (told, listed, total, period) => {
        const owed = told.map((one) =>
          ours(one.id, one.minor, {
            amount: { minor: one.minor, currency: one.currency },
            currency: one.currency,
            estimate: one.estimate,
            ledgerPeriod: one.period,
          }),
        );
        const documents = (listed ?? []).map((one) => ({
          id: one.id,
          amount: { minor: one.minor, currency: one.currency },
          freight: one.freight,
        }));
        const found = tieOutOf(owed, statement(total, listed === null ? null : documents, { period }), reported);
        if (found === null) throw new Error("nothing to compare");
        const explained = found.lines.reduce((sum, line) => sum + line.minor, 0);
        expect(explained + found.unexplained).toBe(found.ours - found.theirs);
        const exact = owed.filter(({ estimate }) => !estimate);
        expect(found.ours).toBe(
          exact.reduce((sum, { amount }) => sum + (amount === null ? 0 : (reported(amount) ?? 0)), 0),
        );
        expect(found.apart).toBe(owed.length - exact.length);
        if (listed === null) return;
        const named = new Set(found.lines.flatMap(({ refs }) => refs));
        expect(named.size + found.tied).toBe(exact.length);
        const sum = documents.reduce((all, { amount }) => all + (reported(amount) ?? 0), 0);
        expect(found.unexplained).toBe(sum - found.theirs);
      }),
      { numRuns: 2_000 },
    );
  });
});
