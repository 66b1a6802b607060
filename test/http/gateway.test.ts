import { request } from "node:http";
import type { Socket } from "socket.io-client";
import { afterEach, describe, expect, test } from "vitest";
import { backlogOf } from "../../server/http/backlog.ts";
import { mayConnect } from "../../server/http/origin.ts";
import { applyPatch, type ExceptionRow, exceptionOrders, type Patch, type Snapshot } from "../../server/wire/index.ts";
import { anException, start } from "../feeds/fakes.ts";
import { endAll, once, serve, until } from "./harness.ts";

afterEach(endAll);

interface Answer {
  readonly sub: string;
  readonly snapshot?: Snapshot<ExceptionRow>;
  readonly patches?: readonly Patch<ExceptionRow>[];
  readonly error?: { readonly code: string; readonly faults?: readonly { readonly path: string }[] };
}

const subscribe = (socket: Socket, message: unknown): Promise<Answer> => socket.emitWithAck("subscribe", message);
const refusal = (socket: Socket): Promise<Error & { readonly data?: { readonly code: string } }> =>
  once(socket, "connect_error");

describe("who may connect", () => {
  test("a token or a session opens it; nothing, a wrong token and an ingest token do not", async () => {
    const tower = await serve();
    await once(tower.connect(), "connect");
    const { cookie, origin } = await tower.signIn();
    await once(tower.connect({ extraHeaders: { cookie, origin } }), "connect");
    expect((await refusal(tower.connect({}))).data?.code).toBe("signed-out");
    expect((await refusal(tower.connect({ auth: { token: "wrong" } }))).data?.code).toBe("signed-out");
    const { token } = (await tower.post("/api/v1/tokens", { name: "wms", kind: "ingest" })).json;
    expect((await refusal(tower.connect({ auth: { token } }))).data?.code).toBe("forbidden");
  });

  test("a foreign origin is refused on websocket and polling alike", async () => {
    const tower = await serve();
    const { cookie } = await tower.signIn();
    for (const transports of [["websocket"], ["polling"]]) {
      const foreign = { transports, extraHeaders: { cookie, origin: "http://evil.example" } };
      expect((await refusal(tower.connect(foreign))).data).toBeUndefined();
      const bare = { transports: ["websocket"], extraHeaders: { cookie } };
      expect((await refusal(tower.connect(bare))).data).toBeUndefined();
    }
    const page = await tower.ask("/socket.io/socket.io.js");
    expect(page.text).not.toContain("Socket.IO v4");
  });

  test("origins as browsers send them", () => {
    const url = "http://127.0.0.1:8080";
    const get = { method: "GET", websocket: false };
    const host = "127.0.0.1:8080";
    expect(mayConnect({ host, origin: url, cookie: "a=b" }, { method: "GET", websocket: true }, url)).toBe(true);
    // A same-site GET by a browser without Sec-Fetch headers, as on plain HTTP in a local network.
    expect(mayConnect({ host, cookie: "a=b" }, get, url)).toBe(true);
    expect(mayConnect({ host, cookie: "a=b", "sec-fetch-site": "cross-site" }, get, url)).toBe(false);
    expect(mayConnect({ host, cookie: "a=b" }, { method: "POST", websocket: false }, url)).toBe(false);
    expect(mayConnect({ host, cookie: "a=b" }, { method: "GET", websocket: true }, url)).toBe(false);
    expect(mayConnect({ host }, { method: "GET", websocket: true }, url)).toBe(true);
    expect(mayConnect({ host, origin: "https://127.0.0.1:8080" }, get, url)).toBe(false);
    expect(mayConnect({ host: "tower.lan", origin: "http://tower.lan" }, get, url)).toBe(true);
  });

  test("signing out cuts the sockets of that session, and of that alone", async () => {
    const tower = await serve();
    const [leaving, staying] = [await tower.signIn(), await tower.signIn()];
    const one = tower.connect({ extraHeaders: leaving });
    const two = tower.connect({ extraHeaders: staying });
    await Promise.all([once(one, "connect"), once(two, "connect")]);
    const cut = once(one, "disconnect");
    await tower.ask("/api/v1/session", { method: "DELETE", headers: leaving });
    expect(await cut).toBe("io server disconnect");
    expect(two.connected).toBe(true);
  });

  test("a session that ends by idleness takes its sockets with it within 5 s; a dropped token too", async () => {
    const tower = await serve();
    const browser = tower.connect({ extraHeaders: await tower.signIn() });
    const made = (await tower.post("/api/v1/tokens", { name: "script", kind: "admin" })).json;
    const script = tower.connect({ auth: { token: made.token } });
    await Promise.all([once(browser, "connect"), once(script, "connect")]);
    const ends = [once(browser, "disconnect", 5_000), once(script, "disconnect", 5_000)];
    tower.pass(31 * 60_000);
    await tower.access.dropToken(made.id);
    expect(await Promise.all(ends)).toEqual(["io server disconnect", "io server disconnect"]);
  }, 10_000);
});

