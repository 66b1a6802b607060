import { afterEach, describe, expect, it } from "vitest";
import type { Departure } from "../../server/domain/index.ts";
import type { Patch, SubscribeAnswer, TallyDocument, TallyRow } from "../../server/wire/index.ts";
import { hour, minute, type Told, testNetwork, World } from "../domain/harness.ts";
import { start } from "../feeds/fakes.ts";
import { endAll, fits, once, serve, until } from "./harness.ts";

afterEach(endAll);

const trucks: readonly Departure[] = [
  { at: start - 2 * hour, carrier: "UPS", service: "ground", doors: ["4", "5"] },
  { at: start + hour, carrier: "UPS", service: "ground", appointmentAt: start + 45 * minute },
  { at: start + 3 * hour, carrier: "FedEx", service: "air", transit: 24 * hour },
  { at: start + 25 * hour, carrier: "UPS", service: "ground", transit: 72 * hour },
];
const network = testNetwork({
  warehouses: new Map([
    ["ATL", { id: "ATL", name: "Atlanta", timezone: "UTC", departures: trucks }],
    ["EWR", { id: "EWR", name: "Newark", timezone: "UTC", departures: [] }],
  ]),
});
const iso = (at: number): string => new Date(at).toISOString();

const order = (id: string, event: string, at: number, more: Partial<Told> = {}): Told => ({
  event,
  keys: { order: id, warehouse: "ATL", customer: "=ACME", carrier: "UPS" },
  at,
  system: event.startsWith("order.acknowledged") ? "wms-atl" : "erp",
  ...more,
});
const shipment = (id: string, event: string, at: number, more: Partial<Told> = {}): Told =>
  order(id, event, at, { keys: { order: id, shipment: `S-${id}`, warehouse: "ATL" }, system: "wms-atl", ...more });

/** Five orders of the day: shipped, blocked, on hold, carried over and left behind. */
const told: readonly Told[] = [
  order("SO-5", "order.released", start - 20 * hour),
  order("SO-5", "order.acknowledged", start - 20 * hour),
  ...["SO-1", "SO-2", "SO-3", "SO-4"].flatMap((id) => {
    const at = id === "SO-4" ? start - 4 * hour : start - hour;
    const by = id === "SO-4" ? start - 2 * hour : start + hour;
    const attributes = { "order.ship_by": iso(by), "order.deliver_by": iso(start + 30 * hour) };
    return [order(id, "order.released", at, { attributes }), order(id, "order.acknowledged", at + minute)];
  }),
  shipment("SO-1", "shipment.confirmed", start - 30 * minute),
  shipment("SO-2", "shipment.labelled", start - 30 * minute, { system: "tms", failed: "postcode missing" }),
  order("SO-3", "order.held", start - 20 * minute, { attributes: { "hold.reason": "credit" } }),
  // The floor is heard to the last.
  order("SO-3", "order.acknowledged", start - minute),
];

async function served() {
  const world = await World.begin(network, start - 100 * hour);
  for (const one of [...told].sort((a, b) => a.at - b.at)) await world.entry(one.at, [one]);
  await world.settle(start);
  await world.commit();
  const side = await serve({ network: () => network });
  for (const { changes } of await world.store.commitsSince(0, 1_000)) await side.store.commit(changes);
  return { ...side, world };
}

describe("GET /api/v1/tally", () => {
  it("answers the day's count of each building, which adds up", async () => {
    const { get } = await served();
    const { status, json } = await get("/api/v1/tally");
    expect(status).toBe(200);
    fits("getTally", 200, json);
    expect(json.items.map(({ id }: TallyRow) => id)).toEqual(["ATL", "EWR"]);
    expect(json.asOf).toBe(iso(start));
    expect(json.items[0]).toMatchObject({
      name: "Atlanta",
      zone: "UTC",
      day: "2026-03-02",
      orders: { total: 5, released: 4, carried: 1, holds: [{ reason: "credit", count: 1 }], loaded: 0 },
      shipped: { "in-erp": 0, "erp-waiting": 0, "erp-late": 1 },
      wmsJudged: true,
      departuresLeft: 1,
    });
    const { parts } = json.items[0].orders;
    expect(parts).toMatchObject({ shipped: 1, "on-hold": 1 });
    expect(Object.values<number>(parts).reduce((sum, count) => sum + count, 0)).toBe(5);
  });

  it("answers a day as it stood at a minute of it, and another day", async () => {
    const { get } = await served();
    const then = (await get(`/api/v1/tally?warehouse=ATL&at=${iso(start - 50 * minute)}`)).json;
    expect(then).toMatchObject({ total: 1, items: [{ orders: { total: 5, parts: { shipped: 0, "on-hold": 0 } } }] });
    const before = (await get("/api/v1/tally?warehouse=ATL&day=2026-03-01")).json;
    expect(before.items[0]).toMatchObject({ day: "2026-03-01", orders: { total: 1, released: 1 } });
  });

  it("refuses what cannot be", async () => {
    const { get } = await served();
    const bad = [
      "warehouse=NIX",
      "day=today",
      "day=2026-02-30",
      "at=now",
      `at=${iso(start + hour)}`,
      `day=2026-03-02&at=${iso(start - 48 * hour)}`,
      "hour=7",
    ];
    for (const query of bad) {
      const { status, json } = await get(`/api/v1/tally?${query}`);
      expect([query, status]).toEqual([query, 400]);
      expect(json.faults[0].path).toBe(query.startsWith("day=2026-03-02&") ? "at" : query.split("=")[0]);
    }
    expect((await (await served()).ask("/api/v1/tally")).status).toBe(401);
  });
});

