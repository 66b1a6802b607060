import type { RouteNode, Rung, SeverityRule } from "../../domain/index.ts";
import { minorUnits } from "../currency.ts";
import { durationText } from "../duration.ts";
import type { NetworkFile, RouteConfig } from "../settings/index.ts";
import { systemsOf } from "./mappings.ts";

type Matchers = RouteNode["match"];

/** The route tree. `minValue` stays in units of the company's currency; a kind of system becomes its systems. */
export function routingOf(file: NetworkFile): RouteNode {
  const { routing } = file;
  const nodeOf = (route: RouteConfig): RouteNode => {
    const { label, match } = matchersOf(route.match, file);
    return {
      label,
      match,
      to: route.to ?? null,
      severity: route.severity ?? null,
      acknowledge: route.acknowledge ?? null,
      resolve: route.resolve ?? null,
      ladder: ladderOf(route.ladder, file),
      routes: (route.routes ?? []).map(nodeOf),
    };
  };
  return {
    label: "root",
    match: [],
    to: routing.to,
    severity: routing.severity ?? null,
    acknowledge: routing.acknowledge,
    resolve: routing.resolve,
    ladder: ladderOf(routing.ladder, file),
    routes: routing.routes.map(nodeOf),
  };
}

/** Rungs by team; a person of several teams answers for the first in the file. */
function ladderOf(ladder: RouteConfig["ladder"], file: NetworkFile): readonly Rung[] | null {
  if (ladder === undefined) return null;
  return ladder.map(({ to, after }) => {
    const team = file.teams.find(({ people }) => people.some(({ id }) => id === to));
    if (team === undefined || file.teams.some(({ id }) => id === to)) return { team: to, person: null, after };
    return { team: team.id, person: team.people.find(({ id }) => id === to)?.name ?? to, after };
  });
}

function matchersOf(
  match: RouteConfig["match"],
  file: NetworkFile,
): { readonly label: string; readonly match: Matchers } {
  const matchers: Matchers[number][] = [];
  const words: string[] = [];
  const lists = [
    ["warehouse", "warehouse"],
    ["flow", "flow"],
    ["step", "step"],
    ["kind", "kind"],
    ["system", "system"],
    ["partner", "partner"],
    ["severity", "severity"],
    ["customerTier", "customer tier"],
    ["causeFamily", "cause family"],
  ] as const;
  for (const [field, word] of lists) {
    const values: readonly string[] | undefined = match[field];
    if (values === undefined) continue;
    matchers.push({ field, values: field === "system" ? systemsOf(file, values) : values });
    words.push(`${word} ${values.join(" or ")}`);
  }
  if (match.minValue !== undefined) {
    matchers.push({ field: "minValue", values: [String(match.minValue)] });
    words.push(`value from ${amountText(match.minValue)} ${file.company.currency}`);
  }
  return { label: words.join(", "), match: matchers };
}

/** The severity table, each line with the sentence that the screen shows. */
export function severityOf(file: NetworkFile): readonly SeverityRule[] {
  return file.priorities.severity.map((rule) => {
    const why: string[] = [];
    if (rule.criticality !== undefined) why.push(`the flow's criticality is ${rule.criticality}`);
    if (rule.minValue !== undefined) why.push(`${amountText(rule.minValue)} ${file.company.currency} or more held up`);
    if (rule.withinCutoff !== undefined)
      why.push(`the cutoff is ${durationText(rule.withinCutoff)} or less away, or has passed`);
    if (rule.customerTier !== undefined) why.push(`customer tier ${rule.customerTier}`);
    return {
      label: why.length === 0 ? "no flow says how critical it is" : why.join(", "),
      criticality: rule.criticality ?? null,
      minMinor: rule.minValue === undefined ? null : minorOf(rule.minValue, file),
      withinCutoff: rule.withinCutoff ?? null,
      customerTier: rule.customerTier ?? null,
      gives: rule.gives,
    };
  });
}

const minorOf = (amount: number, file: NetworkFile): number => Math.round(amount * minorUnits(file.company.currency));

/** `50,000`, the same on every machine. */
const amountText = (amount: number): string => String(amount).replace(/\B(?=(\d{3})+(?!\d))(?<!\.\d*)/g, ",");
