import { Agent, createServer, request } from "node:http";
import type { AddressInfo } from "node:net";

/** A stand-in for the ingest door. */
export interface Proxy {
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Acknowledges each delivery before it is anywhere, and passes it on later: the broken twin of every family that asks
 * whether what was acknowledged is kept.
 */
export async function startEager(target: () => string | null, lateMs = 150): Promise<Proxy> {
  const agent = new Agent({ keepAlive: true });
  const server = createServer((incoming, response) => {
    const pieces: Buffer[] = [];
    incoming.on("data", (piece: Buffer) => pieces.push(piece));
    incoming.on("end", () => {
      const json = incoming.headers["content-type"] === "application/json";
      response.writeHead(200, { "content-type": incoming.headers["content-type"] ?? "" }).end(json ? "{}" : "");
      setTimeout(() => {
        const address = target();
        if (address === null) return;
        const { host: _, connection: __, "transfer-encoding": ___, ...headers } = incoming.headers;
        const body = Buffer.concat(pieces);
        const out = request(
          `${address}${incoming.url}`,
          { method: "POST", agent, headers: { ...headers, "content-length": body.length } },
          (answer) => answer.resume(),
        );
        // What does not arrive is lost: that is the fault of this twin.
        out.on("error", () => undefined);
        out.end(body);
      }, lateMs);
    });
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      const closed = new Promise<void>((done) => server.close(() => done()));
      server.closeAllConnections();
      await closed;
      agent.destroy();
    },
  };
}

/**
 * Lets so many requests through at once and answers every other as told, whatever it carries and whoever sends it: the
 * broken twin of families that ask how load is shed.
 */
export async function startBlind(target: string, most: number, status: number, retryAfter?: string): Promise<Proxy> {
  const agent = new Agent({ keepAlive: true });
  let open = 0;
  const server = createServer((incoming, response) => {
    if (open >= most) {
      incoming.resume();
      response.writeHead(status, retryAfter === undefined ? {} : { "retry-after": retryAfter }).end();
      return;
    }
    open++;
    const out = request(`${target}${incoming.url}`, { method: "POST", agent, headers: incoming.headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    out.on("error", () => response.destroy());
    out.on("close", () => open--);
    incoming.pipe(out);
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      const closed = new Promise<void>((done) => server.close(() => done()));
      server.closeAllConnections();
      await closed;
      agent.destroy();
    },
  };
}
