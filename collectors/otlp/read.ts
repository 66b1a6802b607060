import type { Attributes, KeptRecord, Reading, Receipt } from "../kit/index.ts";
import { cutAttributes, cutRecord } from "./bounds.ts";
import { openEnvelope } from "./envelope.ts";
import { identify } from "./identity.ts";
import { joinMentions, keyNames, mentionsIn } from "./keys.ts";
import { spanOfTime } from "./observe.ts";
import type { Group, OtlpRecord } from "./record.ts";

const SPAN_KINDS = ["unspecified", "internal", "server", "client", "producer", "consumer"];
const STATUS_CODES = ["unset", "ok", "error"] as const;

/** Every record of a receipt in full, or those of one trace; nothing from a receipt that cannot be read. */
export function* read(receipt: Receipt, reading: Reading, traceId: string | null): Iterable<KeptRecord> {
  if (receipt.route === "metrics") return;
  const envelope = openEnvelope(receipt);
  if (!envelope.ok) return;
  for (const group of envelope.value.groups) {
    const resource = cutAttributes(group.resource);
    const source = reading.sourceOf(resource);
    const keyOf = keyNames(reading, source);
    const ofResource = mentionsIn(resource, keyOf);
    for (let i = 0; i < group.count; i += 1) {
      if (traceId !== null && !group.mayHold(i, traceId)) continue;
      const record = group.at(i);
      if (record.kind === "bad" || (traceId !== null && record.traceId !== traceId)) continue;
      const keys = joinMentions(mentionsIn(cutAttributes(record.attributes), keyOf), ofResource);
      yield { ...kept(record, group, receipt, resource), source, keys };
    }
  }
}

type Unsourced<R> = R extends KeptRecord ? Omit<R, "source" | "keys"> : never;

function kept(whole: OtlpRecord, group: Group, receipt: Receipt, resource: Attributes): Unsourced<KeptRecord> {
  const { identity, variant } = identify(whole, group);
  const record = cutRecord(whole);
  if (record.kind === "span") {
    const { traceId, spanId, parentSpanId, name, startNanos, endNanos, attributes, events, links } = record;
    return {
      kind: "span",
      identity,
      variant,
      traceId,
      spanId,
      parentSpanId,
      name,
      spanKind: SPAN_KINDS[record.spanKind] ?? "unspecified",
      startNanos,
      endNanos,
      status: { code: STATUS_CODES[record.status.code] ?? "unset", message: record.status.message },
      attributes,
      resource,
      events,
      links,
    };
  }
  const { traceId, spanId, severity, severityText, body, eventName, attributes } = record;
  return {
    kind: "log",
    identity,
    variant,
    traceId,
    spanId,
    timeNanos: spanOfTime(record, receipt.receivedAt)[0],
    severity,
    severityText,
    body,
    eventName,
    attributes,
    resource,
  };
}
