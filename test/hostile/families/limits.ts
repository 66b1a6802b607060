import { brotliCompressSync, deflateSync, gzipSync } from "node:zlib";
import { span, traces } from "../../collectors/otlp/fixtures.ts";
import { toProto } from "../../collectors/otlp/oracle.ts";
import { type Case, type Family, json, proto } from "../case.ts";
import type { Draw } from "../draw.ts";

const good = toProto("traces", traces([span()]));
const zipped = gzipSync(good);
const mib = 1024 * 1024;
const gzip = { "content-encoding": "gzip" };
const told = { route: "traces" as const, headers: gzip };

/** A bomb, once made for all: 300 MiB of zeros in 300 kB. */
let kept: Buffer | null = null;
export const bomb = (): Buffer => {
  kept ??= gzipSync(Buffer.alloc(300 * mib));
  return kept;
};

function broken(draw: Draw): Case {
  const body = draw.pick([
    () => zipped.subarray(0, 1 + draw.int(zipped.length - 1)),
    () => Buffer.concat([zipped, draw.bytes(1 + draw.int(20))]),
    () => {
      const bytes = Buffer.from(zipped);
      const at = zipped.length - 1 - draw.int(8);
      bytes[at] = (bytes[at] ?? 0) ^ (1 + draw.int(255));
      return bytes;
    },
    () => draw.bytes(1 + draw.int(100)),
    () => Buffer.from(good),
    () => deflateSync(good),
    () => gzipSync(zipped),
  ])();
  return proto({ ...told, what: "broken gzip", body, status: [400] });
}

function coded(draw: Draw): Case {
  const coding = draw.pick(["deflate", "br", "zstd", "compress", "gzip, gzip", "gzip,identity", "snappy", "x", "*"]);
  const body = draw.pick([deflateSync(good), brotliCompressSync(good), good]);
  return proto({
    ...told,
    what: `coding ${coding}`,
    body,
    status: [415],
    headers: { "content-encoding": coding },
    http: true,
  });
}

function fine(draw: Draw): Case {
  const cut = draw.int(good.length + 1);
  const members = draw.pick([
    () => zipped,
    () => gzipSync(good, { level: draw.int(10) }),
    () => Buffer.concat([gzipSync(good.subarray(0, cut)), gzipSync(good.subarray(cut))]),
  ])();
  return proto({ ...told, what: "good gzip", body: members, status: [200], records: 1, rejected: 0 });
}

/** Row 7: limits of a body, bombs and codings. */
export const limits: Family = {
  name: "limits",
  atDoor: true,
  one: (draw) => draw.pick([broken, broken, coded, fine])(draw),
  named: [
    () => proto({ ...told, what: "a bomb of 300 MiB", body: bomb(), status: [413] }),
    () => json({ ...told, what: "a bomb of 300 MiB for JSON", body: bomb(), status: [413] }),
    () => proto({ ...told, what: "ten bombs in a row", body: Buffer.concat(Array(10).fill(bomb())), status: [413] }),
    () => proto({ ...told, what: "a bomb behind a good member", body: Buffer.concat([zipped, bomb()]), status: [413] }),
    () => proto({ ...told, what: "a bomb in gzip", body: gzipSync(bomb()), status: [400] }),
    () =>
      proto({
        what: "a byte more than the limit",
        route: "traces",
        body: Buffer.alloc(64 * mib + 1),
        status: [413],
      }),
    () =>
      proto({
        ...told,
        what: "a byte more than the limit after inflation",
        body: gzipSync(Buffer.alloc(64 * mib + 1)),
        status: [413],
      }),
    () =>
      proto({
        ...told,
        what: "as much as the limit after inflation",
        // One unknown field that fills it: tag, length, zeros.
        body: gzipSync(Buffer.concat([Buffer.from([0x7a, 0xfa, 0xff, 0xff, 0x1f]), Buffer.alloc(64 * mib - 6)])),
        status: [200],
        records: 0,
      }),
  ],
};
