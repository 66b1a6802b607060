import type { Money } from "../types.ts";

/** Something with an amount, or with one that is not known. */
export interface Valued {
  readonly amount: Money | null;
  /** Shown with ≈, and never added to exact amounts. */
  readonly estimate: boolean;
}

/** What several come to, in minor units of the reporting currency: of one side alone, exact amounts apart from estimates. */
export interface CloseSum {
  readonly count: number;
  readonly exact: { readonly minor: number; readonly count: number };
  readonly estimate: { readonly minor: number; readonly count: number };
  /** Amounts that no rate converts. */
  readonly unconverted: number;
  readonly unknown: number;
}

/** Adds up as integers; each amount is converted and rounded by itself. */
export function sumUp(all: Iterable<Valued>, reported: (amount: Money) => number | null): CloseSum {
  const sum = { exact: { minor: 0, count: 0 }, estimate: { minor: 0, count: 0 } };
  let [count, unconverted, unknown] = [0, 0, 0];
  for (const { amount, estimate } of all) {
    count += 1;
    const minor = amount === null ? null : reported(amount);
    if (amount === null) unknown += 1;
    else if (minor === null) unconverted += 1;
    else {
      const into = estimate ? sum.estimate : sum.exact;
      into.minor += minor;
      into.count += 1;
    }
  }
  return { count, ...sum, unconverted, unknown };
}
