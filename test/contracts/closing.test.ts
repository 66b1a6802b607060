import { afterAll, describe, expect, test } from "vitest";
import { type Change, closingKey, type Dating, type KeptClosing, type Ref } from "../../server/domain/index.ts";
import { adapters, scopeOf, sweepUp } from "./adapters.ts";
import { allOf, put, withRows } from "./rows.ts";
import { closingOf, noon } from "./samples.ts";
import { datingOf } from "./samples-figures.ts";

const hour = 3_600_000;
const all = scopeOf(null);

afterAll(sweepUp);

const [a, b, c] = ["shipment:*:A", "shipment:*:B", "shipment:*:C"] as const;

const dated = (ref: Ref, of: Dating | null): Change => ({ kind: "dating", ref, dating: of });

const closed = (of: KeptClosing): Change => ({ kind: "closing", closing: of });
const empty = { keys: [], refs: [], identities: [], traces: [] };

describe.each(adapters)("the closing of periods, in $name", (adapter) => {
  test("V28 a closing is that of a period and a company, the newest, for who sees all", async () => {
    const reviewed = closingOf({ reviewed: { by: "Koster", at: noon + 1 } });
    const { store, views } = await withRows(adapter, [
      closed(closingOf()),
      closed(closingOf({ entity: null, hash: "all" })),
    ]);
    await put(store, [closed(reviewed)]);
    expect(await views.closing(all, "11", "US01")).toEqual(reviewed);
    expect((await views.closing(all, "11", null))?.hash).toBe("all");
    expect(await views.closing(all, "12", "US01")).toBeUndefined();
    expect(await views.closing(scopeOf(["ATL"]), "11", "US01")).toBeUndefined();
  });

  test("V29 datings are those that began since, by ref, in pages, of the buildings in scope; what is right again is gone", async () => {
    const late = { at: noon + hour, isDay: false, day: "2026-11-19" };
    const { store, views } = await withRows(adapter, [
      dated(b, datingOf(b, { left: late, warehouse: "EWR" })),
      dated(a, datingOf(a)),
      dated(c, datingOf(c, { left: null, warehouse: null })),
    ]);
    const refs = async (since: number, scope = all) =>
      (await allOf((cursor) => views.datings(scope, since, 1, cursor))).map(({ ref }) => ref);
    expect(await refs(0)).toEqual([a, b, c]);
    // Where nobody told that it left, it began with the day of the ERP's document.
    expect(await refs(noon + 1)).toEqual([b, c]);
    expect(await refs(0, scopeOf(["ATL"]))).toEqual([a]);
    expect((await views.datings(all, 0, 2, null)).total).toBe(3);
    await put(store, [dated(a, null), dated(b, datingOf(b, { warehouse: "ATL" }))]);
    expect(await refs(0)).toEqual([b, c]);
    expect(await refs(0, scopeOf(["ATL"]))).toEqual([b]);
  });

  test("ST16 a draft and the rows tell both, also after they were folded and taken back", async () => {
    const { store } = await withRows(adapter, [dated(a, datingOf(a)), closed(closingOf())]);
    const draft = await store.contextFor(empty);
    expect([draft.dating(a), draft.dating(b)]).toEqual([datingOf(a), undefined]);
    draft.fold([dated(a, null), dated(b, datingOf(b)), closed(closingOf({ hash: "new" }))]);
    expect([draft.dating(a), draft.dating(b)?.ref, draft.closing(closingKey(closingOf()))?.hash]).toEqual([
      undefined,
      b,
      "new",
    ]);
    await put(store, [dated(a, null), dated(b, datingOf(b)), closed(closingOf({ hash: "new" }))]);
    const after = await store.contextFor(empty);
    expect([after.dating(a), after.dating(b), after.closing(closingKey(closingOf()))?.hash]).toEqual([
      undefined,
      datingOf(b),
      "new",
    ]);
    expect(after.closing(closingKey({ period: "11", entity: null }))).toBeUndefined();
  });
});
