import { describe, expect, it } from "vitest";
import { otlp } from "../../../collectors/otlp/index.ts";
import {
  decode,
  decoded,
  JSON_TYPE,
  jsonReceipt,
  logs,
  nested,
  PROTO,
  protoReceipt,
  readAll,
  receipt,
  span,
  text,
  traces,
} from "./fixtures.ts";
import { toProto } from "./oracle.ts";

const field = (number: number, content: Uint8Array): Buffer => {
  const head = [(number << 3) | 2];
  let rest = content.length;
  for (; rest >= 0x80; rest >>>= 7) head.push((rest & 0x7f) | 0x80);
  return Buffer.concat([Buffer.from([...head, rest]), content]);
};
const request = (...records: Uint8Array[]) =>
  field(1, field(2, Buffer.concat(records.map((record) => field(2, record)))));
const spanBytes = (fields: object = {}) => {
  const body = toProto("traces", { resourceSpans: [{ scopeSpans: [{ spans: [span(fields)] }] }] });
  let at = 0;
  for (let i = 0; i < 3; i += 1) {
    at += 1;
    while ((body[at] ?? 0) >= 0x80) at += 1;
    at += 1;
  }
  return body.subarray(at);
};
const faultOf = (contentType: string, body: Uint8Array, route = "traces") => {
  const result = decode(receipt(route, contentType, body));
  return result.ok ? null : result.fault;
};
const jsonFault = (body: string) => faultOf(JSON_TYPE, Buffer.from(body));
const anyValueProto = (levels: number): Buffer => {
  let value = field(1, Buffer.from("deep"));
  for (let i = 1; i < levels; i += 1) value = field(5, field(1, value));
  return value;
};
const withValue = (value: Uint8Array) =>
  Buffer.concat([spanBytes(), field(9, Buffer.concat([field(1, Buffer.from("a")), field(2, value)]))]);

describe("an envelope in protobuf", () => {
  it.each([
    ["cut short", toProto("traces", traces([span()])).subarray(0, -3)],
    ["bad varint", Buffer.from([0x0a, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff])],
    ["wrong wire type", Buffer.from([0x08, 0x01])],
    ["wrong wire type of spans", field(1, field(2, Buffer.from([0x10, 1])))],
    ["unknown wire type", Buffer.from([0x0f, 0x01])],
    ["field number 0", Buffer.from([0x02, 0x00])],
    ["text", Buffer.from("hello, this is no protobuf")],
    ["a group that does not end", Buffer.from([0xa3, 0x06])],
    ["JSON", Buffer.from(JSON.stringify(traces([span()])))],
    ["a resource that is not UTF-8", field(1, field(1, field(1, field(1, Buffer.from([0xff])))))],
    ["a resource nested too deep", toProto("traces", traces([span()], [{ key: "a", value: nested(25) }]))],
    ["a resource of 2 MiB", toProto("traces", traces([span()], [text("a", "x".repeat(2 << 20))]))],
  ])("%s is refused whole", (_name, body) => {
    expect(faultOf(PROTO, body)).toMatchObject({ class: "permanent", code: "bad-protobuf" });
  });

  it("with nothing in it is an empty request", () => {
    expect(decoded(receipt("traces", PROTO, Buffer.alloc(0)))).toMatchObject({ records: 0, rejected: [] });
    expect(decoded(receipt("logs", PROTO, Buffer.from([0x0a, 0x00])))).toMatchObject({ records: 0, rejected: [] });
  });

  it("may have fields and groups that are not known", () => {
    const unknown = Buffer.from([0xa3, 0x06, 0x08, 0x01, 0xa4, 0x06, 0xa0, 0x06, 0x05]);
    expect(decoded(receipt("traces", PROTO, Buffer.concat([request(spanBytes()), unknown])))).toMatchObject({
      records: 1,
    });
  });

  it("with ten million empty items is refused before anything is built", () => {
    const groups = Buffer.alloc(20_000_000).fill(Buffer.from([0x0a, 0x00]));
    expect(faultOf(PROTO, groups)?.message).toContain("more than 1000000");
    const spans = field(1, field(2, Buffer.alloc(20_000_000).fill(Buffer.from([0x12, 0x00]))));
    expect(faultOf(PROTO, spans)?.message).toContain("more than 1000000");
    const attributes = Buffer.concat([spanBytes(), Buffer.alloc(3_000_000).fill(Buffer.from([0x4a, 0x00]))]);
    expect(decoded(receipt("traces", PROTO, request(attributes, spanBytes())))).toMatchObject({
      records: 1,
      rejected: [{ index: 0 }],
    });
  });
});

