import type { Millis, Money } from "../types.ts";
import { type AdjustedFold, type Adjustment, costOf } from "./adjusted.ts";
import { type StockOn, sideOf } from "./moves.ts";

/** Which way stock was adjusted. */
export type Direction = "up" | "down";

/** What the floor adjusted one way and the ledger has not, oldest first, with what that costs. */
export interface Unmet {
  readonly oldest: Adjustment;
  /** Null where one does not say. */
  readonly cost: Money | null;
}

interface Left {
  readonly told: Adjustment;
  /** How much of it the other side has not told, in ten-thousandths and above nothing. */
  quantity: number;
}

const day: Millis = 86_400_000;

/**
 * What of the floor's adjustments one way the ledger has not. Of one number they are the same; else the ledger's are for
 * the oldest of the floor's by then, in the same unit of measure. What the ledger told first is for what the floor tells
 * within `ahead` and a day, and for nothing after. Undefined: the floor adjusted nothing that way; null: the ledger has all.
 */
export function unmetOf(
  { newest, older }: AdjustedFold,
  direction: Direction,
  ahead: Millis,
  on: StockOn,
): Unmet | null | undefined {
  const sides = { floor: [] as Left[], ledger: [] as Left[] };
  const inOrder: (readonly [side: "floor" | "ledger", left: Left])[] = [];
  for (const told of [...older, ...newest]) {
    if (told.quantity > 0 !== (direction === "up")) continue;
    const side = sideOf(told, on);
    if (side === null) continue;
    const left = { told, quantity: Math.abs(told.quantity) };
    sides[side].push(left);
    inOrder.push([side, left]);
  }
  if (sides.floor.length === 0) return undefined;
  for (const booked of sides.ledger) meet(booked, sides.floor, (told) => isNamedAs(told, booked.told));
  const open: Left[] = [];
  const spare: Left[] = [];
  for (const [side, left] of inOrder) {
    if (side === "ledger") {
      meet(left, open, (told) => isSameUnnamed(told, left.told));
      spare.push(left);
      continue;
    }
    const from = left.told.mark.at - Math.max(ahead, day);
    meet(left, spare, (told) => told.mark.at >= from && isSameUnnamed(told, left.told));
    open.push(left);
  }
  const unmet = open.filter(({ quantity }) => quantity > 0);
  const [first] = unmet;
  return first === undefined ? null : { oldest: first.told, cost: costOf(unmet.map(shareOf)) };
}

/** Takes off both what they have in common, the oldest first. */
function meet(one: Left, others: readonly Left[], fits: (told: Adjustment) => boolean): void {
  for (const other of others) {
    if (one.quantity === 0) return;
    if (other.quantity === 0 || !fits(other.told)) continue;
    const both = Math.min(one.quantity, other.quantity);
    one.quantity -= both;
    other.quantity -= both;
  }
}

const isNamedAs = (a: Adjustment, b: Adjustment): boolean =>
  a.document !== null && a.document === b.document && a.uom === b.uom;

const isSameUnnamed = (a: Adjustment, b: Adjustment): boolean =>
  a.uom === b.uom && (a.document === null || b.document === null);

/** What is left of an adjustment costs its share, rounded half-even. */
function shareOf({ told, quantity }: Left): Pick<Adjustment, "cost"> {
  const { cost } = told;
  if (cost === null) return { cost };
  const whole = BigInt(Math.abs(told.quantity));
  const product = BigInt(cost.minor) * BigInt(quantity);
  const [floor, twice] = [product / whole, (product % whole) * 2n];
  const up = twice > whole || (twice === whole && floor % 2n === 1n);
  return { cost: { ...cost, minor: Number(up ? floor + 1n : floor) } };
}
