import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import type { NextFunction, Request, Response, Router } from "express";

/** A request as a router hands it on: Node's own, with what the router found in its address, and the body once it is read. */
export type Incoming = IncomingMessage & Pick<Request, "url" | "originalUrl" | "params" | "body">;

/** Node's own. */
export type Outgoing = ServerResponse;

/** Answers a fault; a router knows it by its four parameters. */
export type FaultHandler = (error: unknown, request: Incoming, response: Outgoing, next: NextFunction) => void;

/**
 * A router as a server's handler, without the application that usually stands around it. An application gives each
 * request and answer another prototype; V8 then keeps what belongs to them (15 KB a request) past the young
 * generation, and one answer in a hundred waits milliseconds for its collector. `unanswered` is for what no route took.
 */
export const plainHandler =
  (router: Router, unanswered: (response: Outgoing) => void): RequestListener =>
  (request, response) =>
    router(request as Request, response as Response, () => unanswered(response));

/** Answers with JSON; of a `HEAD` Node sends no body. */
export function sendJson(response: Outgoing, value: unknown): void {
  const body = JSON.stringify(value);
  response.setHeader("content-type", "application/json; charset=utf-8");
  response.setHeader("content-length", Buffer.byteLength(body));
  response.end(body);
}
