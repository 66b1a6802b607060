import { expect, test } from "vitest";
import { createLagOverTime, type FeedDeps } from "../../server/feeds/index.ts";
import type { LagRow, Scope } from "../../server/ports/index.ts";
import { aNetwork, scopeOf, start } from "./fakes.ts";

const minute = 60_000;
const row = (count: number): LagRow => ({
  flow: "ship",
  step: "pick",
  from: "erp",
  to: "wms",
  warehouse: "ATL",
  count,
  p50Ms: minute,
  p95Ms: minute,
  p99Ms: minute,
  maxMs: minute,
  late: 0,
  pending: 0,
  oldestPendingAt: null,
  lastMetAt: null,
});

/** Views that write down which tables they were asked for. */
function world() {
  const asked: { readonly sites: readonly string[] | null; readonly window: number; readonly at: number }[] = [];
  const state = { now: start, fails: false };
  const deps = {
    clock: { now: () => state.now },
    network: () => aNetwork(),
    views: {
      lag: async ({ warehouses }: Scope, window: number, at: number) => {
        if (state.fails) throw new Error("the rows are busy");
        asked.push({ sites: warehouses, window, at });
        return [row(asked.length)];
      },
    },
  } as unknown as FeedDeps;
  return { asked, state, series: createLagOverTime(deps) };
}

test("a window is cut into equal spans of at least a minute, the last of which ends now", async () => {
  const { asked, series } = world();
  const [found] = await series.read(scopeOf(), 60 * minute, 4);
  expect(asked.map(({ window, at }) => [window / minute, (at - start) / minute])).toEqual([
    [15, -45],
    [15, -30],
    [15, -15],
    [15, 0],
  ]);
  expect(found?.points.map(({ count }) => count)).toEqual([1, 2, 3, 4]);
  asked.length = 0;
  await series.read(scopeOf(), 2 * minute, 4);
  expect(asked.every(({ window }) => window === minute)).toBe(true);
});

test("who asks for the same within ten seconds is answered alike, also while it is still read; others are not", async () => {
  const { asked, state, series } = world();
  const [first, second] = await Promise.all([
    series.read(scopeOf(), 60 * minute, 4),
    series.read(scopeOf(), 60 * minute, 4),
  ]);
  expect(second).toBe(first);
  expect(asked).toHaveLength(4);
  await series.read(scopeOf(["ATL"]), 60 * minute, 4);
  await series.read(scopeOf(), 60 * minute, 5);
  await series.read(scopeOf(), 30 * minute, 4);
  expect(asked).toHaveLength(4 + 4 + 5 + 4);
  state.now += 9_999;
  expect(await series.read(scopeOf(), 60 * minute, 4)).toBe(first);
  state.now += 1;
  expect(await series.read(scopeOf(), 60 * minute, 4)).not.toBe(first);
  // A clock that was set back makes nothing last longer.
  const kept = await series.read(scopeOf(), 60 * minute, 4);
  state.now -= 60 * minute;
  expect(await series.read(scopeOf(), 60 * minute, 4)).not.toBe(kept);
});

test("what could not be read is asked for again, and so many answers are kept and no more", async () => {
  const { asked, state, series } = world();
  state.fails = true;
  await expect(series.read(scopeOf(), 60 * minute, 4)).rejects.toThrow("busy");
  state.fails = false;
  await series.read(scopeOf(), 60 * minute, 4);
  expect(asked).toHaveLength(4);
  for (let site = 0; site < 40; site++) await series.read(scopeOf([`S${site}`]), 60 * minute, 4);
  asked.length = 0;
  await series.read(scopeOf(["S39"]), 60 * minute, 4);
  expect(asked).toHaveLength(0);
  await series.read(scopeOf(["S1"]), 60 * minute, 4);
  expect(asked).toHaveLength(4);
});
