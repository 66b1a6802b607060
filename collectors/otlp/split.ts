import type { PartLimit, Receipt, Signal } from "../kit/index.ts";
import { JSON_TYPE, signalOf } from "./envelope.ts";
import type { JsonGroup, JsonObject } from "./json.ts";
import { LISTS, openJson } from "./json.ts";
import { writeJson, writeKnown } from "./jsonText.ts";
import type { ProtoGroup } from "./proto.ts";
import { openProto } from "./proto.ts";
import { MAX_RECORD_BYTES } from "./record.ts";

/**
 * Cuts a body at record boundaries. Each part is a body of the same encoding within the limit, with resource and scope
 * repeated; together they hold every record once and in order. A record that decoding refuses for its size is replaced
 * by an empty bad one, so that counts stay. Only a good record that exceeds the limit by itself makes a larger part.
 */
export function split(receipt: Receipt, limit: PartLimit): readonly Uint8Array[] {
  if (receipt.route === "metrics") return [receipt.body];
  const signal = signalOf(receipt.route);
  if (receipt.contentType === JSON_TYPE) {
    const envelope = openJson(receipt.body, signal);
    if (!envelope.ok) return [receipt.body];
    return cut(envelope.value.groups.map(jsonPieces(signal)), limit, jsonBody(signal));
  }
  const envelope = openProto(receipt.body, signal);
  return envelope.ok ? cut(envelope.value.groups.map(protoPieces(signal)), limit, PROTO_BODY) : [receipt.body];
}

/** Pieces of bytes that follow one another. */
type Bytes = readonly Uint8Array[];

/** A scope group as bytes in one encoding, and the resource group around it. */
interface Pieces {
  /** The same for all scope groups of one resource group. */
  readonly resource: object;
  readonly count: number;
  /** Bytes that a resource group and a scope group cost beside their records, at most. */
  readonly resourceOverhead: number;
  readonly scopeOverhead: number;
  /** One record with its tag; separators count as overhead of a byte. */
  record(index: number): Uint8Array;
  wrapScope(records: Bytes): Bytes;
  wrapResource(scopes: readonly Bytes[]): Bytes;
}

/** What stands around the resource groups of a body. */
interface Body {
  readonly overhead: number;
  wrap(resources: readonly Bytes[]): Uint8Array;
}

interface OpenScope {
  readonly pieces: Pieces;
  readonly records: Uint8Array[];
}

function cut(groups: readonly Pieces[], limit: PartLimit, body: Body): readonly Uint8Array[] {
  const parts: Uint8Array[] = [];
  let open: OpenScope[] = [];
  let bytes = body.overhead;
  let records = 0;
  const close = () => {
    if (open.length > 0) parts.push(body.wrap(resourcesOf(open)));
    open = [];
    bytes = body.overhead;
    records = 0;
  };
  for (const pieces of groups) {
    for (let i = 0; i < pieces.count; i += 1) {
      const record = pieces.record(i);
      const cost = () => overheadOf(open.at(-1)?.pieces, pieces) + record.length + 1;
      if (records > 0 && (records >= limit.records || bytes + cost() > limit.bytes)) close();
      bytes += cost();
      records += 1;
      const last = open.at(-1);
      if (last?.pieces === pieces) last.records.push(record);
      else open.push({ pieces, records: [record] });
    }
  }
  close();
  return parts.length === 0 ? [body.wrap([])] : parts;
}

function overheadOf(last: Pieces | undefined, next: Pieces): number {
  if (last === next) return 0;
  return next.scopeOverhead + (last?.resource === next.resource ? 0 : next.resourceOverhead);
}

function resourcesOf(open: readonly OpenScope[]): Bytes[] {
  const resources: { readonly pieces: Pieces; readonly scopes: Bytes[] }[] = [];
  for (const { pieces, records } of open) {
    const scope = pieces.wrapScope(records);
    const last = resources.at(-1);
    if (last?.pieces.resource === pieces.resource) last.scopes.push(scope);
    else resources.push({ pieces, scopes: [scope] });
  }
  return resources.map(({ pieces, scopes }) => pieces.wrapResource(scopes));
}

