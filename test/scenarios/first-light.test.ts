import { BatchSpanProcessor, SimpleSpanProcessor } from "@opentelemetry/sdk-trace-base";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ExceptionRow, ObjectRow } from "../../server/wire/index.ts";
import { deliver, type Recorded, service, type Way, waysTo } from "./exporters.ts";
import { endAll, type Server, startServer, tallyman, until } from "./server.ts";

const network = `
company: { name: First Light, timezone: UTC, currency: USD }
warehouses:
  - { id: ATL, name: Atlanta, timezone: America/New_York }
systems:
  - { id: shop, kind: shop, match: { service.name: web-shop }, presence: complete }
  - { id: erp, kind: erp, match: { service.name: netsuite-bridge }, presence: complete }
  - { id: wms-atl, kind: wms, warehouse: ATL, match: { service.name: wms-atl }, presence: complete }
  - { id: tms, kind: tms, match: { service.name: tms-adapter }, presence: complete }
teams:
  - { id: integration, name: Integration }
  - { id: finance, name: Finance }
flows:
  - id: order-to-ship
    object: order
    steps:
      - { id: release, after: order.created, expect: order.released, from: erp, within: 1h }
      - { id: pick, after: order.released, expect: pick.confirmed, from: wms, within: 4h }
      - { id: ship, after: pick.confirmed, expect: shipment.confirmed, via: shipment, from: wms, within: 4h }
  - id: ship-to-post
    object: shipment
    criticality: high
    steps:
      - { id: post, after: shipment.confirmed, expect: shipment.posted, from: erp, within: 1h }
      - { id: carrier, after: shipment.confirmed, expect: shipment.milestone, from: tms, within: 8h }
routing:
  to: integration
  routes:
    - { match: { flow: ship-to-post, system: erp }, to: finance }
`;

let server: Server;
let ways: readonly Way[];
beforeAll(async () => {
  server = await startServer({ network });
  ways = waysTo(server.otlpHttp);
});
afterAll(endAll);

const minute = 60_000;

/** When each fact of a life happened. */
const timesFrom = (start: number) => ({
  created: start,
  released: start + 2 * minute,
  picked: start + 10 * minute,
  shipped: start + 15 * minute,
  refused: start + 16 * minute,
  posted: start + 20 * minute,
  carried: start + 25 * minute,
});

type Part = "order" | "dock" | "refusal" | "log" | "retry";

/** One order's life, recorded by four services, as the parts in which it travels. */
function lifeOf(
  id: string,
  start: number,
): { readonly times: ReturnType<typeof timesFrom>; readonly parts: ReadonlyMap<Part, readonly Recorded[]> } {
  const times = timesFrom(start);
  const [shop, erp, wms, tms] = [
    service("web-shop"),
    service("netsuite-bridge"),
    service("wms-atl"),
    service("tms-adapter"),
  ];
  const order = { "order.id": `SO-${id}` };
  const both = { ...order, "shipment.id": `SH-${id}` };
  const placed = shop.does({ name: "checkout", at: times.created, event: "order.created", keys: order });
  erp.does({ name: "release", at: times.released, event: "order.released", keys: order, under: placed });
  const parts = new Map<Part, readonly Recorded[]>([["order", [shop.take(), erp.take()]]]);
  const picked = wms.does({ name: "pick", at: times.picked, event: "pick.confirmed", keys: order });
  wms.does({ name: "dock", at: times.shipped, event: "shipment.confirmed", keys: both, under: picked });
  parts.set("dock", [wms.take()]);
  // The refusal shows as an entry span without a key, the posting below it, and a log record of the same trace.
  const entry = erp.does({ name: "POST /postings", at: times.refused + 5, keys: {}, error: "posting failed" });
  const posting = erp.does({
    name: "post goods issue",
    at: times.refused,
    event: "shipment.posted",
    keys: both,
    error: "period 11 is closed",
    under: entry,
  });
  parts.set("refusal", [erp.take()]);
  erp.logs("goods issue refused: period 11 is closed", times.refused + 1, both, posting);
  parts.set("log", [erp.take()]);
  erp.does({ name: "post goods issue", at: times.posted, event: "shipment.posted", keys: both });
  tms.does({ name: "carrier scan", at: times.carried, event: "shipment.milestone", keys: both });
  parts.set("retry", [erp.take(), tms.take()]);
  return { times, parts };
}

const said = (object: ObjectRow | undefined) =>
  object?.events.map((event) => [event.type, event.system, event.status, event.occurredAt].join(" ")) ?? [];
const at = (instant: number): string => new Date(instant).toISOString();

/** What the order and its shipment must say, in business order. */
function factsOf(times: ReturnType<typeof timesFrom>) {
  const shipped = [`shipment.confirmed wms-atl ok ${at(times.shipped)}`];
  const later = [
    `shipment.posted erp failed ${at(times.refused)}`,
    `shipment.posted erp ok ${at(times.posted)}`,
    `shipment.milestone tms ok ${at(times.carried)}`,
  ];
  const before = [
    `order.created shop ok ${at(times.created)}`,
    `order.released erp ok ${at(times.released)}`,
    `pick.confirmed wms-atl ok ${at(times.picked)}`,
  ];
  return { order: [...before, ...shipped, ...later], shipment: [...shipped, ...later] };
}

/** Facts with an event type: failures that name none are evidence, and stand beside them. */
const typed = (lines: readonly string[]) => lines.filter((line) => !line.startsWith(" "));

