import { connect, isIP, type Socket } from "node:net";
import { connect as secure } from "node:tls";
import { type Fault, ok, permanent, type Result, retryable } from "../../collectors/kit/index.ts";
import type { Target } from "./target.ts";

/** Most addresses of one name that are tried. */
const tries = 4;

/**
 * Connects to one of the checked addresses, and to nothing else: no name is looked up any more. With TLS where the
 * scheme says so, the certificate held against the target's name. The signal's end is the connection's end.
 */
export async function dial(
  target: Target,
  addresses: readonly string[],
  signal: AbortSignal,
  authorities: readonly string[] | undefined,
): Promise<Result<Socket>> {
  let fault: Fault = { class: "retryable", code: "egress-unreachable", message: `${target.name} has no address.` };
  for (const address of addresses.slice(0, tries)) {
    const plain = await opened(connect({ host: address, port: target.port, family: isIP(address) }), "connect", signal);
    if (plain.ok) {
      if (target.scheme === "http" || target.scheme === "smtp") return plain;
      return secured(target, plain.value, signal, authorities);
    }
    fault = unreachable(target, signal, plain.code);
    if (signal.aborted) break;
  }
  return { ok: false, fault };
}

async function secured(
  target: Target,
  plain: Socket,
  signal: AbortSignal,
  authorities: readonly string[] | undefined,
): Promise<Result<Socket>> {
  const socket = secure({
    socket: plain,
    host: target.host,
    ...(isIP(target.host) === 0 ? { servername: target.host } : {}),
    ...(target.scheme === "https" ? { ALPNProtocols: ["http/1.1"] } : {}),
    ...(authorities === undefined ? {} : { ca: [...authorities] }),
    minVersion: "TLSv1.2",
    // Said in full: an environment variable turns the default off.
    rejectUnauthorized: true,
  });
  const done = await opened(socket, "secureConnect", signal);
  if (done.ok) return ok(socket);
  plain.destroy();
  const certificate = /CERT|ALTNAME|ISSUER|SELF_SIGNED|UNABLE_TO/.test(done.code);
  return certificate
    ? permanent("egress-certificate", `The certificate of ${target.name} is not good: ${done.code}.`)
    : { ok: false, fault: unreachable(target, signal, done.code) };
}

function unreachable(target: Target, signal: AbortSignal, code: string): Fault {
  const failed = signal.aborted
    ? retryable("egress-timeout", `${target.name} did not answer in time.`, 30_000)
    : retryable("egress-unreachable", `${target.name} could not be connected to (${code}).`, 30_000);
  return failed.fault;
}

type Opened = { readonly ok: true; readonly value: Socket } | { readonly ok: false; readonly code: string };

function opened(socket: Socket, event: "connect" | "secureConnect", signal: AbortSignal): Promise<Opened> {
  return new Promise((resolve) => {
    const cut = () => socket.destroy(new Error("cut off"));
    const settle = (outcome: Opened) => {
      socket.off("error", failed);
      socket.off("close", closed);
      // A failure between two owners must not end the process; whoever takes the socket listens for itself.
      socket.on("error", () => undefined);
      resolve(outcome);
    };
    const failed = (error: Error) => {
      socket.destroy();
      settle({ ok: false, code: "code" in error ? String(error.code) : error.message });
    };
    const closed = () => settle({ ok: false, code: "closed" });
    socket.once("error", failed);
    socket.once("close", closed);
    socket.once(event, () => settle({ ok: true, value: socket }));
    if (signal.aborted) cut();
    else signal.addEventListener("abort", cut, { once: true });
    socket.once("close", () => signal.removeEventListener("abort", cut));
  });
}
