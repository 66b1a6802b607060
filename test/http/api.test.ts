import { afterEach, describe, expect, test } from "vitest";
import { routes } from "../../server/http/routes/index.ts";
import { aNetwork, anException, anObject } from "../feeds/fakes.ts";
import { endAll, fits, serve } from "./harness.ts";

afterEach(endAll);

describe("paths and methods", () => {
  test("a path has one spelling: everything else is refused before anybody decides", async () => {
    const tower = await serve();
    const raw = async (path: string): Promise<number> => {
      const { request } = await import("node:http");
      return new Promise((resolve, reject) => {
        const asked = request(
          `${tower.url()}`,
          { path, headers: { authorization: "Bearer secret-of-the-test" } },
          (response) => {
            response.resume();
            resolve(response.statusCode ?? 0);
          },
        );
        asked.on("error", reject).end();
      });
    };
    for (const path of [
      "//api/v1/me",
      "/api//v1/me",
      "/api/./v1/me",
      "/api/v1/../v1/me",
      "/api/%2e%2e/v1/me",
      "/api%2fv1/me",
      "/api/v1%5cme",
      "/api/v1/exceptions/X-1%2factions",
      "/api/v1/objects/order/%2e%2e",
      "/api/v1/me%00",
      "/api/v1/%zz",
    ]) {
      expect(await raw(path), path).toBe(400);
    }
    expect(await raw("/api/v1/me")).toBe(200);
    expect(await raw("/api/v1/me/")).toBe(404);
    expect(await raw("/api/v1/me;x=1")).toBe(404);
  });

  test("an id from outside may hold slashes, encoded", async () => {
    const tower = await serve();
    const id = "SO/20 26/ä+1";
    await tower.store.commit([
      { kind: "key", key: `order:*:${id}`, ref: `order:*:${id}` },
      { kind: "object", object: anObject(id) },
    ]);
    const found = await tower.get(`/api/v1/objects/order/${encodeURIComponent(id)}`);
    expect(found).toMatchObject({ status: 200, json: { kind: "order", id } });
    fits("getObject", 200, found.json);
  });

  test("other methods are 405 with what may be, unknown routes 404, in problems without a stack", async () => {
    const tower = await serve();
    const wrong = await tower.ask("/api/v1/status", { method: "PUT" });
    expect(wrong).toMatchObject({ status: 405, json: { code: "method-not-allowed", status: 405 } });
    expect(wrong.headers.get("allow")).toBe("GET, HEAD");
    const nothing = await tower.get("/api/v1/nothing");
    expect(nothing.headers.get("content-type")).toBe("application/problem+json; charset=utf-8");
    expect(nothing).toMatchObject({ status: 404, json: { code: "no-such-route", type: "about:blank" } });
  });

  test("parameters are known, single and sound", async () => {
    const tower = await serve();
    expect((await tower.get("/api/v1/exceptions?stat=open")).json).toMatchObject({
      code: "unknown-parameter",
      faults: [{ path: "stat" }],
    });
    expect((await tower.get("/api/v1/exceptions?state=open&state=resolved")).json.code).toBe("bad-parameter");
    expect((await tower.get("/api/v1/exceptions?limit=0")).json.faults).toMatchObject([{ path: "limit" }]);
    expect((await tower.get("/api/v1/exceptions?severity=bad")).json.faults).toMatchObject([{ path: "severity" }]);
    expect((await tower.get("/api/v1/lag?window=1y")).status).toBe(400);
    expect((await tower.get("/api/v1/lag/series?points=1")).status).toBe(400);
  });

  test("a bug answers an id that the log has too, and nothing else", async () => {
    const tower = await serve({ metrics: async () => Promise.reject(new Error("secret detail")) });
    const answer = await tower.get("/metrics");
    expect(answer.status).toBe(500);
    expect(answer.text).not.toContain("secret detail");
    expect(tower.reports.at(-1)).toMatchObject({ event: "http.failed", fields: { errorId: answer.json.errorId } });
  });

  test("bodies are JSON of the right shape, and of a size", async () => {
    const tower = await serve();
    const post = (body: string, headers = {}) =>
      tower.ask("/api/v1/search", {
        method: "POST",
        headers: { authorization: "Bearer secret-of-the-test", "content-type": "application/json", ...headers },
        body,
      });
    expect((await post("{")).json.code).toBe("bad-json");
    expect((await post('{"keys":["a"],"x":1}')).json.code).toBe("bad-body");
    expect((await post('{"keys":["a"],"__proto__":{"x":1}}')).json.code).toBe("bad-body");
    expect((await post(JSON.stringify({ keys: ["a".repeat(3_000_000)] }))).status).toBe(413);
    expect((await post('{"keys":["a"]}', { "content-encoding": "gzip" })).status).toBe(415);
    expect((await post('{"keys":["a"]}', { "content-type": "text/plain" })).status).toBe(415);
  });
});

