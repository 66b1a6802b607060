import type { Attributes, AttributeValue, Result, Signal } from "../kit/index.ts";
import { ok, permanent } from "../kit/index.ts";
import {
  booleanOf,
  bytesOf,
  doubleOf,
  enumOf,
  idOf,
  integerOf,
  listOf,
  objectOf,
  textIn,
  uint32Of,
} from "./jsonField.ts";
import { parseJson } from "./jsonText.ts";
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
import { checkDepth, doubleValue, integerValue, NONE } from "./value.ts";

/** A group that also knows its JSON, for cutting a body into parts. */
export interface JsonGroup extends Group {
  readonly resourceGroup: JsonObject;
  readonly scopeGroup: JsonObject;
  /** The body was not UTF-8: only what `at` gives as good is so. */
  readonly damaged: boolean;
  /** The record at this index as it was parsed. */
  jsonAt(index: number): unknown;
}

/** An object as `JSON.parse` made it. Its keys are read by known name only and never copied to another object. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** Names of the envelope's lists, outermost first. */
export const LISTS = {
  trace: ["resourceSpans", "scopeSpans", "spans"],
  log: ["resourceLogs", "scopeLogs", "logRecords"],
} as const;

/** Opens an OTLP/JSON body: hex ids, integer enums, 64-bit numbers as text or number, unknown names ignored. */
export function openJson(body: Uint8Array, signal: Signal): Result<Envelope<JsonGroup>> {
  const parsed = parseJson(body);
  if (!parsed.ok) return parsed;
  const { value: document, damaged } = parsed.value;
  const [outer, middle, inner] = LISTS[signal];
  const decoder = recordOf(signal, damaged, body.length);
  const groups: JsonGroup[] = [];
  let items = 0;
  const count = (more: number) => {
    items += more;
    if (items > MAX_RECORDS) refuse(`more than ${MAX_RECORDS} records in one request: send smaller batches`);
  };
  try {
    const request = objectOf(document, "the body");
    refuseSnakeCase(request, outer);
    for (const item of listOf(request[outer], outer)) {
      count(1);
      const resourceGroup = objectOf(item, outer);
      const resource = attributesIn(objectOf(resourceGroup.resource, "resource").attributes, 1, damaged);
      for (const scopeItem of listOf(resourceGroup[middle], middle)) {
        count(1);
        const scopeGroup = objectOf(scopeItem, middle);
        const scope = scopeOf(scopeGroup.scope, damaged);
        const records = listOf(scopeGroup[inner], inner);
        count(records.length);
        if (records.length > 0)
          groups.push(groupOf(resourceGroup, scopeGroup, records, resource, scope, decoder, damaged));
      }
    }
    for (const group of groups) checkHead(group);
  } catch (thrown) {
    if (thrown instanceof Refusal) return permanent("bad-json", thrown.message);
    throw thrown;
  }
  return ok({ groups });
}

/** Decodes records of a body that has so many bytes; a refusal is thrown. */
export function recordOf(signal: Signal, damaged: boolean, bytes: number): (record: unknown) => OtlpRecord {
  const decode = signal === "trace" ? spanOf : logOf;
  return (record) => {
    if (record === null) refuse("a record is null");
    const decoded = decode(objectOf(record, "a record"), damaged);
    return bytes > MAX_RECORD_BYTES ? checkSize(decoded) : decoded;
  };
}

/** An emitter that writes the names of the proto files loses everything in silence if nobody tells it. */
function refuseSnakeCase(request: JsonObject, outer: string): void {
  const snake = outer.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  if (Object.hasOwn(request, snake) && !Object.hasOwn(request, outer))
    refuse(`the name is ${outer}, not ${snake}: OTLP/JSON has lowerCamelCase names`);
}

/** Refuses a record whose texts are too large together. */
function checkSize(record: OtlpRecord): OtlpRecord {
  const parts: readonly { readonly attributes: Attributes }[] =
    record.kind === "span" ? [record, ...record.events, ...record.links] : [record];
  let size = record.kind === "span" ? record.name.length + record.status.message.length : sizeOf(record.body);
  for (const { attributes } of parts) size += sizeOf(attributes);
  return size > MAX_RECORD_BYTES ? refuse("a record is larger than 4 MiB") : record;
}

/** Characters in a value, and a little for each item. */
function sizeOf(value: AttributeValue): number {
  if (typeof value === "string") return value.length;
  if (value === null || typeof value !== "object") return 0;
  let size = 0;
  for (const [key, inner] of value.entries()) size += 1 + (typeof key === "string" ? key.length : 0) + sizeOf(inner);
  return size;
}

function checkHead(group: JsonGroup): void {
  let size = textIn(group.resourceGroup.schemaUrl, "schemaUrl", false).length;
  size += textIn(group.scopeGroup.schemaUrl, "schemaUrl", false).length;
  size += group.scope.name.length + group.scope.version.length;
  size += sizeOf(group.resource) + sizeOf(group.scope.attributes);
  if (size > MAX_HEAD_BYTES) refuse("a resource and its scope exceed 1 MiB");
}

function groupOf(
  resourceGroup: JsonObject,
  scopeGroup: JsonObject,
  records: readonly unknown[],
  resource: Attributes,
  scope: Scope,
  decode: (record: unknown) => OtlpRecord,
  damaged: boolean,
): JsonGroup {
  return {
    damaged,
    resourceGroup,
    scopeGroup,
    resource,
    scope,
    count: records.length,
    raw: null,
    jsonAt: (index) => records[index],
    at: (index): OtlpRecord | BadRecord => orBad(() => decode(records[index])),
    mayHold: (index, { traces, keyed }) => {
      if (keyed) return true;
      const record = records[index];
      const id = typeof record === "object" && record !== null ? (record as JsonObject).traceId : undefined;
      return typeof id === "string" && traces.has(id.toLowerCase());
    },
  };
}

