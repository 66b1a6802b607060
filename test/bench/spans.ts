/** Spans in one request, spans in a trace. */
export const shape = { spans: 500, ofTrace: 10 } as const;
const traces = shape.spans / shape.ofTrace;

/** One request, encoded once and made new for each sending by writing a number into its ids. */
export interface Request {
  readonly body: Buffer;
  readonly spans: number;
  /** Where the first eight hex digits, or the first four bytes, of each trace id stand. */
  readonly traceAt: Int32Array;
  /** Where the eight hex digits of each order's number stand. */
  readonly orderAt: Int32Array;
  readonly coding: "protobuf" | "json";
}

/** Numbers in [0, 1) from a seed (mulberry32). */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** What is told of a span, before it is encoded. */
interface Told {
  readonly traceId: Buffer;
  readonly spanId: Buffer;
  readonly parentSpanId: Buffer | null;
  readonly name: string;
  readonly kind: number;
  readonly startNanos: bigint;
  readonly endNanos: bigint;
  readonly attributes: readonly (readonly [string, string | number])[];
}

interface Group {
  readonly service: string;
  readonly spans: readonly Told[];
}

const services = ["web-shop", "netsuite-bridge", "wms-atl", "wms-ewr", "label-svc", "tms-adapter"] as const;
const works = [
  ["POST", "/api/v2/orders/%/lines", "order-api.internal"],
  ["GET", "/record/v1/salesOrder/%", "erp.northgate.example"],
  ["POST", "/rf/pick/confirm/%", "wms.northgate.example"],
  ["PUT", "/shipments/%/labels", "labels.internal"],
  ["GET", "/stock/available/%", "stock-api.internal"],
  ["POST", "/carrier/status/%", "tms.northgate.example"],
] as const;

/** An order's number within a request; the eight zeros are what a sending replaces. */
export const orderOf = (serial: number, trace: number): string =>
  `SO-${hex8(serial)}-${String(trace).padStart(2, "0")}`;
const hex8 = (serial: number): string => (serial >>> 0).toString(16).padStart(8, "0");

/** What stands on one span in so many as business fact; none where the rate of spans is what is measured. */
export interface Facts {
  readonly every: number;
}

function told(random: () => number, at: number, facts: Facts | null): readonly Group[] {
  const groups = services.map((service) => ({ service, spans: [] as Told[] }));
  const bytes = (count: number): Buffer =>
    Buffer.from(Array.from({ length: count }, () => 1 + Math.floor(random() * 255)));
  for (let trace = 0; trace < traces; trace++) {
    const traceId = bytes(16);
    const number = Math.floor(random() * 9_000_000) + 1_000_000;
    let parent: Buffer | null = null;
    let start = BigInt(at) * 1_000_000n + BigInt(Math.floor(random() * 2e9));
    for (let index = 0; index < shape.ofTrace; index++) {
      const [method, path, host] = works[Math.floor(random() * works.length)] ?? works[0];
      const spanId = bytes(8);
      const lasts = BigInt(Math.floor(200_000 + random() * 80_000_000));
      const keyed = index < shape.ofTrace * 0.6;
      const fact = facts !== null && index === 0 && trace % facts.every === 0;
      groups[Math.floor(random() * groups.length)]?.spans.push({
        traceId,
        spanId,
        parentSpanId: parent,
        name: `${method} ${path.replace("/%", "")}`,
        kind: 2 + (index % 2),
        startNanos: start,
        endNanos: start + lasts,
        attributes: [
          ...(keyed
            ? ([["order.id", orderOf(0, trace)]] as const)
            : ([["session.id", `c${number}f${trace}`]] as const)),
          ...(fact ? ([["business.event", "order.released"]] as const) : []),
          ["http.request.method", method],
          ["url.full", `https://${host}:8443${path.replace("%", String(number))}`],
          ["http.response.status_code", random() < 0.98 ? 200 : 404],
          ["server.address", host],
          ["network.peer.address", `10.4.${Math.floor(random() * 4)}.${16 + Math.floor(random() * 12)}`],
          [
            "user_agent.original",
            "northgate-integration/2026.11 (linux x64; node 20.20) undici/6.21 tallyman-bench/0.1.0",
          ],
          ["thread.id", Math.floor(random() * 64)],
        ],
      });
      parent = spanId;
      start += lasts / 8n;
    }
  }
  return groups.filter(({ spans }) => spans.length > 0);
}

const resourceOf = (service: string): readonly (readonly [string, string])[] => [
  ["service.name", service],
  ["service.version", "2026.11.3"],
  ["host.name", `${service}-5d9c7b6f4-x2x9z`],
];

/** Different requests from a seed, no two spans of them equal. `at`: Unix milliseconds near which they happened. */
export function requestsOf(options: {
  readonly count: number;
  readonly seed: number;
  readonly at: number;
  readonly coding: Request["coding"];
  readonly facts?: Facts;
}): readonly Request[] {
  const random = randomOf(options.seed);
  return Array.from({ length: options.count }, () => {
    const groups = told(random, options.at, options.facts ?? null);
    const body = options.coding === "json" ? jsonOf(groups) : protobufOf(groups);
    return located(body, groups, options.coding);
  });
}

