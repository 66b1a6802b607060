import { toProto } from "../collectors/otlp/oracle.ts";
import { bodyOf, idsOf, randomOf, type SpanTold } from "../scenarios/otlp.ts";

/** The network under which every family runs; its deadlines pass while a run lasts. */
export const network = `
company: { name: Faults, timezone: UTC, currency: USD }
systems:
  - { id: shop, kind: shop, match: { service.name: web-shop }, presence: complete }
  - { id: erp, kind: erp, match: { service.name: netsuite-bridge }, presence: complete }
  - { id: wms, kind: wms, match: { service.name: wms }, presence: complete }
teams:
  - { id: integration, name: Integration }
flows:
  - id: order-to-ship
    object: order
    steps:
      - { id: release, after: order.created, expect: order.released, from: erp, within: 5s }
      - { id: pick, after: order.released, expect: pick.confirmed, from: wms, within: 10s }
      - { id: ship, after: pick.confirmed, expect: shipment.confirmed, via: shipment, from: wms, within: 10s }
routing: { to: integration }
`;

/** A record under way; its id is what it is found by again. */
export interface Sending {
  readonly id: string;
  readonly signal: "traces" | "logs";
  readonly service: string;
  readonly span: SpanTold;
  /** Severity number of a log record. */
  readonly severity?: number;
}

/** One order's records, all of one trace: facts, among them one told by a log record, some that failed first, and noise. */
export interface Life {
  readonly order: string;
  readonly traceId: string;
  readonly records: readonly Sending[];
  /** Ids of the records that are facts. */
  readonly facts: readonly string[];
}

/** Makes lives without end, the same from the same seed; `prefix` tells those of one source from another's. */
export function livesOf(seed: number, prefix: string): (at: number) => Life {
  const random = randomOf(seed);
  const ids = idsOf(seed + 1);
  let number = 0;
  return (at) => {
    const order = `${prefix}-${number++}`;
    const traceId = ids.trace();
    const told = (service: string, event: string, after: number, more: Partial<Sending> & { error?: string } = {}) => {
      const { error, ...sending } = more;
      const spanId = ids.span();
      const signal = sending.signal ?? "traces";
      const attributes = {
        "order.id": order,
        ...(event.startsWith("shipment.") ? { "shipment.id": `SH-${order}` } : {}),
        ...(event === "" ? {} : { "business.event": event }),
      };
      const id = `${traceId}/${spanId}`;
      const span: SpanTold = { traceId, spanId, at: at + after, attributes, ...(error === undefined ? {} : { error }) };
      return { id, signal, service, span: signal === "logs" ? { ...span, name: `told ${id}` } : span, ...sending };
    };
    const failed = random() < 0.15 ? [told("wms", "pick.confirmed", 300, { error: "bin is empty" })] : [];
    const facts = [
      told("web-shop", "order.created", 0),
      told("netsuite-bridge", "order.released", 200),
      ...failed,
      told("wms", "pick.confirmed", 400),
      told("wms", "shipment.confirmed", 600, { signal: "logs", severity: 9 }),
    ];
    const noise = [told("wms", "", 500), told("wms", "", 510, { signal: "logs", severity: 5 })];
    return { order, traceId, records: [...facts, ...noise], facts: facts.map(({ id }) => id) };
  };
}

/** The body of a request with records of one signal, in OTLP's JSON. */
function requestOf(records: readonly Sending[]): string {
  const services = [...new Set(records.map(({ service }) => service))];
  const of = (service: string) => records.filter((one) => one.service === service);
  if (records[0]?.signal !== "logs") {
    return bodyOf(services.map((service) => ({ service, spans: of(service).map(({ span }) => span) })));
  }
  return JSON.stringify({
    resourceLogs: services.map((service) => ({
      resource: { attributes: [{ key: "service.name", value: { stringValue: service } }] },
      scopeLogs: [{ scope: { name: "faults" }, logRecords: of(service).map(logOf) }],
    })),
  });
}

const logOf = ({ span, severity = 9 }: Sending) => ({
  timeUnixNano: `${Math.floor(span.at)}000000`,
  severityNumber: severity,
  body: { stringValue: span.name },
  traceId: span.traceId,
  spanId: span.spanId,
  attributes: Object.entries(span.attributes ?? {}).map(([key, value]) => ({
    key,
    value: { stringValue: String(value) },
  })),
});

/** A request as it goes out. */
export interface Request {
  readonly path: string;
  readonly contentType: string;
  readonly body: Uint8Array;
}

/** Encodes records of one signal. */
export function encode(records: readonly Sending[], protobuf: boolean): Request {
  const signal = records[0]?.signal ?? "traces";
  const json = requestOf(records);
  return {
    path: `/v1/${signal}`,
    contentType: protobuf ? "application/x-protobuf" : "application/json",
    body: protobuf ? toProto(signal, JSON.parse(json) as object) : Buffer.from(json),
  };
}

/** The id of a record that a log's body names; null where it is none of ours. */
export const idOfLog = (body: unknown): string | null => /^told (\S+)$/.exec(String(body))?.[1] ?? null;