describe("GET /api/v1/tally/documents", () => {
  const ids = (json: { readonly items: readonly TallyDocument[] }) => json.items.map(({ id }) => id);

  it("answers the documents behind each number, as many as it says", async () => {
    const { get } = await served();
    const of = async (part: string, more = "") =>
      (await get(`/api/v1/tally/documents?warehouse=ATL&part=${part}${more}`)).json;
    const total = await of("orders:total");
    fits("listTallyDocuments", 200, total);
    expect([total.total, ids(total)]).toEqual([5, ["SO-1", "SO-2", "SO-3", "SO-4", "SO-5"]]);
    expect(ids(await of("orders:carried"))).toEqual(["SO-5"]);
    expect(ids(await of("orders:on-hold:credit"))).toEqual(["SO-3"]);
    expect(ids(await of("orders:on-hold:customer"))).toEqual([]);
    expect(ids(await of("shipped:erp-late"))).toEqual(["SO-1"]);
    const { total: blocked } = await of("orders:blocked");
    const row = (await get("/api/v1/tally?warehouse=ATL")).json.items[0];
    expect(blocked).toBe(row.orders.parts.blocked);
    const [two] = (await of("orders:blocked")).items.filter(({ id }: TallyDocument) => id === "SO-2");
    expect(two).toMatchObject({
      part: "orders:blocked",
      customer: "=ACME",
      carried: false,
      milestone: "order.acknowledged",
      cutoffAt: iso(start + hour),
    });
    expect(two.exceptions.length).toBeGreaterThan(0);
    for (const part of ["orders:gone", "orders", "receipts:put-away", "returns:credited:lost", "shipped:floor", ""])
      expect((await get(`/api/v1/tally/documents?part=${part}`)).status).toBe(400);
  });

  it("comes in pages, and as CSV that runs no formula", async () => {
    const { get } = await served();
    const first = (await get("/api/v1/tally/documents?part=orders:total&limit=3")).json;
    expect([first.total, ids(first)]).toEqual([5, ["SO-1", "SO-2", "SO-3"]]);
    const cursor = encodeURIComponent(first.nextCursor);
    const rest = (await get(`/api/v1/tally/documents?part=orders:total&limit=3&cursor=${cursor}`)).json;
    expect([rest.total, ids(rest), rest.nextCursor]).toEqual([5, ["SO-4", "SO-5"], null]);
    const csv = await get("/api/v1/tally/documents?part=orders:carried", { accept: "text/csv" });
    expect(csv.headers.get("content-type")).toContain("text/csv");
    const [header, row] = csv.text.split("\r\n");
    expect(header?.startsWith("kind,id,warehouse,part,customer")).toBe(true);
    expect(row).toContain("order,SO-5,ATL,orders:");
    expect(row).toContain(`"'=ACME"`);
  });
});

