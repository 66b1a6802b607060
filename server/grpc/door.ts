import type { Http2Server, IncomingHttpHeaders, ServerHttp2Session, ServerHttp2Stream } from "node:http2";
import { createServer } from "node:http2";
import type { AddressInfo } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import type { Call, CallAnswer, Collector, Fault, Outcome, Route } from "../../collectors/kit/index.ts";
import { permanent, retryable } from "../../collectors/kit/index.ts";
import { createAdmission } from "../http/admission.ts";
import type { Door, DoorOptions } from "../http/door.ts";
import { doorDefaults, receiptOf } from "../http/door.ts";
import type { Coding } from "../http/inflate.ts";
import { endCall, refuseStream } from "./callAnswer.ts";
import { readMessage } from "./message.ts";
import { guardSession } from "./session.ts";

/** What counters and the list of last requests say of a call. */
const CALL_TYPE = "application/grpc";
const UNKNOWN_LENGTH_BYTES = 64 * 1024;
/** Calls under way on one connection; a sender that opens more is told to wait, then cut. */
const MAX_CALLS = 128;
/** Bytes that a sender may be ahead in one call. They are in memory unread. */
const CALL_WINDOW = 256 * 1024;
const MAX_HEADER_BYTES = 16 * 1024;
const UNIMPLEMENTED = 12;

interface Method {
  readonly collector: Collector;
  readonly route: Route;
  readonly call: Call;
}

/** What is found out of a call while it is received. */
interface Seen {
  sender: string;
  receipt: string | null;
  bytes: number;
}

/**
 * Makes the ingest door for gRPC, which serves the routes that have a `call`. It speaks HTTP/2 itself, so that a call
 * is authenticated and admitted before its message is read, and the message is inflated within the same bounds as every
 * other body.
 */
