import type { Attributes, AttributeValue, Result, Signal } from "../kit/index.ts";
import { ok, permanent } from "../kit/index.ts";
import type { BadRecord, Envelope, Group, LogRecord, OtlpRecord, Scope, SpanRecord } from "./record.ts";
import {
  checkedSpan,
  MAX_HEAD_BYTES,
  MAX_RECORD_BYTES,
  MAX_RECORDS,
  optionalId,
  orBad,
  Refusal,
  refuse,
} from "./record.ts";
import { protoForm, scanSpan } from "./scan.ts";
import { scanLog } from "./scanLog.ts";
import type { WireKeyValue, WireLong, WireValue } from "./schema.ts";
import { decodeLogRecord, decodeResource, decodeScope, decodeSpan, types } from "./schema.ts";
import { checkDepth, doubleValue, integerValue, NONE } from "./value.ts";
import { asBuffer, itemsWithin, payloads, walk } from "./wire.ts";

/** A group that also knows its bytes, for cutting a body into parts. */
export interface ProtoGroup extends Group {
  /** All fields of the resource group but the scope groups, and all fields of the scope group but the records. */
  readonly resourceHead: Uint8Array;
  readonly scopeHead: Uint8Array;
  /** The record at this index as it came. */
  bytesAt(index: number): Uint8Array;
}

const RECORDS = 2;
/** A record or head above this size has its items counted before objects are built from them. */
const SUSPECT_BYTES = 256 * 1024;

/** Opens a protobuf body. Walks all of the envelope, decodes resources and scopes, leaves records as bytes. */
export function openProto(body: Uint8Array, signal: Signal): Result<Envelope<ProtoGroup>> {
  const bytes = asBuffer(body);
  const groups: ProtoGroup[] = [];
  let items = 0;
  const count = () => {
    items += 1;
    if (items > MAX_RECORDS) refuse(`more than ${MAX_RECORDS} records in one request: send smaller batches`);
  };
  try {
    walk(bytes, 0, bytes.length, 1, (field, _tagAt, start, end) => {
      if (field !== 1) return;
      count();
      const inResource = payloads(bytes, start, end, RECORDS, count);
      const resource = attributesOf(inHead(inResource.first, decodeResource).attributes, 1);
      for (let i = 0; i < inResource.rest.length; i += 2) {
        const inScope = payloads(bytes, inResource.rest[i] ?? 0, inResource.rest[i + 1] ?? 0, RECORDS, count);
        const head = inHead(inScope.first, decodeScope);
        const scope = { name: head.name, version: head.version, attributes: attributesOf(head.attributes, 1) };
        if (inResource.head.length + inScope.head.length > MAX_HEAD_BYTES)
          refuse("a resource and its scope exceed 1 MiB");
        if (inScope.rest.length > 0)
          groups.push(groupOf(bytes, signal, resource, scope, inResource.head, inScope.head, inScope.rest));
      }
    });
  } catch (thrown) {
    return permanent(
      "bad-protobuf",
      thrown instanceof Refusal ? thrown.message : "the body is no OTLP request in protobuf",
    );
  }
  return ok({ groups });
}

function inHead<T>(bytes: Uint8Array, decode: (bytes: Uint8Array) => T): T {
  if (bytes.length > MAX_HEAD_BYTES) refuse("a resource and its scope exceed 1 MiB");
  return decode(bytes);
}

function groupOf(
  bytes: Buffer,
  signal: Signal,
  resource: Attributes,
  scope: Scope,
  resourceHead: Uint8Array,
  scopeHead: Uint8Array,
  ranges: readonly number[],
): ProtoGroup {
  const decode = signal === "trace" ? spanOf : logOf;
  const scan = signal === "trace" ? scanSpan : scanLog;
  const bytesAt = (index: number) => bytes.subarray(ranges[index * 2], ranges[index * 2 + 1]);
  return {
    resource,
    scope,
    resourceHead,
    scopeHead,
    count: ranges.length / 2,
    raw: {
      bytes,
      form: protoForm,
      scan: (index) => scan(bytes, ranges[index * 2] ?? 0, ranges[index * 2 + 1] ?? 0),
    },
    bytesAt,
    at: (index) => recordOf(bytesAt(index), decode, signal),
    mayHold: (index, { needles }) => needles === null || needles.some((needle) => bytesAt(index).includes(needle)),
  };
}

