import { afterAll, describe, expect, test } from "vitest";
import { firstEngine } from "../../server/domain/index.ts";
import { adapters, everything, scopeOf, sweepUp } from "./adapters.ts";
import { minute, withRows } from "./rows.ts";
import { causeOf, exceptionOf, noon, raise } from "./samples.ts";

afterAll(sweepUp);

describe.each(adapters)("lives in $name", (adapter) => {
  const held = [{ ref: "order:*:SO-1", money: { minor: 500, currency: "USD" }, basis: "cost" as const }];

  test("V17 are of what became known in the while, and of what stands since before where that is asked for", async () => {
    const old = { createdAt: noon - minute, held };
    const { views } = await withRows(adapter, [
      raise(exceptionOf(1, old)),
      raise(exceptionOf(2, { ...old, state: "resolved", resolvedAt: noon })),
      raise(exceptionOf(3, { held, carrier: "UPS", traceId: "ab" })),
      raise(exceptionOf(4, { createdAt: noon + minute })),
    ]);
    const lived = (standing: boolean) => views.lived(everything, noon, noon + minute, standing);
    expect((await lived(false)).map(({ number }) => number)).toEqual([3]);
    expect(await lived(true)).toMatchObject([
      { number: 3, carrier: "UPS", traceId: "ab", customer: "ACME Corp", eventType: "shipment.posted", held },
      { number: 1, held },
    ]);
    const [ended] = await views.lived(everything, noon - minute, noon);
    expect(ended).toMatchObject({ number: 2, held: [] });
  });

  test("V22 are of what ended in the while, whenever it became known, and in scope", async () => {
    const ended = { state: "resolved" as const, resolution: { by: "rule", reason: "recovered", text: null } };
    const { views } = await withRows(adapter, [
      raise(exceptionOf(1, { ...ended, createdAt: noon - 40 * 24 * 60 * minute, resolvedAt: noon, held })),
      raise(exceptionOf(2, { ...ended, resolvedAt: noon - 1 })),
      raise(exceptionOf(3, { ...ended, resolvedAt: noon + minute })),
      raise(exceptionOf(4, { ...ended, resolvedAt: noon + minute - 1, warehouse: "EWR" })),
      raise(exceptionOf(5, { ...ended, resolvedAt: noon, watch: true })),
      raise(exceptionOf(6, { ...ended, resolvedAt: noon, resolution: { ...ended.resolution, reason: "merged" } })),
      raise(exceptionOf(7, { createdAt: noon })),
    ]);
    const found = await views.ended(everything, noon, noon + minute);
    expect(found.map(({ number }) => number)).toEqual([4, 1]);
    expect(found[1]).toMatchObject({ endedBy: "rule", reason: "recovered", resolvedAt: noon, held: [] });
    expect((await views.ended(scopeOf(["EWR"]), noon, noon + minute)).map(({ number }) => number)).toEqual([4]);
  });

  test("V20 a family is as old as its oldest episode that has an exception in scope", async () => {
    const { views } = await withRows(adapter, [
      { kind: "cause", cause: causeOf(1, { family: "a", openedAt: noon - 9 * minute }) },
      { kind: "cause", cause: causeOf(2, { family: "a", openedAt: noon - minute }) },
      { kind: "cause", cause: causeOf(3, { family: "b" }) },
      raise(exceptionOf(1, { causeId: "C-1", warehouse: "EWR" })),
      raise(exceptionOf(2, { causeId: "C-2", warehouse: "ATL" })),
    ]);
    const since = async (warehouses: readonly string[] | null) =>
      [...(await views.familiesSince(scopeOf(warehouses), ["a", "b", "c"]))].map(([family, at]) => [family, at - noon]);
    expect(await since(null)).toEqual([["a", -9 * minute]]);
    expect(await since(["ATL"])).toEqual([["a", -minute]]);
    expect(await since([])).toEqual([]);
  });

  test("V21 reloads are those that the engine keeps", async () => {
    const reloads = [{ at: noon, hash: "b", changed: ["routing"] }];
    const { views } = await withRows(adapter, [{ kind: "engine", engine: { ...firstEngine, reloads } }]);
    expect(await views.reloads()).toEqual(reloads);
    expect(await (await withRows(adapter, [])).views.reloads()).toEqual([]);
  });
});