/** The scope of records as it was parsed. */
export function scopeOf(value: unknown, damaged: boolean): Scope {
  const scope = objectOf(value, "scope");
  return {
    name: textIn(scope.name, "scope.name", damaged),
    version: textIn(scope.version, "scope.version", damaged),
    attributes: attributesIn(scope.attributes, 1, damaged),
  };
}

function spanOf(span: JsonObject, damaged: boolean): SpanRecord {
  const status = objectOf(span.status, "status");
  return checkedSpan({
    kind: "span",
    traceId: idOf(span.traceId, 32, "trace id"),
    spanId: idOf(span.spanId, 16, "span id"),
    parentSpanId: optionalId(idOf(span.parentSpanId, 16, "parent span id")),
    traceState: textIn(span.traceState, "traceState", damaged),
    flags: uint32Of(span.flags, "flags"),
    name: textIn(span.name, "name", damaged),
    spanKind: enumOf(span.kind, "kind"),
    startNanos: integerOf(span.startTimeUnixNano, "startTimeUnixNano", "fixed64"),
    endNanos: integerOf(span.endTimeUnixNano, "endTimeUnixNano", "fixed64"),
    attributes: attributesIn(span.attributes, 1, damaged),
    events: listOf(span.events, "events").map((item) => {
      const event = objectOf(item, "events");
      return {
        timeNanos: integerOf(event.timeUnixNano, "timeUnixNano", "fixed64"),
        name: textIn(event.name, "event name", damaged),
        attributes: attributesIn(event.attributes, 1, damaged),
      };
    }),
    links: listOf(span.links, "links").flatMap((item) => {
      const link = objectOf(item, "links");
      const attributes = attributesIn(link.attributes, 1, damaged);
      const ids = linkIds(link);
      return ids === null ? [] : [{ ...ids, attributes }];
    }),
    status: { code: enumOf(status.code, "status.code"), message: textIn(status.message, "status.message", damaged) },
    dropped: [
      uint32Of(span.droppedAttributesCount, "droppedAttributesCount"),
      uint32Of(span.droppedEventsCount, "droppedEventsCount"),
      uint32Of(span.droppedLinksCount, "droppedLinksCount"),
    ],
  });
}

/** A link that names no span is left out; it does not cost the span. */
function linkIds(link: JsonObject): { traceId: string; spanId: string } | null {
  const { traceId, spanId } = link;
  if (typeof traceId !== "string" || typeof spanId !== "string") return null;
  if (!/^[0-9a-f]{32}$/i.test(traceId) || !/^[0-9a-f]{16}$/i.test(spanId)) return null;
  return { traceId: traceId.toLowerCase(), spanId: spanId.toLowerCase() };
}

function logOf(log: JsonObject, damaged: boolean): LogRecord {
  return {
    kind: "log",
    traceId: optionalId(idOf(log.traceId, 32, "trace id")),
    spanId: optionalId(idOf(log.spanId, 16, "span id")),
    flags: uint32Of(log.flags, "flags"),
    timeNanos: integerOf(log.timeUnixNano, "timeUnixNano", "fixed64"),
    observedNanos: integerOf(log.observedTimeUnixNano, "observedTimeUnixNano", "fixed64"),
    severity: enumOf(log.severityNumber, "severityNumber"),
    severityText: textIn(log.severityText, "severityText", damaged),
    body: valueIn(log.body, 1, damaged),
    eventName: textIn(log.eventName, "eventName", damaged),
    attributes: attributesIn(log.attributes, 1, damaged),
    dropped: uint32Of(log.droppedAttributesCount, "droppedAttributesCount"),
  };
}

/** Attributes as they were parsed. */
export function attributesIn(value: unknown, depth: number, damaged: boolean): Attributes {
  const list = listOf(value, "attributes");
  if (list.length === 0) return NONE;
  const attributes = new Map<string, AttributeValue>();
  for (const item of list) {
    const pair = objectOf(item, "an attribute");
    attributes.set(textIn(pair.key, "an attribute's key", damaged), valueIn(pair.value, depth, damaged));
  }
  return attributes;
}

/** A value as it was parsed. */
export function valueIn(value: unknown, depth: number, damaged: boolean): AttributeValue {
  if (value === undefined || value === null) return null;
  checkDepth(depth);
  const any = objectOf(value, "a value");
  if (isSet(any.stringValue)) return textIn(any.stringValue, "stringValue", damaged);
  if (isSet(any.boolValue)) return booleanOf(any.boolValue, "boolValue");
  if (isSet(any.intValue)) return integerValue(integerOf(any.intValue, "intValue", "int64"));
  if (isSet(any.doubleValue)) return doubleValue(doubleOf(any.doubleValue, "doubleValue"));
  if (isSet(any.arrayValue)) {
    const items = listOf(objectOf(any.arrayValue, "arrayValue").values, "arrayValue.values");
    return items.map((item) => itemIn(item, depth + 1, damaged));
  }
  if (isSet(any.kvlistValue)) return attributesIn(objectOf(any.kvlistValue, "kvlistValue").values, depth + 1, damaged);
  if (isSet(any.bytesValue)) return bytesOf(any.bytesValue, "bytesValue");
  return null;
}

/** An item of a list is a level even when nothing is in it, as it is in protobuf. */
function itemIn(item: unknown, depth: number, damaged: boolean): AttributeValue {
  checkDepth(depth);
  return valueIn(item, depth, damaged);
}

const isSet = (value: unknown): boolean => value !== undefined && value !== null;