/** Longest tag and length of a field of the envelope. */
const FIELD_BYTES = 6;

const PROTO_BODY: Body = { overhead: 0, wrap: (resources) => Buffer.concat(resources.flat()) };

/** A record with a trace id of one byte. */
const BAD_PROTO = { trace: Buffer.of(0x0a, 1, 0), log: Buffer.of(0x4a, 1, 0) };

const protoPieces =
  (signal: Signal) =>
  (group: ProtoGroup): Pieces => ({
    resource: group.resourceHead,
    count: group.count,
    resourceOverhead: group.resourceHead.length + FIELD_BYTES,
    scopeOverhead: group.scopeHead.length + FIELD_BYTES,
    record: (index) => {
      const bytes = group.bytesAt(index);
      return Buffer.concat(field(2, [bytes.length > MAX_RECORD_BYTES ? BAD_PROTO[signal] : bytes]));
    },
    wrapScope: (records) => field(2, [group.scopeHead, ...records]),
    wrapResource: (scopes) => field(1, [group.resourceHead, ...scopes.flat()]),
  });

function field(number: number, content: Bytes): Bytes {
  let rest = content.reduce((sum, piece) => sum + piece.length, 0);
  const head = [(number << 3) | 2];
  while (rest >= 0x80) {
    head.push((rest & 0x7f) | 0x80);
    rest >>>= 7;
  }
  head.push(rest);
  return [Buffer.from(head), ...content];
}

const COMMA = Buffer.from(",");
const BAD_JSON = Buffer.from('{"traceId":"00"}');

const listed = (items: readonly Bytes[]): Bytes => items.flatMap((item, i) => (i === 0 ? item : [COMMA, ...item]));

const jsonBody = (signal: Signal): Body => {
  const open = Buffer.from(`{"${LISTS[signal][0]}":[`);
  const close = Buffer.from("]}");
  return {
    overhead: open.length + close.length,
    wrap: (resources) => Buffer.concat([open, ...listed(resources), close]),
  };
};

const jsonPieces = (signal: Signal) => {
  const [, middle, inner] = LISTS[signal];
  const close = Buffer.from("]}");
  let last: { readonly of: JsonObject; readonly head: Buffer } | null = null;
  return (group: JsonGroup): Pieces => {
    if (last?.of !== group.resourceGroup)
      last = { of: group.resourceGroup, head: jsonHead(group.resourceGroup, "resource", middle) };
    const resource = last.head;
    const scope = jsonHead(group.scopeGroup, "scope", inner);
    return {
      resource: group.resourceGroup,
      count: group.count,
      resourceOverhead: resource.length + close.length + COMMA.length,
      scopeOverhead: scope.length + close.length + COMMA.length,
      record: (index) => {
        const record = group.jsonAt(index) ?? null;
        const text = writeJson(record);
        const suspect = group.damaged || text === null || text.length > MAX_RECORD_BYTES;
        if (!suspect) return Buffer.from(text);
        if (group.at(index).kind === "bad") return BAD_JSON;
        return Buffer.from(writeKnown(record) ?? "null");
      },
      wrapScope: (records) => [scope, ...listed(records.map((record) => [record])), close],
      wrapResource: (scopes) => [resource, ...listed(scopes), close],
    };
  };
};

/** Known names only: the head is repeated in each part. */
function jsonHead(of: JsonObject, name: "resource" | "scope", list: string): Buffer {
  const schemaUrl = typeof of.schemaUrl === "string" ? of.schemaUrl : "";
  return Buffer.from(
    `{"${name}":${writeKnown(of[name] ?? {}) ?? "{}"},"schemaUrl":${JSON.stringify(schemaUrl)},"${list}":[`,
  );
}
