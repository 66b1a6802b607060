import { type CellSums, type DayCell, groupedBy, sumOf } from "./cells.ts";
import { compareNames, type Dimension } from "./contribution.ts";
import type { FigureDefinition } from "./figure.ts";
import { apportioned, type Fraction, fractionOf, minus, rounded, times, zero } from "./fraction.ts";

/** How much something moved a figure, in whole steps of the grain that is shown. */
export interface Moved {
  /** What it stands for, at each level; null: it was not told. */
  readonly path: readonly (string | null)[];
  /** Because it was better or worse itself. */
  readonly rate: number;
  /** Because there was more or less of it than of the rest. */
  readonly mix: number;
}

/** What moved a figure between two periods. */
export interface Movement {
  /** Of the two values, each rounded to the grain. */
  readonly change: number;
  /** They add up to the change, `rate` and `mix` together; the greatest first, those that are nothing in this grain left out. */
  readonly parts: readonly Moved[];
}

/** What is explained: the figure, the levels at which, and how many steps one unit of it has, as 1,000 for tenths of a point. */
export interface MovedBy {
  readonly definition: Pick<FigureDefinition, "unit">;
  readonly by: readonly Dimension[];
  readonly grain: number;
}

/** A part before rounding. */
interface Exact {
  readonly path: readonly (string | null)[];
  readonly rate: Fraction;
  readonly mix: Fraction;
}

/**
 * What moved a figure, of cells that count in either period; null where one period has no value. Exact fractions, in which
 * the effects add up to the change; then whole steps that add up to the difference of both rounded values.
 */
export function whatMoved(before: readonly DayCell[], after: readonly DayCell[], asked: MovedBy): Movement | null {
  const [old, now] = [sumOf(before), sumOf(after)];
  if (old.denominator === 0 || now.denominator === 0) return null;
  const scale = fractionOf(asked.grain * (asked.definition.unit === "per-thousand-orders" ? 1000 : 1), 1);
  const exact = effects(before, after, asked);
  const value = (sums: CellSums): bigint => rounded(times(fractionOf(sums.numerator, sums.denominator), scale));
  const change = value(now) - value(old);
  const whole = apportioned(
    exact.flatMap(({ rate, mix }) => [times(rate, scale), times(mix, scale)]),
    change,
  );
  const parts = exact.map(({ path }, index) => ({
    path,
    rate: Number(whole[2 * index] ?? 0n),
    mix: Number(whole[2 * index + 1] ?? 0n),
  }));
  const size = ({ rate, mix }: Moved): number => Math.abs(rate + mix);
  const moving = parts.filter(({ rate, mix }) => rate !== 0 || mix !== 0);
  return { change: Number(change), parts: moving.sort((a, b) => size(b) - size(a)) };
}

/** The effects of each segment, and where there are more levels, what its own rate is made of. */
function effects(
  before: readonly DayCell[],
  after: readonly DayCell[],
  { definition, by, grain }: MovedBy,
): readonly Exact[] {
  const [level, ...deeper] = by;
  if (level === undefined) return [];
  const [old, now] = [sumOf(before), sumOf(after)];
  const whole = { old, now };
  const [earlier, later] = [groupedBy(before, level), groupedBy(after, level)];
  const keys = [...new Set([...earlier.keys(), ...later.keys()])].sort(compareNames);
  return keys.flatMap((key) => {
    const [was, is] = [earlier.get(key) ?? [], later.get(key) ?? []];
    const segment = { old: sumOf(was), now: sumOf(is) };
    if (level === "cause" && definition.unit === "share")
      return [{ path: [key], rate: shortfall(segment, whole), mix: zero }];
    const { rate, mix } = effectsOf(segment, whole);
    if (deeper.length === 0 || segment.old.denominator === 0 || segment.now.denominator === 0)
      return [{ path: [key], rate, mix }];
    const weight = fractionOf(segment.now.denominator, now.denominator);
    const own = effects(was, is, { definition, by: deeper, grain }).map((part) => ({
      path: [key, ...part.path],
      rate: times(part.rate, weight),
      mix: times(part.mix, weight),
    }));
    return [{ path: [key], rate: zero, mix }, ...own];
  });
}

interface Sides {
  readonly old: CellSums;
  readonly now: CellSums;
}

/**
 * Mix: its share of the whole changed, and it was better or worse than the whole before. Rate: its own value changed, at
 * the share that it has now. What was not there before is taken for average then: all of its effect is its rate.
 */
function effectsOf({ old, now }: Sides, whole: Sides): Pick<Exact, "rate" | "mix"> {
  const average = fractionOf(whole.old.numerator, whole.old.denominator);
  const wasThere = old.denominator > 0;
  const ownBefore = wasThere ? fractionOf(old.numerator, old.denominator) : average;
  const weight = fractionOf(now.denominator, whole.now.denominator);
  const weightBefore = fractionOf(old.denominator, whole.old.denominator);
  const mix = times(minus(weight, weightBefore), minus(ownBefore, average));
  const told = minus(fractionOf(now.numerator, whole.now.denominator), times(weight, ownBefore));
  // What had no denominator, as exceptions by flow have none, still had its part in the value before.
  return { mix, rate: wasThere ? told : minus(told, fractionOf(old.numerator, whole.old.denominator)) };
}

/** A cause explains what is bad: how much more or less of the whole was. */
function shortfall({ old, now }: Sides, whole: Sides): Fraction {
  const bad = (own: CellSums, all: CellSums): Fraction => fractionOf(own.numerator - own.denominator, all.denominator);
  return minus(bad(now, whole.now), bad(old, whole.old));
}
