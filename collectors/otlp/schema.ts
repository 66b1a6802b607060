import protobuf from "protobufjs/light.js";

/** Of the field's types only what a descriptor says: number, type, `repeated`, and the oneof it is a member of. */
type FieldTable = Readonly<Record<string, readonly [id: number, type: string, rule?: "repeated"]>>;

const message = (table: FieldTable, oneof?: { readonly name: string; readonly members: readonly string[] }) => ({
  fields: Object.fromEntries(
    Object.entries(table).map(([name, [id, type, rule]]) => [
      name,
      rule === undefined ? { id, type } : { id, type, rule },
    ]),
  ),
  ...(oneof === undefined ? {} : { oneofs: { [oneof.name]: { oneof: [...oneof.members] } } }),
});

const partial = (rejected: string) => message({ [rejected]: [1, "int64"], errorMessage: [2, "string"] });

/**
 * The messages of opentelemetry-proto that are decoded one at a time, and the answers.
 * The envelope around records is walked by `wire.ts`: there a record is bytes, so that a bad one costs only itself.
 * Enums are declared as `int32`, which is the same on the wire and keeps unknown numbers.
 */
const descriptor = {
  nested: {
    otlp: {
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
          {
            name: "value",
            members: ["stringValue", "boolValue", "intValue", "doubleValue", "arrayValue", "kvlistValue", "bytesValue"],
          },
        ),
        ArrayValue: message({ values: [1, "AnyValue", "repeated"] }),
        KeyValueList: message({ values: [1, "KeyValue", "repeated"] }),
        KeyValue: message({ key: [1, "string"], value: [2, "AnyValue"] }),
        InstrumentationScope: message({
          name: [1, "string"],
          version: [2, "string"],
          attributes: [3, "KeyValue", "repeated"],
        }),
        Resource: message({ attributes: [1, "KeyValue", "repeated"] }),
        Span: message({
          traceId: [1, "bytes"],
          spanId: [2, "bytes"],
          traceState: [3, "string"],
          parentSpanId: [4, "bytes"],
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
          flags: [16, "fixed32"],
        }),
        Event: message({
          timeUnixNano: [1, "fixed64"],
          name: [2, "string"],
          attributes: [3, "KeyValue", "repeated"],
          droppedAttributesCount: [4, "uint32"],
        }),
        Link: message({
          traceId: [1, "bytes"],
          spanId: [2, "bytes"],
          traceState: [3, "string"],
          attributes: [4, "KeyValue", "repeated"],
          droppedAttributesCount: [5, "uint32"],
          flags: [6, "fixed32"],
        }),
        Status: message({ message: [2, "string"], code: [3, "int32"] }),
        LogRecord: message({
          timeUnixNano: [1, "fixed64"],
          severityNumber: [2, "int32"],
          severityText: [3, "string"],
          body: [5, "AnyValue"],
          attributes: [6, "KeyValue", "repeated"],
          droppedAttributesCount: [7, "uint32"],
          flags: [8, "fixed32"],
          traceId: [9, "bytes"],
          spanId: [10, "bytes"],
          observedTimeUnixNano: [11, "fixed64"],
          eventName: [12, "string"],
        }),
        ExportTracePartialSuccess: partial("rejectedSpans"),
        ExportLogsPartialSuccess: partial("rejectedLogRecords"),
        ExportMetricsPartialSuccess: partial("rejectedDataPoints"),
        ExportTraceServiceResponse: message({ partialSuccess: [1, "ExportTracePartialSuccess"] }),
        ExportLogsServiceResponse: message({ partialSuccess: [1, "ExportLogsPartialSuccess"] }),
        ExportMetricsServiceResponse: message({ partialSuccess: [1, "ExportMetricsPartialSuccess"] }),
        RpcStatus: message({ code: [1, "int32"], message: [2, "string"], details: [3, "Any", "repeated"] }),
        Any: message({ typeUrl: [1, "string"], value: [2, "bytes"] }),
        RetryInfo: message({ retryDelay: [1, "Duration"] }),
        Duration: message({ seconds: [1, "int64"], nanos: [2, "int32"] }),
      },
    },
  },
};

