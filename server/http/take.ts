import express, { Router } from "express";
import type { Decision, Notice } from "../domain/index.ts";
import { decisionsAtOnce } from "../pipeline/desk.ts";
import { report } from "../telemetry/index.ts";
import type { ServingDeps } from "./deps.ts";
import { escaped } from "./html.ts";
import type { FaultHandler, Incoming, Outgoing } from "./plain.ts";

/** What the link in a message is good for. */
const purpose = "take";
/** How long it holds: a shift and the next. */
const holdsFor = 24 * 3_600_000;
/** Rounds in which what changed meanwhile is tried again. */
const rounds = 3;

type Deps = Pick<ServingDeps, "desk" | "clock" | "publicUrl" | "links" | "telling">;

/** The address in a message by which whoever got it takes what it is about. `receiver` is the name under which they do. */
export function takeAddress({ links, clock, publicUrl }: Pick<Deps, "links" | "clock" | "publicUrl">) {
  return (notice: Pick<Notice, "key" | "group" | "team">, receiver: string): string => {
    const claims = { group: notice.group, team: notice.team.id, key: notice.key, by: bearerOf(notice, receiver) };
    return `${publicUrl()}/take?t=${links.sign(purpose, claims, clock.now() + holdsFor)}`;
  };
}

/** Who acts by a link: the mail's address, else the team by its channel. */
const bearerOf = ({ team }: Pick<Notice, "team">, receiver: string): string => {
  const [kind = "", ...rest] = receiver.split(":");
  return kind === "mail" ? rest.join(":") : `${team.name} (${kind})`;
};

/**
 * Taking by the link in a message. Looking at the link does nothing: whatever reads mail before people do may follow it.
 * It asks, and the answer takes what nobody of the team has taken.
 */
export function createTake(deps: Deps): Router {
  const router = Router({ caseSensitive: true, strict: true });
  router.get("/take", (request: Incoming, response: Outgoing) => {
    const token = new URL(request.originalUrl, "http://tallyman.invalid").searchParams.get("t") ?? "";
    const claims = deps.links.read(purpose, token, deps.clock.now());
    if (claims === null) return gone(response);
    const { group = "", team = "" } = claims;
    const untaken = deps.telling.untaken(group, team).length;
    if (untaken === 0) return page(response, 200, "Nobody needs to take this any more.", detailsOf(deps, claims.key));
    const ask = `<form method="post" action="/take"><input type="hidden" name="t" value="${escaped(token)}"><button>Take it</button></form>`;
    const what = untaken === 1 ? "one exception" : `${untaken} exceptions`;
    page(response, 200, `Take ${what} of ${group}?`, `${detailsOf(deps, claims.key)}${ask}`);
  });
  router.post(
    "/take",
    express.urlencoded({ extended: false, limit: 8_192, parameterLimit: 4 }),
    async (request: Incoming, response: Outgoing) => {
      const body: unknown = request.body;
      const told = typeof body === "object" && body !== null && "t" in body ? body.t : "";
      const claims = deps.links.read(purpose, typeof told === "string" ? told : "", deps.clock.now());
      if (claims === null) return gone(response);
      const { group = "", team = "", by = "" } = claims;
      const taken = await take(deps, group, team, by);
      report("notice.taken", { group, team, exceptions: taken });
      if (taken === 0) return page(response, 200, "Nobody needs to take this any more.", detailsOf(deps, claims.key));
      const what = taken === 1 ? "one exception" : `${taken} exceptions`;
      page(response, 200, `Taken: ${what} of ${group}, by ${by}.`, detailsOf(deps, claims.key));
    },
  );
  const unread: FaultHandler = (error, _request, response, next) => {
    const status: unknown = error instanceof Error && "status" in error ? error.status : undefined;
    if (typeof status !== "number" || status < 400 || status >= 500) return next(error);
    page(response, status, "This could not be read.", "");
  };
  router.use("/take", unread);
  return router;
}

/** Takes all that a team owns of a group and nobody took; how many that were. */
async function take({ desk, telling }: Deps, group: string, team: string, by: string): Promise<number> {
  let taken = 0;
  let open = telling.untaken(group, team);
  for (let round = 0; round < rounds && open.length > 0; round++) {
    const again: { readonly number: number; readonly version: number }[] = [];
    for (let first = 0; first < open.length; first += decisionsAtOnce) {
      const decisions = open
        .slice(first, first + decisionsAtOnce)
        .map(({ number, version }): Decision => ({ exception: number, version, by, action: "acknowledge" }));
      for (const decided of await desk.decideAll(decisions)) {
        if (decided.kind === "done") taken++;
        // It changed since: still nobody's, it is taken as it is now.
        if (decided.kind === "stale" && decided.current.state === "open" && decided.current.owner.team === team)
          again.push({ number: decided.current.number, version: decided.current.version });
      }
    }
    open = again;
  }
  return taken;
}

const gone = (response: Outgoing): void =>
  page(response, 410, "This link does not hold any more.", "<p>Open the exception in Tallyman instead.</p>");

function detailsOf({ telling, publicUrl }: Deps, key: string | undefined): string {
  const notice = key === undefined ? undefined : telling.notice(key);
  if (notice === undefined) return "";
  const address = `${publicUrl()}/x/${encodeURIComponent(notice.exception)}`;
  return `<p>${escaped(notice.title)}</p><p><a href="${escaped(address)}">Open ${escaped(notice.exception)}</a></p>`;
}

/** A page without scripts, styles or anything from elsewhere. */
function page(response: Outgoing, status: number, title: string, body: string): void {
  response.statusCode = status;
  response.setHeader("content-type", "text/html; charset=utf-8");
  response.setHeader("cache-control", "no-store");
  response.setHeader(
    "content-security-policy",
    "default-src 'none'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  );
  response.setHeader("x-robots-tag", "noindex");
  response.end(
    `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">` +
      `<title>${escaped(title)}</title></head><body><h1>${escaped(title)}</h1>${body}</body></html>`,
  );
}
