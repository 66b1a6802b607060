import protobuf from "protobufjs/light.js";

type Fields = Record<string, [id: number, type: string, rule?: "repeated"]>;

const message = (table: Fields, oneof?: string[]) => ({
  fields: Object.fromEntries(
    Object.entries(table).map(([name, [id, type, rule]]) => [name, rule ? { id, type, rule } : { id, type }]),
  ),
  ...(oneof ? { oneofs: { value: { oneof } } } : {}),
});

/** The whole messages of opentelemetry-proto, records included: written apart from the collector's own schema. */
const root = protobuf.Root.fromJSON({
  nested: {
    o: {
      edition: "proto3",
      nested: {
        AnyValue: message(
          {
            stringValue: [1, "string"],
            boolValue: [2, "bool"],
            intValue: [3, "int64"],
            doubleValue: [4, "double"],
            arrayValue: [5, "ArrayValue"],
            kvlistValue: [6, "KeyValueList"],
            bytesValue: [7, "bytes"],
          },
          ["stringValue", "boolValue", "intValue", "doubleValue", "arrayValue", "kvlistValue", "bytesValue"],
        ),
        ArrayValue: message({ values: [1, "AnyValue", "repeated"] }),
        KeyValueList: message({ values: [1, "KeyValue", "repeated"] }),
        KeyValue: message({ key: [1, "string"], value: [2, "AnyValue"] }),
        Resource: message({ attributes: [1, "KeyValue", "repeated"], droppedAttributesCount: [2, "uint32"] }),
        Scope: message({ name: [1, "string"], version: [2, "string"], attributes: [3, "KeyValue", "repeated"] }),
        TraceRequest: message({ resourceSpans: [1, "ResourceSpans", "repeated"] }),
        ResourceSpans: message({
          resource: [1, "Resource"],
          scopeSpans: [2, "ScopeSpans", "repeated"],
          schemaUrl: [3, "string"],
        }),
        ScopeSpans: message({ scope: [1, "Scope"], spans: [2, "Span", "repeated"], schemaUrl: [3, "string"] }),
        Span: message({
          traceId: [1, "bytes"],
          spanId: [2, "bytes"],
          traceState: [3, "string"],
          parentSpanId: [4, "bytes"],
          flags: [16, "fixed32"],
          name: [5, "string"],
          kind: [6, "int32"],
          startTimeUnixNano: [7, "fixed64"],
          endTimeUnixNano: [8, "fixed64"],
          attributes: [9, "KeyValue", "repeated"],
          droppedAttributesCount: [10, "uint32"],
          events: [11, "Event", "repeated"],
          droppedEventsCount: [12, "uint32"],
          links: [13, "Link", "repeated"],
          droppedLinksCount: [14, "uint32"],
          status: [15, "Status"],
        }),
        Event: message({
          timeUnixNano: [1, "fixed64"],
          name: [2, "string"],
          attributes: [3, "KeyValue", "repeated"],
        }),
        Link: message({ traceId: [1, "bytes"], spanId: [2, "bytes"], attributes: [4, "KeyValue", "repeated"] }),
        Status: message({ message: [2, "string"], code: [3, "int32"] }),
        LogsRequest: message({ resourceLogs: [1, "ResourceLogs", "repeated"] }),
        ResourceLogs: message({
          resource: [1, "Resource"],
          scopeLogs: [2, "ScopeLogs", "repeated"],
          schemaUrl: [3, "string"],
        }),
        ScopeLogs: message({ scope: [1, "Scope"], logRecords: [2, "LogRecord", "repeated"], schemaUrl: [3, "string"] }),
        LogRecord: message({
          timeUnixNano: [1, "fixed64"],
          observedTimeUnixNano: [11, "fixed64"],
          severityNumber: [2, "int32"],
          severityText: [3, "string"],
          body: [5, "AnyValue"],
          attributes: [6, "KeyValue", "repeated"],
          droppedAttributesCount: [7, "uint32"],
          flags: [8, "fixed32"],
          traceId: [9, "bytes"],
          spanId: [10, "bytes"],
          eventName: [12, "string"],
        }),
        Partial: message({ rejected: [1, "int64"], errorMessage: [2, "string"] }),
        Response: message({ partialSuccess: [1, "Partial"] }),
        RpcStatus: message({ code: [1, "int32"], message: [2, "string"] }),
      },
    },
  },
});

const IDS = new Set(["traceId", "spanId", "parentSpanId"]);

/** OTLP/JSON to what protobufjs takes: hex ids become bytes. */
function withBytes(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withBytes);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      name,
      IDS.has(name) && typeof inner === "string" ? Buffer.from(inner, "hex") : withBytes(inner),
    ]),
  );
}

/** Encodes an OTLP/JSON request as protobuf with protobufjs and the whole-message schema. */
export function toProto(route: string, json: object): Buffer {
  const type = root.lookupType(route === "logs" ? "o.LogsRequest" : "o.TraceRequest");
  return Buffer.from(type.encode(type.fromObject(withBytes(json) as Record<string, unknown>)).finish());
}

/** Records in a protobuf request, as the whole-message schema sees them. */
export function recordsIn(route: string, body: Uint8Array): Record<string, unknown>[] {
  const type = root.lookupType(route === "logs" ? "o.LogsRequest" : "o.TraceRequest");
  const plain = type.toObject(type.decode(body), { longs: String, bytes: String, arrays: true, defaults: true });
  const [outer, middle, inner] =
    route === "logs" ? ["resourceLogs", "scopeLogs", "logRecords"] : ["resourceSpans", "scopeSpans", "spans"];
  return plain[outer].flatMap((group: Record<string, never[]>) =>
    group[middle]!.flatMap((scope: Record<string, never[]>) => scope[inner]),
  );
}

/** Decodes an answer in protobuf. */
export function fromAnswer(name: "Response" | "RpcStatus", body: Uint8Array): Record<string, unknown> {
  const type = root.lookupType(`o.${name}`);
  return type.toObject(type.decode(body), { longs: String });
}
