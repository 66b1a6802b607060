import { afterEach, describe, expect, it } from "vitest";
import type { KpiDetail, KpiDocument, KpiRow, KpisPage, Patch, SubscribeAnswer } from "../../server/wire/index.ts";
import { hour, minute, type Told, testNetwork, World } from "../domain/harness.ts";
import { start } from "../feeds/fakes.ts";
import { endAll, fits, once, serve, until } from "./harness.ts";

afterEach(endAll);

const network = testNetwork({
  company: {
    name: "Northgate Supply",
    timezone: "UTC",
    currency: "USD",
    rates: [],
    grace: 0,
    targets: [{ figure: "on-time-shipment", value: 0.985 }],
  },
});
const day = 24 * hour;
const date = (at: number): string => new Date(at).toISOString().slice(0, 10);
/** From a week ago to yesterday. */
const week = `from=${date(start - 7 * day)}&to=${date(start - day)}`;

/** An order that is to leave three hours after it came, and leaves when it is told. */
const order = (id: string, at: number, leaves: number | null): readonly Told[] => {
  const keys = { order: `SO-${id}`, warehouse: "ATL", customer: "Halden Vet" };
  const attributes = { "order.ship_by": new Date(at + 3 * hour).toISOString() };
  const created: Told = { event: "order.created", keys, at, system: "erp", attributes };
  if (leaves === null) return [created];
  return [
    created,
    { event: "shipment.confirmed", keys: { ...keys, shipment: `SH-${id}` }, at: at + leaves, system: "wms-atl" },
  ];
};
const happened: readonly Told[] = [
  ...order("0", start - 9 * day, 4 * hour),
  ...order("1", start - 2 * day, 1 * hour),
  ...order("2", start - 2 * day, 2 * hour),
  ...order("3", start - 3 * day, 5 * hour),
  ...order("4", start - 2 * day, null),
];

async function served(of = network) {
  const world = await World.begin(of, start - 12 * day);
  for (const one of [...happened].sort((a, b) => a.at - b.at)) await world.entry(one.at, [one]);
  await world.settle(start);
  await world.commit();
  const side = await serve({ network: () => of });
  for (const { changes } of await world.store.commitsSince(0, 1_000)) await side.store.commit(changes);
  return { ...side, world };
}

const named = ({ items }: KpisPage, id: string): KpiRow | undefined => items.find((one) => one.id === id);

