import type { Held, Network, OpsException } from "../domain/index.ts";
import type { HeldTotal } from "../ports/index.ts";
import type { ExceptionRow, HeldRow } from "../wire/index.ts";
import { moneyText } from "./formats.ts";

/**
 * What exceptions hold up, each order once: where several name it, the newest exception's amount counts.
 * Currencies stay apart, and selling price is never added to cost by being in one exception's row.
 */
export function heldBy(exceptions: Iterable<Pick<OpsException, "number" | "held">>): HeldTotal {
  const byRef = new Map<string, { readonly number: number; readonly held: Held }>();
  for (const { number, held } of exceptions) {
    for (const one of held) {
      const known = byRef.get(one.ref);
      if (known === undefined || known.number < number) byRef.set(one.ref, { number, held: one });
    }
  }
  const sums = new Map<string, number>();
  let estimated = 0;
  let unknown = 0;
  for (const { held } of byRef.values()) {
    if (held.money === null) unknown += 1;
    else {
      sums.set(held.money.currency, (sums.get(held.money.currency) ?? 0) + held.money.minor);
      if (held.basis === "order-price") estimated += 1;
    }
  }
  const money = [...sums].map(([currency, minor]) => ({ minor, currency }));
  money.sort((a, b) => (a.currency < b.currency ? -1 : 1));
  return { objects: byRef.size, money, estimated, unknown };
}

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
  money: held.money.map((money) => moneyText(money, network)),
  estimated: held.estimated,
  unknown: held.unknown,
});

/**
 * One exception's amount for its row: the sum in the currency and on the side (price or cost) where most is held.
 * It is an estimate as soon as a part of it is; null where nothing is held, `unknown` where no amount is known.
 */
export function valueOf(held: readonly Held[], network: Pick<Network, "minorUnits">): ExceptionRow["value"] {
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
