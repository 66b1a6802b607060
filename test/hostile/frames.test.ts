import { gzipSync } from "node:zlib";
import { afterAll, expect, test } from "vitest";
import { span, traces } from "../collectors/otlp/fixtures.ts";
import { toProto } from "../collectors/otlp/oracle.ts";
import { call, closeAll, connected, type Ended, framed, TRACES } from "../grpc/calls.ts";
import { frame, head, literal, rawConnection } from "../grpc/raw.ts";
import { count, type Draw, drawOf, seed } from "./draw.ts";
import { openWorld } from "./world.ts";

const good = toProto("traces", traces([span()]));
const zipped = gzipSync(good);
const gzip = { "grpc-encoding": "gzip" };

/** One call with hostile frames, and the codes that are right. */
interface Framed {
  readonly what: string;
  readonly pieces: readonly Uint8Array[];
  readonly codes: readonly number[];
  readonly headers?: Readonly<Record<string, string>>;
}

/** Row 9: a message cut into pieces of every size, framed wrongly, or compressed otherwise than said. */
function one(draw: Draw): Framed {
  const inPieces = (bytes: Buffer): Buffer[] => {
    const pieces: Buffer[] = [];
    for (let at = 0; at < bytes.length; ) {
      const length = draw.chance(0.5) ? 1 : 1 + draw.int(64);
      pieces.push(bytes.subarray(at, at + length));
      at += length;
    }
    return pieces;
  };
  switch (draw.int(9)) {
    case 0:
      return { what: "in pieces", pieces: inPieces(framed(good)), codes: [0] };
    case 1:
      return { what: "compressed, in pieces", pieces: inPieces(framed(zipped, 1)), codes: [0], headers: gzip };
    case 2:
      return {
        what: "a bad flag",
        pieces: [framed(good, 2 + draw.int(254))],
        codes: [13],
        headers: draw.pick([{}, gzip]),
      };
    case 3: {
      const cut = draw.int(framed(good).length);
      return { what: `cut at ${cut}`, pieces: [framed(good).subarray(0, cut)], codes: [13] };
    }
    case 4:
      return { what: "bytes behind it", pieces: [framed(good), draw.bytes(1 + draw.int(40))], codes: [13] };
    case 5: {
      const length = 64 * 1024 * 1024 + 1 + draw.int(2 ** 32 - 64 * 1024 * 1024 - 2);
      return {
        what: `a length of ${length}`,
        pieces: [framed(draw.bytes(20), draw.int(2), length)],
        codes: [8],
        headers: gzip,
      };
    }
    case 6: {
      const bytes = Buffer.from(zipped);
      const at = draw.int(8);
      bytes[bytes.length - 1 - at] = (bytes[bytes.length - 1 - at] ?? 0) ^ (1 + draw.int(255));
      return { what: "a wrong sum", pieces: [framed(bytes, 1)], codes: [3], headers: gzip };
    }
    case 7: {
      const length = draw.int(good.length);
      return { what: "a length that is too small", pieces: [framed(good, 0, length)], codes: [13] };
    }
    default:
      return {
        what: "noise",
        pieces: [draw.bytes(1 + draw.int(60))],
        codes: [0, 3, 8, 13],
        headers: draw.pick([{}, gzip]),
      };
  }
}

afterAll(closeAll);

test("frames of calls: each has the code that it must have", { timeout: 3_600_000 }, async () => {
  const world = await openWorld();
  const session = connected(world.grpc);
  const faults: string[] = [];
  // Each is a call of its own over HTTP/2, which costs ten times what it costs to ask the decoder.
  const number = Math.ceil(count / 8);
  const tryOne = async (index: number) => {
    const { what, pieces, codes, headers } = one(drawOf("frames", index));
    const ended: Ended = await call(session, TRACES, pieces, headers);
    if (!codes.includes(ended.status ?? -1)) faults.push(`#${index} seed ${seed}: ${what}: ${ended.status}`);
    if (ended.status !== 0 && ended.details !== null)
      faults.push(`#${index} seed ${seed}: ${what}: told to come again`);
  };
  for (let from = 0; from < number && faults.length < 20; from += 50)
    await Promise.all(Array.from({ length: Math.min(50, number - from) }, (_, i) => tryOne(from + i)));
  expect([...faults, ...world.takeBehind()]).toEqual([]);
  while (world.bytesInFlight() > 0) await new Promise((resolve) => setTimeout(resolve, 5));
  await world.close();
});

