import type { Socket } from "socket.io-client";
import { afterAll, expect, test } from "vitest";
import {
  applyPatch,
  type ExceptionRow,
  exceptionOrders,
  type Patch,
  type SubscribeAnswer,
} from "../../server/wire/index.ts";
import { idsOf, randomOf, send } from "./otlp.ts";
import { adminToken, endAll, pause, type Server, startServer, until } from "./server.ts";

afterAll(endAll);

const network = `
company: { name: Live, timezone: UTC, currency: USD }
systems:
  - { id: erp, kind: erp, match: { service.name: netsuite-bridge }, presence: complete }
teams:
  - { id: integration, name: Integration }
flows:
  - id: order-to-release
    object: order
    steps:
      - { id: release, after: order.created, expect: order.released, from: erp, within: 2s }
routing: { to: integration }
`;
const seed = 77;
const order = exceptionOrders.opened;
const ask = { feed: "exceptions", filter: { state: "open,acknowledged" }, sort: "opened", limit: 2_000 };

/** A page that keeps its rows as the live stream says, and counts what did not fit. */
function page(server: Server, transports: readonly ("websocket" | "polling")[]) {
  let rows: readonly ExceptionRow[] = [];
  let seq = 0;
  let sub = "";
  let total = 0;
  let gaps = 0;
  let socket: Socket | null = null;
  const take = (patch: Patch<ExceptionRow>) => {
    if (patch.sub !== sub) return;
    if (patch.prev !== seq) gaps++;
    rows = applyPatch(rows, patch, order);
    seq = patch.seq;
    total = patch.total;
  };
  return {
    get rows() {
      return rows;
    },
    get total() {
      return total;
    },
    get gaps() {
      return gaps;
    },
    async open() {
      const opened = server.connect({ auth: { token: adminToken }, transports: [...transports] });
      socket = opened;
      await new Promise<void>((resolve) => opened.once("connect", () => resolve()));
      const early: Patch<ExceptionRow>[] = [];
      let answered = false;
      opened.on("patch", (patch: Patch<ExceptionRow>) => (answered ? take(patch) : early.push(patch)));
      const answer: SubscribeAnswer<ExceptionRow> = await opened.emitWithAck(
        "subscribe",
        seq === 0 ? ask : { ...ask, after: seq },
      );
      if ("error" in answer) throw new Error(answer.error.title);
      sub = answer.sub;
      if ("snapshot" in answer) {
        rows = answer.snapshot.rows;
        seq = answer.snapshot.seq;
        total = answer.snapshot.total;
      } else for (const patch of answer.patches) take(patch);
      answered = true;
      for (const patch of early) if (patch.prev >= seq) take(patch);
    },
    drop: () => socket?.disconnect(),
  };
}

test("snapshot plus patches is what the API says, for a page that stays and for pages that come and go", async () => {
  console.log(`live: seed ${seed}`);
  const random = randomOf(seed);
  const ids = idsOf(seed);
  const server = await startServer({ network });
  const pages = [page(server, ["websocket"]), page(server, ["websocket"]), page(server, ["polling"])];
  for (const one of pages) await one.open();
  const orders = Array.from({ length: 150 }, (_, index) => `SO-${index}`);
  const tell = (name: string, event: string, error?: string) => ({
    traceId: ids.trace(),
    spanId: ids.span(),
    at: Date.now(),
    attributes: { "order.id": name, "business.event": event },
    ...(error === undefined ? {} : { error }),
  });
  for (let turn = 0; turn < 60; turn++) {
    const some = Array.from({ length: 8 }, () => orders[Math.floor(random() * orders.length)] ?? "SO-0");
    await send(server, [
      {
        service: "netsuite-bridge",
        spans: some.map((name) => {
          const dice = random();
          if (dice < 0.3) return tell(name, "order.created");
          return dice < 0.7 ? tell(name, "order.released", "refused") : tell(name, "order.released");
        }),
      },
    ]);
    if (random() < 0.3) {
      const [row] = await server.exceptions("state=open");
      if (row !== undefined)
        await server.post(`/api/v1/exceptions/${row.id}/actions`, { action: "acknowledge", version: row.version });
    }
    for (const one of pages.slice(1)) {
      if (random() > 0.15) continue;
      one.drop();
      await pause(random() * 150);
      await one.open();
    }
    await pause(40);
  }
  // Deadlines still to come are waited for.
  await pause(3_000);
  await server.settled();
  const said = (await server.api("/api/v1/exceptions?state=open,acknowledged&sort=opened&limit=2000")).json;
  expect(said.total).toBeGreaterThan(20);
  for (const one of pages) {
    await until(
      "the page has caught up",
      () => (JSON.stringify(one.rows) === JSON.stringify(said.items) ? true : undefined),
      5_000,
    ).catch(() => undefined);
    expect(one.rows).toEqual(said.items);
    expect(one.total).toBe(said.total);
    expect(one.gaps).toBe(0);
  }
});
