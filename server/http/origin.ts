import type { IncomingHttpHeaders } from "node:http";

/** Whether `Origin` names ourselves: the address that we are known by, or the host that was asked. */
function isOurs(origin: string, headers: IncomingHttpHeaders, publicUrl: string): boolean {
  const ours = new URL(publicUrl);
  if (origin === ours.origin) return true;
  return origin === `${ours.protocol}//${headers.host ?? ""}`;
}

/**
 * Whether a request that changes something comes from a page of ours. Browsers name the origin of every such request;
 * one that names none and says by `Sec-Fetch-Site` nothing either is refused where a cookie speaks for it.
 */
export function sameOrigin(headers: IncomingHttpHeaders, publicUrl: string): boolean {
  if (headers.origin !== undefined) return isOurs(headers.origin, headers, publicUrl);
  return headers["sec-fetch-site"] === "same-origin";
}

/**
 * Whether a connection of the live stream may open. A foreign origin never may, on websocket and polling alike. A
 * browser leaves the origin out only where it polls by GET on its own site; a program, which has no cookie, always may.
 */
export function mayConnect(
  headers: IncomingHttpHeaders,
  request: { readonly method: string; readonly websocket: boolean },
  publicUrl: string,
): boolean {
  if (headers.origin !== undefined) return isOurs(headers.origin, headers, publicUrl);
  const site = headers["sec-fetch-site"];
  if (site !== undefined && site !== "same-origin" && site !== "none") return false;
  if (headers.cookie === undefined) return true;
  return request.method === "GET" && !request.websocket;
}