describe("the page", () => {
  test("every other path is the page, under a strict policy with a nonce of its own", async () => {
    const tower = await serve();
    const [one, two] = [await tower.ask("/queue?sort=value"), await tower.ask("/o/order/SO-1")];
    const nonce = /nonce="([^"]+)"/.exec(one.text)?.[1];
    expect(nonce).toMatch(/^[A-Za-z0-9+/]{24}$/);
    expect(two.text).not.toContain(nonce);
    const policy = one.headers.get("content-security-policy") ?? "";
    expect(policy).toContain(`style-src 'self' 'nonce-${nonce}'`);
    expect(policy).toContain("script-src 'self'; ");
    expect(policy).not.toContain("unsafe");
    expect(one.headers.get("cache-control")).toBe("no-store");
    expect(one.headers.get("x-powered-by")).toBeNull();
    expect(one.headers.get("x-content-type-options")).toBe("nosniff");
    expect((await tower.ask("/index.html")).text).not.toContain("__NONCE__");
  });

  test("assets are kept for ever, and a missing one is no page", async () => {
    const tower = await serve();
    const asset = await tower.ask("/assets/main-1a2b.js");
    expect(asset).toMatchObject({ status: 200, text: "export {};" });
    expect(asset.headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
    expect((await tower.ask("/assets/old-9z.js")).json.code).toBe("no-such-file");
    for (const none of ["/worker.js", "/worker2.js", "/icon-64.png", "/other.webmanifest"])
      expect([none, (await tower.ask(none)).json?.code]).toEqual([none, "no-such-file"]);
    expect((await tower.ask("/o/order/SO-1.5")).headers.get("content-type")).toContain("text/html");
  });
});

