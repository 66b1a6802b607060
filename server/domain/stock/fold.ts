import { compareMarks } from "../marks.ts";
import type { Instant, Mark } from "../types.ts";

/** Who counts: the ERP, or the system of the building's own floor. */
export type StockSide = "ledger" | "floor";
export const stockSides = ["ledger", "floor"] as const satisfies readonly StockSide[];

/** Quantities in ten-thousandths by unit of measure; of those that cannot be told, their number under `?`. */
export type Amounts = Readonly<Record<string, number>>;

/** Goods of one document as one side has them: gone out (below nothing) or come in. */
export interface StockMove {
  readonly side: StockSide;
  /** A count that ends at or before this instant does not have it; of a time both are the same, of a date its day. */
  readonly from: Instant;
  readonly to: Instant;
  readonly uom: string;
  readonly quantity: number;
}

/** What a side counted, as it is told. */
export interface Counted {
  readonly mark: Mark;
  /** The day of the count in the building. */
  readonly day: number;
  /** Within which the count was taken: of a time both are the same, of a date its day. */
  readonly from: Instant;
  readonly to: Instant;
  /** Null where it cannot be told. */
  readonly quantity: number | null;
  readonly uom: string;
  /** Only the day is told of it, and of another one that says otherwise: which is the last nobody knows. */
  readonly torn?: true;
}

/** A count and whose it is. */
export type SideCount = Counted & { readonly side: StockSide };

/** The last count of a day, with what that side had moved by then since both are counted. */
export interface KeptCount extends Counted {
  readonly moved: Amounts;
  /** Moves of which nobody knows whether the count has them: one of both is only a date. */
  readonly unsure: number;
}

/** What a shop showed as available, from then on. */
export interface Shown {
  readonly mark: Mark;
  /** Null where it cannot be told. */
  readonly quantity: number | null;
  readonly uom: string;
}

/** What one side told of an item in a building. */
export interface SideFold {
  /** Its earliest count; null before there is one. */
  readonly first: Instant | null;
  /** The last of each day, oldest first, the newest days only. */
  readonly counts: readonly KeptCount[];
  /** True where older counts are not kept: what happened before the oldest that is cannot be told from here. */
  readonly cut: boolean;
  /** All that it moved since both are counted. */
  readonly moved: Amounts;
  /** Its newest moves by their end: a count that is heard after them does not have them. */
  readonly recent: readonly Omit<StockMove, "side">[];
  /** End of the newest move that is not among them; null where all are. */
  readonly past: Instant | null;
}

/**
 * What is kept of an item in a building so that both counts can be compared: a function of its facts, of bounded size
 * however many there are. What is told of times before it needs the timeline.
 */
export interface StockFold {
  /** The setting by which it was made: by another one it is made again. */
  readonly by: string;
  readonly ledger: SideFold;
  readonly floor: SideFold;
  /** Whether both agreed on the last day that is not kept; null where none was. */
  readonly agreed: boolean | null;
  /** What was shown as available, oldest first, the newest only. */
  readonly shown: readonly Shown[];
  /** True where older ones are not kept. */
  readonly shownCut: boolean;
}

/** Days of which counts are kept, and moves, of each side; and what was shown. */
const most = { days: 8, moves: 64, shown: 32 };

/** From when on moves count: both sides are counted. Null before. */
export const startOf = ({ ledger, floor }: Pick<StockFold, "ledger" | "floor">): Instant | null =>
  ledger.first === null || floor.first === null ? null : Math.max(ledger.first, floor.first);

/** Before this instant nothing may change without the timeline. */
const keptFrom = ({ cut, counts }: SideFold): Instant => (cut ? (counts[0]?.to ?? 0) : Number.NEGATIVE_INFINITY);

const withSide = (fold: StockFold, side: StockSide, next: SideFold): StockFold => ({ ...fold, [side]: next });

function plus(amounts: Amounts, uom: string, quantity: number): Amounts {
  const { [uom]: now = 0, ...rest } = amounts;
  return now + quantity === 0 ? rest : { ...rest, [uom]: now + quantity };
}

/** Whether a count has a move; null where nobody knows. */
function has(count: Pick<Counted, "from" | "to">, move: Pick<StockMove, "from" | "to">): boolean | null {
  if (move.to <= count.from) return true;
  const atItsEnd = move.from === count.to && (count.from !== count.to || move.from !== move.to);
  return move.from > count.to || atItsEnd ? false : null;
}

/** A move added (1) or taken away (-1); null where it lies before what is kept. */
export function movedBy(fold: StockFold, move: StockMove, by: 1 | -1): StockFold | null {
  const { side: name, ...own } = move;
  if (stockSides.some((side) => own.from <= keptFrom(fold[side]))) return null;
  const side = fold[name];
  const counts = side.counts.map((count): KeptCount => {
    const known = has(count, own);
    if (known === null) return { ...count, unsure: count.unsure + by };
    return known ? { ...count, moved: plus(count.moved, own.uom, by * own.quantity) } : count;
  });
  const moved = plus(side.moved, own.uom, by * own.quantity);
  return withSide(fold, name, { ...side, counts, moved, ...recentBy(side, own, by) });
}

