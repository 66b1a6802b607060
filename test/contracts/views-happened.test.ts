import { afterAll, describe, expect, test } from "vitest";
import type { Change } from "../../server/domain/index.ts";
import { adapters, everything, scopeOf, sweepUp } from "./adapters.ts";
import { allOf, minute, put, withRows } from "./rows.ts";
import { exceptionOf, factOf, noon, objectChanges, objectOf, raise } from "./samples.ts";

afterAll(sweepUp);

describe.each(adapters)("what happened in $name", (adapter) => {
  const fact = (name: string, at: number, on: readonly string[], environment = ""): Change => ({
    kind: "fact",
    fact: factOf(name, { occurredAt: noon + at, environment }),
    on,
  });
  const rows = [
    ...objectChanges(objectOf("order:*:SO-1", { warehouses: ["ATL", "EWR"] })),
    ...objectChanges(objectOf("order:*:SO-2", { warehouses: ["EWR"] })),
    ...objectChanges(objectOf("order:*:SO-3", { warehouses: ["ATL"] })),
    ...objectChanges(objectOf("qa@order:*:SO-1", { warehouses: ["ATL"], environment: "qa" })),
    fact("a", -1, ["order:*:SO-1"]),
    fact("c", minute, ["order:*:SO-2", "order:*:SO-1"]),
    fact("b", 0, ["order:*:SO-1"]),
    fact("d", 2 * minute, ["order:*:SO-2"]),
    fact("e", 3 * minute, ["order:*:SO-3"]),
    fact("f", minute, []),
    fact("g", minute, ["qa@order:*:SO-1"], "qa"),
  ];
  const within = { from: noon, to: noon + 3 * minute, warehouse: null };

  test("V23 is told in business order and from the first instant up to the last, each fact once", async () => {
    const { views } = await withRows(adapter, rows);
    for (const limit of [1, 2, 9]) {
      const found = await allOf(async (cursor) => ({
        total: 0,
        ...(await views.happened(everything, within, limit, cursor)),
      }));
      const told = found.map(({ fact: { occurredAt }, on }) => [
        (occurredAt - noon) / minute,
        on.map(({ ref, first }) => `${ref.slice(8)}${first ? " first" : ""}`).join(", "),
      ]);
      expect(told).toEqual([
        [0, "SO-1 first"],
        [1, "SO-1, SO-2 first"],
        [2, "SO-2"],
      ]);
    }
    const all = ["order:*:SO-3", "order:*:SO-2", "order:*:SO-1", "order:*:gone", "qa@order:*:SO-1"];
    expect(await views.touched(everything, within, all)).toEqual(["order:*:SO-1", "order:*:SO-2"]);
  });

  test("V23 is of the objects in scope, and of a building where one is asked for", async () => {
    const { views } = await withRows(adapter, rows);
    const told = async (warehouses: readonly string[] | null, warehouse: string | null) => {
      const { items } = await views.happened(scopeOf(warehouses), { ...within, warehouse }, 9, null);
      const refs = ["order:*:SO-1", "order:*:SO-2"];
      const touched = await views.touched(scopeOf(warehouses), { ...within, warehouse }, refs);
      const first = items.flatMap(({ on }) => on.filter((one) => one.first).map(({ ref }) => ref));
      expect(touched).toEqual(first.sort());
      return items.map(({ on }) => on.map(({ ref }) => ref.slice(8)).join(" "));
    };
    expect(await told(["ATL"], null)).toEqual(["SO-1", "SO-1"]);
    expect(await told(null, "EWR")).toEqual(["SO-1", "SO-1 SO-2", "SO-2"]);
    expect(await told(["ATL"], "EWR")).toEqual(["SO-1", "SO-1"]);
    expect(await told(["SEA"], null)).toEqual([]);
  });

  test("V23 a fact that comes again is told as it is now", async () => {
    const { store, views } = await withRows(adapter, rows);
    await put(store, [fact("b", 2.5 * minute, ["order:*:SO-2"])]);
    const { items } = await views.happened(everything, within, 9, null);
    expect(items.map(({ fact: { occurredAt } }) => (occurredAt - noon) / minute)).toEqual([1, 2, 2.5]);
  });

  test("V1 what holds still is of its commit, whatever is committed later", async () => {
    const { store, views } = await withRows(adapter, [...rows, raise(exceptionOf(1))]);
    const still = await views.still();
    const before = await still.happened(everything, within, 9, null);
    await put(store, [
      fact("h", minute / 2, ["order:*:SO-3"]),
      fact("b", 9 * minute, ["order:*:SO-1"]),
      { kind: "object", object: objectOf("order:*:SO-2", { status: "done" }) },
      raise(exceptionOf(2)),
    ]);
    expect([await still.seq(), await views.seq()]).toEqual([1, 2]);
    expect(await still.happened(everything, within, 9, null)).toEqual(before);
    expect(await still.object(everything, "order:*:SO-2")).toMatchObject({ status: "open" });
    expect((await still.facts(everything, "order:*:SO-1", 9, null)).total).toBe(3);
    expect((await still.counts(everything)).open).toBe(1);
    await still.close();
    expect((await views.happened(everything, within, 9, null)).items).toHaveLength(3);
    expect((await views.counts(everything)).open).toBe(2);
  });
});
