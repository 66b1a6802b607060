import { climbOf, type Instant, isOnShift, type Network, type RoutingFacts, route } from "../domain/index.ts";
import type { RouteAnswer } from "../wire/index.ts";
import { isoOf } from "./formats.ts";

/** The dry run of routing: whose an exception with these facts would be, why at each node that was asked, and who next. */
export function toRouteAnswer(network: Network, facts: RoutingFacts, at: Instant): RouteAnswer {
  const routed = route(network, facts);
  const severity = routed.severity ?? facts.severity;
  return {
    owner: { team: routed.team, person: null },
    severity,
    acknowledgeMs: routed.acknowledge,
    resolveMs: routed.resolve,
    path: routed.asked.map(({ label, matched, depth, why, number }) => ({ label, matched, depth, why, number })),
    rule: routed.rule,
    climb: climbOf(network, routed, severity === "critical", at).map((told) => ({
      ...told,
      at: isoOf(told.at),
      onShift: isOnShift(network.teams.get(told.owner.team)?.rota, told.at),
    })),
  };
}
