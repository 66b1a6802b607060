import { createHash } from "node:crypto";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import type { Collector, Fault, Outcome, Receipt, Route } from "../../collectors/kit/index.ts";
import { retryable } from "../../collectors/kit/index.ts";
import { type Admission, createAdmission } from "./admission.ts";
import { refuseConnection, sendAnswer } from "./doorAnswer.ts";
import type { DoorEvent } from "./doorEvent.ts";
import type { Coding } from "./inflate.ts";
import { readBody } from "./inflate.ts";

/** Bounds of the door; each has a default. */
interface DoorLimits {
  /** Bodies in memory at once, in bytes after inflation; more is answered 503. At least the largest body of a route. */
  readonly bytesInFlight: number;
  /** A sender has so long for its headers, then for its body. */
  readonly headersMs: number;
  readonly bodyMs: number;
  /** Of a refused body so much is read, for so long, so that the sender gets to the answer. */
  readonly drainBytes: number;
  readonly drainMs: number;
  /** What `Retry-After` says when the door itself is full or something broke. */
  readonly retryAfterMs: number;
}

const DEFAULTS: DoorLimits = {
  bytesInFlight: 192 * 1024 * 1024,
  headersMs: 10_000,
  bodyMs: 30_000,
  drainBytes: 1024 * 1024,
  drainMs: 5_000,
  retryAfterMs: 2_000,
};

/** What a door is made of. */
export interface DoorOptions {
  /** Their routes are what the door serves. */
  readonly collectors: readonly Collector[];
  /**
   * Durable, then acknowledged: resolves when the receipt is on the disk, or says why it was not taken. Also gets
   * receipts of routes that are not kept (`keep: false`), to be decoded and counted. What it throws is answered 503.
   */
  readonly deliver: (receipt: Receipt) => Promise<Outcome>;
  /** Who sends: the token's id, or the address where none is needed. Null is answered 401. */
  readonly authenticate: (
    authorization: string | null,
    remoteAddress: string,
  ) => Promise<{ readonly sender: string } | null>;
  /** Asked before a body is read: a fault where nothing can be taken now. */
  readonly busy: () => Fault | null;
  readonly report: (event: DoorEvent) => void;
  readonly limits?: Partial<DoorLimits>;
  /** Where doors share one budget of bytes in memory; one of its own when left out. */
  readonly admission?: Admission;
  /** Unix milliseconds; the machine's clock when left out. */
  readonly now?: () => number;
}

/** The ingest listener. */
export interface Door {
  /** Starts listening; port 0 takes a free one. Rejects when the port is in use. */
  listen(host: string, port: number): Promise<{ readonly port: number }>;
  /** Bytes of bodies in memory now. */
  bytesInFlight(): number;
  /** Takes no more requests, answers those under way for at most `graceMs`, then cuts. */
  close(graceMs?: number): Promise<void>;
}

interface Entrance {
  readonly collector: Collector;
  readonly route: Route;
}

const UNKNOWN_LENGTH_BYTES = 64 * 1024;

const permanentFault = (code: string, message: string): Fault => ({ class: "permanent", code, message });

