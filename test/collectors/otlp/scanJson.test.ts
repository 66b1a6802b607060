import { describe, expect, it } from "vitest";
import type { Receipt } from "../../../collectors/kit/index.ts";
import { taken } from "../../../collectors/otlp/quick.ts";
import { decoded, JSON_TYPE, logs, reading, receipt, span, text, traces } from "./fixtures.ts";
import { closely, same, told } from "./requests.ts";

const spans = Array.from({ length: 500 }, (_, i) => ({
  traceId: (i >> 3).toString(16).padStart(32, "a"),
  spanId: i.toString(16).padStart(16, "b"),
  ...(i % 8 === 0 ? { parentSpanId: "" } : { parentSpanId: "eee19b7ec3c1b174" }),
  name: `step ${i % 7}`,
  kind: 2,
  startTimeUnixNano: "1780000000000000001",
  endTimeUnixNano: "1780000000250000002",
  attributes: [
    text("http.method", "POST"),
    text("db.query.text", 'SELECT "a"\n FROM größer'),
    { key: "http.status_code", value: { intValue: i % 2 === 0 ? "200" : 200 } },
    { key: "share", value: { doubleValue: i / 7 } },
    { key: "again", value: { boolValue: i % 3 === 0 } },
    ...(i % 2 === 0 ? [text("order.id", `SO-${i >> 3}`)] : []),
  ],
  events: [{ timeUnixNano: "1780000000000000001", name: "retry", attributes: [text("why", "slow")] }],
  links: [],
  status: { code: 1 },
  droppedAttributesCount: 0,
  flags: 257,
}));
const records = Array.from({ length: 500 }, (_, i) => ({
  ...(i % 3 === 0 ? {} : { traceId: (i >> 3).toString(16).padStart(32, "a"), spanId: "ab".repeat(8) }),
  timeUnixNano: i % 5 === 0 ? "0" : "1780000000000000001",
  observedTimeUnixNano: i % 10 === 0 ? "0" : "1780000000250000002",
  severityNumber: 9,
  severityText: "INFO",
  body: { stringValue: `picked "line" ${i}` },
  attributes: [
    { key: "thread.id", value: { intValue: String(i) } },
    ...(i % 25 === 0 ? [text("order.id", `SO-${i}`)] : []),
  ],
}));

describe("an ordinary request in JSON", () => {
  const whole = { spans: traces(spans), records: logs(records) };
  it.each([
    ["spans, written close", "traces", JSON.stringify(whole.spans)],
    ["spans, laid out", "traces", JSON.stringify(whole.spans, null, 2)],
    ["log records, written close", "logs", JSON.stringify(whole.records)],
    ["log records, laid out", "logs", JSON.stringify(whole.records, null, "\t")],
  ])("of %s has no record that is decoded", (_name, route, body) => {
    const of = receipt(route, JSON_TYPE, Buffer.from(body));
    const before = { ...taken };
    expect(decoded(of).records).toBe(500);
    expect(taken).toEqual({ decoded: before.decoded, scanned: before.scanned + 500 });
    expect(same(of)).toBe(true);
  });

  it("is read wherever in memory it lies", () => {
    for (const off of [1, 2, 3]) {
      const body = Buffer.from(" ".repeat(off) + JSON.stringify(traces([span()])));
      const of = receipt("traces", JSON_TYPE, body.subarray(off));
      const before = { ...taken };
      expect(decoded(of).records).toBe(1);
      expect(taken.scanned).toBe(before.scanned + 1);
    }
  });
});

/** What the first of two records is, as JSON: the second is ordinary. */
const beside = (route: string, record: string): Receipt => {
  const second = route === "traces" ? span({ spanId: "1".repeat(16) }) : { body: { stringValue: "picked" } };
  const body = JSON.stringify(route === "traces" ? traces(["FIRST", second]) : logs(["FIRST", second]));
  return receipt(route, JSON_TYPE, Buffer.from(body.replace('"FIRST"', record)));
};
const oddSpan = (fields: object): string => JSON.stringify(span(fields));
const withValue = (value: object): string => oddSpan({ attributes: [{ key: "order.id", value }] });
const spelled = (from: string, to: string): string => oddSpan({ attributes: [text("a", "b")] }).replace(from, to);

