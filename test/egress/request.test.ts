import { createServer as createPlain, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { createServer } from "node:https";
import { createServer as createTcp, type Socket } from "node:net";
import type { TLSSocket } from "node:tls";
import { gzipSync } from "node:zlib";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { checkedResolve, createEgress, type EgressCall } from "../../server/egress/index.ts";
import { certificate, type Dialled, listen, watchDialling } from "./wire.ts";

type Seen = { readonly method: string; readonly path: string; readonly headers: IncomingMessage["headers"] } & {
  readonly servername: string | false | null;
  readonly body: string;
};

let server: Server;
let port = 0;
let seen: Seen[] = [];
let answer: (request: IncomingMessage, response: ServerResponse) => void = (_, response) => response.end();
let dialled: Dialled;

async function take(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  const { method = "", url = "", headers } = request;
  const { servername = null } = request.socket as TLSSocket;
  seen.push({ method, path: url, headers, servername, body: Buffer.concat(parts).toString("utf8") });
  answer(request, response);
}

const portOf = (one: { address(): unknown }): number => (one.address() as { port: number }).port;

beforeAll(async () => {
  server = createServer(certificate, (request, response) => void take(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  port = portOf(server);
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  seen = [];
  answer = (_, response) => response.end("fine");
  dialled = watchDialling();
});
afterEach(() => dialled.restore());

const guard = (host = "pinned.example", at = port, address = "127.0.0.1") =>
  createEgress({
    allow: new Set([`https://${host}:${at}`, `http://${host}:${at}`]),
    resolve: checkedResolve(async () => [address]),
    authorities: [certificate.cert],
    timeMs: { request: 700, mail: 700 },
  });

const call = (more: Partial<EgressCall> = {}): EgressCall => ({
  method: "POST",
  url: `https://pinned.example:${port}/hook?key=1#part`,
  body: "{}",
  ...more,
});

const codeOf = async (asked: EgressCall, egress = guard()) => {
  const outcome = await egress.request(asked);
  return outcome.ok ? `answered ${outcome.value.status}` : `${outcome.fault.code} ${outcome.taken}`;
};

describe("a call that is made", () => {
  test("goes to the checked address, under the target's own name", async () => {
    const outcome = await guard().request(call({ headers: { "content-type": "application/json", "x-one": "1" } }));
    expect(outcome).toMatchObject({ ok: true, value: { status: 200 } });
    expect(outcome.ok && Buffer.from(outcome.value.body).toString()).toBe("fine");
    expect(dialled.addresses).toEqual([`127.0.0.1 ${port}`]);
    expect(seen).toMatchObject([
      {
        method: "POST",
        path: "/hook?key=1",
        servername: "pinned.example",
        body: "{}",
        headers: {
          host: `pinned.example:${port}`,
          "content-type": "application/json",
          "x-one": "1",
          connection: "close",
        },
      },
    ]);
  });

  test("to an address names no server and is held against the address in the certificate", async () => {
    const outcome = await guard("127.0.0.1").request(call({ url: `https://127.0.0.1:${port}/` }));
    expect(outcome.ok).toBe(true);
    expect(seen[0]?.servername).toBeFalsy();
  });

  test("tries the next checked address where nobody listens at the first", async () => {
    const egress = createEgress({
      allow: new Set([`https://pinned.example:${port}`]),
      resolve: checkedResolve(async () => ["127.0.0.9", "127.0.0.1"]),
      authorities: [certificate.cert],
    });
    expect(await codeOf(call(), egress)).toBe("answered 200");
    expect(dialled.addresses).toEqual([`127.0.0.9 ${port}`, `127.0.0.1 ${port}`]);
  });

  test("speaks plain HTTP only where that was allowed", async () => {
    const plain = createPlain((_, response) => response.end("plain"));
    await new Promise<void>((resolve) => plain.listen(0, "127.0.0.1", resolve));
    const at = portOf(plain);
    expect(await codeOf(call({ url: `http://pinned.example:${at}/` }), guard("pinned.example", at))).toBe(
      "answered 200",
    );
    const other = createEgress({ allow: new Set(), resolve: checkedResolve(async () => ["127.0.0.1"]) });
    expect(await codeOf(call({ url: `http://pinned.example:${at}/` }), other)).toBe("egress-insecure no");
    plain.close();
  });

  test.each([400, 401, 404, 410, 429, 500, 503])("hands on the status %d", async (status) => {
    answer = (_, response) => response.writeHead(status, { "retry-after": "7" }).end("no");
    const outcome = await guard().request(call());
    expect(outcome.ok && [outcome.value.status, outcome.value.headers.get("retry-after")]).toEqual([status, "7"]);
  });
});

describe("an answer that leads elsewhere", () => {
  test.each([300, 301, 302, 303, 304, 305, 306, 307, 308])("%d is not followed", async (status) => {
    const elsewhere = await listen();
    const targets = [
      `https://127.0.0.1:${elsewhere.port}/`,
      "http://169.254.169.254/",
      "file:///etc/passwd",
      "gopher://a",
    ];
    for (const location of targets) {
      dialled.addresses.length = 0;
      answer = (_, response) => response.writeHead(status, { location }).end();
      expect(await codeOf(call())).toBe("egress-redirect no");
      expect(dialled.addresses).toEqual([`127.0.0.1 ${port}`]);
    }
    expect(elsewhere.seen()).toBe(0);
    await elsewhere.close();
  });

  test("another protocol is not taken up", async () => {
    answer = (request) =>
      request.socket.write("HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: upgrade\r\n\r\n");
    expect(await codeOf(call())).toBe("egress-answer unknown");
  });

  test("refresh, links and alternative services lead nowhere", async () => {
    answer = (_, response) =>
      response
        .writeHead(200, {
          refresh: "0; url=http://127.0.0.1/",
          link: "<http://127.0.0.1/>",
          "alt-svc": 'h2="127.0.0.1:1"',
        })
        .end();
    expect(await codeOf(call())).toBe("answered 200");
    expect(dialled.addresses).toEqual([`127.0.0.1 ${port}`]);
  });
});

describe("an answer that would not end", () => {
  test("is cut off beyond 64 KiB, and at 64 KiB is whole", async () => {
    answer = (_, response) => response.end(Buffer.alloc(65_536));
    expect(await codeOf(call())).toBe("answered 200");
    answer = (_, response) => response.end(Buffer.alloc(65_537));
    expect(await codeOf(call())).toBe("egress-answer unknown");
  });

  test("is cut off while it streams for ever", async () => {
    let stopped = false;
    answer = (_, response) => {
      const pour = () => {
        while (!stopped && response.write(Buffer.alloc(16_384)));
      };
      response.on("drain", pour);
      response.on("close", () => {
        stopped = true;
      });
      pour();
    };
    expect(await codeOf(call())).toBe("egress-answer unknown");
    await expect.poll(() => stopped).toBe(true);
  });

  test("is never inflated: a bomb is the bytes that it is", async () => {
    const bomb = gzipSync(Buffer.alloc(20_000_000));
    expect(bomb.byteLength).toBeLessThan(65_536);
    answer = (_, response) => response.writeHead(200, { "content-encoding": "gzip" }).end(bomb);
    const outcome = await guard().request(call());
    expect(outcome.ok && outcome.value.body.byteLength).toBe(bomb.byteLength);
    expect(seen[0]?.headers["accept-encoding"]).toBe("identity");
  });

  test("is cut off when its headers are longer than 16 KiB", async () => {
    answer = (request) => request.socket.write(`HTTP/1.1 200 OK\r\nx: ${"a".repeat(20_000)}\r\n\r\n`);
    expect(await codeOf(call())).toBe("egress-broken unknown");
  });

  test("is cut off when time is up, however it drips", async () => {
    let timer: NodeJS.Timeout | undefined;
    for (const drip of [
      "HTTP/1.1 102 Processing\r\n\r\n",
      "H",
      "HTTP/1.1 200 OK\r\ncontent-length: 900\r\n\r\na",
      "",
    ]) {
      answer = (request) => {
        timer = setInterval(() => request.socket.write(drip.slice(0, 1)), 50);
        request.socket.on("error", () => undefined);
        request.socket.write(drip);
      };
      const began = performance.now();
      expect(await codeOf(call())).toMatch(/^egress-(timeout|broken) unknown$/);
      expect(performance.now() - began).toBeLessThan(1_500);
      clearInterval(timer);
    }
  });

  test("is cut off when it is no HTTP", async () => {
    answer = (request) => request.socket.end("220 mail.example ESMTP\r\n");
    expect(await codeOf(call())).toBe("egress-broken unknown");
    answer = (request) =>
      request.socket.end("HTTP/1.1 200 OK\r\ncontent-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n");
    expect(await codeOf(call())).toBe("egress-broken unknown");
    answer = (request) => request.socket.destroy();
    expect(await codeOf(call())).toBe("egress-broken unknown");
  });
});

describe("a connection that comes to nothing", () => {
  test("says that nothing was taken", async () => {
    expect(await codeOf(call(), guard("pinned.example", port, "127.0.0.9"))).toBe("egress-unreachable no");
    const lost = createEgress({
      allow: new Set([`https://pinned.example:${port}`]),
      resolve: checkedResolve(() => Promise.reject(new Error("ENOTFOUND"))),
    });
    expect(await codeOf(call(), lost)).toBe("egress-unknown-name no");
  });

  test("is given up when the lookup, or the handshake, takes for ever", async () => {
    const silent = createTcp((socket: Socket) => socket.on("error", () => undefined));
    await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
    const at = portOf(silent);
    const url = `https://pinned.example:${at}/`;
    expect(await codeOf(call({ url }), guard("pinned.example", at))).toBe("egress-timeout no");
    const slow = createEgress({
      allow: new Set([`https://pinned.example:${at}`]),
      resolve: () => new Promise(() => undefined),
      timeMs: { request: 200, mail: 200 },
    });
    expect(await codeOf(call({ url }), slow)).toBe("egress-timeout no");
    silent.close();
  });

  test("is ended by a certificate of another name, or of nobody, whatever the environment says", async () => {
    const before = process.env.NODE_TLS_REJECT_UNAUTHORIZED;
    process.env.NODE_TLS_REJECT_UNAUTHORIZED = "0";
    try {
      const url = `https://other.example:${port}/`;
      expect(await codeOf(call({ url }), guard("other.example"))).toBe("egress-certificate no");
      const strange = createEgress({
        allow: new Set([`https://pinned.example:${port}`]),
        resolve: checkedResolve(async () => ["127.0.0.1"]),
      });
      expect(await codeOf(call(), strange)).toBe("egress-certificate no");
      expect(seen).toEqual([]);
    } finally {
      if (before === undefined) delete process.env.NODE_TLS_REJECT_UNAUTHORIZED;
      else process.env.NODE_TLS_REJECT_UNAUTHORIZED = before;
    }
  });

  test("is not begun for a message that cannot be sent as it is", async () => {
    for (const headers of [
      { "x-a": "b\r\nhost: evil" },
      { "x a": "b" },
      { "x-a\r\nx-b": "c" },
      { host: "evil" },
      { "content-length": "0" },
      { "transfer-encoding": "chunked" },
      { "proxy-authorization": "x" },
      { "X-Upper": "b" },
    ]) {
      expect(await codeOf(call({ headers: headers as Record<string, string> }))).toBe("egress-header no");
    }
    expect(await codeOf(call({ body: new Uint8Array(1_048_577) }))).toBe("egress-body no");
    expect(dialled.addresses).toEqual([]);
  });
});
