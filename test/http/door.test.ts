import { once } from "node:events";
import { request as httpRequest } from "node:http";
import { connect } from "node:net";
import { gzipSync } from "node:zlib";
import { afterEach, describe, expect, it } from "vitest";
import { collectors } from "../../collectors/index.ts";
import type { Outcome, Receipt } from "../../collectors/kit/index.ts";
import { retryable } from "../../collectors/kit/index.ts";
import type { Door, DoorOptions } from "../../server/http/door.ts";
import { createDoor, pathOf } from "../../server/http/door.ts";
import type { DoorEvent } from "../../server/http/doorEvent.ts";
import { decode, JSON_TYPE, logs, PROTO, span, traces } from "../collectors/otlp/fixtures.ts";
import { fromAnswer, toProto } from "../collectors/otlp/oracle.ts";

const MIB = 1024 * 1024;
const open: Door[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((door) => door.close(100)));
});

/** What stands behind the door: decodes and keeps in memory. */
async function doorWith(options: Partial<DoorOptions> = {}) {
  const receipts: Receipt[] = [];
  const events: DoorEvent[] = [];
  const deliver = async (receipt: Receipt): Promise<Outcome> => {
    const result = decode(receipt);
    if (!result.ok) return { kind: "rejected", fault: result.fault };
    receipts.push(receipt);
    const { records, rejected } = result.value;
    return { kind: "accepted", records, rejected: rejected.length, message: rejected[0]?.reason ?? null };
  };
  const door = createDoor({
    collectors,
    deliver,
    authenticate: async (_authorization, remoteAddress) => ({ sender: remoteAddress }),
    busy: () => null,
    report: (event) => events.push(event),
    ...options,
  });
  open.push(door);
  const { port } = await door.listen("127.0.0.1", 0);
  const address = `http://127.0.0.1:${port}`;
  const post = (path: string, body: Uint8Array | string, headers: Record<string, string> = {}) =>
    fetch(`${address}${path}`, {
      method: "POST",
      body: typeof body === "string" ? body : Uint8Array.from(body),
      headers: { "content-type": PROTO, ...headers },
    });
  return { door, port, address, post, receipts, events };
}

const good = toProto("traces", traces([span()]));
const goodJson = JSON.stringify(traces([span()]));
const bytesOf = async (response: Response) => new Uint8Array(await response.arrayBuffer());

/** Sends bytes as they are, and gives all that comes back until the connection ends. */
async function raw(port: number, ...pieces: (string | Uint8Array)[]): Promise<string> {
  const socket = connect(port, "127.0.0.1");
  await once(socket, "connect");
  let answer = "";
  socket.on("data", (piece) => {
    answer += piece.toString("latin1");
  });
  socket.on("error", () => {});
  for (const piece of pieces) if (socket.writable) socket.write(piece);
  if (!socket.closed) await new Promise((resolve) => socket.once("close", resolve));
  return answer;
}

