import { once } from "node:events";
import { connect as connectNet } from "node:net";
import { gzipSync } from "node:zlib";
import { afterEach, describe, expect, it } from "vitest";
import { retryable } from "../../collectors/kit/index.ts";
import { otlp } from "../../collectors/otlp/index.ts";
import { receiptOf } from "../../server/http/door.ts";
import { logs, PROTO, span, traces } from "../collectors/otlp/fixtures.ts";
import { fromAnswer, toProto } from "../collectors/otlp/oracle.ts";
import { call, closeAll, connected, doorWith, framed, LOGS, METRICS, statusIn, TRACES } from "./calls.ts";
import { frame, head, rawConnection, reset } from "./raw.ts";

afterEach(closeAll);

const MIB = 1024 * 1024;
const good = toProto("traces", traces([span()]));

describe("a good call", () => {
  it("is delivered with who, what and when, and answered with the empty response", async () => {
    const { address, receipts, events } = await doorWith({ now: () => 1_234 });
    const session = connected(address);
    const ended = await call(session, TRACES, [framed(good)]);
    expect(ended).toMatchObject({ http: 200, status: 0, message: "", details: null, reset: 0 });
    expect(ended.headers["content-type"]).toBe("application/grpc+proto");
    expect(ended.body).toEqual(Buffer.alloc(0));
    await call(session, LOGS, [framed(toProto("logs", logs([{}])))]);
    expect(
      receipts.map(({ route, contentType, sender, receivedAt }) => [route, contentType, sender, receivedAt]),
    ).toEqual([
      ["traces", PROTO, "127.0.0.1", 1_234],
      ["logs", PROTO, "127.0.0.1", 1_234],
    ]);
    expect(receipts[0]?.body).toEqual(good);
    expect(events).toMatchObject([
      { kind: "answered", route: "traces", contentType: "application/grpc", status: 200, records: 1, fault: null },
      { kind: "answered", route: "logs", status: 200, records: 1 },
    ]);
  });

  it("has the receipt that the same body of the same sender has over HTTP, however it was coded", async () => {
    const { address, receipts } = await doorWith();
    const session = connected(address);
    await call(session, TRACES, [framed(good)]);
    await call(session, TRACES, [framed(gzipSync(good), 1)], { "grpc-encoding": "gzip" });
    await call(session, TRACES, [framed(good, 0)], { "grpc-encoding": "gzip" });
    const route = otlp.routes.find(({ name }) => name === "traces");
    if (route === undefined) throw new Error("no such route");
    const { id } = receiptOf(otlp, route, "127.0.0.1", PROTO, good, 0);
    expect(receipts.map((receipt) => receipt.id)).toEqual([id, id, id]);
  });

  it("may come byte by byte, and many at once on one connection", async () => {
    const { address, receipts } = await doorWith();
    const session = connected(address);
    const bytes = framed(good);
    const slow = call(
      session,
      TRACES,
      [...bytes].map((byte) => Buffer.of(byte)),
    );
    const all = await Promise.all([slow, ...Array.from({ length: 60 }, () => call(session, TRACES, [bytes]))]);
    expect(new Set(all.map(({ status }) => status))).toEqual(new Set([0]));
    expect(receipts).toHaveLength(61);
    expect(receipts.every(({ body }) => good.equals(body))).toBe(true);
  });

  it("may be empty: no record, and nothing refused", async () => {
    const { address } = await doorWith();
    const session = connected(address);
    for (const path of [TRACES, LOGS, METRICS])
      expect(await call(session, path, [framed(Buffer.alloc(0))])).toMatchObject({ status: 0, body: Buffer.alloc(0) });
  });

  it("that was partly bad says the exact count, as over HTTP", async () => {
    const { address } = await doorWith();
    const some = toProto("traces", traces([span(), span({ traceId: "ab" }), span({ endTimeUnixNano: "1" })]));
    const ended = await call(connected(address), TRACES, [framed(some)]);
    expect(ended.status).toBe(0);
    expect(fromAnswer("Response", ended.body ?? Buffer.alloc(0))).toEqual({
      partialSuccess: { rejected: "2", errorMessage: "a trace id is not of 16 bytes" },
    });
  });
});

