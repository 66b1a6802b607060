import type { Instant } from "../types.ts";
import {
  type Amounts,
  type KeptCount,
  type SideFold,
  type StockFold,
  startOf,
  stockSides,
  trimmedShown,
  trimmedSide,
} from "./fold.ts";

/** How the counts of both sides compare at the end of a day: they agree, they do not, or nobody can tell. */
export type Compared = "agree" | "disagree" | "date-only" | "not-told";

/** What the last counts by the end of a day say. */
export interface StockDay {
  readonly day: number;
  /** When the later of both was counted. */
  readonly at: Instant;
  readonly compared: Compared;
  /** It disagrees, and on the day compared before it did not. */
  readonly begins: boolean;
}

/** Each day on which a side counted and that both can be compared at the end of, oldest first. */
export function stockDays(fold: StockFold): readonly StockDay[] {
  const start = startOf(fold);
  if (start === null) return [];
  const days = [...new Set(stockSides.flatMap((side) => fold[side].counts.map(({ day }) => day)))];
  let agreed = fold.agreed ?? true;
  return days
    .sort((a, b) => a - b)
    .flatMap((day) => {
      const [ledger, floor] = [latest(fold.ledger, day, start), latest(fold.floor, day, start)];
      if (ledger === null || floor === null) return [];
      const compared = comparedOf(ledger, floor);
      const begins = agreed && compared === "disagree";
      if (compared === "agree" || compared === "disagree") agreed = compared === "agree";
      return [{ day, at: Math.max(ledger.mark.at, floor.mark.at), compared, begins }];
    });
}

/** A count from before both are counted is not compared: nobody knows what moved since. */
const latest = ({ counts }: SideFold, day: number, start: Instant): KeptCount | null =>
  counts.findLast((count) => count.day <= day && count.from >= start) ?? null;

/** What the floor has moved and the ledger has not got is in flight, and so what it says less. */
function comparedOf(ledger: KeptCount, floor: KeptCount): Compared {
  if (ledger.torn || floor.torn) return "date-only";
  if (ledger.quantity === null || floor.quantity === null || ledger.uom !== floor.uom) return "not-told";
  if (ledger.unsure > 0 || floor.unsure > 0) return "date-only";
  const units = new Set([...Object.keys(ledger.moved), ...Object.keys(floor.moved)]);
  const inFlight = (uom: string): number => amountOf(floor.moved, uom) - amountOf(ledger.moved, uom);
  for (const uom of units) if (uom !== ledger.uom && inFlight(uom) !== 0) return "not-told";
  return floor.quantity - ledger.quantity === inFlight(ledger.uom) ? "agree" : "disagree";
}

const amountOf = (amounts: Amounts, uom: string): number => amounts[uom] ?? 0;

/** The fold without what is older than what is kept. */
export function trimmed(whole: StockFold): StockFold {
  const fold = trimmedShown(whole);
  const [ledger, floor] = [trimmedSide(fold.ledger), trimmedSide(fold.floor)];
  if (ledger === fold.ledger && floor === fold.floor) return fold;
  const kept = { ...fold, ledger, floor };
  const still = new Set(stockDays(kept).map(({ day }) => day));
  const gone = stockDays(fold).findLast(
    ({ day, compared }) => !still.has(day) && (compared === "agree" || compared === "disagree"),
  );
  return gone === undefined ? kept : { ...kept, agreed: gone.compared === "agree" };
}
