import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Reading } from "../../../collectors/kit/index.ts";
import { taken } from "../../../collectors/otlp/quick.ts";
import { decoded, jsonReceipt, logs as logsOf, protoReceipt, reading, TRACE, text } from "./fixtures.ts";
import { closely, hiding, logRequests, lookingClosely, same, spanRequests, spoilt, told } from "./requests.ts";

const spans = spanRequests.map((request) => protoReceipt("traces", request));
const logs = logRequests.map((request) => protoReceipt("logs", request));

describe.each([
  ["a span", spans],
  ["a log record", logs],
])("%s that is taken by its offsets", (_, receipts) => {
  it("comes to what it comes to when it is decoded, whatever stands beside it", () => {
    const before = { ...taken };
    fc.assert(
      fc.property(receipts, (of) => {
        expect(told(of, reading)).toEqual(told(of, closely));
      }),
      { numRuns: 2_000 },
    );
    // Both ways were gone, and often.
    expect(taken.scanned - before.scanned).toBeGreaterThan(1_000);
    expect(taken.decoded - before.decoded).toBeGreaterThan(500);
  });

  it("is refused and read as before when its bytes are spoilt", () => {
    fc.assert(
      fc.property(spoilt(receipts), (of) => same(of)),
      { numRuns: 8_000 },
    );
  });

  it("is missed where its facts are hidden: the comparison sees it", () => {
    expect(
      fc.check(
        fc.property(receipts, (of) => same(of, hiding)),
        { numRuns: 2_000 },
      ).failed,
    ).toBe(true);
  });
});

describe("an ordinary span", () => {
  it("is taken in every request that has nothing else: none is decoded", () => {
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
    expect(decoded(of).records).toBe(500);
    expect(taken).toEqual({ decoded: before.decoded, scanned: before.scanned + 500 });
    expect(same(of)).toBe(true);
  });
});

describe("an ordinary log record", () => {
  it("is looked at where the network asks for its text", () => {
    const asking: Reading = {
      ...reading,
      isFact: (record) => record.attribute("log.body") === "picked",
      factSigns: () => ({ attributes: new Set(["log.body"]), named: null }),
    };
    fc.assert(
      fc.property(logs, (of) => {
        expect(told(of, asking)).toEqual(told(of, lookingClosely(asking)));
      }),
      { numRuns: 1_000 },
    );
  });

  it("is taken in every request that has nothing else: none is decoded", () => {
    const logRecords = Array.from({ length: 500 }, (_, i) => ({
      ...(i % 3 === 0 ? {} : { traceId: (i >> 3).toString(16).padStart(32, "a"), spanId: "ab".repeat(8) }),
      timeUnixNano: i % 5 === 0 ? "0" : "1780000000000000001",
      observedTimeUnixNano: i % 10 === 0 ? "0" : "1780000000250000002",
      severityNumber: 9,
      severityText: "INFO",
      body: { stringValue: `picked line ${i}` },
      attributes: [
        { key: "thread.id", value: { intValue: String(i) } },
        ...(i % 25 === 0 ? [{ key: "order.id", value: { stringValue: `SO-${i}` } }] : []),
      ],
    }));
    const attributes = [{ key: "service.name", value: { stringValue: "wms-atl" } }];
    const of = protoReceipt("logs", {
      resourceLogs: [{ resource: { attributes }, scopeLogs: [{ scope: { name: "test" }, logRecords }] }],
    });
    const before = { ...taken };
    expect(decoded(of).records).toBe(500);
    expect(taken).toEqual({ decoded: before.decoded, scanned: before.scanned + 500 });
    expect(same(of)).toBe(true);
  });
});

it.each([
  { doubleValue: 2.5 },
  { doubleValue: Number.MAX_VALUE },
  { doubleValue: "Infinity" },
  { doubleValue: "NaN" },
  { intValue: "5" },
  { intValue: "123456789012345678" },
  { boolValue: true },
  { stringValue: "Infinity" },
])("a log record whose body is %j is named by it as when it is looked at closely", (body) => {
  const request = logsOf([{ traceId: TRACE, body, attributes: [text("order.id", "SO-1")] }]);
  for (const of of [protoReceipt("logs", request), jsonReceipt("logs", request)]) expect(same(of)).toBe(true);
});