/** Makes the ingest door: node:http and nothing between, since each request passes through here. */
export function createDoor(options: DoorOptions): Door {
  const limits = { ...DEFAULTS, ...options.limits };
  const now = options.now ?? Date.now;
  const entrances = entrancesOf(options.collectors);
  const largest = Math.max(0, ...[...entrances.values()].map(({ route }) => route.maxBodyBytes));
  if (limits.bytesInFlight < largest) throw new RangeError("bytesInFlight is less than the largest body of a route");
  const admission = options.admission ?? createAdmission(limits.bytesInFlight, limits.retryAfterMs);
  let closing = false;

  const answerTo = (request: IncomingMessage, response: ServerResponse, mayContinue: (() => void) | null) => {
    const startedAt = now();
    const path = pathOf(request.url ?? "");
    const entrance = path === null ? undefined : entrances.get(path);
    const drain = { bytes: limits.drainBytes, ms: limits.drainMs, close: closing, unsent: mayContinue !== null };
    if (entrance === undefined) {
      options.report({ kind: "unknown-address", at: startedAt });
      const body = Buffer.from(JSON.stringify({ code: 5, message: "nothing is received at this address" }));
      sendAnswer(request, response, { status: 404, headers: { "content-type": "application/json" }, body }, drain);
      return;
    }
    const { collector, route } = entrance;
    const contentType = mediaTypeOf(request.headers["content-type"]);
    const seen: Seen = { sender: "", receipt: null, bytes: 0, unsent: mayContinue !== null };
    const finish = (outcome: Outcome) => {
      const answer = route.answer(outcome, contentType);
      options.report({
        kind: "answered",
        at: startedAt,
        collector: collector.name,
        route: route.name,
        contentType,
        sender: seen.sender,
        receipt: seen.receipt,
        bytes: seen.bytes,
        status: answer.status,
        records: outcome.kind === "accepted" ? outcome.records : 0,
        rejected: outcome.kind === "accepted" ? outcome.rejected : 0,
        durationMs: now() - startedAt,
        fault: outcome.kind === "accepted" ? null : outcome.fault,
      });
      sendAnswer(request, response, answer, { ...drain, close: closing, unsent: seen.unsent });
    };
    receive(request, entrance, contentType, seen, mayContinue).then(finish, (error: unknown) => {
      options.report({ kind: "failed", at: startedAt, route: route.name, error });
      const { fault } = retryable("internal", "something went wrong here: send it again later", limits.retryAfterMs);
      finish({ kind: "busy", fault });
    });
  };

  const receive = async (
    request: IncomingMessage,
    { collector, route }: Entrance,
    contentType: string,
    seen: Seen,
    mayContinue: (() => void) | null,
  ): Promise<Outcome> => {
    if (request.method !== route.method)
      return rejected(permanentFault("method-not-allowed", `this address takes ${route.method} only`));
    const who = await options.authenticate(request.headers.authorization ?? null, addressOf(request));
    if (who === null)
      return rejected(permanentFault("unauthenticated", "an ingest token is needed: Authorization: Bearer <token>"));
    seen.sender = who.sender;
    if (!route.contentTypes.includes(contentType))
      return rejected(permanentFault("unsupported-media-type", `the body may be ${route.contentTypes.join(" or ")}`));
    const coding = codingOf(request.headers["content-encoding"]);
    if (coding === null)
      return rejected(permanentFault("unsupported-encoding", "the content coding may be gzip or identity"));
    const declared = Number(request.headers["content-length"] ?? Number.NaN);
    if (declared > route.maxBodyBytes)
      return rejected(permanentFault("body-too-large", `the body is larger than ${route.maxBodyBytes} bytes`));
    const busy = options.busy();
    if (busy !== null) return { kind: "busy", fault: busy };
    const reservation = admission.enter(Number.isNaN(declared) ? UNKNOWN_LENGTH_BYTES : declared, {
      sender: who.sender,
      route: route.name,
    });
    if (reservation.kind === "refused") {
      if (reservation.afterMs > 0) await pause(reservation.afterMs);
      return { kind: "busy", fault: reservation.fault };
    }
    try {
      mayContinue?.();
      seen.unsent = false;
      const body = await bodyWithin(request, coding, route.maxBodyBytes, reservation.grow);
      if (!body.ok)
        return body.fault.class === "retryable" ? { kind: "busy", fault: body.fault } : rejected(body.fault);
      const receipt = receiptOf(collector, route, who.sender, contentType, body.value, now());
      seen.receipt = receipt.id;
      seen.bytes = body.value.length;
      reservation.ready();
      return await options.deliver(receipt);
    } finally {
      reservation.release();
    }
  };

  const bodyWithin = async (
    request: IncomingMessage,
    coding: Coding,
    bytes: number,
    admit: (total: number) => Fault | null,
  ) => {
    const slow = new AbortController();
    const { fault } = retryable("body-timeout", "the body did not come in time", limits.retryAfterMs);
    const timer = setTimeout(() => slow.abort(fault), limits.bodyMs);
    try {
      return await readBody(request, coding, { bytes, admit, signal: slow.signal });
    } finally {
      clearTimeout(timer);
    }
  };

  const server = createServer({
    headersTimeout: limits.headersMs,
    requestTimeout: limits.headersMs + limits.bodyMs + limits.drainMs,
    connectionsCheckingInterval: Math.min(1_000, limits.headersMs),
  });
  server.on("request", (request, response) => answerTo(request, response, null));
  server.on("checkContinue", (request, response) => answerTo(request, response, () => response.writeContinue()));
  server.on("clientError", refuseConnection);

  return {
    listen: (host, port) => listening(server, host, port),
    bytesInFlight: () => admission.bytes,
    close: (graceMs = 10_000) => {
      closing = true;
      return closed(server, graceMs);
    },
  };
}

/** What is found out of a request while it is received. */
interface Seen {
  sender: string;
  receipt: string | null;
  bytes: number;
  /** The sender waits for leave to send its body. */
  unsent: boolean;
}

const rejected = (fault: Fault): Outcome => ({ kind: "rejected", fault });

function entrancesOf(collectors: readonly Collector[]): ReadonlyMap<string, Entrance> {
  const entrances = new Map<string, Entrance>();
  for (const collector of collectors)
    for (const route of collector.routes) {
      if (entrances.has(route.path)) throw new RangeError(`two routes have the path ${route.path}`);
      entrances.set(route.path, { collector, route });
    }
  return entrances;
}

/**
 * The path of a request's target, or null where it is not plain: percent-encoding, backslashes, doubled slashes and dot
 * segments have no use in an ingest address and name nothing.
 */
export function pathOf(target: string): string | null {
  const [path = ""] = target.replace(/^https?:\/\/[^/?#]+/i, "").split(/[?#]/, 1);
  return /^(\/[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*)+$/.test(path) ? path : null;
}

const mediaTypeOf = (header: string | undefined): string => (header ?? "").split(";", 1).join("").trim().toLowerCase();

function codingOf(header: string | undefined): Coding | null {
  const coding = (header ?? "").trim().toLowerCase();
  if (coding === "" || coding === "identity") return "identity";
  return coding === "gzip" || coding === "x-gzip" ? "gzip" : null;
}

const addressOf = (request: IncomingMessage): string => (request.socket.remoteAddress ?? "").replace(/^::ffff:/i, "");

/** A delivery as it came. Its id, 32 hex digits, is over who sent what to where: over either door it is the same. */
export function receiptOf(
  collector: Collector,
  route: Route,
  sender: string,
  contentType: string,
  body: Uint8Array,
  receivedAt: number,
): Receipt {
  const head = JSON.stringify([collector.name, route.name, sender, contentType]);
  const id = createHash("sha256").update(head).update("\n").update(body).digest("hex").slice(0, 32);
  return { id, collector: collector.name, route: route.name, contentType, sender, receivedAt, body };
}

function listening(server: Server, host: string, port: number): Promise<{ readonly port: number }> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      server.off("error", reject);
      resolve({ port: (server.address() as AddressInfo).port });
    });
  });
}

function closed(server: Server, graceMs: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => server.closeAllConnections(), graceMs);
    server.close(() => {
      clearTimeout(timer);
      resolve();
    });
    server.closeIdleConnections();
  });
}

export { DEFAULTS as doorDefaults };