describe("a refused call", () => {
  it("that was not authenticated is told before its message is read", async () => {
    const asked: (string | null)[] = [];
    const { address, events } = await doorWith({
      authenticate: async (authorization) => {
        asked.push(authorization);
        return authorization === "Bearer right" ? { sender: "token" } : null;
      },
    });
    const session = connected(address);
    // Nothing but the head is sent: the answer cannot depend on more.
    expect(await call(session, TRACES, [], {}, true)).toMatchObject({ http: 200, status: 16, details: null });
    expect(await call(session, TRACES, [framed(good)], { authorization: "Bearer wrong" })).toMatchObject({
      status: 16,
    });
    expect(await call(session, TRACES, [framed(good)], { authorization: "Bearer right" })).toMatchObject({ status: 0 });
    expect(asked).toEqual([null, "Bearer wrong", "Bearer right"]);
    expect(events).toMatchObject([{ status: 401 }, { status: 401 }, { status: 200, sender: "token" }]);
  });

  it("while we are busy carries when to come back", async () => {
    const { fault } = retryable("journal-behind", "the journal is behind", 2_500);
    const { address, events } = await doorWith({ busy: () => fault });
    const ended = await call(connected(address), TRACES, [framed(good)]);
    expect(ended).toMatchObject({ http: 200, status: 14, message: "the journal is behind" });
    expect(statusIn(ended.details ?? Buffer.alloc(0))).toEqual({
      code: 14,
      message: "the journal is behind",
      waits: [2_500],
    });
    expect(events).toMatchObject([{ status: 503, fault: { code: "journal-behind" } }]);
  });

  it("by a rate limit carries when to come back too, and a wrong delivery does not", async () => {
    const limited = retryable("rate-limited", "slower", 1_000).fault;
    const first = await doorWith({ deliver: async () => ({ kind: "busy", fault: limited }) });
    const ended = await call(connected(first.address), TRACES, [framed(good)]);
    expect([ended.status, statusIn(ended.details ?? Buffer.alloc(0)).waits]).toEqual([8, [1_000]]);
    const second = await doorWith();
    const bad = await call(connected(second.address), TRACES, [framed(Buffer.from("no protobuf at all"))]);
    expect(bad).toMatchObject({ status: 3, details: null });
    expect(bad.message).not.toBe("");
  });

  it("because something threw is told to come again, and nothing of what was thrown", async () => {
    const { address, events } = await doorWith({
      deliver: async () => {
        throw new Error("secret of /home/somebody/file.ts:12");
      },
    });
    const ended = await call(connected(address), TRACES, [framed(good)]);
    expect(ended.status).toBe(14);
    expect(JSON.stringify(ended)).not.toContain("secret");
    expect(events).toMatchObject([{ kind: "failed" }, { kind: "answered", status: 503 }]);
  });

  it("at a method, a path or in a type that is not ours is told so", async () => {
    const { address, events } = await doorWith();
    const session = connected(address);
    for (const path of ["/", "/v1/traces", TRACES.toLowerCase(), `${TRACES}/`, "/grpc.health.v1.Health/Check"])
      expect([path, await call(session, path, [framed(good)])]).toMatchObject([path, { http: 200, status: 12 }]);
    expect(events.map(({ kind }) => kind)).toEqual(Array(5).fill("unknown-address"));
    for (const type of ["application/json", "application/grpc-web", "application/grpc+json", ""])
      expect([type, await call(session, TRACES, [framed(good)], { "content-type": type })]).toMatchObject([
        type,
        { http: 415, status: null },
      ]);
    expect(await call(session, TRACES, [], { ":method": "GET" })).toMatchObject({ http: 405, status: null });
  });

  it("in a coding that is not offered says which are", async () => {
    const { address } = await doorWith();
    for (const coding of ["deflate", "br", "zstd", "snappy", "GZIP"]) {
      const ended = await call(connected(address), TRACES, [framed(good, 1)], { "grpc-encoding": coding });
      expect([coding, ended.status, ended.headers["grpc-accept-encoding"]]).toEqual([coding, 12, "identity,gzip"]);
    }
  });
});