describe("subscriptions", () => {
  test("a snapshot, then patches that follow on it, until it is given up", async () => {
    const tower = await serve();
    await tower.store.put(anException(1));
    const socket = tower.connect();
    await once(socket, "connect");
    const { sub, snapshot } = await subscribe(socket, {
      feed: "exceptions",
      filter: { state: "open" },
      sort: "opened",
    });
    expect(snapshot).toMatchObject({ seq: 1, total: 1, rows: [{ id: "X-1" }], held: { objects: 0 } });
    const patched = once<Patch<ExceptionRow>>(socket, "patch");
    tower.serving.committed((await tower.store.put(anException(2))).seq);
    const patch = await patched;
    expect(patch).toMatchObject({ sub, feed: "exceptions", prev: 1, seq: 2, remove: [], total: 2 });
    const rows = applyPatch(snapshot?.rows ?? [], patch, exceptionOrders.opened);
    expect(rows.map(({ id }) => id)).toEqual(["X-2", "X-1"]);
    expect(await socket.emitWithAck("unsubscribe", { sub })).toEqual({ ok: true });
    let heard = 0;
    socket.on("patch", () => heard++);
    tower.serving.committed((await tower.store.put(anException(3))).seq);
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(heard).toBe(0);
  });

  test("who comes back with what they have gets what they missed", async () => {
    const tower = await serve();
    const first = tower.connect();
    await once(first, "connect");
    const ask = { feed: "exceptions", filter: { state: "open" } };
    const before = await subscribe(first, ask);
    // Somebody else goes on watching, which tells when each commit has been sent.
    const watcher = tower.connect();
    await once(watcher, "connect");
    await subscribe(watcher, ask);
    first.disconnect();
    for (const number of [1, 2]) {
      const sent = once(watcher, "patch");
      tower.serving.committed((await tower.store.put(anException(number))).seq);
      await sent;
    }
    const second = tower.connect();
    await once(second, "connect");
    const after = await subscribe(second, { ...ask, after: before.snapshot?.seq });
    expect(after.snapshot).toBeUndefined();
    expect(after.patches?.map(({ sub, prev, seq }) => [sub, prev, seq])).toEqual([
      [before.sub, 0, 1],
      [before.sub, 1, 2],
    ]);
    const unknown = await subscribe(second, { ...ask, limit: 7, after: 999 });
    expect(unknown.snapshot).toMatchObject({ seq: 2, total: 2 });
  });

  test("the same question twice on one socket is two subscriptions", async () => {
    const tower = await serve();
    const socket = tower.connect();
    await once(socket, "connect");
    const [one, two] = [
      await subscribe(socket, { feed: "exceptions" }),
      await subscribe(socket, { feed: "exceptions" }),
    ];
    expect(one.sub).not.toBe(two.sub);
    const heard: string[] = [];
    socket.on("patch", ({ sub }: { sub: string }) => heard.push(sub));
    tower.serving.committed((await tower.store.put(anException(1))).seq);
    await until(() => heard.length >= 2);
    expect(heard.sort()).toEqual([one.sub, two.sub].sort());
    await socket.emitWithAck("unsubscribe", { sub: one.sub });
    tower.serving.committed((await tower.store.put(anException(2))).seq);
    await until(() => heard.length >= 3);
    expect(heard.slice(2)).toEqual([two.sub]);
  });

  test("what cannot be served is answered with a problem, and nothing else happens", async () => {
    const tower = await serve();
    const socket = tower.connect();
    await once(socket, "connect");
    const code = async (message: unknown) => (await subscribe(socket, message)).error?.code;
    expect(await code({ feed: "kpis" })).toBe("unknown-feed");
    expect(await code({ feed: "exceptions", filter: { state: "closed" } })).toBe("bad-parameter");
    expect(await code({ feed: "exceptions", limit: 2_001 })).toBe("bad-message");
    expect(await code({ feed: "exceptions", extra: 1 })).toBe("bad-message");
    expect(await code(null)).toBe("bad-message");
    expect(await code({ feed: "object", filter: { kind: "order" } })).toBe("bad-parameter");
    expect(await socket.emitWithAck("unsubscribe", { sub: "s99" })).toEqual({ ok: false });
    // A message without an acknowledgement is no reason to fall.
    socket.emit("subscribe", { feed: "kpis" });
    socket.emit("subscribe", "x", "y");
    for (let limit = 1; limit <= 50; limit++) {
      expect((await subscribe(socket, { feed: "exceptions", limit })).error).toBeUndefined();
    }
    expect(await code({ feed: "exceptions", limit: 51 })).toBe("too-many-subscriptions");
  });

  test("every feed begins with a snapshot of rows with an id", async () => {
    const tower = await serve();
    const socket = tower.connect();
    await once(socket, "connect");
    for (const [feed, filter] of [
      ["object", { kind: "order", id: "SO-1" }],
      ["lag", { window: "24h" }],
      ["flow", { flow: "order-to-ship" }],
      ["tally", {}],
      ["departures", { day: "2026-03-02" }],
      ["sources", {}],
      ["intake", {}],
      ["status", {}],
    ] as const) {
      const { snapshot } = await subscribe(socket, { feed, filter });
      expect(
        snapshot?.rows.every(({ id }) => typeof id === "string"),
        feed,
      ).toBe(true);
      expect(snapshot?.total, feed).toBe(snapshot?.rows.length);
    }
  });

  test("a beat comes at once, and says how far we are", async () => {
    const tower = await serve();
    const socket = tower.connect();
    const beat = await once<{ at: string; horizon: string }>(socket, "beat");
    expect(beat).toEqual({ at: new Date(start).toISOString(), horizon: new Date(start).toISOString() });
  });
});

