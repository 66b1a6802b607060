import { writeIn } from "../../collectors/otlp/dialects.ts";
import { logs, span, text, traces } from "../../collectors/otlp/fixtures.ts";
import { type Case, type Family, json } from "../case.ts";
import type { Draw } from "../draw.ts";

const good = JSON.stringify(traces([span({ attributes: [text("order.id", "SO-1")] }), span()]));
const broken = (what: string, body: string): Case => json({ what, route: "traces", body, status: [400] });

/** One wrong field in the first of two spans: it is refused, and the other is kept. */
const oneBad = (what: string, fields: object): Case =>
  json({
    what,
    route: "traces",
    body: JSON.stringify(traces([span(fields), span()])),
    status: [200],
    records: 1,
    rejected: 1,
  });

const names = ["SPAN_KIND_SERVER", "Server", "2", "", true, 1.5, 2 ** 40, [2], {}];

function unknown(draw: Draw): Case {
  const extra = draw.pick<unknown>([null, "x", 7, true, [1, [2, [3]]], { a: { b: {} } }, 1e308, -0]);
  const name = draw.pick(["someday", "trace_id", "__proto__", "constructor", "", "é", "a".repeat(300)]);
  const place = draw.int(3);
  const inner = `${JSON.stringify(name)}:${JSON.stringify(extra)},`;
  const at = [1, good.indexOf('"scopeSpans"'), good.indexOf('"traceId"')][place] ?? 1;
  const body = good.slice(0, at) + inner + good.slice(at);
  return json({ what: `an unknown field ${name}`, route: "traces", body, status: [200], records: 2, rejected: 0 });
}

function mangled(draw: Draw): Case {
  const units = [...good];
  for (let i = 0; i <= draw.int(6); i += 1) {
    const at = draw.int(units.length);
    units[at] = draw.pick(["{", "}", "[", "]", '"', ":", ",", "\\", "\u0000", "0", "e", "\ufeff", "\ud800", ""]);
  }
  return json({ what: "mangled", route: draw.pick(["traces", "logs"]), body: units.join(""), status: [200, 400] });
}

/** The same said otherwise: with any spacing, and numbers as texts or not. */
function laidOut(draw: Draw): Case {
  const route = draw.pick(["traces", "logs"] as const);
  const request = route === "traces" ? JSON.parse(good) : logs([{ body: { stringValue: "picked" } }, {}]);
  const spacing = draw.pick(["none", "some", "wild"] as const);
  const body = writeIn(request, { seed: draw.int(2 ** 31), spacing, oddities: 0 });
  return json({ what: `spacing: ${spacing}`, route, body, status: [200], records: 2, rejected: 0 });
}

/** And with what no emitter should write, which is read or refused. */
function odd(draw: Draw): Case {
  const route = draw.pick(["traces", "logs"] as const);
  const request = route === "traces" ? JSON.parse(good) : logs([{ body: { stringValue: "picked" } }, {}]);
  const spacing = draw.pick(["none", "some", "wild"] as const);
  const body = writeIn(request, { seed: draw.int(2 ** 31), spacing, oddities: 20 });
  return json({ what: "odd", route, body, status: [200, 400] });
}

/** Row 2: JSON that is broken, or of another dialect. */
export const jsonText: Family = {
  name: "json",
  one(draw) {
    switch (draw.int(9)) {
      case 0:
        return broken("cut short", good.slice(0, 1 + draw.int(good.length - 1)));
      case 1:
        return mangled(draw);
      case 2:
        return oneBad("an enum that is no integer", { kind: draw.pick<unknown>(names) });
      case 3:
        return oneBad("an id in base64", { traceId: draw.bytes(16).toString("base64") });
      case 4:
        return unknown(draw);
      case 6:
        return laidOut(draw);
      case 7:
        return odd(draw);
      case 5:
        return json({
          what: "a body that is something else",
          route: draw.pick(["traces", "logs", "metrics"]),
          body: JSON.stringify(draw.pick<unknown>([[], "x", 7, true, [[]], [{}]])),
          status: [400],
        });
      default: {
        const from = draw.pick(["resourceSpans", "scopeSpans", "spans"]);
        const other = draw.pick<unknown>(["x", 7, true, {}]);
        const whole = traces([span()]) as { resourceSpans: { scopeSpans: { spans: unknown }[] }[] };
        const group = whole.resourceSpans[0];
        if (group === undefined) throw new Error("a request without a group");
        if (from === "resourceSpans") Object.assign(whole, { resourceSpans: other });
        else if (from === "scopeSpans") Object.assign(group, { scopeSpans: other });
        else Object.assign(group.scopeSpans[0] ?? {}, { spans: other });
        return broken(`${from} that is no list`, JSON.stringify(whole));
      }
    }
  },
  named: [
    () => broken("snake_case", '{"resource_spans":[]}'),
    () => broken("UTF-16", Buffer.from(good, "utf16le").toString("latin1")),
    () => broken("a number of a million digits", `{"resourceSpans":${"9".repeat(1_000_000)}}`),
    () => json({ what: "null", route: "traces", body: "null", status: [200, 400] }),
    () => json({ what: "a mark of byte order", route: "traces", body: `\ufeff${good}`, status: [200], records: 2 }),
    () =>
      json({
        what: "the same name twice",
        route: "logs",
        body: `{"resourceLogs":7,"resourceLogs":${JSON.stringify(logs([{}]).resourceLogs)}}`,
        status: [200],
        records: 1,
      }),
    () =>
      json({
        what: "numbers beyond a double",
        route: "traces",
        body: good.replace('"kind":2', '"kind":2,"someday":1e400,"droppedLinksCount":4294967295'),
        status: [200],
        records: 2,
      }),
  ],
};
