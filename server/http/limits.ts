import type { RequestHandler } from "express";
import { type AugmentedRequest, ipKeyGenerator, type Options, rateLimit } from "express-rate-limit";
import { readLink } from "./asks/link.ts";
import type { Incoming, Outgoing } from "./plain.ts";
import { problem, Refused } from "./problems.ts";
import type { Route, Serving } from "./route.ts";

const window = 15 * 60_000;
/** Refused sign-ins of one address in a window, at most. */
const signInTries = 20;
/** Links that hold for nothing, from one address in a window, at most; one that is good is let through all the same. */
const linkTries = 20;
/** Requests by one good link in a window, at most. */
const linkUses = 300;

/** The limits that stand before a route, made once for each server; `refuse` answers what is over one. */
export function createLimits(
  { deps }: Pick<Serving, "deps">,
  refuse: (response: Outgoing, refused: Refused) => void,
): (route: Pick<Route, "id">) => readonly RequestHandler[] {
  const limited = (limit: number, code: string, detail: string, more: Partial<Options>): RequestHandler =>
    rateLimit({
      windowMs: window,
      limit,
      // Whoever is over one hears `Retry-After`; drafts of more are for an application's answers.
      standardHeaders: false,
      legacyHeaders: false,
      keyGenerator: addressOf,
      // These ask an application about proxies that it trusts; there is none, and none is trusted.
      validate: { trustProxy: false, xForwardedForHeader: false, forwardedHeader: false },
      handler: (request, response) => {
        const seconds = secondsLeft(request as AugmentedRequest);
        const when = `Try again in ${Math.ceil(seconds / 60)} min.`;
        refuse(response, new Refused(problem(429, code, `${detail} ${when}`), { "retry-after": String(seconds) }));
      },
      ...more,
    });
  const addressOf = (request: Incoming): string => ipKeyGenerator(request.socket.remoteAddress ?? "");
  const tokenOf = (request: Incoming): string => String(request.params.token ?? "");
  const isGood = (request: Incoming): boolean =>
    readLink(deps.links, tokenOf(request), deps.clock.now()).kind === "good";

  const signIns = limited(signInTries, "too-many-tries", "Too many refused sign-ins from here.", {
    skipSuccessfulRequests: true,
  });
  const links = limited(linkTries, "too-many-tries", "Too many links from here that hold for nothing.", {
    skip: isGood,
  });
  const uses = limited(linkUses, "too-many-requests", "This link is asked too often.", {
    skip: (request) => !isGood(request),
    keyGenerator: tokenOf,
  });
  return ({ id }) => (id === "signIn" ? [signIns] : id === "openAsk" || id === "answerAsk" ? [links, uses] : []);
}

/** Whole seconds until the window of who is over a limit ends, at least one. */
function secondsLeft({ rateLimit: limit }: AugmentedRequest): number {
  const endsAt = limit?.resetTime?.getTime() ?? Date.now() + window;
  return Math.max(1, Math.ceil((endsAt - Date.now()) / 1_000));
}