describe("an envelope in JSON", () => {
  it.each([
    ["broken", '{"resourceSpans":[{]}'],
    ["cut short", JSON.stringify(traces([span()])).slice(0, -4)],
    ["a list", "[]"],
    ["a text", '"hello"'],
    ["lists that are none", '{"resourceSpans":{}}'],
    ["snake_case", '{"resource_spans":[]}'],
    ["a resource nested too deep", JSON.stringify(traces([span()], [{ key: "a", value: nested(25) }]))],
    ["a resource of 2 MiB", JSON.stringify(traces([span()], [text("a", "x".repeat(2 << 20))]))],
  ])("%s is refused whole", (_name, body) => {
    expect(jsonFault(body)).toMatchObject({ class: "permanent", code: "bad-json" });
  });

  it("with too many objects is refused before they are built", () => {
    expect(jsonFault(`{"resourceSpans":[${"{},".repeat(7_000_000)}{}]}`)).toMatchObject({ code: "bad-json" });
  });

  it("may have names that are not known, however deep", () => {
    const deep = `${"[".repeat(200_000)}${"]".repeat(200_000)}`;
    const body = JSON.stringify(traces([span({ other: "DEEP" })]))
      .replace('"DEEP"', deep)
      .replace("{", `{"x":${deep},`);
    const whole = receipt("traces", JSON_TYPE, Buffer.from(body));
    expect(decoded(whole)).toMatchObject({ records: 1, rejected: [] });
    const [part] = otlp.split(whole, { bytes: 1_000, records: 10 });
    expect(readAll(receipt("traces", JSON_TYPE, part ?? Buffer.alloc(0)))).toEqual(readAll(whole));
  });

  it("takes a byte order mark, hex in any case, integers as texts or numbers, and null for nothing", () => {
    const body = `\uFEFF{"resourceSpans":[{"resource":null,"scopeSpans":[{"scope":null,"spans":[{
      "traceId":"5B8EFFF798038103D269B633813FC60C","spanId":"EEE19B7EC3C1B174","parentSpanId":"","name":null,
      "startTimeUnixNano":1780000000000000001,"endTimeUnixNano":"1780000000000000003","flags":"1","status":null,
      "attributes":[{"key":"n","value":{"intValue":9007199254740993}},{"key":"m","value":{"intValue":-5}},
        {"key":"say \\"1234567890123456789\\"","value":{"stringValue":": 1234567890123456789"}},
        {"key":"d","value":{"doubleValue":1234567890123456789}},{"key":"i","value":{"doubleValue":"-Infinity"}}]}]}]}]}`;
    const [kept] = readAll(receipt("traces", JSON_TYPE, Buffer.from(body)));
    expect(kept).toMatchObject({ traceId: "5b8efff798038103d269b633813fc60c", startNanos: 1780000000000000001n });
    expect([...(kept?.attributes ?? [])]).toEqual([
      ["n", "9007199254740993"],
      ["m", -5],
      ['say "1234567890123456789"', ": 1234567890123456789"],
      ["d", 1234567890123456800],
      ["i", "-Infinity"],
    ]);
  });
});

const both = (route: string, body: object) => [jsonReceipt(route, body), protoReceipt(route, body)];

