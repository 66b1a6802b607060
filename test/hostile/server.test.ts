import { readFileSync } from "node:fs";
import { request } from "node:http";
import { connect } from "node:net";
import { gzipSync } from "node:zlib";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { bodyOf, idsOf, post, send } from "../scenarios/otlp.ts";
import { adminToken, endAll, type Server, startRefused, startServer, until } from "../scenarios/server.ts";
import { families } from "./families/index.ts";
import { runWired } from "./run.ts";

const network = `company: { name: Hostile, timezone: UTC, currency: USD }
systems:
  - { id: shop, kind: shop, match: { service.name: web-shop }, presence: complete }
teams:
  - { id: integration, name: Integration }
routing: { to: integration }
`;
const ids = idsOf(99);
const proto = { "content-type": "application/x-protobuf" };

let server: Server;
beforeAll(async () => {
  server = await startServer({ network });
});
afterAll(endAll);
// Whatever was sent: the process lives, answers, and takes the next good record.
afterEach(async () => {
  expect(server.alive()).toBe(true);
  const order = `GOOD-${ids.span()}`;
  await tell(order, {});
  await server.settled();
  expect((await server.object("order", order))?.eventsTotal).toBe(1);
  expect(server.lines.filter((line) => line.event === "fault.thrown")).toEqual([]);
});

const spanOf = (order: string, attributes: Readonly<Record<string, string>>) => ({
  traceId: ids.trace(),
  spanId: ids.span(),
  at: Date.now(),
  attributes: { "order.id": order, "business.event": "order.created", ...attributes },
});
const tell = (order: string, attributes: Readonly<Record<string, string>>) =>
  send(server, [{ service: "web-shop", spans: [spanOf(order, attributes)] }]);

describe("the ingest door", () => {
  test("answers broken bodies by the table, in the format that was sent", async () => {
    const good = bodyOf([{ service: "web-shop", spans: [spanOf("SO-1", {})] }]);
    const broken: readonly [string, string | Uint8Array, Record<string, string>][] = [
      ["cut JSON", good.slice(0, -20), {}],
      ["no JSON", "not json", {}],
      ["an array", "[]", {}],
      ["a wrong shape", '{"resourceSpans":7}', {}],
      ["random protobuf", Uint8Array.from({ length: 300 }, (_, index) => (index * 37 + 11) % 256), proto],
      ["cut protobuf", Uint8Array.from([0x0a, 0x50, 0x0a, 0x01]), proto],
      ["gzip that is none", "plain", { "content-encoding": "gzip" }],
      ["cut gzip", gzipSync(good).subarray(0, 60), { "content-encoding": "gzip" }],
      ["gzip with a tail", Buffer.concat([gzipSync(good), Buffer.from("tail")]), { "content-encoding": "gzip" }],
    ];
    for (const [what, body, headers] of broken) {
      const answer = await post(server, body, headers);
      expect([what, answer.status]).toEqual([what, 400]);
      const type = headers["content-type"] ?? "application/json";
      expect([what, answer.headers.get("content-type")]).toEqual([what, type]);
      if (type === "application/json")
        expect(await answer.json()).toMatchObject({ code: 3, message: expect.any(String) });
      else expect((await answer.arrayBuffer()).byteLength).toBeGreaterThan(2);
    }
  });

  test("raises what it could not read, once a sender, and the next good request of that sender ends it", async () => {
    expect((await post(server, "{broken")).status).toBe(400);
    const raised = await until(
      "an undecodable exception",
      async () => (await server.exceptions("kind=undecodable"))[0],
    );
    expect(raised).toMatchObject({ kind: "undecodable", owner: { team: "integration" } });
    await tell("AFTER-BROKEN", {});
    await server.settled();
    const after = await server.exceptions("kind=undecodable");
    expect(after.map(({ id, state, resolution }) => [id, state, resolution?.reason])).toEqual([
      [raised.id, "resolved", "recovered"],
    ]);
  });

  test("stops a gzip bomb while it inflates", async () => {
    const bomb = gzipSync(Buffer.alloc(200 * 1024 * 1024));
    const began = Date.now();
    expect((await post(server, bomb, { "content-encoding": "gzip" })).status).toBe(413);
    expect(Date.now() - began).toBeLessThan(10_000);
  });

  test("answers the wrong type, coding, method and path", async () => {
    expect((await post(server, "x", { "content-type": "text/plain" })).status).toBe(415);
    expect((await post(server, "{}", { "content-encoding": "br" })).status).toBe(415);
    const method = await fetch(`${server.otlpHttp}/v1/traces`);
    expect([method.status, method.headers.get("allow")]).toEqual([405, "POST"]);
    for (const path of ["/v1/trace", "/v1/traces/", "//v1/traces", "/", "/api/v1/status"]) {
      expect([path, (await post(server, "{}", {}, path)).status]).toEqual([path, 404]);
    }
    expect((await post(server, "{}")).status).toBe(200);
    expect(await (await post(server, '{"resourceSpans":[],"someday":{"x":[1]}}')).json()).toEqual({});
  });

  test("counts exactly what it leaves out of a request, and keeps the rest", async () => {
    const body = JSON.parse(
      bodyOf([{ service: "web-shop", spans: [spanOf("PART-1", {}), spanOf("PART-2", {}), spanOf("PART-3", {})] }]),
    );
    body.resourceSpans[0].scopeSpans[0].spans[1].traceId = "short";
    const answer = await post(server, JSON.stringify(body));
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({
      partialSuccess: { rejectedSpans: "1", errorMessage: expect.any(String) },
    });
    await server.settled();
    expect((await server.object("order", "PART-1"))?.eventsTotal).toBe(1);
    expect(await server.object("order", "PART-2")).toBeUndefined();
    expect((await server.object("order", "PART-3"))?.eventsTotal).toBe(1);
  });

  test("survives what is no HTTP", async () => {
    const { hostname, port } = new URL(server.otlpHttp);
    for (const text of [
      "\u0016\u0003\u0001\u0002hello",
      "GET / HTTP/9.9\r\n\r\n",
      "POST /v1/traces HTTP/1.1\r\ncontent-length: -1\r\n\r\n",
    ]) {
      const said = await new Promise<string>((resolve) => {
        const socket = connect(Number(port), hostname, () => socket.write(text));
        let answer = "";
        socket.on("data", (chunk) => {
          answer += chunk.toString();
        });
        socket.on("error", () => resolve(answer));
        socket.on("close", () => resolve(answer));
        socket.setTimeout(5_000, () => socket.destroy());
      });
      expect(said === "" || / 4\d\d /.test(said)).toBe(true);
      expect(said).not.toMatch(/node:|\.ts|\.js/);
    }
  });
});

