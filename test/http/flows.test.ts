import { afterEach, describe, expect, it } from "vitest";
import type { Change } from "../../server/domain/index.ts";
import type { FlowDaysRow } from "../../server/wire/index.ts";
import { hour, minute, type Told, testNetwork, World } from "../domain/harness.ts";
import { start } from "../feeds/fakes.ts";
import { bearer, endAll, fits, serve } from "./harness.ts";

afterEach(endAll);

const network = testNetwork();
const flow = network.steps[0]?.flow ?? "";

/** An order of which every step of its flow is told that comes within `told` facts, a minute apart. */
const order = (id: string, told: number, at: number): readonly Told[] => {
  const keys = { order: `SO-${id}`, shipment: `SH-${id}`, warehouse: "ATL" };
  const events = [
    ...new Set(network.steps.filter((one) => one.flow === flow).flatMap((one) => [one.after, one.expect])),
  ];
  return events.slice(0, told).map((event, index) => ({ event, keys, at: at + index * minute, system: "wms-atl" }));
};

async function served() {
  const world = await World.begin(network, start - 100 * hour);
  await world.entry(start - 2 * hour, [...order("1", 9, start - 3 * hour), ...order("2", 1, start - 4 * minute)]);
  await world.settle(start);
  await world.commit();
  const side = await serve({ network: () => network });
  const copy = async (changes: readonly Change[]) => void (await side.store.commit(changes));
  for (const { changes } of await world.store.commitsSince(0, 1_000)) await copy(changes);
  return side;
}

