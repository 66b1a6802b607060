import { compareMarks, markOf } from "../marks.ts";
import { minorOf } from "../money.ts";
import type { CanonicalEvent, Instant, Line } from "../types.ts";

/** Quantities are counted in ten-thousandths of a unit, so that sums of decimal quantities are exact. */
export const perUnit = 10_000;

/** A quantity in ten-thousandths; null where it is finer, below nothing or beyond exact integers. */
export function scaled(quantity: string): number | null {
  const trimmed = quantity.includes(".") ? quantity.replace(/0+$/, "") : quantity;
  if (/\.\d{5,}$/.test(trimmed)) return null;
  const value = minorOf(trimmed, perUnit);
  return value === null || value < 0 ? null : value;
}

/** The lines that the latest ok fact of these types told; null where none told any. `before`: of those that happened by then. */
export function linesTold(
  facts: readonly CanonicalEvent[],
  types: readonly string[],
  before: Instant | null = null,
): readonly Line[] | null {
  let best: CanonicalEvent | null = null;
  for (const fact of facts) {
    if (fact.status !== "ok" || fact.lines.length === 0 || fact.type === null || !types.includes(fact.type)) continue;
    if (before !== null && fact.occurredAt > before) continue;
    if (best === null || compareMarks(markOf(fact), markOf(best)) > 0) best = fact;
  }
  return best?.lines ?? null;
}

/** Whether two lists of lines say the same of every item; null where that cannot be told. */
export function isSameGoods(a: readonly Line[], b: readonly Line[]): boolean | null {
  const sums = new Map<string, { readonly uom: string; quantity: number }>();
  for (const [lines, sign] of [[a, 1] as const, [b, -1] as const])
    for (const { sku, uom, quantity } of lines) {
      const told = scaled(quantity);
      const known = sums.get(sku);
      if (told === null || (known !== undefined && known.uom !== uom)) return null;
      sums.set(sku, { uom, quantity: (known?.quantity ?? 0) + sign * told });
    }
  return [...sums.values()].every(({ quantity }) => quantity === 0);
}

/** What of an order went: in ten-thousandths of units, and in lines. */
export interface Filled {
  readonly units: number;
  readonly ofUnits: number;
  readonly lines: number;
  readonly ofLines: number;
}

/**
 * How far what was shipped fills what was ordered. Shipped quantities fill the ordered lines of their item in the order
 * of these; what was shipped beyond them fills nothing. Null where a quantity cannot be told, or an item is ordered in
 * one unit of measure and shipped in another.
 */
export function fill(ordered: readonly Line[], shipped: readonly Line[]): Filled | null {
  const left = new Map<string, { readonly uom: string; quantity: number }>();
  for (const { sku, uom, quantity } of shipped) {
    const told = scaled(quantity);
    const known = left.get(sku);
    if (told === null || (known !== undefined && known.uom !== uom)) return null;
    left.set(sku, { uom, quantity: (known?.quantity ?? 0) + told });
  }
  const sums = { units: 0, ofUnits: 0, lines: 0, ofLines: 0 };
  for (const { sku, uom, quantity } of ordered) {
    const wanted = scaled(quantity);
    const stock = left.get(sku);
    if (wanted === null || (stock !== undefined && stock.uom !== uom)) return null;
    const took = Math.min(wanted, stock?.quantity ?? 0);
    if (stock !== undefined) stock.quantity -= took;
    sums.units += took;
    sums.ofUnits += wanted;
    sums.ofLines++;
    if (took === wanted) sums.lines++;
  }
  return sums.ofUnits === 0 || !Number.isSafeInteger(sums.ofUnits) ? null : sums;
}
