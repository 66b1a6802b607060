import type { Result } from "../../collectors/kit/index.ts";
import { report } from "../telemetry/index.ts";
import { dial } from "./dial.ts";
import { callFault, type EgressCall, type EgressFailure, type Exchanged, exchange } from "./exchange.ts";
import { handOver, type Mail, type Mailed, type MailServer } from "./mail.ts";
import { checkedResolve, type Resolve, systemLookup } from "./resolve.ts";
import { openPorts, type Policy, type Target, targetOf } from "./target.ts";

/**
 * The one way out. Each call is checked, looked up once, connected to exactly an address that was checked, and ended
 * after 10 s for a request and 30 s for a mail, whatever the other side does. Nothing is retried or followed.
 */
export interface Egress {
  request(call: EgressCall): Promise<Exchanged>;
  mail(server: MailServer, mail: Mail): Promise<Mailed>;
}

export interface EgressParts {
  /** Targets that an administrator allowed, as `readAllow` gives them. */
  readonly allow: ReadonlySet<string>;
  readonly ports?: Policy["ports"];
  readonly resolve?: Resolve;
  /** Certificates (PEM) that may sign those of a target; by default those that Node knows. */
  readonly authorities?: readonly string[];
  /** Total time of a request and of a mail. */
  readonly timeMs?: { readonly request: number; readonly mail: number };
}

/** Makes the guard. */
export function createEgress(parts: EgressParts): Egress {
  const policy: Policy = { allow: parts.allow, ports: parts.ports ?? openPorts };
  const resolve = parts.resolve ?? checkedResolve(systemLookup);
  const timeMs = parts.timeMs ?? { request: 10_000, mail: 30_000 };

  /** Checks, resolves and connects; then `use` has the connection until the time is up. */
  async function through<T extends { readonly ok: true }>(
    url: string,
    schemes: readonly Target["scheme"][],
    within: number,
    use: (target: Target, socket: Dialled, signal: AbortSignal) => Promise<T | EgressFailure>,
  ): Promise<T | EgressFailure> {
    const read = targetOf(url, policy);
    if (!read.ok) return refused(read, null);
    const target = read.value;
    if (!schemes.includes(target.scheme)) {
      const message = `${target.scheme} is not spoken here.`;
      return refused({ ok: false, fault: { class: "permanent", code: "egress-scheme", message } }, target);
    }
    const began = performance.now();
    const ending = new AbortController();
    const timer = setTimeout(() => ending.abort(), within);
    try {
      const addresses = await inTime(resolve(target), ending.signal, target);
      if (!addresses.ok) return refused(addresses, target);
      const socket = await dial(target, addresses.value, ending.signal, parts.authorities);
      const outcome = socket.ok ? await use(target, socket.value, ending.signal) : failed(socket);
      report("egress.called", {
        target: target.name,
        code: outcome.ok ? null : outcome.fault.code,
        durationMs: performance.now() - began,
      });
      return outcome;
    } finally {
      clearTimeout(timer);
    }
  }

  return {
    async request(call) {
      const fault = callFault(call);
      if (fault !== null) return refused({ ok: false, fault }, null);
      return through(call.url, ["https", "http"], timeMs.request, (target, socket, signal) =>
        exchange(target, socket, call, signal),
      );
    },
    mail: (server, mail) =>
      through(server.url, ["smtps", "smtp"], timeMs.mail, (target, socket, signal) =>
        handOver(target, server, socket, mail, signal, parts.authorities),
      ),
  };
}

type Refusal = Extract<Result<never>, { readonly ok: false }>;
type Dialled = Extract<Awaited<ReturnType<typeof dial>>, { readonly ok: true }>["value"];

const failed = ({ fault }: Refusal): EgressFailure => ({ ok: false, fault, taken: "no" });

function refused(refusal: Refusal, target: Target | null): EgressFailure {
  report("egress.refused", { target: target?.name ?? "", code: refusal.fault.code, reason: refusal.fault.message });
  return failed(refusal);
}

/** A lookup cannot be broken off, but it need not be waited for. */
function inTime<T>(looking: Promise<Result<T>>, signal: AbortSignal, target: Target): Promise<Result<T>> {
  const late: Promise<Result<T>> = new Promise((resolve) => {
    const message = `The name of ${target.name} was not found in time.`;
    signal.addEventListener("abort", () =>
      resolve({ ok: false, fault: { class: "retryable", code: "egress-timeout", message, retryAfterMs: 30_000 } }),
    );
  });
  return Promise.race([looking, late]);
}
