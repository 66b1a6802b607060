import type { RequestListener, Server } from "node:http";
import { Router } from "express";
import helmet from "helmet";
import { createLagOverTime, createPostingsBook, createTallyBook, type FeedDeps } from "../feeds/index.ts";
import { createRecordCache } from "../pipeline/record-cache.ts";
import { createApi, failed, sendProblem } from "./api.ts";
import { assertPolicies } from "./authorize.ts";
import type { ServingDeps } from "./deps.ts";
import { createDigests, type Digests } from "./digest/run.ts";
import { createDryRuns } from "./dry-runs.ts";
import { createStills } from "./export/stills.ts";
import { createGateway, socketEvents } from "./gateway.ts";
import { createPage } from "./page.ts";
import { createPeople, needsToken } from "./people.ts";
import { type Incoming, type Outgoing, plainHandler } from "./plain.ts";
import { notFound, type Route, type Serving } from "./route.ts";
import { routes } from "./routes/index.ts";
import { createTake } from "./take.ts";

/** The serving side, ready to be put on a server. */
export interface ServingSide {
  /** Answers everything but the live stream. */
  readonly handler: RequestListener;
  /** Puts the live stream on the server that uses `handler`. */
  attach(server: Server): void;
  /** The store holds a newer commit. */
  committed(seq: number): void;
  /** Another network holds. */
  networkChanged(): void;
  /** The Monday mail; whoever serves calls it again and again. */
  readonly digests: Pick<Digests, "sendDue" | "forget">;
  /** A new one-time sign-in address, good for 15 minutes; the one before holds no longer. */
  signInLink(): { readonly url: string; readonly expiresAt: number };
  /** Ends the live connections and all timers. The server itself is the caller's. */
  close(): Promise<void>;
}

/** Puts the serving side together. Throws where a route or an event has no policy: such a server does not start. */
export function createServing(deps: ServingDeps, served: readonly Route[] = routes): ServingSide {
  assertPolicies([...served.map(({ method, path }) => `${method} ${path}`), ...socketEvents]);
  const people = createPeople(deps);
  const feeds: FeedDeps = {
    views: deps.views,
    commitsSince: deps.commitsSince,
    head: () => deps.journal.head(),
    progress: () => deps.desk.progress(),
    intake: () => deps.intake(),
    network: deps.network,
    book: createTallyBook(deps),
    postings: createPostingsBook(deps),
    clock: deps.clock,
    otlpHttp: deps.otlpHttpUrl,
    otlpGrpc: deps.otlpGrpcUrl,
    tokenNeeded: () => needsToken(deps.access, deps.loopback),
    keyNames: deps.keyNames,
    demo: deps.demo !== null,
    version: deps.version,
    report: deps.report,
  };
  const serving: Serving = {
    deps,
    feeds,
    people,
    records: createRecordCache(deps.collectors),
    lagOverTime: createLagOverTime(feeds),
    dryRuns: createDryRuns(deps),
    stills: createStills(deps.views),
    digests: createDigests(deps, feeds, people),
    cut: (credential) => gateway.cut(credential),
  };
  const gateway = createGateway(serving);

  const router = Router({ caseSensitive: true, strict: true });
  router.use(
    helmet({
      // The defaults allow inline styles and upgrade to TLS, which breaks a plain local network.
      contentSecurityPolicy: {
        useDefaults: false,
        directives: { "default-src": ["'none'"], "frame-ancestors": ["'none'"], "base-uri": ["'none'"] },
      },
      strictTransportSecurity: false,
      referrerPolicy: { policy: "no-referrer" },
    }),
  );
  router.use((_request: Incoming, response: Outgoing, next) => {
    // Asked each time: the address is known once the server listens.
    if (deps.publicUrl().startsWith("https:")) response.setHeader("strict-transport-security", "max-age=31536000");
    next();
  });
  router.use(createApi(serving, served));
  router.use(createTake(deps));
  router.use(createPage(deps.webRoot));
  router.use(failed(serving));
  return {
    handler: plainHandler(router, (response) => sendProblem(response, notFound("such page"))),
    attach: gateway.attach,
    committed: gateway.committed,
    networkChanged: gateway.networkChanged,
    digests: serving.digests,
    signInLink: people.signInLink,
    async close() {
      await serving.digests.close();
      await gateway.close();
    },
  };
}
