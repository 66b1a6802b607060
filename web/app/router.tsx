import type { QueryClient } from "@tanstack/react-query";
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  parseSearchWith,
  redirect,
  retainSearchParams,
  stringifySearchWith,
} from "@tanstack/react-router";
import type { ComponentType } from "react";
import type { IntakeRow } from "../../server/wire/index.ts";
import { ApiError, api, type Link, meQuery } from "../live/index.ts";
import { NotFound, ScreenFailed, Starting } from "./shell/Fallback.tsx";
import { Shell } from "./shell/Shell.tsx";
import { SignIn } from "./signin/SignIn.tsx";
import {
  connectSearch,
  findSearch,
  objectSearch,
  queueSearch,
  type ScopeSearch,
  scopeSearch,
  signInSearch,
  syncSearch,
  traceSearch,
  tracesSearch,
} from "./url.ts";

type ScreenModule = { readonly Screen: ComponentType };
const screens = import.meta.glob<ScreenModule>("../screens/*/{index,page}.tsx");

/** A screen's code, fetched when it is first opened: `queue/index` is the export `Screen` of that file. */
function screen(path: string) {
  const load = screens[`../screens/${path}.tsx`];
  return load === undefined ? NotFound : lazyRouteComponent(load, "Screen");
}

const root = createRootRouteWithContext<{ readonly queries: QueryClient; readonly link: Link }>()({
  component: Outlet,
  notFoundComponent: NotFound,
  errorComponent: ScreenFailed,
});

const signIn = createRoute({
  getParentRoute: () => root,
  path: "/sign-in",
  validateSearch: signInSearch,
  component: SignIn,
});

/** Everything behind the sign-in: the frame around the screens. */
const frame = createRoute({
  getParentRoute: () => root,
  id: "frame",
  validateSearch: (raw: Record<string, unknown>): ScopeSearch => scopeSearch(raw),
  search: { middlewares: [retainSearchParams(["site"])] },
  beforeLoad: async ({ context, location }) => {
    try {
      const known = context.queries.getQueryData(meQuery.queryKey) !== undefined;
      const me = await context.queries.ensureQueryData(meQuery);
      if (!known) context.link.told(Date.parse(me.now));
    } catch (error) {
      if (error instanceof ApiError && error.problem.status === 401) {
        throw redirect({ to: "/sign-in", search: { next: location.href } });
      }
      throw error;
    }
  },
  component: Shell,
  pendingComponent: Starting,
  errorComponent: ScreenFailed,
});

/** The first screen: Connect while nothing ever arrived, else the queue. */
const home = createRoute({
  getParentRoute: () => frame,
  path: "/",
  beforeLoad: async () => {
    const intake = await api<IntakeRow>("/intake").catch(() => null);
    const status =
      intake?.firstBytesAt == null
        ? await api<{ journal: { lastReceivedAt: string | null } }>("/status").catch(() => null)
        : null;
    const heard = intake?.firstBytesAt != null || status?.journal.lastReceivedAt != null;
    throw redirect({ to: heard || intake === null ? "/queue" : "/connect", replace: true });
  },
});

const queue = createRoute({
  getParentRoute: () => frame,
  path: "/queue",
  validateSearch: queueSearch,
  component: screen("queue/index"),
});
const exception = createRoute({
  getParentRoute: () => frame,
  path: "/x/$id",
  validateSearch: queueSearch,
  component: screen("queue/page"),
});
const find = createRoute({
  getParentRoute: () => frame,
  path: "/find",
  validateSearch: findSearch,
  component: screen("find/index"),
});
const object = createRoute({
  getParentRoute: () => frame,
  path: "/o/$kind/$id",
  validateSearch: objectSearch,
  component: screen("object/index"),
});
const sync = createRoute({
  getParentRoute: () => frame,
  path: "/sync",
  validateSearch: syncSearch,
  component: screen("sync/index"),
});
const traces = createRoute({
  getParentRoute: () => frame,
  path: "/traces",
  validateSearch: tracesSearch,
  component: screen("traces/index"),
});
const trace = createRoute({
  getParentRoute: () => frame,
  path: "/trace/$id",
  validateSearch: traceSearch,
  component: screen("trace/index"),
});
const connect = createRoute({
  getParentRoute: () => frame,
  path: "/connect",
  validateSearch: connectSearch,
  component: screen("connect/index"),
});

const tree = root.addChildren([
  signIn,
  frame.addChildren([home, queue, exception, find, object, sync, traces, trace, connect]),
]);

/** Makes the router. Search values stay text, so that a number with leading zeros is not read as another. */
export function makeRouter(queries: QueryClient, link: Link) {
  return createRouter({
    routeTree: tree,
    context: { queries, link },
    parseSearch: parseSearchWith((value) => value),
    stringifySearch: stringifySearchWith((value) => (value === true ? "1" : String(value))),
    defaultPreload: "intent",
    defaultErrorComponent: ScreenFailed,
    defaultPendingComponent: Starting,
    scrollRestoration: false,
  });
}

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof makeRouter>;
  }
}
