import { type Network, type RoutingFacts, route } from "../domain/index.ts";
import type { RouteAnswer } from "../wire/index.ts";

/** The dry run of routing: whose an exception with these facts would be, and why at each node that was asked. */
export function toRouteAnswer(network: Network, facts: RoutingFacts): RouteAnswer {
  const routed = route(network, facts);
  return {
    owner: { team: routed.team, person: null },
    severity: routed.severity ?? facts.severity,
    acknowledgeMs: routed.acknowledge,
    resolveMs: routed.resolve,
    path: routed.asked.map(({ label, matched, depth, why }) => ({ label, matched, depth, why })),
  };
}