describe("slow sockets", () => {
  test("what waits is counted, in the transport and before it", () => {
    const conn = {
      writeBuffer: [{ data: "abc" }, { data: Buffer.alloc(5) }, {}],
      transport: { socket: { bufferedAmount: 7 } },
    };
    expect(backlogOf({ conn } as never)).toBe(15);
    expect(backlogOf({ conn: { transport: {} } } as never)).toBe(0);
  });

  test("one that does not read is cut, and the others go on", async () => {
    const tower = await serve();
    const fine = tower.connect();
    await once(fine, "connect");
    await subscribe(fine, { feed: "exceptions", limit: 2_000 });
    // A websocket by hand that never reads again once it has subscribed.
    const url = new URL(tower.url());
    const slow = await new Promise<import("node:net").Socket>((resolve, reject) => {
      const asked = request({
        host: url.hostname,
        port: url.port,
        path: "/socket.io/?EIO=4&transport=websocket",
        headers: {
          connection: "Upgrade",
          upgrade: "websocket",
          "sec-websocket-version": "13",
          "sec-websocket-key": Buffer.alloc(16).toString("base64"),
        },
      });
      asked
        .on("upgrade", (_response, socket) => resolve(socket))
        .on("error", reject)
        .end();
    });
    const say = (text: string) => {
      const data = Buffer.from(text);
      const head =
        data.length < 126
          ? Buffer.from([0x81, 0x80 | data.length])
          : Buffer.from([0x81, 0xfe, data.length >> 8, data.length & 255]);
      slow.write(Buffer.concat([head, Buffer.alloc(4), data]));
    };
    say('40{"token":"secret-of-the-test"}');
    await new Promise((resolve) => setTimeout(resolve, 100));
    say('420["subscribe",{"feed":"exceptions","limit":2000}]');
    await new Promise((resolve) => setTimeout(resolve, 100));
    slow.pause();
    slow.on("error", () => undefined);
    let heard = 0;
    fine.on("patch", () => heard++);
    const reason = "x".repeat(20_000);
    for (let round = 1; round <= 60 && !tower.reports.some(({ event }) => event === "socket.cut"); round++) {
      const commit = await tower.store.put(
        ...Array.from({ length: 40 }, (_, index) => anException(index + 1, { reason, version: round })),
      );
      tower.serving.committed(commit.seq);
      await new Promise((resolve) => setTimeout(resolve, 60));
    }
    expect(tower.reports).toContainEqual({ event: "socket.cut", fields: { why: "slow" } });
    expect(fine.connected).toBe(true);
    expect(heard).toBeGreaterThan(0);
    slow.destroy();
  }, 20_000);
});
