import { afterEach, describe, expect, it } from "vitest";
import type { Change } from "../../server/domain/index.ts";
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
