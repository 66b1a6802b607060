import type { Held, Network } from "../domain/index.ts";
import type { HeldTotal } from "../ports/index.ts";
import type { ExceptionRow, HeldRow } from "../wire/index.ts";
import { moneyText } from "./formats.ts";

/** True when two exceptions hold up the same with the same amounts. */
export function sameHeld(a: readonly Held[], b: readonly Held[]): boolean {
  return (
    a.length === b.length &&
    a.every((one, index) => {
      const other = b[index];
      return (
        other !== undefined &&
        one.ref === other.ref &&
        one.basis === other.basis &&
        one.money?.minor === other.money?.minor &&
        one.money?.currency === other.money?.currency
      );
    })
  );
}

/** The total as it travels. */
export const toHeldRow = (held: HeldTotal, network: Pick<Network, "minorUnits">): HeldRow => ({
  objects: held.objects,
  money: held.money.map((money) => ({ ...moneyText(money, network), side: money.side })),
  estimated: held.estimated,
  unknown: held.unknown,
});

/**
 * One exception's amount for its row: the sum in the currency and on the side (price or cost) where most is held.
 * It is an estimate as soon as a part of it is; null where nothing is held, `unknown` where no amount is known.
 */
export function amountOf(held: readonly Held[], network: Pick<Network, "minorUnits">): ExceptionRow["value"] {
  if (held.length === 0) return null;
  const sums = new Map<
    string,
    { minor: number; readonly currency: string; basis: "invoice" | "order-price" | "cost" }
  >();
  for (const { money, basis } of held) {
    if (money === null || basis === "unknown") continue;
    const side = `${money.currency} ${basis === "cost" ? "cost" : "price"}`;
    const sum = sums.get(side);
    if (sum === undefined) sums.set(side, { minor: money.minor, currency: money.currency, basis });
    else {
      sum.minor += money.minor;
      if (basis === "order-price") sum.basis = basis;
    }
  }
  let most: { minor: number; readonly currency: string; basis: "invoice" | "order-price" | "cost" } | undefined;
  for (const sum of sums.values()) if (most === undefined || sum.minor > most.minor) most = sum;
  if (most === undefined) return { amount: null, currency: null, basis: "unknown" };
  return { ...moneyText(most, network), basis: most.basis };
}
