import { afterAll, describe, expect, test } from "vitest";
import type { PageOf, SourceRow } from "../../server/wire/index.ts";
import { idsOf, randomOf, type SpanTold, send } from "./otlp.ts";
import { endAll, pause, type Server, startServer, tallyman } from "./server.ts";

afterAll(endAll);

const network = (wms: string) => `
company: { name: Sampled, timezone: UTC, currency: USD }
warehouses:
  - { id: ATL, name: Atlanta, timezone: America/New_York }
systems:
  - { id: shop, kind: shop, match: { service.name: web-shop }, presence: complete }
  - { id: erp, kind: erp, match: { service.name: netsuite-bridge }, presence: complete }
  - { id: wms-atl, kind: wms, warehouse: ATL, match: { service.name: wms-atl }${wms} }
teams:
  - { id: integration, name: Integration }
flows:
  - id: order-to-ship
    object: order
    origin: order.created
    steps:
      - { id: release, after: order.created, expect: order.released, from: erp, within: 2s }
      - { id: pick, after: order.released, expect: pick.confirmed, from: wms, within: 2s }
      - { id: ship, after: pick.confirmed, expect: shipment.confirmed, via: shipment, from: wms, within: 2s }
routing: { to: integration }
`;

const seed = 20_261_123;
const ids = idsOf(seed);

const event = (type: string, order: string, at: number, more: Partial<SpanTold> = {}): SpanTold => ({
  traceId: ids.trace(),
  spanId: ids.span(),
  at,
  attributes: { "order.id": order, "business.event": type },
  ...more,
});

async function sourceOf(server: Server, system: string): Promise<SourceRow | undefined> {
  const page = (await server.api("/api/v1/sources")).json as PageOf<SourceRow>;
  return page.items.find((row) => row.system === system);
}

/** Orders of which the warehouse tells one in ten; the shop and the ERP tell all. */
async function sampledWork(server: Server, orders: number, traceState: string): Promise<{ readonly kept: number }> {
  const random = randomOf(seed);
  let kept = 0;
  await send(server, [{ service: "wms-atl", spans: [event("pick.confirmed", "FIRST", Date.now(), { traceState })] }]);
  for (let batch = 0; batch < orders / 50; batch++) {
    const at = Date.now();
    const names = Array.from({ length: 50 }, (_, index) => `S-${batch}-${index}`);
    const picked = names.filter(() => random() < 0.1);
    kept += picked.length;
    await send(server, [
      { service: "web-shop", spans: names.map((name) => event("order.created", name, at)) },
      { service: "netsuite-bridge", spans: names.map((name) => event("order.released", name, at + 100)) },
      { service: "wms-atl", spans: picked.map((name) => event("pick.confirmed", name, at + 200, { traceState })) },
    ]);
    await pause(100);
  }
  return { kept };
}

describe("nine of ten traces dropped before they arrive", () => {
  test.concurrent("without a word of it: found out, said on the connect page, and nothing called missing", async () => {
    const server = await startServer({ network: network("") });
    const { kept } = await sampledWork(server, 400, "");
    console.log(`sampled: seed ${seed}, ${kept} of 400 kept`);
    await pause(4_000);
    await server.settled();
    expect(await server.exceptions("")).toEqual([]);
    expect(await sourceOf(server, "wms-atl")).toMatchObject({
      presence: "sampled",
      presenceWhy: expect.stringMatching(/of \d+ awaited events came/),
    });
    expect(await sourceOf(server, "erp")).toMatchObject({ presence: "complete" });
    const intake = (await server.api("/api/v1/intake")).json;
    const seen = intake.sources.find((source: { system: string }) => source.system === "wms-atl");
    expect(seen).toMatchObject({ presence: "sampled" });
    const order = await server.object("order", "S-7-0");
    expect(order?.expectations.map(({ step, state }) => [step, state])).toContainEqual(["release", "met"]);
    // What is not sampled is still judged: the check can fail.
    await send(server, [{ service: "web-shop", spans: [event("order.created", "UNRELEASED", Date.now())] }]);
    await pause(3_500);
    expect((await server.exceptions("")).map(({ kind, object, system }) => [kind, object?.id, system])).toEqual([
      ["missing-event", "UNRELEASED", "erp"],
    ]);
    expect(await server.stop()).toBe(0);
    expect(await tallyman(server.data, "rebuild")).toMatchObject({ equal: true, differs: [] });
  });

  test.concurrent("said by the records themselves, whatever was declared: one note to its owner, and no miss", async () => {
    const server = await startServer({ network: network(", presence: complete") });
    await sampledWork(server, 200, "ot=th:e6666666666668");
    await pause(4_000);
    await server.settled();
    expect(await sourceOf(server, "wms-atl")).toMatchObject({ presence: "sampled", share: expect.closeTo(0.1, 2) });
    const raised = await server.exceptions("");
    expect(raised.filter(({ kind }) => kind === "missing-event" || kind === "late-event")).toEqual([]);
    expect(raised.map(({ kind, system }) => [kind, system])).toEqual([["contract-violation", "wms-atl"]]);
  });
});

describe("environments that do not count", () => {
  test.concurrent("records of qa are visible apart, raise nothing and are in no figure", async () => {
    const server = await startServer({ network: network(", presence: complete") });
    const told = (environment: string, at = Date.now()) => [
      {
        service: "web-shop",
        environment,
        spans: [
          event("order.created", "SO-1", at),
          event("order.created", "QA-FAILED", at, { error: "no such customer" }),
        ],
      },
    ];
    await send(server, told("qa"));
    await pause(3_500);
    await server.settled();
    expect(await server.exceptions("watch=1")).toEqual([]);
    expect(await server.object("order", "SO-1")).toBeUndefined();
    const apart = await server.api("/api/v1/objects/order/SO-1?environment=qa");
    expect(apart.json).toMatchObject({ environment: "qa", id: "SO-1", expectations: [] });
    expect(apart.json.events).toHaveLength(1);
    const status = await server.status();
    expect(status.open).toBe(0);
    expect(status.sources.map(({ system }) => system)).toContain("qa@shop");
    const intake = (await server.api("/api/v1/intake")).json;
    expect(intake.environmentsApart).toEqual([{ environment: "qa", records: 2 }]);
    const lag = (await server.api("/api/v1/lag")).json;
    expect(lag.items.every((row: { count: number; pending: number }) => row.count === 0 && row.pending === 0)).toBe(
      true,
    );
    // The same in production: the same records are judged.
    await send(server, told("production"));
    await pause(3_500);
    await server.settled();
    expect((await server.exceptions("")).map(({ kind, object }) => [kind, object?.id]).sort()).toEqual([
      ["failed-event", "QA-FAILED"],
      ["missing-event", "SO-1"],
    ]);
    expect((await server.object("order", "SO-1"))?.events).toHaveLength(1);
  });
});
