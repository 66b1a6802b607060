import { describe, expect, it } from "vitest";
import { keyTerm, traceTerm } from "../../../collectors/kit/index.ts";
import { signInAttributes, signInTraceState } from "../../../collectors/otlp/sampling.ts";
import { decoded, jsonReceipt, logs, RECEIVED_AT, SPAN, span, TRACE, text, traces } from "./fixtures.ts";

const of = (spans: readonly object[], resource?: object[]) => decoded(jsonReceipt("traces", traces(spans, resource)));
const ofLogs = (records: readonly object[]) => decoded(jsonReceipt("logs", logs(records)));
const id = (n: number) => n.toString(16).padStart(16, "0");

describe("records that are neither a fact nor keyed", () => {
  it("leave counts and a trace to be found by, and nothing else", () => {
    const all = of([span(), span({ spanId: id(1) })]);
    expect(all).toMatchObject({ records: 2, facts: [], ties: [], traces: [] });
    expect(all.sources).toMatchObject([{ records: 2, failures: 0, keyed: 0, sampling: null }]);
    expect([...all.terms]).toEqual([traceTerm(TRACE)]);
  });

  it("are not made more by a dimension alone", () => {
    const all = of([span()], [text("service.name", "x"), text("warehouse.code", "ATL")]);
    expect(all).toMatchObject({ ties: [], traces: [], sources: [{ keyed: 0 }] });
    expect(all.terms).toHaveLength(1);
  });
});

describe("versions", () => {
  it("stand with the least time of their records, trimmed and cut, and none where the resource tells none", () => {
    const resource = (version: string) => [text("service.name", "x"), text("service.version", version)];
    const [told] = of([span(), span({ spanId: id(1) })], resource(" 4.12.0 ")).sources;
    expect([...(told?.versions ?? [])]).toEqual([["4.12.0", told?.firstAt]]);
    expect([...(of([span()], resource("v".repeat(99))).sources[0]?.versions.keys() ?? [])]).toEqual(["v".repeat(64)]);
    for (const version of ["", "  "]) expect(of([span()], resource(version)).sources[0]?.versions.size).toBe(0);
    expect(of([span()]).sources[0]?.versions.size).toBe(0);
  });
});

describe("keys", () => {
  it("are the record's before the resource's, by word list", () => {
    const resource = [text("order_id", "OLD"), text("sales.order.id", "S-1"), text("warehouse.code", "ATL")];
    const [tie] = of([span({ attributes: [text("app.orderId", " NEW ")] })], resource).ties;
    expect(tie?.keys.map(({ kind, value, attribute }) => [kind, value, attribute])).toEqual([
      ["order", "NEW", "order.id"],
      ["order", "S-1", "sales.order.id"],
      ["warehouse", "ATL", "warehouse.code"],
    ]);
  });

  it("are texts and numbers of 1 to 256 characters, each once", () => {
    const values = [
      { stringValue: "A" },
      { stringValue: " A " },
      { intValue: "7" },
      { doubleValue: 1.5 },
      { stringValue: "  " },
      { stringValue: "x".repeat(257) },
      { boolValue: true },
      { arrayValue: { values: [{ stringValue: "inner" }] } },
      {},
    ];
    const [tie] = of([span({ attributes: [{ key: "order.id", value: { arrayValue: { values } } }] })]).ties;
    expect(tie?.keys.map(({ value }) => value)).toEqual(["A", "7", "1.5"]);
  });

  it("are terms once each, those of objects only", () => {
    const attributes = [
      text("order.id", "A"),
      text("order_id", "A"),
      text("warehouse.code", "ATL"),
      text("shipment.id", "B"),
    ];
    const all = of([span({ attributes }), span({ attributes, spanId: id(1) })]);
    expect(new Set(all.terms)).toEqual(new Set([traceTerm(TRACE), keyTerm("order", "A"), keyTerm("shipment", "B")]));
    expect(all.terms).toHaveLength(3);
  });
});

