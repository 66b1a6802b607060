import type { Network } from "../network.ts";
import { type Instant, type Money, type Severity, severities } from "../types.ts";

/** What the severity table looks at. */
export interface SeverityFacts {
  readonly criticality: "high" | "medium" | "low" | null;
  readonly value: Money | null;
  readonly cutoffAt: Instant | null;
  readonly customerTier: string | null;
  /** The step that the failure stops is past its deadline. */
  readonly overdue: boolean;
}

/** The level, and each sentence that made it so. */
export interface Severe {
  readonly severity: Severity;
  readonly why: readonly string[];
  /** When time alone would raise it; null for never. */
  readonly nextAt: Instant | null;
}

/** Reads the table from the top: the first line that gives a level gives it, every matching `raise` lifts it by one. */
export function severityOf(network: Network, facts: SeverityFacts, at: Instant): Severe {
  let level: Severity | null = null;
  let lifts = 0;
  let nextAt: Instant | null = null;
  const why: string[] = [];
  for (const rule of network.severity) {
    if (rule.criticality !== null && rule.criticality !== facts.criticality) continue;
    if (rule.minMinor !== null && (facts.value === null || facts.value.minor < rule.minMinor)) continue;
    if (rule.customerTier !== null && rule.customerTier !== facts.customerTier) continue;
    if (rule.withinCutoff !== null) {
      if (facts.cutoffAt === null) continue;
      const from = facts.cutoffAt - rule.withinCutoff;
      if (at < from) {
        nextAt = nextAt === null ? from : Math.min(nextAt, from);
        continue;
      }
    }
    if (rule.gives === "raise") lifts++;
    else if (level === null) level = rule.gives;
    else continue;
    why.push(rule.label);
  }
  if (facts.overdue) {
    lifts++;
    why.push("the step that it stops is past its deadline");
  }
  const base = severities.indexOf(level ?? "medium");
  return { severity: severities[Math.max(0, base - lifts)] ?? "critical", why, nextAt };
}
