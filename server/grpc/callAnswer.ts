import type { ServerHttp2Stream } from "node:http2";
import { constants } from "node:http2";
import type { CallAnswer } from "../../collectors/kit/index.ts";

/** Of a refused call so much is read, for so long, so that the sender gets to the answer. */
interface Drain {
  readonly bytes: number;
  readonly ms: number;
}

const HEADERS = {
  ":status": 200,
  "content-type": "application/grpc+proto",
  "grpc-accept-encoding": "identity,gzip",
} as const;

/** Ends a call with its answer: a message and the status behind it, or the status alone. */
export function endCall(stream: ServerHttp2Stream, answer: CallAnswer, drain: Drain): void {
  if (stream.destroyed || stream.headersSent) return;
  const status = statusOf(answer);
  if (answer.body === null) {
    stream.respond({ ...HEADERS, ...status }, { endStream: true });
    drained(stream, drain);
    return;
  }
  stream.respond(HEADERS, { waitForTrailers: true });
  stream.once("wantTrailers", () => stream.sendTrailers(status));
  stream.end(framed(answer.body));
}

/** Refuses what is no call at all, with a status of HTTP. */
export function refuseStream(
  stream: ServerHttp2Stream,
  status: number,
  headers: Readonly<Record<string, string>>,
  drain: Drain,
): void {
  if (stream.destroyed || stream.headersSent) return;
  stream.respond({ ":status": status, ...headers }, { endStream: true });
  drained(stream, drain);
}

/** Reads on within the bounds, then tells the sender that the rest is not wanted. */
function drained(stream: ServerHttp2Stream, drain: Drain): void {
  let read = 0;
  const end = () => stream.close(constants.NGHTTP2_NO_ERROR);
  const timer = setTimeout(end, drain.ms);
  stream.once("close", () => clearTimeout(timer));
  stream.on("data", (piece: Buffer) => {
    read += piece.length;
    if (read > drain.bytes) end();
  });
  stream.resume();
}

function statusOf({ code, message, details }: CallAnswer): Record<string, string> {
  return {
    "grpc-status": String(code),
    ...(message === "" ? {} : { "grpc-message": escaped(message) }),
    ...(details === null ? {} : { "grpc-status-details-bin": Buffer.from(details).toString("base64") }),
  };
}

/** As gRPC writes a message in a header: printable ASCII as it is, but for `%`; each other byte of UTF-8 as `%XX`. */
function escaped(message: string): string {
  return [...Buffer.from(message)]
    .map((byte) =>
      byte >= 0x20 && byte <= 0x7e && byte !== 0x25
        ? String.fromCharCode(byte)
        : `%${byte.toString(16).toUpperCase().padStart(2, "0")}`,
    )
    .join("");
}

function framed(body: Uint8Array): Buffer {
  const prefix = Buffer.alloc(5);
  prefix.writeUInt32BE(body.length, 1);
  return Buffer.concat([prefix, body]);
}