describe("ties", () => {
  it("are one for each trace and set of keys, whatever the order of the keys", () => {
    const a = [text("order.id", "A"), text("shipment.id", "B")];
    const all = of([
      span({ attributes: a }),
      span({ attributes: [...a].reverse(), spanId: id(1) }),
      span({ attributes: a, traceId: "1".repeat(32) }),
      span({ attributes: [text("order.id", "A")], spanId: id(2) }),
    ]);
    expect(all.ties.map(({ traceId, keys }) => [traceId, keys.length])).toEqual([
      [TRACE, 2],
      ["1".repeat(32), 2],
      [TRACE, 1],
    ]);
  });

  it("are not made of facts", () => {
    const attributes = [text("order.id", "A"), text("business.event", "order.released")];
    expect(of([span({ attributes })])).toMatchObject({ facts: [{ name: "pick" }], ties: [] });
  });
});

describe("failures", () => {
  const failed = (fields: object) => of([span({ status: { code: 2, message: "status" }, ...fields })]).facts[0]?.error;
  const event = (type: string, message: string) => ({
    name: "exception",
    attributes: [text("exception.type", type), text("exception.message", message)],
  });

  it("of a span say their code and message from the most telling place", () => {
    expect(failed({})).toEqual({ code: null, message: "status" });
    expect(failed({ attributes: [{ key: "http.response.status_code", value: { intValue: 503 } }] })).toEqual({
      code: "503",
      message: "status",
    });
    expect(failed({ events: [event("First", "1"), event("Last", "2")] })).toEqual({ code: "Last", message: "2" });
    expect(failed({ attributes: [text("error.type", "Own")], events: [event("T", "m")] })).toEqual({
      code: "Own",
      message: "m",
    });
  });

  it("of a log begin at severity 17", () => {
    expect(ofLogs([{ severityNumber: 16, body: { stringValue: "x" } }]).facts).toEqual([]);
    expect(ofLogs([{ severityNumber: 17, body: { stringValue: "x" } }]).facts).toMatchObject([
      { failed: true, error: { code: null, message: "x" } },
    ]);
  });

  it("marked by the emitter on a fact keep what it says, and are judged elsewhere", () => {
    const attributes = [text("business.event", "a.b"), text("business.status", "failed"), text("error.type", "E")];
    expect(of([span({ attributes })]).facts).toMatchObject([{ failed: false, error: { code: "E", message: "" } }]);
  });
});

describe("log records", () => {
  it("are dated by their time, else when observed, else when received", () => {
    const fact = { attributes: [text("business.event", "x")] };
    const nanos = ofLogs([
      { ...fact, timeUnixNano: "5", observedTimeUnixNano: "6" },
      { ...fact, observedTimeUnixNano: "6" },
      fact,
    ]).facts.map(({ startNanos, endNanos }) => [startNanos, endNanos]);
    const received = BigInt(RECEIVED_AT) * 1_000_000n;
    expect(nanos).toEqual([
      [5n, 5n],
      [6n, 6n],
      [received, received],
    ]);
  });

  it("carry their text as an attribute, and are named by their first line", () => {
    const body = { stringValue: `  ${"long ".repeat(60)}\nsecond` };
    const [fact] = ofLogs([{ severityNumber: 17, body }]).facts;
    expect(fact?.attributes.get("log.body")).toBe(body.stringValue);
    expect(fact?.name).toBe("long ".repeat(40).trimEnd());
    expect(ofLogs([{ severityNumber: 17, body, eventName: "e" }]).facts[0]?.name).toBe("e");
    expect(ofLogs([{ severityNumber: 17, body, attributes: [text("event.name", "f")] }]).facts[0]?.name).toBe("f");
  });
});