describe("a bad record", () => {
  it.each([
    ["no ids", span({ traceId: "", spanId: "" })],
    ["a zero trace id", span({ traceId: "0".repeat(32) })],
    ["a zero span id", span({ spanId: "0".repeat(16) })],
    ["a short trace id", span({ traceId: "abcd" })],
    ["a long span id", span({ spanId: "ab".repeat(9) })],
    ["a short parent", span({ parentSpanId: "ab" })],
    ["an end before its start", span({ startTimeUnixNano: "5", endTimeUnixNano: "4" })],
    ["25 levels", span({ attributes: [{ key: "a", value: nested(25) }] })],
    ["30 levels", span({ attributes: [{ key: "a", value: nested(30) }] })],
  ])("with %s costs only itself, in either encoding", (_name, bad) => {
    for (const of of both("traces", traces([span(), bad, span({ spanId: "1".repeat(16) })]))) {
      const { records, rejected } = decoded(of);
      expect([records, rejected.map(({ index }) => index)]).toEqual([2, [1]]);
      expect(rejected[0]?.reason).toMatch(/^[a-z0-9 ]+$/i);
    }
  });

  it.each([
    ["an enum as a name", span({ kind: "SPAN_KIND_SERVER" })],
    ["a status as a name", span({ status: { code: "STATUS_CODE_ERROR" } })],
    ["base64 ids", span({ traceId: "W47/95gDgQPSabYzgT/GDA==", spanId: "7uGbfsPBsXQ=" })],
    ["snake_case names", { trace_id: span().traceId, span_id: span().spanId }],
    ["a number as name", span({ name: 5 })],
    ["a text as time", span({ startTimeUnixNano: "today" })],
    ["a negative time", span({ startTimeUnixNano: -1 })],
    ["a time beyond 64 bits", span({ startTimeUnixNano: "18446744073709551616" })],
    ["half a number", span({ attributes: [{ key: "a", value: { intValue: 1.5 } }] })],
    ["a list as attribute", span({ attributes: [[]] })],
    ["null", null],
  ])("in JSON with %s costs only itself", (_name, bad) => {
    const { records, rejected } = decoded(jsonReceipt("traces", traces([bad, span()])));
    expect([records, rejected.map(({ index }) => index)]).toEqual([1, [0]]);
  });

  it("that is nested up to 200,000 levels costs only itself, in under 50 ms", () => {
    expect(
      decoded(protoReceipt("traces", traces([span({ attributes: [{ key: "a", value: nested(24) }] })]))).records,
    ).toBe(1);
    expect(
      decoded(jsonReceipt("traces", traces([span({ attributes: [{ key: "a", value: nested(24) }] })]))).records,
    ).toBe(1);
    for (const levels of [25, 34, 100, 5_000, 20_000]) {
      const proto = receipt("traces", PROTO, request(withValue(anyValueProto(levels)), spanBytes()));
      const value = `${'{"arrayValue":{"values":['.repeat(levels - 1)}{}${"]}}".repeat(levels - 1)}`;
      const json = JSON.stringify(traces([span({ attributes: [{ key: "a", value: "DEEP" }] }), span()])).replace(
        '"DEEP"',
        value,
      );
      for (const of of [proto, receipt("traces", JSON_TYPE, Buffer.from(json))]) {
        // Of processor time: what else the machine has to do is no matter.
        const started = process.cpuUsage();
        expect(decoded(of)).toMatchObject({ records: 1, rejected: [{ index: 0 }] });
        const { user, system } = process.cpuUsage(started);
        expect((user + system) / 1_000).toBeLessThan(50);
        const parts = otlp.split(of, { bytes: 100, records: 1 });
        expect(parts.map((body) => decoded(receipt("traces", of.contentType, body)).records)).toEqual([0, 1]);
      }
    }
    const deepest = `{"resourceSpans":[{"scopeSpans":[{"spans":[{"attributes":[{"key":"a","value":${'{"arrayValue":{"values":['.repeat(200_000)}{}${"]}}".repeat(200_000)}}]}]}]}]}`;
    expect(decoded(receipt("traces", JSON_TYPE, Buffer.from(deepest))).rejected).toHaveLength(1);
  });

  it("that is not UTF-8 or has bad bytes costs only itself", () => {
    const notText = withValue(field(1, Buffer.from([0xff, 0xfe])));
    const badBytes = Buffer.concat([spanBytes(), Buffer.from([0x4a, 0x7f])]);
    for (const bad of [notText, badBytes]) {
      const of = receipt("traces", PROTO, request(spanBytes(), bad));
      expect(decoded(of)).toMatchObject({ records: 1, rejected: [{ index: 1 }] });
    }
    const marked = Buffer.from(JSON.stringify(traces([span({ name: "\u0001" }), span()])).replace("\\u0001", "\u007f"));
    marked[marked.indexOf(0x7f)] = 0xff;
    const of = receipt("traces", JSON_TYPE, marked);
    expect(decoded(of)).toMatchObject({ records: 1, rejected: [{ index: 0 }] });
    const parts = otlp.split(of, { bytes: 300, records: 1 });
    expect(parts.map((body) => decoded(receipt("traces", JSON_TYPE, body)).records)).toEqual([0, 1]);
  });

  it("of more than 4 MiB costs only itself, and is left out of the parts", () => {
    const large = span({ attributes: [text("a", "x".repeat(4 << 20))] });
    for (const of of both("traces", traces([large, span()]))) {
      expect(decoded(of)).toMatchObject({
        records: 1,
        rejected: [{ index: 0, reason: "a record is larger than 4 MiB" }],
      });
      const parts = otlp.split(of, { bytes: 1 << 20, records: 10 });
      expect(parts.map((body) => body.length < 2_000)).toEqual([true]);
      const { records, rejected } = decoded(receipt("traces", of.contentType, parts[0] ?? Buffer.alloc(0)));
      expect([records, rejected.length]).toEqual([1, 1]);
    }
  });

  it("counts the same in the whole and in its parts, where a large one is made of little", () => {
    const values = Array.from({ length: 700_000 }, () => ({}));
    const crowded = span({ attributes: [{ key: "a", value: { arrayValue: { values } } }] });
    const escaped = span({ attributes: [text("a", "\u0001".repeat(1 << 20))], other: "x".repeat(5 << 20) });
    const whole = jsonReceipt("traces", traces([crowded, escaped, span()]));
    const parts = otlp
      .split(whole, { bytes: 8 << 20, records: 20_000 })
      .map((body) => receipt("traces", JSON_TYPE, body));
    const good = (of: typeof whole) => decoded(of).records;
    expect(parts.map(good).reduce((sum, records) => sum + records, 0)).toBe(good(whole));
    expect(good(whole)).toBe(3);
  });

  it("of a log has malformed ids; none and all zeros mean no trace", () => {
    for (const of of both("logs", logs([{ traceId: "ab" }, { spanId: "ab" }, { traceId: "0".repeat(32) }, {}]))) {
      expect(decoded(of)).toMatchObject({ records: 2, rejected: [{ index: 0 }, { index: 1 }] });
      expect(readAll(of).map(({ traceId }) => traceId)).toEqual([null, null]);
    }
  });
});

