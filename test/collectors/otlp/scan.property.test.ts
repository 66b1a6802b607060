import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Reading, Receipt } from "../../../collectors/kit/index.ts";
import { otlp } from "../../../collectors/otlp/index.ts";
import { taken } from "../../../collectors/otlp/quick.ts";
import { PROTO, protoReceipt, reading, receipt } from "./fixtures.ts";

/** The same network, of which nothing can be told without a closer look: each record is decoded. */
const closely: Reading = {
  sourceOf: (resource) => reading.sourceOf(resource),
  keyOf: (source, name) => reading.keyOf(source, name),
  namesObject: (kind) => reading.namesObject(kind),
  isFact: (record) => reading.isFact(record),
};
/** Broken on purpose: says of what makes a fact that it makes none. */
const hiding: Reading = { ...reading, factSigns: () => ({ attributes: new Set(), named: null }) };

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
const requests = fc
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
  .map((resourceSpans) => protoReceipt("traces", { resourceSpans }));

const same = (of: Receipt, by: Reading = reading): boolean =>
  isDeepStrictEqual(inOrder(otlp.decode(of, by)), inOrder(otlp.decode(of, closely)));

/** With maps as lists: what stands first in them counts. */
const inOrder = (value: unknown): unknown => {
  if (value instanceof Map) return [...value].map(inOrder);
  if (Array.isArray(value)) return value.map(inOrder);
  if (typeof value !== "object" || value === null || ArrayBuffer.isView(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, inOrder(one)]));
};

describe("a span that is taken by its offsets", () => {
  it("comes to what it comes to when it is decoded, whatever stands beside it", () => {
    const before = { ...taken };
    fc.assert(
      fc.property(requests, (of) => {
        expect(inOrder(otlp.decode(of, reading))).toEqual(inOrder(otlp.decode(of, closely)));
      }),
      { numRuns: 2_000 },
    );
    // Both ways were gone, and often.
    expect(taken.scanned - before.scanned).toBeGreaterThan(1_000);
    expect(taken.decoded - before.decoded).toBeGreaterThan(500);
  });

  it("is refused and read as before when its bytes are spoilt", () => {
    const spoilt = fc
      .tuple(requests, fc.array(fc.tuple(fc.nat(), fc.nat(255), fc.nat(3)), { minLength: 1, maxLength: 3 }))
      .map(([of, changes]) => {
        let body = Buffer.from(of.body);
        for (const [where, byte, how] of changes) {
          const at = body.length === 0 ? 0 : where % body.length;
          if (how === 0) body = body.subarray(0, at);
          else if (how === 1) body = Buffer.concat([body.subarray(0, at), Buffer.from([byte]), body.subarray(at)]);
          else if (body.length > 0) body.writeUInt8(how === 2 ? byte : body.readUInt8(at) ^ (1 << (byte & 7)), at);
        }
        return receipt("traces", PROTO, body);
      });
    fc.assert(
      fc.property(spoilt, (of) => same(of)),
      { numRuns: 8_000 },
    );
  });

  it("is missed where its facts are hidden: the comparison sees it", () => {
    expect(
      fc.check(
        fc.property(requests, (of) => same(of, hiding)),
        { numRuns: 2_000 },
      ).failed,
    ).toBe(true);
  });

  it("is every span of an ordinary request: none is decoded", () => {
    const spans = Array.from({ length: 500 }, (_, i) => ({
      traceId: (i >> 3).toString(16).padStart(32, "a"),
      spanId: i.toString(16).padStart(16, "b"),
      name: `step ${i % 7}`,
      kind: 2,
      startTimeUnixNano: "1780000000000000001",
      endTimeUnixNano: "1780000000250000002",
      attributes: [
        { key: "http.method", value: { stringValue: "POST" } },
        { key: "http.status_code", value: { intValue: "200" } },
        ...(i % 2 === 0 ? [{ key: "order.id", value: { stringValue: `SO-${i >> 3}` } }] : []),
      ],
      status: { code: 1 },
    }));
    const attributes = [{ key: "service.name", value: { stringValue: "wms-atl" } }];
    const of = protoReceipt("traces", {
      resourceSpans: [{ resource: { attributes }, scopeSpans: [{ scope: { name: "test" }, spans }] }],
    });
    const before = { ...taken };
    const decoded = otlp.decode(of, reading);
    expect(decoded.ok && decoded.value.records).toBe(500);
    expect(taken).toEqual({ decoded: before.decoded, scanned: before.scanned + 500 });
    expect(same(of)).toBe(true);
  });
});
