import { createHash } from "node:crypto";
import { afterEach, describe, expect, it } from "vitest";
import type { Change, CloseConfig } from "../../server/domain/index.ts";
import type { AccrualRow, CloseRow, TermsDecided } from "../../server/wire/index.ts";
import { hour, minute, type Told, testNetwork, World } from "../domain/harness.ts";
import { start } from "../feeds/fakes.ts";
import { csvRows } from "./book.ts";
import { endAll, fits, serve } from "./harness.ts";

afterEach(endAll);

const lines = JSON.stringify([
  { line: "1", sku: "A", quantity: "4", uom: "EA", unitPrice: "25.00", unitCost: "12.50" },
  { line: "2", sku: "B", quantity: "2", uom: "EA", unitPrice: "0.05", unitCost: "0.01" },
]);
const day = 24 * hour;
const date = (at: number) => new Date(at).toISOString().slice(0, 10);

const close: CloseConfig = {
  periods: [
    { id: "11", from: date(start - 20 * day), to: date(start + day), closes: `${date(start + day)}T18:00` },
    { id: "12", from: date(start + 2 * day), to: date(start + 30 * day), closes: `${date(start + 30 * day)}T18:00` },
  ],
  closes: { days: 0, at: "18:00" },
  entities: [
    { id: "NW01", name: "Northgate West", warehouses: ["RNO"] },
    { id: "US01", name: "Northgate US", warehouses: [] },
  ],
  accounts: [
    { kinds: ["invoice-rejected"], warehouses: [], debit: "1190", credit: "9999" },
    { kinds: [], warehouses: ["ATL"], debit: "1190", credit: "4010" },
  ],
  columns: [
    { title: "External ID", of: "document" },
    { title: "Subsidiary", value: "2" },
    { title: "Line Amount", of: "amount" },
    { title: "Cost", of: "cost" },
    { title: "Debit Account", of: "debit" },
    { title: "Reversal Date", of: "reversal" },
  ],
};

const plain = testNetwork();
const network = { ...plain, company: { ...plain.company, close } };

const keysOf = (id: string) => ({ order: `SO-${id}`, shipment: `SH-${id}`, warehouse: "ATL", customer: "Fenwick" });
const shipped = (id: string, amount: string | null, more: Record<string, string> = {}): readonly Told[] => {
  const ledger = { "ledger.entity": "US01", "ledger.period": "11", ...more };
  const keys = keysOf(id);
  return [
    { event: "order.created", keys, at: start - 5 * hour, system: "shop", attributes: { "order.terms": "origin" } },
    {
      event: "shipment.confirmed",
      keys,
      at: start - 3 * hour,
      system: "wms-atl",
      attributes: amount === null ? { "business.lines": lines } : {},
    },
    {
      event: "shipment.posted",
      keys,
      at: start - 2 * hour,
      system: "erp",
      attributes: { ...(amount === null ? {} : { "business.amount": amount }), ...ledger },
    },
  ];
};
const billed = (id: string, amount: string, at: number, ledger: Record<string, string> = {}): Told => {
  const { customer: _, ...keys } = keysOf(id);
  return {
    event: "invoice.posted",
    keys: { ...keys, invoice: `INV-${id}` },
    at,
    system: "erp",
    attributes: { "business.amount": amount, "ledger.period": "11", "ledger.entity": "US01", ...ledger },
  };
};