describe("hostile attributes", () => {
  it("are data: names of Object's own", () => {
    const names = ["__proto__", "constructor", "toString", "hasOwnProperty", "business.event"];
    const body = JSON.stringify(traces([span({ attributes: names.map((name) => text(name, "x")) })])).replace(
      "{",
      '{"__proto__":{"x":1},"constructor":{"prototype":{"x":1}},',
    );
    for (const of of [receipt("traces", JSON_TYPE, Buffer.from(body)), ...both("traces", JSON.parse(body))]) {
      const [fact] = decoded(of).facts;
      expect([...(fact?.attributes.keys() ?? [])]).toEqual(names);
      expect([...(decoded(of).sources[0]?.names.keys() ?? [])]).toContain("__proto__");
      expect(({} as Record<string, unknown>).x).toBeUndefined();
    }
  });

  it("are cut, marked, and hashed whole", () => {
    const many = Array.from({ length: 10_000 }, (_, i) => text(`k${i}`, "v"));
    const long = text("long", `${"é".repeat(1 << 20)}`);
    const facts = both("traces", traces([span({ attributes: [text("business.event", "x"), long, ...many] })])).map(
      (of) => decoded(of).facts[0],
    );
    for (const fact of facts) {
      expect(fact?.attributes.size).toBe(1_001);
      expect(Buffer.byteLength(String(fact?.attributes.get("long")))).toBe(16 * 1024);
      expect(fact?.attributes.get("truncated")).toEqual(["long", "9002 more attributes"]);
      expect(fact?.variant).toBe(facts[0]?.variant);
    }
    const other = text("long", `${"é".repeat((1 << 20) - 1)}x`);
    const [changed] = both("traces", traces([span({ attributes: [text("business.event", "x"), other, ...many] })]));
    expect(changed && decoded(changed).facts[0]?.variant).not.toBe(facts[0]?.variant);
  });

  it("keep NUL, escapes and line ends; half a surrogate pair becomes U+FFFD", () => {
    const nasty = "a\u0000b\u001b[31m\r\n\u202e";
    const body = JSON.stringify(
      traces([span({ attributes: [text("a", nasty), text("b", "x\ud800y"), text("a2", "😀")] })]),
    );
    const [kept] = readAll(receipt("traces", JSON_TYPE, Buffer.from(body)));
    expect([...(kept?.attributes.values() ?? [])]).toEqual([nasty, "x\ufffdy", "😀"]);
  });

  it("of one name: the last one stands", () => {
    for (const of of both("traces", traces([span({ attributes: [text("order.id", "1"), text("order.id", "2")] })])))
      expect(decoded(of).ties[0]?.keys.map(({ value }) => value)).toEqual(["2"]);
  });

  it("by the ten thousand in a list of keys take no quadratic time", () => {
    const values = Array.from({ length: 10_000 }, (_, i) => ({ stringValue: `SO-${i}` }));
    const started = performance.now();
    const [of] = both(
      "traces",
      traces([span({ attributes: [{ key: "order.id", value: { arrayValue: { values } } }] })]),
    );
    expect(of && decoded(of).ties[0]?.keys).toHaveLength(10_000);
    expect(performance.now() - started).toBeLessThan(1_000);
  });
});

