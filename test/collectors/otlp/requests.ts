import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import type { Reading, Receipt } from "../../../collectors/kit/index.ts";
import { otlp } from "../../../collectors/otlp/index.ts";
import { reading, receipt } from "./fixtures.ts";

/** A network of which nothing can be told without a closer look: each record is decoded. */
export const lookingClosely = ({ factSigns: _signs, ...rest }: Reading): Reading => rest;
export const closely = lookingClosely(reading);
/** Broken on purpose: says of what makes a fact that it makes none. */
export const hiding: Reading = { ...reading, factSigns: () => ({ attributes: new Set(), named: null }) };

const text = (key: string, values: readonly string[]) =>
  fc.constantFrom(...values).map((stringValue) => ({ key, value: { stringValue } }));
const plainAttribute = fc.oneof(
  { weight: 3, arbitrary: text("order.id", ["SO-1", "SO-2", " SO-3 ", "", "Ümlaut"]) },
  { weight: 2, arbitrary: text("shipment.id", ["SH-1", "SH-2"]) },
  text("order_id", ["SO-1", "SO-9"]),
  text("warehouse.code", ["ATL", "RNO"]),
  fc.nat(9).map((n) => ({ key: "sales.order.id", value: { intValue: String(n - 4) } })),
  fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n).map((n) => ({ key: "big", value: { intValue: String(n) } })),
  fc.double().map((doubleValue) => ({ key: "share", value: { doubleValue } })),
  fc.boolean().map((boolValue) => ({ key: "again", value: { boolValue } })),
  text("http.route", ["/orders/{id}", "größer", "x".repeat(200)]),
);
const oddAttribute = fc.oneof(
  text("business.event", ["order.created"]),
  text("sampling.ratio", ["0.5", "1"]),
  fc.constant({ key: "order.id", value: { arrayValue: { values: [{ stringValue: "SO-7" }] } } }),
  fc.constant({ key: "nothing", value: {} }),
  fc.constant({ key: "", value: { stringValue: "no name" } }),
  fc.constant({ key: "long", value: { stringValue: "y".repeat(20_000) } }),
  fc.constant({ key: "n".repeat(1_500), value: { boolValue: true } }),
);
const attributes = fc
  .array(fc.oneof({ weight: 24, arbitrary: plainAttribute }, { weight: 1, arbitrary: oddAttribute }), { maxLength: 7 })
  // Most emitters name nothing twice.
  .chain((list) =>
    fc.boolean().map((twice) => (twice ? list : [...new Map(list.map((one) => [one.key, one])).values()])),
  );

const traceIds = ["5b8efff798038103d269b633813fc60c", "5b8efff798038103d269b633813fc60d", "0a".repeat(16)];
const nanos = fc.constantFrom(
  "0",
  "1780000000000000001",
  "1780000000250000002",
  "1780000000249999999",
  "18446744073709551615",
);
const span = fc.record({
  traceId: fc.oneof({ weight: 40, arbitrary: fc.constantFrom(...traceIds) }, fc.constantFrom("", "0".repeat(32))),
  spanId: fc.oneof({ weight: 40, arbitrary: fc.stringMatching(/^[1-9a-f]{16}$/) }, fc.constant("0".repeat(16))),
  parentSpanId: fc.constantFrom("", "0".repeat(16), "eee19b7ec3c1b174"),
  traceState: fc.constantFrom("", "", "a=b", "ot=th:8"),
  name: fc.constantFrom("pick", "label", "mapped", "prüfen", ""),
  kind: fc.nat(5),
  startTimeUnixNano: nanos,
  endTimeUnixNano: nanos,
  attributes,
  flags: fc.constantFrom(0, 1, 257),
  droppedAttributesCount: fc.nat(200),
  status: fc.constantFrom({}, {}, { code: 1 }, { message: "fine" }, { code: 2, message: "refused" }),
  events: fc.oneof(
    { weight: 4, arbitrary: fc.constant([]) },
    fc.array(fc.record({ timeUnixNano: nanos, name: fc.constantFrom("retry", ""), attributes }), { maxLength: 2 }),
  ),
  links: fc.oneof(
    { weight: 9, arbitrary: fc.constant([]) },
    fc.constant([{ traceId: traceIds[0], spanId: "eee19b7ec3c1b174", attributes: [] }]),
  ),
});
const ordinary = span.map(({ events: _events, links: _links, ...rest }) => rest);
const resource = fc.record({
  attributes: fc.array(
    fc.oneof(
      { weight: 4, arbitrary: text("service.name", ["wms-atl", "netsuite-bridge", "shop"]) },
      { weight: 2, arbitrary: text("service.version", ["1.0", "1.1"]) },
      text("deployment.environment.name", ["prod", "test"]),
      text("order.id", ["SO-R"]),
      text("warehouse.code", ["RNO"]),
      text("business.event", ["order.created"]),
    ),
    { maxLength: 4 },
  ),
});
/** Requests of spans, ordinary ones most often. */
export const spanRequests = fc
  .array(
    fc.record({
      resource,
      scopeSpans: fc.array(
        fc.record({
          scope: fc.constant({ name: "scan", version: "1" }),
          spans: fc.array(fc.oneof({ weight: 3, arbitrary: ordinary }, span), { maxLength: 8 }),
        }),
        { maxLength: 2 },
      ),
    }),
    { maxLength: 4 },
  )
  .map((resourceSpans) => ({ resourceSpans }));

