import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { KeptRecord, KeyMention, Receipt } from "../../../collectors/kit/index.ts";
import { otlp } from "../../../collectors/otlp/index.ts";
import {
  decode,
  decoded,
  JSON_TYPE,
  jsonReceipt,
  PROTO,
  plain,
  protoReceipt,
  readAll,
  reading,
  receipt,
} from "./fixtures.ts";
import { recordsIn } from "./oracle.ts";

const RUNS = { numRuns: 1_000 };

const hex = (length: number) => fc.stringMatching(new RegExp(`^[0-9a-f]{${length}}$`));
const optional = (length: number) => fc.oneof(fc.constant(undefined), hex(length), fc.constant("0".repeat(length)));
const nanos = fc.bigInt(0n, 2n ** 64n - 1n).map(String);
const names = fc.oneof(
  fc.constantFrom(
    "order.id",
    "order_id",
    "shipment.id",
    "warehouse.code",
    "business.event",
    "sampling.ratio",
    "__proto__",
  ),
  fc.string({ unit: "grapheme", maxLength: 12 }),
);
const { value } = fc.letrec<{ value: object }>((again) => ({
  value: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.string({ unit: "grapheme", maxLength: 20 }).map((stringValue) => ({ stringValue })),
    fc.boolean().map((boolValue) => ({ boolValue })),
    fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n).map((int) => ({ intValue: String(int) })),
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((doubleValue) => ({ doubleValue })),
    fc.uint8Array({ maxLength: 8 }).map((bytes) => ({ bytesValue: Buffer.from(bytes).toString("base64") })),
    fc.constant({}),
    fc.array(again("value"), { maxLength: 3 }).map((values) => ({ arrayValue: { values } })),
    fc
      .array(fc.record({ key: names, value: again("value") }), { maxLength: 3 })
      .map((values) => ({ kvlistValue: { values } })),
  ),
}));
const attributes = fc.array(fc.record({ key: names, value }), { maxLength: 5 });

const spans = fc.record({
  traceId: fc.oneof(hex(32), fc.constantFrom("", "0".repeat(32), "ab", "1".repeat(32))),
  spanId: fc.oneof(hex(16), fc.constant("")),
  parentSpanId: optional(16),
  traceState: fc.constantFrom("", "ot=th:8", "a=b,ot=p:3", "ot=th:0"),
  name: fc.string({ unit: "grapheme", maxLength: 20 }),
  kind: fc.nat(9),
  startTimeUnixNano: nanos,
  endTimeUnixNano: nanos,
  attributes,
  flags: fc.nat(1000),
  droppedAttributesCount: fc.nat(3),
  status: fc.record({ code: fc.nat(3), message: fc.string({ maxLength: 8 }) }),
  events: fc.array(fc.record({ timeUnixNano: nanos, name: fc.constantFrom("exception", "x"), attributes }), {
    maxLength: 2,
  }),
  links: fc.array(fc.record({ traceId: hex(32), spanId: hex(16), attributes }), { maxLength: 2 }),
});
const logRecords = fc.record({
  timeUnixNano: nanos,
  observedTimeUnixNano: nanos,
  severityNumber: fc.nat(24),
  severityText: fc.string({ maxLength: 6 }),
  body: value,
  attributes,
  traceId: fc.oneof(optional(32), fc.constant("abcd")),
  spanId: optional(16),
  eventName: fc.string({ maxLength: 6 }),
});

const grouped = (outer: string, middle: string, inner: string, record: fc.Arbitrary<object>) =>
  fc
    .array(
      fc.record({
        resource: fc.record({ attributes }),
        [middle]: fc.array(
          fc.record({
            scope: fc.record({ name: fc.string({ maxLength: 4 }), version: fc.constant("1"), attributes }),
            [inner]: fc.array(record, { maxLength: 4 }),
          }),
          { maxLength: 2 },
        ),
      }),
      { maxLength: 3 },
    )
    .map((groups) => ({ [outer]: groups }));

const requests = fc.oneof(
  fc.tuple(fc.constant("traces"), grouped("resourceSpans", "scopeSpans", "spans", spans)),
  fc.tuple(fc.constant("logs"), grouped("resourceLogs", "scopeLogs", "logRecords", logRecords)),
);

