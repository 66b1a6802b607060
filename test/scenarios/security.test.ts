import { afterAll, beforeAll, expect, test } from "vitest";
import { bodyOf, idsOf, post } from "./otlp.ts";
import { adminToken, endAll, type Server, startServer } from "./server.ts";

let server: Server;
beforeAll(async () => {
  server = await startServer();
});
afterAll(endAll);

const json = { "content-type": "application/json" };
const ask = (path: string, init: RequestInit = {}) =>
  fetch(new URL(path, server.dashboard), { redirect: "manual", ...init });

async function signIn(
  link: string,
): Promise<{ readonly status: number; readonly cookie: string; readonly set: string }> {
  const answer = await ask("/api/v1/session", {
    method: "POST",
    headers: { ...json, origin: server.dashboard },
    body: JSON.stringify({ link }),
  });
  const set = answer.headers.get("set-cookie") ?? "";
  return { status: answer.status, cookie: set.split(";")[0] ?? "", set };
}

let cookie = "";

test("nothing of the API is read without saying who one is", async () => {
  for (const path of [
    "status",
    "me",
    "exceptions",
    "objects/order/1",
    "search?q=x",
    "traces",
    "intake",
    "network",
    "lag",
    "flows/order-to-ship",
    "sources",
    "journal",
    "tokens",
  ]) {
    for (const headers of [
      {},
      { authorization: "Bearer wrong-token" },
      { authorization: `Basic ${btoa(`a:${adminToken}`)}` },
      { cookie: "tallyman=forged" },
    ]) {
      const answer = await ask(`/api/v1/${path}`, { headers: headers as Record<string, string> });
      expect([path, answer.status]).toEqual([path, 401]);
      expect(answer.headers.get("www-authenticate")).toMatch(/^Bearer/);
      expect(await answer.json()).toMatchObject({ status: 401 });
    }
  }
  expect((await ask("/healthz")).status).toBe(200);
  expect((await ask("/readyz")).status).toBe(200);
});

test("the sign-in link works once, and opens a session of a cookie that scripts and other sites cannot use", async () => {
  expect(server.lines.some((line) => JSON.stringify(line).includes(server.link))).toBe(false);
  const first = await signIn(server.link);
  expect(first.status).toBe(200);
  expect(first.set).toMatch(/; HttpOnly; SameSite=Strict/);
  expect((await signIn(server.link)).status).toBe(401);
  expect((await signIn("guess")).status).toBe(401);
  cookie = first.cookie;
  expect((await ask("/api/v1/me", { headers: { cookie } })).status).toBe(200);
});

test("a foreign page changes nothing with the cookie of a browser", async () => {
  const write = (headers: Readonly<Record<string, string>>) =>
    ask("/api/v1/tokens", {
      method: "POST",
      headers: { ...json, cookie, ...headers },
      body: JSON.stringify({ name: "stolen", kind: "admin" }),
    });
  for (const headers of [
    { origin: "http://evil.example" },
    { origin: "null" },
    {},
    { "sec-fetch-site": "cross-site" },
    { origin: `${server.dashboard}.evil.example` },
  ]) {
    expect([headers, (await write(headers as Record<string, string>)).status]).toEqual([headers, 403]);
  }
  const plain = await ask("/api/v1/tokens", {
    method: "POST",
    headers: { "content-type": "text/plain", cookie, origin: server.dashboard },
    body: JSON.stringify({ name: "stolen", kind: "admin" }),
  });
  expect(plain.status).toBe(415);
  expect((await (await ask("/api/v1/tokens", { headers: { cookie } })).json()).items).toEqual([]);
  const own = await write({ origin: server.dashboard });
  expect(own.status).toBe(201);
  const { id } = (await own.json()) as { id: string };
  expect(
    (await ask(`/api/v1/tokens/${id}`, { method: "DELETE", headers: { cookie, origin: server.dashboard } })).status,
  ).toBe(204);
});

test("a foreign page opens no live stream, by websocket or by polling; ours does, by both", async () => {
  for (const transports of [["websocket"], ["polling"]] as const) {
    const from = (origin: string) =>
      new Promise<string>((resolve) => {
        const socket = server.connect({ transports: [...transports], extraHeaders: { cookie, origin } });
        socket.once("connect", () => resolve("connected"));
        socket.once("connect_error", () => resolve("refused"));
      });
    expect([transports, await from("http://evil.example")]).toEqual([transports, "refused"]);
    expect([transports, await from(server.dashboard)]).toEqual([transports, "connected"]);
  }
  const nobody = server.connect({ auth: {} });
  const error = await new Promise<Error & { data?: { code: string } }>((resolve) =>
    nobody.once("connect_error", resolve),
  );
  expect(error.data?.code).toBe("signed-out");
});

test("pages and answers carry the headers that keep them to themselves", async () => {
  const page = await ask("/queue");
  expect(page.status).toBe(200);
  const policy = page.headers.get("content-security-policy") ?? "";
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("frame-ancestors 'none'");
  expect(policy).not.toMatch(/unsafe-(inline|eval)/);
  expect(page.headers.get("x-powered-by")).toBeNull();
  expect(page.headers.get("x-content-type-options")).toBe("nosniff");
  const answer = await server.api("/api/v1/status");
  expect(answer.headers.get("cache-control")).toContain("no-store");
});

test("from the first ingest token on, senders need one; an administrator's token may ingest, an ingest token reads nothing", async () => {
  const ids = idsOf(3);
  const body = () =>
    bodyOf([
      {
        service: "web-shop",
        spans: [
          {
            traceId: ids.trace(),
            spanId: ids.span(),
            at: Date.now(),
            attributes: { "order.id": "SO-1", "business.event": "order.created" },
          },
        ],
      },
    ]);
  expect((await post(server, body())).status).toBe(200);
  const made = await server.post("/api/v1/tokens", { name: "wms", kind: "ingest" });
  expect(made.status).toBe(201);
  const { token, id } = made.json as { token: string; id: string };
  const bare = await post(server, body());
  expect([bare.status, bare.headers.get("www-authenticate")]).toEqual([401, expect.stringMatching(/^Bearer/)]);
  expect((await post(server, body(), { authorization: "Bearer wrong" })).status).toBe(401);
  expect((await post(server, body(), { authorization: `Bearer ${token}` })).status).toBe(200);
  expect((await post(server, body(), { authorization: `Bearer ${adminToken}` })).status).toBe(200);
  expect((await ask("/api/v1/status", { headers: { authorization: `Bearer ${token}` } })).status).toBe(403);
  expect((await server.api("/api/v1/tokens")).text).not.toContain(token);
  await server.settled();
  expect((await server.object("order", "SO-1"))?.eventsTotal).toBe(3);
  expect((await server.api(`/api/v1/tokens/${id}`, { method: "DELETE" })).status).toBe(204);
  expect((await post(server, body(), { authorization: `Bearer ${token}` })).status).not.toBe(200);
});

test("signing out ends the session at once", async () => {
  expect(
    (await ask("/api/v1/session", { method: "DELETE", headers: { cookie, origin: server.dashboard } })).status,
  ).toBe(204);
  expect((await ask("/api/v1/me", { headers: { cookie } })).status).toBe(401);
});
