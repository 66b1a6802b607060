/** Cells of a table of the books: rules B19 and B20. */
import type { Owed } from "./books.ts";
import type { Plan } from "./facts.ts";
import { digits, divided } from "./worth.ts";

/** A cell of a table, as text of its sums so that two of them are equal or not. */
export interface Cell {
  count: number;
  value: bigint;
  valued: number;
  estimate: bigint;
  estimated: number;
  unconverted: number;
  unknown: number;
  sums: Map<string, { amount: bigint; count: number }>;
}
export const emptyCell = (): Cell => ({
  count: 0,
  value: 0n,
  valued: 0,
  estimate: 0n,
  estimated: 0,
  unconverted: 0,
  unknown: 0,
  sums: new Map(),
});

/** Puts a document into a cell. */
export function put(cell: Cell, one: Owed, plan: Plan): void {
  cell.count++;
  if (one.amount === null || one.currency === null) {
    cell.unknown++;
    return;
  }
  const name = `${one.currency} ${one.basis}`;
  const sum = cell.sums.get(name) ?? { amount: 0n, count: 0 };
  cell.sums.set(name, { amount: sum.amount + one.amount, count: sum.count + 1 });
  const value = inCompanyMoney(one, plan);
  if (value === null) cell.unconverted++;
  else if (one.basis === "order-price") {
    cell.estimate += value;
    cell.estimated++;
  } else {
    cell.value += value;
    cell.valued++;
  }
}

/** A document's amount in the company's currency, rounded by itself. */
export function inCompanyMoney({ amount, currency }: Owed, plan: Plan): bigint | null {
  if (amount === null || currency === null) return null;
  if (currency === plan.currency) return amount;
  const rate = plan.rates.get(currency);
  if (rate === undefined) return null;
  const [scaled, decimals] = digits(rate);
  return divided(amount * scaled, 10n ** BigInt(decimals));
}

/** Index of a column for an age, where the last days of all but the oldest are given and what is not due stands first. */
export function columnOf(age: Owed["age"], lasts: readonly number[]): number {
  if (age === "not due") return 0;
  const found = lasts.findIndex((last) => age <= last);
  return 1 + (found < 0 ? lasts.length : found);
}
