import {
  type Contribution,
  type DayCell,
  type Dimension,
  dateOfDay,
  datesOnly,
  type FigureAsked,
  type FigureDefinition,
  type FigureTold,
  type FigureValue,
  type FigureWait,
  figureBy,
  figureDefinitions,
  figureOf,
  figureSeries,
  type Instant,
  isDayOf,
  type Network,
  objectOfFigure,
  type Period,
  partsOf,
  periodBefore,
  type SourceHeard,
  type SourceState,
  typesTold,
  waitsUnknown,
  weeksTo,
  whatMoved,
} from "../domain/index.ts";
import type { Page, Scope } from "../ports/index.ts";
import type { KpiDefinition, KpiDetail, KpiDocument, KpiRow, KpisPage, KpiValue } from "../wire/index.ts";
import { byId, type FeedDeps, type RecomputedFeed } from "./feed.ts";
import { isoOf, isoOrNull } from "./formats.ts";
import { type KpisAsked, kpiFilterNames, periodFor, readKpisAsked } from "./kpis-ask.ts";
import { readSources } from "./sources.ts";

type Deps = Pick<FeedDeps, "views" | "network" | "clock">;

/** What key figures are read from, of what may be seen. */
export interface KpisRead {
  readonly asked: KpisAsked;
  readonly at: Instant;
  readonly knownAt: Instant | null;
  readonly period: Period;
  readonly told: FigureTold;
  readonly sources: readonly SourceHeard[];
}

/** What one figure is read from that is cut by a dimension. */
export interface KpiCut extends KpisRead {
  readonly by: Dimension;
  /** Of the period and the one before at least, cut. Days need not be told apart but of what waits. */
  readonly parts: readonly DayCell[];
}

const weeks = 13;

/** Reads some figures for a period, the one before and thirteen weeks. */
export async function readKpis(
  deps: Deps,
  scope: Scope,
  asked: KpisAsked,
  definitions: readonly FigureDefinition[] = figureDefinitions,
): Promise<KpisRead> {
  const network = deps.network();
  const at = asked.asOf ?? deps.clock.now();
  const knownAt = asked.asOf !== null && asked.recorded ? asked.asOf : null;
  const period = periodFor(asked, at, network);
  const [first] = weeksTo(period.to - 1, weeks);
  const from = Math.min(first?.from ?? period.from, periodBefore(period).from);
  const within = { from, to: Math.max(period.to, weeksTo(period.to - 1, 1)[0]?.to ?? period.to) };
  const figures = definitions.map(({ id }) => id);
  const [cells, states] = await Promise.all([
    deps.views.figureCells(scope, { figures, period: within, at, knownAt, by: ["warehouse"] }),
    readSources(deps, scope),
  ]);
  const sources = states.flatMap((source) => heardOf(source, network, knownAt));
  const { waits, rows } = await readWaiting(deps, scope, definitions, { at, sources });
  const here = <T extends { readonly warehouse: string | null }>(all: readonly T[]) => hereOf(all, asked);
  return {
    asked,
    at,
    knownAt,
    period,
    told: { cells: here(cells), rows: here(rows), waits: here(waits) },
    sources,
  };
}

const hereOf = <T extends { readonly warehouse: string | null }>(all: readonly T[], asked: KpisAsked): readonly T[] =>
  asked.warehouse === null ? all : all.filter(({ warehouse }) => warehouse === asked.warehouse);

/** Reads one figure for a period, the one before and thirteen weeks, and both periods cut by a dimension. */
export async function readKpiCut(
  deps: Deps,
  scope: Scope,
  asked: KpisAsked,
  definition: FigureDefinition,
  by: Dimension,
): Promise<KpiCut> {
  const read = await readKpis(deps, scope, asked, [definition]);
  // Of buildings the days are few, and read already.
  if (by === "warehouse") return { ...read, by, parts: read.told.cells };
  const { at, knownAt, period } = read;
  const before = periodBefore(period);
  const parts = await deps.views.figureCells(scope, {
    figures: [definition.id],
    period: { from: before.from, to: period.to },
    at,
    knownAt,
    by: ["warehouse", by],
    asOne: [before, period],
  });
  return { ...read, by, parts: hereOf(parts, asked) };
}