describe("tallies", () => {
  it("of a trace fold its spans, whatever their order", () => {
    const at = (ms: number) => String(1_780_000_000_000_000_000n + BigInt(ms) * 1_000_000n);
    const group = (service: string, ...spans: object[]) => traces(spans, [text("service.name", service)]).resourceSpans;
    const groups = [
      ...group(
        "b",
        span({ spanId: id(2), parentSpanId: SPAN, name: "child", startTimeUnixNano: at(5), endTimeUnixNano: at(90) }),
      ),
      ...group(
        "a",
        span({ name: "root", startTimeUnixNano: at(1), endTimeUnixNano: at(50), attributes: [text("order.id", "1")] }),
      ),
    ];
    for (const resourceSpans of [groups, [...groups].reverse()])
      expect(decoded(jsonReceipt("traces", { resourceSpans })).traces).toEqual([
        {
          traceId: TRACE,
          environment: "",
          startNanos: BigInt(at(1)),
          endNanos: BigInt(at(90)),
          systems: ["a", "b"],
          root: { name: "root", system: "a" },
          firstName: "root",
          failed: false,
        },
      ]);
  });

  it("of a trace are apart by environment", () => {
    const group = (name: string) =>
      traces([span({ status: { code: 2 } })], [text("service.name", "a"), text("deployment.environment.name", name)])
        .resourceSpans;
    const all = decoded(jsonReceipt("traces", { resourceSpans: [...group("prod"), ...group("qa")] }));
    expect(all.traces.map(({ environment }) => environment)).toEqual(["", "qa"]);
    expect(all.sources.map(({ source, records }) => [source.environment, records])).toEqual([
      ["", 1],
      ["qa", 1],
    ]);
  });

  it("of a source name at most 200 attributes, with counts, an example and the key", () => {
    const many = Array.from({ length: 300 }, (_, i) => text(`n${i}`, "x".repeat(100)));
    const names = of([
      span({ attributes: [text("order_id", "A")] }),
      span({ attributes: [text("order_id", "B"), ...many] }),
    ]).sources[0]?.names;
    expect(names?.size).toBe(200);
    expect(names?.get("order_id")).toEqual({ count: 2, example: "A", key: "order" });
    expect(names?.get("n0")).toEqual({ count: 1, example: "x".repeat(80), key: null });
    expect(of([span(), span({ spanId: id(1) })]).sources[0]?.names.get("service.name")).toMatchObject({ count: 2 });
  });

  it("of a source leave out what was rejected", () => {
    expect(of([span({ traceId: "" })])).toMatchObject({ records: 0, sources: [], rejected: [{ index: 0 }] });
  });
});

describe("signs of sampling", () => {
  it.each([
    ["ot=th:8", 0.5],
    ["ot=th:c", 0.25],
    ["ot=rv:abc;th:fd70a3d70a3d71", 0.01],
    ["vendor=x, ot=p:3", 0.125],
    ["ot=p:63", 0],
    ["ot=th:0", null],
    ["ot=th:zz", null],
    ["other=th:8", null],
    ["", null],
  ])("in the tracestate %s keep a share of %s", (state, share) => {
    const sign = signInTraceState(state);
    if (share === null) expect(sign).toBeNull();
    else expect(sign?.share).toBeCloseTo(share, 6);
  });

  it.each([
    ["sampling.ratio", 0.1, 0.1],
    ["sampling.rate", 20, 0.05],
    ["sampling.probability", "0.5", 0.5],
    ["sampling.priority", 2, null],
  ])("in the attribute %s %s keep a share of %s", (name, value, share) => {
    expect(signInAttributes(new Map([[name, value]]))).toEqual({ by: name, share });
  });

  it("are none where all is kept", () => expect(signInAttributes(new Map([["sampling.rate", 1]]))).toBeNull());

  it("reach the tally of the source, the least share first", () => {
    const all = of([
      span({ traceState: "ot=th:8" }),
      span({ spanId: id(1), traceState: "ot=th:c" }),
      span({ spanId: id(2) }),
    ]);
    expect(all.sources[0]?.sampling).toEqual({ by: "tracestate th", share: 0.25 });
  });
});
