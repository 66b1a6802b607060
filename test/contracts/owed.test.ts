import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { memoryStore, memoryViews } from "../../server/adapters/memory/index.ts";
import type { Change, KeptStatement, LifeVersion, Ref } from "../../server/domain/index.ts";
import type { Scope, Views } from "../../server/ports/index.ts";
import { adapters, scopeOf, sweepUp } from "./adapters.ts";
import { allOf, put, withRows } from "./rows.ts";
import { noon, owedOf, versionOf } from "./samples.ts";

const hour = 3_600_000;
const all = scopeOf(null);

afterAll(sweepUp);

const owes = (ref: Ref, ...versions: readonly LifeVersion[]): Change => ({ kind: "owed", ref, versions });
const [a, b, c] = ["shipment:*:A", "shipment:*:B", "shipment:*:C"] as const;

const on = (at: number) => ({ from: at, to: at });

/** Lengths from a millisecond to years, whole hours that double and their neighbours among them. */
const length = fc
  .tuple(fc.integer({ min: 0, max: 17 }), fc.integer({ min: -1, max: 1 }), fc.nat(hour))
  .chain(([doublings, beside, more]) => fc.constantFrom(hour * 2 ** doublings + beside, 1 + more));
/** Whether both tell of the same, and were known at once: then they have one place, and nothing says which is first. */
const isTold = (a: LifeVersion, b: LifeVersion): boolean =>
  a.life.owed.ref === b.life.owed.ref &&
  a.life.owed.kind === b.life.owed.kind &&
  a.life.from === b.life.from &&
  a.knownFrom < (b.knownUntil ?? Number.POSITIVE_INFINITY) &&
  b.knownFrom < (a.knownUntil ?? Number.POSITIVE_INFINITY);

/** When something began and ended, and between which instants it was known so. */
const versionsArb = fc.uniqueArray(
  fc
    .record({
      ref: fc.constantFrom(a, b, c),
      from: length,
      until: fc.option(length),
      known: length,
      knew: fc.option(length),
    })
    .map(({ ref, from, until, known, knew }) =>
      versionOf(
        owedOf(ref, { kind: known % 2 === 0 ? "invoice-rejected" : "shipped-not-billed" }),
        [noon - from, until === null ? null : noon - from + until],
        [noon - known, knew === null ? null : noon - known + knew],
      ),
    ),
  { maxLength: 30, comparator: isTold },
);

async function refsAt(views: Views, at: number, knownAt: number | null = null, scope = all) {
  return (await allOf((cursor) => views.owed(scope, on(at), knownAt, 1, cursor))).map(({ owed }) => owed.ref);
}

