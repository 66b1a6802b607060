import type { Instant, Money, Network } from "../domain/index.ts";
import type { IsoInstant, MoneyText } from "../wire/index.ts";

/** Greatest instant that a date can hold, in Unix milliseconds. */
const lastInstant = 8.64e15;

/** An instant as ISO 8601 UTC with milliseconds; one beyond what a date can hold is brought to its edge. */
export const isoOf = (at: Instant): IsoInstant =>
  new Date(Math.max(-lastInstant, Math.min(lastInstant, Math.trunc(at)))).toISOString();

/** As `isoOf`, keeping null. */
export const isoOrNull = (at: Instant | null): IsoInstant | null => (at === null ? null : isoOf(at));

/** Minor units as decimal text with the currency's own digits: 124050 cents are `1240.50`. */
export function moneyText(money: Money, network: Pick<Network, "minorUnits">): MoneyText {
  const per = network.minorUnits(money.currency);
  const digits = Math.max(0, Math.round(Math.log10(per)));
  const whole = Math.abs(money.minor);
  const units = Math.floor(whole / per);
  const rest = digits === 0 ? "" : `.${String(whole % per).padStart(digits, "0")}`;
  return { amount: `${money.minor < 0 ? "-" : ""}${units}${rest}`, currency: money.currency };
}

/** Decimal text as minor units, half to even; null when it is no plain decimal number. */
export function minorOf(amount: string, per: number): number | null {
  const match = /^(-?)(\d{1,12})(?:\.(\d{1,9}))?$/.exec(amount.trim());
  if (match === null) return null;
  const digits = Math.max(0, Math.round(Math.log10(per)));
  const fraction = (match[3] ?? "").padEnd(digits, "0");
  const kept = Number(`${match[2]}${fraction.slice(0, digits)}`);
  const rest = fraction.slice(digits).replace(/0+$/, "");
  const up = rest > "5" || (rest === "5" && kept % 2 === 1) ? 1 : 0;
  const minor = kept + up;
  return match[1] === "-" && minor !== 0 ? -minor : minor;
}