async function served() {
  const world = await World.begin(network, start - 100 * hour);
  await world.entry(start - hour, [
    ...shipped("1", "100.10"),
    ...shipped("2", null),
    ...shipped("3", "29.46", { "ledger.period": "12" }),
  ]);
  await world.settle(start);
  await world.commit();
  const side = await serve({ network: () => network });
  let copied = 0;
  const copy = async (): Promise<void> => {
    for (const { seq, changes } of await world.store.commitsSince(copied, 1_000)) {
      copied = seq;
      await side.store.commit(changes as readonly Change[]);
    }
  };
  await copy();
  await side.journal.rule(
    { kind: "network", hash: network.hash, text: "", expansions: null },
    { position: 0, settledTo: 0 },
  );
  // The desk rules as the core does: by the world, whose commit the store takes over.
  const { rulingRefusal } = await import("../../server/domain/index.ts");
  side.rule(async (ruling) => {
    const refusal = rulingRefusal(await world.draft(), network, ruling, start);
    if (refusal?.kind === "refused")
      return { kind: "refused", fault: { code: refusal.code, message: refusal.message, class: "permanent" } };
    await world.rule(ruling, start + minute);
    await world.commit();
    await copy();
    const kept = await side.journal.rule(ruling, { position: world.position, settledTo: 0 });
    return { kind: "done", number: kept.number, seq: side.store.seq() };
  });
  const holder = async (name: string) => {
    const { json } = await side.post("/api/v1/tokens", { name, kind: "admin" });
    return { authorization: `Bearer ${json.token}` };
  };
  const told = async (...facts: readonly Told[]): Promise<void> => {
    await world.entry(start + 2 * minute, facts);
    await world.commit();
    await copy();
    side.pass(5 * minute);
  };
  return { ...side, told, marsh: await holder("D. Marsh"), koster: await holder("L. Koster") };
}

const path = "/api/v1/close/11";
const us = `${path}?entity=US01`;