describe("a message", () => {
  it("larger than the limit is refused at its prefix, and not for being sent again", async () => {
    const { address, receipts, door } = await doorWith();
    const ended = await call(connected(address), TRACES, [framed(Buffer.alloc(10), 0, 64 * MIB + 1)], {}, true);
    expect(ended).toMatchObject({ status: 8, details: null });
    expect([receipts.length, door.bytesInFlight()]).toEqual([0, 0]);
  });

  it("that inflates beyond the limit is stopped there, not at its end", async () => {
    const { address, door } = await doorWith();
    // 300 MiB of zeros: were all of it inflated, memory would show it.
    const bomb = gzipSync(Buffer.alloc(300 * MIB));
    expect(bomb.length).toBeLessThan(400_000);
    let peak = 0;
    const watch = setInterval(() => {
      peak = Math.max(peak, door.bytesInFlight());
    }, 1);
    const ended = await call(connected(address), TRACES, [framed(bomb, 1)], { "grpc-encoding": "gzip" });
    clearInterval(watch);
    expect(ended).toMatchObject({ status: 8, details: null });
    expect(peak).toBeGreaterThan(0);
    expect(peak).toBeLessThanOrEqual(64 * MIB);
    expect(door.bytesInFlight()).toBe(0);
  });

  it("is counted after inflation against the bytes that are in memory at once", async () => {
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const { address, door } = await doorWith({
      limits: { bytesInFlight: 64 * MIB },
      deliver: async () => {
        await held;
        return { kind: "accepted", records: 0, rejected: 0, message: null };
      },
    });
    const session = connected(address);
    const large = framed(gzipSync(Buffer.alloc(40 * MIB)), 1);
    const first = call(session, TRACES, [large], { "grpc-encoding": "gzip" });
    while (door.bytesInFlight() < 40 * MIB) await new Promise((resolve) => setTimeout(resolve, 2));
    const second = await call(session, TRACES, [large], { "grpc-encoding": "gzip" });
    expect([second.status, statusIn(second.details ?? Buffer.alloc(0)).waits]).toEqual([14, [2_000]]);
    release();
    expect((await first).status).toBe(0);
    expect(door.bytesInFlight()).toBe(0);
  });

  it.each([
    ["none", []],
    ["half a prefix", [Buffer.from([0, 0, 0])]],
    ["cut short", [framed(good, 0, good.length + 1)]],
    ["two", [framed(good), framed(good)]],
    ["a tail", [framed(good), Buffer.of(1)]],
    ["a flag of 2", [framed(good, 2)]],
    ["a flag of 255", [framed(good, 255)]],
    ["compressed without saying how", [framed(gzipSync(good), 1)]],
  ] as const)("that is no whole one is refused: %s", async (_what, pieces) => {
    const { address, receipts } = await doorWith();
    expect(await call(connected(address), TRACES, pieces)).toMatchObject({ status: 13, details: null });
    expect(receipts).toHaveLength(0);
  });

  it.each([
    ["none", Buffer.from("plain text")],
    ["cut short", gzipSync(good).subarray(0, -4)],
    ["with a tail", Buffer.concat([gzipSync(good), Buffer.from("tail")])],
    ["with a wrong sum", Buffer.concat([gzipSync(good).subarray(0, -8), Buffer.alloc(8, 7)])],
    ["twice", gzipSync(gzipSync(good))],
  ])("in gzip that is broken is unreadable: %s", async (_what, bytes) => {
    const { address, receipts } = await doorWith();
    const ended = await call(connected(address), TRACES, [framed(bytes, 1)], { "grpc-encoding": "gzip" });
    expect(ended).toMatchObject({ status: 3, details: null });
    expect(receipts).toHaveLength(0);
  });

  it("that does not come in time is told to come again", async () => {
    const { address } = await doorWith({ limits: { bodyMs: 50, drainMs: 50 } });
    const session = connected(address);
    for (const piece of [Buffer.alloc(0), framed(good).subarray(0, 3), framed(good).subarray(0, 20)]) {
      const ended = await call(session, TRACES, [piece], {}, true);
      expect([ended.status, ended.message]).toEqual([14, "the message did not come in time"]);
    }
  });

  it("whose sender goes away leaves nothing behind", async () => {
    const { address, port, door, events } = await doorWith();
    const raw = await rawConnection(port);
    raw.send(head(1, TRACES), frame("data", 0, 1, framed(good).subarray(0, 20)));
    while (door.bytesInFlight() === 0) await new Promise((resolve) => setTimeout(resolve, 2));
    raw.send(reset(1));
    while (events.length === 0) await new Promise((resolve) => setTimeout(resolve, 2));
    expect(events).toMatchObject([{ status: 400, fault: { code: "body-incomplete" } }]);
    expect(door.bytesInFlight()).toBe(0);
    raw.send(head(3, TRACES), frame("data", 0, 3, framed(good).subarray(0, 20)));
    while (door.bytesInFlight() === 0) await new Promise((resolve) => setTimeout(resolve, 2));
    raw.close();
    while (door.bytesInFlight() > 0) await new Promise((resolve) => setTimeout(resolve, 2));
    expect(await call(connected(address), TRACES, [framed(good)])).toMatchObject({ status: 0 });
  });
});