describe("departures", () => {
  it("answers which truck leaves short and why, what was left behind, and later trucks", async () => {
    const { get } = await served();
    const { json } = await get("/api/v1/departures?warehouse=ATL&day=2026-03-02");
    fits("listDepartures", 200, json);
    const [gone, next, air] = json.items;
    expect(gone).toMatchObject({
      id: `ATL ${iso(start - 2 * hour)} UPS ground`,
      left: true,
      doors: ["4", "5"],
      orders: 2,
      behind: 2,
      behindOrders: [
        { id: "SO-4", movedTo: null },
        { id: "SO-5", movedTo: null },
      ],
    });
    expect(next).toMatchObject({
      left: false,
      orders: 2,
      shipped: 1,
      blocked: 1,
      appointmentAt: iso(start + 45 * minute),
    });
    expect(next.causes[0]).toMatchObject({ orders: ["SO-2"], owner: { team: "on-call", person: null } });
    expect(next.held).toMatchObject({ objects: 1, unknown: 1 });
    expect(next.later).toEqual([
      { at: iso(start + 3 * hour), carrier: "FedEx", service: "air", inTime: 1 },
      { at: iso(start + 25 * hour), carrier: "UPS", service: "ground", inTime: 0 },
    ]);
    expect(air).toMatchObject({ carrier: "FedEx", orders: 0, later: [{ inTime: null }] });
  });

  it("records a later truck, each order answering for itself, and takes it back", async () => {
    const { post, ask, move, moves, journal } = await served();
    move(async (decision) => ({
      ruling: 1,
      results: decision.orders.map((ref) => ({
        ref,
        refusal: ref.endsWith("SO-1") ? { code: "shipped", message: "It has shipped." } : null,
      })),
    }));
    const to = { at: iso(start + 3 * hour), carrier: "FedEx", service: "air" };
    const body = { orders: ["SO-2", "SO-1", "SO-9"], to, warehouse: "ATL" };
    const { status, json } = await post("/api/v1/departures/moves", body);
    expect(status).toBe(200);
    fits("moveOrders", 200, json);
    expect(json.actionId).toBe("1");
    expect(
      json.results.map(({ id, ok, error }: { id: string; ok: boolean; error?: { code: string } }) => [
        id,
        ok,
        error?.code,
      ]),
    ).toEqual([
      ["SO-2", true, undefined],
      ["SO-1", false, "shipped"],
      ["SO-9", false, "not-found"],
    ]);
    expect(moves).toEqual([
      {
        by: "administrator",
        action: "move",
        warehouse: "ATL",
        orders: ["order:*:SO-2", "order:*:SO-1"],
        to: { at: start + 3 * hour, carrier: "FedEx", service: "air" },
      },
    ]);
    const [first] = moves;
    if (first === undefined) throw new Error("no move");
    await journal.rule({ kind: "start", downSince: null }, { position: 0, settledTo: 0 });
    await journal.rule({ kind: "move", decision: first }, { position: 0, settledTo: 0 });
    const bearer = { authorization: "Bearer secret-of-the-test" };
    const undone = await ask("/api/v1/departures/moves/2", { method: "DELETE", headers: bearer });
    fits("undoMove", 200, undone.json);
    expect(moves.at(-1)).toEqual({ by: "administrator", action: "undo", ruling: 2, orders: first.orders });
    for (const id of ["1", "3", "x", "0"])
      expect((await ask(`/api/v1/departures/moves/${id}`, { method: "DELETE", headers: bearer })).status).toBe(404);
  });

  it("refuses a truck that is gone or none, and a building that is none", async () => {
    const { post } = await served();
    const send = async (more: object) => {
      const to = { at: iso(start + 3 * hour), carrier: "FedEx", service: "air" };
      const { status, json } = await post("/api/v1/departures/moves", {
        orders: ["SO-2"],
        to,
        warehouse: "ATL",
        ...more,
      });
      return [status, json.code];
    };
    expect(await send({ warehouse: "NIX" })).toEqual([422, "unknown-warehouse"]);
    expect(await send({ to: { at: iso(start + hour), carrier: "FedEx", service: "air" } })).toEqual([
      422,
      "unknown-departure",
    ]);
    expect(await send({ to: { at: iso(start - 2 * hour), carrier: "UPS", service: "ground" } })).toEqual([
      422,
      "departure-gone",
    ]);
    expect(await send({ orders: [] })).toEqual([400, "bad-body"]);
  });
});

describe("the live tally", () => {
  it("begins with the rows and sends what a commit moves, and the departures with it", async () => {
    const { connect, store, world, serving, pass } = await served();
    const socket = connect();
    await once(socket, "connect");
    const subscribe = <T>(feed: string, filter: Record<string, string>): Promise<SubscribeAnswer<T>> =>
      socket.emitWithAck("subscribe", { feed, filter });
    const tally = await subscribe<TallyRow>("tally", { warehouse: "ATL" });
    const trucksOf = await subscribe("departures", { warehouse: "ATL", day: "2026-03-02" });
    expect("snapshot" in tally && tally.snapshot.rows[0]?.orders.parts.shipped).toBe(1);
    expect("snapshot" in trucksOf && trucksOf.snapshot.total).toBe(3);
    const patches: Patch<TallyRow>[] = [];
    socket.on("patch", (patch) => patches.push(patch));
    const seen = world.store.seq();
    pass(1_000);
    await world.entry(start + 1, [order("SO-3", "order.cancelled", start)]);
    await world.commit();
    for (const { changes } of await world.store.commitsSince(seen, 100)) await store.commit(changes);
    serving.committed(store.seq());
    await until(() => patches.some(({ feed }) => feed === "tally"));
    const patch = patches.find(({ feed }) => feed === "tally");
    expect(patch?.upsert[0]?.orders.parts).toMatchObject({ "on-hold": 0, cancelled: 1 });
    expect(await subscribe("tally", { day: "soon" })).toMatchObject({ error: { code: "bad-parameter" } });
    expect(await subscribe("departures", { at: iso(start) })).toMatchObject({ error: { code: "bad-parameter" } });
  });
});
