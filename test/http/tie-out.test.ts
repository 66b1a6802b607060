import { afterEach, describe, expect, it } from "vitest";
import type { Change } from "../../server/domain/index.ts";
import type { TieOutRow } from "../../server/wire/index.ts";
import { hour, minute, type Told, testNetwork, World } from "../domain/harness.ts";
import { start } from "../feeds/fakes.ts";
import { bearer, endAll, fits, serve } from "./harness.ts";

afterEach(endAll);

const network = testNetwork();
const shipped = (id: string, amount: string, period = "11"): readonly Told[] => {
  const keys = { order: `SO-${id}`, shipment: `SH-${id}`, warehouse: "ATL" };
  const attributes = { "business.amount": amount, "ledger.entity": "US01", "ledger.period": period };
  return [
    { event: "shipment.confirmed", keys, at: start - 3 * hour, system: "wms-atl" },
    { event: "shipment.posted", keys, at: start - 2 * hour, system: "erp", attributes },
  ];
};

async function served() {
  const world = await World.begin(network, start - 100 * hour);
  await world.entry(start - hour, [
    ...shipped("1", "100.10"),
    ...shipped("2", "40.00"),
    ...shipped("3", "29.46", "12"),
  ]);
  await world.settle(start);
  await world.commit();
  const side = await serve({ network: () => network });
  const copy = async (changes: readonly Change[]) => void (await side.store.commit(changes));
  for (const { changes } of await world.store.commitsSince(0, 1_000)) await copy(changes);
  // The desk rules as the core does: by the world, whose commit the store takes over.
  side.rule(async (ruling) => {
    const seen = world.store.seq();
    await world.rule(ruling, start);
    await world.commit();
    for (const { changes } of await world.store.commitsSince(seen, 9)) await copy(changes);
    const number = Math.max(...[...world.store.tables.statements.keys()].map((id) => Number(id.slice(2))));
    return { kind: "done", number, seq: side.store.seq() };
  });
  return side;
}

const asked = new Date(start - minute).toISOString();
const body = {
  side: "revenue",
  at: asked,
  period: "11",
  total: { amount: "120.10", currency: "USD" },
  documents: [
    { id: "SH-1", amount: "100.10" },
    { id: "SH-9", amount: "20.00" },
  ],
};

describe("what the ERP says, beside ours", () => {
  it("is taken down once, and told with the difference by reason to the cent", async () => {
    const { post, get } = await served();
    const { status, json } = await post("/api/v1/postings/statements", body);
    expect(status).toBe(201);
    fits("stateLedger", 201, json);
    const row = json as TieOutRow;
    expect(row).toMatchObject({ ours: "169.56", theirs: "120.10", difference: "49.46", unexplained: "0.00", tied: 1 });
    expect(row.reasons).toEqual([
      { reason: "not-in-erp", amount: "40.00", documents: 1 },
      { reason: "other-period", amount: "29.46", documents: 1 },
      { reason: "our-gap", amount: "-20.00", documents: 1 },
    ]);
    const list = await get("/api/v1/postings/tie-out");
    fits("listTieOuts", 200, list.json);
    expect(list.json.items).toEqual([row]);
    expect((await get("/api/v1/postings/tie-out?side=payables")).json.items).toEqual([]);
  });

  it("opens the documents that differ, as a list and as a table", async () => {
    const { post, get } = await served();
    await post("/api/v1/postings/statements", body);
    const lines = await get("/api/v1/postings/tie-out/lines");
    fits("listTieOutLines", 200, lines.json);
    expect(lines.json.items.map(({ reason, id }: { reason: string; id: string | null }) => [reason, id])).toEqual([
      ["not-in-erp", null],
      ["other-period", null],
      ["our-gap", "SH-9"],
    ]);
    const one = await get("/api/v1/postings/tie-out/lines?reason=not-in-erp");
    expect(one.json.items).toMatchObject([{ objects: [{ kind: "shipment", id: "SH-2" }], amount: "40.00" }]);
    const csv = await get("/api/v1/postings/tie-out/lines?reason=our-gap&format=csv");
    expect(csv.text).toContain("our-gap,,SH-9,-20.00");
  });

  it("refuses what cannot be, and keeps nothing of it", async () => {
    const { post, get, ask } = await served();
    const bad = async (more: object) => (await post("/api/v1/postings/statements", { ...body, ...more })).status;
    expect(await bad({ side: "both" })).toBe(400);
    expect(await bad({ total: { amount: "1,200.10", currency: "USD" } })).toBe(400);
    expect(await bad({ total: { amount: "1.00", currency: "JPY" } })).toBe(422);
    expect(await bad({ at: "yesterday" })).toBe(400);
    expect((await get("/api/v1/postings/tie-out")).json.items).toEqual([]);
    expect((await get("/api/v1/postings/tie-out/lines")).json.items).toEqual([]);
    expect((await get("/api/v1/postings/tie-out/lines?statement=T-9")).status).toBe(404);
    expect((await get("/api/v1/postings/tie-out/lines?reason=luck")).status).toBe(400);
    const foreign = await ask("/api/v1/postings/statements", {
      method: "POST",
      headers: { ...bearer, authorization: "" },
    });
    expect(foreign.status).toBe(401);
  });
});
