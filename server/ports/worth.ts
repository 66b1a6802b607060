import type { Held, OpsException } from "../domain/index.ts";
import type { HeldMoney, HeldTotal } from "./views.ts";

/** Currencies of ISO 4217 whose minor unit is not a hundredth, with their digits. */
const digits: ReadonlyMap<string, number> = new Map([
  ...[
    "BIF",
    "CLP",
    "DJF",
    "GNF",
    "ISK",
    "JPY",
    "KMF",
    "KRW",
    "PYG",
    "RWF",
    "UGX",
    "UYI",
    "VND",
    "VUV",
    "XAF",
    "XOF",
    "XPF",
  ].map((code) => [code, 0] as const),
  ...["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"].map((code) => [code, 3] as const),
  ...["CLF", "UYW"].map((code) => [code, 4] as const),
]);

/**
 * The amount that an exception is sorted and filtered by, in major units: the sum in the currency and on the side
 * (price or cost) where most is held. Null where no amount is known.
 */
export function worthOf(held: readonly Held[]): number | null {
  const sums = new Map<string, { minor: number; readonly currency: string }>();
  for (const { money, basis } of held) {
    if (money === null || basis === "unknown") continue;
    const side = `${money.currency} ${basis === "cost" ? "cost" : "price"}`;
    const sum = sums.get(side);
    if (sum === undefined) sums.set(side, { minor: money.minor, currency: money.currency });
    else sum.minor += money.minor;
  }
  let most: { readonly minor: number; readonly currency: string } | null = null;
  for (const sum of sums.values()) if (most === null || sum.minor > most.minor) most = sum;
  return most === null ? null : most.minor / 10 ** (digits.get(most.currency) ?? 2);
}

/** What several exceptions hold up: each order once with the amount of the newest one that names it, currencies and sides apart. */
export function heldTotal(exceptions: Iterable<Pick<OpsException, "number" | "held">>): HeldTotal {
  const newest = new Map<string, { readonly number: number; readonly held: Held }>();
  for (const { number, held } of exceptions) {
    for (const one of held) {
      const known = newest.get(one.ref);
      if (known === undefined || known.number < number) newest.set(one.ref, { number, held: one });
    }
  }
  const sums = new Map<string, HeldMoney>();
  let estimated = 0;
  let unknown = 0;
  for (const { held } of newest.values()) {
    if (held.money === null) unknown++;
    else {
      const { currency, minor } = held.money;
      const side = held.basis === "cost" ? "cost" : "price";
      const key = `${currency} ${side === "price" ? 0 : 1}`;
      sums.set(key, { minor: (sums.get(key)?.minor ?? 0) + minor, currency, side });
      if (held.basis === "order-price") estimated++;
    }
  }
  const money = [...sums].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one);
  return { objects: newest.size, money, estimated, unknown };
}
