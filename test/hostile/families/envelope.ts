import { span, traces } from "../../collectors/otlp/fixtures.ts";
import { toProto } from "../../collectors/otlp/oracle.ts";
import { field, request, spanBytes, varint } from "../bytes.ts";
import { type Case, type Family, proto } from "../case.ts";
import type { Draw } from "../draw.ts";

const good = toProto("traces", traces([span(), span({ spanId: "00000000000000aa" })]));
const route = "traces" as const;
const broken = (what: string, body: Uint8Array): Case => proto({ what, route, body, status: [400] });

function badVarint(draw: Draw): Case {
  const runs = Buffer.from(Array.from({ length: 10 + draw.int(20) }, () => 0x80 | draw.int(128)));
  return broken("a number that does not end", Buffer.concat([draw.pick([good, Buffer.alloc(0)]), runs]));
}

function wrongType(draw: Draw): Case {
  // Field 1 or 2 of the envelope as a number or as fixed bytes, at one of the three levels.
  const wrong = draw.pick([
    Buffer.concat([Buffer.of(0x08), varint(draw.int(1 << 30))]),
    Buffer.concat([Buffer.of(0x09), draw.bytes(8)]),
    Buffer.concat([Buffer.of(0x0d), draw.bytes(4)]),
  ]);
  return broken("a wrong wire type", draw.pick([wrong, field(1, wrong), field(1, field(2, wrong))]));
}

function shattered(draw: Draw): Case {
  // Some bits of a good body turned: whatever it is then, it is taken or refused, and nothing breaks.
  const body = Buffer.from(good);
  for (let i = 0; i <= draw.int(8); i += 1) {
    const at = draw.int(body.length);
    body[at] = (body[at] ?? 0) ^ (1 << draw.int(8));
  }
  return proto({ what: "turned bits", route: draw.pick(["traces", "logs", "metrics"]), body, status: [200, 400] });
}

/** Row 1: an envelope in protobuf that is none. */
export const envelope: Family = {
  name: "envelope",
  one(draw) {
    switch (draw.int(7)) {
      case 0:
        return broken("cut short", good.subarray(0, 1 + draw.int(good.length - 1)));
      case 1:
        return badVarint(draw);
      case 2:
        return wrongType(draw);
      case 3:
        return shattered(draw);
      case 4: {
        const length = good.length + 1 + draw.int(1 << 30);
        return broken("a length beyond the end", Buffer.concat([Buffer.of(0x0a), varint(length), good]));
      }
      case 5:
        return broken("field 0", Buffer.concat([good, Buffer.of(draw.int(8)), draw.bytes(draw.int(20))]));
      default: {
        const body = draw.bytes(1 + draw.int(300));
        return proto({ what: "noise", route: draw.pick(["traces", "logs", "metrics"]), body, status: [200, 400] });
      }
    }
  },
  named: [
    () => broken("a megabyte of 0xff", Buffer.alloc(1 << 20, 0xff)),
    () => broken("a length of 2^35", Buffer.from([0x0a, 0x80, 0x80, 0x80, 0x80, 0x80, 0x01])),
    () => broken("a length of 2^32 - 1", Buffer.from([0x0a, 0xff, 0xff, 0xff, 0xff, 0x0f])),
    () =>
      broken("a length below zero", Buffer.from([0x0a, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01])),
    () => broken("a group that does not end", Buffer.concat([request([spanBytes()]), Buffer.of(0xa3, 0x06)])),
    () => broken("an end without its group", Buffer.concat([request([spanBytes()]), Buffer.of(0xa4, 0x06)])),
  ],
};
