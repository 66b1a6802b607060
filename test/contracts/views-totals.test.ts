import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { memoryStore, memoryViews } from "../../server/adapters/memory/index.ts";
import type { Change } from "../../server/domain/index.ts";
import type { ExceptionFilter, Views } from "../../server/ports/index.ts";
import { adapters, scopeOf, sweepUp } from "./adapters.ts";
import { put, withRows } from "./rows.ts";
import { exceptionOf, noon, raise } from "./samples.ts";

afterAll(sweepUp);

/** Few exceptions about few objects, each of which comes again and again as something else. */
const exception = fc
  .record({
    number: fc.integer({ min: 1, max: 6 }),
    state: fc.constantFrom("open" as const, "snoozed" as const, "resolved" as const),
    warehouse: fc.constantFrom("ATL", "EWR", null),
    severity: fc.constantFrom("high" as const, "low" as const),
    watch: fc.boolean(),
    held: fc.uniqueArray(
      fc.record({
        ref: fc.constantFrom("order:*:A", "order:*:B", "order:*:C"),
        money: fc.option(
          fc.record({ minor: fc.integer({ min: 0, max: 900 }), currency: fc.constantFrom("USD", "EUR") }),
        ),
        basis: fc.constantFrom("invoice" as const, "order-price" as const, "cost" as const),
      }),
      { selector: ({ ref }) => ref, maxLength: 3 },
    ),
  })
  .map(({ number, state, held, ...more }): Change => {
    const known = held.map((one) => ({ ...one, basis: one.money === null ? ("unknown" as const) : one.basis }));
    return raise(
      exceptionOf(number, {
        ...more,
        state,
        held: known,
        ...(state === "resolved"
          ? { resolvedAt: noon, resolution: { by: "rule", reason: "recovered" as const, text: null } }
          : {}),
      }),
    );
  });

const filters: readonly ExceptionFilter[] = [
  {},
  { state: ["open", "acknowledged", "snoozed"] },
  { state: ["open"], warehouse: ["ATL"] },
  { severity: ["low"], watch: true },
];

describe.each(adapters)("totals of a list in $name", (adapter) => {
  it("V7 stay those of the plain reading, commit by commit, for whoever asked before", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.array(exception, { maxLength: 5 }), fc.subarray([...filters])), { maxLength: 8 }),
        async (commits) => {
          const { store, views } = await withRows(adapter, []);
          const plain = memoryStore();
          await plain.open();
          const told = (of: Views, asked: readonly ExceptionFilter[]) =>
            Promise.all(
              asked.flatMap((filter) =>
                [null, ["EWR"]].map(async (warehouses) => {
                  const { total, held } = await of.exceptions(scopeOf(warehouses), filter, "opened", 3, null);
                  return { total, held };
                }),
              ),
            );
          for (const [changes, asked] of commits) {
            for (const to of [store, plain]) await put(to, changes);
            expect(await told(views, asked)).toEqual(await told(memoryViews(plain), asked));
          }
          await sweepUp();
        },
      ),
      { numRuns: 80 },
    );
  }, 60_000);
});
