import { afterEach, describe, expect, test } from "vitest";
import { createServing } from "../../server/http/app.ts";
import { authorize, type Person } from "../../server/http/authorize.ts";
import { createPeople } from "../../server/http/people.ts";
import { route } from "../../server/http/route.ts";
import { routes } from "../../server/http/routes/index.ts";
import { endAll, serve } from "./harness.ts";

afterEach(endAll);

describe("sign-in", () => {
  test("the link opens one session, once, by a cookie that scripts cannot read", async () => {
    const tower = await serve();
    const { url } = tower.serving.signInLink();
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/sign-in#link=[\w-]{43}$/);
    const link = url.split("#link=")[1];
    const init = { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ link }) };
    const first = await tower.ask("/api/v1/session", init);
    expect(first.status).toBe(200);
    expect(first.json).toMatchObject({ name: "administrator", role: "admin", demo: false });
    const cookie = first.headers.get("set-cookie") ?? "";
    expect(cookie).toMatch(/^tallyman=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict; Max-Age=43200$/);
    const secret = cookie.slice("tallyman=".length).split(";", 1)[0] ?? "";
    const again = await tower.ask("/api/v1/session", init);
    expect(again).toMatchObject({ status: 401, json: { code: "sign-in-refused" } });
    expect((await tower.ask("/api/v1/me", { headers: { cookie: `tallyman=${secret}` } })).status).toBe(200);
    // Only the hash is kept.
    expect(await tower.access.session(secret)).toBeUndefined();
  });

  test("a link is too old after 15 minutes, and the next one ends the one before", async () => {
    const tower = await serve();
    const old = tower.serving.signInLink().url.split("#link=")[1];
    const link = tower.serving.signInLink().url.split("#link=")[1];
    expect((await tower.post("/api/v1/session", { link: old })).status).toBe(401);
    tower.pass(15 * 60_000);
    expect((await tower.post("/api/v1/session", { link })).status).toBe(401);
  });

  test("a session ends by idleness, by age, and by signing out", async () => {
    const tower = await serve();
    const idle = await tower.signIn();
    const busy = await tower.signIn();
    tower.pass(29 * 60_000);
    expect((await tower.ask("/api/v1/me", { headers: busy })).status).toBe(200);
    tower.pass(2 * 60_000);
    expect((await tower.ask("/api/v1/me", { headers: idle })).status).toBe(401);
    expect((await tower.ask("/api/v1/me", { headers: busy })).status).toBe(200);
    for (let minutes = 31; minutes < 12 * 60 + 10; minutes += 20) {
      tower.pass(20 * 60_000);
      await tower.ask("/api/v1/me", { headers: busy });
    }
    expect((await tower.ask("/api/v1/me", { headers: busy })).status).toBe(401);
    const leaving = await tower.signIn();
    const out = await tower.ask("/api/v1/session", { method: "DELETE", headers: leaving });
    expect(out.status).toBe(204);
    expect(out.headers.get("set-cookie")).toMatch(/^tallyman=; .*Max-Age=0$/);
    expect((await tower.ask("/api/v1/me", { headers: leaving })).status).toBe(401);
  });

  test("behind TLS the cookie is bound to this host", async () => {
    const tower = await serve({ publicUrl: () => "https://tower.example.com" });
    const link = tower.serving.signInLink().url.split("#link=")[1];
    const answer = await tower.ask("/api/v1/session", {
      method: "POST",
      headers: { "content-type": "application/json", origin: "https://tower.example.com" },
      body: JSON.stringify({ link }),
    });
    expect(answer.headers.get("set-cookie")).toMatch(
      /^__Host-tallyman=.*; Path=\/; HttpOnly; SameSite=Strict; Secure;/,
    );
    expect(answer.headers.get("strict-transport-security")).toBe("max-age=31536000");
  });

  test("whoever signs in by a token of their own is known by its name", async () => {
    const tower = await serve();
    const { token } = (await tower.post("/api/v1/tokens", { name: "D. Marsh", kind: "admin" })).json;
    const answer = await tower.ask("/api/v1/session", {
      method: "POST",
      headers: { "content-type": "application/json", origin: tower.url() },
      body: JSON.stringify({ token }),
    });
    const cookie = (answer.headers.get("set-cookie") ?? "").split(";", 1)[0] ?? "";
    expect((await tower.ask("/api/v1/me", { headers: { cookie } })).json).toMatchObject({
      name: "D. Marsh",
      role: "admin",
    });
  });

  test("a cookie speaks only for pages of ours", async () => {
    const tower = await serve();
    const { cookie } = await tower.signIn();
    const write = (headers: Record<string, string>) =>
      tower.ask("/api/v1/tokens", {
        method: "POST",
        headers: { "content-type": "application/json", cookie, ...headers },
        body: JSON.stringify({ name: "x", kind: "ingest" }),
      });
    for (const headers of [
      { origin: "http://evil.example" },
      { origin: "null" },
      { origin: `${tower.url()}.evil.example` },
      { "sec-fetch-site": "cross-site" },
      { "sec-fetch-site": "same-site" },
      {},
    ] as Record<string, string>[]) {
      expect(await write(headers)).toMatchObject({ status: 403, json: { code: "foreign-origin" } });
    }
    expect((await write({ origin: tower.url() })).status).toBe(201);
    expect((await write({ "sec-fetch-site": "same-origin" })).status).toBe(201);
    // Signing in from elsewhere would plant a session.
    const link = tower.serving.signInLink().url.split("#link=")[1];
    expect((await tower.post("/api/v1/session", { link }, { origin: "http://evil.example" })).status).toBe(403);
    // A form's body is no JSON.
    expect((await tower.post("/api/v1/session", { link }, { "content-type": "text/plain" })).status).toBe(415);
  });

  test("refused sign-ins are limited, and told when to come back", async () => {
    const tower = await serve();
    for (let tries = 0; tries < 20; tries++) {
      expect((await tower.post("/api/v1/session", { token: `guess-${tries}` })).status).toBe(401);
    }
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    const refused = await tower.post("/api/v1/session", { token: "secret-of-the-test" });
    expect(refused).toMatchObject({
      status: 429,
      json: { code: "too-many-tries", detail: expect.stringMatching(/Try again in 15 min\.$/) },
    });
    // The window began with the first try.
    const seconds = Number(refused.headers.get("retry-after"));
    expect([seconds > 800, seconds < 900]).toEqual([true, true]);
  });
});

