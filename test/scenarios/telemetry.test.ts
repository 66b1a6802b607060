import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, describe, expect, it } from "vitest";
import { endAll, pause, startServer, until } from "./server.ts";

afterAll(endAll);

/** A collector that keeps what comes; `port` tells where it listens. */
async function sink() {
  const got: { readonly path: string; readonly text: string }[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      got.push({ path: request.url ?? "", text: Buffer.concat(chunks).toString("latin1") });
      response.writeHead(200, { "content-type": "application/json" }).end("{}");
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { got, port: (server.address() as AddressInfo).port, close: () => server.close() };
}

describe("our own telemetry", () => {
  it("goes where the standard variables say, and says nothing of what was ingested", async () => {
    const collector = await sink();
    const server = await startServer({
      env: {
        OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${collector.port}`,
        OTEL_EXPORTER_OTLP_PROTOCOL: "http/json",
        OTEL_BSP_SCHEDULE_DELAY: "100",
      },
    });
    const body = JSON.stringify({ resourceSpans: [] });
    await fetch(`${server.otlpHttp}/v1/traces`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body,
    });
    await server.status();
    await until("spans at the collector", () => collector.got.find(({ path }) => path === "/v1/traces"));
    const spans = collector.got.filter(({ path }) => path === "/v1/traces").map(({ text }) => text);
    expect(spans.join()).toContain("GET /api/v1/status");
    expect(spans.join()).not.toContain('/v1/traces"');
    expect(await server.stop()).toBe(0);
    collector.close();
  });

  it.each([
    ["TALLYMAN_OTLP_HTTP_PORT", "http/protobuf"],
    ["TALLYMAN_OTLP_GRPC_PORT", "grpc"],
  ])("is refused where it would feed itself, and the journal stays as it was: %s", async (variable, protocol) => {
    const free = await sink();
    const port = String(free.port);
    free.close();
    const server = await startServer({
      env: {
        [variable]: port,
        OTEL_EXPORTER_OTLP_PROTOCOL: protocol,
        OTEL_EXPORTER_OTLP_ENDPOINT: `http://localhost:${port}`,
        OTEL_BSP_SCHEDULE_DELAY: "100",
      },
    });
    expect(server.lines.find(({ event }) => event === "telemetry.refused")).toBeDefined();
    for (let asked = 0; asked < 20; asked++) await server.status();
    await pause(1_000);
    expect((await server.status()).journal.position).toBe("0");
  });
});
