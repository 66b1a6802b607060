import { createServer, type Socket } from "node:net";
import { TLSSocket } from "node:tls";

/** One mail as it was taken, or what was refused. */
export interface Taken {
  readonly from: string;
  readonly to: readonly string[];
  readonly data: string;
  readonly user: string | null;
  readonly secured: boolean;
}

export interface SmtpOptions {
  /** Speaks TLS from the first byte. */
  readonly tls?: { readonly cert: string; readonly key: string };
  /** Offers STARTTLS. */
  readonly startTls?: { readonly cert: string; readonly key: string };
  /** Answers instead of the usual ones, by command; `null` breaks off, `"silence"` says nothing. */
  readonly answers?: Readonly<Record<string, string | null>>;
  /** Called when a mail was taken, before that is said. */
  readonly onTaken?: () => void;
}

/** A mail server of few words, on loopback. */
export async function smtpServer(options: SmtpOptions = {}): Promise<{
  readonly port: number;
  readonly taken: readonly Taken[];
  readonly connections: () => number;
  close(): Promise<void>;
}> {
  const taken: Taken[] = [];
  const open = new Set<Socket>();
  let connections = 0;
  const server = createServer((plain) => {
    connections++;
    open.add(plain);
    plain.on("close", () => open.delete(plain));
    plain.on("error", () => undefined);
    if (options.tls === undefined) talk(plain, false);
    else talk(new TLSSocket(plain, { isServer: true, ...options.tls }), true);
  });

  function talk(socket: Socket, secured: boolean, greet = true): void {
    let user: string | null = null;
    let from = "";
    let to: string[] = [];
    let data: string | null = null;
    let waiting = "";
    socket.on("error", () => undefined);
    const say = (command: string, usual: string): boolean => {
      const told = options.answers?.[command];
      if (told === null) socket.destroy();
      else if (told !== "silence") socket.write(`${told ?? usual}\r\n`);
      return told === undefined;
    };
    if (greet) say("connect", "220 mail.example ESMTP");
    socket.on("data", (bytes) => {
      waiting += bytes.toString("latin1");
      for (let cut = waiting.indexOf("\r\n"); cut >= 0; cut = waiting.indexOf("\r\n")) {
        const line = waiting.slice(0, cut);
        waiting = waiting.slice(cut + 2);
        if (data === null) command(line);
        else if (line === ".") {
          const whole: Taken = { from, to, data, user, secured };
          data = null;
          // A receiver that breaks off here has the mail: nobody outside can tell.
          if (options.answers?.taken !== "550 no" && !options.answers?.taken?.startsWith("4")) {
            taken.push(whole);
            options.onTaken?.();
          }
          say("taken", "250 2.0.0 queued as 1");
        } else data += `${line.startsWith(".") ? line.slice(1) : line}\r\n`;
      }
    });

    function command(line: string): void {
      const word = (line.split(" ")[0] ?? "").toUpperCase();
      switch (word) {
        case "EHLO": {
          const offers = ["250-mail.example", "250-AUTH PLAIN"];
          if (options.startTls !== undefined && !secured) offers.push("250-STARTTLS");
          say("EHLO", `${offers.join("\r\n")}\r\n250 8BITMIME`);
          break;
        }
        case "STARTTLS": {
          socket.write("220 go on\r\n");
          socket.removeAllListeners("data");
          const upgraded = new TLSSocket(socket, { isServer: true, ...options.startTls });
          talk(upgraded, true, false);
          break;
        }
        case "AUTH":
          user =
            Buffer.from(line.split(" ")[2] ?? "", "base64")
              .toString()
              .split("\0")[1] ?? null;
          say("AUTH", "235 good");
          break;
        case "MAIL":
          from = /<(.*?)>/.exec(line)?.[1] ?? "";
          to = [];
          say("MAIL", "250 good");
          break;
        case "RCPT":
          to = [...to, /<(.*?)>/.exec(line)?.[1] ?? ""];
          say("RCPT", "250 good");
          break;
        case "DATA":
          if (say("DATA", "354 go on")) data = "";
          break;
        case "QUIT":
          socket.end("221 bye\r\n");
          break;
        default:
          socket.write("250 good\r\n");
      }
    }
  }

  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  return {
    port: typeof address === "object" && address !== null ? address.port : 0,
    taken,
    connections: () => connections,
    async close() {
      for (const socket of open) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
