import { hash as hashOf } from "node:crypto";
import { type Attributes, type AttributeValue, isList } from "../kit/index.ts";
import type { Group, OtlpRecord } from "./record.ts";

/**
 * Identity (32 hex digits) and variant (16 hex digits) of a record, the same in either encoding, in any batch and
 * with attributes in any order. A span is its trace id and span id; a log record is all of it, with resource and scope.
 */
export function identify(record: OtlpRecord, group: Group): { readonly identity: string; readonly variant: string } {
  const content = hash(`${record.kind}${contentOf(record)}${mapText(group.resource)}${scopeText(group)}`);
  const identity = record.kind === "span" ? identityOfSpan(record.traceId, record.spanId) : content.slice(0, 32);
  return { identity, variant: content.slice(32, 48) };
}

/** The identity alone, which costs less for a span. */
export const identityOf = (record: OtlpRecord, group: Group): string =>
  record.kind === "span" ? identityOfSpan(record.traceId, record.spanId) : identify(record, group).identity;

/** The identity of a span, by its ids in lower-case hex. */
export const identityOfSpan = (traceId: string, spanId: string): string =>
  hash(`span id${traceId}${spanId}`).slice(0, 32);

const hash = (text: string): string => hashOf("sha256", text, "hex");

function contentOf(record: OtlpRecord): string {
  const ids = `${record.traceId ?? ""}.${record.spanId ?? ""}.${record.flags};`;
  if (record.kind === "log") {
    const { timeNanos, observedNanos, severity, severityText, eventName, body, attributes, dropped } = record;
    return `${ids}${timeNanos}.${observedNanos}.${severity}.${dropped};${text(severityText)}${text(eventName)}${valueText(body)}${mapText(attributes)}`;
  }
  const { parentSpanId, traceState, name, spanKind, startNanos, endNanos, status, dropped } = record;
  const events = record.events.map((event) => `e${event.timeNanos};${text(event.name)}${mapText(event.attributes)}`);
  const links = record.links.map((link) => `l${link.traceId}${link.spanId}${mapText(link.attributes)}`);
  return `${ids}${parentSpanId ?? ""}.${spanKind}.${startNanos}.${endNanos}.${status.code}.${dropped.join(".")};${text(traceState)}${text(name)}${text(status.message)}${mapText(record.attributes)}${events.join("")}${links.join("")}`;
}

const scopeText = ({ scope }: Group): string => `${text(scope.name)}${text(scope.version)}${mapText(scope.attributes)}`;

/** Texts carry their length, so that no two contents have one canonical form. */
const text = (value: string): string => `s${value.length}:${value}`;

function mapText(map: Attributes): string {
  const names = [...map.keys()].sort();
  return `{${names.map((name) => text(name) + valueText(map.get(name) ?? null)).join("")}}`;
}

function valueText(value: AttributeValue): string {
  if (value === null) return "_";
  if (typeof value === "string") return text(value);
  if (typeof value === "number") return `n${value};`;
  if (typeof value === "boolean") return value ? "t" : "f";
  return isList(value) ? `[${value.map(valueText).join("")}]` : mapText(value);
}
