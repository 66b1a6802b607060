import { logs, span, TRACE, text, traces } from "../../collectors/otlp/fixtures.ts";
import { toProto } from "../../collectors/otlp/oracle.ts";
import { field, request, spanBytes } from "../bytes.ts";
import { type Case, type Family, json, proto } from "../case.ts";
import type { Draw } from "../draw.ts";

/** Fields that make a span bad in either encoding. */
const bad = (draw: Draw): object =>
  draw.pick<object>([
    { traceId: TRACE.slice(0, 2 * draw.int(16)) },
    { traceId: `${TRACE}ab` },
    { traceId: "0".repeat(32) },
    { spanId: "" },
    { spanId: "0".repeat(16) },
    { spanId: "ab".repeat(1 + draw.int(7)) },
    { spanId: "ab".repeat(9 + draw.int(9)) },
    { parentSpanId: "abcd" },
    { startTimeUnixNano: "1780000000000000002", endTimeUnixNano: "1780000000000000001" },
    { endTimeUnixNano: "1" },
  ]);

function mixed(draw: Draw): Case {
  const all = Array.from({ length: 1 + draw.int(8) }, () => (draw.chance(0.5) ? bad(draw) : null));
  const spans = all.map((fields, i) => span({ spanId: `${i + 1}`.padStart(16, "0"), ...(fields ?? {}) }));
  const rejected = all.filter((fields) => fields !== null).length;
  const told = { route: "traces" as const, status: [200], records: all.length - rejected, rejected };
  const whole = traces(spans, [text("service.name", draw.pick(["", "wms-atl", "é"]))]);
  return draw.chance(0.5)
    ? proto({ ...told, what: "some bad, in protobuf", body: toProto("traces", whole) })
    : json({ ...told, what: "some bad, in JSON", body: JSON.stringify(whole) });
}

/** Bytes that are no record, among spans that are good. */
function noise(draw: Draw): Case {
  const rubbish = draw.pick([
    Buffer.from([0x0a]),
    Buffer.from([0x0a, 0x7f, 0x00]),
    Buffer.concat([spanBytes(), Buffer.from([0x2a, 0x02, 0xc3, 0x28])]),
    Buffer.concat([spanBytes(), Buffer.from([0x0b])]),
    spanBytes().subarray(0, -1 - draw.int(8)),
    Buffer.from("what is this"),
  ]);
  const records = Array.from({ length: 1 + draw.int(3) }, () => spanBytes());
  records.splice(draw.int(records.length + 1), 0, rubbish);
  return proto({
    what: "one of bad bytes",
    route: "traces",
    body: request(records),
    status: [200],
    records: records.length - 1,
    rejected: 1,
  });
}

function log(draw: Draw): Case {
  const fields = draw.pick<object>([
    { traceId: "ab" },
    { spanId: "abcdef" },
    { traceId: `${TRACE}00` },
    { severityNumber: "INFO" },
    { body: { intValue: "x" } },
    { body: { intValue: "9223372036854775808" } },
    { timeUnixNano: "-1" },
    { attributes: { a: 1 } },
    { attributes: [7] },
  ]);
  return json({
    what: "a bad log record",
    route: "logs",
    body: JSON.stringify(logs([{}, fields, {}])),
    status: [200],
    records: 2,
    rejected: 1,
  });
}

/** Row 3: some records of a request are invalid, and only they are refused. */
export const records: Family = {
  name: "records",
  one: (draw) => draw.pick([mixed, mixed, noise, log])(draw),
  named: [
    () =>
      proto({
        what: "a hundred thousand bad ones",
        route: "traces",
        body: request(Array.from({ length: 100_000 }, () => Buffer.from([0x0a, 0x01, 0x07]))),
        status: [200],
        records: 0,
        rejected: 100_000,
      }),
    () =>
      proto({
        what: "one record of 5 MiB",
        route: "traces",
        body: request([spanBytes(), Buffer.concat([spanBytes(), field(5, "x".repeat(5 << 20))])]),
        status: [200],
        records: 1,
        rejected: 1,
      }),
  ],
};

/** Row 4: a request without anything. */
export const empty: Family = {
  name: "empty",
  one(draw) {
    const route = draw.pick(["traces", "logs", "metrics"] as const);
    const told = { route, status: [200], records: 0, rejected: 0 };
    const groups = Array.from({ length: draw.int(5) }, () =>
      draw.pick([field(1, ""), field(1, field(2, "")), field(1, field(1, "")), field(1, field(3, "https://schema"))]),
    );
    if (draw.chance(0.5)) return proto({ ...told, what: "nothing, in protobuf", body: Buffer.concat(groups) });
    const [outer, middle, inner] =
      route === "traces"
        ? ["resourceSpans", "scopeSpans", "spans"]
        : route === "logs"
          ? ["resourceLogs", "scopeLogs", "logRecords"]
          : ["resourceMetrics", "scopeMetrics", "metrics"];
    const group = draw.pick<unknown>([
      null,
      [],
      [{}],
      [{ [middle]: null }],
      [{ [middle]: [] }],
      [{ [middle]: [{}] }],
      [{ [middle]: [{ [inner]: [] }], resource: null }],
    ]);
    return json({ ...told, what: "nothing, in JSON", body: JSON.stringify({ [outer]: group }) });
  },
  named: [
    () => json({ what: "no body in JSON", route: "traces", body: "", status: [200], records: 0, rejected: 0 }),
    () => proto({ what: "no body in protobuf", route: "logs", body: "", status: [200], records: 0, rejected: 0 }),
  ],
};