test("frames of HTTP/2 that are wrong cost their connection, and nobody else's", { timeout: 600_000 }, async () => {
  const world = await openWorld();
  const port = Number(new URL(world.grpc).port);
  const quiet = connected(world.grpc);
  const wrong: readonly (readonly [string, (draw: Draw) => Uint8Array[]])[] = [
    ["noise", (draw) => [draw.bytes(9 + draw.int(60))]],
    ["a frame larger than was allowed", () => [frame("data", 0, 1, Buffer.alloc(20_000))]],
    ["data of no stream", () => [frame("data", 0, 0, good)]],
    ["data of a stream that was not opened", (draw) => [frame("data", 0, 2 * draw.int(100) + 1, good)]],
    ["an even stream", () => [head(2, TRACES)]],
    ["streams backwards", () => [head(9, TRACES), head(3, TRACES)]],
    ["headers that are no headers", (draw) => [frame("headers", 4, 1, draw.bytes(40))]],
    [
      "headers that do not end",
      () => [
        frame("headers", 0, 1, literal([["a", "b"]])),
        ...Array.from({ length: 2_000 }, () => frame("continuation", 0, 1, literal([["a", "b"]]))),
      ],
    ],
    [
      "a thousand headers",
      () => [
        frame(
          "headers",
          4,
          1,
          literal([
            [":method", "POST"],
            [":scheme", "http"],
            [":path", TRACES],
            ...Array.from({ length: 1_000 }, (_, i) => [`x${i}`, "y"] as const),
          ]),
        ),
      ],
    ],
    ["settings of a wrong length", () => [frame("settings", 0, 0, Buffer.alloc(5))]],
    ["a window of nothing", () => [head(1, TRACES), frame("window", 0, 1, Buffer.alloc(4))]],
    [
      "a window beyond all",
      () => [
        frame("window", 0, 0, Buffer.from([0x7f, 0xff, 0xff, 0xff])),
        frame("window", 0, 0, Buffer.from([0x7f, 0xff, 0xff, 0xff])),
      ],
    ],
    ["a thousand pings", () => Array.from({ length: 1_000 }, () => frame("ping", 0, 0, Buffer.alloc(8)))],
    ["a thousand settings", () => Array.from({ length: 1_000 }, () => frame("settings", 0, 0))],
    [
      "frames of unknown types",
      (draw) =>
        Array.from({ length: 100 }, () => frame(20 + draw.int(200), draw.int(256), draw.int(9), draw.bytes(30))),
    ],
    [
      "names in capitals",
      () => [
        frame(
          "headers",
          5,
          1,
          literal([
            [":method", "POST"],
            [":scheme", "http"],
            [":path", TRACES],
            ["Content-Type", "application/grpc"],
          ]),
        ),
      ],
    ],
    [
      "a connection's own header",
      () => [
        frame(
          "headers",
          5,
          1,
          literal([
            [":method", "POST"],
            [":scheme", "http"],
            [":path", TRACES],
            ["connection", "close"],
          ]),
        ),
      ],
    ],
    [
      "an unknown header of HTTP/2",
      () => [
        frame(
          "headers",
          5,
          1,
          literal([
            [":method", "POST"],
            [":evil", "x"],
            [":path", TRACES],
          ]),
        ),
      ],
    ],
  ];
  const rounds = Math.max(1, Math.ceil(count / 4_000));
  for (let round = 0; round < rounds; round += 1)
    for (const [what, frames] of wrong) {
      const connection = await rawConnection(port);
      connection.send(...frames(drawOf(what, round)));
      const ended = await call(quiet, TRACES, [framed(good)]);
      expect([what, ended.status]).toEqual([what, 0]);
      connection.close();
    }
  // The same is said while each of them is still open.
  const open = await Promise.all(
    wrong.map(async ([, frames]) => {
      const connection = await rawConnection(port);
      connection.send(...frames(drawOf("open", 0)));
      return connection;
    }),
  );
  expect((await call(quiet, TRACES, [framed(good)])).status).toBe(0);
  for (const connection of open) connection.close();
  expect(world.takeBehind()).toEqual([]);
  while (world.bytesInFlight() > 0) await new Promise((resolve) => setTimeout(resolve, 5));
  await world.close();
});