/** Resident memory of the server, in MiB. */
const resident = (): number =>
  (Number(readFileSync(`/proc/${server.pid}/statm`, "utf8").split(" ")[1]) * 4_096) / 2 ** 20;

describe.runIf(process.platform === "linux")("generated input over the wire", () => {
  // Tokens are the server's own here: what they answer is shown where it is known which is right.
  const sent = families.filter(({ name }) => name !== "requests");
  test("has the answers that it must have, and leaves no more behind than it must", async () => {
    const at = { port: Number(new URL(server.otlpHttp).port), grpc: server.otlpGrpc };
    // A first round fills what is kept for good: compiled code, caches, pools.
    for (const family of sent) expect((await runWired(family, at, 10)).faults).toEqual([]);
    await server.settled();
    const before = resident();
    for (const family of sent) expect((await runWired(family, at, 40)).faults).toEqual([]);
    await server.settled();
    console.log(JSON.stringify({ residentMiB: before, moreMiB: resident() - before }));
    expect(resident() - before).toBeLessThan(256);
  });
});

describe("hostile names and values", () => {
  test("are data: nothing of ours changes, and they are shown as they came", async () => {
    const names = [
      "__proto__",
      "constructor",
      "toString",
      "prototype.polluted",
      "a\u0000b",
      "\u001b[31mred",
      "\u202Eright",
      "x\r\nset-cookie: a=b",
    ];
    await tell("HOSTILE-1", Object.fromEntries(names.map((name) => [name, `value of ${name}`])));
    await server.settled();
    const object = await server.object("order", "HOSTILE-1");
    const trace = (await server.api(`/api/v1/traces/${object?.traces[0]}`)).json;
    const attributes: Record<string, unknown> = trace.spans[0].attributes;
    expect(Object.hasOwn(attributes, "__proto__")).toBe(true);
    expect(attributes.constructor).toBe("value of constructor");
    expect(Object.keys(attributes)).toEqual(expect.arrayContaining(names));
    expect((await server.api("/api/v1/intake")).status).toBe(200);
  });

  test("ten thousand attributes and a megabyte of text are taken, and cut where they are shown", async () => {
    const many = Object.fromEntries(Array.from({ length: 10_000 }, (_, index) => [`attribute.${index}`, "x"]));
    await tell("MANY-1", many);
    await tell("LONG-1", { note: "y".repeat(1_000_000) });
    await server.settled();
    for (const order of ["MANY-1", "LONG-1"]) {
      const object = await server.object("order", order);
      expect(object?.eventsTotal).toBe(1);
      const trace = await server.api(`/api/v1/traces/${object?.traces[0]}`);
      expect(trace.status).toBe(200);
    }
    expect((await server.api("/api/v1/intake")).text.length).toBeLessThan(2_000_000);
  });

  test("ids of every kind are found again and break no address", async () => {
    for (const order of [
      "a/b",
      "../../etc/passwd",
      "x?y=1#z",
      "50%",
      "<script>alert(1)</script>",
      "naïve ☃",
      "'; DROP TABLE objects; --",
      "__proto__",
    ]) {
      await tell(order, {});
      await server.settled();
      expect([order, (await server.object("order", order))?.id]).toEqual([order, order]);
      const found = await server.api(`/api/v1/search?q=${encodeURIComponent(order)}`);
      expect([order, found.status]).toEqual([order, 200]);
    }
  });

  test("every line of our own log stays one JSON line", () => {
    expect(server.lines.length).toBeGreaterThan(3);
    for (const line of server.lines) expect(typeof line.event).toBe("string");
  });
});

