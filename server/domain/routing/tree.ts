import type { Network, RouteNode, RoutingFacts, Rung } from "../network.ts";
import type { Millis, Severity } from "../types.ts";

/** One node asked on the way down. */
export interface Asked {
  /** `1`, `1.2`, as rules are counted on screens; the root's is one more than the last of the first level. */
  readonly number: string;
  readonly label: string;
  readonly depth: number;
  readonly matched: boolean;
  /** What decided it, in words: `warehouse is ATL`, `warehouse is EWR, not ATL`. */
  readonly why: string;
}

/** Whose an exception is, and how long they have. */
export interface Routed {
  readonly team: string;
  /** Set by the deepest node that says one; else null. */
  readonly severity: Severity | null;
  readonly acknowledge: Millis;
  readonly resolve: Millis;
  /** Who has it next, in order; empty where nobody follows. */
  readonly ladder: readonly Rung[];
  /** Labels of the nodes that matched, from the root. */
  readonly route: readonly string[];
  readonly asked: readonly Asked[];
  /** Number of the deepest node that matched. */
  readonly rule: string;
}

/** Used where the tree says none: 30 minutes to take, 4 hours to close. */
const defaults = { acknowledge: 1_800_000, resolve: 14_400_000 };

/** Walks the tree: at each level the first child that matches wins. The root always matches, so nobody falls off. */
export function route(network: Network, facts: RoutingFacts): Routed {
  let node: RouteNode = network.routing;
  let rule = lastRule(network.routing);
  const asked: Asked[] = [{ number: rule, label: node.label, depth: 0, matched: true, why: "everything begins here" }];
  let found = taken(node, { team: node.to ?? "", severity: null, ...defaults, ladder: [], route: [] });
  for (let depth = 1; ; depth++) {
    const next = firstMatch(node.routes, facts, network, depth, depth === 1 ? "" : `${rule}.`, asked);
    if (next === undefined) return { ...found, asked, rule };
    node = next;
    rule = asked.at(-1)?.number ?? rule;
    found = taken(node, found);
  }
}

type Found = Omit<Routed, "asked" | "rule">;

/** Number of the root as a rule: it takes what is left, so it stands last. */
export const lastRule = (root: RouteNode): string => String(root.routes.length + 1);

function taken(node: RouteNode, before: Found): Found {
  return {
    team: node.to ?? before.team,
    severity: node.severity ?? before.severity,
    acknowledge: node.acknowledge ?? before.acknowledge,
    resolve: node.resolve ?? before.resolve,
    ladder: node.ladder ?? before.ladder,
    route: [...before.route, node.label],
  };
}

function firstMatch(
  nodes: readonly RouteNode[],
  facts: RoutingFacts,
  network: Network,
  depth: number,
  prefix: string,
  asked: Asked[],
): RouteNode | undefined {
  for (const [index, node] of nodes.entries()) {
    const missed = node.match.map((matcher) => mismatch(matcher, facts, network)).find((why) => why !== null);
    const why = missed ?? node.match.map((matcher) => `${matcher.field} is ${said(facts, matcher.field)}`).join(", ");
    asked.push({ number: `${prefix}${index + 1}`, label: node.label, depth, matched: missed === undefined, why });
    if (missed === undefined) return node;
  }
  return undefined;
}

function said(facts: RoutingFacts, field: keyof RoutingFacts | "minValue"): string {
  const value = field === "minValue" ? facts.value : facts[field];
  if (value === null) return "not known";
  return typeof value === "string" ? value : `${value.minor / 100} ${value.currency}`;
}

function mismatch(matcher: RouteNode["match"][number], facts: RoutingFacts, network: Network): string | null {
  if (matcher.field === "minValue" || matcher.field === "value") {
    const least = Number(matcher.values[0]) * network.minorUnits(network.company.currency);
    const has = facts.value?.minor ?? null;
    if (has !== null && has >= least) return null;
    return `value is ${said(facts, "minValue")}, not ${matcher.values[0] ?? ""} or more`;
  }
  const has = facts[matcher.field];
  if (typeof has === "string" && matcher.values.includes(has)) return null;
  return `${matcher.field} is ${said(facts, matcher.field)}, not ${matcher.values.join(" or ")}`;
}
