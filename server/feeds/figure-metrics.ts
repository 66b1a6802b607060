import { dayAt, type FigureDefinition, figureBy, figureDefinitions } from "../domain/index.ts";
import type { Scope } from "../ports/index.ts";
import type { Family } from "../telemetry/index.ts";
import type { FeedDeps } from "./feed.ts";
import { figuresTold, heardOf, readWaiting } from "./kpis.ts";
import { readSources, silentOf } from "./sources.ts";

type Deps = Pick<FeedDeps, "views" | "network" | "clock">;
type Point = Family["points"][number];

const gauge = (name: string, help: string, labels: Family["labels"], points: readonly Point[]): Family => ({
  name,
  type: "gauge",
  help,
  labels,
  bounds: [],
  points,
});

/**
 * What a scraper reads beside our own health, of what a scope sees: the key figures of today, what is open, and when each
 * source was last heard. Numerators are seconds, days or counts; a value is a sum of them by one of denominators.
 */
export async function readFigureFamilies(deps: Deps, scope: Scope): Promise<readonly Family[]> {
  if (scope.warehouses?.length === 0) return [];
  const network = deps.network();
  const at = deps.clock.now();
  const today = dayAt(at, null, { network });
  const period = { from: today, to: today + 1 };
  const figures = figureDefinitions.map(({ id }) => id);
  const [cells, states, counts] = await Promise.all([
    deps.views.figureCells(scope, { figures, period, at, knownAt: null, by: ["warehouse"] }),
    readSources(deps, scope),
    deps.views.counts(scope),
  ]);
  const sources = states.flatMap((state) => heardOf(state, network));
  const waiting = await readWaiting(deps, scope, figureDefinitions, { at, sources });
  const told = figuresTold({ told: { cells, ...waiting } });
  const sums: [numerator: Point[], denominator: Point[], unknown: Point[]] = [[], [], []];
  const covered: [heard: Point[], of: Point[]] = [[], []];
  for (const definition of figureDefinitions) {
    const { whole, parts } = figureBy(told(definition.id), { definition, period, at, network, sources }, "warehouse");
    if (whole.state === "not-measured") continue;
    covered[0].push({ labels: [definition.id], value: whole.coverage.heard });
    covered[1].push({ labels: [definition.id], value: whole.coverage.of });
    for (const { key, value } of parts) {
      const labels = [definition.id, key ?? ""];
      sums[0].push({ labels, value: value.numerator / unitOf(definition) });
      sums[1].push({ labels, value: value.denominator / definition.scale });
      sums[2].push({ labels, value: value.unknown });
    }
  }
  const of = ["figure", "warehouse"] as const;
  const open = [...counts.byWarehouse].sort(([a], [b]) => (a < b ? -1 : 1));
  const declared = states.filter(({ system, environment }) => environment === "" && network.systems.has(system));
  return [
    gauge("tallyman_figure_numerator", "Numerator of a key figure, of today so far.", of, sums[0]),
    gauge("tallyman_figure_denominator", "Denominator of a key figure, of today so far.", of, sums[1]),
    gauge("tallyman_figure_unknown", "What may count in it or not: it waits for a silent source.", of, sums[2]),
    gauge("tallyman_figure_sources_heard", "Sources of a figure that told all of today.", ["figure"], covered[0]),
    gauge("tallyman_figure_sources", "Sources that a figure needs.", ["figure"], covered[1]),
    gauge(
      "tallyman_exceptions_open",
      "Exceptions that are open or taken.",
      ["warehouse"],
      open.map(([warehouse, { open: value }]) => ({ labels: [warehouse], value })),
    ),
    gauge(
      "tallyman_exceptions_critical",
      "Of these, critical ones.",
      ["warehouse"],
      open.map(([warehouse, { critical: value }]) => ({ labels: [warehouse], value })),
    ),
    gauge(
      "tallyman_source_last_seen_timestamp_seconds",
      "When a source was last heard, Unix time.",
      ["source"],
      declared.flatMap(({ system, lastSeenAt }) =>
        lastSeenAt === null ? [] : [{ labels: [system], value: lastSeenAt / 1000 }],
      ),
    ),
    gauge(
      "tallyman_source_silent",
      "1 while a source is quieter than it may be.",
      ["source"],
      declared.map((state) => ({ labels: [state.system], value: silentOf(state, network, at) ? 1 : 0 })),
    ),
  ];
}

/** How many of its numerators are one second, or one of what people count. */
const unitOf = ({ unit, scale }: FigureDefinition): number => (unit === "ms" ? 1000 : scale);
