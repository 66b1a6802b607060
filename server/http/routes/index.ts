import { openapiOf } from "../openapi.ts";
import { type Route, route } from "../route.ts";
import { adviceRoutes } from "./advice.ts";
import { answerRoutes } from "./answers.ts";
import { askRoutes } from "./asks.ts";
import { careRoutes } from "./care.ts";
import { causeRoutes } from "./causes.ts";
import { closeRoutes } from "./close.ts";
import { digestRoutes } from "./digest.ts";
import { errorRoutes } from "./errors.ts";
import { exceptionRoutes } from "./exceptions.ts";
import { exportRoutes } from "./export.ts";
import { flowRoutes } from "./flows.ts";
import { handOverRoutes } from "./hand-overs.ts";
import { heldRoutes } from "./held.ts";
import { kpiRoutes } from "./kpis.ts";
import { learningRoutes } from "./learning.ts";
import { noticeRoutes } from "./notices.ts";
import { objectRoutes } from "./objects.ts";
import { partnerRoutes } from "./partners.ts";
import { postingRoutes } from "./postings.ts";
import { promiseRoutes } from "./promises.ts";
import { routingRoutes } from "./routing.ts";
import { savedViewRoutes } from "./saved-views.ts";
import { sessionRoutes } from "./session.ts";
import { systemRoutes } from "./system.ts";
import { tallyRoutes } from "./tally.ts";
import { tieOutRoutes } from "./tie-out.ts";
import { traceRoutes } from "./traces.ts";
import { wallRoutes } from "./walls.ts";
import { worthRoutes } from "./worth.ts";

/** Every route that is served, and the one that describes them all. */
export const routes: readonly Route[] = [
  ...systemRoutes,
  ...sessionRoutes,
  ...exceptionRoutes,
  ...savedViewRoutes,
  ...wallRoutes,
  ...causeRoutes,
  ...careRoutes,
  ...askRoutes,
  ...answerRoutes,
  ...adviceRoutes,
  ...learningRoutes,
  ...errorRoutes,
  ...flowRoutes,
  ...noticeRoutes,
  ...objectRoutes,
  ...exportRoutes,
  ...tallyRoutes,
  ...postingRoutes,
  ...tieOutRoutes,
  ...kpiRoutes,
  ...heldRoutes,
  ...digestRoutes,
  ...worthRoutes,
  ...promiseRoutes,
  ...partnerRoutes,
  ...closeRoutes,
  ...traceRoutes,
  ...routingRoutes,
  ...handOverRoutes,
  route({
    id: "describeApi",
    method: "GET",
    path: "/api/v1/openapi.json",
    says: "This description.",
    answers: [{ status: 200, says: "OpenAPI 3.1", schema: null }],
    handle: async ({ deps }) => ({ json: openapiOf(routes, deps.version) }),
  }),
];
