import { context, type Span, SpanStatusCode, trace } from "@opentelemetry/api";
import { SeverityNumber } from "@opentelemetry/api-logs";
import type { ExportResult } from "@opentelemetry/core";
import { OTLPLogExporter as JsonLogs } from "@opentelemetry/exporter-logs-otlp-http";
import { OTLPLogExporter as ProtoLogs } from "@opentelemetry/exporter-logs-otlp-proto";
import { OTLPTraceExporter as JsonTraces } from "@opentelemetry/exporter-trace-otlp-http";
import { OTLPTraceExporter as ProtoTraces } from "@opentelemetry/exporter-trace-otlp-proto";
import { CompressionAlgorithm } from "@opentelemetry/otlp-exporter-base";
import { resourceFromAttributes } from "@opentelemetry/resources";
import {
  InMemoryLogRecordExporter,
  LoggerProvider,
  type LogRecordExporter,
  type ReadableLogRecord,
  SimpleLogRecordProcessor,
} from "@opentelemetry/sdk-logs";
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  type ReadableSpan,
  SimpleSpanProcessor,
  type SpanExporter,
  type SpanProcessor,
} from "@opentelemetry/sdk-trace-base";

/** One way in which the SDK sends: format and compression. */
export interface Way {
  readonly name: string;
  readonly traces: SpanExporter;
  readonly logs: LogRecordExporter;
}

/** Every kind of OTLP/HTTP exporter of the SDK, with and without compression. */
export function waysTo(endpoint: string): readonly Way[] {
  return [CompressionAlgorithm.NONE, CompressionAlgorithm.GZIP].flatMap((compression) => {
    const traces = { url: `${endpoint}/v1/traces`, compression };
    const logs = { url: `${endpoint}/v1/logs`, compression };
    return [
      { name: `json ${compression}`, traces: new JsonTraces(traces), logs: new JsonLogs(logs) },
      { name: `proto ${compression}`, traces: new ProtoTraces(traces), logs: new ProtoLogs(logs) },
    ];
  });
}

/** What one service recorded and has not sent yet. */
export interface Recorded {
  readonly spans: readonly ReadableSpan[];
  readonly logs: readonly ReadableLogRecord[];
}

/** Sends what was recorded; throws unless it was taken. */
export async function deliver(way: Way, recorded: Recorded): Promise<void> {
  const sent = (send: (done: (result: ExportResult) => void) => void) =>
    new Promise<void>((resolve, reject) => {
      send((result) => (result.code === 0 ? resolve() : reject(result.error ?? new Error("not taken"))));
    });
  if (recorded.spans.length > 0) await sent((done) => way.traces.export([...recorded.spans], done));
  if (recorded.logs.length > 0) await sent((done) => way.logs.export([...recorded.logs], done));
}

const resourceOf = (service: string) => resourceFromAttributes({ "service.name": service });

/** What a service does in a span: a business event when it has a type. */
export interface Doing {
  readonly name: string;
  readonly at: number;
  readonly event?: string;
  readonly keys: Readonly<Record<string, string>>;
  /** Set where it failed, with what it said. */
  readonly error?: string;
  readonly under?: Span;
}

/** A service instrumented with the SDK. `processors`: where its spans go; memory when not given. */
export function service(name: string, processors?: readonly SpanProcessor[]) {
  const memory = new InMemorySpanExporter();
  const kept = new InMemoryLogRecordExporter();
  const tracers = new BasicTracerProvider({
    resource: resourceOf(name),
    spanProcessors: [...(processors ?? [new SimpleSpanProcessor(memory)])],
  });
  const loggers = new LoggerProvider({
    resource: resourceOf(name),
    processors: [new SimpleLogRecordProcessor({ exporter: kept })],
  });
  const tracer = tracers.getTracer("scenario");
  const logger = loggers.getLogger("scenario");
  return {
    /** Records a span of 40 ms that ends at its instant. */
    does({ name: title, at, event, keys, error, under }: Doing): Span {
      const parent = under === undefined ? context.active() : trace.setSpan(context.active(), under);
      const attributes = { ...keys, ...(event === undefined ? {} : { "business.event": event }) };
      const span = tracer.startSpan(title, { startTime: at - 40, attributes, root: under === undefined }, parent);
      if (error !== undefined) {
        span.recordException({ name: "PostingRefused", message: error }, at - 1);
        span.setStatus({ code: SpanStatusCode.ERROR, message: error });
      }
      span.end(at);
      return span;
    },
    /** Records an error log inside a span's trace. */
    logs(text: string, at: number, keys: Readonly<Record<string, string>>, under: Span): void {
      logger.emit({
        timestamp: at,
        observedTimestamp: at,
        severityNumber: SeverityNumber.ERROR,
        severityText: "ERROR",
        body: text,
        attributes: keys,
        context: trace.setSpan(context.active(), under),
      });
    },
    /** What was recorded since it was asked last. */
    take(): Recorded {
      const recorded = { spans: memory.getFinishedSpans(), logs: kept.getFinishedLogRecords() };
      memory.reset();
      kept.reset();
      return recorded;
    },
    flush: () => tracers.forceFlush(),
    async shutdown() {
      await tracers.shutdown();
      await loggers.shutdown();
    },
  };
}
