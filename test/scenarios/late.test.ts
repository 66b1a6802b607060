import { afterAll, describe, expect, test } from "vitest";
import { idsOf, type SpanTold, send } from "./otlp.ts";
import { endAll, folder, pause, type Server, startServer, tallyman, until } from "./server.ts";

afterAll(endAll);

// A deadline that had passed when it was first heard of is told a minute later: these wait for it, side by side.

const networkOf = (within: string) => `
company: { name: Missing, timezone: UTC, currency: USD }
warehouses:
  - { id: ATL, name: Atlanta, timezone: America/New_York }
systems:
  - { id: shop, kind: shop, match: { service.name: web-shop }, presence: complete }
  - { id: wms-atl, kind: wms, warehouse: ATL, match: { service.name: wms-atl }, presence: complete }
teams:
  - { id: integration, name: Integration }
  - { id: atl-dock, name: ATL dock }
flows:
  - id: order-to-pick
    object: order
    steps:
      - { id: pick, after: order.released, expect: pick.confirmed, from: wms, within: ${within} }
routing:
  to: integration
  routes:
    - { match: { kind: missing-event, flow: order-to-pick }, to: atl-dock }
`;

const network = networkOf("2s");
const ids = idsOf(7);
const iso = (instant: number): string => new Date(instant).toISOString();

/** Tells one event of one order. */
const tell = (server: Server, service: string, type: string, orders: readonly string[], at: number) =>
  send(server, [
    {
      service,
      spans: orders.map((order) => ({
        traceId: ids.trace(),
        spanId: ids.span(),
        at,
        attributes: { "order.id": order, "business.event": type },
      })),
    },
  ]);

