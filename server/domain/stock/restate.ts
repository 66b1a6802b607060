import { keyText, partsOf } from "../keys.ts";
import type { BusinessObject, CanonicalEvent, Instant, Ref } from "../types.ts";
import { factsBefore, objectOf, placedByRef, putObject, refOfKey, type Work } from "../work.ts";
import { movingKinds, movingTypes } from "./beside.ts";
import { type StockDay, stockDays, trimmed } from "./compare.ts";
import { countedBy, movedBy, type StockFold, shownBy, startOf } from "./fold.ts";
import { countOf, movesOf, type PlacedMove, shownOf, stockKey } from "./moves.ts";
import { settingOf, stockRead } from "./read.ts";

/** Days of an item in a building that a step compares; null: no longer compared. */
export interface StockNews {
  readonly ref: Ref;
  readonly days: ReadonlyMap<number, StockDay | null>;
  /** From when on something else was shown as available than was known; null: nothing. */
  readonly shownFrom: Instant | null;
}

/** Goods that a step found to go otherwise than was known: added (1) or taken away (-1). */
type Goods = readonly (readonly [move: PlacedMove, by: 1 | -1])[];
type Timelines = (ref: Ref) => readonly CanonicalEvent[];

/**
 * Keeps what both sides counted and moved of the stock that a step touched, and answers the days that may compare
 * otherwise now. What comes as it happens is added to what is kept; what is told of earlier times reads the timeline.
 */
export function restateStock(work: Work): readonly StockNews[] {
  if (work.network.stock === undefined) return forgotten(work);
  let placed: ReturnType<typeof placedByRef> | null = null;
  const placedOn: Timelines = (ref) => {
    placed ??= placedByRef(work);
    return placed.get(ref) ?? [];
  };
  const factsOf: Timelines = (ref) => [...factsBefore(work, ref), ...placedOn(ref)];
  const goods = goodsMoved(work, factsOf);
  const touched = [...work.objects.keys()].filter((ref) => partsOf(ref).kind === "stock");
  const refs = new Set([...touched, ...goods.keys()]);
  return [...refs].sort().flatMap((ref) => {
    const object = work.objects.get(ref) === null ? undefined : objectOf(work, ref);
    if (object?.environment !== "")
      return object === undefined ? [{ ref, days: daysGone(work, ref), shownFrom: null }] : [];
    const news = isKept(work, object) ? goneOn(work, object, goods.get(ref) ?? [], placedOn(ref)) : null;
    return news ?? madeAgain(work, object, factsOf);
  });
}

/** What was kept by a setting that is gone is not gone on with: what came meanwhile is not in it. */
function forgotten(work: Work): readonly StockNews[] {
  for (const object of work.objects.values()) {
    if (object?.stock === undefined) continue;
    const { stock: _, ...rest } = object;
    putObject(work, rest);
  }
  return [];
}

const isKept = (work: Work, { stock }: BusinessObject): boolean => stock?.by === settingOf(work.network);

/** The goods of every document of which a step knows more than before, by the stock that they are. */
function goodsMoved(work: Work, factsOf: Timelines): ReadonlyMap<Ref, Goods> {
  const documents = new Set<Ref>();
  for (const [identity, { fact, on }] of work.facts) {
    const was = work.context.fact(identity);
    if (!movingTypes.has(fact.type ?? "") && !movingTypes.has(was?.fact.type ?? "")) continue;
    for (const ref of [...on, ...(was?.on ?? [])]) {
      const { kind, environment } = partsOf(ref);
      if (environment === "" && movingKinds.has(kind)) documents.add(ref);
    }
  }
  const found = new Map<Ref, (readonly [PlacedMove, 1 | -1])[]>();
  const stockOf = (warehouse: string, sku: string): Ref | undefined =>
    refOfKey(work, keyText("", stockKey(warehouse, sku)));
  const start = (warehouse: string, sku: string): Instant | null => {
    const stock = objectOf(work, stockOf(warehouse, sku) ?? "")?.stock;
    return stock === undefined ? null : startOf(stock);
  };
  for (const ref of documents) {
    const was = work.context.object(ref) === undefined ? [] : work.context.factsOf(ref);
    const now = work.objects.get(ref) === null ? [] : factsOf(ref);
    for (const [move, by] of differing(movesOf(was, work.network, start), movesOf(now, work.network, start))) {
      const stock = stockOf(move.warehouse, move.sku);
      if (stock !== undefined) found.set(stock, [...(found.get(stock) ?? []), [move, by]]);
    }
  }
  return found;
}