describe("one record in JSON", () => {
  it.each([
    ["a failure", "traces", oddSpan({ status: { code: 2 } })],
    ["a fact", "traces", oddSpan({ attributes: [text("business.event", "order.created")] })],
    ["the name of a fact", "traces", oddSpan({ name: "mapped" })],
    ["a sign of sampling", "traces", oddSpan({ traceState: "ot=th:8" })],
    ["an id in upper case", "traces", oddSpan({ traceId: "5B8EFFF798038103D269B633813FC60C" })],
    ["an id in base64", "traces", oddSpan({ traceId: "W47/95gDgQPSabYzgT/GDA==" })],
    ["an id of zeros", "traces", oddSpan({ traceId: "0".repeat(32) })],
    ["an enum as a name", "traces", oddSpan({ kind: "SPAN_KIND_SERVER" })],
    ["null for nothing", "traces", oddSpan({ status: null })],
    ["a time of 20 digits", "traces", oddSpan({ endTimeUnixNano: "10000000000000000000" })],
    ["a time beyond 64 bits", "traces", oddSpan({ endTimeUnixNano: "18446744073709551616" })],
    ["a negative time", "traces", oddSpan({ startTimeUnixNano: "-1" })],
    ["an end before its start", "traces", oddSpan({ startTimeUnixNano: "9", endTimeUnixNano: "8" })],
    ["a link", "traces", oddSpan({ links: [{ traceId: span().traceId, spanId: span().spanId }] })],
    ["a list", "traces", withValue({ arrayValue: { values: [{ stringValue: "SO-1" }] } })],
    ["a number of 19 digits", "traces", withValue({ intValue: "9223372036854775807" })],
    ["a number with a fraction", "traces", withValue({ intValue: 1.5 })],
    ["a number that is a text", "traces", withValue({ doubleValue: "NaN" })],
    ["two values", "traces", withValue({ stringValue: "SO-1", intValue: "2" })],
    ["no value", "traces", withValue({})],
    ["an attribute twice", "traces", oddSpan({ attributes: [text("order.id", "1"), text("order.id", "2")] })],
    ["a field twice", "traces", spelled('"kind":2', '"kind":2,"name":"mapped"')],
    ["an escape in a name", "traces", spelled('"traceId"', '"trace\\u0049d"')],
    ["an escape in an attribute's name", "traces", spelled('"key":"a"', '"key":"\\u0061"')],
    ["a list in its place", "traces", "[]"],
    ["an error", "logs", '{"severityNumber":17}'],
    ["a fact", "logs", '{"attributes":[{"key":"business.event","value":{"stringValue":"x"}}]}'],
    ["its event's name as attribute", "logs", '{"attributes":[{"key":"event.name","value":{"stringValue":"mapped"}}]}'],
    ["a body that is a map", "logs", '{"body":{"kvlistValue":{"values":[]}}}'],
    ["a severity as a name", "logs", '{"severityNumber":"SEVERITY_NUMBER_INFO"}'],
  ])("with %s is decoded, and no other", (_name, route, record) => {
    const of = beside(route, record);
    const before = { ...taken };
    expect(told(of, reading)).toEqual(told(of, closely));
    expect(taken).toEqual({ decoded: before.decoded + 1, scanned: before.scanned + 1 });
  });

  it.each([
    ["an escape in a value", "traces", withValue({ stringValue: 'SO "1"\n' })],
    ["a key that is a number", "traces", withValue({ intValue: -7 })],
    ["a number of 18 digits as a number", "traces", spelled('{"stringValue":"b"}', '{"intValue":123456789012345678}')],
    [
      "half a surrogate pair",
      "traces",
      spelled('"stringValue":"b"', '"stringValue":"\\ud800"').replace('"a"', '"order.id"'),
    ],
    ["a field that is not known", "traces", spelled('"kind":2', '"kind":2,"someday":[{"a":[null,-0.5e-3,"\\u00e9"]}]')],
    ["no time", "logs", "{}"],
  ])("with %s is taken all the same", (_name, route, record) => {
    const of = beside(route, record);
    const before = { ...taken };
    expect(told(of, reading)).toEqual(told(of, closely));
    expect(taken.scanned - before.scanned).toBe(2);
  });
});

