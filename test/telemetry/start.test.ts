import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { hostname } from "node:os";
import { afterEach, expect, test } from "vitest";

const built = new URL("../../dist/server/telemetry/index.js", import.meta.url).href;
const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

/** A stand-in for an ingest door that notes the paths it is asked for. */
async function door() {
  const paths: string[] = [];
  const server = createServer((request, response) => {
    paths.push(request.url ?? "");
    request.resume().on("end", () => response.writeHead(200, { "content-type": "application/x-protobuf" }).end());
  });
  server.listen(0, "0.0.0.0");
  await once(server, "listening");
  closing.push(() => server.close());
  return { paths, port: (server.address() as AddressInfo).port };
}

/** One traced piece of work, an untraced one and an event, in a process of its own. */
async function run(env: Readonly<Record<string, string>>, ownIngestUrls: readonly string[]) {
  const script = `
    import { report, startTelemetry, traced, untraced } from ${JSON.stringify(built)};
    const telemetry = await startTelemetry({ ownIngestUrls: ${JSON.stringify(ownIngestUrls)} });
    const recording = await traced("work", {}, async (span) => span.isRecording());
    const ingest = await untraced(() => traced("ingest", {}, async (span) => span.isRecording()));
    report("stopping", { because: "test" });
    report("ingest.rejected", { route: "traces", status: 400, code: "bad-json", reason: "x", sender: "::1" });
    await telemetry.shutdown();
    console.error(JSON.stringify({ signals: telemetry.signals, recording, ingest }));`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", script], {
    env: { PATH: process.env.PATH, ...env },
  });
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (chunk) => {
    stdout += chunk;
  });
  child.stderr.on("data", (chunk) => {
    stderr += chunk;
  });
  const [status] = await once(child, "exit");
  expect(status, stderr).toBe(0);
  const lines = stdout
    .split("\n")
    .slice(0, -1)
    .map((line) => JSON.parse(line));
  return { told: JSON.parse(stderr), events: lines.map((line) => line.event), lines };
}

test("is off while no endpoint is set", async () => {
  const { told, events } = await run({}, []);
  expect(told).toEqual({ signals: [], recording: false, ingest: false });
  expect(events).toEqual(["stopping", "ingest.rejected"]);
});

test("exports by the standard variables, and never what the ingest path does", async () => {
  const { paths, port } = await door();
  const { told } = await run({ OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}`, OTEL_LOG_LEVEL: "debug" }, []);
  expect(told).toEqual({ signals: ["traces", "metrics", "logs"], recording: true, ingest: false });
  expect([...new Set(paths)].sort()).toEqual(["/v1/logs", "/v1/metrics", "/v1/traces"]);
});

test.each(["127.0.0.1", "localhost", "[::1]", "0.0.0.0", hostname()])(
  "refuses an exporter aimed at our own ingest address as %s",
  async (host) => {
    const { paths, port } = await door();
    const own = [`http://127.0.0.1:${port}`];
    const { told, events, lines } = await run({ OTEL_EXPORTER_OTLP_ENDPOINT: `http://${host}:${port}` }, own);
    expect(told).toEqual({ signals: [], recording: false, ingest: false });
    expect(events.filter((event) => event === "telemetry.refused")).toHaveLength(3);
    expect(lines[0].reason).toContain("our own ingest address");
    expect(paths).toEqual([]);
  },
);

test("refuses one signal and exports the others", async () => {
  const elsewhere = await door();
  const ours = await door();
  const { told } = await run(
    {
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${elsewhere.port}`,
      OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `http://localhost:${ours.port}/v1/traces`,
      OTEL_METRICS_EXPORTER: "none",
    },
    [`http://127.0.0.1:${ours.port}`],
  );
  expect(told).toEqual({ signals: ["logs"], recording: false, ingest: false });
  expect(ours.paths).toEqual([]);
  expect([...new Set(elsewhere.paths)]).toEqual(["/v1/logs"]);
});

test("refuses what would write on stdout or is not OTLP", async () => {
  const { told, lines } = await run({ OTEL_TRACES_EXPORTER: "console", OTEL_METRICS_EXPORTER: "prometheus" }, []);
  expect(told.signals).toEqual([]);
  expect(lines.slice(0, 2).map((line) => line.signal)).toEqual(["traces", "metrics"]);
});