describe.each(adapters)("what is owed to the books, in $name", (adapter) => {
  test("V24 is what had begun and had not ended, by ref and kind, in pages", async () => {
    const refused = owedOf(a, { kind: "invoice-rejected" });
    const { views } = await withRows(adapter, [
      owes(a, versionOf(owedOf(a), [noon], [noon]), versionOf(refused, [noon], [noon])),
      owes(b, versionOf(owedOf(b), [noon, noon + hour], [noon])),
      owes(c, versionOf(owedOf(c), [noon + hour], [noon])),
    ]);
    expect(await refsAt(views, noon - 1)).toEqual([]);
    expect(await refsAt(views, noon)).toEqual([a, a, b]);
    expect(await refsAt(views, noon + hour)).toEqual([a, a, c]);
    const page = await views.owed(all, on(noon), null, 2, null);
    expect(page.items.map(({ owed }) => owed)).toEqual([refused, owedOf(a)]);
    expect(page.total).toBe(3);
    const hourLong = await views.owed(all, { from: noon, to: noon + hour }, null, 9, null);
    expect(hourLong.items.map(({ owed, from, until }) => [owed.ref, from, until])).toEqual([
      [a, noon, null],
      [a, noon, null],
      [b, noon, noon + hour],
      [c, noon + hour, null],
    ]);
  });

  test("V24 is as it was known then, or as it is known now", async () => {
    const [estimate, document] = [owedOf(a, { basis: "order-price", estimate: true }), owedOf(a)];
    const { views } = await withRows(adapter, [
      owes(
        a,
        versionOf(estimate, [noon], [noon, noon + 2 * hour]),
        versionOf(document, [noon, noon + hour], [noon + 2 * hour]),
      ),
    ]);
    const at = async (business: number, known: number | null) =>
      (await views.owed(all, on(business), known, 9, null)).items.map(({ owed }) => owed.basis);
    expect(await at(noon, noon)).toEqual(["order-price"]);
    expect(await at(noon, noon + 2 * hour)).toEqual(["document"]);
    expect(await at(noon, noon - 1)).toEqual([]);
    expect(await at(noon + hour, noon + hour)).toEqual(["order-price"]);
    expect(await at(noon + hour, null)).toEqual([]);
    expect(await at(noon, null)).toEqual(["document"]);
  });

  test("V24 is the plain reading, however long something was so and known so", async () => {
    await fc.assert(
      fc.asyncProperty(
        versionsArb,
        fc.array(fc.tuple(length, fc.constantFrom(0, 1, hour, 400 * hour), fc.option(length)), { minLength: 4 }),
        async (versions, asked) => {
          const changes = [a, b, c].map((ref) => owes(ref, ...versions.filter(({ life }) => life.owed.ref === ref)));
          const { views } = await withRows(adapter, changes);
          const plain = memoryStore();
          await plain.open();
          await put(plain, changes);
          const told = async (of: Views) => {
            const found = [];
            for (const [before, long, knew] of asked) {
              const from = noon - before;
              const knownAt = knew === null ? null : noon - knew;
              for (const scope of [all, scopeOf([])])
                found.push(await allOf((cursor) => of.owed(scope, { from, to: from + long }, knownAt, 5, cursor)));
            }
            return found;
          };
          const keyed = (lists: Awaited<ReturnType<typeof told>>) =>
            lists.map((list) => list.map((life) => JSON.stringify(life)).sort());
          expect(keyed(await told(views))).toEqual(keyed(await told(memoryViews(plain))));
          await sweepUp();
        },
      ),
      { numRuns: 60 },
    );
  }, 60_000);

  test("V24 is of the buildings in scope; what has none is seen by the scope of all", async () => {
    const { views } = await withRows(adapter, [
      owes(a, versionOf(owedOf(a), [noon], [noon])),
      owes(b, versionOf(owedOf(b, { warehouse: "EWR" }), [noon], [noon])),
      owes(c, versionOf(owedOf(c, { warehouse: null }), [noon], [noon])),
    ]);
    expect(await refsAt(views, noon, null, scopeOf(["EWR"]))).toEqual([b]);
    expect(await refsAt(views, noon)).toEqual([a, b, c]);
  });

  test("V25 what the ERP itself said of a side, newest first, for who sees all", async () => {
    const said = (number: number, side: KeptStatement["side"], total: number): Change => ({
      kind: "statement",
      id: `T-${number}`,
      statement: {
        id: `T-${number}`,
        bySystem: false,
        side,
        by: "Dana",
        keptAt: noon + number,
        at: noon,
        entity: null,
        period: null,
        total: { minor: total, currency: "USD" },
        documents: [{ id: "S1", amount: { minor: total, currency: "USD" }, freight: 0 }],
      },
    });
    const { views, store } = await withRows(adapter, [said(3, "revenue", 100), said(4, "payables", 5)]);
    await put(store, [said(9, "revenue", 200)]);
    const totals = async (scope: Scope, limit: number) =>
      (await views.statements(scope, "revenue", limit)).map(({ id, total }) => [id, total.minor]);
    expect(await totals(all, 9)).toEqual([
      ["T-9", 200],
      ["T-3", 100],
    ]);
    expect(await totals(all, 1)).toEqual([["T-9", 200]]);
    expect(await totals(scopeOf(["ATL"]), 9)).toEqual([]);
    await put(store, [{ kind: "statement", id: "T-9", statement: null }]);
    expect(await totals(all, 9)).toEqual([["T-3", 100]]);
  });

  test("ST16 a draft and the rows tell the newest versions of an object, whole, also after a start", async () => {
    const first = versionOf(owedOf(a), [noon], [noon]);
    const closed = { ...first, knownUntil: noon + hour };
    const next = versionOf(owedOf(a, { dueAt: noon }), [noon], [noon + hour]);
    const { store, views } = await withRows(adapter, [owes(a, first)]);
    const draft = await store.contextFor({ keys: [], refs: [], identities: [], traces: [] });
    draft.fold([owes(a, closed, next)]);
    expect(draft.owed(a)).toEqual([closed, next]);
    await put(store, [owes(a, closed, next)]);
    const after = await store.contextFor({ keys: [], refs: [], identities: [], traces: [] });
    expect(after.owed(a)).toEqual([closed, next]);
    expect(after.owed(b)).toEqual([]);
    await put(store, [owes(a)]);
    expect(await refsAt(views, noon)).toEqual([]);
  });
});
