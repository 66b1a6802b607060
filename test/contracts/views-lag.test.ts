import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { memoryStore, memoryViews } from "../../server/adapters/memory/index.ts";
import type { Change } from "../../server/domain/index.ts";
import type { Views } from "../../server/ports/index.ts";
import { adapters, scopeOf, sweepUp } from "./adapters.ts";
import { minute, put, withRows } from "./rows.ts";
import { cellOf, noon } from "./samples.ts";

afterAll(sweepUp);

const hour = 60 * minute;
const day = 24 * hour;

/** Lags of three days, and those of them that a later commit takes out again, the greatest of their hour among them. */
const lags = fc
  .array(
    fc.record({
      cell: fc.constantFrom("ATL", "EWR").map((warehouse) => cellOf(warehouse)),
      minute: fc
        .oneof(fc.integer({ min: -3 * 24 * 60, max: 30 }), fc.integer({ min: -150, max: 0 }))
        .map((minutes) => noon + minutes * minute),
      lagMs: fc.oneof(fc.nat(3 * hour), fc.integer({ min: 0, max: 400 * day })),
      late: fc.boolean(),
      leaves: fc.boolean(),
      often: fc.constantFrom(1, 1, 1, 90),
    }),
    { maxLength: 120 },
  )
  .map((all): readonly [came: readonly Change[], left: readonly Change[]] => {
    const came = all.flatMap(({ leaves: _, often, ...one }): readonly Change[] =>
      Array.from({ length: often }, () => ({ kind: "lag", count: 1, ...one })),
    );
    const left = all.flatMap(({ leaves, often: _, ...one }): readonly Change[] =>
      leaves ? [{ kind: "lag", count: -1, ...one }] : [],
    );
    return [came, left];
  });

const windows = fc.oneof(
  fc.constantFrom(15 * minute, 2 * hour, 3 * hour, day, 3 * day),
  fc.integer({ min: 1, max: 80 * hour }),
);
const ends = fc.oneof(
  fc.constantFrom(noon, noon - 1, noon - minute, noon + 59 * minute),
  fc.integer({ min: noon - 2 * day, max: noon + hour }),
);

describe.each(adapters)("lag over hours and days in $name", (adapter) => {
  it("V9 is the sum of its minutes, whatever the window begins and ends within", async () => {
    await fc.assert(
      fc.asyncProperty(
        lags,
        fc.array(fc.tuple(windows, ends), { minLength: 6, maxLength: 6 }),
        async ([came, left], asked) => {
          const { store, views } = await withRows(adapter, came);
          const plain = memoryStore();
          await plain.open();
          await put(store, left);
          await put(plain, [...came, ...left]);
          const told = (of: Views) =>
            Promise.all([
              ...asked.map(([window, at]) => of.lag(scopeOf(null), window, at)),
              of.lag(scopeOf(["EWR"]), day, noon),
            ]);
          expect(await told(views)).toEqual(await told(memoryViews(plain)));
          await sweepUp();
        },
      ),
      { numRuns: 60 },
    );
  }, 60_000);
});
