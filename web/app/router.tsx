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
import type { IntakeRow } from "../../server/wire/index.ts";
import { ApiError, api, type Link, meQuery } from "../live/index.ts";
import { NotFound, ScreenFailed, Starting } from "./shell/Fallback.tsx";
import { Shell } from "./shell/Shell.tsx";
import { SignIn } from "./signin/SignIn.tsx";
import { Palette } from "./theme/Palette.tsx";
import { closeSearch } from "./url/close.ts";
import { partnerSearch } from "./url/partners.ts";
import {
  agingSearch,
  askSearch,
  connectSearch,
  departuresSearch,
  errorsSearch,
  findSearch,
  floorSearch,
  flowSearch,
  handOverSearch,
  objectSearch,
  queueSearch,
  routingSearch,
  type ScopeSearch,
  scopeSearch,
  scoreSearch,
  signInSearch,
  syncSearch,
  tallySearch,
  traceSearch,
  tracesSearch,
  worthSearch,
} from "./url.ts";

interface Context {
  readonly queries: QueryClient;
  readonly link: Link;
}

const root = createRootRouteWithContext<Context>()({
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

/** Lets in who is signed in, with the server's clock; sends everybody else to sign in, and back to `href` after it. */
async function signedIn(context: Context, href: string): Promise<void> {
  try {
    const known = context.queries.getQueryData(meQuery.queryKey) !== undefined;
    const me = await context.queries.ensureQueryData(meQuery);
    if (!known) context.link.told(Date.parse(me.now));
  } catch (error) {
    if (error instanceof ApiError && error.problem.status === 401) {
      throw redirect({ to: "/sign-in", search: { next: href } });
    }
    throw error;
  }
}

/** Where a partner answers by a link, without an account: no frame, and nothing of ours but what they are asked. */
const answer = createRoute({
  getParentRoute: () => root,
  path: "/answer",
  component: lazyRouteComponent(() => import("./answer/index.tsx"), "Screen"),
});

/** Everything behind the sign-in: the frame around the screens. */
const frame = createRoute({
  getParentRoute: () => root,
  id: "frame",
  validateSearch: (raw: Record<string, unknown>): ScopeSearch => scopeSearch(raw),
  search: { middlewares: [retainSearchParams(["site"])] },
  beforeLoad: ({ context, location }) => signedIn(context, location.href),
  component: Shell,
  pendingComponent: Starting,
  errorComponent: ScreenFailed,
});

/** A wall comes in by the secret of its link, or as the person who is signed in here. */
const Wall = lazyRouteComponent(() => import("../screens/wall/index.tsx"), "Screen");
const wall = createRoute({
  getParentRoute: () => root,
  path: "/wall/$warehouses",
  beforeLoad: ({ context, location }) =>
    new URLSearchParams(location.hash).has("token") ? undefined : signedIn(context, location.href),
  component: () => (
    <Palette of="wall">
      <Wall />
    </Palette>
  ),
  pendingComponent: Starting,
  errorComponent: ScreenFailed,
});

/** Floor mode fills the tablet: no rail, no top bar, its own colours. */
const Floor = lazyRouteComponent(() => import("../screens/floor/index.tsx"), "Screen");
const floor = createRoute({
  getParentRoute: () => root,
  path: "/floor/$warehouse",
  validateSearch: floorSearch,
  beforeLoad: ({ context, location }) => signedIn(context, location.href),
  component: () => (
    <Palette of="floor">
      <Floor />
    </Palette>
  ),
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

const tallyScreen = lazyRouteComponent(() => import("../screens/tally/index.tsx"), "Screen");
const tally = createRoute({
  getParentRoute: () => frame,
  path: "/tally",
  validateSearch: tallySearch,
  component: tallyScreen,
});
const tallyOf = createRoute({
  getParentRoute: () => frame,
  path: "/tally/$warehouse",
  validateSearch: tallySearch,
  component: tallyScreen,
});
const ask = createRoute({
  getParentRoute: () => frame,
  path: "/ask",
  validateSearch: askSearch,
  component: lazyRouteComponent(() => import("../screens/ask/index.tsx"), "Screen"),
});
const departuresScreen = lazyRouteComponent(() => import("../screens/departures/index.tsx"), "Screen");
const departures = createRoute({
  getParentRoute: () => frame,
  path: "/departures",
  validateSearch: departuresSearch,
  component: departuresScreen,
});
const departuresOf = createRoute({
  getParentRoute: () => frame,
  path: "/departures/$warehouse",
  validateSearch: departuresSearch,
  component: departuresScreen,
});
const queue = createRoute({
  getParentRoute: () => frame,
  path: "/queue",
  validateSearch: queueSearch,
  component: lazyRouteComponent(() => import("../screens/queue/index.tsx"), "Screen"),
});
const exception = createRoute({
  getParentRoute: () => frame,
  path: "/x/$id",
  validateSearch: queueSearch,
  component: lazyRouteComponent(() => import("../screens/queue/page.tsx"), "Screen"),
});
const find = createRoute({
  getParentRoute: () => frame,
  path: "/find",
  validateSearch: findSearch,
  component: lazyRouteComponent(() => import("../screens/find/index.tsx"), "Screen"),
});
const object = createRoute({
  getParentRoute: () => frame,
  path: "/o/$kind/$id",
  validateSearch: objectSearch,
  component: lazyRouteComponent(() => import("../screens/object/index.tsx"), "Screen"),
});
const flowScreen = lazyRouteComponent(() => import("../screens/flow/index.tsx"), "Screen");
const flow = createRoute({
  getParentRoute: () => frame,
  path: "/flow",
  validateSearch: flowSearch,
  component: flowScreen,
});
const flowOf = createRoute({
  getParentRoute: () => frame,
  path: "/flow/$process",
  validateSearch: flowSearch,
  component: flowScreen,
});
const sync = createRoute({
  getParentRoute: () => frame,
  path: "/sync",
  validateSearch: syncSearch,
  component: lazyRouteComponent(() => import("../screens/sync/index.tsx"), "Screen"),
});
const aging = createRoute({
  getParentRoute: () => frame,
  path: "/finance/aging",
  validateSearch: agingSearch,
  component: lazyRouteComponent(() => import("../screens/aging/index.tsx"), "Screen"),
});
const score = createRoute({
  getParentRoute: () => frame,
  path: "/exec",
  validateSearch: scoreSearch,
  component: lazyRouteComponent(() => import("../screens/score/index.tsx"), "Screen"),
});
const partnerScreen = lazyRouteComponent(() => import("../screens/partners/index.tsx"), "Screen");
const partners = createRoute({
  getParentRoute: () => frame,
  path: "/partners",
  validateSearch: scopeSearch,
  component: partnerScreen,
});
const partner = createRoute({
  getParentRoute: () => frame,
  path: "/partners/$partner",
  validateSearch: partnerSearch,
  component: partnerScreen,
});
const worth = createRoute({
  getParentRoute: () => frame,
  path: "/exec/worth",
  validateSearch: worthSearch,
  component: lazyRouteComponent(() => import("../screens/worth/index.tsx"), "Screen"),
});
const closeScreen = lazyRouteComponent(() => import("../screens/close/index.tsx"), "Screen");
const close = createRoute({
  getParentRoute: () => frame,
  path: "/finance/close",
  validateSearch: closeSearch,
  component: closeScreen,
});
const closeOf = createRoute({
  getParentRoute: () => frame,
  path: "/finance/close/$period",
  validateSearch: closeSearch,
  component: closeScreen,
});
const errors = createRoute({
  getParentRoute: () => frame,
  path: "/errors",
  validateSearch: errorsSearch,
  component: lazyRouteComponent(() => import("../screens/errors/index.tsx"), "Screen"),
});
const traces = createRoute({
  getParentRoute: () => frame,
  path: "/traces",
  validateSearch: tracesSearch,
  component: lazyRouteComponent(() => import("../screens/traces/index.tsx"), "Screen"),
});
const trace = createRoute({
  getParentRoute: () => frame,
  path: "/trace/$id",
  validateSearch: traceSearch,
  component: lazyRouteComponent(() => import("../screens/trace/index.tsx"), "Screen"),
});
const connect = createRoute({
  getParentRoute: () => frame,
  path: "/connect",
  validateSearch: connectSearch,
  component: lazyRouteComponent(() => import("../screens/connect/index.tsx"), "Screen"),
});
const routing = createRoute({
  getParentRoute: () => frame,
  path: "/routing",
  validateSearch: routingSearch,
  component: lazyRouteComponent(() => import("../screens/routing/index.tsx"), "Screen"),
});
const handOver = createRoute({
  getParentRoute: () => frame,
  path: "/hand-over",
  validateSearch: handOverSearch,
  component: lazyRouteComponent(() => import("../screens/hand-over/index.tsx"), "Screen"),
});

const tree = root.addChildren([
  signIn,
  wall,
  floor,
  answer,
  frame.addChildren([
    home,
    tally,
    tallyOf,
    departures,
    departuresOf,
    queue,
    ask,
    exception,
    find,
    object,
    flow,
    flowOf,
    sync,
    aging,
    score,
    partners,
    partner,
    worth,
    close,
    closeOf,
    errors,
    traces,
    trace,
    connect,
    routing,
    handOver,
  ]),
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