function recentBy(
  { recent, past }: SideFold,
  move: Omit<StockMove, "side">,
  by: 1 | -1,
): Pick<SideFold, "recent" | "past"> {
  if (past !== null && move.to <= past) return { recent, past };
  const index = recent.findLastIndex(({ to }) => to <= move.to);
  if (by === 1) return { recent: recent.toSpliced(index + 1, 0, move), past };
  const { from, to, uom, quantity } = move;
  const own = recent.findIndex(
    (one) => one.from === from && one.to === to && one.uom === uom && one.quantity === quantity,
  );
  return { recent: own < 0 ? recent : recent.toSpliced(own, 1), past };
}

/** A count more; null where it changes what lies before what is kept, or from when on moves count. */
export function countedBy(fold: StockFold, name: StockSide, count: Counted): StockFold | null {
  const side = fold[name];
  if (side.first === null || count.from < side.first) return null;
  if (stockSides.some((one) => count.from <= keptFrom(fold[one]))) return null;
  const index = side.counts.findIndex(({ day }) => day === count.day);
  const known = side.counts[index];
  const last = lastOf(known, count);
  if (last === known) return fold;
  const kept = known !== undefined && last.mark === known.mark ? { ...known, ...last } : keptOf(side, last);
  if (kept === null) return null;
  const others = index < 0 ? side.counts : side.counts.toSpliced(index, 1);
  const after = others.findLastIndex(({ day }) => day < count.day);
  return withSide(fold, name, { ...side, counts: others.toSpliced(after + 1, 0, kept) });
}

/** The last of two counts of a day: one that says its time goes before one that says only the day. */
function lastOf<T extends Counted>(known: T | undefined, count: T): T {
  if (known === undefined) return count;
  const [was, is] = [known, count].map(({ from, to }) => from !== to);
  if (was !== is) return was ? count : known;
  const last = compareMarks(known.mark, count.mark) < 0 ? count : known;
  if (!was || last.torn) return last;
  const differs = known.quantity !== count.quantity || known.uom !== count.uom;
  return known.torn || count.torn || differs ? { ...last, torn: true } : last;
}

/** The count with what its side had moved by then; null where that is no longer known. */
function keptOf({ moved: all, recent, past }: SideFold, count: Counted): KeptCount | null {
  if (past !== null && past > count.from) return null;
  let [moved, unsure] = [all, 0];
  for (const move of recent) {
    const known = has(count, move);
    if (known === true) continue;
    moved = plus(moved, move.uom, -move.quantity);
    if (known === null) unsure++;
  }
  return { ...count, moved, unsure };
}

/** A fold of all that both sides counted and moved, with every day of it; `trimmed` makes it what is kept. */
export function foldedOf(
  by: string,
  counts: readonly SideCount[],
  moves: readonly StockMove[],
  shown: readonly Shown[] = [],
): StockFold {
  return {
    by,
    ledger: sideFrom("ledger", counts, moves),
    floor: sideFrom("floor", counts, moves),
    agreed: null,
    shown: shown.toSorted((a, b) => compareMarks(a.mark, b.mark)),
    shownCut: false,
  };
}

function sideFrom(name: StockSide, counts: readonly SideCount[], moves: readonly StockMove[]): SideFold {
  const recent = moves
    .filter(({ side }) => side === name)
    .map(({ side: _, ...move }) => move)
    .sort((a, b) => a.to - b.to);
  const moved = recent.reduce<Amounts>((sum, { uom, quantity }) => plus(sum, uom, quantity), {});
  const side: SideFold = { first: null, counts: [], cut: false, moved, recent, past: null };
  const last = new Map<number, Counted>();
  let first: Instant | null = null;
  for (const { side: told, ...count } of counts) {
    if (told !== name) continue;
    first = Math.min(first ?? count.from, count.from);
    last.set(count.day, lastOf(last.get(count.day), count));
  }
  const kept = [...last.values()].sort((a, b) => a.day - b.day).flatMap((count) => keptOf(side, count) ?? []);
  return { ...side, first, counts: kept };
}

/** The side without what is older than the newest days and moves. */
export function trimmedSide(side: SideFold): SideFold {
  const { counts, recent, past } = side;
  const gone = recent[recent.length - most.moves - 1];
  if (counts.length <= most.days && gone === undefined) return side;
  return {
    ...side,
    counts: counts.slice(-most.days),
    cut: side.cut || counts.length > most.days,
    recent: recent.slice(-most.moves),
    past: gone?.to ?? past,
  };
}

/** What is shown from some time on, more. */
export function shownBy(fold: StockFold, shown: Shown): StockFold {
  const { shown: known } = fold;
  const after = known.findLastIndex(({ mark }) => compareMarks(mark, shown.mark) <= 0);
  const same = known[after];
  if (same !== undefined && compareMarks(same.mark, shown.mark) === 0) return fold;
  // What came before all that is kept is not kept either.
  if (after < 0 && fold.shownCut) return fold;
  return { ...fold, shown: known.toSpliced(after + 1, 0, shown) };
}

/** The newest of what was shown. */
export const trimmedShown = (fold: StockFold): StockFold =>
  fold.shown.length <= most.shown ? fold : { ...fold, shown: fold.shown.slice(-most.shown), shownCut: true };

/** What was shown last by an instant; undefined where that is no longer kept. */
export function shownIn({ shown, shownCut }: StockFold, at: Instant): Shown | null | undefined {
  const found = shown.findLast(({ mark }) => mark.at <= at);
  return found ?? (shownCut ? undefined : null);
}