export function createGrpcDoor(options: DoorOptions): Door {
  const limits = { ...doorDefaults, ...options.limits };
  const now = options.now ?? Date.now;
  const methods = methodsOf(options.collectors);
  const admission = options.admission ?? createAdmission(limits.bytesInFlight, limits.retryAfterMs);
  const drain = { bytes: limits.drainBytes, ms: limits.drainMs };
  const sessions = new Set<ServerHttp2Session>();

  const answerTo = (stream: ServerHttp2Stream, headers: IncomingHttpHeaders) => {
    // A sender that goes away is no fault of ours, and told by `close`.
    stream.on("error", () => {});
    const startedAt = now();
    if (headers[":method"] !== "POST") return refuseStream(stream, 405, { allow: "POST" }, drain);
    if (!/^application\/grpc(\+proto)?\s*(;|$)/i.test(headers["content-type"] ?? ""))
      return refuseStream(stream, 415, {}, drain);
    const method = methods.get(headers[":path"] ?? "");
    if (method === undefined) {
      options.report({ kind: "unknown-address", at: startedAt });
      return endCall(stream, unknownMethod, drain);
    }
    const { collector, route, call } = method;
    const seen: Seen = { sender: "", receipt: null, bytes: 0 };
    const finish = (outcome: Outcome) => {
      const answer = call.answer(outcome);
      options.report({
        kind: "answered",
        at: startedAt,
        collector: collector.name,
        route: route.name,
        contentType: CALL_TYPE,
        sender: seen.sender,
        receipt: seen.receipt,
        bytes: seen.bytes,
        status: answer.status,
        records: outcome.kind === "accepted" ? outcome.records : 0,
        rejected: outcome.kind === "accepted" ? outcome.rejected : 0,
        durationMs: now() - startedAt,
        fault: outcome.kind === "accepted" ? null : outcome.fault,
      });
      endCall(stream, answer, drain);
    };
    receive(stream, headers, method, seen).then(finish, (error: unknown) => {
      options.report({ kind: "failed", at: startedAt, route: route.name, error });
      const { fault } = retryable("internal", "something went wrong here: send it again later", limits.retryAfterMs);
      finish({ kind: "busy", fault });
    });
  };

  const receive = async (
    stream: ServerHttp2Stream,
    headers: IncomingHttpHeaders,
    { collector, route, call }: Method,
    seen: Seen,
  ): Promise<Outcome> => {
    const who = await options.authenticate(headers.authorization ?? null, addressOf(stream));
    if (who === null) return refused("unauthenticated", "an ingest token is needed: authorization: Bearer <token>");
    seen.sender = who.sender;
    const coding = codingOf(headers["grpc-encoding"]);
    if (coding === null) return refused("unsupported-encoding", "grpc-encoding may be gzip or identity");
    const busy = options.busy();
    if (busy !== null) return { kind: "busy", fault: busy };
    const reservation = admission.enter(UNKNOWN_LENGTH_BYTES, { sender: who.sender, route: route.name });
    if (reservation.kind === "refused") {
      if (reservation.afterMs > 0) await pause(reservation.afterMs);
      return { kind: "busy", fault: reservation.fault };
    }
    try {
      const late = retryable("body-timeout", "the message did not come in time", limits.retryAfterMs).fault;
      const bounds = { bytes: route.maxBodyBytes, admit: reservation.grow, ms: limits.bodyMs, late };
      const message = await readMessage(stream, coding, bounds);
      if (!message.ok) return failed(message.fault);
      const receipt = receiptOf(collector, route, who.sender, call.contentType, message.value, now());
      seen.receipt = receipt.id;
      seen.bytes = message.value.length;
      reservation.ready();
      return await options.deliver(receipt);
    } finally {
      reservation.release();
    }
  };

  const server = createServer({
    settings: {
      maxConcurrentStreams: MAX_CALLS,
      initialWindowSize: CALL_WINDOW,
      maxHeaderListSize: MAX_HEADER_BYTES,
      enablePush: false,
    },
  });
  server.on("stream", answerTo);
  // What is no HTTP/2, or abuses it, loses its connection and nothing else.
  server.on("sessionError", () => {});
  server.on("session", (session) => {
    sessions.add(session);
    session.once("close", () => sessions.delete(session));
    guardSession(session, limits.headersMs, () => performance.now());
  });

  return {
    listen: (host, port) => listening(server, host, port),
    bytesInFlight: () => admission.bytes,
    close: (graceMs = 10_000) => closed(server, sessions, graceMs),
  };
}

const unknownMethod: CallAnswer = {
  code: UNIMPLEMENTED,
  message: "nothing is received at this method",
  body: null,
  details: null,
  status: 404,
};

const failed = (fault: Fault): Outcome => ({ kind: fault.class === "retryable" ? "busy" : "rejected", fault });

const refused = (code: string, message: string): Outcome => failed(permanent(code, message).fault);

function methodsOf(collectors: readonly Collector[]): ReadonlyMap<string, Method> {
  const methods = new Map<string, Method>();
  for (const collector of collectors)
    for (const route of collector.routes) {
      const { call } = route;
      if (call === undefined) continue;
      if (methods.has(call.path)) throw new RangeError(`two routes have the method ${call.path}`);
      methods.set(call.path, { collector, route, call });
    }
  return methods;
}

function codingOf(header: string | readonly string[] | undefined): Coding | null {
  if (header === undefined || header === "identity") return "identity";
  return header === "gzip" ? "gzip" : null;
}

const addressOf = (stream: ServerHttp2Stream): string =>
  (stream.session?.socket.remoteAddress ?? "").replace(/^::ffff:/i, "");

function listening(server: Http2Server, host: string, port: number): Promise<{ readonly port: number }> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      server.off("error", reject);
      resolve({ port: (server.address() as AddressInfo).port });
    });
  });
}

/** Tells each sender to open no more calls, waits for those under way, and cuts what is left after the grace. */
function closed(server: Http2Server, sessions: ReadonlySet<ServerHttp2Session>, graceMs: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => {
      for (const session of sessions) session.destroy();
    }, graceMs);
    server.close(() => {
      clearTimeout(timer);
      resolve();
    });
    for (const session of sessions) session.close();
  });
}
