import type { Attributes, KeptRecord, KeyMention, Reading, Receipt, Wanted } from "../kit/index.ts";
import { cutAttributes, cutRecord } from "./bounds.ts";
import { openEnvelope } from "./envelope.ts";
import { identify } from "./identity.ts";
import { joinMentions, keyNames, mentionsIn } from "./keys.ts";
import { spanOfTime } from "./observe.ts";
import type { Group, OtlpRecord, Sought } from "./record.ts";

const SPAN_KINDS = ["unspecified", "internal", "server", "client", "producer", "consumer"];
const STATUS_CODES = ["unset", "ok", "error"] as const;

/** Needles for which a record is looked through, at most: with more, decoding it is as quick. */
const MAX_NEEDLES = 8;
/** What a number may read as when it is a key: in protobuf it does not lie in the bytes as this text. */
const NUMBER = /^-?(?:\d[\d.e+-]*|Infinity|NaN)$/;

/** Records of a receipt that are wanted, in full, every one where it is null; nothing from a receipt that cannot be read. */
export function* read(receipt: Receipt, reading: Reading, wanted: Wanted | null): Iterable<KeptRecord> {
  if (receipt.route === "metrics") return;
  const envelope = openEnvelope(receipt);
  if (!envelope.ok) return;
  const sought = wanted === null ? null : soughtFor(wanted);
  for (const group of envelope.value.groups) {
    const resource = cutAttributes(group.resource);
    const source = reading.sourceOf(resource);
    const keyOf = keyNames(reading, source);
    const ofResource = mentionsIn(resource, keyOf);
    // What a resource names may be named by each of its records.
    const any = sought === null || (wanted !== null && names(wanted, ofResource));
    for (let i = 0; i < group.count; i += 1) {
      if (!any && !group.mayHold(i, sought)) continue;
      const record = group.at(i);
      if (record.kind === "bad") continue;
      const keys = joinMentions(mentionsIn(cutAttributes(record.attributes), keyOf), ofResource);
      const ofTrace = record.traceId !== null && wanted?.traces.has(record.traceId) === true;
      if (wanted === null || ofTrace || names(wanted, keys))
        yield { ...kept(record, group, receipt, resource), source, keys };
    }
  }
}

const names = ({ keys }: Wanted, mentions: readonly KeyMention[]): boolean =>
  keys.length > 0 &&
  mentions.some((named) =>
    keys.some(({ kind, issuer, value }) => kind === named.kind && value === named.value && issuer === named.issuer),
  );

function soughtFor({ traces, keys }: Wanted): Sought {
  const blind = traces.size + keys.length > MAX_NEEDLES || keys.some(({ value }) => NUMBER.test(value));
  const needles = [...[...traces].map((id) => Buffer.from(id, "hex")), ...keys.flatMap(({ value }) => bytesOf(value))];
  return { traces, keyed: keys.length > 0, needles: blind ? null : needles };
}

/** What bytes a key's text may lie in a record as: its own, and those that it is the base64 of. */
function bytesOf(text: string): readonly Buffer[] {
  const encoded = Buffer.from(text, "base64");
  return [Buffer.from(text, "utf8"), ...(encoded.toString("base64") === text ? [encoded] : [])];
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