const complete = `
company: { name: Sampled, timezone: UTC, currency: USD }
warehouses:
  - { id: ATL, name: Atlanta, timezone: America/New_York }
systems:
  - { id: shop, kind: shop, match: { service.name: web-shop }, presence: complete }
  - { id: erp, kind: erp, match: { service.name: netsuite-bridge }, presence: complete }
  - { id: wms-atl, kind: wms, warehouse: ATL, match: { service.name: wms-atl }, presence: complete }
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

const event = (type: string, order: string, at: number, more: Partial<SpanTold> = {}): SpanTold => ({
  traceId: ids.trace(),
  spanId: ids.span(),
  at,
  attributes: { "order.id": order, "business.event": type },
  ...more,
});

describe("what comes late alarms nobody", () => {
  test.concurrent("after a backlog: both facts lie in the past, in either order; what never came is told a minute later", async () => {
    const server = await startServer({ network });
    const start = Date.now();
    // From the network's adoption on the warehouse is taken as heard; before that nothing is judged.
    await pause(3_500);
    const a = start + 500;
    const orders = Array.from({ length: 50 }, (_, index) => `BACK-${index}`);
    await tell(server, "web-shop", "order.released", [...orders, "BACK-NEVER"], a);
    await pause(1_500);
    expect(await server.exceptions("")).toEqual([]);
    await tell(server, "wms-atl", "pick.confirmed", orders, a + 1_000);
    const others = orders.map((order) => `${order}-B`);
    await tell(server, "wms-atl", "pick.confirmed", others, a + 1_000);
    await pause(500);
    await tell(server, "web-shop", "order.released", others, a);
    await server.settled();
    const told = await until(
      "the one that never came",
      async () => {
        const found = await server.exceptions("");
        return found.length > 0 ? found : undefined;
      },
      75_000,
    );
    expect(Date.now() - start).toBeGreaterThan(60_000);
    expect(told.map(({ object, kind, openedAt }) => [object?.id, kind, openedAt])).toEqual([
      ["BACK-NEVER", "missing-event", iso(a + 2_000)],
    ]);
    for (const order of [orders[0], others[49]]) {
      expect((await server.object("order", order ?? ""))?.expectations).toMatchObject([{ state: "met", lagMs: 1_000 }]);
    }
    expect(await server.stop()).toBe(0);
    expect(await tallyman(server.data, "rebuild")).toMatchObject({ equal: true, differs: [] });
  });

  test.concurrent.each([
    ["as it was", ""],
    ["changed meanwhile", "\n# changed while the server was down\n"],
  ])(
    "after a downtime across the deadline, the network file %s: the answer that then arrives, on time or late, is no alarm",
    async (_, change) => {
      const data = folder();
      // Long enough that a slow machine has stopped the server before the deadline.
      const slow = networkOf("10s");
      const first = await startServer({ data, network: slow });
      await tell(first, "wms-atl", "pick.confirmed", ["WARM"], Date.now());
      const a = Date.now();
      const orders = ["DOWN-0", "DOWN-1", "DOWN-LATE", "DOWN-NEVER"];
      await tell(first, "web-shop", "order.released", orders, a);
      await first.settled();
      expect(await first.stop()).toBe(0);
      expect(Date.now()).toBeLessThan(a + 10_000);
      await pause(a + 11_000 - Date.now());
      first.rewriteNetwork(slow + change);
      const second = await startServer({ data, networkPath: first.networkPath });
      const up = Date.now();
      await pause(2_000);
      expect(await second.exceptions("")).toEqual([]);
      await tell(second, "wms-atl", "pick.confirmed", ["DOWN-0", "DOWN-1"], a + 1_500);
      const late = Date.now();
      await tell(second, "wms-atl", "pick.confirmed", ["DOWN-LATE"], late);
      await second.settled();
      const open = "state=open,acknowledged,snoozed";
      expect(await second.exceptions(open)).toEqual([]);
      expect((await second.object("order", "DOWN-0"))?.expectations).toMatchObject([{ state: "met", lagMs: 1_500 }]);
      // Only what never came is told, a minute after the start, and dated by its deadline.
      const told = await until(
        "the one that never came",
        async () => {
          const found = await second.exceptions(open);
          return found.length > 0 ? found : undefined;
        },
        75_000,
      );
      expect(Date.now() - up).toBeGreaterThan(55_000);
      expect(told.map(({ object, kind, openedAt }) => [object?.id, kind, openedAt])).toEqual([
        ["DOWN-NEVER", "missing-event", iso(a + 10_000)],
      ]);
      const counted = (await second.exceptions("")).filter(({ object }) => object?.id !== "DOWN-NEVER");
      expect(counted.map(({ kind, state, object }) => [kind, state, object?.id])).toEqual([
        ["late-event", "resolved", "DOWN-LATE"],
      ]);
      expect(await second.stop()).toBe(0);
      expect(await tallyman(data, "rebuild")).toMatchObject({ equal: true, differs: [] });
    },
  );

  test.concurrent("started with 4,000 orders under way: nothing is raised about what happened before, what follows is judged", async () => {
    const server = await startServer({ network: complete });
    const hour = 3_600_000;
    const long = Date.now() - 5 * hour;
    // Half are heard of by an old fact that somebody reads from a table, half in the middle of their life.
    for (let batch = 0; batch < 20; batch++) {
      const old = Array.from({ length: 100 }, (_, index) => `OLD-${batch}-${index}`);
      const middle = Array.from({ length: 100 }, (_, index) => `MID-${batch}-${index}`);
      await send(server, [
        { service: "web-shop", spans: old.map((name) => event("order.created", name, long + batch * 1_000)) },
        {
          service: "wms-atl",
          spans: middle.map((name, index) => ({
            ...event("shipment.confirmed", name, Date.now()),
            attributes: {
              "order.id": name,
              "shipment.id": `SH-${batch}-${index}`,
              "business.event": "shipment.confirmed",
            },
          })),
        },
      ]);
    }
    await server.settled(60_000);
    await send(server, [{ service: "web-shop", spans: [event("order.created", "NEW", Date.now())] }]);
    // A deadline that had passed on arrival would be told a minute after it.
    await pause(66_000);
    expect((await server.exceptions("")).map(({ kind, object }) => [kind, object?.id])).toEqual([
      ["missing-event", "NEW"],
    ]);
    expect(await server.object("order", "MID-3-7")).toMatchObject({ joinedInProgress: true });
    expect(await server.object("order", "OLD-3-7")).toMatchObject({
      expectations: [{ step: "release", state: "not-judged" }],
    });
    expect((await server.status()).ingest.accepted).toBe(4_001);
    expect(await server.stop()).toBe(0);
    expect(await tallyman(server.data, "rebuild")).toMatchObject({ equal: true, differs: [] });
  });
});
