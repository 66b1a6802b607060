import type { Socket } from "node:net";
import { createTransport } from "nodemailer";
import { type Fault, permanent, retryable } from "../../collectors/kit/index.ts";
import { isLoopbackAddress } from "./address.ts";
import type { EgressFailure } from "./exchange.ts";
import type { Target } from "./target.ts";

/** The server that takes our mail: `smtps://host:465`, or `smtp://host:587`, which must offer STARTTLS unless allowed. */
export interface MailServer {
  readonly url: string;
  readonly account: { readonly user: string; readonly password: string } | null;
}

/** One mail to one address. Texts are put into it as they are, encoded as mail wants them. */
export interface Mail {
  readonly from: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** Without brackets; the same again is the same mail. */
  readonly messageId: string;
  readonly headers: Readonly<Record<string, string>>;
  /** What goes along as files. */
  readonly files?: readonly { readonly name: string; readonly type: string; readonly content: string | Uint8Array }[];
}

export type Mailed = { readonly ok: true; readonly value: { readonly said: string } } | EgressFailure;

/** Hands a mail over on a connection that is there already, pinned and, for `smtps`, secured. */
export async function handOver(
  target: Target,
  server: MailServer,
  socket: Socket,
  mail: Mail,
  signal: AbortSignal,
  authorities: readonly string[] | undefined,
): Promise<Mailed> {
  const secured = target.scheme === "smtps";
  // After this word the server may have the mail, whatever becomes of the connection.
  let begun = false;
  const open = target.allowed && (server.account === null || isLoopbackAddress(socket.remoteAddress ?? ""));
  const transport = createTransport({
    host: target.host,
    port: target.port,
    secure: secured,
    requireTLS: !secured && !open,
    ...(server.account === null ? {} : { auth: { user: server.account.user, pass: server.account.password } }),
    tls: {
      minVersion: "TLSv1.2",
      rejectUnauthorized: true,
      ...(authorities === undefined ? {} : { ca: [...authorities] }),
    },
    // The connection is ours; left to itself it would look the name up again.
    getSocket: (_options: unknown, done: (error: Error | null, with_: object) => void) =>
      done(null, { connection: socket, secured }),
    disableFileAccess: true,
    disableUrlAccess: true,
    transactionLog: true,
    logger: {
      ...silent,
      debug: (entry: unknown, said: unknown) => {
        const ours = typeof entry === "object" && entry !== null && "tnx" in entry && entry.tnx === "client";
        if (ours && said === "DATA") begun = true;
      },
    },
  });
  try {
    const info = await transport.sendMail({
      from: mail.from,
      to: mail.to,
      subject: mail.subject,
      text: mail.text,
      html: mail.html,
      messageId: `<${mail.messageId}>`,
      headers: { ...mail.headers },
      attachments: (mail.files ?? []).map(({ name, type, content }) => ({
        filename: name,
        contentType: type,
        content: typeof content === "string" ? content : Buffer.from(content),
      })),
    });
    return { ok: true, value: { said: String(info.response).slice(0, 200) } };
  } catch (error) {
    return failure(target, signal, error, begun);
  } finally {
    transport.close();
    socket.destroy();
  }
}

const nothing = (): void => undefined;
const silent = { level: nothing, trace: nothing, info: nothing, warn: nothing, error: nothing, fatal: nothing };

function failure(target: Target, signal: AbortSignal, error: unknown, begun: boolean): EgressFailure {
  const read = (name: string): unknown =>
    typeof error === "object" && error !== null && name in error ? (error as Record<string, unknown>)[name] : undefined;
  const status = typeof read("responseCode") === "number" ? Number(read("responseCode")) : 0;
  // A word of refusal is certain. Silence after the message began is not: the server may have taken it.
  const taken = status >= 400 || !begun ? "no" : "unknown";
  return { ok: false, fault: faultOf(target, signal, status, String(read("code") ?? "")), taken };
}

function faultOf(target: Target, signal: AbortSignal, status: number, code: string): Fault {
  const said = status === 0 ? code : String(status);
  if (status >= 500) return permanent("mail-refused", `${target.name} refused the mail (${said}).`).fault;
  if (status >= 400)
    return retryable("mail-busy", `${target.name} does not take the mail now (${said}).`, 60_000).fault;
  if (signal.aborted) return retryable("egress-timeout", `${target.name} did not answer in time.`, 60_000).fault;
  if (code === "ETLS") return permanent("mail-insecure", `${target.name} offers no TLS that is good.`).fault;
  if (code === "EAUTH" || code === "ENOAUTH")
    return permanent("mail-account", `${target.name} refused the account.`).fault;
  if (code === "EENVELOPE" || code === "EMESSAGE")
    return permanent("mail-refused", `${target.name} refused the mail (${said}).`).fault;
  return retryable("egress-broken", `${target.name} broke off (${said}).`, 60_000).fault;
}
