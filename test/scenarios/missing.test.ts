import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ExceptionRow, Patch, Snapshot } from "../../server/wire/index.ts";
import { idsOf, send } from "./otlp.ts";
import { endAll, pause, type Server, startServer, until } from "./server.ts";

afterAll(endAll);

const network = `
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
      - { id: pick, after: order.released, expect: pick.confirmed, from: wms, within: 2s }
routing:
  to: integration
  routes:
    - { match: { kind: missing-event, flow: order-to-pick }, to: atl-dock }
`;

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
    const answer: { readonly snapshot: Snapshot<ExceptionRow> } = await socket.emitWithAck("subscribe", {
      feed: "exceptions",
    });
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
      const live = await until("the row on the live stream", () =>
        patched.find(({ row: one }) => one.object?.id === order),
      );
      late.push(byApi, live.at - deadline);
      expect(row).toMatchObject({
        kind: "missing-event",
        state: "open",
        openedAt: iso(deadline),
        policy: "order-to-pick.pick",
        system: "wms-atl",
        owner: { team: "atl-dock" },
      });
      expect(live.row).toMatchObject({ id: row?.id, state: "open" });
      // The answer comes after all: it heals, and that it was late stays.
      const came = Date.now();
      await tell(server, "wms-atl", "pick.confirmed", [order], came);
      const healed = await until("the miss is healed", async () =>
        (await aboutOf(server, order)).find((one) => one.state === "resolved"),
      );
      expect(healed).toMatchObject({
        id: row?.id,
        resolution: { by: "rule", reason: "arrived" },
        resolvedAt: iso(came),
      });
      expect((await server.object("order", order))?.expectations).toMatchObject([
        { state: "met-late", lagMs: came - at },
      ]);
    }
    console.log(`missing: known ${late.map((ms) => `${ms} ms`).join(", ")} after the deadline (API, live, …)`);
    expect(Math.max(...late)).toBeLessThan(1_000);
  });
});