describe("a flow over HTTP", () => {
  it("answers its steps, ways and figures as the API says", async () => {
    const { get } = await served();
    const { status, json } = await get(`/api/v1/flows/${flow}?window=24h`);
    expect(status).toBe(200);
    fits("getFlow", 200, json);
    expect(json.id).toBe(flow);
    expect(json.steps.length).toBe(network.steps.filter((one) => one.flow === flow).length);
    expect(json.steps[0]).toMatchObject({ count: 1, inFlight: 1 });
    expect(json.begun.now).toBe(2);
    expect((await get(`/api/v1/flows/${flow}?warehouse=ATL&window=1h`)).json).toMatchObject({
      warehouse: "ATL",
      begun: { now: 1, before: 0 },
    });
  });

  it("refuses what it cannot answer, and has no flow of another name", async () => {
    const { get } = await served();
    expect((await get("/api/v1/flows/none")).status).toBe(404);
    for (const [query, path] of [
      ["window=40d", "window"],
      ["window=soon", "window"],
      ["warehouse=XXX", "warehouse"],
      ["by=person", "by"],
    ] as const) {
      const { status, json } = await get(`/api/v1/flows/${flow}?${query}`);
      expect([query, status, json.faults?.[0]?.path]).toEqual([query, 400, path]);
    }
  });

  it("answers a step by hour without a gap, and as a table", async () => {
    const { get, ask } = await served();
    const path = `/api/v1/flows/${flow}/acknowledge/hours?window=8h`;
    const { status, json } = await get(path);
    expect(status).toBe(200);
    fits("getFlowHours", 200, json);
    const hours = json.hours as readonly { readonly at: string; readonly count: number }[];
    expect(hours).toHaveLength(8);
    expect(hours.reduce((sum, { count }) => sum + count, 0)).toBe(1);
    expect(new Set(hours.map(({ at }) => Date.parse(at) % hour))).toEqual(new Set([0]));
    const { text } = await ask(path, { headers: { ...bearer, accept: "text/csv" } });
    expect(text.trim().split("\r\n")).toHaveLength(9);
    expect((await get(`/api/v1/flows/${flow}/none/hours`)).status).toBe(404);
    expect((await get(`/api/v1/flows/${flow}/pick/hours?warehouse=XXX`)).status).toBe(400);
  });

  it("answers a step by day with a figure of its flow beside it, each day by its own calendar", async () => {
    const world = await World.begin(network, start - 100 * hour);
    const day = 24 * hour;
    const shipped = (id: string, at: number, leaves: number): readonly Told[] => {
      const keys = { order: `SO-${id}`, warehouse: "ATL" };
      const attributes = { "order.ship_by": new Date(at + 3 * hour).toISOString() };
      const left = { ...keys, shipment: `SH-${id}` };
      const of = { keys, system: "wms-atl" };
      return [
        { event: "order.created", keys, at, system: "erp", attributes },
        { event: "order.released", keys, at: at + minute, system: "erp" },
        { ...of, event: "order.acknowledged", at: at + 5 * minute },
        { ...of, event: "pick.confirmed", at: at + hour },
        { event: "shipment.confirmed", keys: left, at: at + leaves, system: "wms-atl" },
      ];
    };
    const told = [...shipped("1", start - 2 * day, 2 * hour), ...shipped("2", start - 2 * day, 5 * hour)];
    for (const one of [...told, ...shipped("3", start - day, 2 * hour)].sort((a, b) => a.at - b.at))
      await world.entry(one.at, [one]);
    await world.settle(start);
    await world.commit();
    const { get, ask, store } = await serve({ network: () => network });
    for (const { changes } of await world.store.commitsSince(0, 1_000)) await store.commit(changes);
    const path = `/api/v1/flows/${flow}/ship/days`;
    const { json } = await get(`${path}?figure=on-time-shipment`);
    fits("getFlowDays", 200, json);
    const { days, figure, figures } = json as FlowDaysRow;
    expect(days).toHaveLength(91);
    expect(figure).toEqual({ id: "on-time-shipment", name: "Shipped on time", unit: "share", scale: 1 });
    const on = (at: number) => days.find(({ date }) => date === new Date(at).toISOString().slice(0, 10));
    expect(on(start - 2 * day)).toMatchObject({ count: 2, figure: { numerator: 1, denominator: 2, value: 0.5 } });
    expect(on(start - day)).toMatchObject({ count: 1, figure: { value: 1, ended: true } });
    expect(on(start)).toMatchObject({ count: 0, p95Ms: null, figure: { value: null, ended: false } });
    // 1 h and 4 h after the pick, of which half are under the less and 95 % under the more, within 1.6 %.
    expect((on(start - 2 * day)?.medianMs ?? 0) / hour).toBeCloseTo(1, 1);
    expect((on(start - 2 * day)?.p95Ms ?? 0) / hour).toBeCloseTo(4, 1);
    const ids = figures.map(({ id }) => id);
    expect(ids).toEqual(expect.arrayContaining(["on-time-shipment", "time-to-recover"]));
    // What another flow ends, and what nobody measures, is none of its.
    for (const other of ["order-to-invoice", "stock-agreement"]) expect(ids).not.toContain(other);
    expect((await get(`${path}?figure=order-to-invoice`)).status).toBe(400);
    expect(((await get(path)).json as FlowDaysRow).days.every((one) => one.figure === null)).toBe(true);
    expect((await get(`/api/v1/flows/${flow}/none/days`)).status).toBe(404);
    const { text } = await ask(`${path}?figure=on-time-shipment`, { headers: { ...bearer, accept: "text/csv" } });
    expect(text.trim().split("\r\n")).toHaveLength(92);
  });

  it("is a table of its steps, or of its steps by building", async () => {
    const { ask } = await served();
    const csv = async (query: string) => {
      const { text } = await ask(`/api/v1/flows/${flow}?${query}`, { headers: { ...bearer, accept: "text/csv" } });
      return text
        .replace(/^\ufeff/, "")
        .trim()
        .split("\r\n")
        .map((line) => line.split(","));
    };
    const steps = await csv("window=24h");
    expect(steps[0]?.slice(0, 5)).toEqual(["flow", "step", "expects", "warehouse", "in_flight"]);
    expect(steps.length).toBe(1 + network.steps.filter((one) => one.flow === flow).length);
    const sites = await csv("window=24h&by=warehouse");
    expect(new Set(sites.slice(1).map((line) => line[3]))).toEqual(new Set(["ATL"]));
  });
});