describe("a connection", () => {
  it("that speaks no HTTP/2 is cut, and others are not", async () => {
    const { address, port } = await doorWith({ limits: { headersMs: 100 } });
    const session = connected(address);
    for (const text of ["POST /v1/traces HTTP/1.1\r\nhost: x\r\n\r\n", "\u0016\u0003\u0001", ""]) {
      const socket = connectNet(port, "127.0.0.1");
      socket.on("error", () => {});
      await once(socket, "connect");
      socket.write(text);
      socket.resume();
      if (!socket.closed) await once(socket, "close");
    }
    expect(await call(session, TRACES, [framed(good)])).toMatchObject({ status: 0 });
  });

  it.each([
    ["resets thousands of calls", (stream: number) => [head(stream, TRACES), reset(stream)]],
    ["opens ten thousand calls at once", (stream: number) => [head(stream, TRACES)]],
  ])("that %s is told to go, and others are not", async (_what, frames) => {
    const { address, port, door } = await doorWith();
    const quiet = connected(address);
    await call(quiet, TRACES, [framed(good)]);
    const abusing = await rawConnection(port);
    for (let i = 0; i < 10_000 && abusing.socket.writable; i += 1) {
      abusing.send(...frames(2 * i + 1));
      if (i % 100 === 99) await new Promise((resolve) => setImmediate(resolve));
    }
    expect(await abusing.cut()).not.toBeNull();
    expect(await call(quiet, TRACES, [framed(good)])).toMatchObject({ status: 0 });
    while (door.bytesInFlight() > 0) await new Promise((resolve) => setTimeout(resolve, 2));
  });

  it("is closed in peace: what is under way is answered, and no more is taken", async () => {
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const { address, door } = await doorWith({
      deliver: async () => {
        await held;
        return { kind: "accepted", records: 1, rejected: 0, message: null };
      },
    });
    const session = connected(address);
    const idle = connected(address);
    await once(idle, "connect");
    const underWay = call(session, TRACES, [framed(good)]);
    while (door.bytesInFlight() === 0) await new Promise((resolve) => setTimeout(resolve, 2));
    const closing = door.close(5_000);
    setTimeout(() => release(), 50);
    expect(await underWay).toMatchObject({ status: 0 });
    await closing;
    await expect(once(connectNet(Number(new URL(address).port), "127.0.0.1"), "connect")).rejects.toThrow();
  });
});