describe("a good request", () => {
  it("is delivered with who, what and when, and answered in its own type", async () => {
    const { post, receipts, events } = await doorWith({ now: () => 1_234 });
    const proto = await post("/v1/traces", good, { "content-type": "Application/X-Protobuf; charset=x" });
    expect([proto.status, proto.headers.get("content-type"), await bytesOf(proto)]).toEqual([
      200,
      PROTO,
      new Uint8Array(),
    ]);
    const json = await post("/v1/logs?x=1", JSON.stringify(logs([{}])), { "content-type": JSON_TYPE });
    expect([json.status, json.headers.get("content-type"), await json.json()]).toEqual([200, JSON_TYPE, {}]);
    expect(
      receipts.map(({ route, contentType, sender, receivedAt }) => [route, contentType, sender, receivedAt]),
    ).toEqual([
      ["traces", PROTO, "127.0.0.1", 1_234],
      ["logs", JSON_TYPE, "127.0.0.1", 1_234],
    ]);
    expect(good.equals(receipts[0]?.body ?? Buffer.alloc(0))).toBe(true);
    expect(events).toMatchObject([
      { kind: "answered", route: "traces", status: 200, records: 1, bytes: good.length, fault: null },
      { kind: "answered", route: "logs", status: 200 },
    ]);
  });

  it("has one id however it was coded, and another by route, type, sender or body", async () => {
    let sender = "a";
    const { post, receipts } = await doorWith({ authenticate: async () => ({ sender }) });
    await post("/v1/traces", good);
    await post("/v1/traces", gzipSync(good), { "content-encoding": "gzip" });
    await post("/v1/logs", good);
    await post("/v1/traces", toProto("traces", traces([span({ name: "x" })])));
    sender = "b";
    await post("/v1/traces", good);
    const [first, second, ...others] = receipts.map(({ id }) => id);
    expect(first).toMatch(/^[0-9a-f]{32}$/);
    expect(second).toBe(first);
    expect(new Set([first, ...others]).size).toBe(4);
  });

  it("may be empty, gzip, several gzip members, chunked without a length, or byte by byte", async () => {
    const { post, port, receipts } = await doorWith();
    expect((await post("/v1/traces", "")).status).toBe(200);
    expect((await post("/v1/traces", "", { "content-type": JSON_TYPE, "content-encoding": "gzip" })).status).toBe(200);
    const members = Buffer.concat([gzipSync(good.subarray(0, 9)), gzipSync(good.subarray(9))]);
    for (const coding of ["gzip", "GZIP", "x-gzip"])
      expect((await post("/v1/traces", members, { "content-encoding": coding })).status).toBe(200);
    expect((await post("/v1/traces", good, { "content-encoding": "identity" })).status).toBe(200);
    const slow = httpRequest({ port, method: "POST", path: "/v1/traces", headers: { "content-type": PROTO } });
    for (const byte of good) slow.write(Buffer.of(byte));
    slow.end();
    const [answer] = await once(slow, "response");
    answer.resume();
    expect(answer.statusCode).toBe(200);
    expect(receipts.slice(2).every(({ body }) => good.equals(body))).toBe(true);
    expect(receipts).toHaveLength(7);
  });

  it("that waits for leave to send its body gets it", async () => {
    const { port } = await doorWith();
    const head = `POST /v1/traces HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-type: ${PROTO}\r\nexpect: 100-continue\r\ncontent-length: ${good.length}\r\n\r\n`;
    const answer = await raw(port, head, good);
    expect(answer).toMatch(/^HTTP\/1.1 100 Continue\r\n\r\nHTTP\/1.1 200 OK/);
  });
});

describe("what was not all good", () => {
  it("is a partial success with the exact count, in either type", async () => {
    const { post } = await doorWith();
    const some = traces([span(), span({ traceId: "ab" }), span({ endTimeUnixNano: "1" })]);
    const proto = await post("/v1/traces", toProto("traces", some));
    expect([proto.status, fromAnswer("Response", await bytesOf(proto))]).toEqual([
      200,
      { partialSuccess: { rejected: "2", errorMessage: "a trace id is not of 16 bytes" } },
    ]);
    const json = await post("/v1/logs", JSON.stringify(logs([{ traceId: "ab" }])), { "content-type": JSON_TYPE });
    expect([json.status, await json.json()]).toEqual([
      200,
      { partialSuccess: { rejectedLogRecords: "1", errorMessage: "a trace id is not of 16 bytes" } },
    ]);
    const metrics = JSON.stringify({ resourceMetrics: [{ scopeMetrics: [{ metrics: [5] }] }] });
    const counted = await post("/v1/metrics", metrics, { "content-type": JSON_TYPE });
    expect(await counted.json()).toMatchObject({ partialSuccess: { rejectedDataPoints: "1" } });
  });

  it("is 400 with a status in the type of the request when nothing can be read", async () => {
    const { post, events } = await doorWith();
    const proto = await post("/v1/traces", "garbage");
    expect([proto.status, fromAnswer("RpcStatus", await bytesOf(proto))]).toMatchObject([400, { code: 3 }]);
    const json = await post("/v1/traces", "{", { "content-type": JSON_TYPE });
    expect([json.status, await json.json()]).toEqual([400, { code: 3, message: "the body is no JSON" }]);
    expect(events).toMatchObject([{ status: 400, fault: { code: "bad-protobuf" } }, { fault: { code: "bad-json" } }]);
  });
});

