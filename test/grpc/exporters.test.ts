import { OTLPLogExporter } from "@opentelemetry/exporter-logs-otlp-grpc";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-grpc";
import { CompressionAlgorithm } from "@opentelemetry/otlp-exporter-base";
import { afterAll, expect, test } from "vitest";
import { deliver, type Recorded, service, type Way } from "../scenarios/exporters.ts";
import { adminToken, endAll, pause, type Server, startServer } from "../scenarios/server.ts";
import { call, closeAll, connected, framed, TRACES } from "./calls.ts";

afterAll(async () => {
  await closeAll();
  await endAll();
});

const network = `company: { name: Calls, timezone: UTC, currency: USD }
systems:
  - { id: shop, kind: shop, match: { service.name: web-shop }, presence: complete }
teams:
  - { id: integration, name: Integration }
routing: { to: integration }
`;

/** The SDK's own gRPC exporters, plain and compressed. */
const waysTo = (url: string): readonly Way[] =>
  [CompressionAlgorithm.NONE, CompressionAlgorithm.GZIP].map((compression) => ({
    name: `grpc ${compression}`,
    traces: new OTLPTraceExporter({ url, compression, timeoutMillis: 5_000 }),
    logs: new OTLPLogExporter({ url, compression, timeoutMillis: 5_000 }),
  }));

/** Orders of one request, and one log record of each order's trace. */
function batchOf(
  name: string,
  from: number,
  count: number,
): { readonly orders: string[]; readonly recorded: Recorded } {
  const shop = service("web-shop");
  const orders = Array.from({ length: count }, (_, i) => `${name}-${from + i}`);
  const at = Date.now();
  for (const order of orders) {
    const keys = { "order.id": order };
    const span = shop.does({ name: "checkout", at, event: "order.created", keys });
    shop.logs(`placed ${order}`, at, keys, span);
  }
  return { orders, recorded: shop.take() };
}

test("what the SDK's gRPC exporters were told was taken is there once, whatever became of the server meanwhile", async () => {
  let server: Server | null = await startServer({ network });
  const { data, networkPath, otlpGrpc } = server;
  const env = { TALLYMAN_OTLP_GRPC_PORT: new URL(otlpGrpc).port };
  const ledger = { acknowledged: new Set<string>(), failures: 0, again: 0 };
  const [rounds, size] = [40, 5];

  async function sender(way: Way, name: string): Promise<void> {
    for (let round = 0; round < rounds; round += 1) {
      const { orders, recorded } = batchOf(name, round * size, size);
      // Spans and logs travel apart: each is sent until it was taken.
      for (const part of [
        { spans: recorded.spans, logs: [] },
        { spans: [], logs: recorded.logs },
      ]) {
        for (;;) {
          try {
            await deliver(way, part);
            break;
          } catch {
            ledger.failures += 1;
            await pause(50);
          }
        }
        // One in five was taken, and goes again as if its answer had been lost.
        if (round % 5 === 0) {
          ledger.again += 1;
          await deliver(way, part).catch(() => {});
        }
      }
      for (const order of orders) ledger.acknowledged.add(order);
    }
  }

  const ways = waysTo(otlpGrpc);
  const sending = Promise.all(ways.map((way, i) => sender(way, `W${i}`)));
  let done = false;
  void sending.then(() => {
    done = true;
  });
  const restarts: string[] = [];
  for (const how of ["killed", "stopped", "killed"] as const) {
    const before = ledger.acknowledged.size;
    while (!done && ledger.acknowledged.size < before + 3 * size) await pause(10);
    if (done) break;
    if (how === "killed") await server.kill();
    else expect(await server.stop()).toBe(0);
    restarts.push(how);
    server = await startServer({ data, networkPath, env });
    expect(server.otlpGrpc).toBe(otlpGrpc);
  }
  await sending;
  for (const way of ways) await Promise.all([way.traces.shutdown(), way.logs.shutdown()]);
  await server.settled();

  expect(restarts).toEqual(["killed", "stopped", "killed"]);
  expect(ledger.failures).toBeGreaterThan(0);
  expect(ledger.acknowledged.size).toBe(ways.length * rounds * size);
  for (const order of ledger.acknowledged) {
    const object = await server.object("order", order);
    // The error log is a failed fact of its own.
    const created = object?.events.filter(({ type }) => type === "order.created");
    expect([order, object?.eventsTotal, created?.length, object?.traces.length]).toEqual([order, 2, 1, 1]);
    const trace = (await server.api(`/api/v1/traces/${object?.traces[0]}`)).json;
    expect([order, trace.spans.length, trace.logs.map((log: { body: unknown }) => log.body)]).toEqual([
      order,
      1,
      [`placed ${order}`],
    ]);
  }
});

test("a token that was made is asked for over gRPC too, and the last requests show how it came", async () => {
  const server = await startServer({ network });
  const made = await server.post("/api/v1/tokens", { name: "calls", kind: "ingest" });
  const session = connected(server.otlpGrpc);
  expect(await call(session, TRACES, [framed(Buffer.alloc(0))])).toMatchObject({ status: 16 });
  const wrong = { authorization: "Bearer tm_wrong" };
  expect(await call(session, TRACES, [framed(Buffer.alloc(0))], wrong)).toMatchObject({ status: 16 });
  for (const token of [String(made.json.token), adminToken])
    expect(await call(session, TRACES, [framed(Buffer.alloc(0))], { authorization: `Bearer ${token}` })).toMatchObject({
      status: 0,
    });
  const { json: intake } = await server.api("/api/v1/intake");
  expect(intake.endpoints).toEqual({ otlpHttp: server.otlpHttp, otlpGrpc: server.otlpGrpc });
  const seen = intake.requests.map((one: { contentType: string; status: number }) => [one.contentType, one.status]);
  expect(seen.sort()).toEqual([
    ["application/grpc", 200],
    ["application/grpc", 200],
    ["application/grpc", 401],
    ["application/grpc", 401],
  ]);
  expect(server.stderr()).toContain(server.otlpGrpc);
});