/** Finds the ids by their own bytes: every trace id is random and unlike anything else in the body. */
function located(body: Buffer, groups: readonly Group[], coding: Request["coding"]): Request {
  const traceAt: number[] = [];
  const ids = new Set(groups.flatMap(({ spans }) => spans.map(({ traceId }) => traceId)));
  for (const id of ids)
    for (const at of all(body, coding === "json" ? Buffer.from(id.toString("hex")) : id)) traceAt.push(at);
  const orderAt = all(body, Buffer.from("SO-00000000-")).map((at) => at + 3);
  return { body, spans: shape.spans, traceAt: Int32Array.from(traceAt), orderAt: Int32Array.from(orderAt), coding };
}

function all(body: Buffer, wanted: Buffer): number[] {
  const found: number[] = [];
  for (let at = body.indexOf(wanted); at >= 0; at = body.indexOf(wanted, at + wanted.length)) found.push(at);
  return found;
}

/** Makes a request new: its traces, and so its spans, and its orders are those of this number. In place. */
export function stamp({ body, traceAt, orderAt, coding }: Request, serial: number): void {
  const view = new DataView(body.buffer, body.byteOffset, body.length);
  const digits = Buffer.from(hex8(serial), "latin1");
  const [front, back] = [digits.readUInt32BE(0), digits.readUInt32BE(4)];
  const eight = (at: number): void => {
    view.setUint32(at, front);
    view.setUint32(at + 4, back);
  };
  if (coding === "json") for (const at of traceAt) eight(at);
  else for (const at of traceAt) view.setUint32(at, serial);
  for (const at of orderAt) eight(at);
}

/** The trace ids of a request as they are now, in lower-case hex, each once. */
export function traceIdsOf({ body, traceAt, coding }: Request): readonly string[] {
  const read = (at: number): string =>
    coding === "json" ? body.toString("latin1", at, at + 32) : body.toString("hex", at, at + 16);
  return [...new Set(Array.from(traceAt, read))];
}

function jsonOf(groups: readonly Group[]): Buffer {
  const value = (told: string | number) =>
    typeof told === "number" ? { intValue: String(told) } : { stringValue: told };
  const attributes = (of: readonly (readonly [string, string | number])[]) =>
    of.map(([key, known]) => ({ key, value: value(known) }));
  const resourceSpans = groups.map(({ service, spans }) => ({
    resource: { attributes: attributes(resourceOf(service)) },
    scopeSpans: [
      {
        scope: { name: "@opentelemetry/instrumentation-http", version: "0.223.0" },
        spans: spans.map((span) => ({
          traceId: span.traceId.toString("hex"),
          spanId: span.spanId.toString("hex"),
          ...(span.parentSpanId === null ? {} : { parentSpanId: span.parentSpanId.toString("hex") }),
          name: span.name,
          kind: span.kind,
          startTimeUnixNano: String(span.startNanos),
          endTimeUnixNano: String(span.endNanos),
          attributes: attributes(span.attributes),
          status: {},
          flags: 257,
        })),
      },
    ],
  }));
  return Buffer.from(JSON.stringify({ resourceSpans }));
}

const varint = (value: number): Buffer => {
  const out: number[] = [];
  let rest = value;
  while (rest > 127) {
    out.push((rest & 127) | 128);
    rest = Math.floor(rest / 128);
  }
  out.push(rest);
  return Buffer.from(out);
};
const delimited = (field: number, content: Buffer | string): Buffer => {
  const bytes = typeof content === "string" ? Buffer.from(content) : content;
  return Buffer.concat([varint((field << 3) | 2), varint(bytes.length), bytes]);
};
const number = (field: number, value: number): Buffer => Buffer.concat([varint(field << 3), varint(value)]);
const fixed64 = (field: number, value: bigint): Buffer => {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(value);
  return Buffer.concat([varint((field << 3) | 1), bytes]);
};
const fixed32 = (field: number, value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return Buffer.concat([varint((field << 3) | 5), bytes]);
};
const attribute = (field: number, [key, value]: readonly [string, string | number]): Buffer =>
  delimited(
    field,
    Buffer.concat([
      delimited(1, key),
      delimited(2, typeof value === "number" ? number(3, value) : delimited(1, value)),
    ]),
  );

function protobufOf(groups: readonly Group[]): Buffer {
  return Buffer.concat(
    groups.map(({ service, spans }) =>
      delimited(
        1,
        Buffer.concat([
          delimited(1, Buffer.concat(resourceOf(service).map((one) => attribute(1, one)))),
          delimited(
            2,
            Buffer.concat([
              delimited(
                1,
                Buffer.concat([delimited(1, "@opentelemetry/instrumentation-http"), delimited(2, "0.223.0")]),
              ),
              ...spans.map((span) => delimited(2, spanOf(span))),
            ]),
          ),
        ]),
      ),
    ),
  );
}

function spanOf(span: Told): Buffer {
  return Buffer.concat([
    delimited(1, span.traceId),
    delimited(2, span.spanId),
    ...(span.parentSpanId === null ? [] : [delimited(4, span.parentSpanId)]),
    delimited(5, span.name),
    number(6, span.kind),
    fixed64(7, span.startNanos),
    fixed64(8, span.endNanos),
    ...span.attributes.map((one) => attribute(9, one)),
    delimited(15, Buffer.alloc(0)),
    fixed32(16, 0x101),
  ]);
}