describe("a refusal", () => {
  it("of an address, a method, a type, a coding", async () => {
    const { address, post, port, receipts } = await doorWith();
    for (const path of ["/", "/v1/trace", "/v1/traces/", "/V1/traces", "//v1/traces", "/v1/%74races", "/v1;x/traces"])
      expect([path, (await post(path, good)).status]).toEqual([path, 404]);
    expect(await raw(port, "POST /v1/./traces HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n")).toContain(" 404 ");
    for (const method of ["GET", "HEAD", "OPTIONS", "PUT", "DELETE"]) {
      const answer = await fetch(`${address}/v1/traces`, { method });
      expect([method, answer.status, answer.headers.get("allow")]).toEqual([method, 405, "POST"]);
    }
    for (const type of ["text/plain", "", "application/x-protobuf+json", "application/json5"])
      expect([type, (await post("/v1/traces", good, { "content-type": type })).status]).toEqual([type, 415]);
    for (const coding of ["br", "deflate", "zstd", "gzip, gzip"])
      expect([coding, (await post("/v1/traces", good, { "content-encoding": coding })).status]).toEqual([coding, 415]);
    expect(receipts).toEqual([]);
  });

  it("of a sender without a token, before the body is read", async () => {
    const asked: unknown[] = [];
    const { post, receipts } = await doorWith({
      authenticate: async (authorization, address) => {
        asked.push([authorization, address]);
        return authorization === "Bearer good" ? { sender: "token-1" } : null;
      },
    });
    const refused = await post("/v1/traces", good);
    expect([refused.status, refused.headers.get("www-authenticate")]).toEqual([401, 'Bearer realm="tallyman"']);
    expect(fromAnswer("RpcStatus", await bytesOf(refused))).toMatchObject({ code: 16 });
    expect((await post("/v1/traces", good, { authorization: "Bearer good" })).status).toBe(200);
    expect(receipts.map(({ sender }) => sender)).toEqual(["token-1"]);
    expect(asked).toEqual([
      [null, "127.0.0.1"],
      ["Bearer good", "127.0.0.1"],
    ]);
  });

  it("of gzip that is cut short, has a wrong checksum, other bytes after it, or is none", async () => {
    const { post, receipts } = await doorWith();
    const whole = gzipSync(good);
    const wrong = Buffer.from(whole);
    wrong.writeUInt32LE(1, wrong.length - 8);
    for (const body of [
      whole.subarray(0, -1),
      whole.subarray(0, 12),
      wrong,
      Buffer.concat([whole, Buffer.from("more")]),
      Buffer.concat([whole, Buffer.alloc(5)]),
      good,
    ]) {
      const answer = await post("/v1/traces", body, { "content-encoding": "gzip" });
      expect([answer.status, fromAnswer("RpcStatus", await bytesOf(answer))]).toMatchObject([400, { code: 3 }]);
    }
    expect((await post("/v1/traces", gzipSync(whole), { "content-encoding": "gzip" })).status).toBe(400);
    expect(receipts).toEqual([]);
  });

  it("of a body over the limit: by its length, as it comes, and of a bomb while it inflates", async () => {
    const { door, post, port, events } = await doorWith();
    const bomb = gzipSync(Buffer.alloc(300 * MIB));
    const before = process.memoryUsage().rss;
    const exploded = await post("/v1/traces", bomb, { "content-encoding": "gzip" });
    expect([exploded.status, fromAnswer("RpcStatus", await bytesOf(exploded))]).toMatchObject([413, { code: 8 }]);
    expect(process.memoryUsage().rss - before).toBeLessThan(160 * MIB);
    const length = `POST /v1/traces HTTP/1.1\r\nhost: x\r\ncontent-type: ${PROTO}\r\ncontent-length: ${65 * MIB}\r\n\r\n`;
    expect(await raw(port, length, Buffer.alloc(2 * MIB))).toMatch(/^HTTP\/1.1 413 .*connection: close/is);
    const chunked = `POST /v1/traces HTTP/1.1\r\nhost: x\r\ncontent-type: ${PROTO}\r\ntransfer-encoding: chunked\r\n\r\n`;
    const piece = Buffer.concat([Buffer.from("1000000\r\n"), Buffer.alloc(16 * MIB), Buffer.from("\r\n")]);
    expect(await raw(port, chunked, piece, piece, piece, piece, piece)).toMatch(/^HTTP\/1.1 413 /);
    expect(events.map((event) => event.kind === "answered" && event.fault?.code)).toEqual(
      Array(3).fill("body-too-large"),
    );
    expect(door.bytesInFlight()).toBe(0);
  }, 30_000);

  it("is read by a sender that sends its whole body first", async () => {
    const { port } = await doorWith({ authenticate: async () => null });
    const size = 900 * 1024;
    const head = `POST /v1/traces HTTP/1.1\r\nhost: x\r\ncontent-type: ${PROTO}\r\ncontent-length: ${size}\r\n\r\n`;
    const next = `POST /v1/traces HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`;
    const answer = await raw(port, head, Buffer.alloc(size), next);
    expect(answer.match(/HTTP\/1.1 401 /g)).toHaveLength(2);
  });

  it("is read by a sender that goes on sending and reads at the end", async () => {
    const { port } = await doorWith({ limits: { drainMs: 600 } });
    const socket = connect(port, "127.0.0.1");
    await once(socket, "connect");
    socket.pause();
    socket.write(
      `POST /v1/traces HTTP/1.1\r\nhost: x\r\ncontent-type: ${PROTO}\r\ncontent-length: ${65 * MIB}\r\n\r\n`,
    );
    for (let i = 0; i < 5; i += 1) {
      await new Promise((resolve) => setTimeout(resolve, 40));
      socket.write(Buffer.alloc(150 * 1024));
    }
    let answer = "";
    socket.on("data", (piece) => {
      answer += piece.toString("latin1");
    });
    socket.on("error", () => {});
    socket.resume();
    if (!socket.closed) await new Promise((resolve) => socket.once("close", resolve));
    expect(answer).toMatch(/^HTTP\/1.1 413 /);
  });

  it("of a header that does not come, of a body that does not come, of what is no HTTP", async () => {
    const { port, events, door } = await doorWith({ limits: { headersMs: 300, bodyMs: 300, drainMs: 200 } });
    const [headers, body, noise] = await Promise.all([
      raw(port, "POST /v1/traces HTTP/1.1\r\nhost:"),
      raw(port, `POST /v1/traces HTTP/1.1\r\nhost: x\r\ncontent-type: ${PROTO}\r\ncontent-length: 50\r\n\r\nabc`),
      raw(port, "\u0016\u0003\u0001 hello\r\n\r\n"),
    ]);
    expect(headers).toMatch(/^HTTP\/1.1 408 /);
    expect(body).toMatch(/^HTTP\/1.1 503 .*retry-after: 2/is);
    expect(noise).toMatch(/^HTTP\/1.1 400 /);
    expect(events).toMatchObject([{ kind: "answered", fault: { code: "body-timeout" } }]);
    expect(door.bytesInFlight()).toBe(0);
  });
});

