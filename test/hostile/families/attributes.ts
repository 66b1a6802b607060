import { logs, span, text, traces } from "../../collectors/otlp/fixtures.ts";
import { toProto } from "../../collectors/otlp/oracle.ts";
import { type Case, type Family, json, proto } from "../case.ts";
import type { Draw } from "../draw.ts";

const nasty = [
  "a\u0000b",
  "\u001b[31mred\u001b[0m",
  "\u202Ereversed\u202C",
  "x\r\nset-cookie: a=b",
  '"},{"level":"fatal","event":"ready"',
  "\u2028\u2029\u0085",
  "\ufeff\ufffe\uffff",
  "%s%n%x$\u007bjndi:ldap://x}{{7*7}}",
  "<script>alert(1)</script>",
  "../../../../etc/passwd",
  "'; DROP TABLE objects; --",
  "👩‍👩‍👧‍👦".repeat(20),
  "Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢L̠ͨͧͩ͘G̴̻͈͍͔̹̑͗̎̅͛́Ǫ̵̹̻̝̳͂̌̌͘!͖̬̰̙̗̿̋ͥͥ̂ͣ̐́́͜͞",
];

function strange(draw: Draw): Case {
  const said = () => draw.pick(nasty).repeat(1 + draw.int(3));
  const attributes = Array.from({ length: 1 + draw.int(8) }, () => text(said(), said()));
  const one = span({ name: said(), attributes, traceState: said(), status: { code: 2, message: said() } });
  const told = { what: "strange text", status: [200], records: 1, rejected: 0 };
  if (draw.chance(0.3)) {
    const record = logs([{ body: { stringValue: said() }, severityText: said(), attributes }], attributes);
    return json({ ...told, route: "logs", body: JSON.stringify(record) });
  }
  const whole = traces([one], [text("service.name", said()), text("business.event", said())]);
  return draw.chance(0.5)
    ? proto({ ...told, route: "traces", body: toProto("traces", whole) })
    : json({ ...told, route: "traces", body: JSON.stringify(whole) });
}

/** Half of a pair is text in JSON's escapes and in no other place. */
function lone(draw: Draw): Case {
  const half = draw.pick(["\\ud800", "\\udfff", "\\udc00\\ud800", "x\\ud83dy"]);
  const whole = JSON.stringify(traces([span({ name: "HERE", attributes: [text("HERE", "HERE")] })]));
  const body = whole.replaceAll("HERE", half);
  return json({ what: "half of a pair", route: "traces", body, status: [200], records: 1, rejected: 0 });
}

const values = (draw: Draw): object =>
  draw.pick<object>([
    {},
    { stringValue: null },
    { boolValue: true },
    { intValue: "-9223372036854775808" },
    { intValue: "9007199254740993" },
    { doubleValue: "NaN" },
    { doubleValue: "-Infinity" },
    { doubleValue: 5e-324 },
    { bytesValue: "AP8=" },
    { arrayValue: {} },
    { arrayValue: { values: [{}, null, { intValue: 1 }] } },
    { kvlistValue: { values: [{}, { key: "" }] } },
  ]);

const typed = (draw: Draw): Case =>
  json({
    what: "values of every kind under every name that means something",
    route: "traces",
    body: JSON.stringify(
      traces([
        span({
          attributes: [
            ...["order.id", "business.event", "business.amount", "business.quantity", "business.occurred_at"],
            ...["business.lines", "business.status", "service.name", "line.id", "order.ship_by"],
          ].map((key) => ({ key, value: values(draw) })),
        }),
      ]),
    ),
    status: [200],
    records: 1,
    rejected: 0,
  });

const many = (n: number) => Array.from({ length: n }, (_, i) => text(`attribute.${i}`, "x"));
const huge = (what: string, fields: object, resource: object[] = []): (() => Case)[] => {
  const told = { what, route: "traces" as const, status: [200], records: 1, rejected: 0 };
  const whole = traces([span(fields)], resource);
  return [
    () => proto({ ...told, body: toProto("traces", whole) }),
    () => json({ ...told, body: JSON.stringify(whole) }),
  ];
};

/** Row 10: attributes in numbers, sizes and signs that no screen was made for. */
export const attributes: Family = {
  name: "attributes",
  one: (draw) => draw.pick([strange, strange, lone, typed])(draw),
  named: [
    ...huge("ten thousand attributes", { attributes: many(10_000) }),
    ...huge("a hundred thousand attributes", { attributes: many(100_000) }),
    ...huge("a value of 1 MiB", { attributes: [text("order.id", "x".repeat(1 << 20))] }),
    ...huge("a name of 1 MiB", { attributes: [text("x".repeat(1 << 20), "y")] }),
    ...huge("a name of a hundred thousand words", { attributes: [text("a.b_c-".repeat(30_000), "y")] }),
    ...huge("one name ten thousand times", { attributes: Array(10_000).fill(text("order.id", "SO-1")) }),
    ...huge("ten thousand events", { events: Array(10_000).fill({ name: "x", attributes: [text("a", "b")] }) }),
    ...huge("ten thousand links", { links: Array(10_000).fill({ traceId: "ab".repeat(16), spanId: "cd".repeat(8) }) }),
    ...huge("a list of a hundred thousand", {
      attributes: [{ key: "a", value: { arrayValue: { values: Array(100_000).fill({ intValue: "1" }) } } }],
    }),
    ...huge("lines of a megabyte that are no JSON", {
      attributes: [text("business.event", "order.created"), text("business.lines", "[".repeat(1 << 20))],
    }),
    ...huge("a resource of five thousand attributes", {}, many(5_000)),
    ...huge("a million spaces", { name: " ".repeat(1 << 20), attributes: [text("order.id", " ".repeat(1 << 20))] }),
  ],
};
