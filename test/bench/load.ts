import { connect, type Socket } from "node:net";
import process from "node:process";
import { gzipSync } from "node:zlib";
import { type Facts, type Request, requestsOf, shape, stamp, traceIdsOf } from "./spans.ts";

/** What is sent, how fast and for how long. */
export interface Sending {
  readonly port: number;
  readonly coding: "protobuf" | "json" | "gzip";
  readonly connections: number;
  /** Spans a second in all; null: as fast as they are acknowledged. */
  readonly rate: number | null;
  /** Ends after so long, or after so many spans, whichever comes first. */
  readonly seconds: number;
  readonly spans: number;
  /** Number of the first request; each gets the next, and no two sendings may share any. */
  readonly serial: number;
  readonly facts?: Facts;
}

/** What came of it. Only what was answered 2xx counts as acknowledged. */
export interface Sent {
  readonly spans: number;
  readonly requests: number;
  readonly bytes: number;
  /** Answers that said to come again. */
  readonly refused: number;
  /** Answers that were neither. */
  readonly failed: number;
  readonly firstFailure: string;
  readonly seconds: number;
  /** Milliseconds from when a request was to be sent until its answer was there. */
  readonly tookMs: readonly number[];
  /** Serial number for the next sending. */
  readonly serial: number;
  /** Some of the trace ids and serials that were acknowledged, for whoever looks for them. */
  readonly traces: readonly string[];
  readonly orders: readonly number[];
}

const pooled = 256;
const pools = new Map<string, readonly Request[]>();

function poolOf(coding: "protobuf" | "json", facts: Facts | undefined): readonly Request[] {
  const name = JSON.stringify([coding, facts]);
  const known = pools.get(name);
  if (known !== undefined) return known;
  const made = requestsOf({
    count: pooled,
    seed: 1 + pools.size,
    at: Date.now(),
    coding,
    ...(facts === undefined ? {} : { facts }),
  });
  pools.set(name, made);
  return made;
}

interface Ready {
  readonly body: Buffer;
  readonly spans: number;
  readonly serial: number;
  readonly request: Request;
  readonly compressed: boolean;
}

/** Hands out requests, each new; compressed ones are made before the clock starts, since that is the sender's work. */
function supply(sending: Sending): { next(): Ready | null; readonly serial: () => number } {
  const pool = poolOf(sending.coding === "json" ? "json" : "protobuf", sending.facts);
  let serial = sending.serial;
  const fresh = (): Ready => {
    const request = pool[serial % pool.length];
    if (request === undefined) throw new Error("an empty pool");
    stamp(request, serial);
    return { body: request.body, spans: request.spans, serial: serial++, request, compressed: false };
  };
  if (sending.coding !== "gzip") return { next: fresh, serial: () => serial };
  const compressed = Array.from({ length: Math.ceil(sending.spans / shape.spans) }, (): Ready => {
    const one = fresh();
    return { ...one, body: gzipSync(one.body, { level: 1 }), compressed: true };
  });
  return { next: () => compressed.pop() ?? null, serial: () => serial };
}

/** Sends until the time is over; what is under way then is waited for. */
async function send(sending: Sending): Promise<Sent> {
  const { next, serial } = supply(sending);
  const tookMs: number[] = [];
  const traces: string[] = [];
  const orders: number[] = [];
  const sum = { spans: 0, requests: 0, bytes: 0, refused: 0, failed: 0, handed: 0, firstFailure: "" };
  const began = performance.now();
  const end = began + sending.seconds * 1000;
  /** Milliseconds between two requests of one connection. */
  const every = sending.rate === null ? 0 : (shape.spans * sending.connections * 1000) / sending.rate;

  async function client(index: number): Promise<void> {
    const line = await open(sending.port, sending.coding);
    let due = began + (every * index) / sending.connections;
    for (;;) {
      const now = performance.now();
      if (every > 0 && due > now) await new Promise((resolve) => setTimeout(resolve, due - now));
      if (performance.now() >= end || sum.handed >= sending.spans) break;
      const one = next();
      if (one === null) break;
      sum.handed += one.spans;
      for (let again = true; again; ) {
        again = false;
        const from = every > 0 ? due : performance.now();
        const status = await line.ask(one.body);
        if (status >= 200 && status < 300) {
          tookMs.push(performance.now() - from);
          sum.spans += one.spans;
          sum.requests++;
          sum.bytes += one.body.length;
          if (sum.requests % 50 === 1 && !one.compressed) {
            traces.push(traceIdsOf(one.request)[one.serial % 50] ?? "");
            orders.push(one.serial);
          }
        } else if (status === 503 || status === 429) {
          sum.refused++;
          await new Promise((resolve) => setTimeout(resolve, line.retryAfterMs()));
          again = performance.now() < end;
        } else {
          sum.failed++;
          sum.firstFailure ||= String(status);
        }
      }
      due += every;
    }
    line.close();
  }
  await Promise.all(Array.from({ length: sending.connections }, (_, index) => client(index)));
  const { handed: _, ...counted } = sum;
  return { ...counted, seconds: (performance.now() - began) / 1000, tookMs, serial: serial(), traces, orders };
}

interface Line {
  /** Sends a body and resolves to the status that it was answered with. */
  ask(body: Buffer): Promise<number>;
  retryAfterMs(): number;
  close(): void;
}

/** One connection that is kept alive: the least that is HTTP/1.1, so that the sender costs as little as can be. */
function open(port: number, coding: Sending["coding"]): Promise<Line> {
  const type = coding === "json" ? "application/json" : "application/x-protobuf";
  const head = `POST /v1/traces HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nContent-Type: ${type}\r\n${coding === "gzip" ? "Content-Encoding: gzip\r\n" : ""}Content-Length: `;
  let answer: { readonly resolve: (status: number) => void; readonly reject: (error: Error) => void } | null = null;
  let got = "";
  let retryAfterMs = 0;
  return new Promise((opened, refused) => {
    const socket: Socket = connect({ port, host: "127.0.0.1", noDelay: true });
    const lost = (error: Error): void => {
      refused(error);
      answer?.reject(error);
    };
    socket.on("error", lost).on("close", () => lost(new Error("the server closed the connection")));
    socket.on("data", (chunk: Buffer) => {
      got = got === "" ? chunk.toString("latin1") : got + chunk.toString("latin1");
      const split = got.indexOf("\r\n\r\n");
      if (split < 0) return;
      const length = Number(/\r\ncontent-length: *(\d+)/i.exec(got)?.[1] ?? 0);
      if (got.length < split + 4 + length) return;
      const status = Number(got.slice(9, 12));
      retryAfterMs = Number(/\r\nretry-after: *(\d+)/i.exec(got)?.[1] ?? 1) * 1000;
      got = "";
      const waiting = answer;
      answer = null;
      waiting?.resolve(status);
    });
    socket.once("connect", () =>
      opened({
        ask: (body) =>
          new Promise((resolve, reject) => {
            answer = { resolve, reject };
            socket.cork();
            socket.write(`${head}${body.length}\r\n\r\n`, "latin1");
            socket.write(body);
            socket.uncork();
          }),
        retryAfterMs: () => retryAfterMs,
        close: () => {
          socket.removeAllListeners("close");
          socket.destroy();
        },
      }),
    );
  });
}

process.on("message", (sending: Sending) => {
  send(sending).then(
    (sent) => process.send?.({ sent }),
    (error: unknown) => process.send?.({ error: String(error) }),
  );
});
process.on("disconnect", () => process.exit());
