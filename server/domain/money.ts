/** A decimal number as it was told: `digits` in units of ten to the minus `places`. */
interface Decimal {
  readonly digits: bigint;
  readonly places: number;
}

function decimalOf(told: string | number): Decimal | null {
  const found = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,3}))?$/.exec(String(told).trim());
  if (found === null) return null;
  const whole = found[2] ?? "";
  const fraction = found[3] ?? "";
  if (whole === "" && fraction === "") return null;
  const digits = BigInt(`${whole}${fraction}`);
  return { digits: found[1] === "-" ? -digits : digits, places: fraction.length - Number(found[4] ?? 0) };
}

/**
 * Reads a decimal number into minor units, rounded half-even; null when it is none or beyond exact integers.
 * A double is read by its shortest decimal text, so 0.1 is one tenth.
 */
export function minorOf(told: string | number, unitsPerMajor: number): number | null {
  const decimal = decimalOf(told);
  return decimal === null ? null : minorUnits(decimal, unitsPerMajor);
}

/**
 * Price times quantity, summed exactly and rounded half-even once, in minor units; null when there is none, one is no
 * number, or the sum is beyond exact integers. A price may be finer than the minor unit.
 */
export function sumOfProducts(
  factors: readonly (readonly [price: string, quantity: string])[],
  unitsPerMajor: number,
): number | null {
  let sum: Decimal = { digits: 0n, places: 0 };
  for (const [price, quantity] of factors) {
    const [a, b] = [decimalOf(price), decimalOf(quantity)];
    if (a === null || b === null || Math.abs(a.places) > finest || Math.abs(b.places) > finest) return null;
    sum = plus(sum, { digits: a.digits * b.digits, places: a.places + b.places });
  }
  return factors.length === 0 ? null : minorUnits(sum, unitsPerMajor);
}

/**
 * An amount of minor units in another currency, rounded half-even: one unit of its own is `rate` units of the other.
 * Null when the rate is no number, or the amount is beyond exact integers.
 */
export function convertedMinor(
  minor: number,
  unitsPerMajor: number,
  rate: string,
  otherUnitsPerMajor: number,
): number | null {
  const by = decimalOf(rate);
  if (by === null || Math.abs(by.places) > finest) return null;
  const places = String(unitsPerMajor).length - 1;
  return minorUnits({ digits: BigInt(minor) * by.digits, places: places + by.places }, otherUnitsPerMajor);
}

/** Decimal places beyond which a factor is taken for nonsense. */
const finest = 40;

function plus(a: Decimal, b: Decimal): Decimal {
  const places = Math.max(a.places, b.places);
  const scaled = ({ digits, places: own }: Decimal): bigint => digits * 10n ** BigInt(places - own);
  return { digits: scaled(a) + scaled(b), places };
}

function minorUnits({ digits, places }: Decimal, unitsPerMajor: number): number | null {
  const shift = String(unitsPerMajor).length - 1 - places;
  const size = digits < 0n ? -digits : digits;
  const rounded =
    shift >= 0 ? size * 10n ** BigInt(Math.min(shift, 40)) : halfEven(size, 10n ** BigInt(Math.min(-shift, 400)));
  const minor = Number(rounded);
  if (!Number.isSafeInteger(minor)) return null;
  return digits < 0n && minor !== 0 ? -minor : minor;
}

function halfEven(value: bigint, by: bigint): bigint {
  const quotient = value / by;
  const twice = (value % by) * 2n;
  if (twice > by || (twice === by && quotient % 2n === 1n)) return quotient + 1n;
  return quotient;
}
