import { type Random, randomOf } from "./random.ts";

/** Attribute values as OpenTelemetry allows them on a span and a log record. */
export type AttributeMap = Readonly<Record<string, string | number | boolean | string[]>>;

export type HopKind = "internal" | "server" | "client" | "producer" | "consumer";
export type Severity = "DEBUG" | "INFO" | "WARN" | "ERROR";

/** A span of another trace that caused this one. */
export interface SpanAddress {
  readonly traceId: string;
  readonly spanId: string;
}

/** A log line told by a hop, `after` milliseconds from the hop's start. */
export interface HopLine {
  readonly after: number;
  readonly severity: Severity;
  readonly body: string;
  readonly attributes?: AttributeMap;
}

/** What one service did within a trace, as a tree; times are milliseconds from the parent's start. */
export interface Hop {
  readonly service: string;
  readonly name: string;
  readonly kind: HopKind;
  /** Default 0. */
  readonly after?: number;
  readonly lasts: number;
  readonly attributes?: AttributeMap;
  readonly failure?: { readonly type: string; readonly message: string };
  readonly links?: readonly SpanAddress[];
  readonly lines?: readonly HopLine[];
  readonly hops?: readonly Hop[];
}

/** One span to be told; times are Unix milliseconds with fractions. */
export interface SpanPlan {
  readonly service: string;
  readonly name: string;
  readonly kind: HopKind;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string | null;
  readonly start: number;
  readonly end: number;
  readonly attributes: AttributeMap;
  readonly failure: { readonly type: string; readonly message: string } | null;
  readonly links: readonly SpanAddress[];
}

/** One log record to be told, within a span. */
export interface LogPlan {
  readonly service: string;
  readonly at: number;
  readonly severity: Severity;
  readonly body: string;
  readonly attributes: AttributeMap;
  readonly span: SpanAddress;
}

/** All that the services tell about one business step. */
export interface TracePlan {
  readonly traceId: string;
  /** Start of the first and end of the last record. */
  readonly start: number;
  readonly end: number;
  /** Parents before children. */
  readonly spans: readonly SpanPlan[];
  readonly logs: readonly LogPlan[];
}

/** Where the root span of a step stands: the same answer before and after the step was planned. */
export function addressOf(seed: number, step: string): SpanAddress {
  const ids = randomOf(seed, "ids", step);
  return { traceId: ids.hex(32), spanId: ids.hex(16) };
}

/** Lays a tree of hops out in time; its ids follow from seed and step, so that two plans of one step are equal. */
export function planTrace(seed: number, step: string, start: number, root: Hop): TracePlan {
  const ids = randomOf(seed, "ids", step);
  const traceId = ids.hex(32);
  const spans: SpanPlan[] = [];
  const logs: LogPlan[] = [];
  lay(root, start, null, traceId, ids, spans, logs);
  const ends = [...spans.map((span) => span.end), ...logs.map((log) => log.at)];
  return { traceId, start, end: Math.max(...ends), spans, logs };
}

function lay(
  hop: Hop,
  origin: number,
  parentSpanId: string | null,
  traceId: string,
  ids: Random,
  spans: SpanPlan[],
  logs: LogPlan[],
): void {
  const start = microsecond(origin + (hop.after ?? 0));
  const spanId = ids.hex(16);
  spans.push({
    service: hop.service,
    name: hop.name,
    kind: hop.kind,
    traceId,
    spanId,
    parentSpanId,
    start,
    end: microsecond(start + hop.lasts),
    attributes: hop.attributes ?? {},
    failure: hop.failure ?? null,
    links: hop.links ?? [],
  });
  for (const line of hop.lines ?? []) {
    logs.push({
      service: hop.service,
      at: microsecond(start + line.after),
      severity: line.severity,
      body: line.body,
      attributes: line.attributes ?? {},
      span: { traceId, spanId },
    });
  }
  for (const child of hop.hops ?? []) lay(child, start, spanId, traceId, ids, spans, logs);
}

/** Doubles hold today's Unix milliseconds to a quarter of a microsecond: whole ones survive every sum. */
function microsecond(at: number): number {
  return Math.round(at * 1000) / 1000;
}