describe("overload", () => {
  it("is 503 with whole seconds, before the body is read", async () => {
    const { fault } = retryable("journal-behind", "the journal is behind: send it again later", 2_100);
    const { port, post } = await doorWith({ busy: () => fault });
    const answer = await post("/v1/traces", goodJson, { "content-type": JSON_TYPE });
    expect([answer.status, answer.headers.get("retry-after"), await answer.json()]).toEqual([
      503,
      "3",
      { code: 14, message: fault.message },
    ]);
    const head = `POST /v1/traces HTTP/1.1\r\nhost: x\r\ncontent-type: ${PROTO}\r\nexpect: 100-continue\r\ncontent-length: 10\r\n\r\n`;
    expect(await raw(port, head)).toMatch(/^HTTP\/1.1 503 /);
  });

  it("by too many bytes at once is 503, and over when they are delivered", async () => {
    let release = () => {};
    const gate = new Promise<void>((resolve) => {
      release = resolve;
    });
    const { door, port, post } = await doorWith({
      limits: { bytesInFlight: 64 * MIB },
      deliver: async () => {
        await gate;
        return { kind: "accepted", records: 0, rejected: 0, message: null };
      },
    });
    const large = Buffer.alloc(40 * MIB);
    const first = post("/v1/traces", large);
    while (door.bytesInFlight() < 40 * MIB) await new Promise((resolve) => setTimeout(resolve, 5));
    const declared = await raw(
      port,
      `POST /v1/traces HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-type: ${PROTO}\r\ncontent-length: ${30 * MIB}\r\n\r\n`,
      Buffer.alloc(2 * MIB),
    );
    expect(declared).toMatch(/^HTTP\/1.1 503 .*retry-after: \d+\r\n/is);
    const inflated = await post("/v1/traces", gzipSync(large), { "content-encoding": "gzip" });
    expect([inflated.status, inflated.headers.get("retry-after")]).toEqual([503, "2"]);
    release();
    expect((await first).status).toBe(200);
    expect(door.bytesInFlight()).toBe(0);
    expect((await post("/v1/traces", large)).status).toBe(200);
  });

  it("and whatever breaks behind the door are never 500, and say nothing of the inside", async () => {
    const broken = new Error("secret at /home/x/file.ts");
    const behind = await doorWith({ deliver: () => Promise.reject(broken) });
    const before = await doorWith({ authenticate: () => Promise.reject(broken) });
    for (const { post, events, door } of [behind, before]) {
      const answer = await post("/v1/traces", goodJson, { "content-type": JSON_TYPE });
      expect([answer.status, answer.headers.get("retry-after")]).toEqual([503, "2"]);
      expect(await answer.text()).not.toMatch(/secret|home|\.ts/);
      expect(events[0]).toMatchObject({ kind: "failed", error: broken });
      expect(door.bytesInFlight()).toBe(0);
    }
  });

  it("with 429 where the fault says so", async () => {
    const { fault } = retryable("rate-limited", "too many requests of this sender", 10);
    const { post } = await doorWith({ deliver: async () => ({ kind: "busy", fault }) });
    const answer = await post("/v1/traces", good);
    expect([answer.status, answer.headers.get("retry-after")]).toEqual([429, "1"]);
  });
});