describe("the closing of a period", () => {
  it("tells what keeps it open, what would be accrued, and which dates are wrong", async () => {
    const { get } = await served();
    const { status, json } = await get(us);
    expect(status).toBe(200);
    fits("getClose", 200, json);
    const row = json as CloseRow;
    expect(row.period).toMatchObject({ id: "11", closesAt: `${date(start + day)}T18:00:00.000Z` });
    expect(row.stops.map(({ cause, sum }) => [cause.kind, sum.count, sum.value, sum.estimate])).toEqual([
      ["wrong-period", 1, "29.46", "0.00"],
    ]);
    // Two are not due yet, and will be before the ledger closes.
    expect(row).toMatchObject({ total: 1, waiting: 2, onTheRoad: 0, before: null, after: "12" });
    expect(row.dates).toMatchObject([
      { object: { id: "SH-3" }, fault: "other-period", terms: "origin", earned: "11", booked: "12", invoice: null },
    ]);
    expect(row.totals.revenue).toMatchObject({
      count: 3,
      value: "129.56",
      valued: 2,
      estimate: "100.10",
      estimated: 1,
    });
    expect(row.totals.goods).toMatchObject({ count: 3, value: "50.02", valued: 1, unknown: 2 });
    expect(row.checks.map(({ id, state }) => [id, state])).toEqual([
      ["revenue", "untold"],
      ["inventory", "untold"],
      ["payables", "untold"],
      ["dates", "open"],
      ["terms", "done"],
      ["stops", "open"],
    ]);
    expect((await get("/api/v1/close/current?entity=US01")).json.period.id).toBe("11");
    expect((await get(`${path}?entity=NW01`)).json).toMatchObject({ total: 0, dates: [] });
    expect((await get("/api/v1/close/99")).status).toBe(404);
    expect((await get(`${path}?entity=XX`)).status).toBe(400);
  });

  it("lists what is accrued, in the import columns of the network file, with unknown left empty", async () => {
    const { get } = await served();
    const { json } = await get(`${path}/accruals?entity=US01`);
    fits("listAccruals", 200, json);
    const rows = json.items as readonly AccrualRow[];
    expect(
      rows.map(({ object, revenue, estimate, cost, units }) => [
        object.id,
        revenue?.amount,
        estimate,
        cost?.amount,
        units,
      ]),
    ).toEqual([
      ["SH-1", "100.10", false, undefined, null],
      ["SH-2", "100.10", true, "50.02", "6"],
      ["SH-3", "29.46", false, undefined, null],
    ]);
    const csv = await get(`${path}/accruals?entity=US01&format=csv`);
    expect(csvRows(csv.text).slice(0, 3)).toEqual([
      ["External ID", "Subsidiary", "Line Amount", "Cost", "Debit Account", "Reversal Date"],
      ["SH-1", "2", "100.10", "", "1190", date(start + 2 * day)],
      ["SH-2", "2", "100.10", "50.02", "1190", date(start + 2 * day)],
    ]);
    const xlsx = await get(`${path}/accruals?entity=US01&format=xlsx`);
    expect([xlsx.status, xlsx.headers.get("content-type")]).toEqual([200, expect.stringContaining("spreadsheetml")]);
  });

  it("is signed by two people, frozen with a hash that anybody can compute, and reopened with a reason", async () => {
    const { post, get, marsh, koster } = await served();
    expect((await post(`${path}/signatures`, { as: "preparer" })).json.code).toBe("entity-needed");
    const ahead = await post("/api/v1/close/12/signatures?entity=US01", { as: "preparer" }, marsh);
    expect([ahead.status, ahead.json.code]).toEqual([422, "lies-ahead"]);
    const early = await post(`${path}/signatures?entity=US01`, { as: "reviewer", hash: "0".repeat(64) }, koster);
    expect([early.status, early.json.code]).toEqual([422, "not-prepared"]);
    const prepared = await post(`${path}/signatures?entity=US01`, { as: "preparer" }, marsh);
    expect(prepared.status).toBe(201);
    fits("signClose", 201, prepared.json);
    const { hash, lines: frozen } = prepared.json.signing;
    expect(frozen).toBe(3);
    const snapshot = await get(`${path}/snapshot?entity=US01`);
    expect(createHash("sha256").update(snapshot.text).digest("hex")).toBe(hash);

    const again = await post(`${path}/signatures?entity=US01`, { as: "preparer" }, koster);
    expect([again.status, again.json.code]).toEqual([422, "signed-already"]);
    const same = await post(`${path}/signatures?entity=US01`, { as: "reviewer", hash }, marsh);
    expect([same.status, same.json.code]).toEqual([422, "same-person"]);
    const other = await post(`${path}/signatures?entity=US01`, { as: "reviewer", hash: "0".repeat(64) }, koster);
    expect([other.status, other.json.code]).toEqual([422, "other-snapshot"]);
    const closed = await post(`${path}/signatures?entity=US01`, { as: "reviewer", hash }, koster);
    expect(closed.json.signing).toMatchObject({
      state: "closed",
      prepared: { by: "D. Marsh" },
      reviewed: { by: "L. Koster" },
      hash,
    });

    expect((await post(`${path}/reopenings?entity=US01`, { reason: " " }, koster)).status).toBe(400);
    const reopened = await post(`${path}/reopenings?entity=US01`, { reason: "Reno came late." }, koster);
    expect(reopened.json.signing).toMatchObject({ state: "open", prepared: null, hash: null });
    expect(reopened.json.signing.rounds).toMatchObject([
      { hash, prepared: { by: "D. Marsh" }, reopened: { by: "L. Koster", reason: "Reno came late." } },
    ]);
    expect((await post(`${path}/reopenings?entity=US01`, { reason: "Again." }, koster)).json.code).toBe("not-signed");
    expect((await get(`${path}/snapshot?entity=US01`)).status).toBe(404);
  });

  it("tells what became of the signed list, adding up, while the list itself stays as signed", async () => {
    const { post, get, told, marsh } = await served();
    await post(`${path}/signatures?entity=US01`, { as: "preparer" }, marsh);
    await told(
      billed("1", "100.10", start + minute),
      billed("2", "98.00", start + minute),
      { event: "shipment.voided", keys: keysOf("3"), at: start + minute, system: "wms-atl" },
      ...shipped("4", "10.00"),
    );
    const { json } = await get(us);
    fits("getClose", 200, json);
    const [drift] = (json as CloseRow).drift?.sides ?? [];
    expect(drift).toEqual({
      side: "revenue",
      signed: "229.66",
      now: "208.10",
      difference: "-21.56",
      states: [
        { state: "confirmed", count: 2, difference: "-2.10" },
        { state: "open", count: 0, difference: "0.00" },
        { state: "fell-away", count: 1, difference: "-29.46" },
        { state: "new", count: 1, difference: "10.00" },
      ],
    });
    expect((await get(`${path}/accruals?entity=US01`)).json.total).toBe(3);
    expect(
      (await get(`${path}/accruals?entity=US01&of=now`)).json.items.map((one: AccrualRow) => one.object.id),
    ).toEqual(["SH-4"]);
    // The next period shows it too, as long as nobody has signed that one.
    expect((await get("/api/v1/close/12?entity=US01")).json.drift.period).toBe("11");
  });

  it("takes a person's word for terms that nobody told, and takes it back", async () => {
    const { post, get, ask, told, marsh } = await served();
    const quiet = (id: string): readonly Told[] =>
      shipped(id, "80.00", { "ledger.period": "12" }).map((one) =>
        one.event === "order.created" ? { ...one, attributes: {} } : one,
      );
    await told(...quiet("7"));
    const dateOf = (row: CloseRow, id: string) => row.dates.find(({ object }) => object.id === id);
    const before = (await get(us)).json as CloseRow;
    expect(dateOf(before, "SH-7")).toMatchObject({ fault: "terms-unknown", terms: null, decided: null });
    expect(before.checks.find(({ id }) => id === "terms")).toMatchObject({ state: "open", count: 1 });

    const documents = [{ kind: "shipment", id: "SH-7" }];
    const decided = await post(`${path}/terms?entity=US01`, { documents, terms: "origin" }, marsh);
    expect(decided.status).toBe(201);
    fits("decideTerms", 201, decided.json);
    const { actionId, close: row } = decided.json as TermsDecided;
    expect(dateOf(row, "SH-7")).toMatchObject({
      fault: "other-period",
      terms: "origin",
      decided: { actionId, by: "D. Marsh" },
    });
    expect(row.checks.find(({ id }) => id === "terms")).toMatchObject({ state: "done" });
    // Left without an exception about it: whoever would hear of its invoice has it.
    expect(row.stops.map(({ owner }) => owner)).toEqual(
      row.stops.map(() => ({ team: expect.any(String), person: null })),
    );

    const known = { documents: [{ kind: "shipment", id: "SH-1" }], terms: "destination" };
    const refused = await post(`${path}/terms?entity=US01`, known, marsh);
    expect([refused.status, refused.json.code]).toEqual([422, "told"]);
    const none = { documents: [{ kind: "order", id: "SO-none" }], terms: "origin" };
    expect((await post(`${path}/terms?entity=US01`, none, marsh)).status).toBe(404);

    const undo = (id: string) => ask(`${path}/terms/${id}?entity=US01`, { method: "DELETE", headers: marsh });
    const back = await undo(actionId);
    expect(back.status).toBe(200);
    fits("takeTermsBack", 200, back.json);
    expect(dateOf(back.json as CloseRow, "SH-7")).toMatchObject({ fault: "terms-unknown", decided: null });
    expect([(await undo(actionId)).status, (await undo("999")).status, (await undo("x")).status]).toEqual([
      422, 404, 404,
    ]);
  });

  it("counts what was not in the books at the end of each day", async () => {
    const { get } = await served();
    const { json } = await get(`${path}/burn-down?entity=US01`);
    fits("getCloseBurnDown", 200, json);
    expect(json.points.at(-1).count).toBe(3);
    expect(json.points.slice(0, -1).every(({ count }: { count: number }) => count === 0)).toBe(true);
  });

  it("is refused to whoever is not signed in", async () => {
    const { ask } = await served();
    expect((await ask(us)).status).toBe(401);
    expect((await ask(`${path}/signatures`, { method: "POST" })).status).toBe(401);
  });
});
