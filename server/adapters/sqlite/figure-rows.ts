import type { Contribution, ContributionVersion, FigureHistory, Instant, LeftOut } from "../../domain/index.ts";

/** What one adds to a figure, in the order of `columns`. */
export type Row = readonly [
  figure: string,
  ref: string,
  warehouse: string | null,
  partner: string | null,
  flow: string | null,
  cause: string | null,
  from: Instant,
  at: Instant | null,
  day: number,
  numerator: number,
  denominator: number,
  awaits: 0 | 1,
  floorMs: number | null,
  messageMs: number | null,
  leftOut: LeftOut | null,
];

export const columns =
  "figure, ref, warehouse, partner, flow, cause, from_at, at, day, numerator, denominator, awaits, floor_ms, message_ms, left_out";

export function contributionOf(row: Row): Contribution {
  const [figure, ref, warehouse, partner, flow, cause, from, at, day, numerator, denominator, awaits] = row;
  const [floorMs, messageMs, leftOut] = [row[12], row[13], row[14]];
  return {
    figure,
    ref,
    warehouse,
    partner,
    flow,
    cause,
    from,
    at,
    day,
    numerator,
    denominator,
    awaits: awaits === 1,
    floorMs,
    messageMs,
    leftOut,
  };
}

export const rowOf = (one: Contribution): Row => [
  one.figure,
  one.ref,
  one.warehouse,
  one.partner,
  one.flow,
  one.cause,
  one.from,
  one.at,
  one.day,
  one.numerator,
  one.denominator,
  one.awaits ? 1 : 0,
  one.floorMs,
  one.messageMs,
  one.leftOut,
];

/** Versions of what one adds to a figure, each as its row and how long it was known; null: it still is. */
export type HistoryRows = readonly [
  ref: string,
  figure: string,
  versions: readonly (readonly [row: Row, knownFrom: Instant, knownUntil: Instant | null])[],
];

export const rowsOf = ({ ref, figure, versions }: FigureHistory): HistoryRows => [
  ref,
  figure,
  versions.map(({ life, knownFrom, knownUntil }) => [rowOf(life), knownFrom, knownUntil] as const),
];

export const historyOf = ([ref, figure, versions]: HistoryRows): FigureHistory => ({
  ref,
  figure,
  versions: versions.map(
    ([row, knownFrom, knownUntil]): ContributionVersion => ({ life: contributionOf(row), knownFrom, knownUntil }),
  ),
});