describe("any request", () => {
  it("decodes to the same in JSON and protobuf, every record counted", () => {
    fc.assert(
      fc.property(requests, ([route, request]) => {
        const proto = protoReceipt(route, request);
        const json = jsonReceipt(route, request);
        expect(plain(decoded(json))).toEqual(plain(decoded(proto)));
        expect(plain(readAll(json))).toEqual(plain(readAll(proto)));
        const all = decoded(proto);
        const oracle = recordsIn(route, proto.body);
        expect(all.records + all.rejected.length).toBe(oracle.length);
        expect(readAll(proto)).toHaveLength(all.records);
        expect([...new Set(all.terms)]).toHaveLength(all.terms.length);
      }),
      RUNS,
    );
  });

  it("agrees with protobufjs on ids, times and names", () => {
    fc.assert(
      fc.property(requests, ([route, request]) => {
        const proto = protoReceipt(route, request);
        const bad = new Set(decoded(proto).rejected.map(({ index }) => index));
        const oracle = recordsIn(route, proto.body).filter((_record, index) => !bad.has(index));
        const kept = readAll(proto);
        for (const [i, record] of kept.entries()) {
          const id = Buffer.from(String(oracle[i]?.traceId), "base64").toString("hex");
          expect(record.traceId).toBe(/[1-9a-f]/.test(id) ? id : null);
          if (record.kind === "log") expect(record.eventName).toBe(oracle[i]?.eventName);
          else
            expect([record.name, String(record.startNanos), String(record.endNanos)]).toEqual([
              oracle[i]?.name,
              oracle[i]?.startTimeUnixNano,
              oracle[i]?.endTimeUnixNano,
            ]);
        }
      }),
      RUNS,
    );
  });

  it("is cut into parts that hold every record once, in order, within the limit", () => {
    const limits = fc.record({
      bytes: fc.integer({ min: 2_000, max: 6_000 }),
      records: fc.integer({ min: 1, max: 5 }),
    });
    fc.assert(
      fc.property(requests, limits, fc.boolean(), ([route, request], limit, asJson) => {
        const whole = asJson ? jsonReceipt(route, request) : protoReceipt(route, request);
        const parts = otlp.split(whole, limit).map((body) => receipt(route, whole.contentType, body));
        expect(parts.flatMap((part) => plain(readAll(part)))).toEqual(plain(readAll(whole)));
        const all = parts.map(decoded);
        expect(all.flatMap(({ facts }) => plain(facts))).toEqual(plain(decoded(whole).facts));
        expect(all.reduce((sum, { rejected }) => sum + rejected.length, 0)).toBe(decoded(whole).rejected.length);
        expect(new Set(all.flatMap(({ terms }) => [...terms]))).toEqual(new Set(decoded(whole).terms));
        for (const [i, part] of parts.entries()) {
          const count = (all[i]?.records ?? 0) + (all[i]?.rejected.length ?? 0);
          expect(count).toBeLessThanOrEqual(limit.records);
          if (count > 1) expect(part.body.length).toBeLessThanOrEqual(limit.bytes);
        }
      }),
      RUNS,
    );
  });
});

describe("any bytes", () => {
  const media = fc.constantFrom(JSON_TYPE, PROTO);
  const routes = fc.constantFrom("traces", "logs", "metrics");
  const holds = (of: Receipt) => {
    const result = decode(of);
    if (!result.ok) expect(result.fault).toMatchObject({ class: "permanent", code: expect.stringMatching(/^bad-/) });
    expect(() => readAll(of)).not.toThrow();
    expect(otlp.split(of, { bytes: 500, records: 2 }).length).toBeGreaterThan(0);
    expect(({} as Record<string, unknown>).x).toBeUndefined();
  };

  it("never throw: garbage", () => {
    fc.assert(
      fc.property(routes, media, fc.uint8Array({ maxLength: 200 }), (route, type, body) =>
        holds(receipt(route, type, body)),
      ),
      { numRuns: 3_000 },
    );
  });

  it("never throw: a request cut short, or with some bytes changed", () => {
    const damage = fc.array(fc.tuple(fc.double({ min: 0, max: 0.999, noNaN: true }), fc.nat(255)), { maxLength: 4 });
    fc.assert(
      fc.property(
        requests,
        fc.boolean(),
        fc.double({ min: 0, max: 1, noNaN: true }),
        damage,
        ([route, request], asJson, keep, bytes) => {
          const whole = asJson ? jsonReceipt(route, request) : protoReceipt(route, request);
          const body = Buffer.from(whole.body);
          for (const [at, byte] of bytes) if (body.length > 0) body[Math.floor(at * body.length)] = byte;
          holds(receipt(route, whole.contentType, body));
          holds(receipt(route, whole.contentType, body.subarray(0, Math.floor(keep * body.length))));
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it("never throw: any JSON", () => {
    fc.assert(
      fc.property(routes, fc.jsonValue({ maxDepth: 4 }), (route, json) =>
        holds(receipt(route, JSON_TYPE, Buffer.from(JSON.stringify({ resourceSpans: json, resourceLogs: [json] })))),
      ),
      RUNS,
    );
  });
});

describe("a record", () => {
  it("keeps its identity in another batch, and with its attributes in another order", () => {
    fc.assert(
      fc.property(logRecords, fc.array(logRecords, { maxLength: 3 }), attributes, (record, others, resource) => {
        const request = (list: object[]) => ({
          resourceLogs: [{ resource: { attributes: resource }, scopeLogs: [{ logRecords: list }] }],
        });
        const distinct = [...new Map(record.attributes.map((pair) => [pair.key, pair])).values()];
        const turned = { ...record, attributes: [...distinct].reverse() };
        const [alone] = readAll(jsonReceipt("logs", request([record])));
        const last = readAll(protoReceipt("logs", request([...others, turned]))).at(-1);
        if (alone === undefined) return;
        expect(last?.identity).toBe(alone.identity);
        expect(last?.variant).toBe(alone.variant);
      }),
      RUNS,
    );
  });

  it("is found by its trace, by a key that it names, and by either", () => {
    fc.assert(
      fc.property(requests, ([route, request]) => {
        const whole = protoReceipt(route, request);
        const all = readAll(whole);
        const is = (one: KeyMention, other: KeyMention) => keyOf(one) === keyOf(other);
        const keyOf = ({ kind, issuer, value }: KeyMention) => JSON.stringify([kind, issuer, value]);
        const find = (traces: readonly string[], keys: readonly KeyMention[]) => {
          const wanted = { traces: new Set(traces), keys };
          const fits = (record: KeptRecord) =>
            (record.traceId !== null && wanted.traces.has(record.traceId)) ||
            record.keys.some((named) => keys.some((key) => is(key, named)));
          for (const of of [whole, jsonReceipt(route, request)])
            expect(plain([...otlp.read(of, reading, wanted)])).toEqual(plain(all.filter(fits)));
        };
        for (const { traceId, keys } of all) {
          const own = traceId === null ? [] : [traceId];
          if (traceId !== null) find(own, []);
          for (const key of keys) find([], [key]);
          find(own, keys);
        }
      }),
      { numRuns: 300 },
    );
  });
});