describe("an envelope in JSON out of the ordinary", () => {
  const good = JSON.stringify(traces([span(), span({ spanId: "1".repeat(16) })]));
  const ofSpan = JSON.stringify(span());
  it.each([
    ["cut short", good.slice(0, -1)],
    ["followed by something", `${good}x`],
    ["with a comma too many", good.replace("]}]}", ",]}]}")],
    ["with a control character in a text", good.replace("pick", "pi\u0001ck")],
    ["with an escape that is none", good.replace("pick", "pi\\xck")],
    ["with a number that begins with 0", good.replace('"kind":2', '"kind":02')],
    ["with a long number that begins with 0, which is read", good.replace('"kind":2', '"x":00123456789012345678')],
    ["with a number as name, which is read", good.replace('"kind":2', '"kind":2,12345678901234567890:1')],
    ["that is empty", ""],
    ["with a mark of byte order", `\uFEFF${good}`],
    ["that is a list", "[]"],
    ["in snake_case", good.replace("resourceSpans", "resource_spans")],
    ["with a list twice", good.replace("{", '{"resourceSpans":[],')],
    ["with an escape in a name", good.replace("scopeSpans", "scope\\u0053pans")],
    [
      "with its resource behind",
      `{"resourceSpans":[{"scopeSpans":[{"spans":[${ofSpan}]}],"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"late"}}]}}]}`,
    ],
    ["with its scope behind", `{"resourceSpans":[{"scopeSpans":[{"spans":[${ofSpan}],"scope":{"name":7}}]}]}`],
    ["with a resource that is none", good.replace('"resource":{', '"resource":7,"x":{')],
    ["with a schema that is no text", good.replace('"scopeSpans":[', '"schemaUrl":7,"scopeSpans":[')],
    ["with a head of 2 MiB", JSON.stringify(traces([span()], [text("a", "x".repeat(2 << 20))]))],
    ["nested deeper than is walked", good.replace("{", `{"x":${"[".repeat(100)}${"]".repeat(100)},`)],
    ["with null for a list", good.replace("{", '{"x":0,').replace('"scopeSpans":[', '"scopeSpans":null,"y":[')],
  ])("%s is left to the parser", (_name, body) => {
    const of = receipt("traces", JSON_TYPE, Buffer.from(body));
    const before = { ...taken };
    expect(told(of, reading)).toEqual(told(of, closely));
    expect(taken.scanned).toBe(before.scanned);
  });

  it("that is not UTF-8 is left to the parser", () => {
    const body = Buffer.from(good);
    body[body.indexOf("pick")] = 0xff;
    const of = receipt("traces", JSON_TYPE, body);
    const before = { ...taken };
    expect(told(of, reading)).toEqual(told(of, closely));
    expect(taken.scanned).toBe(before.scanned);
    expect(decoded(of)).toMatchObject({ records: 1, rejected: [{ index: 0 }] });
  });

  it("with a million records and one is refused", () => {
    const body = `{"resourceLogs":[{"scopeLogs":[{"logRecords":[${"{},".repeat(1_000_000)}{}]}]}]}`;
    const of = receipt("logs", JSON_TYPE, Buffer.from(body));
    expect(told(of, reading)).toMatchObject({
      ok: false,
      fault: { code: "bad-json", message: expect.stringContaining("more than 1000000") },
    });
  });
});