/** What waits of some figures: where, and each of those of which a silence leaves unknown whether it has come. */
export async function readWaiting(
  { views, network }: Pick<Deps, "views" | "network">,
  scope: Scope,
  definitions: readonly FigureDefinition[],
  { at, sources }: { readonly at: Instant; readonly sources: readonly SourceHeard[] },
): Promise<{ readonly waits: readonly FigureWait[]; readonly rows: readonly Contribution[] }> {
  const figures = definitions.map(({ id }) => id);
  const waits = await views.figureWaits(scope, figures, at);
  const unknown = waitsUnknown(waits, definitions, { sources, network: network() });
  return { waits, rows: await views.figureWaiting(scope, unknown) };
}

/**
 * A declared source as figures know it. What nobody declared speaks for no figure. `knownAt`: by what it had told then;
 * null: by what it has told now.
 */
export function heardOf(source: SourceState, network: Network, knownAt: Instant | null = null): readonly SourceHeard[] {
  const system = network.systems.get(source.system);
  if (system === undefined || source.environment !== "") return [];
  return [
    {
      system: source.system,
      warehouse: system.warehouse,
      tells: typesTold(tellsBy(source, knownAt)),
      firstHeardAt: source.firstHeardAt,
      lastSeenAt: source.lastSeenAt,
      silentSince: source.silentSince,
      presence: source.presence,
      watch: system.watch,
      dated: datesOnly(source),
    },
  ];
}

const tellsBy = ({ tells, tellsSince }: SourceState, knownAt: Instant | null): readonly string[] =>
  knownAt === null ? tells : tells.filter((_, index) => (tellsSince[index] ?? 0) <= knownAt);

const askedOf = (read: KpisRead, definition: FigureDefinition, network: Network): FigureAsked => ({
  definition,
  period: read.period,
  at: read.at,
  network,
  sources: read.sources.filter(
    ({ warehouse }) => read.asked.warehouse === null || warehouse === null || warehouse === read.asked.warehouse,
  ),
});

/** What is told of each figure by itself: each cell and row is looked at once. */
export function figuresTold({ told }: Pick<KpisRead, "told">): (figure: string) => FigureTold {
  const [cells, rows, waits] = [byFigure(told.cells), byFigure(told.rows), byFigure(told.waits ?? [])];
  return (figure) => ({
    cells: cells.get(figure) ?? [],
    rows: rows.get(figure) ?? [],
    waits: waits.get(figure) ?? [],
  });
}

function byFigure<T extends { readonly figure: string }>(all: readonly T[]): ReadonlyMap<string, readonly T[]> {
  const found = new Map<string, T[]>();
  for (const one of all) {
    const own = found.get(one.figure);
    if (own === undefined) found.set(one.figure, [one]);
    else own.push(one);
  }
  return found;
}

/** Each figure with its target, the period before and thirteen weeks. Pure. */
export function toKpiRows(
  read: KpisRead,
  network: Network,
  definitions: readonly FigureDefinition[] = figureDefinitions,
): readonly KpiRow[] {
  const told = figuresTold(read);
  return definitions.map((definition) => toKpiRow(read, definition, told(definition.id), network));
}

function toKpiRow(read: KpisRead, definition: FigureDefinition, told: FigureTold, network: Network): KpiRow {
  const { id, name, unit, scale, better } = definition;
  const asked = askedOf(read, definition, network);
  const value = figureOf(told, asked);
  const series = figureSeries(told, asked, weeksTo(read.period.to - 1, weeks));
  return {
    ...toKpiValue(value),
    id,
    name,
    unit,
    scale,
    better,
    notMeasured: value.notMeasured,
    target: network.company.targets.find(({ figure }) => figure === id)?.value ?? null,
    previous: toKpiValue(figureOf(told, { ...asked, period: periodBefore(read.period) })),
    coverage: value.coverage,
    freshness: isoOrNull(value.freshAt),
    leftOut: value.leftOut,
    split: value.split,
    series: series.map(toKpiValue),
  };
}

const toKpiValue = (value: FigureValue): KpiValue => ({
  from: dateOfDay(value.period.from),
  to: dateOfDay(value.period.to - 1),
  ended: value.ended,
  state: value.state,
  value: value.value,
  numerator: value.numerator,
  denominator: value.denominator,
  bounds: value.bounds,
  unknown: value.unknown,
});

/** A page of figures. */
export function toKpisPage(read: KpisRead, network: Network): KpisPage {
  const items = toKpiRows(read, network);
  return {
    from: dateOfDay(read.period.from),
    to: dateOfDay(read.period.to - 1),
    asOf: isoOf(read.at),
    knownAt: isoOrNull(read.knownAt),
    items,
    total: items.length,
    nextCursor: null,
  };
}

