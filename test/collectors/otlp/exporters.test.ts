import { context, SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";
import { SeverityNumber } from "@opentelemetry/api-logs";
import { OTLPLogExporter as JsonLogs } from "@opentelemetry/exporter-logs-otlp-http";
import { OTLPLogExporter as ProtoLogs } from "@opentelemetry/exporter-logs-otlp-proto";
import { OTLPTraceExporter as JsonTraces } from "@opentelemetry/exporter-trace-otlp-http";
import { OTLPTraceExporter as ProtoTraces } from "@opentelemetry/exporter-trace-otlp-proto";
import { CompressionAlgorithm } from "@opentelemetry/otlp-exporter-base";
import { resourceFromAttributes } from "@opentelemetry/resources";
import type { LogRecordExporter } from "@opentelemetry/sdk-logs";
import { BatchLogRecordProcessor, LoggerProvider } from "@opentelemetry/sdk-logs";
import type { SpanExporter } from "@opentelemetry/sdk-trace-base";
import { BasicTracerProvider, BatchSpanProcessor } from "@opentelemetry/sdk-trace-base";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { collectors } from "../../../collectors/index.ts";
import type { Receipt } from "../../../collectors/kit/index.ts";
import type { Door } from "../../../server/http/door.ts";
import { createDoor } from "../../../server/http/door.ts";
import type { DoorEvent } from "../../../server/http/doorEvent.ts";
import { decode, decoded, JSON_TYPE, PROTO, plain, readAll } from "./fixtures.ts";

let door: Door;
let url: string;
const receipts: Receipt[] = [];
const events: DoorEvent[] = [];

beforeEach(async () => {
  receipts.length = 0;
  events.length = 0;
  door = createDoor({
    collectors,
    deliver: async (receipt) => {
      const result = decode(receipt);
      if (!result.ok) return { kind: "rejected", fault: result.fault };
      receipts.push(receipt);
      return { kind: "accepted", records: result.value.records, rejected: result.value.rejected.length, message: null };
    },
    authenticate: async () => ({ sender: "exporter" }),
    busy: () => null,
    report: (event) => events.push(event),
  });
  url = `http://127.0.0.1:${(await door.listen("127.0.0.1", 0)).port}`;
});
afterEach(() => door.close(100));

const resource = resourceFromAttributes({ "service.name": "netsuite-bridge", "deployment.environment.name": "prod" });

/** One order: a release, and a shipment below it that fails with an exception. */
async function sendSpans(exporters: readonly SpanExporter[]): Promise<void> {
  const provider = new BasicTracerProvider({
    resource,
    spanProcessors: exporters.map((exporter) => new BatchSpanProcessor(exporter)),
  });
  const tracer = provider.getTracer("test", "1.0");
  const release = tracer.startSpan("release", {
    kind: SpanKind.PRODUCER,
    attributes: {
      "business.event": "order.released",
      "order.id": "SO-7",
      lines: 3,
      weight: 2.5,
      rush: true,
      skus: ["a", "b"],
    },
  });
  const inside = trace.setSpan(context.active(), release);
  const ship = tracer.startSpan("ship", { attributes: { "order.id": "SO-7", "shipment.id": 12 } }, inside);
  ship.recordException(new TypeError("no carrier"));
  ship.setStatus({ code: SpanStatusCode.ERROR, message: "gave up" });
  ship.end();
  tracer
    .startSpan("look", { attributes: { "order.id": "SO-7" }, links: [{ context: ship.spanContext() }] }, inside)
    .end();
  release.end();
  await provider.forceFlush();
  await provider.shutdown();
}

async function sendLogs(exporters: readonly LogRecordExporter[]): Promise<void> {
  const provider = new LoggerProvider({
    resource,
    processors: exporters.map((exporter) => new BatchLogRecordProcessor({ exporter })),
  });
  const logger = provider.getLogger("test");
  const at = { timestamp: 1_780_000_000_123, observedTimestamp: 1_780_000_000_200 };
  logger.emit({
    ...at,
    severityNumber: SeverityNumber.ERROR,
    body: "label refused\nno service",
    attributes: { "order.id": "SO-7", "error.type": "NoService", nested: { a: [1, 2.5, null] } },
  });
  logger.emit({
    ...at,
    severityNumber: SeverityNumber.INFO,
    eventName: "mapped",
    body: { text: "x" },
    attributes: { "order.id": "SO-8" },
  });
  await provider.forceFlush();
  await provider.shutdown();
}

const kinds = [
  ["JSON", JSON_TYPE, CompressionAlgorithm.NONE],
  ["JSON, gzip", JSON_TYPE, CompressionAlgorithm.GZIP],
  ["protobuf", PROTO, CompressionAlgorithm.NONE],
  ["protobuf, gzip", PROTO, CompressionAlgorithm.GZIP],
] as const;

const traceExporter = (type: string, compression: CompressionAlgorithm) =>
  new (type === PROTO ? ProtoTraces : JsonTraces)({ url: `${url}/v1/traces`, compression });
const logExporter = (type: string, compression: CompressionAlgorithm) =>
  new (type === PROTO ? ProtoLogs : JsonLogs)({ url: `${url}/v1/logs`, compression });

describe("OpenTelemetry's own exporters", () => {
  it.each(kinds)("send spans: %s", async (_name, type, compression) => {
    await sendSpans([traceExporter(type, compression)]);
    expect(events).toMatchObject([{ kind: "answered", status: 200, contentType: type, records: 3, rejected: 0 }]);
    const [receipt] = receipts;
    if (receipt === undefined) return expect.fail("nothing was delivered");
    const { facts, ties, traces, sources } = decoded(receipt);
    expect(facts.map(({ name, failed, error }) => ({ name, failed, error }))).toEqual([
      { name: "ship", failed: true, error: { code: "TypeError", message: "no carrier" } },
      { name: "release", failed: false, error: null },
    ]);
    expect(facts[0]?.keys.map(({ kind, value }) => `${kind} ${value}`)).toEqual(["order SO-7", "shipment 12"]);
    expect(facts[0]?.parentSpanId).toBe(facts[1]?.spanId);
    expect([...(facts[1]?.attributes ?? [])]).toEqual([
      ["business.event", "order.released"],
      ["order.id", "SO-7"],
      ["lines", 3],
      ["weight", 2.5],
      ["rush", true],
      ["skus", ["a", "b"]],
    ]);
    expect(ties).toMatchObject([{ traceId: facts[0]?.traceId, keys: [{ kind: "order", value: "SO-7" }] }]);
    expect(traces).toMatchObject([{ systems: ["erp"], root: { name: "release", system: "erp" }, failed: true }]);
    expect(sources).toMatchObject([{ signal: "trace", records: 3, failures: 1, keyed: 3 }]);
  });

  it.each(kinds)("send logs: %s", async (_name, type, compression) => {
    await sendLogs([logExporter(type, compression)]);
    expect(events).toMatchObject([{ kind: "answered", status: 200, contentType: type, records: 2, rejected: 0 }]);
    const [receipt] = receipts;
    if (receipt === undefined) return expect.fail("nothing was delivered");
    expect(decoded(receipt).facts).toMatchObject([
      { name: "label refused", failed: true, error: { code: "NoService", message: "label refused\nno service" } },
      { name: "mapped", failed: false, endNanos: 1_780_000_000_123_000_000n },
    ]);
    expect(decoded(receipt).facts[0]?.attributes.get("nested")).toEqual(new Map([["a", [1, 2.5, null]]]));
  });

  it("give the same records whatever the encoding and the coding", async () => {
    await sendSpans(kinds.map(([, type, compression]) => traceExporter(type, compression)));
    await sendLogs(kinds.map(([, type, compression]) => logExporter(type, compression)));
    for (const route of ["traces", "logs"]) {
      const all = receipts.filter((receipt) => receipt.route === route).map((receipt) => plain(readAll(receipt)));
      expect(all).toHaveLength(4);
      for (const other of all) expect(other).toEqual(all[0]);
    }
  });
});