describe("what is told", () => {
  test("the small answers fit what the API says of them", async () => {
    const tower = await serve();
    for (const [id, path] of [
      ["getMe", "/api/v1/me"],
      ["getStatus", "/api/v1/status"],
      ["getNetwork", "/api/v1/network"],
      ["getIntake", "/api/v1/intake"],
      ["getLag", "/api/v1/lag?window=24h"],
      ["getLagSeries", "/api/v1/lag/series?window=24h&points=4"],
      ["listSources", "/api/v1/sources"],
      ["listTraces", "/api/v1/traces?outcome=failed"],
      ["readJournal", "/api/v1/journal?after=0&limit=5"],
      ["search", "/api/v1/search?q=SO-1"],
      ["listExceptions", "/api/v1/exceptions"],
    ] as const) {
      const answer = await tower.get(path);
      expect(answer.status, path).toBe(200);
      expect(answer.headers.get("cache-control"), path).toBe("no-store");
      fits(id, 200, answer.json);
    }
    expect((await tower.ask("/healthz")).text).toBe("ok\n");
    expect((await tower.ask("/metrics")).text).toBe("up 1\n");
  });

  test("readiness says no while there is none; metrics want a token off loopback", async () => {
    const tower = await serve({ ready: () => false, loopback: false });
    expect((await tower.ask("/readyz")).status).toBe(503);
    expect((await tower.ask("/metrics")).status).toBe(401);
    expect((await tower.get("/metrics")).status).toBe(200);
  });

  test("openapi.json lists every route, with the schemas that check", async () => {
    const tower = await serve();
    const { json } = await tower.ask("/api/v1/openapi.json");
    for (const { method, path, id } of routes) {
      expect(json.paths[path]?.[method.toLowerCase()]?.operationId, `${method} ${path}`).toBe(id);
    }
    expect(new Set(routes.map(({ id }) => id)).size).toBe(routes.length);
    const exception = json.paths["/api/v1/exceptions/{id}"].get.responses["200"].content["application/json"].schema;
    expect(exception.required).toContain("owner");
    expect(
      json.paths["/api/v1/search"].post.requestBody.content["application/json"].schema.properties.keys.maxItems,
    ).toBe(5_000);
  });

  test("the dry run of routing takes facts with defaults", async () => {
    const tower = await serve();
    const answer = await tower.post("/api/v1/route", {
      kind: "missing-event",
      warehouse: "ATL",
      value: { amount: "10.50", currency: "USD" },
    });
    fits("previewRoute", 200, answer.json);
    expect(answer.json.severity).toBe("medium");
    expect((await tower.post("/api/v1/route", { kind: "trouble" })).status).toBe(400);
  });

  test("a demo's stories are there on a demo server only", async () => {
    const told: string[] = [];
    const plain = await serve();
    expect((await plain.post("/api/v1/demo/wipe", {})).json.code).toBe("no-demo");
    const demo = await serve({
      demo: {
        story: async (name) =>
          told.push(name) > 0 && name === "none" ? "unknown" : name === "reno" ? "under-way" : "begun",
        wipe: async () => void told.push("wiped"),
      },
    });
    expect((await demo.post("/api/v1/demo/labels", {})).status).toBe(202);
    expect((await demo.post("/api/v1/demo/none", {})).status).toBe(404);
    const twice = await demo.post("/api/v1/demo/reno", {});
    expect([twice.status, twice.json.code]).toEqual([409, "story-under-way"]);
    expect(
      (await demo.ask("/api/v1/demo/wipe", { method: "POST", headers: { authorization: "Bearer secret-of-the-test" } }))
        .status,
    ).toBe(202);
    expect(told).toEqual(["labels", "none", "reno", "wiped"]);
  });
});

describe("objects", () => {
  test("one by any key; none is 404; several by one number are 300 with all", async () => {
    const tower = await serve();
    const shop = anObject("W-55", {
      ref: "order:shop:W-55",
      keys: [{ kind: "order", issuer: "shop", value: "W-55" }],
    });
    const erp = anObject("W-55");
    await tower.store.commit([
      { kind: "key", key: "order:shop:W-55", ref: shop.ref },
      { kind: "key", key: "order:*:W-55", ref: erp.ref },
      { kind: "object", object: shop },
      { kind: "object", object: erp },
    ]);
    expect((await tower.get("/api/v1/objects/order/W-56")).json.code).toBe("not-found");
    expect((await tower.get("/api/v1/objects/table/W-55")).status).toBe(404);
    const several = await tower.get("/api/v1/objects/order/W-55");
    expect(several.status).toBe(300);
    fits("getObject", 300, several.json);
    expect(several.json.choices.map(({ issuer }: { issuer: string }) => issuer)).toEqual(["*", "shop"]);
    const chosen = await tower.get(several.json.choices[1].url);
    expect(chosen).toMatchObject({ status: 200, json: { keys: [{ issuer: "shop" }] } });
  });

  test("a pasted list is answered number by number, as JSON and as CSV", async () => {
    const tower = await serve();
    await tower.store.commit([
      { kind: "key", key: "order:*:SO-0010", ref: "order:*:SO-0010" },
      { kind: "object", object: anObject("SO-0010") },
    ]);
    await tower.store.put(anException(3, { object: "order:*:SO-0010", title: "=HYPERLINK(1)" }));
    const keys = ["so10", "nothing", ...Array.from({ length: 60 }, (_, index) => `X${index}`)];
    const json = await tower.post("/api/v1/search", { keys });
    fits("searchMany", 200, json.json);
    expect(json.json.items).toHaveLength(62);
    expect(json.json.items[0]).toMatchObject({ key: "so10", hits: [{ id: "SO-0010", owner: { team: "dock" } }] });
    expect(json.json.items[1]).toEqual({ key: "nothing", hits: [], nearest: null });
    const csv = await tower.post("/api/v1/search", { keys: ["so10", "nothing"] }, { accept: "text/csv" });
    expect(csv.headers.get("content-type")).toBe("text/csv; charset=utf-8");
    const [, first, second] = csv.text.split("\r\n");
    expect(first).toMatch(/^so10,order,SO-0010,order,SO-0010,true,open,/);
    expect(first).toContain(`X-3,"'=HYPERLINK(1)"`);
    expect(second).toMatch(/^nothing,,,,,,unknown,/);
  });
});

