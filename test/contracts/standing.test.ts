import { afterAll, describe, expect, it } from "vitest";
import type { BusinessObject, Change, Link, Ref } from "../../server/domain/index.ts";
import type { Views } from "../../server/ports/index.ts";
import { adapters, scopeOf, sweepUp } from "./adapters.ts";
import { allOf, put, withRows } from "./rows.ts";
import { foldOf, noon, objectOf } from "./samples.ts";

const hour = 3_600_000;
const all = scopeOf(null);

afterAll(sweepUp);

const linkTo = (ref: Ref, kind: Link["kind"]): Link => ({ ref, kind, via: "record", by: "0" });
const image = (object: BusinessObject): Change => ({ kind: "object", object });
const order = (id: string, at: number, more: Partial<BusinessObject> = {}): BusinessObject =>
  objectOf(`order:*:${id}`, { folds: [foldOf("order.released", at)], ...more });

async function refsIn(views: Views, from: number, to: number, warehouse = "ATL", scope = all) {
  const found = await allOf((cursor) => views.standing(scope, "order", warehouse, { from, to }, 1, cursor));
  return found.map(({ id }) => id);
}

describe.each(adapters)("where objects stand, in $name", (adapter) => {
  it("V15 from the fact with which they came in until their end was known, by ref, in pages", async () => {
    const shipped = order("B", noon, {
      folds: [foldOf("order.released", noon), foldOf("shipment.confirmed", noon + hour, noon + 3 * hour)],
    });
    const elsewhere = order("D", noon, { warehouses: ["EWR"] });
    const both = order("E", noon, { warehouses: ["ATL", "EWR"] });
    const apart = objectOf("qa@order:*:F", { folds: [foldOf("order.released", noon)] });
    const never = objectOf("order:*:G");
    const changes = [order("A", noon), shipped, order("C", noon + 9 * hour), elsewhere, both, apart, never].map(image);
    const { views } = await withRows(adapter, changes);
    expect(await refsIn(views, noon + hour, noon + 2 * hour)).toEqual(["A", "B", "E"]);
    expect(await refsIn(views, noon + 3 * hour, noon + 10 * hour)).toEqual(["A", "B", "C", "E"]);
    expect(await refsIn(views, noon + 4 * hour, noon + 5 * hour)).toEqual(["A", "E"]);
    expect(await refsIn(views, noon - hour, noon)).toEqual([]);
    expect(await refsIn(views, noon, noon + hour, "EWR")).toEqual(["D", "E"]);
    expect((await views.standing(all, "order", "ATL", { from: noon, to: noon + 1 }, 2, null)).total).toBe(3);
    expect((await views.standing(all, "receipt", "ATL", { from: noon, to: noon + 1 }, 2, null)).items).toEqual([]);
  });

  it("V15 a building out of scope has none, and one that goods are sent to has them", async () => {
    const transfer = objectOf("transfer:*:T1", {
      folds: [foldOf("transfer.shipped", noon)],
      traits: [
        { name: "destination", value: { text: "MIA", number: null }, mark: { at: noon, nanos: 0, identity: "0" } },
      ],
    });
    const { views } = await withRows(adapter, [image(order("A", noon)), image(transfer)]);
    expect(await refsIn(views, noon, noon + hour, "ATL", scopeOf(["EWR"]))).toEqual([]);
    const sent = await views.standing(scopeOf(["MIA"]), "transfer", "MIA", { from: noon, to: noon + hour }, 9, null);
    expect(sent.items.map(({ id }) => id)).toEqual(["T1"]);
    expect(await views.object(scopeOf(["MIA"]), transfer.ref)).toEqual(transfer);
    expect(await views.object(scopeOf(["EWR"]), transfer.ref)).toBeUndefined();
  });

  it("ST15 an order leaves with its shipments, whichever is written last, and comes back when one is voided", async () => {
    const shipment = (more: readonly ReturnType<typeof foldOf>[]): BusinessObject =>
      objectOf("shipment:*:S1", { links: [linkTo("order:*:A", "order")], folds: more });
    const linked = order("A", noon, { links: [linkTo("shipment:*:S1", "shipment")] });
    const confirmed = shipment([foldOf("shipment.confirmed", noon + hour)]);
    const { store, views } = await withRows(adapter, [image(linked)]);
    expect(await refsIn(views, noon + 2 * hour, noon + 3 * hour)).toEqual(["A"]);
    await put(store, [image(confirmed)]);
    expect(await refsIn(views, noon + 2 * hour, noon + 3 * hour)).toEqual([]);
    await put(store, [
      image(shipment([foldOf("shipment.confirmed", noon + hour), foldOf("shipment.voided", noon + 2 * hour)])),
    ]);
    expect(await refsIn(views, noon + 2 * hour, noon + 3 * hour)).toEqual(["A"]);
    await put(store, [{ kind: "object-gone", ref: linked.ref, into: null }]);
    expect(await refsIn(views, noon, noon + 3 * hour)).toEqual([]);
    const other = await withRows(adapter, [image(confirmed), image(linked)]);
    expect(await refsIn(other.views, noon + 2 * hour, noon + 3 * hour)).toEqual([]);
  });
});
