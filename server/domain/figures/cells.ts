import { type Contribution, type Dimension, dimensions, type Place } from "./contribution.ts";

/** Sums of what counts in one place on one day: whole numbers, so that adding and taking away is exact in any order. */
export interface CellSums {
  /** Contributions that are in it. */
  readonly count: number;
  readonly numerator: number;
  readonly denominator: number;
  /** Of those, in no value. */
  readonly leftOut: number;
  /** Contributions whose floor time and message time are told apart, and these. */
  readonly split: number;
  readonly floorMs: number;
  readonly messageMs: number;
}

/** What a figure is on one day in one place. Kept as a row; one in which nothing counts is no row. */
export interface DayCell extends CellSums, Place {
  readonly figure: string;
  readonly day: number;
  /** What these wait for may still make them better. */
  readonly awaits: boolean;
}

/** A cell that is not told by a dimension has null there. */
type CellKey = Omit<DayCell, keyof CellSums>;

/** Text by which a cell is found. */
export const cellText = ({ figure, day, warehouse, partner, flow, cause, awaits }: CellKey): string =>
  JSON.stringify([figure, day, warehouse, partner, flow, cause, awaits]);

/** What one contribution is in its cell. It must count on a day: what waits is in no cell. */
export function cellOf(contribution: Contribution): DayCell {
  const { figure, day, warehouse, partner, flow, cause, awaits, numerator, denominator } = contribution;
  const { floorMs, messageMs, leftOut } = contribution;
  const isSplit = floorMs !== null && messageMs !== null;
  return {
    figure,
    day,
    warehouse,
    partner,
    flow,
    cause,
    awaits,
    count: 1,
    numerator,
    denominator,
    leftOut: leftOut === null ? 0 : 1,
    split: isSplit ? 1 : 0,
    floorMs: isSplit ? floorMs : 0,
    messageMs: isSplit ? messageMs : 0,
  };
}

/** A cell with another of its place: `by` 1 adds, -1 takes away. Every cell comes from here, so that all are of one form. */
const plus = (known: CellSums, change: DayCell, by: 1 | -1): DayCell => ({
  figure: change.figure,
  day: change.day,
  warehouse: change.warehouse,
  partner: change.partner,
  flow: change.flow,
  cause: change.cause,
  awaits: change.awaits,
  count: known.count + by * change.count,
  numerator: known.numerator + by * change.numerator,
  denominator: known.denominator + by * change.denominator,
  leftOut: known.leftOut + by * change.leftOut,
  split: known.split + by * change.split,
  floorMs: known.floorMs + by * change.floorMs,
  messageMs: known.messageMs + by * change.messageMs,
});

/** Nothing counted yet. */
const noSums = {
  count: 0,
  numerator: 0,
  denominator: 0,
  leftOut: 0,
  split: 0,
  floorMs: 0,
  messageMs: 0,
};

/** All of these in one. */
export function sumOf(cells: Iterable<CellSums>): CellSums {
  const sums = { ...noSums };
  for (const cell of cells) {
    sums.count += cell.count;
    sums.numerator += cell.numerator;
    sums.denominator += cell.denominator;
    sums.leftOut += cell.leftOut;
    sums.split += cell.split;
    sums.floorMs += cell.floorMs;
    sums.messageMs += cell.messageMs;
  }
  return sums;
}

/** By what each is in a dimension, in the order of what came first. */
export function groupedBy<T extends Place>(all: Iterable<T>, by: Dimension): ReadonlyMap<string | null, readonly T[]> {
  const found = new Map<string | null, T[]>();
  for (const one of all) {
    const own = found.get(one[by]);
    if (own === undefined) found.set(one[by], [one]);
    else own.push(one);
  }
  return found;
}

/**
 * Adds to cells, or takes away from them what was added before; by text. A store does the same with its rows: it takes
 * away what a version that is closed was, and adds what the one that is opened is.
 */
export function changeCells(cells: Map<string, DayCell>, changes: Iterable<DayCell>, by: 1 | -1 = 1): void {
  for (const change of changes) {
    const text = cellText(change);
    const now = plus(cells.get(text) ?? noSums, change, by);
    if (isNothing(now)) cells.delete(text);
    else cells.set(text, now);
  }
}

/** Taken away before it was added, something else may make the count nothing while its sums are not. */
const isNothing = ({ count, numerator, denominator, leftOut, split, floorMs, messageMs }: CellSums): boolean =>
  count === 0 &&
  numerator === 0 &&
  denominator === 0 &&
  leftOut === 0 &&
  split === 0 &&
  floorMs === 0 &&
  messageMs === 0;

/** The cells of all that counts on a day, in the order of their text; what waits is left out. */
export const cellsOf = (contributions: Iterable<Contribution>): readonly DayCell[] => rollUp(dated(contributions));

function* dated(contributions: Iterable<Contribution>): Iterable<DayCell> {
  for (const contribution of contributions) if (contribution.at !== null) yield cellOf(contribution);
}

/** The same sums in fewer cells: told apart by these dimensions only. */
export function rollUp(cells: Iterable<DayCell>, keep: readonly Dimension[] = dimensions): readonly DayCell[] {
  const [warehouse, partner, flow, cause] = [
    keep.includes("warehouse"),
    keep.includes("partner"),
    keep.includes("flow"),
    keep.includes("cause"),
  ];
  const found = new Map<string, DayCell>();
  for (const cell of cells) {
    const kept: DayCell = {
      ...cell,
      warehouse: warehouse ? cell.warehouse : null,
      partner: partner ? cell.partner : null,
      flow: flow ? cell.flow : null,
      cause: cause ? cell.cause : null,
    };
    changeCells(found, [kept]);
  }
  return [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, cell]) => cell);
}
