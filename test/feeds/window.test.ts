import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Commit, Held, OpsException } from "../../server/domain/index.ts";
import { changesOf, openWindow, patchBetween, toHeldRow, toPatches } from "../../server/feeds/index.ts";
import type { ExceptionFilter, ExceptionSort } from "../../server/ports/index.ts";
import { applyPatch, type ExceptionRow, exceptionOrders } from "../../server/wire/index.ts";
import { aNetwork, anException, openStore, scopeOf, start } from "./fakes.ts";

const network = aNetwork();
const states = ["open", "acknowledged", "snoozed", "resolved"] as const;

const held: fc.Arbitrary<readonly Held[]> = fc
  .uniqueArray(
    fc.record({
      ref: fc.integer({ min: 1, max: 6 }).map((n) => `order:*:SO-${n}`),
      money: fc.option(
        fc.record({ minor: fc.integer({ min: 0, max: 90_000 }), currency: fc.constantFrom("USD", "EUR") }),
      ),
    }),
    { maxLength: 3, selector: ({ ref }) => ref },
  )
  .map((list) =>
    list.map(({ ref, money }) => ({ ref, money, basis: money === null ? "unknown" : "order-price" }) as const),
  );

const change = fc.record({
  number: fc.integer({ min: 1, max: 14 }),
  state: fc.constantFrom(...states),
  severity: fc.constantFrom("critical", "high", "medium", "low"),
  warehouse: fc.constantFrom("ATL", "RNO", null),
  cutoff: fc.option(fc.integer({ min: 0, max: 5 })),
  openedAt: fc.integer({ min: 0, max: 5 }),
  held,
});

const exceptionOf = (given: typeof change extends fc.Arbitrary<infer T> ? T : never, version: number): OpsException =>
  anException(given.number, {
    state: given.state,
    severity: given.severity,
    warehouse: given.warehouse,
    cutoff: given.cutoff === null ? null : { at: start + given.cutoff, source: "departure" },
    openedAt: start + given.openedAt,
    held: given.held,
    version,
  });

const filters: readonly ExceptionFilter[] = [
  {},
  { number: [2, 3] },
  { state: ["open"] },
  { state: ["open", "acknowledged"], warehouse: ["ATL"] },
  { severity: ["critical", "high"] },
  { minValue: "100" },
  { q: "so-1 label" },
];

describe("the window over the exceptions", () => {
  test("snapshot and patches equal the later snapshot, however commits are grouped", async () => {
    let refills = 0;
    let patches = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(change, { minLength: 1, maxLength: 4 }), { maxLength: 12 }),
        fc.integer({ min: 0, max: 12 }),
        fc.integer({ min: 1, max: 8 }),
        fc.constantFrom(...filters),
        fc.constantFrom<ExceptionSort>("cutoff", "opened", "value", "severity"),
        fc.constantFrom<readonly string[] | null>(null, ["ATL"]),
        fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 1, maxLength: 5 }),
        async (commits, opened, limit, filter, sort, warehouses, groups) => {
          const store = await openStore();
          const scope = scopeOf(warehouses);
          let version = 0;
          const write = (list: (typeof commits)[number]) =>
            store.put(...list.map((given) => exceptionOf(given, ++version)));
          const snapshot = async () => {
            const page = await store.views.exceptions(scope, filter, sort, limit, null);
            const shown = changesOf(
              [
                {
                  seq: store.seq(),
                  changes: page.items.map(
                    (exception) => ({ kind: "exception", before: null, exception, entry: null }) as const,
                  ),
                },
              ],
              network,
            ).changed.map(({ after }) => after);
            return openWindow(
              { shown, total: page.total, held: page.held, seq: store.seq() },
              { filter, sort, limit, warehouses },
            );
          };
          for (const list of commits.slice(0, opened)) await write(list);
          let window = await snapshot();
          let rows: readonly ExceptionRow[] = window.shown.map(({ row }) => row);
          let told = { seq: window.seq, total: window.total, held: toHeldRow(window.held, network) };
          const rest = commits.slice(opened);
          for (let from = 0, turn = 0; from < rest.length; turn++) {
            const size = groups[turn % groups.length] ?? 1;
            const done: Commit[] = [];
            for (const list of rest.slice(from, from + size)) done.push(await write(list));
            from += size;
            const changes = changesOf(done, network);
            let next = toPatches(window, changes);
            if (next === "refill") {
              refills += 1;
              next = patchBetween(window, await snapshot());
            } else patches += 1;
            window = next.window;
            if (next.patch !== null) {
              expect(next.patch.prev).toBe(told.seq);
              rows = applyPatch(rows, next.patch, exceptionOrders[sort]);
              const { seq, total } = next.patch;
              told = { seq, total, held: next.patch.held === null ? told.held : toHeldRow(next.patch.held, network) };
            }
            const truth = await snapshot();
            expect(rows).toEqual(truth.shown.map(({ row }) => row));
            expect(told.total).toBe(truth.total);
            expect(told.held).toEqual(toHeldRow(truth.held, network));
          }
        },
      ),
      { numRuns: 1_500 },
    );
    // Both roads were taken, so that neither was tested by not being there.
    expect(refills).toBeGreaterThan(100);
    expect(patches).toBeGreaterThan(100);
  }, 60_000);

  test("a window that loses a row and cannot know the next asks for a refill", () => {
    const shown = changesOf(
      [{ seq: 1, changes: [{ kind: "exception", before: null, exception: anException(1), entry: null }] }],
      network,
    ).changed.map(({ after }) => after);
    const window = openWindow(
      { shown, total: 2, held: { objects: 0, money: [], estimated: 0, unknown: 0 }, seq: 1 },
      { filter: { state: ["open"] }, sort: "opened", limit: 1, warehouses: null },
    );
    const gone = {
      kind: "exception",
      before: anException(1),
      exception: anException(1, { state: "resolved", version: 2 }),
      entry: null,
    } as const;
    expect(toPatches(window, changesOf([{ seq: 2, changes: [gone] }], network))).toBe("refill");
  });

  test("what an exception brings and takes in one run of commits is no patch", () => {
    const window = openWindow(
      { shown: [], total: 0, held: { objects: 0, money: [], estimated: 0, unknown: 0 }, seq: 1 },
      { filter: { state: ["open"] }, sort: "opened", limit: 5, warehouses: null },
    );
    const raised = { kind: "exception", before: null, exception: anException(1), entry: null } as const;
    const healed = { ...raised, before: anException(1), exception: anException(1, { state: "resolved", version: 2 }) };
    const next = toPatches(
      window,
      changesOf(
        [
          { seq: 2, changes: [raised] },
          { seq: 3, changes: [healed] },
        ],
        network,
      ),
    );
    expect(next).toEqual({ window: { ...window, seq: 3 }, patch: null });
  });
});
