import {
  type Attributes,
  createTraceState,
  type SpanKind as Kind,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  TraceFlags,
  trace,
} from "@opentelemetry/api";
import { SeverityNumber } from "@opentelemetry/api-logs";
import { OTLPLogExporter } from "@opentelemetry/exporter-logs-otlp-proto";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-proto";
import { CompressionAlgorithm } from "@opentelemetry/otlp-exporter-base";
import { defaultResource, resourceFromAttributes } from "@opentelemetry/resources";
import { BatchLogRecordProcessor, LoggerProvider } from "@opentelemetry/sdk-logs";
import {
  AlwaysOnSampler,
  BasicTracerProvider,
  BatchSpanProcessor,
  type Sampler,
  SamplingDecision,
} from "@opentelemetry/sdk-trace-base";
import { createInsistence, type Insistence } from "./insistence.ts";
import type { HopKind, LogPlan, Severity, SpanPlan, TracePlan } from "./trace.ts";

/** Where telemetry goes, and with which headers. */
export interface Destination {
  /** Base address; `/v1/traces` and `/v1/logs` are added. */
  readonly endpoint: string;
  /** Asked before each request. */
  readonly headers: () => Readonly<Record<string, string>>;
  /** Told once for each batch that the endpoint refused for good, with its status. */
  readonly refused: (records: number, status: number) => void;
  /** True: the ORD WMS keeps a tenth of its traces and says so in tracestate. */
  readonly sampleOrd: boolean;
}

/** The services of the network, each with its own providers and its own batches. */
export interface Emitter {
  /** Hands a trace to the services' batch processors; `stamp` turns planned instants into told ones. */
  tell(plan: TracePlan, stamp: (at: number) => number): void;
  /** Resolves when the endpoint has answered for all that was told before. */
  flush(): Promise<void>;
  /** Records that were told and not yet answered for. */
  unsent(): number;
  /** Flushes for at most so long, then closes; resolves to the records that were given up. */
  close(withinMs: number): Promise<number>;
}

interface Service {
  readonly tracers: BasicTracerProvider;
  readonly loggers: LoggerProvider;
}

/** Opens no connection yet: a service gets its providers when it first has something to tell. */
export function createEmitter(destination: Destination): Emitter {
  const services = new Map<string, Service>();
  const insistence = createInsistence(destination.refused);
  let ids = { traceId: "", spanId: "" };
  let told = 0;
  const idGenerator = { generateTraceId: () => ids.traceId, generateSpanId: () => ids.spanId };

  const serviceOf = (key: string): Service => {
    const known = services.get(key);
    if (known !== undefined) return known;
    const made = openService(key, destination, insistence, idGenerator);
    services.set(key, made);
    return made;
  };

  const tellSpan = (plan: SpanPlan, stamp: (at: number) => number): void => {
    const { traceId, spanId, parentSpanId } = plan;
    ids = { traceId, spanId };
    const parent = parentSpanId === null ? ROOT_CONTEXT : contextOf(traceId, parentSpanId);
    const end = timeOf(stamp(plan.end));
    const links = plan.links.map((link) => ({ context: { ...link, traceFlags: TraceFlags.SAMPLED } }));
    const options = {
      kind: kinds[plan.kind],
      startTime: timeOf(stamp(plan.start)),
      attributes: { ...plan.attributes, ...dateOf(plan, stamp) } as Attributes,
      links,
    };
    const span = serviceOf(plan.service).tracers.getTracer("northgate").startSpan(plan.name, options, parent);
    if (plan.failure !== null) {
      span.setAttribute("error.type", plan.failure.type);
      span.recordException({ name: plan.failure.type, message: plan.failure.message }, end);
      span.setStatus({ code: SpanStatusCode.ERROR, message: plan.failure.message });
    }
    span.end(end);
    if (span.isRecording() || (span.spanContext().traceFlags & TraceFlags.SAMPLED) !== 0) told += 1;
  };

  const tellLog = (plan: LogPlan, stamp: (at: number) => number): void => {
    const at = timeOf(stamp(plan.at));
    serviceOf(plan.service)
      .loggers.getLogger("northgate")
      .emit({
        timestamp: at,
        observedTimestamp: at,
        severityNumber: severities[plan.severity],
        severityText: plan.severity,
        body: plan.body,
        attributes: { ...plan.attributes },
        context: contextOf(plan.span.traceId, plan.span.spanId),
      });
    told += 1;
  };

  const flush = async (): Promise<void> => {
    await Promise.all(
      [...services.values()].flatMap((service) => [service.tracers.forceFlush(), service.loggers.forceFlush()]),
    );
    await insistence.settled();
  };

  return {
    tell(plan, stamp) {
      for (const span of plan.spans) tellSpan(span, stamp);
      for (const log of plan.logs) tellLog(log, stamp);
    },
    flush,
    unsent: () => told - insistence.answered(),
    async close(withinMs) {
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, withinMs);
      });
      await Promise.race([flush(), late]);
      clearTimeout(timer);
      insistence.giveUp();
      const left = told - insistence.answered();
      await Promise.race([
        Promise.allSettled(
          [...services.values()].flatMap((service) => [service.tracers.shutdown(), service.loggers.shutdown()]),
        ),
        new Promise((resolve) => setTimeout(resolve, 1_000).unref()),
      ]);
      return left;
    },
  };
}