const body = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .constantFrom("picked", "mapped", " Mapped\nsecond line", "größer", "", "z".repeat(300))
      .map((stringValue) => ({ stringValue })),
  },
  fc.constantFrom<object>(
    { intValue: "7" },
    { boolValue: true },
    { doubleValue: 0.5 },
    {},
    { arrayValue: { values: [{ stringValue: "a" }] } },
  ),
);
const log = fc.record(
  {
    traceId: fc.constantFrom("", ...traceIds, "0".repeat(32)),
    spanId: fc.constantFrom("", "eee19b7ec3c1b174", "0".repeat(16)),
    timeUnixNano: nanos,
    observedTimeUnixNano: nanos,
    severityNumber: fc.constantFrom(0, 1, 9, 16, 17, 24),
    severityText: fc.constantFrom("", "INFO", "prüfen"),
    body,
    eventName: fc.constantFrom("", "", "order.picked", "mapped"),
    attributes: fc.oneof(
      { weight: 9, arbitrary: attributes },
      fc.constant([{ key: "event.name", value: { stringValue: "mapped" } }]),
    ),
    flags: fc.constantFrom(0, 1, 257),
    droppedAttributesCount: fc.nat(200),
  },
  { requiredKeys: ["traceId"] },
);
/** Requests of log records. */
export const logRequests = fc
  .array(
    fc.record({
      resource,
      scopeLogs: fc.array(
        fc.record({ scope: fc.constant({ name: "scan" }), logRecords: fc.array(log, { maxLength: 8 }) }),
        { maxLength: 2 },
      ),
    }),
    { maxLength: 4 },
  )
  .map((resourceLogs) => ({ resourceLogs }));

/** Receipts with one to three bytes changed, put in or cut off behind. */
export const spoilt = (of: fc.Arbitrary<Receipt>): fc.Arbitrary<Receipt> =>
  fc
    .tuple(of, fc.array(fc.tuple(fc.nat(), fc.nat(255), fc.nat(3)), { minLength: 1, maxLength: 3 }))
    .map(([whole, changes]) => {
      let body = Buffer.from(whole.body);
      for (const [where, byte, how] of changes) {
        const at = body.length === 0 ? 0 : where % body.length;
        if (how === 0) body = body.subarray(0, at);
        else if (how === 1) body = Buffer.concat([body.subarray(0, at), Buffer.from([byte]), body.subarray(at)]);
        else if (body.length > 0) body.writeUInt8(how === 2 ? byte : body.readUInt8(at) ^ (1 << (byte & 7)), at);
      }
      return receipt(whole.route, whole.contentType, body);
    });

/** What a receipt comes to, in the order in which it is told. */
export const told = (of: Receipt, by: Reading): unknown => inOrder(otlp.decode(of, by));

/** Whether it comes to the same as when each record is decoded. */
export const same = (of: Receipt, by: Reading = reading): boolean => isDeepStrictEqual(told(of, by), told(of, closely));

/** With maps as lists: what stands first in them counts. */
const inOrder = (value: unknown): unknown => {
  if (value instanceof Map) return [...value].map(inOrder);
  if (Array.isArray(value)) return value.map(inOrder);
  if (typeof value !== "object" || value === null || ArrayBuffer.isView(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, inOrder(one)]));
};
