import {
  baselineOf,
  dateOfDay,
  dayAt,
  type FigureTold,
  figureNamed,
  type Gain,
  type GainSide,
  type GainsAsked,
  gainFigures,
  gainsOf,
  type Period,
  quarterAfter,
} from "../domain/index.ts";
import type { HeldTotal, Scope } from "../ports/index.ts";
import type * as wire from "../wire/index.ts";
import type { FeedDeps } from "./feed.ts";
import { isoOf } from "./formats.ts";
import { toHeldRow } from "./held.ts";
import { heardOf, readWaiting } from "./kpis.ts";
import { dayOfDate, type KpisAsked } from "./kpis-ask.ts";
import { readSources } from "./sources.ts";

type Deps = Pick<FeedDeps, "views" | "network" | "clock">;

/** The line that tells what it held. */
const savedFigure = "saved-before-cutoff";

/** What a quarter was worth against the first month, of what may be seen: read from cells, and what saved orders held. */
export async function readGains(
  { views, network: networkNow, clock }: Deps,
  scope: Scope,
  { period: asks, warehouse }: Pick<KpisAsked, "period" | "warehouse">,
): Promise<wire.GainsPage> {
  const network = networkNow();
  const at = clock.now();
  const sources = (await readSources({ views, network: networkNow }, scope))
    .flatMap((source) => heardOf(source, network))
    .filter((source) => warehouse === null || source.warehouse === null || source.warehouse === warehouse);
  const { firstMonth } = network.company;
  const from = firstMonth === undefined ? null : dayOfDate(firstMonth);
  const declared = new Map((await views.declared()).map(({ id, since }) => [id, since]));
  const baseline = baselineOf(sources, { warehouse, from, declared, network });
  if (baseline === null) return { ...nothing, asOf: isoOf(at) };
  const today = dayAt(at, null, { network });
  const period = asks ?? quarterAfter(baseline, today);
  const without = baseline.joined.map((one) => one.warehouse);
  const here = <T extends { readonly warehouse: string | null }>(all: readonly T[]) =>
    warehouse === null ? all : all.filter((one) => one.warehouse === warehouse);
  const definitions = gainFigures.flatMap((id) => figureNamed(id) ?? []);
  const waiting = await readWaiting({ views, network: networkNow }, scope, definitions, { at, sources });
  const [waits, rows] = [here(waiting.waits), here(waiting.rows)];
  const toldIn = async (of: Period): Promise<FigureTold> => {
    const within = { figures: gainFigures, period: of, at, knownAt: null, by: ["warehouse"] as const };
    return { cells: here(await views.figureCells(scope, within)), rows, waits };
  };
  const heldIn = (of: Period): Promise<HeldTotal> =>
    views.figureHeld(scope, { figure: savedFigure, period: of, at, knownAt: null, warehouse, without });
  const [first, now, held, heldNow] = await Promise.all([
    toldIn(baseline.period),
    period === null ? { cells: [], rows, waits } : toldIn(period),
    heldIn(baseline.period),
    period === null ? null : heldIn(period),
  ]);
  const asked: GainsAsked = { baseline, period, at, network, sources, first, now };
  const toRow = (gain: Gain): wire.GainRow => {
    const { id, figure, unit, better, difference, uncompared } = gain;
    const heldOf = (total: HeldTotal | null) => (id !== "saved" || total === null ? null : toHeldRow(total, network));
    return {
      id,
      figure,
      unit,
      better,
      notMeasured: gain.first.of.notMeasured ?? gain.now?.of.notMeasured ?? null,
      first: toSide(gain.first, heldOf(held)),
      now: gain.now === null ? null : toSide(gain.now, heldOf(heldNow)),
      difference,
      uncompared,
    };
  };
  const items = gainsOf(asked).map(toRow);
  return {
    asOf: isoOf(at),
    openedOn: dateOfDay(baseline.openedOn),
    first: toPeriod(baseline.period, today),
    stated: baseline.stated,
    now: period === null ? null : toPeriod(period, today),
    joined: baseline.joined.map(({ warehouse: id, since }) => ({
      warehouse: id,
      name: network.warehouses.get(id)?.name ?? id,
      since: dateOfDay(since),
    })),
    items,
    total: items.length,
  };
}

/** Before the first record. */
const nothing = { openedOn: null, first: null, stated: false, now: null, joined: [], items: [], total: 0 } as const;

const toPeriod = ({ from, to }: Period, today: number): wire.GainPeriod => ({
  from: dateOfDay(from),
  to: dateOfDay(to - 1),
  weeks: (to - from) / 7,
  ended: today >= to,
});

function toSide({ value, of, timed }: GainSide, held: wire.HeldRow | null): wire.GainSide {
  const { state, numerator, denominator, unknown, bounds, coverage, leftOut } = of;
  const study = timed === null ? null : { eachMs: timed.each, cases: timed.cases, on: timed.on, by: timed.by };
  return { state, value, numerator, denominator, unknown, bounds, coverage, leftOut, study, held };
}
