import { convertedMinor } from "../money.ts";
import type { CurrencyRate, Network } from "../network.ts";
import type { Money } from "../types.ts";

/** The rate of a currency on a day: the newest that held by then; null where none did. */
export function rateOn(rates: readonly CurrencyRate[], currency: string, day: string): CurrencyRate | null {
  let newest: CurrencyRate | null = null;
  for (const rate of rates) {
    if (rate.currency !== currency || rate.on > day) continue;
    if (newest === null || rate.on > newest.on) newest = rate;
  }
  return newest;
}

/**
 * Amounts in the company's currency by the rates of a day, in its minor units, each rounded half-even by itself; null
 * where there is no rate.
 */
export function reportedOn(
  { company, minorUnits }: Pick<Network, "company" | "minorUnits">,
  day: string,
): (amount: Money) => number | null {
  const known = new Map<string, CurrencyRate | null>();
  return ({ minor, currency }) => {
    if (currency === company.currency) return minor;
    let rate = known.get(currency);
    if (rate === undefined) {
      rate = rateOn(company.rates, currency, day);
      known.set(currency, rate);
    }
    return rate === null ? null : convertedMinor(minor, minorUnits(currency), rate.rate, minorUnits(company.currency));
  };
}
