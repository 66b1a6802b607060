import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import type { Change, HandOver } from "../../server/domain/index.ts";
import type { Views } from "../../server/ports/index.ts";
import { adapters, everything, scopeOf, sweepUp } from "./adapters.ts";
import { exceptionArbitrary } from "./random.ts";
import { exceptionOf, noon, raise } from "./samples.ts";

afterAll(sweepUp);

const minute = 60_000;

const handOver = (number: number, exceptions: readonly number[]): HandOver => ({
  number,
  at: noon,
  by: "Ortiz",
  from: "dock",
  to: { team: "dock", person: null },
  note: null,
  exceptions,
  accepted: [],
  questions: [],
});

async function filled(open: (typeof adapters)[number], changes: readonly Change[]): Promise<Views> {
  const { store, views } = open.store();
  const epoch = await store.open();
  await store.commit({ epoch, upTo: 1, at: noon, changes });
  return views;
}

async function allPast(views: Views, window: { readonly from: number; readonly to: number }, limit: number) {
  const numbers: number[] = [];
  for (let cursor: string | null = null; ; ) {
    const page: Awaited<ReturnType<Views["past"]>> = await views.past(everything, window, limit, cursor);
    numbers.push(...page.items.map((one) => one.number));
    cursor = page.nextCursor;
    if (cursor === null) return numbers;
  }
}

describe.each(adapters)("$name", (adapter) => {
  test("V17 a window is read in order and without a gap, and its coverage counted", async () => {
    const at = [3, 1, 2, 2, 9, 4];
    const changes = at.map((minutes, index) =>
      raise(
        exceptionOf(index + 1, {
          openedAt: noon + minutes * minute,
          watch: index === 5,
          route: index % 2 === 0 ? ["root"] : ["root", "flow ship"],
          warehouse: index === 1 ? "EWR" : "ATL",
        }),
      ),
    );
    const views = await filled(adapter, changes);
    const window = { from: noon + minute, to: noon + 9 * minute };
    expect(await allPast(views, window, 2)).toEqual([2, 3, 4, 1]);
    expect(await views.coverage(everything, window)).toEqual({ total: 4, byFallback: 2 });
    expect(await views.coverage(scopeOf(["EWR"]), window)).toEqual({ total: 1, byFallback: 0 });
    expect(await views.coverage(everything, { from: 0, to: 1 })).toEqual({ total: 0, byFallback: 0 });
  });

  test("V17 what was given back is told from its last time on, and hand-overs to who sees one of them", async () => {
    const back = (at: number) => ({ at, by: "Eva", from: "it", to: "dock", reason: "theirs" });
    const views = await filled(adapter, [
      raise(exceptionOf(1, { notMine: [back(noon), back(noon + 5)], warehouse: "ATL" })),
      raise(exceptionOf(2, { notMine: [back(noon)], warehouse: null })),
      raise(exceptionOf(3)),
      { kind: "hand-over", handOver: handOver(7, [1, 3]) },
      { kind: "hand-over", handOver: handOver(9, [2]) },
      { kind: "hand-over", handOver: { ...handOver(7, [1, 3]), note: "again" } },
    ]);
    expect((await views.notMine(everything, noon)).map(({ number }) => number)).toEqual([1, 2]);
    expect((await views.notMine(everything, noon + 1)).map(({ number }) => number)).toEqual([1]);
    expect(await views.notMine(scopeOf(["EWR"]), noon)).toEqual([]);
    expect((await views.handOvers(everything, 10)).map(({ number, note }) => [number, note])).toEqual([
      [9, null],
      [7, "again"],
    ]);
    expect((await views.handOvers(everything, 1)).map(({ number }) => number)).toEqual([9]);
    expect((await views.handOvers(scopeOf(["ATL"]), 10)).map(({ number }) => number)).toEqual([7]);
  });
});

test("V13 V17 every adapter reads a window as the plain reading does", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(exceptionArbitrary, { maxLength: 20 }),
      fc.integer({ min: 1, max: 5 }),
      async (rows, limit) => {
        const changes = rows.map((row) => raise(row));
        const window = { from: noon - 3 * minute, to: noon + 3 * minute };
        const answers: unknown[] = [];
        for (const adapter of adapters) {
          const views = await filled(adapter, changes);
          answers.push([await allPast(views, window, limit), await views.coverage(everything, window)]);
        }
        expect(answers[1]).toEqual(answers[0]);
      },
    ),
    { numRuns: 40 },
  );
});