describe("key figures, over HTTP", () => {
  it("answers each with numerator, denominator, target, the period before and thirteen weeks", async () => {
    const { get } = await served();
    const page = (await get(`/api/v1/kpis?${week}`)).json as KpisPage;
    fits("listKpis", 200, page);
    expect(page).toMatchObject({ from: date(start - 7 * day), to: date(start - day), knownAt: null });
    const onTime = named(page, "on-time-shipment");
    expect(onTime).toMatchObject({
      numerator: 2,
      denominator: 4,
      value: 0.5,
      target: 0.985,
      unit: "share",
      ended: true,
    });
    expect(onTime?.previous).toMatchObject({ numerator: 0, denominator: 1, value: 0 });
    expect(onTime?.series).toHaveLength(13);
    expect(named(page, "order-to-ship")).toMatchObject({ denominator: 3, numerator: 8 * hour });
    expect(named(page, "dock-to-stock")).toMatchObject({ state: "not-measured", value: null });
    expect(named(page, "stock-agreement")?.notMeasured).not.toBeNull();
  });

  it("cuts a figure into parts that add up to it, says what moved it, and lists what it is made of", async () => {
    const { get } = await served();
    const detail = (await get(`/api/v1/kpis/on-time-shipment?${week}&by=partner`)).json as KpiDetail;
    fits("getKpi", 200, detail);
    expect(detail.parts.map(({ key, numerator, denominator }) => [key, numerator, denominator])).toEqual([
      ["Halden Vet", 2, 4],
    ]);
    expect(detail.moved).toMatchObject({ grain: 1000, change: 500 });
    expect(detail.moved?.parts.reduce((sum, { rate, mix }) => sum + rate + mix, 0)).toBe(500);
    expect(detail.definition.formula).toContain("÷");
    const list = (await get(`/api/v1/kpis/on-time-shipment/documents?${week}`)).json as {
      readonly items: readonly KpiDocument[];
    };
    fits("listKpiDocuments", 200, list);
    expect(list.items.map(({ object, numerator }) => [object?.id, numerator])).toEqual([
      ["SO-3", 0],
      ["SO-1", 1],
      ["SO-2", 1],
      ["SO-4", 0],
    ]);
    expect(list.items.reduce((sum, { denominator }) => sum + denominator, 0)).toBe(detail.row.denominator);
  });

  it("is incomplete where a source that it needs is only watched", async () => {
    const wms = network.systems.get("wms-atl");
    if (wms === undefined) throw new Error("no such system");
    const watched = { ...network, systems: new Map([...network.systems, ["wms-atl", { ...wms, watch: true }]]) };
    const lowered = async (of: typeof network) =>
      named((await (await served(of)).get(`/api/v1/kpis?${week}`)).json as KpisPage, "on-time-shipment")
        ?.coverage.lowered.find(({ system }) => system === "wms-atl")
        ?.why.includes("watch-only") ?? false;
    expect([await lowered(network), await lowered(watched)]).toEqual([false, true]);
  });

  it("is incomplete where a source tells the day of an event and never its time, until it tells one", async () => {
    const { get, world, store } = await served();
    const why = async (): Promise<readonly string[]> =>
      named((await get(`/api/v1/kpis?${week}`)).json as KpisPage, "on-time-shipment")?.coverage.lowered.find(
        ({ system }) => system === "tms",
      )?.why ?? [];
    const tell = async (id: string, at: number, attributes: Told["attributes"] = {}): Promise<void> => {
      const seen = world.store.seq();
      const keys = { order: `SO-${id}`, shipment: `SH-${id}`, warehouse: "EWR" };
      await world.entry(start, [{ event: "shipment.confirmed", keys, at, system: "tms", attributes }]);
      await world.commit();
      for (const { changes } of await world.store.commitsSince(seen, 9)) await store.commit(changes);
    };
    await tell("8", start - 12 * day, { "business.occurred_at": date(start - 12 * day) });
    expect(await why()).toEqual(["date-only"]);
    await tell("9", start - 11 * day);
    expect(await why()).toEqual([]);
  });

  it("answers as it was recorded, and as it is known now", async () => {
    const { get } = await served();
    const asOf = new Date(start - 2 * day - hour).toISOString();
    const then = (await get(`/api/v1/kpis?${week}&asOf=${asOf}&known=then`)).json as KpisPage;
    expect(then.knownAt).toBe(asOf);
    expect(named(then, "on-time-shipment")).toMatchObject({ numerator: 0, denominator: 1 });
  });

  it("gives a scraper with a token the figures of today by building, and without one nothing of them", async () => {
    const world = await World.begin(network, start - 12 * day);
    for (const one of [...order("7", start - 4 * hour, hour), ...order("8", start - 4 * hour, 3.5 * hour)].sort(
      (a, b) => a.at - b.at,
    ))
      await world.entry(one.at, [one]);
    await world.settle(start);
    await world.commit();
    const side = await serve({
      network: () => network,
      metrics: async (_, more) => ({ contentType: "text/plain", body: JSON.stringify(more) }),
    });
    for (const { changes } of await world.store.commitsSince(0, 1_000)) await side.store.commit(changes);
    const families = JSON.parse((await side.get("/metrics")).text) as readonly {
      readonly name: string;
      readonly points: readonly { readonly labels: readonly string[]; readonly value: number }[];
    }[];
    const value = (name: string, ...labels: readonly string[]) =>
      families
        .find((one) => one.name === name)
        ?.points.find((point) => JSON.stringify(point.labels) === JSON.stringify(labels))?.value;
    expect(value("tallyman_figure_numerator", "on-time-shipment", "ATL")).toBe(1);
    expect(value("tallyman_figure_denominator", "on-time-shipment", "ATL")).toBe(2);
    expect(value("tallyman_figure_numerator", "order-to-ship", "ATL")).toBe(4.5 * 3600);
    expect(value("tallyman_source_silent", "erp")).toBeTypeOf("number");
    expect(JSON.parse((await side.ask("/metrics")).text)).toEqual([]);
  });

  it("KF19 is not measured as it was recorded where nobody had told yet what it needs", async () => {
    const { get } = await served();
    const asOf = new Date(start - 9 * day + hour).toISOString();
    const period = `from=${date(start - 10 * day)}&to=${date(start - 8 * day)}&asOf=${asOf}`;
    const state = async (known: string) =>
      named((await get(`/api/v1/kpis?${period}&known=${known}`)).json as KpisPage, "order-to-ship")?.state;
    expect(await state("then")).toBe("not-measured");
    expect(await state("now")).not.toBe("not-measured");
  });

  it("refuses what is no date, no figure, no dimension, and what lies ahead", async () => {
    const { get } = await served();
    const status = async (path: string) => (await get(path)).status;
    expect(await status("/api/v1/kpis?from=2026-02-30&to=2026-03-02")).toBe(400);
    expect(await status("/api/v1/kpis?from=2026-03-02")).toBe(400);
    expect(await status("/api/v1/kpis?from=2026-03-02&to=2026-03-01")).toBe(400);
    expect(await status(`/api/v1/kpis?asOf=${new Date(start + day).toISOString()}`)).toBe(400);
    expect(await status("/api/v1/kpis/none")).toBe(404);
    expect(await status("/api/v1/kpis/on-time-shipment?by=weather")).toBe(400);
  });

  it("tells of an event on the live stream within the second", async () => {
    const { connect, store, world, serving, pass } = await served();
    const socket = connect();
    await once(socket, "connect");
    const patches: Patch<KpiRow>[] = [];
    socket.on("patch", (patch: Patch<KpiRow>) => patches.push(patch));
    const filter = { from: date(start - 7 * day), to: date(start) };
    const answer: SubscribeAnswer<KpiRow> = await socket.emitWithAck("subscribe", { feed: "kpis", filter });
    const rows = "snapshot" in answer ? (answer.snapshot?.rows ?? []) : [];
    expect(rows.find(({ id }) => id === "order-to-ship")?.denominator).toBe(3);
    const seen = world.store.seq();
    pass(1_000);
    const keys = { order: "SO-4", shipment: "SH-4", warehouse: "ATL" };
    await world.entry(start + 1, [{ event: "shipment.confirmed", keys, at: start - minute, system: "wms-atl" }]);
    await world.commit();
    for (const { changes } of await world.store.commitsSince(seen, 100)) await store.commit(changes);
    serving.committed(store.seq());
    const told = () => patches.flatMap(({ upsert }) => upsert).filter(({ id }) => id === "order-to-ship");
    await until(() => told().length > 0);
    expect(told()[0]?.denominator).toBe(4);
  });
});
