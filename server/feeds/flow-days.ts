import { addHistogram, percentile } from "../domain/expectations/histogram.ts";
import {
  type DayCell,
  dateOfDay,
  dayAt,
  dayNamed,
  type FigureDefinition,
  figureDefinitions,
  figureSeries,
  type Instant,
  type Millis,
  type Network,
  type Period,
  type Step,
} from "../domain/index.ts";
import type { FlowHour, Scope } from "../ports/index.ts";
import type { FlowDaysRow } from "../wire/index.ts";
import type { FeedDeps } from "./feed.ts";
import { heardOf } from "./kpis.ts";
import { readSources } from "./sources.ts";

type Deps = Pick<FeedDeps, "views" | "network" | "clock">;

const hour: Millis = 3_600_000;
/** Days that are looked at: those of thirteen weeks, the last of which is today. */
export const daysOverTime = 91;

/** Figures that a flow may tell: those that end with what one of its steps awaits, and those of exceptions, which have its name. */
export function figuresOfFlow({ steps }: Pick<Network, "steps">, flow: string): readonly FigureDefinition[] {
  const awaited = new Set(steps.flatMap((step) => (step.flow === flow ? [step.expect] : [])));
  return figureDefinitions.filter(
    ({ needs, rests, notMeasured }) =>
      notMeasured === null && (needs.at(-1)?.some((type) => awaited.has(type)) ?? rests === "on-all"),
  );
}

/** One step by day with a figure of its flow beside it; `definition` null: with none. */
export async function readFlowDays(
  { views, network: networkNow, clock }: Deps,
  scope: Scope,
  step: Step,
  warehouse: string | null,
  definition: FigureDefinition | null,
): Promise<FlowDaysRow> {
  const network = networkNow();
  const at = clock.now();
  const dayOf = (instant: Instant): number => dayAt(instant, warehouse, { network });
  const today = dayOf(at);
  const period: Period = { from: today + 1 - daysOverTime, to: today + 1 };
  const within = { from: firstHour(period.from, warehouse, network, at), to: (Math.floor(at / hour) + 1) * hour };
  const figures = definition === null ? [] : [definition.id];
  const [hours, cells, rows, sources] = await Promise.all([
    views.flowHours(scope, { flow: step.flow, step: step.id, warehouse, within }),
    definition === null
      ? []
      : views.figureCells(scope, { figures, period, at, knownAt: null, by: ["warehouse", "flow"] }),
    // Of one figure all that waits is read: which flow it is of, no pair says.
    views.figureWaits(scope, figures, at).then((waits) => views.figureWaiting(scope, waits)),
    readSources({ views, network: networkNow }, scope),
  ]);
  const isOf = ({ flow, warehouse: own }: Pick<DayCell, "flow" | "warehouse">): boolean =>
    flow === step.flow && (warehouse === null || own === warehouse);
  const days = Array.from({ length: daysOverTime }, (_, index) => ({
    from: period.from + index,
    to: period.from + index + 1,
  }));
  const heard = sources
    .flatMap((source) => heardOf(source, network))
    .filter((source) => warehouse === null || source.warehouse === null || source.warehouse === warehouse);
  const values =
    definition === null
      ? null
      : figureSeries(
          { cells: cells.filter(isOf), rows: rows.filter(isOf) },
          { definition, at, network, sources: heard },
          days,
        );
  const byDay = new Map<number, FlowHour[]>();
  for (const one of hours) {
    const day = dayOf(one.hour);
    const own = byDay.get(day);
    if (own === undefined) byDay.set(day, [one]);
    else own.push(one);
  }
  return {
    flow: step.flow,
    step: step.id,
    warehouse,
    limitMs: step.within,
    figure: definition === null ? null : named(definition),
    figures: figuresOfFlow(network, step.flow).map(named),
    days: days.map(({ from: day }, index) => {
      const value = values?.[index];
      return {
        date: dateOfDay(day),
        ...lagOf(byDay.get(day) ?? []),
        figure:
          value === undefined
            ? null
            : {
                state: value.state,
                ended: value.ended,
                value: value.value,
                numerator: value.numerator,
                denominator: value.denominator,
                unknown: value.unknown,
              },
      };
    }),
  };
}

const named = ({ id, name, unit, scale }: FigureDefinition): FlowDaysRow["figures"][number] => ({
  id,
  name,
  unit,
  scale,
});

/** The whole hour in which the first day begins where the building stands. */
function firstHour(day: number, warehouse: string | null, network: Network, at: Instant): Instant {
  const zone =
    (warehouse === null ? undefined : network.warehouses.get(warehouse)?.timezone) ?? network.company.timezone;
  const begins = dayNamed(dateOfDay(day), (instant) => network.offsetAt(zone, instant))?.start ?? at;
  return Math.floor(begins / hour) * hour;
}

/** Hours of one day as one: histograms add up, and percentiles do not. */
function lagOf(hours: readonly FlowHour[]) {
  const all = new Map<number, number>();
  for (const { histogram } of hours) addHistogram(all, histogram);
  const sum = (of: "count" | "late" | "raised"): number => hours.reduce((n, one) => n + one[of], 0);
  return {
    count: sum("count"),
    cameLate: sum("late"),
    medianMs: percentile(all, 0.5),
    p95Ms: percentile(all, 0.95),
    raised: sum("raised"),
  };
}
