import { logs, span, text, traces } from "../../collectors/otlp/fixtures.ts";
import { toProto } from "../../collectors/otlp/oracle.ts";
import { attribute, field, request, spanBytes, varint } from "../bytes.ts";
import { type Case, type Family, json, proto } from "../case.ts";
import type { Draw } from "../draw.ts";

const names = ["__proto__", "constructor", "toString", "prototype", "hasOwnProperty", "valueOf", "__defineGetter__"];
const million = 1_000_000;

/** A field that nobody knows, of any wire type. */
function unknownField(draw: Draw): Buffer {
  const number = 17 + draw.int(400);
  const tag = (type: number) => varint(number * 8 + type);
  switch (draw.int(5)) {
    case 0:
      return Buffer.concat([tag(0), varint(draw.int(2 ** 31))]);
    case 1:
      return Buffer.concat([tag(1), draw.bytes(8)]);
    case 2:
      return field(number, draw.bytes(draw.int(40)));
    case 3:
      return Buffer.concat([tag(5), draw.bytes(4)]);
    default:
      return Buffer.concat([tag(3), Buffer.of(0x08, draw.int(128)), tag(4)]);
  }
}

function unknown(draw: Draw): Case {
  const more = Buffer.concat(Array.from({ length: 1 + draw.int(4) }, () => unknownField(draw)));
  const body = draw.pick([
    () => Buffer.concat([request([spanBytes()]), more]),
    () => Buffer.concat([more, request([spanBytes()])]),
    () => request([spanBytes()], more),
    () => request([Buffer.concat([spanBytes(), more])]),
    () => request([Buffer.concat([more, spanBytes()])]),
  ])();
  return proto({ what: "fields that are not known", route: "traces", body, status: [200], records: 1, rejected: 0 });
}

function named(draw: Draw): Case {
  const name = draw.pick(names);
  const other = draw.pick(names);
  const inner = { kvlistValue: { values: [{ key: other, value: { stringValue: "polluted" } }] } };
  const attributes = [{ key: name, value: draw.pick<object>([{ stringValue: "polluted" }, inner]) }, text(other, "x")];
  const told = { status: [200], records: 1, rejected: 0 };
  const span1 = traces([span({ attributes, events: [{ name, attributes }] })], [text(name, "polluted")]);
  if (draw.chance(0.4)) return proto({ ...told, what: name, route: "traces", body: toProto("traces", span1) });
  if (draw.chance(0.5)) return json({ ...told, what: name, route: "traces", body: JSON.stringify(span1) });
  // The same as members of the objects themselves, where a careless copy would follow them.
  const record = JSON.stringify(logs([{ attributes, body: inner }])).replaceAll(
    '{"key":',
    `{"${name}":{"polluted":"yes"},"key":`,
  );
  return json({ ...told, what: `${name} as a member`, route: "logs", body: record });
}

function crumbs(draw: Draw): Case {
  const whole = traces([span({ name: "x".repeat(draw.int(60)) })]);
  const told = { route: "traces" as const, status: [200], records: 1, rejected: 0, crumbs: true };
  return draw.chance(0.5)
    ? proto({ ...told, what: "in crumbs, protobuf", body: toProto("traces", whole) })
    : json({ ...told, what: "in crumbs, JSON", body: JSON.stringify(whole) });
}

const tenMillion = (what: string, body: Uint8Array, status: readonly number[]): (() => Case) => {
  return () => proto({ what, route: "traces", body, status });
};
const repeated = (bytes: readonly number[], times: number) => Buffer.alloc(bytes.length * times, Buffer.from(bytes));

/** Row 6: what is legal and senseless, and names that mean something to the language. */
export const shapes: Family = {
  name: "shapes",
  one: (draw) => draw.pick([unknown, unknown, named, named, crumbs])(draw),
  named: [
    tenMillion("ten million empty resource groups", repeated([0x0a, 0x00], 10 * million), [400]),
    tenMillion("ten million empty scope groups", field(1, repeated([0x12, 0x00], 10 * million)), [400]),
    tenMillion("ten million empty spans", field(1, field(2, repeated([0x12, 0x00], 10 * million))), [400]),
    tenMillion("ten million empty fields that are not known", repeated([0x7a, 0x00], 10 * million), [200]),
    tenMillion("ten million numbers that are not known", repeated([0x78, 0x01], 10 * million), [200]),
    () =>
      proto({
        what: "two million empty attributes of one span",
        route: "traces",
        body: request([Buffer.concat([spanBytes(), repeated([0x4a, 0x00], 2 * million)]), spanBytes()]),
        status: [200],
        records: 1,
        rejected: 1,
      }),
    () =>
      proto({
        what: "two million empty values of one list",
        route: "traces",
        body: request([
          Buffer.concat([spanBytes(), attribute("a", field(5, repeated([0x0a, 0x00], 2 * million)))]),
          spanBytes(),
        ]),
        status: [200],
        records: 1,
        rejected: 1,
      }),
    () =>
      json({
        what: "ten million empty objects",
        route: "traces",
        body: `{"resourceSpans":[${"{},".repeat(10 * million - 1)}{}]}`,
        status: [400],
      }),
    () =>
      json({
        what: "three million empty spans in JSON",
        route: "traces",
        body: `{"resourceSpans":[{"scopeSpans":[{"spans":[${"{},".repeat(3 * million - 1)}{}]}]}]}`,
        status: [400],
      }),
    () =>
      json({
        what: "ten million commas and zeros",
        route: "traces",
        body: `{"someday":[${"0,".repeat(10 * million)}0]}`,
        status: [200, 400],
      }),
    () =>
      proto({
        what: "fields merged from a hundred thousand resources",
        route: "traces",
        body: field(1, Buffer.concat([repeated([0x0a, 0x00], 100_000), field(2, field(2, spanBytes()))])),
        status: [200, 400],
      }),
  ],
};
