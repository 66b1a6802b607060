import { type IncomingMessage, request, validateHeaderName, validateHeaderValue } from "node:http";
import type { Socket } from "node:net";
import { type Fault, permanent, retryable } from "../../collectors/kit/index.ts";
import type { Target } from "./target.ts";

/** One outgoing HTTP request. */
export interface EgressCall {
  readonly method: "GET" | "POST" | "PUT";
  readonly url: string;
  /** By lower-case name. Host, length and connection are ours to say. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array | null;
}

/** What came back, whatever its status. Never inflated, never more than the limit. */
export interface EgressAnswer {
  readonly status: number;
  /** By lower-case name. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: Uint8Array;
}

/**
 * Why there is no answer. `taken` says whether the other side may have acted: `no` when nothing of the message left, or
 * it was refused; `unknown` when it was sent and the answer was lost. Sending again is free of doubt only after `no`.
 */
export interface EgressFailure {
  readonly ok: false;
  readonly fault: Fault;
  readonly taken: "no" | "unknown";
}

export type Exchanged = { readonly ok: true; readonly value: EgressAnswer } | EgressFailure;

/** Limits of an answer, in bytes; a request's body may have a MiB. */
export const limits = { head: 16_384, body: 65_536, request: 1_048_576 };

const ours: ReadonlySet<string> = new Set([
  "host",
  "connection",
  "content-length",
  "transfer-encoding",
  "upgrade",
  "expect",
  "te",
  "trailer",
  "accept-encoding",
]);

/** Why a call cannot be made as it is written; null when it can. */
export function callFault(call: EgressCall): Fault | null {
  for (const [name, value] of Object.entries(call.headers ?? {})) {
    if (ours.has(name) || name.startsWith("proxy-") || !isHeader(name, value))
      return permanent("egress-header", `The header ${name.replace(/[^\w-]/g, "?").slice(0, 40)} cannot be sent.`)
        .fault;
  }
  return bytesOf(call.body).byteLength > limits.request
    ? permanent("egress-body", "The message is longer than a MiB.").fault
    : null;
}

function isHeader(name: string, value: string): boolean {
  try {
    validateHeaderName(name);
    validateHeaderValue(name, value);
    return name === name.toLowerCase();
  } catch {
    return false;
  }
}

const bytesOf = (body: EgressCall["body"]): Uint8Array =>
  typeof body === "string" ? Buffer.from(body, "utf8") : (body ?? new Uint8Array(0));

/** One request and its answer over a connection that is there already, which is closed after it. Follows nothing. */
export function exchange(target: Target, socket: Socket, call: EgressCall, signal: AbortSignal): Promise<Exchanged> {
  return new Promise((resolve) => {
    const settle = (outcome: Exchanged) => {
      socket.destroy();
      resolve(outcome);
    };
    const lost = (fault: Fault) => settle({ ok: false, fault, taken: "unknown" });
    const broken = () => lost(brokenFault(target, signal));
    const body = bytesOf(call.body);
    const sent = request({
      method: call.method,
      path: target.path,
      setHost: false,
      headers: {
        host: hostOf(target),
        "user-agent": "tallyman",
        ...call.headers,
        "accept-encoding": "identity",
        connection: "close",
        ...(call.method === "GET" ? {} : { "content-length": String(body.byteLength) }),
      },
      // No agent: nothing is kept open, pooled, or led through a proxy that the environment names.
      createConnection: () => socket,
      maxHeaderSize: limits.head,
      insecureHTTPParser: false,
    });
    // More than one may come; one that nobody hears would end the process.
    sent.on("error", broken);
    sent.once("close", broken);
    sent.once("upgrade", () => lost(permanent("egress-answer", `${target.name} wants another protocol.`).fault));
    sent.once("response", (answer) => read(target, answer, broken, settle, lost));
    sent.end(body);
  });
}

function read(
  target: Target,
  answer: IncomingMessage,
  broken: () => void,
  settle: (outcome: Exchanged) => void,
  lost: (fault: Fault) => void,
): void {
  const status = answer.statusCode ?? 0;
  if (status >= 300 && status < 400) {
    const said = permanent("egress-redirect", `${target.name} answered ${status}; redirects are not followed.`);
    settle({ ok: false, fault: said.fault, taken: "no" });
    return;
  }
  const parts: Uint8Array[] = [];
  let size = 0;
  answer.on("data", (part: Uint8Array) => {
    size += part.byteLength;
    if (size > limits.body) lost(permanent("egress-answer", `${target.name} answered more than 64 KiB.`).fault);
    else parts.push(part);
  });
  answer.on("error", broken);
  answer.once("end", () => {
    const headers = new Map<string, string>();
    for (const [name, value] of Object.entries(answer.headers)) if (typeof value === "string") headers.set(name, value);
    settle({ ok: true, value: { status, headers, body: Buffer.concat(parts) } });
  });
}

function brokenFault(target: Target, signal: AbortSignal): Fault {
  const failed = signal.aborted
    ? retryable("egress-timeout", `${target.name} did not answer in time.`, 30_000)
    : retryable("egress-broken", `${target.name} broke off before its answer was whole.`, 30_000);
  return failed.fault;
}

function hostOf(target: Target): string {
  const host = target.host.includes(":") ? `[${target.host}]` : target.host;
  const usual = target.scheme === "https" ? 443 : 80;
  return target.port === usual ? host : `${host}:${target.port}`;
}
