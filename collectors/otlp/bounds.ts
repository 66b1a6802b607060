import { type Attributes, type AttributeValue, isList } from "../kit/index.ts";
import type { LogRecord, OtlpRecord, SpanRecord } from "./record.ts";

/** Longest text that is shown and decided upon, in bytes of UTF-8. The journal keeps all of it. */
const MAX_TEXT_BYTES = 16 * 1024;
/** Most attributes of one record, and most entries of one map within. */
const MAX_ATTRIBUTES = 1_000;
/** Most items of one list. */
const MAX_ITEMS = 10_000;
/** Longest attribute name, in characters. */
const MAX_NAME = 1_024;

/** Name of the attribute that says what was cut: a list of names, and how many attributes were left out. */
const TRUNCATED = "truncated";

/** A text of at most `MAX_TEXT_BYTES`, cut between characters. */
export function cutText(text: string): string {
  if (text.length * 3 <= MAX_TEXT_BYTES) return text;
  const bytes = Buffer.from(text, "utf8");
  if (bytes.length <= MAX_TEXT_BYTES) return text;
  let end = MAX_TEXT_BYTES;
  while (end > 0 && ((bytes[end] ?? 0) & 0xc0) === 0x80) end -= 1;
  return bytes.toString("utf8", 0, end);
}

/** Attributes within the bounds, with the mark `truncated` where something was cut; the same map when nothing was. */
export function cutAttributes(attributes: Attributes, alsoCut: readonly string[] = []): Attributes {
  const cut: string[] = [...alsoCut];
  const kept = new Map<string, AttributeValue>();
  for (const [name, value] of attributes) {
    if (kept.size === MAX_ATTRIBUTES) {
      cut.push(`${attributes.size - MAX_ATTRIBUTES} more attributes`);
      break;
    }
    const shortName = name.length > MAX_NAME ? name.slice(0, MAX_NAME) : name;
    const shortValue = cutValue(value);
    if (shortName !== name || shortValue !== value) cut.push(shortName);
    kept.set(shortName, shortValue);
  }
  if (cut.length === 0) return attributes;
  return kept.set(TRUNCATED, cut);
}

/** A value within the bounds; the same when nothing was cut. */
function cutValue(value: AttributeValue): AttributeValue {
  if (typeof value === "string") return cutText(value);
  if (value === null || typeof value !== "object") return value;
  if (isList(value)) {
    const items = value.length > MAX_ITEMS ? value.slice(0, MAX_ITEMS) : value;
    const short = items.map(cutValue);
    return items === value && short.every((item, i) => item === value[i]) ? value : short;
  }
  return cutAttributes(value);
}

/** A record within the bounds, as it is looked at; hashes are taken from the whole one. */
export function cutRecord<R extends OtlpRecord>(record: R): R {
  return (record.kind === "span" ? cutSpan(record) : cutLog(record)) as R;
}

function cutSpan(span: SpanRecord): SpanRecord {
  const name = cutText(span.name);
  const message = cutText(span.status.message);
  const tooMany = [
    ...(name === span.name ? [] : ["name"]),
    ...(message === span.status.message ? [] : ["status.message"]),
    ...(span.events.length > MAX_ATTRIBUTES ? [`${span.events.length - MAX_ATTRIBUTES} more events`] : []),
    ...(span.links.length > MAX_ATTRIBUTES ? [`${span.links.length - MAX_ATTRIBUTES} more links`] : []),
  ];
  return {
    ...span,
    name,
    status: { ...span.status, message },
    attributes: cutAttributes(span.attributes, tooMany),
    events: span.events.slice(0, MAX_ATTRIBUTES).map((event) => ({
      ...event,
      name: cutText(event.name),
      attributes: cutAttributes(event.attributes),
    })),
    links: span.links.slice(0, MAX_ATTRIBUTES).map((link) => ({ ...link, attributes: cutAttributes(link.attributes) })),
  };
}

function cutLog(log: LogRecord): LogRecord {
  const body = cutValue(log.body);
  return {
    ...log,
    severityText: cutText(log.severityText),
    eventName: cutText(log.eventName),
    body,
    attributes: cutAttributes(log.attributes, body === log.body ? [] : ["log.body"]),
  };
}
