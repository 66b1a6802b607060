import type { Attributes, AttributeValue, KeyMention, Observation, RecordView, Source } from "../kit/index.ts";
import { cutRecord, cutText } from "./bounds.ts";
import { failureOf, hasFailed, saysFailed } from "./failure.ts";
import { identify } from "./identity.ts";
import type { Group, OtlpRecord } from "./record.ts";
import { textOf } from "./value.ts";

const MAX_TITLE = 200;
const MILLION = 1_000_000n;

/** Name of the attribute under which a log record's text is found. */
export const LOG_BODY = "log.body";
/** Name of the attribute that names a log record which has no event name. */
export const EVENT_NAME = "event.name";

/** Span name; for a log record its event name, else the first line of its body. */
export function nameOf(record: OtlpRecord): string {
  if (record.kind === "span") return cutText(record.name);
  const event = record.eventName || textOf(record.attributes.get(EVENT_NAME));
  if (event) return cutText(event);
  return typeof record.body === "string" ? titleOf(record.body) : "";
}

/** The first line of a log record's body, at most 200 characters. */
export const titleOf = (body: string): string =>
  body
    .trimStart()
    .split(/[\r\n]/, 1)
    .join("")
    .slice(0, MAX_TITLE)
    .trimEnd();

/** Start and end in Unix nanoseconds; a log record is an instant: its time, else when it was observed, else received. */
export function spanOfTime(record: OtlpRecord, receivedAt: number): readonly [bigint, bigint] {
  if (record.kind === "span") return [record.startNanos, record.endNanos];
  const at = record.timeNanos || record.observedNanos || BigInt(Math.trunc(receivedAt)) * MILLION;
  return [at, at];
}

/** Unix milliseconds of Unix nanoseconds. */
export const millisOf = (nanos: bigint): number => Number(nanos / MILLION);

/** What the reading looks at to tell whether a record is a fact. */
export function viewOf(record: OtlpRecord, attributes: Attributes, source: Source, resource: Attributes): RecordView {
  return {
    signal: record.kind === "span" ? "trace" : "log",
    source,
    name: nameOf(record),
    failed: hasFailed(record),
    attribute: (name): AttributeValue | undefined => {
      const own = attributes.get(name) ?? resource.get(name);
      if (own !== undefined || name !== LOG_BODY || record.kind !== "log") return own;
      return typeof record.body === "string" ? record.body : undefined;
    },
  };
}

/** The record as the core takes it: within the bounds, with its identity. */
export function observe(
  record: OtlpRecord,
  group: Group,
  source: Source,
  resource: Attributes,
  keys: readonly KeyMention[],
  receivedAt: number,
): Observation {
  const cut = cutRecord(record);
  const failed = hasFailed(record);
  const [startNanos, endNanos] = spanOfTime(record, receivedAt);
  return {
    ...identify(record, group),
    signal: record.kind === "span" ? "trace" : "log",
    source,
    name: nameOf(record),
    traceId: record.traceId,
    spanId: record.spanId,
    parentSpanId: record.kind === "span" ? record.parentSpanId : null,
    startNanos,
    endNanos,
    failed,
    error: failed || saysFailed(record) ? failureOf(cut) : null,
    attributes: withBody(cut),
    resource,
    keys,
  };
}

function withBody(record: OtlpRecord): Attributes {
  if (record.kind === "span" || typeof record.body !== "string" || record.attributes.has(LOG_BODY))
    return record.attributes;
  return new Map(record.attributes).set(LOG_BODY, record.body);
}
