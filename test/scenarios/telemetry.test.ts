import { rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { idsOf, send } from "./otlp.ts";
import { endAll, pause, type Server, startServer, until } from "./server.ts";

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

  it("counts what was synced, committed, raised and resolved, and who listens, and none of it again after a start", async () => {
    const read = async (server: Server, series: string): Promise<number> => {
      const { text } = await server.api("/metrics");
      const line = text.split("\n").find((one) => one.startsWith(`${series} `));
      return line === undefined ? 0 : Number(line.slice(series.length + 1));
    };
    const raised = 'tallyman_exceptions_raised_total{class="failed-event",flow="",warehouse="",source="wms"}';
    const resolved = 'tallyman_exceptions_resolved_total{class="failed-event",flow="",warehouse=""}';
    const first = await startServer({ network });
    const ids = idsOf(5);
    const failed = (order: string) => ({
      traceId: ids.trace(),
      spanId: ids.span(),
      at: Date.now(),
      error: "no answer",
      attributes: { "business.event": "shipment.labelled", "order.id": order },
    });
    await send(first, [{ service: "wms-atl", spans: ["F-1", "F-2", "F-3"].map(failed) }]);
    const rows = await until("three are raised", async () => {
      const open = await first.exceptions("state=open");
      return open.length === 3 ? open : undefined;
    });
    const closed = { action: "resolve", reason: "done-outside", ids: [{ id: rows[0]?.id, version: rows[0]?.version }] };
    await first.post("/api/v1/exceptions/actions", closed);
    const listening = first.connect();
    await until("it is told", async () => (await read(first, resolved)) === 1);
    expect(await read(first, raised)).toBe(3);
    await until("the disk", async () => (await read(first, "tallyman_journal_sync_duration_seconds_count")) === 1);
    expect(await read(first, "tallyman_commits_total")).toBeGreaterThan(1);
    expect(await read(first, "tallyman_commit_duration_seconds_count")).toBeGreaterThan(1);
    await until("somebody listens", async () => (await read(first, "tallyman_sockets_opened_total")) === 1);
    listening.disconnect();
    await until("and went", async () =>
      (await first.api("/metrics")).text.includes(
        'tallyman_sockets_closed_total{class="client namespace disconnect"} 1',
      ),
    );
    expect(await first.stop()).toBe(0);
    // Rows that are made anew from the journal raise and resolve the same again.
    rmSync(join(first.data, "store.db"));
    const second = await startServer({ network, data: first.data });
    await second.settled(60_000);
    expect(await second.exceptions("state=open")).toHaveLength(2);
    await pause(1_000);
    expect([await read(second, raised), await read(second, resolved)]).toEqual([0, 0]);
    expect(await read(second, "tallyman_commits_total")).toBeGreaterThan(0);
  });
});

const network = `
company: { name: Ourselves, timezone: UTC, currency: USD }
systems:
  - { id: wms, kind: wms, match: { service.name: wms-atl } }
teams:
  - { id: integration, name: Integration }
routing: { to: integration }
`;