const root = protobuf.Root.fromJSON(descriptor);
root.resolveAll();

const type = (name: string) => root.lookupType(`otlp.${name}`);

/** A 64-bit integer as protobufjs gives it. */
export interface WireLong {
  readonly low: number;
  readonly high: number;
}

/** `AnyValue` as decoded; `value` names the member that was set last. */
export interface WireValue {
  readonly value?: string;
  readonly stringValue?: string;
  readonly boolValue?: boolean;
  readonly intValue?: WireLong;
  readonly doubleValue?: number;
  readonly arrayValue?: { readonly values?: readonly WireValue[] };
  readonly kvlistValue?: { readonly values?: readonly WireKeyValue[] };
  readonly bytesValue?: Uint8Array;
}

/** `KeyValue` as decoded. */
export interface WireKeyValue {
  readonly key?: string;
  readonly value?: WireValue | null;
}

/** `Span` as decoded; what was absent has the default of its type. */
interface WireSpan {
  readonly traceId: Uint8Array;
  readonly spanId: Uint8Array;
  readonly traceState: string;
  readonly parentSpanId: Uint8Array;
  readonly name: string;
  readonly kind: number;
  readonly startTimeUnixNano: WireLong;
  readonly endTimeUnixNano: WireLong;
  readonly attributes: readonly WireKeyValue[];
  readonly droppedAttributesCount: number;
  readonly events: readonly WireEvent[];
  readonly droppedEventsCount: number;
  readonly links: readonly WireLink[];
  readonly droppedLinksCount: number;
  readonly status: { readonly message: string; readonly code: number } | null;
  readonly flags: number;
}

/** `Span.Event` as decoded. */
interface WireEvent {
  readonly timeUnixNano: WireLong;
  readonly name: string;
  readonly attributes: readonly WireKeyValue[];
}

/** `Span.Link` as decoded. */
interface WireLink {
  readonly traceId: Uint8Array;
  readonly spanId: Uint8Array;
  readonly attributes: readonly WireKeyValue[];
}

/** `LogRecord` as decoded. */
interface WireLogRecord {
  readonly timeUnixNano: WireLong;
  readonly observedTimeUnixNano: WireLong;
  readonly severityNumber: number;
  readonly severityText: string;
  readonly body: WireValue | null;
  readonly attributes: readonly WireKeyValue[];
  readonly droppedAttributesCount: number;
  readonly flags: number;
  readonly traceId: Uint8Array;
  readonly spanId: Uint8Array;
  readonly eventName: string;
}

/** protobufjs types of what is decoded one at a time. */
export const types = {
  span: type("Span"),
  log: type("LogRecord"),
  resource: type("Resource"),
  scope: type("InstrumentationScope"),
} as const;

const decodeAs =
  <T>(of: protobuf.Type) =>
  (bytes: Uint8Array): T =>
    of.decode(bytes) as unknown as T;

/** Each throws on bytes that are no such message, on text that is not UTF-8 and beyond 100 levels of nesting. */
export const decodeSpan = decodeAs<WireSpan>(types.span);
export const decodeLogRecord = decodeAs<WireLogRecord>(types.log);
export const decodeResource = decodeAs<{ readonly attributes: readonly WireKeyValue[] }>(types.resource);
export const decodeScope = decodeAs<{
  readonly name: string;
  readonly version: string;
  readonly attributes: readonly WireKeyValue[];
}>(types.scope);

/**
 * Encodes one of the answers by the name of its message in the specification; `RpcStatus`, `RetryInfo` and `Any` are
 * those of `google.rpc` and `google.protobuf`.
 */
export function encodeAnswer(name: string, content: { readonly [field: string]: unknown }): Uint8Array {
  const of = type(name);
  return of.encode(of.fromObject(content)).finish();
}
