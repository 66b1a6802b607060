import type { Decoded, KeptRecord, Reading, Receipt, Result } from "../../../collectors/kit/index.ts";
import { fullWordsOf, wordsOf } from "../../../collectors/kit/index.ts";
import { otlp } from "../../../collectors/otlp/index.ts";
import { toProto } from "./oracle.ts";

const KINDS = new Map([
  ["order.id", "order"],
  ["sales.order.id", "order"],
  ["shipment.id", "shipment"],
  ["invoice.id", "invoice"],
  ["warehouse.code", "warehouse"],
]);

/** A small network: four key names, one declared system, `prod` counts, `business.event` makes a fact. */
export const reading: Reading = {
  sourceOf(resource) {
    const service = String(resource.get("service.name") ?? "");
    const environment = String(resource.get("deployment.environment.name") ?? "");
    return {
      system: service === "netsuite-bridge" ? "erp" : service || "unknown",
      declared: service === "netsuite-bridge",
      service,
      environment: environment === "prod" ? "" : environment,
    };
  },
  keyOf(_source, attributeName) {
    const attribute = wordsOf(attributeName);
    const kind = KINDS.get(attribute);
    return kind === undefined ? null : { kind, issuer: "*", attribute };
  },
  namesObject: (kind) => kind !== "warehouse",
  isFact: (record) => record.attribute("business.event") !== undefined || fullWordsOf(record.name) === "mapped",
  factSigns: () => ({ attributes: new Set(["business.event"]), named: (name) => fullWordsOf(name) === "mapped" }),
};

export const RECEIVED_AT = 1_780_000_000_000;
export const PROTO = "application/x-protobuf";
export const JSON_TYPE = "application/json";

export function receipt(route: string, contentType: string, body: Uint8Array): Receipt {
  return { id: "0".repeat(32), collector: "otlp", route, contentType, sender: "test", receivedAt: RECEIVED_AT, body };
}

export const jsonReceipt = (route: string, request: object) =>
  receipt(route, JSON_TYPE, Buffer.from(JSON.stringify(request)));

export const protoReceipt = (route: string, request: object) => receipt(route, PROTO, toProto(route, request));

export const decode = (of: Receipt): Result<Decoded> => otlp.decode(of, reading);

/** Decodes what must be readable. */
export function decoded(of: Receipt): Decoded {
  const result = decode(of);
  if (!result.ok) throw new Error(`${result.fault.code}: ${result.fault.message}`);
  return result.value;
}

export const readAll = (of: Receipt, traceId: string | null = null): KeptRecord[] => [
  ...otlp.read(of, reading, traceId === null ? null : { traces: new Set([traceId]), keys: [] }),
];

export const TRACE = "5b8efff798038103d269b633813fc60c";
export const SPAN = "eee19b7ec3c1b174";

export const text = (key: string, stringValue: string) => ({ key, value: { stringValue } });

/** A good span; fields replace the defaults. */
export const span = (fields: object = {}) => ({
  traceId: TRACE,
  spanId: SPAN,
  name: "pick",
  kind: 2,
  startTimeUnixNano: "1780000000000000001",
  endTimeUnixNano: "1780000000250000002",
  ...fields,
});

/** A request with these spans of one service. */
export const traces = (spans: readonly unknown[], attributes: object[] = [text("service.name", "wms-atl")]) => ({
  resourceSpans: [{ resource: { attributes }, scopeSpans: [{ scope: { name: "test", version: "1" }, spans }] }],
});

/** A request with these log records of one service. */
export const logs = (logRecords: readonly unknown[], attributes: object[] = [text("service.name", "wms-atl")]) => ({
  resourceLogs: [{ resource: { attributes }, scopeLogs: [{ scope: { name: "test" }, logRecords }] }],
});

/** Maps and big integers as JSON can say them, for golden files. */
export const plain = (value: unknown): unknown =>
  JSON.parse(
    JSON.stringify(value, (_name, inner) => {
      if (typeof inner === "bigint") return String(inner);
      if (inner instanceof Map) return { map: [...inner] };
      if (inner instanceof BigUint64Array) return [...inner].map((term) => term.toString(16).padStart(16, "0"));
      return inner;
    }),
  );

/** A value within so many levels of lists, as `AnyValue`: 1 is a plain text. */
export const nested = (levels: number): object => {
  let value: object = { stringValue: "deep" };
  for (let i = 1; i < levels; i += 1) value = { arrayValue: { values: [value] } };
  return value;
};
