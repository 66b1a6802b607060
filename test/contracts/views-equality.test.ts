import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { memoryStore, memoryViews } from "../../server/adapters/memory/index.ts";
import type { ExceptionFilter, Scope, Views } from "../../server/ports/index.ts";
import { listings, scopeOf, sweepUp } from "./adapters.ts";
import { changesArbitrary, randomNumbers, randomRefs } from "./random.ts";
import { allOf, minute, put, sorts, withRows } from "./rows.ts";
import { noon } from "./samples.ts";

afterAll(sweepUp);

describe.each(listings)("views, all together in $name", (adapter) => {
  it("V13 answers equal those of the plain reading in memory, whatever the rows, filter and scope", async () => {
    const some = <T>(...items: readonly T[]) => fc.uniqueArray(fc.constantFrom(...items), { maxLength: 2 });
    const optional = <T>(of: fc.Arbitrary<T>) => fc.option(of, { nil: undefined });
    const filters = fc.record({
      number: optional(some(1, 2, 3)),
      state: optional(some("open" as const, "acknowledged" as const, "snoozed" as const, "resolved" as const)),
      warehouse: optional(some("ATL", "EWR")),
      cause: optional(fc.constantFrom(1, 2)),
      person: optional(fc.constantFrom("none", "Ana")),
      policy: optional(fc.constantFrom("ship.post", "bill.pick")),
      minValue: optional(fc.constantFrom("0", "2.5", "40")),
      q: optional(fc.constantFrom("so-1", "POSTED", "straße", "100%_x", "so-1 acme")),
      watch: optional(fc.boolean()),
      outcome: optional(fc.constant("unseen" as const)),
    });
    const scopes = fc.constantFrom<readonly string[] | null>(null, ["ATL"], ["EWR", "SEA"], []);
    await fc.assert(
      fc.asyncProperty(
        changesArbitrary(80),
        filters,
        scopes,
        fc.constantFrom(...randomNumbers),
        async (changes, given, warehouses, q) => {
          const scope = scopeOf(warehouses);
          const filter = Object.fromEntries(
            Object.entries(given).filter(([, value]) => value !== undefined),
          ) as ExceptionFilter;
          const { views } = await withRows(adapter, changes);
          const plain = memoryStore();
          await plain.open();
          await put(plain, changes);
          const told = (one: Views) => toldBy(one, scope, filter, q);
          expect(await told(views)).toEqual(await told(memoryViews(plain)));
          await sweepUp();
        },
      ),
      { numRuns: 80 },
    );
  }, 60_000);
});

const today = Math.floor(noon / 86_400_000);
const figured = {
  figures: ["on-time-shipment", "order-cycle"],
  period: { from: today, to: today + 1 },
  at: noon + minute,
};

async function toldBy(views: Views, scope: Scope, filter: ExceptionFilter, q: string): Promise<unknown> {
  const inOrder = (map: ReadonlyMap<string, unknown>) => [...map].sort(([a], [b]) => (a < b ? -1 : 1));
  const counts = await views.counts(scope);
  return {
    seq: await views.seq(),
    objects: await Promise.all(randomRefs.map((ref) => views.object(scope, ref))),
    named: await Promise.all(randomRefs.map((ref) => views.objects(scope, "order", ref.slice(8), ""))),
    facts: await Promise.all(randomRefs.map((ref) => allOf((cursor) => views.facts(scope, ref, 2, cursor)))),
    happened: await Promise.all(
      [null, "ATL"].map((warehouse) => {
        const within = { from: noon - 2 * minute, to: noon + 3 * minute, warehouse };
        return allOf(async (cursor) => ({ total: 0, ...(await views.happened(scope, within, 2, cursor)) }));
      }),
    ),
    touched: await views.touched(scope, { from: noon - minute, to: noon + minute, warehouse: null }, randomRefs),
    exceptions: await Promise.all(
      sorts.map(async (sort) => {
        const { total, held } = await views.exceptions(scope, filter, sort, 3, null);
        return { total, held, items: await allOf((cursor) => views.exceptions(scope, filter, sort, 3, cursor)) };
      }),
    ),
    causes: await views.causes(scope, filter),
    cause: await views.causes(scope, filter, [2, 7]),
    episodes: await views.episodes(scope, 6, 3),
    lived: await views.lived(scope, noon - 3 * minute, noon + 3 * minute),
    ended: await views.ended(scope, noon - 3 * minute, noon + 30 * minute),
    livedOrStanding: await views.lived(scope, noon - minute, noon + 3 * minute, true),
    since: inOrder(await views.familiesSince(scope, ["family 0", "family 2", "none"])),
    reloads: await views.reloads(),
    declared: await views.declared(),
    of: await Promise.all(randomRefs.map((ref) => views.exceptionsOf(scope, ref))),
    asks: await allOf((cursor) => views.asks(scope, null, 2, cursor)),
    about: await views.asks(scope, 7, 9, null),
    ask: await views.ask(scope, 3),
    search: await views.search(scope, q, 5),
    standing: await Promise.all(
      ["ATL", "EWR"].map((warehouse) =>
        allOf((cursor) =>
          views.standing(scope, "order", warehouse, { from: noon - minute, to: noon + minute }, 2, cursor),
        ),
      ),
    ),
    owed: await Promise.all(
      [null, noon - minute, noon + minute].map((knownAt) =>
        allOf((cursor) => views.owed(scope, { from: noon - minute, to: noon + minute }, knownAt, 2, cursor)),
      ),
    ),
    datings: await Promise.all([0, noon].map((since) => allOf((cursor) => views.datings(scope, since, 2, cursor)))),
    pledges: await views.pledges(scope, noon),
    cells: await Promise.all(
      [null, noon - 1].map((knownAt) => views.figureCells(scope, { ...figured, knownAt, by: ["warehouse"] })),
    ),
    waits: await views.figureWaits(scope, figured.figures, noon),
    waiting: await views.figureWaiting(scope, await views.figureWaits(scope, figured.figures, noon + 3_600_000)),
    counted: await allOf((cursor) =>
      views.figureCounted(scope, { ...figured, figure: "order-cycle", knownAt: null, warehouse: null }, 2, cursor),
    ),
    figureHeld: await Promise.all(
      [null, "ATL"].map((warehouse) =>
        views.figureHeld(scope, { ...figured, figure: "order-cycle", knownAt: null, warehouse, without: ["EWR"] }),
      ),
    ),
    closings: await Promise.all(["US01", null].map((entity) => views.closing(scope, "11", entity))),
    statements: await views.statements(scope, "revenue", 2),
    owedCount: (await views.owed(scope, { from: noon, to: noon }, null, 1, null)).total,
    lag: await views.lag(scope, 3 * minute, noon + minute),
    flow: await Promise.all(
      [null, "ATL"].map((warehouse) =>
        views.flow(scope, {
          flow: "ship",
          warehouse,
          window: { from: noon - minute, to: noon + 62 * minute },
          before: { from: noon - 64 * minute, to: noon - minute },
        }),
      ),
    ),
    flowHours: await views.flowHours(scope, {
      flow: "ship",
      step: "post",
      warehouse: null,
      within: { from: noon - 60 * minute, to: noon + 60 * minute },
    }),
    traces: await allOf((cursor) => views.traces(scope, {}, 1, cursor)),
    words: await views.traces(scope, { q, outcome: "keyed", system: "er" }, 9, null),
    sources: await views.sources(scope),
    counts: { ...counts, byWarehouse: inOrder(counts.byWarehouse), byTeam: inOrder(counts.byTeam) },
  };
}
