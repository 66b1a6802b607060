import { afterEach, describe, expect, it } from "vitest";
import { minorOf } from "../../server/feeds/index.ts";
import type { DelayedPostings, Patch, PostingsPage, PostingTable, SubscribeAnswer } from "../../server/wire/index.ts";
import { hour, minute, type Told, testNetwork, World } from "../domain/harness.ts";
import { start } from "../feeds/fakes.ts";
import { endAll, fits, once, serve, until } from "./harness.ts";

afterEach(endAll);

const network = testNetwork({
  company: {
    name: "Northgate Supply",
    timezone: "UTC",
    currency: "USD",
    rates: [{ currency: "EUR", rate: "1.0875", on: "2026-01-02" }],
    grace: 0,
    targets: [],
  },
});
const shipped = (id: string, at: number, amount: string, currency = "USD"): readonly Told[] => {
  const keys = { order: `SO-${id}`, shipment: `SH-${id}`, warehouse: "ATL", customer: "=Halden Vet" };
  const attributes = { "business.amount": amount, "business.currency": currency, "ledger.entity": "US01" };
  return [
    { event: "shipment.confirmed", keys, at, system: "wms-atl" },
    { event: "shipment.posted", keys, at: at + minute, system: "erp", attributes },
  ];
};
const happened: readonly Told[] = [
  ...shipped("1", start - 50 * hour, "100.10"),
  ...shipped("2", start - 3 * hour, "40.00"),
  ...shipped("3", start - 2 * hour, "100.00", "EUR"),
];

async function served() {
  const world = await World.begin(network, start - 100 * hour);
  for (const one of [...happened].sort((a, b) => a.at - b.at)) await world.entry(one.at, [one]);
  await world.settle(start);
  await world.commit();
  const side = await serve({ network: () => network });
  for (const { changes } of await world.store.commitsSince(0, 1_000)) await side.store.commit(changes);
  return { ...side, world };
}

const sumOf = ({ items }: DelayedPostings): number =>
  items.reduce((sum, { value }) => sum + (minorOf(value ?? "0", 100) ?? 0), 0);

describe("what is not in the books, over HTTP", () => {
  it("answers one table a side, and the documents behind a cell sum to it, converted by the rate of the day", async () => {
    const { get } = await served();
    const page = (await get("/api/v1/postings")).json as PostingsPage;
    fits("getPostings", 200, page);
    expect(page.items.map(({ id }) => id)).toEqual(["revenue", "inventory", "payables"]);
    const [revenue] = page.items;
    expect(revenue?.total).toMatchObject({ count: 3, value: "248.85", valued: 3, unconverted: 0, unknown: 0 });
    expect(revenue?.rates).toEqual([{ currency: "EUR", rate: "1.0875", date: "2026-01-02" }]);
    const whole = (await get("/api/v1/postings/delayed")).json as DelayedPostings;
    fits("listDelayedPostings", 200, whole);
    expect(whole.items.map(({ object }) => object.id)).toEqual(["SH-1", "SH-2", "SH-3"]);
    expect(sumOf(whole)).toBe(24_885);
    expect(whole.buckets.reduce((sum, { value }) => sum + (minorOf(value, 100) ?? 0), 0)).toBe(24_885);
    expect(whole.items[2]).toMatchObject({ amount: "100.00", currency: "EUR", value: "108.75", basis: "document" });
    const column = whole.items[0]?.column ?? -1;
    const old = (await get(`/api/v1/postings/delayed?row=ATL&column=${column}`)).json as DelayedPostings;
    expect(old.items.map(({ object }) => object.id)).toEqual(["SH-1"]);
    expect(revenue?.rows.find(({ key }) => key === "ATL")?.cells[column]).toMatchObject({ value: "100.10", count: 1 });
  });

  it("answers a past instant by what is known now, or as it was recorded then", async () => {
    const { get } = await served();
    const asOf = new Date(start - 10 * hour).toISOString();
    const then = (await get(`/api/v1/postings?asOf=${asOf}&known=then`)).json as PostingsPage;
    expect(then).toMatchObject({ asOf, knownAt: asOf });
    expect(then.items[0]?.total).toMatchObject({ count: 1, value: "100.10" });
    expect(((await get(`/api/v1/postings?asOf=${asOf}`)).json as PostingsPage).knownAt).toBeNull();
  });

  it("is a table: CSV with formulas made harmless, and a sheet", async () => {
    const { get } = await served();
    const csv = await get("/api/v1/postings/delayed", { accept: "text/csv" });
    expect(csv.status).toBe(200);
    expect(csv.text.split("\r\n")[1]).toContain("'=Halden Vet");
    const sheet = await get("/api/v1/postings/delayed?format=xlsx");
    expect(sheet.headers.get("content-type")).toContain("spreadsheetml");
  });

  it("refuses what cannot be, by its name", async () => {
    const { get } = await served();
    for (const query of ["rows=colour", "edges=3,1", "due=soon", "asOf=yesterday", "known=maybe"]) {
      const answer = await get(`/api/v1/postings?${query}`);
      expect([answer.status, answer.json]).toMatchObject([400, { code: "bad-parameter" }]);
    }
    for (const query of ["side=both", "column=-1", "column=x"])
      expect((await get(`/api/v1/postings/delayed?${query}`)).status).toBe(400);
    const ahead = new Date(start + hour).toISOString();
    expect((await get(`/api/v1/postings?asOf=${ahead}`)).status).toBe(400);
    expect((await get("/api/v1/postings", { authorization: "" })).status).toBe(401);
  });

  it("tells of each commit on the live stream", async () => {
    const { connect, store, world, serving, pass } = await served();
    const socket = connect();
    await once(socket, "connect");
    const patches: Patch<PostingTable>[] = [];
    socket.on("patch", (patch: Patch<PostingTable>) => patches.push(patch));
    const answer: SubscribeAnswer<PostingTable> = await socket.emitWithAck("subscribe", { feed: "postings" });
    const rows = "snapshot" in answer ? (answer.snapshot?.rows ?? []) : [];
    expect(rows.map(({ id, total }) => [id, total.count])).toEqual([
      ["inventory", 0],
      ["payables", 0],
      ["revenue", 3],
    ]);
    const seen = world.store.seq();
    pass(1_000);
    const keys = { order: "SO-1", shipment: "SH-1", invoice: "INV-1" };
    await world.entry(start + 1, [{ event: "invoice.posted", keys, at: start - hour, system: "erp" }]);
    await world.commit();
    for (const { changes } of await world.store.commitsSince(seen, 100)) await store.commit(changes);
    serving.committed(store.seq());
    const told = () => patches.flatMap(({ upsert }) => upsert).filter(({ id }) => id === "revenue");
    await until(() => told().length > 0);
    const [revenue] = told();
    expect(revenue?.total).toMatchObject({ count: 2, value: "148.75" });
  });
});