/** What a figure means, as it is told. */
export function toKpiDefinition(definition: FigureDefinition): KpiDefinition {
  const { id, version, name, formula, clock, counts, zone, unit, better, exclusions, benchmark, notMeasured } =
    definition;
  return { id, version, name, formula, clock, counts, zone, unit, better, exclusions, benchmark, notMeasured };
}

/** Steps of one unit in which a movement is told: tenths of a point, minutes, hundredths of the rest. */
const grainOf = ({ unit }: FigureDefinition): number => (unit === "share" ? 1000 : unit === "ms" ? 1 : 100);

/** One figure cut by a dimension, with what moved it. Pure. */
export function toKpiDetail(read: KpiCut, definition: FigureDefinition, network: Network): KpiDetail {
  const { by } = read;
  const told = figuresTold(read)(definition.id);
  const { parts } = figureBy({ ...told, cells: read.parts }, askedOf(read, definition, network), by);
  const nameOf = namesOf(by, network);
  const grain = grainOf(definition);
  const inPeriod = (period: Period): readonly DayCell[] => read.parts.filter(({ day }) => isDayOf(day, period));
  const moved = whatMoved(inPeriod(periodBefore(read.period)), inPeriod(read.period), {
    definition,
    by: [by],
    grain,
  });
  return {
    definition: toKpiDefinition(definition),
    row: toKpiRow(read, definition, told, network),
    by,
    parts: parts.map(({ key, value }) => {
      const { leftOut, split } = value;
      return { ...toKpiValue(value), key, name: nameOf(key), leftOut, split };
    }),
    moved:
      moved === null
        ? null
        : {
            grain,
            change: moved.change,
            parts: moved.parts.map(({ path, rate, mix }) => {
              const key = path[0] ?? null;
              return { key, name: nameOf(key), rate, mix };
            }),
          },
  };
}

/** Names for people of what a figure is cut by, where they have one. */
function namesOf(by: Dimension, network: Network): (key: string | null) => string | null {
  return (key) => {
    if (key === null) return null;
    switch (by) {
      case "warehouse":
        return network.warehouses.get(key)?.name ?? null;
      case "partner":
        return network.partners.get(key)?.name ?? null;
      case "flow":
        return null;
      case "cause":
        // The last part of a family is the title of its faults.
        return key.slice(key.lastIndexOf("\u001f") + 1);
    }
  };
}

/** What one figure is made of in a period; `without`: buildings that are left out. */
export async function readKpiDocuments(
  deps: Deps,
  scope: Scope,
  asked: KpisAsked,
  figure: string,
  without: readonly string[],
  limit: number,
  cursor: string | null,
): Promise<Page<KpiDocument>> {
  const at = asked.asOf ?? deps.clock.now();
  const knownAt = asked.asOf !== null && asked.recorded ? asked.asOf : null;
  const period = periodFor(asked, at, deps.network());
  const of = { figure, period, at, knownAt, warehouse: asked.warehouse, without };
  const { items, total, nextCursor } = await deps.views.figureCounted(scope, of, limit, cursor);
  return { items: items.map((one) => toKpiDocument(one)), total, nextCursor };
}

function toKpiDocument(one: Contribution): KpiDocument {
  const isException = one.ref.startsWith("X-");
  const { kind, value } = isException ? { kind: "", value: one.ref } : partsOf(objectOfFigure(one.ref));
  return {
    id: isException ? one.ref : `${kind} ${value}`,
    object: isException ? null : { kind, id: value },
    date: dateOfDay(one.day),
    from: isoOf(one.from),
    at: isoOf(one.at ?? one.from),
    numerator: one.numerator,
    denominator: one.denominator,
    leftOut: one.leftOut,
    warehouse: one.warehouse,
    partner: one.partner,
    flow: one.flow,
    cause: one.cause,
    floorMs: one.floorMs,
    messageMs: one.messageMs,
  };
}

/** Key figures of a period, one row a figure. */
export const kpisFeed: RecomputedFeed = {
  name: "kpis",
  filterNames: kpiFilterNames,
  faults: (filter) => readKpisAsked(filter).faults,
  touchedBy: ({ kind }) => kind === "figure" || kind === "source",
  // An event is to be seen within a second, the reading of five million others included.
  spacing: 700,
  // A planned time that passes, a midnight and a silence come by time alone.
  aged: (last, now) => now - last >= 5_000,
  async rows(deps, scope, filter) {
    const read = await readKpis(deps, scope, readKpisAsked(filter).asked);
    return [...toKpiRows(read, deps.network())].sort(byId);
  },
};
