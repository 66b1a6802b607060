import { type ClientHttp2Session, connect, constants } from "node:http2";
import protobuf from "protobufjs/light.js";
import { collectors } from "../../collectors/index.ts";
import type { Outcome, Receipt } from "../../collectors/kit/index.ts";
import { createGrpcDoor } from "../../server/grpc/door.ts";
import type { Door, DoorOptions } from "../../server/http/door.ts";
import type { DoorEvent } from "../../server/http/doorEvent.ts";
import { decode } from "../collectors/otlp/fixtures.ts";

export const TRACES = "/opentelemetry.proto.collector.trace.v1.TraceService/Export";
export const LOGS = "/opentelemetry.proto.collector.logs.v1.LogsService/Export";
export const METRICS = "/opentelemetry.proto.collector.metrics.v1.MetricsService/Export";

const open: { close(): void | Promise<void> }[] = [];

/** Closes every door and connection that a test opened. */
export async function closeAll(): Promise<void> {
  for (const one of open.splice(0).reverse()) await one.close();
}

/** A door with a memory behind it. */
export async function doorWith(options: Partial<DoorOptions> = {}) {
  const receipts: Receipt[] = [];
  const events: DoorEvent[] = [];
  const deliver = async (receipt: Receipt): Promise<Outcome> => {
    const result = decode(receipt);
    if (!result.ok) return { kind: "rejected", fault: result.fault };
    receipts.push(receipt);
    const { records, rejected } = result.value;
    return { kind: "accepted", records, rejected: rejected.length, message: rejected[0]?.reason ?? null };
  };
  const door: Door = createGrpcDoor({
    collectors,
    deliver,
    authenticate: async (_authorization, remoteAddress) => ({ sender: remoteAddress }),
    busy: () => null,
    report: (event) => events.push(event),
    ...options,
    // What a refused sender still sends is not waited for in tests.
    limits: { drainMs: 50, ...options.limits },
  });
  open.push({ close: () => door.close(100) });
  const { port } = await door.listen("127.0.0.1", 0);
  return { door, port, receipts, events, address: `http://127.0.0.1:${port}` };
}

/** How a call ended, as it stood on the wire. */
export interface Ended {
  readonly http: number;
  /** `grpc-status`; null where there is none. */
  readonly status: number | null;
  readonly message: string;
  readonly details: Buffer | null;
  readonly body: Buffer | null;
  readonly headers: Readonly<Record<string, unknown>>;
  /** Code of HTTP/2 with which the stream was closed. */
  readonly reset: number;
}

/** A connection of HTTP/2 that says exactly what it is told to. */
export function connected(address: string): ClientHttp2Session {
  // As gRPC's clients do: what waits to be sent is bounded by who sends it.
  const session = connect(address, { maxSessionMemory: 1_000 });
  session.on("error", () => {});
  open.push({ close: () => session.destroy() });
  return session;
}

/** A message with its prefix. */
export function framed(message: Uint8Array, flag = 0, length = message.length): Buffer {
  const prefix = Buffer.alloc(5);
  prefix.writeUInt8(flag, 0);
  prefix.writeUInt32BE(length, 1);
  return Buffer.concat([prefix, message]);
}

/** One call with these bytes in these pieces. `leaveOpen`: the sender does not say that it has ended. */
export function call(
  session: ClientHttp2Session,
  path: string,
  pieces: readonly Uint8Array[],
  headers: Readonly<Record<string, string>> = {},
  leaveOpen = false,
): Promise<Ended> {
  return new Promise((resolve) => {
    const stream = session.request({
      ":method": "POST",
      ":path": path,
      "content-type": "application/grpc",
      te: "trailers",
      ...headers,
    });
    let head: Record<string, unknown> = {};
    let tail: Record<string, unknown> = {};
    const got: Buffer[] = [];
    stream.on("response", (said) => {
      head = { ...said };
    });
    stream.on("trailers", (said) => {
      tail = { ...said };
    });
    stream.on("data", (piece: Buffer) => got.push(piece));
    stream.on("error", () => {});
    stream.on("close", () => {
      const said = { ...head, ...tail };
      const details = said["grpc-status-details-bin"];
      const bytes = Buffer.concat(got);
      resolve({
        http: Number(head[":status"] ?? 0),
        status: said["grpc-status"] === undefined ? null : Number(said["grpc-status"]),
        message: decodeURIComponent(String(said["grpc-message"] ?? "")),
        details: details === undefined ? null : Buffer.from(String(details), "base64"),
        body: bytes.length < 5 ? null : bytes.subarray(5),
        headers: said,
        reset: stream.rstCode ?? constants.NGHTTP2_NO_ERROR,
      });
    });
    for (const piece of pieces) stream.write(piece);
    if (!leaveOpen) stream.end();
  });
}

const rpc = protobuf.Root.fromJSON({
  nested: {
    Status: {
      fields: {
        code: { id: 1, type: "int32" },
        message: { id: 2, type: "string" },
        details: { id: 3, type: "Any", rule: "repeated" },
      },
    },
    Any: { fields: { typeUrl: { id: 1, type: "string" }, value: { id: 2, type: "bytes" } } },
    RetryInfo: { fields: { retryDelay: { id: 1, type: "Duration" } } },
    Duration: { fields: { seconds: { id: 1, type: "int64" }, nanos: { id: 2, type: "int32" } } },
  },
});

/** Reads `grpc-status-details-bin` by hand: code, message, and the wait in milliseconds where it has a `RetryInfo`. */
export function statusIn(details: Buffer) {
  const plain = { longs: Number, defaults: true } as const;
  const status = rpc.lookupType("Status");
  const { code, message, details: any } = status.toObject(status.decode(details), plain);
  const retry = rpc.lookupType("RetryInfo");
  const waits = (any as { typeUrl: string; value: Uint8Array }[])
    .filter(({ typeUrl }) => typeUrl === "type.googleapis.com/google.rpc.RetryInfo")
    .map(({ value }) => {
      const { retryDelay } = retry.toObject(retry.decode(value), plain);
      return retryDelay.seconds * 1_000 + retryDelay.nanos / 1_000_000;
    });
  return { code, message, waits };
}