describe("the dashboard's port", () => {
  test("answers wrong paths, methods, bodies and parameters as problems, without a trace of our code", async () => {
    const asked: readonly [string, RequestInit, number][] = [
      ["/api/v1/nothing", {}, 404],
      ["/api/v1/status", { method: "DELETE" }, 405],
      ["/api/v1/exceptions?state=bogus", {}, 400],
      ["/api/v1/exceptions?state=open&state=resolved", {}, 400],
      ["/api/v1/exceptions/X-999999", {}, 404],
      ["/api/v1/objects/nonsense/1", {}, 404],
      ["/api/v1/objects/order/%zz", {}, 400],
      [
        "/api/v1/exceptions/X-1/actions",
        { method: "POST", body: "{broken", headers: { "content-type": "application/json" } },
        400,
      ],
      [
        "/api/v1/exceptions/X-1/actions",
        {
          method: "POST",
          body: "action=acknowledge",
          headers: { "content-type": "application/x-www-form-urlencoded" },
        },
        415,
      ],
      [
        "/api/v1/search",
        {
          method: "POST",
          body: JSON.stringify({ keys: Array(5_001).fill("x") }),
          headers: { "content-type": "application/json" },
        },
        400,
      ],
    ];
    for (const [path, init, status] of asked) {
      const answer = await server.api(path, init);
      expect([path, init.method ?? "GET", answer.status]).toEqual([path, init.method ?? "GET", status]);
      expect(answer.headers.get("content-type")).toMatch(/^application\/problem\+json/);
      expect(answer.json).toMatchObject({ status, code: expect.any(String), title: expect.any(String) });
      expect(answer.text).not.toMatch(/node_modules|dist\/|\.ts:|at Object|SQLITE/);
    }
    // A path that a client library would have put right is sent as it stands.
    const raw = (path: string) =>
      new Promise<number>((resolve, reject) => {
        const { hostname, port } = new URL(server.dashboard);
        request({ hostname, port, path, headers: { authorization: `Bearer ${adminToken}` } }, (response) => {
          response.resume();
          resolve(response.statusCode ?? 0);
        })
          .on("error", reject)
          .end();
      });
    for (const path of ["//api/v1/status", "/api/./v1/status", "/api/v1/../v1/status", "/api%2fv1/status"]) {
      expect([path, await raw(path)]).toEqual([path, 400]);
    }
  });
});

describe("a start that is refused", () => {
  test("names each fault of the network file with its line and the word that was meant", async () => {
    const text = network
      .replace("presence: complete", "presense: complete")
      .replace("routing: { to: integration }", "routing: { to: integrations }");
    const { code, stderr, lines } = await startRefused({ network: text });
    expect(code).toBe(1);
    expect(stderr).toMatch(/line 3: .*presense/);
    expect(stderr).toMatch(/presence/);
    expect(stderr).toMatch(/line 6: .*integrations/);
    expect(lines.some((line) => line.event === "ready")).toBe(false);
  });

  test("names the port in use and the variable that moves it", async () => {
    for (const [variable, url] of [
      ["TALLYMAN_PORT", server.dashboard],
      ["TALLYMAN_OTLP_HTTP_PORT", server.otlpHttp],
      ["TALLYMAN_OTLP_GRPC_PORT", server.otlpGrpc],
    ] as const) {
      const { port } = new URL(url);
      const { code, stderr } = await startRefused({ env: { [variable]: port } });
      expect(code).toBe(1);
      expect(stderr).toContain(port);
      expect(stderr).toContain(variable);
    }
  });

  test("names the process that holds the data folder, and leaves it alone", async () => {
    const { code, stderr } = await startRefused({ data: server.data });
    expect(code).toBe(1);
    expect(stderr).toContain(String(server.pid));
  });

  test("names every setting that makes no sense", async () => {
    const { code, stderr } = await startRefused({
      env: { TALLYMAN_PORT: "80800", TALLYMAN_ADMIN_TOKEN: "short", TALLYMAN_LOG_LEVEL: "loud" },
    });
    expect(code).toBe(1);
    for (const name of ["TALLYMAN_PORT", "TALLYMAN_ADMIN_TOKEN", "TALLYMAN_LOG_LEVEL"]) expect(stderr).toContain(name);
  });
});