describe("connecting", () => {
  test("a test order leaves by the ingest address as OTLP, kept apart", async () => {
    const { createServer } = await import("node:http");
    const got: { path: string; headers: Record<string, unknown>; body: unknown }[] = [];
    let status = 200;
    const door = createServer((request, response) => {
      let body = "";
      request.on("data", (chunk) => (body += chunk));
      request.on("end", () => {
        got.push({ path: request.url ?? "", headers: request.headers, body: JSON.parse(body) });
        response.writeHead(status).end("{}");
      });
    });
    await new Promise<void>((resolve) => door.listen(0, "127.0.0.1", resolve));
    const address = door.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    try {
      const tower = await serve({ otlpHttpUrl: () => `http://127.0.0.1:${port}`, adminToken: null });
      const { cookie, origin } = await tower.signIn();
      const send = () => tower.ask("/api/v1/intake/test", { method: "POST", headers: { cookie, origin } });
      const sent = await send();
      expect(sent.status).toBe(202);
      fits("sendTestOrder", 202, sent.json);
      expect(sent.json.object).toMatchObject({ kind: "order", environment: "test" });
      const text = JSON.stringify(got[0]);
      expect(got[0]?.path).toBe("/v1/traces");
      expect(text).toContain(sent.json.object.id);
      expect(text).toContain('"deployment.environment.name","value":{"stringValue":"test"}');
      expect(got[0]?.headers.authorization).toBeUndefined();
      // Where tokens are asked for it has one of its own, which is gone afterwards.
      await tower.ask("/api/v1/tokens", {
        method: "POST",
        headers: { cookie, origin, "content-type": "application/json" },
        body: '{"name":"w","kind":"ingest"}',
      });
      await send();
      expect(got[1]?.headers.authorization).toMatch(/^Bearer tm_/);
      expect(await tower.access.tokens()).toHaveLength(1);
      status = 503;
      expect(await send()).toMatchObject({ status: 502, json: { code: "ingest-refused" } });
    } finally {
      await new Promise((resolve) => door.close(resolve));
    }
  });

  test("a mapping is handed out as a diff of the file as it stands", async () => {
    const text = "company: { name: X }\naliases:\n  - { attribute: ref, system: shop, key: order }\n\nflows: []\n";
    const tower = await serve({ networkFile: () => ({ name: "network.yaml", text }), network: () => aNetwork() });
    const { json } = await tower.post("/api/v1/network/proposals", {
      system: "wms-atl",
      attribute: "ship no: 1",
      key: "shipment",
    });
    fits("proposeMapping", 200, json);
    expect(json.text).toBe(
      'company: { name: X }\naliases:\n  - { attribute: ref, system: shop, key: order }\n  - { attribute: "ship no: 1", system: wms-atl, key: shipment }\n\nflows: []\n',
    );
    expect(json.diff.split("\n")).toEqual([
      "--- a/network.yaml",
      "+++ b/network.yaml",
      "@@ -1,5 +1,6 @@",
      " company: { name: X }",
      " aliases:",
      "   - { attribute: ref, system: shop, key: order }",
      '+  - { attribute: "ship no: 1", system: wms-atl, key: shipment }',
      " ",
      " flows: []",
      "",
    ]);
  });
});
