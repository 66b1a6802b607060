/** Amounts as decimal texts, added as integers of their smallest digit: a double never carries one. */

interface Decimal {
  readonly digits: bigint;
  readonly places: number;
}

function decimalOf(text: string): Decimal {
  const [whole = "0", fraction = ""] = text.split(".");
  return { digits: BigInt(`${whole}${fraction}`), places: fraction.length };
}

const scaled = ({ digits, places }: Decimal, to: number): bigint => digits * 10n ** BigInt(to - places);

function textOf(digits: bigint, places: number): string {
  const size = (digits < 0n ? -digits : digits).toString().padStart(places + 1, "0");
  const cut = size.length - places;
  return `${digits < 0n ? "-" : ""}${size.slice(0, cut)}${places === 0 ? "" : `.${size.slice(cut)}`}`;
}

/** The sum, with as many decimals as the finest has; `0` of none. */
export function addUp(amounts: readonly string[]): string {
  const all = amounts.map(decimalOf);
  const places = Math.max(0, ...all.map((one) => one.places));
  return textOf(
    all.reduce((sum, one) => sum + scaled(one, places), 0n),
    places,
  );
}

/** By how much the first is above the second. */
export const lessOf = (a: string, b: string): string => addUp([a, b.startsWith("-") ? b.slice(1) : `-${b}`]);

/** Whether an amount is nothing, in any number of digits. */
export const isNought = (amount: string): boolean => decimalOf(amount).digits === 0n;

/** Whether two amounts are the same, however many zeros end them. */
export const same = (a: string, b: string): boolean => isNought(lessOf(a, b));

/** Part of a whole between 0 and 1, to a thousandth; null where the whole is nothing. */
export function shareOf(part: string, whole: string): number | null {
  const [a, b] = [decimalOf(part), decimalOf(whole)];
  const places = Math.max(a.places, b.places);
  const of = scaled(b, places);
  return of === 0n ? null : Number((scaled(a, places) * 100_000n) / of) / 100_000;
}
