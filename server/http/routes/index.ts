import { openapiOf } from "../openapi.ts";
import { type Route, route } from "../route.ts";
import { adviceRoutes } from "./advice.ts";
import { causeRoutes } from "./causes.ts";
import { exceptionRoutes } from "./exceptions.ts";
import { noticeRoutes } from "./notices.ts";
import { objectRoutes } from "./objects.ts";
import { savedViewRoutes } from "./saved-views.ts";
import { sessionRoutes } from "./session.ts";
import { systemRoutes } from "./system.ts";
import { traceRoutes } from "./traces.ts";

/** Every route that is served, and the one that describes them all. */
export const routes: readonly Route[] = [
  ...systemRoutes,
  ...sessionRoutes,
  ...exceptionRoutes,
  ...savedViewRoutes,
  ...causeRoutes,
  ...adviceRoutes,
  ...noticeRoutes,
  ...objectRoutes,
  ...traceRoutes,
  route({
    id: "describeApi",
    method: "GET",
    path: "/api/v1/openapi.json",
    says: "This description.",
    answers: [{ status: 200, says: "OpenAPI 3.1", schema: null }],
    handle: async ({ deps }) => ({ json: openapiOf(routes, deps.version) }),
  }),
];
