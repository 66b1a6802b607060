import type { IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { Answer } from "../../collectors/kit/index.ts";

/** How much of an unread body is read, for how long, and whether the connection ends with this answer. */
interface Drain {
  readonly bytes: number;
  readonly ms: number;
  readonly close: boolean;
  /** The body was never sent: the sender waits for leave, and there is nothing to read. */
  readonly unsent: boolean;
}

/**
 * Writes an answer. Where the body was not read, the answer is written first and the body read within the bounds of
 * `drain`, since closing a socket with unread bytes destroys the answer on its way.
 */
export function sendAnswer(request: IncomingMessage, response: ServerResponse, answer: Answer, drain: Drain): void {
  const whole = request.complete && request.readableEnded;
  const left = Number(request.headers["content-length"] ?? Number.POSITIVE_INFINITY);
  const nothingLeft = whole || (request.complete && request.readableLength === 0);
  const close = drain.close || (!nothingLeft && (drain.unsent || left > drain.bytes));
  response.writeHead(answer.status, {
    ...answer.headers,
    "content-length": answer.body.length,
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    ...(close ? { connection: "close" } : {}),
  });
  if (nothingLeft || drain.unsent) {
    response.end(answer.body);
    return;
  }
  response.write(answer.body);
  let read = 0;
  const end = (cut: boolean) => {
    clearTimeout(timer);
    request.off("data", onData).off("end", onEnd).off("close", onEnd);
    response.end(() => {
      if (cut) request.socket.destroySoon();
    });
  };
  const onData = (piece: Buffer) => {
    read += piece.length;
    if (read > drain.bytes) end(true);
  };
  const onEnd = () => end(false);
  const timer = setTimeout(() => end(true), drain.ms);
  request.on("data", onData).on("end", onEnd).on("close", onEnd);
  request.resume();
}

const STATUS_LINES: ReadonlyMap<string, string> = new Map([
  ["HPE_HEADER_OVERFLOW", "431 Request Header Fields Too Large"],
  ["ERR_HTTP_REQUEST_TIMEOUT", "408 Request Timeout"],
]);

/** So long somebody whose connection was refused has to read why; one that stays after that is cut. */
const refusedMs = 2_000;

/** Answers what is no HTTP request, or one that does not come to its end, and closes. */
export function refuseConnection(
  error: Error & { readonly code?: string },
  socket: Pick<Socket, "writable" | "end" | "destroy">,
): void {
  if (!socket.writable || error.code === "ECONNRESET") {
    socket.destroy();
    return;
  }
  const line = STATUS_LINES.get(error.code ?? "") ?? "400 Bad Request";
  socket.end(`HTTP/1.1 ${line}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
  // A peer that never closes its half would keep the connection for ever.
  setTimeout(() => socket.destroy(), refusedMs).unref();
}
