import { readFileSync } from "node:fs";
import { createServer, type NetConnectOpts, Socket } from "node:net";

/** Self-signed for `pinned.example`, `mail.example` and 127.0.0.1, and its own authority: of use in these tests alone. */
export const certificate = {
  cert: readFileSync(new URL("certificates/pinned.cert.pem", import.meta.url), "utf8"),
  key: readFileSync(new URL("certificates/pinned.key.pem", import.meta.url), "utf8"),
};

/** Every address that this process tried to connect to. Those that are not this machine's are noted, and not reached. */
export interface Dialled {
  readonly addresses: string[];
  restore(): void;
}

/** Watches all outgoing connections below every library. */
export function watchDialling(): Dialled {
  const real = Socket.prototype.connect;
  const addresses: string[] = [];
  Socket.prototype.connect = function (this: Socket, ...args: unknown[]): Socket {
    const first: unknown = Array.isArray(args[0]) ? args[0][0] : args[0];
    const { host = "localhost", port } = (typeof first === "object" ? first : {}) as Partial<
      Extract<NetConnectOpts, { port: number }>
    >;
    addresses.push(`${host} ${port}`);
    if (/^(127\.|0\.0\.0\.0$|::1?$|::ffff:(127\.|7f)|localhost$)/i.test(host))
      return Reflect.apply(real, this, args) as Socket;
    queueMicrotask(() => this.destroy(Object.assign(new Error("not in a test"), { code: "ENETUNREACH" })));
    return this;
  } as typeof real;
  return {
    addresses,
    restore() {
      Socket.prototype.connect = real;
    },
  };
}

/** A listener on every address of this machine that counts who connects and says nothing. */
export async function listen(): Promise<{ readonly port: number; seen(): number; close(): Promise<void> }> {
  let seen = 0;
  const server = createServer((socket) => {
    seen++;
    socket.on("error", () => undefined);
    socket.destroy();
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, () => resolve());
  });
  const address = server.address();
  return {
    port: typeof address === "object" && address !== null ? address.port : 0,
    seen: () => seen,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