/** A stated business time is stamped like the record's own. */
function dateOf(plan: SpanPlan, stamp: (at: number) => number): Attributes {
  const stated = plan.attributes["business.occurred_at"];
  return typeof stated === "string"
    ? { "business.occurred_at": new Date(stamp(Date.parse(stated))).toISOString() }
    : {};
}

/** A day of history waits in memory at most as one slice; the queue is far larger, so that nothing is dropped unseen. */
const batching = {
  maxQueueSize: 65_536,
  maxExportBatchSize: 512,
  scheduledDelayMillis: 400,
  exportTimeoutMillis: 2_000_000_000,
};

function openService(
  key: string,
  destination: Destination,
  insistence: Insistence,
  idGenerator: { generateTraceId(): string; generateSpanId(): string },
): Service {
  const resource = resourceOf(key);
  const common = {
    headers: async () => ({ ...destination.headers() }),
    compression: CompressionAlgorithm.GZIP,
    timeoutMillis: 60_000,
  };
  const base = destination.endpoint.replace(/\/+$/, "");
  const spans = new OTLPTraceExporter({ ...common, url: `${base}/v1/traces` });
  const logs = new OTLPLogExporter({ ...common, url: `${base}/v1/logs` });
  const tracers = new BasicTracerProvider({
    resource,
    idGenerator,
    sampler: destination.sampleOrd && key === "wms-ord" ? tenth : new AlwaysOnSampler(),
    spanProcessors: [new BatchSpanProcessor({ ...closing(spans), ...insistence.over(spans) }, batching)],
  });
  const loggers = new LoggerProvider({
    resource,
    processors: [
      new BatchLogRecordProcessor({ ...batching, exporter: { ...closing(logs), ...insistence.over(logs) } }),
    ],
  });
  return { tracers, loggers };
}

function closing(exporter: { shutdown(): Promise<void>; forceFlush(): Promise<void> }): {
  shutdown(): Promise<void>;
  forceFlush(): Promise<void>;
} {
  return { shutdown: () => exporter.shutdown(), forceFlush: () => exporter.forceFlush() };
}

const versions = new Map([
  ["web-shop", "2026.11.2"],
  ["web-shop@next", "2026.11.3"],
  ["netsuite-bridge", "4.18.0"],
  ["tms-adapter", "2.7.1"],
  ["label-svc", "1.31.0"],
]);

/** A service is named `service` or `service@variant`; the variant `qa` is an environment, any other a release. */
function resourceOf(key: string): ReturnType<typeof resourceFromAttributes> {
  const [name = key, variant] = key.split("@");
  const site = /^wms-(\w+)$/.exec(name)?.[1]?.toUpperCase();
  return defaultResource().merge(
    resourceFromAttributes({
      "service.name": name,
      "service.namespace": "northgate",
      "service.version": versions.get(key) ?? "23.4.0",
      "service.instance.id": `${name}-1`,
      "deployment.environment.name": variant === "qa" ? "qa" : "production",
      ...(site === undefined ? {} : { "warehouse.code": site }),
    }),
  );
}

/** Keeps the tenth of all traces whose ids lie highest, and says so as the specification of `ot=th` asks. */
const tenth: Sampler = {
  shouldSample: (_context, traceId) =>
    Number.parseInt(traceId.slice(18, 24), 16) / 0x1000000 >= 0.9
      ? { decision: SamplingDecision.RECORD_AND_SAMPLED, traceState: createTraceState("ot=th:e6666666666668") }
      : { decision: SamplingDecision.NOT_RECORD },
  toString: () => "tenth",
};

function contextOf(traceId: string, spanId: string): typeof ROOT_CONTEXT {
  return trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId, traceFlags: TraceFlags.SAMPLED, isRemote: true });
}

/** Seconds and nanoseconds, rounded to the microsecond that the plan means. */
function timeOf(at: number): [number, number] {
  const micros = Math.round(at * 1000);
  const seconds = Math.floor(micros / 1_000_000);
  return [seconds, (micros - seconds * 1_000_000) * 1000];
}

const kinds: Readonly<Record<HopKind, Kind>> = {
  internal: SpanKind.INTERNAL,
  server: SpanKind.SERVER,
  client: SpanKind.CLIENT,
  producer: SpanKind.PRODUCER,
  consumer: SpanKind.CONSUMER,
};

const severities: Readonly<Record<Severity, SeverityNumber>> = {
  DEBUG: SeverityNumber.DEBUG,
  INFO: SeverityNumber.INFO,
  WARN: SeverityNumber.WARN,
  ERROR: SeverityNumber.ERROR,
};
