import type { HeldMoney } from "../../../server/wire/index.ts";
import { money } from "../format.ts";
import { t } from "../words.ts";

/** A sum on one side, as the row has it or as it is added up here. */
export interface HeldAmount extends Pick<HeldMoney, "currency" | "side"> {
  readonly amount: string | number;
}

/** A sum without cents, said to be at cost where it is: price and cost stand beside each other and are never one number. */
export function heldText({ amount, currency, side }: HeldAmount): string {
  const text = money(amount, currency);
  return side === "cost" ? t("held.at-cost", { money: text }) : text;
}

/** What sums come to, each currency and side apart, and how many more are not known. */
export function heldSumText({
  money,
  unknown,
}: {
  readonly money: readonly HeldAmount[];
  readonly unknown: number;
}): string {
  const known = money.map(heldText);
  return (unknown > 0 ? [...known, t("held.unknown", { n: unknown })] : known).join(" · ");
}

/** Sums by currency and side. */
export function heldSums(): {
  readonly add: (amount: number, currency: string, side: HeldMoney["side"]) => void;
  readonly all: () => readonly (HeldAmount & { readonly amount: number })[];
} {
  const sums = new Map<string, { amount: number; readonly currency: string; readonly side: HeldMoney["side"] }>();
  return {
    add: (amount, currency, side) => {
      const key = `${currency} ${side}`;
      const known = sums.get(key);
      if (known === undefined) sums.set(key, { amount, currency, side });
      else known.amount += amount;
    },
    all: () => [...sums.values()],
  };
}
