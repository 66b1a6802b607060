import { once } from "node:events";
import { connect, type Socket } from "node:net";

const PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
const TYPES = { data: 0, headers: 1, reset: 3, settings: 4, ping: 6, goaway: 7, window: 8, continuation: 9 } as const;
const END_STREAM = 1;
const END_HEADERS = 4;

/** One frame of HTTP/2, whatever it says. */
export function frame(
  type: keyof typeof TYPES | number,
  flags: number,
  stream: number,
  payload: Uint8Array = Buffer.alloc(0),
): Buffer {
  const head = Buffer.alloc(9);
  head.writeUIntBE(payload.length, 0, 3);
  head.writeUInt8(typeof type === "number" ? type : TYPES[type], 3);
  head.writeUInt8(flags, 4);
  head.writeUInt32BE(stream, 5);
  return Buffer.concat([head, payload]);
}

const text = (value: string): Buffer => {
  if (value.length > 126) throw new RangeError("longer than one byte can say");
  return Buffer.concat([Buffer.of(value.length), Buffer.from(value)]);
};

/** Headers as literals that are not remembered. */
export const literal = (headers: readonly (readonly [name: string, value: string])[]): Buffer =>
  Buffer.concat(headers.flatMap(([name, value]) => [Buffer.of(0), text(name), text(value)]));

/** The head of a call. `end`: nothing follows. */
export const head = (stream: number, path: string, end = false): Buffer =>
  frame(
    "headers",
    END_HEADERS | (end ? END_STREAM : 0),
    stream,
    literal([
      [":method", "POST"],
      [":scheme", "http"],
      [":path", path],
      [":authority", "x"],
      ["content-type", "application/grpc"],
    ]),
  );

export const reset = (stream: number): Buffer => frame("reset", 0, stream, Buffer.from([0, 0, 0, 8]));

/** What a server said on a raw connection. */
export interface Said {
  readonly type: number;
  readonly stream: number;
  readonly payload: Buffer;
}

/** A connection that sends bytes as they are, after the preface and empty settings. */
export async function rawConnection(port: number) {
  const socket: Socket = connect(port, "127.0.0.1");
  socket.on("error", () => {});
  await once(socket, "connect");
  let bytes = Buffer.alloc(0);
  const said: Said[] = [];
  socket.on("data", (piece: Buffer) => {
    bytes = Buffer.concat([bytes, piece]);
    while (bytes.length >= 9) {
      const length = bytes.readUIntBE(0, 3);
      if (bytes.length < 9 + length) break;
      const [type, stream] = [bytes.readUInt8(3), bytes.readUInt32BE(5)];
      said.push({ type, stream, payload: bytes.subarray(9, 9 + length) });
      bytes = bytes.subarray(9 + length);
    }
  });
  socket.write(PREFACE);
  socket.write(frame("settings", 0, 0));
  return {
    socket,
    said: said as readonly Said[],
    /** Sends unless it was cut. */
    send: (...frames: readonly Uint8Array[]) => {
      for (const one of frames) if (socket.writable) socket.write(one);
    },
    /** Waits until it is cut; the code of the GOAWAY that was said before, if any. */
    async cut(): Promise<number | null> {
      // Not by `once`, which an EPIPE on the way there would end.
      if (!socket.closed) await new Promise((resolve) => socket.once("close", resolve));
      const goaway = said.find(({ type }) => type === TYPES.goaway);
      return goaway === undefined ? null : goaway.payload.readUInt32BE(4);
    },
    close: () => socket.destroy(),
  };
}
