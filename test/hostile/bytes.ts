import { span } from "../collectors/otlp/fixtures.ts";
import { toProto } from "../collectors/otlp/oracle.ts";

/** A number as protobuf writes it. */
export function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) bytes.push((rest % 0x80) | 0x80);
  return Buffer.from([...bytes, rest]);
}

/** A field with a length. */
export const field = (number: number, content: Uint8Array | string): Buffer => {
  const bytes = Buffer.from(content);
  return Buffer.concat([varint(number * 8 + 2), varint(bytes.length), bytes]);
};

/** A request with these records in one group; `around` stands beside the records of the scope group. */
export const request = (records: readonly Uint8Array[], around: Uint8Array = Buffer.alloc(0)): Buffer =>
  field(1, field(2, Buffer.concat([...records.map((record) => field(2, record)), around])));

/** One span's bytes, without what stands around it. */
export function spanBytes(fields: object = {}): Buffer {
  const body = toProto("traces", { resourceSpans: [{ scopeSpans: [{ spans: [span(fields)] }] }] });
  let at = 0;
  for (let level = 0; level < 3; level += 1) {
    at += 1;
    while ((body[at] ?? 0) >= 0x80) at += 1;
    at += 1;
  }
  return body.subarray(at);
}

/** An attribute of a span, whatever its value's bytes. */
export const attribute = (name: string, value: Uint8Array): Buffer =>
  field(9, Buffer.concat([field(1, name), field(2, value)]));

/** A text under so many levels of `AnyValue`, as lists or as maps. */
export function deep(levels: number, kind: "list" | "map"): Buffer {
  // Written from the outside in, since each level would copy all those within: lengths first, then one buffer.
  const inner = field(1, "deep");
  const heads: Buffer[] = [];
  let length = inner.length;
  for (let level = 1; level < levels; level += 1) {
    const tags = kind === "list" ? [0x0a] : [0x12];
    const within = Buffer.concat([Buffer.from(tags), varint(length)]);
    const pair = kind === "list" ? within : Buffer.concat([Buffer.from([0x0a, 0x01, 0x6b]), within]);
    const list = length + pair.length;
    // A map's list holds pairs, which have a tag and length of their own.
    const entry = kind === "list" ? pair : Buffer.concat([Buffer.from([0x0a]), varint(list), pair]);
    const whole = length + entry.length;
    heads.push(Buffer.concat([Buffer.from([kind === "list" ? 0x2a : 0x32]), varint(whole), entry]));
    length = whole + 1 + varint(whole).length;
  }
  return Buffer.concat([...heads.reverse(), inner]);
}

/** The same in OTLP's JSON. */
export const deepJson = (levels: number, kind: "list" | "map"): string => {
  const [open, close] =
    kind === "list" ? ['{"arrayValue":{"values":[', "]}}"] : ['{"kvlistValue":{"values":[{"key":"k","value":', "}]}}"];
  return `${open.repeat(levels - 1)}{"stringValue":"deep"}${close.repeat(levels - 1)}`;
};