/** What only one of both has: of the first it is taken away, of the second added. */
function differing(was: readonly PlacedMove[], now: readonly PlacedMove[]): Goods {
  const before = new Map(was.map((move) => [JSON.stringify(move), move]));
  const after = new Map(now.map((move) => [JSON.stringify(move), move]));
  return [
    ...[...before].flatMap(([text, move]) => (after.has(text) ? [] : [[move, -1] as const])),
    ...[...after].flatMap(([text, move]) => (before.has(text) ? [] : [[move, 1] as const])),
  ];
}

/** What is kept with what a step adds to it; null where that is told of earlier times. */
function goneOn(
  work: Work,
  object: BusinessObject,
  goods: Goods,
  placed: readonly CanonicalEvent[],
): readonly StockNews[] | null {
  const { stock } = object;
  let fold: StockFold | null = stock ?? null;
  for (const [{ side, from, to, uom, quantity }, by] of goods) {
    if (fold === null) return null;
    fold = movedBy(fold, { side, from, to, uom, quantity }, by);
  }
  let shownFrom: Instant | null = null;
  for (const fact of placed) {
    if (fold === null) return null;
    const shown = shownOf(fact);
    if (shown !== null) {
      fold = shownBy(fold, shown);
      shownFrom = Math.min(shownFrom ?? shown.mark.at, shown.mark.at);
    }
    const count = countOf(fact, work.network);
    if (count === null) continue;
    const { side, ...counted } = count;
    fold = countedBy(fold, side, counted);
  }
  if (fold === null || stock === undefined) return null;
  if (fold === stock && shownFrom === null) return [];
  const [was, now] = [daysByNumber(stock), daysByNumber(fold)];
  const days = new Map<number, StockDay | null>();
  for (const [day, told] of now) if (JSON.stringify(was.get(day)) !== JSON.stringify(told)) days.set(day, told);
  for (const day of was.keys()) if (!now.has(day)) days.set(day, null);
  putObject(work, { ...object, stock: trimmed(fold) });
  return [{ ref: object.ref, days, shownFrom }];
}

const daysByNumber = (fold: StockFold): ReadonlyMap<number, StockDay> =>
  new Map(stockDays(fold).map((told) => [told.day, told]));

/** What of stock is kept. */
const kept: ReadonlySet<string> = new Set(["stock.counted", "stock.published"]);

/** What is kept, read again from all that was ever told; nothing where it was never counted. */
function madeAgain(work: Work, object: BusinessObject, factsOf: Timelines): readonly StockNews[] {
  const { ref, stock } = object;
  const isCounted = object.folds.some(({ type, status }) => kept.has(type) && status === "ok");
  if (!isCounted && stock === undefined && work.context.object(ref)?.stock === undefined) return [];
  const isIts = (warehouse: string, sku: string): boolean =>
    refOfKey(work, keyText("", stockKey(warehouse, sku))) === ref;
  const papers = { refOf: (key: string) => refOfKey(work, key), factsOf };
  const fold = stockRead(factsOf(ref), isIts, papers, work.network);
  putObject(work, { ...object, stock: trimmed(fold) });
  return [{ ref, days: new Map([...daysGone(work, ref), ...daysByNumber(fold)]), shownFrom: 0 }];
}

/** The days of which counts were told before a step: none of them is compared, as far as nothing else is said. */
function daysGone(work: Work, ref: Ref): ReadonlyMap<number, null> {
  const facts = work.context.object(ref) === undefined ? [] : work.context.factsOf(ref);
  return new Map(facts.flatMap((fact) => countOf(fact, work.network)?.day ?? []).map((day) => [day, null]));
}