describe("metrics", () => {
  const metric = (dataPoints: unknown[]) => ({ name: "m", gauge: { dataPoints } });
  const json = (metrics: unknown[]) => jsonReceipt("metrics", { resourceMetrics: [{ scopeMetrics: [{ metrics }] }] });

  it("are counted by data point, and not kept", () => {
    expect(decoded(json([metric([{ asInt: "1" }, { asInt: "2" }]), metric([{}])]))).toMatchObject({
      records: 3,
      facts: [],
    });
    const gauge = field(5, Buffer.concat([field(1, Buffer.alloc(0)), field(1, Buffer.alloc(0))]));
    expect(decoded(receipt("metrics", PROTO, request(gauge, gauge)))).toMatchObject({ records: 4, rejected: [] });
    expect(readAll(json([metric([{}])]))).toEqual([]);
    expect(otlp.routes.find(({ name }) => name === "metrics")?.keep).toBe(false);
  });

  it("that cannot be read are rejected one by one, or whole", () => {
    expect(decoded(json([metric([{}]), 5]))).toMatchObject({ records: 1, rejected: [{ index: 1 }] });
    const bad = Buffer.from([0x2a, 0x7f]);
    expect(decoded(receipt("metrics", PROTO, request(bad)))).toMatchObject({ records: 0, rejected: [{ index: 0 }] });
    expect(faultOf(PROTO, Buffer.from([0x0a, 0x7f]), "metrics")).toMatchObject({ code: "bad-protobuf" });
    expect(faultOf(JSON_TYPE, Buffer.from("{"), "metrics")).toMatchObject({ code: "bad-json" });
  });
});