describe("tokens", () => {
  test("a made token works until it is dropped; an ingest token may not look", async () => {
    const tower = await serve();
    const admin = (await tower.post("/api/v1/tokens", { name: "nightly script", kind: "admin" })).json;
    tower.pass(1);
    const ingest = (await tower.post("/api/v1/tokens", { name: "wms-atl", kind: "ingest" })).json;
    const as = (token: string) => tower.ask("/api/v1/me", { headers: { authorization: `Bearer ${token}` } });
    expect((await as(admin.token)).json).toMatchObject({ name: "nightly script" });
    expect(await as(ingest.token)).toMatchObject({ status: 403, json: { code: "forbidden" } });
    expect((await as(`${admin.token}x`)).status).toBe(401);
    const list = await tower.get("/api/v1/tokens");
    expect(list.json.items.map(({ name }: { name: string }) => name)).toEqual(["nightly script", "wms-atl"]);
    expect(list.text).not.toContain(admin.token.split(".")[1]);
    expect(
      (
        await tower.ask(`/api/v1/tokens/${admin.id}`, {
          method: "DELETE",
          headers: { authorization: "Bearer secret-of-the-test" },
        })
      ).status,
    ).toBe(204);
    expect((await as(admin.token)).status).toBe(401);
  });

  test("what stands in Authorization decides, whatever the cookie", async () => {
    const tower = await serve();
    const browser = await tower.signIn();
    const both = await tower.ask("/api/v1/me", { headers: { ...browser, authorization: "Bearer wrong" } });
    expect(both.status).toBe(401);
  });
});

describe("authorize", () => {
  const person = (changes: Partial<Person>): Person => ({
    name: "x",
    role: "admin",
    warehouses: null,
    by: "token",
    credential: "t",
    ...changes,
  });

  test("a route without a policy stops the start", async () => {
    const extra = route({
      id: "forgotten",
      method: "GET",
      path: "/api/v1/forgotten",
      says: "",
      answers: [],
      handle: async () => ({ json: {} }),
    });
    const tower = await serve();
    expect(() => createServing({ ...tower, publicUrl: tower.url } as never, [...routes, extra])).toThrow(
      "no policy says who may: GET /api/v1/forgotten",
    );
  });

  test("what nobody allowed is refused to everyone", () => {
    for (const role of ["admin", "ingest", "wall"] as const) {
      expect(authorize(person({ role }), "GET /api/v1/forgotten", null)).toEqual({ kind: "forbidden" });
    }
  });

  test("every route but the few open ones refuses strangers, ingest tokens and walls", async () => {
    const tower = await serve({ loopback: false });
    const { token } = (await tower.post("/api/v1/tokens", { name: "wms", kind: "ingest" })).json;
    const { secret } = await createPeople(tower.deps).makeToken("dock", "wall", ["ATL"]);
    const open = ["/healthz", "/readyz", "/api/v1/openapi.json", "/api/v1/session", "/api/v1/answers/{token}"];
    for (const { method, path } of routes) {
      if (open.includes(path)) continue;
      const plain = path.replace("{kind}", "order").replace(/\{\w+\}/, "x");
      expect((await tower.ask(plain, { method })).status, `${method} ${path}`).toBe(401);
      for (const bearer of [token, secret]) {
        const headers = { authorization: `Bearer ${bearer}` };
        expect((await tower.ask(plain, { method, headers })).status, `${method} ${path}`).toBe(403);
      }
    }
  });

  test("what stands at a warehouse out of scope is as if it were not there", () => {
    const atlanta = person({ warehouses: ["ATL"] });
    expect(authorize(atlanta, "GET /api/v1/status", { warehouse: "RNO" })).toEqual({ kind: "unknown" });
    expect(authorize(atlanta, "GET /api/v1/status", { warehouse: null })).toEqual({ kind: "unknown" });
    expect(authorize(atlanta, "GET /api/v1/status", { warehouse: "ATL" })).toMatchObject({
      kind: "allowed",
      scope: { warehouses: ["ATL"] },
    });
  });
});
