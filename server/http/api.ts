import { randomUUID } from "node:crypto";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import express, { Router } from "express";
import * as z from "zod/mini";
import { JournalFailed } from "../ports/index.ts";
import { report, traced } from "../telemetry/index.ts";
import { authorize } from "./authorize.ts";
import { formOf, tableParameters, tableReply } from "./export/form.ts";
import { createLimits } from "./limits.ts";
import { sameOrigin } from "./origin.ts";
import { pathFault, queryOf } from "./paths.ts";
import { type FaultHandler, type Incoming, type Outgoing, sendJson } from "./plain.ts";
import { damaged, problem, Refused, refusedBy } from "./problems.ts";
import type { Reply, Request, Route, Serving, Streamed } from "./route.ts";

/** Bytes of a request's body, at most: 5,000 numbers of 256 characters. */
const bodyLimit = 2 * 1024 * 1024;

const reading = express.json({ limit: bodyLimit, strict: true, type: "application/json", inflate: false });

/** Serves the routes; everything under `/api/` that is none of them is answered here too. */
export function createApi(serving: Serving, routes: readonly Route[]): Router {
  const router = Router({ caseSensitive: true, strict: true });
  // Before everything else: whoever decides or routes behind this sees one spelling of each path.
  router.use((request, response, next) => {
    const fault = pathFault(request.url.split("?", 1)[0] ?? "");
    if (fault === null) next();
    else sendProblem(response, new Refused(problem(400, "bad-path", `The path ${fault}.`)));
  });
  const limitsOf = createLimits(serving, sendProblem);
  for (const route of routes) {
    const path = route.path.replace(/\{(\w+)\}/g, ":$1");
    const limits = limitsOf(route);
    const serve = (request: Incoming, response: Outgoing): Promise<void> => watched(serving, route, request, response);
    if (route.method === "GET") router.get(path, ...limits, serve);
    else if (route.method === "POST") router.post(path, ...limits, serve);
    else if (route.method === "PUT") router.put(path, ...limits, serve);
    else router.delete(path, ...limits, serve);
  }
  const byPath = new Map<string, string[]>();
  for (const { path, method } of routes) byPath.set(path, [...(byPath.get(path) ?? []), method]);
  for (const [path, methods] of byPath) {
    router.all(path.replace(/\{(\w+)\}/g, ":$1"), (_request, response) => {
      const allow = [...methods, ...(methods.includes("GET") ? ["HEAD"] : [])].join(", ");
      const refused = problem(405, "method-not-allowed", `This path takes ${allow}.`);
      sendProblem(response, new Refused(refused, { allow }));
    });
  }
  router.use("/api", (_request, response) => {
    sendProblem(
      response,
      new Refused(problem(404, "no-such-route", "There is no such route; see /api/v1/openapi.json.")),
    );
  });
  router.use(failed(serving));
  return router;
}

/** Answers in a span of its own, named by the route, and reports how long it took. */
async function watched(serving: Serving, route: Route, request: Incoming, response: Outgoing): Promise<void> {
  const began = performance.now();
  const about = { "http.request.method": route.method, "http.route": route.path };
  try {
    await traced(`${route.method} ${route.path}`, about, (span) =>
      answer(serving, route, request, response).finally(() =>
        span.setAttribute("http.response.status_code", response.statusCode),
      ),
    );
  } finally {
    const durationMs = performance.now() - began;
    report("http.answered", { method: route.method, route: route.path, status: response.statusCode, durationMs });
  }
}

async function answer(serving: Serving, route: Route, request: Incoming, response: Outgoing): Promise<void> {
  const { deps, people } = serving;
  response.setHeader("cache-control", "no-store");
  const person = await people.who(request.headers);
  const verdict = authorize(person, `${route.method} ${route.path}`, null, deps.loopback);
  if (verdict.kind === "signed-out") {
    throw new Refused(problem(401, "signed-out", "Sign in, or send a token."), { "www-authenticate": "Bearer" });
  }
  if (verdict.kind !== "allowed") throw new Refused(problem(403, "forbidden", "This token may not do that."));
  // A browser sends the cookie wherever the request comes from; an address of ours must speak for it.
  const written = route.method !== "GET";
  const crossed = request.headers.origin !== undefined && !sameOrigin(request.headers, deps.publicUrl());
  if (written && (crossed || (person.by === "cookie" && !sameOrigin(request.headers, deps.publicUrl())))) {
    throw new Refused(problem(403, "foreign-origin", "Only pages of this server may do that with a session."));
  }
  const { query, twice } = queryOf(request.originalUrl);
  if (twice !== null) throw new Refused(problem(400, "bad-parameter", `The parameter ${twice} is given twice.`));
  const known = [...route.query, ...(route.table === null ? [] : tableParameters)].map(({ name }) => name);
  const unknown = [...query.keys()].filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    const faults = unknown.map((path) => ({
      path,
      message: `is no parameter; there are ${known.join(", ") || "none"}`,
    }));
    throw new Refused(problem(400, "unknown-parameter", `${unknown[0]} is no parameter of this route.`, { faults }));
  }
  const body = route.body === null ? undefined : await bodyOf(route.body, route.bodyOptional, request, response);
  const form = route.table === null ? "json" : formOf(request.headers.accept, query);
  const own = new Map([...query].filter(([name]) => route.query.some((one) => one.name === name)));
  const asked: Request<never> = {
    person,
    scope: verdict.scope,
    param: (name) => String(request.params[name] ?? ""),
    query: own,
    body: body as never,
    accept: request.headers.accept,
  };
  const reply =
    route.table === null || form === "json"
      ? await route.handle(serving, asked)
      : await tableReply(serving, route.table, form, asked, { path: request.originalUrl, zone: query.get("zone") });
  await send(request, response, reply);
}

