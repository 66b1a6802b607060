import { createServer, IncomingMessage, type Server, ServerResponse } from "node:http";
import { afterEach, expect, test } from "vitest";
import { endAll, serve } from "./harness.ts";

afterEach(endAll);

test("requests and answers stay Node's own, whoever handles them: another prototype outlives its collector", async () => {
  const tower = await serve();
  const prototypes = new Set<unknown>();
  const server: Server = createServer((request, response) => {
    tower.serving.handler(request, response);
    response.once("finish", () => {
      prototypes.add(Object.getPrototypeOf(request));
      prototypes.add(Object.getPrototypeOf(response));
    });
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const token = { authorization: "Bearer secret-of-the-test" };
  for (const path of ["/healthz", "/api/v1/me", "/api/v1/exceptions", "/api/v1/none", "/queue", "/take", "/worker.js"])
    await fetch(`http://127.0.0.1:${port}${path}`, { headers: token }).then((answer) => answer.text());
  await fetch(`http://127.0.0.1:${port}/api/v1/session`, { method: "POST", body: "{}" });
  server.closeAllConnections();
  await new Promise((done) => server.close(done));
  expect(prototypes).toEqual(new Set([IncomingMessage.prototype, ServerResponse.prototype]));
});

test("JSON says its type and its length in bytes; of a HEAD nothing follows", async () => {
  const tower = await serve();
  const got = await tower.get("/api/v1/me");
  const length = String(Buffer.byteLength(got.text));
  expect(got.headers.get("content-type")).toBe("application/json; charset=utf-8");
  expect(got.headers.get("content-length")).toBe(length);
  const head = await tower.ask("/api/v1/me", {
    method: "HEAD",
    headers: { authorization: "Bearer secret-of-the-test" },
  });
  expect([head.status, head.text, head.headers.get("content-length")]).toEqual([200, "", length]);
});

test("what no route takes is a problem too", async () => {
  const tower = await serve();
  const { status, headers, json } = await tower.ask("/queue", { method: "POST" });
  expect([status, headers.get("content-type")]).toEqual([404, "application/problem+json; charset=utf-8"]);
  expect(json.code).toBe("not-found");
});
