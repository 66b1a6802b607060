import { logs, span, text, traces } from "../../collectors/otlp/fixtures.ts";
import { toProto } from "../../collectors/otlp/oracle.ts";
import { attribute, deep, deepJson, field, request, spanBytes } from "../bytes.ts";
import { type Case, type Family, json, proto } from "../case.ts";

type Kind = "list" | "map";
const most = 24;

/** A span with a value of so many levels beside a good span: taken up to 24, refused alone beyond. */
function inProto(levels: number, kind: Kind): Case {
  const one = Buffer.concat([spanBytes(), attribute("deep", deep(levels, kind))]);
  const fine = levels <= most;
  return proto({
    what: `${levels} levels of ${kind} in protobuf`,
    route: "traces",
    body: request([one, spanBytes()]),
    status: [200],
    records: fine ? 2 : 1,
    rejected: fine ? 0 : 1,
  });
}

function inJson(levels: number, kind: Kind): Case {
  const whole = JSON.stringify(traces([span({ attributes: [{ key: "deep", value: "HERE" }] }), span()]));
  const fine = levels <= most;
  return json({
    what: `${levels} levels of ${kind} in JSON`,
    route: "traces",
    body: whole.replace('"HERE"', deepJson(levels, kind)),
    status: [200],
    records: fine ? 2 : 1,
    rejected: fine ? 0 : 1,
  });
}

/** In the envelope there is no record to refuse: the request is. */
function inResource(levels: number, kind: Kind, how: "proto" | "json"): Case {
  const fine = levels <= most;
  const told = { route: "traces" as const, status: [fine ? 200 : 400], ...(fine ? { records: 1, rejected: 0 } : {}) };
  if (how === "json") {
    const whole = JSON.stringify(traces([span()], [{ key: "deep", value: "HERE" }]));
    return json({
      ...told,
      what: `${levels} levels of ${kind} in a resource in JSON`,
      body: whole.replace('"HERE"', deepJson(levels, kind)),
    });
  }
  const pair = Buffer.concat([field(1, "deep"), field(2, deep(levels, kind))]);
  const body = field(1, Buffer.concat([field(1, field(1, pair)), field(2, field(2, spanBytes()))]));
  return proto({ ...told, what: `${levels} levels of ${kind} in a resource in protobuf`, body });
}

const badText = [Buffer.of(0xff), Buffer.of(0xc3, 0x28), Buffer.of(0xed, 0xa0, 0x80), Buffer.of(0xf8, 0x88)];

/** Row 5: nesting, and text that is not UTF-8. */
export const nesting: Family = {
  name: "nesting",
  one(draw) {
    const kind = draw.pick(["list", "map"] as const);
    const levels = draw.chance(0.5) ? 1 + draw.int(30) : 20 + draw.int(300);
    switch (draw.int(6)) {
      case 0:
        return inProto(levels, kind);
      case 1:
        return inJson(levels, kind);
      case 2:
        return inResource(levels, kind, draw.pick(["proto", "json"]));
      case 3: {
        const bytes = draw.pick(badText);
        const where = draw.pick([field(5, bytes), attribute("a", field(1, bytes)), field(3, bytes)]);
        return proto({
          what: "text that is not UTF-8 in a record",
          route: "traces",
          body: request([spanBytes(), Buffer.concat([spanBytes(), where])]),
          status: [200],
          records: 1,
          rejected: 1,
        });
      }
      case 4: {
        const whole = Buffer.from(JSON.stringify(traces([span({ name: "HERE" }), span()])));
        const at = whole.indexOf("HERE");
        const body = Buffer.concat([whole.subarray(0, at), draw.pick(badText), whole.subarray(at + 4)]);
        return json({
          what: "text that is not UTF-8 in JSON",
          route: "traces",
          body,
          status: [200],
          records: 1,
          rejected: 1,
        });
      }
      default: {
        const bytes = draw.pick(badText);
        const pair = Buffer.concat([field(1, "a"), field(2, field(1, bytes))]);
        const body = field(1, Buffer.concat([field(1, field(1, pair)), field(2, field(2, spanBytes()))]));
        return proto({ what: "text that is not UTF-8 in a resource", route: "traces", body, status: [400] });
      }
    }
  },
  named: [
    ...[24, 25, 100, 101, 10_000, 200_000].flatMap((levels) =>
      (["list", "map"] as const).flatMap((kind) => [
        () => inProto(levels, kind),
        () => inJson(levels, kind),
        () => inResource(levels, kind, "proto"),
        () => inResource(levels, kind, "json"),
      ]),
    ),
    () => {
      const open = "[".repeat(200_000);
      const whole = JSON.stringify(traces([span({ someday: "HERE" })]));
      const body = whole.replace('"HERE"', open + "]".repeat(200_000));
      return json({ what: "an unknown field of 200,000 levels", route: "traces", body, status: [200], records: 1 });
    },
    () => json({ what: "200,000 brackets", route: "traces", body: "[".repeat(200_000), status: [400] }),
    () => json({ what: "200,000 open objects", route: "logs", body: '{"a":'.repeat(200_000), status: [400] }),
    () => {
      const body = toProto("logs", logs([{ body: { stringValue: "x" } }], [text("service.name", "a")]));
      return proto({ what: "a log in the route of traces", route: "traces", body, status: [200, 400] });
    },
    () => {
      // Groups within groups: an old way of nesting that nobody of ours reads.
      const body = Buffer.concat([request([spanBytes()]), Buffer.alloc(200_000, 0x53)]);
      return proto({ what: "200,000 groups that do not end", route: "traces", body, status: [400] });
    },
    () => {
      const groups = Buffer.concat([Buffer.alloc(100_000, 0x53), Buffer.alloc(100_000, 0x54)]);
      const body = Buffer.concat([request([spanBytes()]), groups]);
      return proto({ what: "100,000 groups within one another", route: "traces", body, status: [200, 400] });
    },
    () => {
      const groups = Buffer.concat([Buffer.alloc(100_000, 0x9b), Buffer.alloc(100_000, 0x9c)]);
      const body = request([Buffer.concat([spanBytes(), groups]), spanBytes()]);
      return proto({ what: "100,000 groups in a record", route: "traces", body, status: [200] });
    },
  ],
};