describe("closing", () => {
  it("answers what is under way and takes nothing new", async () => {
    let entered = () => {};
    const inside = new Promise<void>((resolve) => {
      entered = resolve;
    });
    const { door, post } = await doorWith({
      deliver: async () => {
        entered();
        await new Promise((resolve) => setTimeout(resolve, 100));
        return { kind: "accepted", records: 1, rejected: 0, message: null };
      },
    });
    const last = post("/v1/traces", good);
    await inside;
    const closed = door.close(5_000);
    const answer = await last;
    expect([answer.status, answer.headers.get("connection")]).toEqual([200, "close"]);
    await closed;
    await expect(post("/v1/traces", good)).rejects.toThrow();
  });

  it("leaves a port in use to who has it", async () => {
    const { port } = await doorWith();
    const other = createDoor({
      collectors,
      deliver: () => Promise.reject(new Error("not reached")),
      authenticate: async () => null,
      busy: () => null,
      report: () => {},
    });
    await expect(other.listen("127.0.0.1", port)).rejects.toMatchObject({ code: "EADDRINUSE" });
  });
});

describe("a request's target", () => {
  it.each([
    ["/v1/traces", "/v1/traces"],
    ["/v1/traces?a=/../b", "/v1/traces"],
    ["http://host:4318/v1/traces#x", "/v1/traces"],
    ["/v1/../traces", null],
    ["/v1//traces", null],
    ["/v1/%2e%2e/traces", null],
    ["/v1\\traces", null],
    ["*", null],
    ["", null],
  ])("%s names %s", (target, path) => expect(pathOf(target)).toBe(path));
});