async function expectLife(id: string, times: ReturnType<typeof timesFrom>): Promise<ExceptionRow> {
  const facts = factsOf(times);
  const [order, shipment] = await Promise.all([
    server.object("order", `SO-${id}`),
    server.object("shipment", `SH-${id}`),
  ]);
  expect(typed(said(order))).toEqual(facts.order);
  expect(typed(said(shipment))).toEqual(facts.shipment);
  expect(order?.related.map(({ kind, id: other }) => `${kind} ${other}`)).toEqual([`shipment SH-${id}`]);
  expect(order?.expectations.map(({ step, state, lagMs }) => [step, state, lagMs])).toEqual([
    ["release", "met", 2 * minute],
    ["pick", "met", 8 * minute],
    ["ship", "met", 5 * minute],
  ]);
  expect(shipment?.expectations.map(({ step, state, lagMs }) => [step, state, lagMs])).toEqual([
    ["post", "met", 5 * minute],
    ["carrier", "met", 10 * minute],
  ]);
  const about = [
    ...(await server.exceptions(`object=${encodeURIComponent(`shipment/SH-${id}`)}`)),
    ...(await server.exceptions(`object=${encodeURIComponent(`order/SO-${id}`)}`)),
  ];
  expect(about.map(({ kind, state }) => [kind, state])).toEqual([["failed-event", "resolved"]]);
  const [exception] = about;
  if (exception === undefined) throw new Error("no exception");
  expect(exception).toMatchObject({
    object: { kind: "shipment", id: `SH-${id}` },
    system: "erp",
    owner: { team: "finance", person: null },
    policy: "ship-to-post.post",
    reason: expect.stringContaining("period 11 is closed"),
    openedAt: at(times.refused),
    resolvedAt: at(times.posted),
    resolution: { by: "rule", reason: "recovered" },
  });
  return exception;
}

describe("an order's life, sent by the SDK", () => {
  test("through its processors, by every exporter: live, open while it lasts, resolved by the outcome", async () => {
    for (const [index, way] of ways.entries()) {
      const id = `live-${index}`;
      const times = timesFrom(Date.now() - 30 * minute);
      const order = { "order.id": `SO-${id}` };
      const both = { ...order, "shipment.id": `SH-${id}` };
      const through = () => [
        index % 2 === 0 ? new BatchSpanProcessor(way.traces) : new SimpleSpanProcessor(way.traces),
      ];
      const [shop, erp, wms, tms] = ["web-shop", "netsuite-bridge", "wms-atl", "tms-adapter"].map((name) =>
        service(name, through()),
      );
      if (shop === undefined || erp === undefined || wms === undefined || tms === undefined)
        throw new Error("no services");
      const placed = shop.does({ name: "checkout", at: times.created, event: "order.created", keys: order });
      erp.does({ name: "release", at: times.released, event: "order.released", keys: order, under: placed });
      const picked = wms.does({ name: "pick", at: times.picked, event: "pick.confirmed", keys: order });
      wms.does({ name: "dock", at: times.shipped, event: "shipment.confirmed", keys: both, under: picked });
      const posting = erp.does({
        name: "post goods issue",
        at: times.refused,
        event: "shipment.posted",
        keys: both,
        error: "period 11 is closed",
      });
      erp.logs("goods issue refused: period 11 is closed", times.refused + 1, both, posting);
      for (const one of [shop, erp, wms]) await one.flush();
      await deliver(way, { spans: [], logs: erp.take().logs });
      const open = await until(`the exception of ${way.name}`, async () => {
        await server.settled();
        return (await server.exceptions(`object=${encodeURIComponent(`shipment/SH-${id}`)}`))[0];
      });
      expect(open).toMatchObject({
        state: "open",
        owner: { team: "finance" },
        openedAt: at(times.refused),
        resolvedAt: null,
      });
      expect((await server.object("shipment", `SH-${id}`))?.status).toBe("failed");
      erp.does({ name: "post goods issue", at: times.posted, event: "shipment.posted", keys: both });
      tms.does({ name: "carrier scan", at: times.carried, event: "shipment.milestone", keys: both });
      for (const one of [erp, tms]) await one.flush();
      await server.settled();
      expect((await expectLife(id, times)).id).toBe(open.id);
      expect((await server.object("shipment", `SH-${id}`))?.status).not.toBe("failed");
    }
  });

  test("in every order of its deliveries: the same facts, and one exception", async () => {
    const parts: readonly Part[] = ["order", "dock", "refusal", "log", "retry"];
    const start = Date.now() - 40 * minute;
    const told: { readonly id: string; readonly order: string; readonly times: ReturnType<typeof timesFrom> }[] = [];
    const lives = permutations(parts).map((order, index) => async () => {
      const id = `perm-${index}`;
      const { times, parts: life } = lifeOf(id, start + index * 1_000);
      for (const [turn, part] of order.entries()) {
        const way = ways[(index + turn) % ways.length];
        if (way === undefined) throw new Error("no way");
        for (const recorded of life.get(part) ?? []) await deliver(way, recorded);
      }
      told.push({ id, order: order.join(", "), times });
    });
    // Several lives side by side, each in its own order.
    while (lives.length > 0) await Promise.all(lives.splice(0, 8).map((live) => live()));
    expect(told).toHaveLength(120);
    await server.settled();
    for (const { id, order, times } of told) {
      await expectLife(id, times).catch((error: unknown) => {
        throw new Error(`deliveries in the order ${order}: ${error instanceof Error ? error.message : String(error)}`);
      });
    }
    expect(await server.exceptions("state=open,acknowledged,snoozed")).toEqual([]);
  });

  test("and a rebuild from the journal gives the same rows", async () => {
    expect(await server.stop()).toBe(0);
    expect(await tallyman(server.data, "rebuild")).toMatchObject({ equal: true, differs: [] });
  });
});

function permutations<T>(items: readonly T[]): readonly (readonly T[])[] {
  if (items.length < 2) return [items];
  return items.flatMap((item, index) => permutations(items.toSpliced(index, 1)).map((rest) => [item, ...rest]));
}