function recordOf(bytes: Buffer, decode: (bytes: Buffer) => OtlpRecord, signal: Signal): OtlpRecord | BadRecord {
  if (bytes.length > MAX_RECORD_BYTES) return { kind: "bad", reason: "a record is larger than 4 MiB" };
  return orBad(() => {
    if (bytes.length > SUSPECT_BYTES) readable(() => itemsWithin(signal === "trace" ? types.span : types.log, bytes));
    return decode(bytes);
  });
}

/** What protobufjs throws on bad bytes is a refusal of the record. */
function readable<T>(decode: () => T): T {
  try {
    return decode();
  } catch (thrown) {
    if (thrown instanceof Refusal) throw thrown;
    return refuse("a record is not readable: bad bytes, text that is not UTF-8, or too deep nesting");
  }
}

function spanOf(bytes: Buffer): SpanRecord {
  const span = readable(() => decodeSpan(bytes));
  return checkedSpan({
    kind: "span",
    traceId: idOf(span.traceId, 16, "trace id"),
    spanId: idOf(span.spanId, 8, "span id"),
    parentSpanId: optionalId(idOf(span.parentSpanId, 8, "parent span id")),
    traceState: span.traceState,
    flags: span.flags,
    name: span.name,
    spanKind: span.kind,
    startNanos: unsigned(span.startTimeUnixNano),
    endNanos: unsigned(span.endTimeUnixNano),
    attributes: attributesOf(span.attributes, 1),
    events: span.events.map((event) => ({
      timeNanos: unsigned(event.timeUnixNano),
      name: event.name,
      attributes: attributesOf(event.attributes, 1),
    })),
    links: span.links
      .filter((link) => link.traceId.length === 16 && link.spanId.length === 8)
      .map((link) => ({
        traceId: hex(link.traceId),
        spanId: hex(link.spanId),
        attributes: attributesOf(link.attributes, 1),
      })),
    status: { code: span.status?.code ?? 0, message: span.status?.message ?? "" },
    dropped: [span.droppedAttributesCount, span.droppedEventsCount, span.droppedLinksCount],
  });
}

function logOf(bytes: Buffer): LogRecord {
  const log = readable(() => decodeLogRecord(bytes));
  return {
    kind: "log",
    traceId: optionalId(idOf(log.traceId, 16, "trace id")),
    spanId: optionalId(idOf(log.spanId, 8, "span id")),
    flags: log.flags,
    timeNanos: unsigned(log.timeUnixNano),
    observedNanos: unsigned(log.observedTimeUnixNano),
    severity: log.severityNumber,
    severityText: log.severityText,
    body: log.body === null ? null : anyValue(log.body, 1),
    eventName: log.eventName,
    attributes: attributesOf(log.attributes, 1),
    dropped: log.droppedAttributesCount,
  };
}

function attributesOf(list: readonly WireKeyValue[] | undefined, depth: number): Attributes {
  if (list === undefined || list.length === 0) return NONE;
  const attributes = new Map<string, AttributeValue>();
  for (const { key, value } of list) attributes.set(key ?? "", value ? anyValue(value, depth) : null);
  return attributes;
}

function anyValue(any: WireValue, depth: number): AttributeValue {
  checkDepth(depth);
  switch (any.value) {
    case "stringValue":
      return any.stringValue ?? "";
    case "boolValue":
      return any.boolValue ?? false;
    case "intValue":
      return any.intValue === undefined ? 0 : integerValue(BigInt.asIntN(64, unsigned(any.intValue)));
    case "doubleValue":
      return doubleValue(any.doubleValue ?? 0);
    case "arrayValue":
      return (any.arrayValue?.values ?? []).map((item) => anyValue(item, depth + 1));
    case "kvlistValue":
      return attributesOf(any.kvlistValue?.values, depth + 1);
    case "bytesValue":
      return Buffer.from(any.bytesValue ?? []).toString("base64");
    default:
      return null;
  }
}

function idOf(bytes: Uint8Array, length: number, what: string): string {
  if (bytes.length === 0) return "";
  if (bytes.length !== length) refuse(`a ${what} is not of ${length} bytes`);
  return hex(bytes);
}

const hex = (bytes: Uint8Array): string => asBuffer(bytes).toString("hex");

const unsigned = (long: WireLong): bigint => (BigInt(long.high >>> 0) << 32n) | BigInt(long.low >>> 0);