async function bodyOf(
  schema: z.ZodMiniType,
  optional: boolean,
  request: Incoming,
  response: Outgoing,
): Promise<unknown> {
  const empty =
    request.headers["transfer-encoding"] === undefined && (request.headers["content-length"] ?? "0") === "0";
  const type = (request.headers["content-type"] ?? "").split(";", 1)[0]?.trim().toLowerCase();
  if (empty && optional) return {};
  if (type !== "application/json") {
    throw new Refused(problem(415, "unsupported-media-type", "The body must be application/json."));
  }
  await new Promise<void>((resolve, reject) => {
    reading(request, response, (error?: unknown) => (error === undefined ? resolve() : reject(bodyFault(error))));
  });
  const checked = z.safeParse(schema, request.body);
  if (checked.success) return checked.data;
  const faults = checked.error.issues.slice(0, 20).map((issue) => ({
    path: issue.path.map(String).join("."),
    message: issue.message,
  }));
  throw new Refused(problem(400, "bad-body", "The body is not what this route takes.", { faults }));
}

function bodyFault(error: unknown): unknown {
  const status = error instanceof Error && "status" in error ? error.status : undefined;
  if (status === 413) return new Refused(problem(413, "body-too-large", `The body has more than ${bodyLimit} bytes.`));
  if (status === 415) return new Refused(problem(415, "unsupported-encoding", "The body must not be compressed."));
  if (status === 400) return new Refused(problem(400, "bad-json", "The body is no JSON object."));
  return error;
}

async function send(request: Incoming, response: Outgoing, reply: Reply): Promise<void> {
  response.statusCode = reply.status ?? 200;
  for (const [name, value] of Object.entries(reply.headers ?? {})) response.setHeader(name, value);
  if ("json" in reply) sendJson(response, reply.json);
  else if ("text" in reply) {
    response.setHeader("content-type", reply.type);
    response.end(reply.text);
  } else if ("stream" in reply) await pour(request, response, reply);
  else response.end();
}

/** Writes an answer while it is made. One that breaks off is cut, so that nobody takes it for the whole. */
async function pour(request: Incoming, response: Outgoing, { stream, type, within, close }: Streamed): Promise<void> {
  response.setHeader("content-type", type);
  try {
    if (request.method === "HEAD") return void response.end();
    const parts = Readable.from(stream, { highWaterMark: 1 });
    await pipeline(parts, response, within === undefined ? {} : { signal: AbortSignal.timeout(within) });
  } catch (error) {
    // Whoever asked has gone, or took too long: nothing is wrong here.
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code !== "ERR_STREAM_PREMATURE_CLOSE" && code !== "ABORT_ERR") throw error;
  } finally {
    await close?.();
  }
}

/** Answers with a problem. */
export function sendProblem(response: Outgoing, { problem: body, headers }: Refused): void {
  if (response.headersSent) return void response.destroy();
  response.statusCode = body.status;
  response.setHeader("cache-control", "no-store");
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  response.setHeader("content-type", "application/problem+json; charset=utf-8");
  response.end(JSON.stringify(body));
}

/** What nobody expected: an id for people, the rest for the log. */
export const failed =
  ({ deps }: Pick<Serving, "deps">): FaultHandler =>
  (error, request, response, _next) => {
    if (error instanceof Refused) return sendProblem(response, error);
    if (error instanceof JournalFailed) return sendProblem(response, damaged());
    if (error instanceof URIError)
      return sendProblem(response, new Refused(problem(400, "bad-path", "The path is not well encoded.")));
    // What is read meanwhile may be gone in the middle of it.
    const away = deps.away();
    if (away !== null) return sendProblem(response, refusedBy(away));
    const errorId = randomUUID();
    const [route] = request.originalUrl.split("?", 1);
    deps.report("http.failed", { errorId, method: request.method, route, error });
    sendProblem(
      response,
      new Refused(problem(500, "internal", "Something went wrong here; the log has more.", { errorId })),
    );
  };
