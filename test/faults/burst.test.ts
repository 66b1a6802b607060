import { afterAll, expect, test } from "vitest";
import type { Snapshot, StatusRow } from "../../server/wire/index.ts";
import { bodyOf, idsOf, type SpanTold } from "../scenarios/otlp.ts";
import { endAll, pause, startServer, tallyman } from "../scenarios/server.ts";

afterAll(endAll);

const network = `
company: { name: Burst, timezone: UTC, currency: USD }
systems:
  - { id: shop, kind: shop, match: { service.name: web-shop }, presence: complete }
teams:
  - { id: integration, name: Integration }
flows:
  - id: order-to-release
    object: order
    steps:
      - { id: release, after: order.created, expect: order.released, within: 4h }
routing: { to: integration }
`;

const spans = 100_000;
const perRequest = 1_000;
const spansPerOrder = 20;

/** Bodies made before the clock starts: each order has two facts and eighteen spans of the same trace. */
function bodies(): readonly string[] {
  const ids = idsOf(100);
  const now = Date.now();
  const made: string[] = [];
  for (let first = 0; first < spans; first += perRequest) {
    const told: SpanTold[] = [];
    for (let order = first / spansPerOrder; order < (first + perRequest) / spansPerOrder; order++) {
      const traceId = ids.trace();
      for (let index = 0; index < spansPerOrder; index++) {
        const event = index === 0 ? "order.created" : index === 1 ? "order.released" : null;
        told.push({
          traceId,
          spanId: ids.span(),
          at: now + index,
          name: "work",
          attributes: {
            "order.id": `SO-${order}`,
            "http.route": "/orders",
            ...(event === null ? {} : { "business.event": event }),
          },
        });
      }
    }
    made.push(bodyOf([{ service: "web-shop", spans: told }]));
  }
  return made;
}

const p95 = (times: readonly number[]): number => times.toSorted((a, b) => a - b)[Math.floor(times.length * 0.95)] ?? 0;

test(`${spans} spans as fast as they are accepted: all visible, and the page answers while they come in`, async () => {
  const server = await startServer({ network });
  const waiting = [...bodies()];
  const agreed: string[] = [];
  let refused = 0;
  const socket = server.connect();
  await new Promise<void>((resolve) => socket.once("connect", () => resolve()));
  const live: { readonly snapshot: Snapshot<StatusRow> } = await socket.emitWithAck("subscribe", { feed: "status" });
  expect(live.snapshot.rows[0]?.ingest.accepted).toBe(0);
  let patches = 0;
  socket.on("patch", () => patches++);

  let bursting = true;
  const times = new Map<string, number[]>([
    ["/api/v1/status", []],
    ["/queue", []],
    ["/api/v1/search?q=SO-1", []],
  ]);
  const looking = (async () => {
    while (bursting) {
      for (const [path, list] of times) {
        const began = performance.now();
        const answer = await server.api(path);
        expect([path, answer.status]).toEqual([path, 200]);
        list.push(performance.now() - began);
      }
      await pause(20);
    }
  })();

  const began = performance.now();
  const sender = async () => {
    for (let body = waiting.shift(); body !== undefined; body = waiting.shift()) {
      const response = await fetch(`${server.otlpHttp}/v1/traces`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body,
      });
      await response.text();
      if (response.status === 200) agreed.push(body);
      else {
        expect([429, 503]).toContain(response.status);
        expect(Number(response.headers.get("retry-after"))).toBeGreaterThan(0);
        refused++;
        waiting.push(body);
        await pause(Number(response.headers.get("retry-after")) * 1_000);
      }
    }
  };
  await Promise.all(Array.from({ length: 4 }, sender));
  const acceptedMs = performance.now() - began;
  await server.settled(90_000);
  const visibleMs = performance.now() - began;
  bursting = false;
  await looking;

  const status = await server.status();
  const per = (ms: number) => Math.round(spans / (ms / 1_000)).toLocaleString("en");
  console.log(
    `burst: ${per(acceptedMs)} spans/s accepted, ${per(visibleMs)} spans/s visible, ${refused} requests refused, ${patches} patches; ` +
      [...times].map(([path, list]) => `${path} p95 ${Math.round(p95(list))} ms of ${list.length}`).join(", "),
  );
  expect(agreed).toHaveLength(spans / perRequest);
  expect(status.ingest).toMatchObject({ accepted: spans, rejected: 0 });
  expect(status.engine.position).toBe(status.journal.position);
  expect(patches).toBeGreaterThan(0);
  // Every tenth order is looked at, and its facts; of some the whole trace.
  for (let order = 0; order < spans / spansPerOrder; order += 10) {
    const object = await server.object("order", `SO-${order}`);
    expect([order, object?.eventsTotal, object?.expectations[0]?.state]).toEqual([order, 2, "met"]);
    if (order % 500 !== 0) continue;
    const trace = await server.api(`/api/v1/traces/${object?.traces[0]}`);
    expect(trace.json.spans).toHaveLength(spansPerOrder);
  }
  for (const [path, list] of times) expect([path, p95(list) < 500]).toEqual([path, true]);
});

test("a delivery larger than an entry of the journal is cut, taken whole, and the second time is no second time", async () => {
  const server = await startServer({ network });
  const ids = idsOf(200);
  const traces = Array.from({ length: 2_250 }, () => ids.trace());
  const at = Date.now();
  const body = bodyOf([
    {
      service: "web-shop",
      spans: traces.flatMap((traceId, order) =>
        Array.from({ length: 20 }, (_, index) => ({
          traceId,
          spanId: ids.span(),
          at: at + index,
          name: "work",
          attributes: { "order.id": `BIG-${order}`, ...(index === 0 ? { "business.event": "order.created" } : {}) },
        })),
      ),
    },
  ]);
  const send = () =>
    fetch(`${server.otlpHttp}/v1/traces`, { method: "POST", headers: { "content-type": "application/json" }, body });
  const first = await send();
  expect([first.status, await first.text()]).toEqual([200, "{}"]);
  await server.settled(60_000);
  const entries = (await server.api("/api/v1/journal")).json.items as {
    part: number;
    parts: number;
    records: number;
  }[];
  expect(entries.length).toBeGreaterThan(2);
  expect(entries.map(({ part }) => part)).toEqual(entries.map((_, index) => index + 1));
  expect(entries.reduce((sum, { records }) => sum + records, 0)).toBe(45_000);
  const second = await send();
  expect([second.status, await second.text()]).toEqual([200, "{}"]);
  await server.settled(60_000);
  expect((await server.status()).ingest.accepted).toBe(45_000);
  for (const order of [0, 1_000, 2_249]) {
    expect((await server.object("order", `BIG-${order}`))?.eventsTotal).toBe(1);
    expect((await server.api(`/api/v1/traces/${traces[order]}`)).json.spans).toHaveLength(20);
  }
  expect(await server.stop()).toBe(0);
  expect(await tallyman(server.data, "rebuild")).toMatchObject({ equal: true, differs: [] });
});
