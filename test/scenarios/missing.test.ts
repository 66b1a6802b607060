import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import type { ExceptionRow, Patch, Snapshot } from "../../server/wire/index.ts";
import { idsOf, send } from "./otlp.ts";
import { endAll, folder, pause, type Server, startServer, until } from "./server.ts";

vi.setConfig({ testTimeout: 120_000 });
afterAll(endAll);

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
        traceId: ids.trace(), spanId: ids.span(), at, attributes: { "order.id": order, "business.event": type },
      })),
    },
  ]);

const aboutOf = (server: Server, order: string) => server.exceptions(`object=${encodeURIComponent(`order/${order}`)}`);

describe("a step that never happens", () => {
  let server: Server;
  beforeAll(async () => {
    server = await startServer({ network });
  });

  test("is missing within one second of its deadline, by the API and the live stream, dated by the deadline", async () => {
    const socket = server.connect();
    const patched: { readonly at: number; readonly row: ExceptionRow }[] = [];
    socket.on("patch", (patch: Patch<ExceptionRow>) => {
      for (const row of patch.upsert) patched.push({ at: Date.now(), row });
    });
    await new Promise<void>((resolve) => socket.once("connect", () => resolve()));
    const answer: { readonly snapshot: Snapshot<ExceptionRow> } = await socket.emitWithAck("subscribe", { feed: "exceptions" });
    expect(answer.snapshot.total).toBe(0);
    const late: number[] = [];
    for (let round = 0; round < 3; round++) {
      const order = `NEVER-${round}`;
      const at = Date.now();
      const deadline = at + 2_000;
      await tell(server, "web-shop", "order.released", [order], at);
      await pause(deadline - Date.now() - 100);
      expect(await aboutOf(server, order)).toEqual([]);
      const [row] = await until(`the miss of ${order}`, async () => {
        const found = await aboutOf(server, order);
        return found.length > 0 ? found : undefined;
      });
      const byApi = Date.now() - deadline;
      const live = await until("the row on the live stream", () => patched.find(({ row: one }) => one.object?.id === order));
      late.push(byApi, live.at - deadline);
      expect(row).toMatchObject({
        kind: "missing-event", state: "open", openedAt: iso(deadline), policy: "order-to-pick.pick", system: "wms-atl",
        owner: { team: "atl-dock" },
      });
      expect(live.row).toMatchObject({ id: row?.id, state: "open" });
      // The answer comes after all: it heals, and that it was late stays.
      const came = Date.now();
      await tell(server, "wms-atl", "pick.confirmed", [order], came);
      const healed = await until("the miss is healed", async () => (await aboutOf(server, order)).find((one) => one.state === "resolved"));
      expect(healed).toMatchObject({ id: row?.id, resolution: { by: "rule", reason: "arrived" }, resolvedAt: iso(came) });
      expect((await server.object("order", order))?.expectations).toMatchObject([{ state: "met-late", lagMs: came - at }]);
    }
    console.log(`missing: known ${late.map((ms) => `${ms} ms`).join(", ")} after the deadline (API, live, …)`);
    expect(Math.max(...late)).toBeLessThan(1_000);
  });
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
    const told = await until("the one that never came", async () => {
      const found = await server.exceptions("");
      return found.length > 0 ? found : undefined;
    }, 75_000);
    expect(Date.now() - start).toBeGreaterThan(60_000);
    expect(told.map(({ object, kind, openedAt }) => [object?.id, kind, openedAt])).toEqual([["BACK-NEVER", "missing-event", iso(a + 2_000)]]);
    for (const order of [orders[0], others[49]]) {
      expect((await server.object("order", order ?? ""))?.expectations).toMatchObject([{ state: "met", lagMs: 1_000 }]);
    }
  });

  test.concurrent.each([
    ["as it was", ""],
    ["changed meanwhile", "\n# changed while the server was down\n"],
  ])("after a downtime across the deadline, the network file %s: the answer that then arrives, on time or late, is no alarm", async (_, change) => {
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
    const told = await until("the one that never came", async () => {
      const found = await second.exceptions(open);
      return found.length > 0 ? found : undefined;
    }, 75_000);
    expect(Date.now() - up).toBeGreaterThan(55_000);
    expect(told.map(({ object, kind, openedAt }) => [object?.id, kind, openedAt])).toEqual([["DOWN-NEVER", "missing-event", iso(a + 10_000)]]);
    const counted = (await second.exceptions("")).filter(({ object }) => object?.id !== "DOWN-NEVER");
    expect(counted.map(({ kind, state, object }) => [kind, state, object?.id])).toEqual([["late-event", "resolved", "DOWN-LATE"]]);
  });
});

