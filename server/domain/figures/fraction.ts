/** An exact fraction; the denominator is above 0. */
export interface Fraction {
  readonly over: bigint;
  readonly under: bigint;
}

/** A whole number by a whole number above 0. */
export const fractionOf = (over: number, under: number): Fraction => ({ over: BigInt(over), under: BigInt(under) });

export const zero: Fraction = { over: 0n, under: 1n };

/** The sum, shortened. */
const sum = (a: Fraction, b: Fraction): Fraction =>
  shortened({ over: a.over * b.under + b.over * a.under, under: a.under * b.under });

/** The product, shortened. */
export const times = (a: Fraction, b: Fraction): Fraction =>
  shortened({ over: a.over * b.over, under: a.under * b.under });

/** The difference, shortened. */
export const minus = (a: Fraction, b: Fraction): Fraction => sum(a, { over: -b.over, under: b.under });

function shortened({ over, under }: Fraction): Fraction {
  let [a, b] = [over < 0n ? -over : over, under];
  while (b > 0n) [a, b] = [b, a % b];
  return a === 0n ? zero : { over: over / a, under: under / a };
}

/** The greatest whole number that is not above it. */
export function floorOf({ over, under }: Fraction): bigint {
  const cut = over / under;
  return cut * under > over ? cut - 1n : cut;
}

/** The nearest whole number, a half up. */
export const rounded = ({ over, under }: Fraction): bigint => floorOf({ over: 2n * over + under, under: 2n * under });

/**
 * Whole numbers for these parts that add up to a total, which is that of the parts but for rounding: each is rounded
 * down, and what is left goes to those that lost most, of equal ones the first. Each is less than two away from its part.
 */
export function apportioned(parts: readonly Fraction[], total: bigint): readonly bigint[] {
  const shares = parts.map((part, index) => {
    const whole = floorOf(part);
    return { index, whole, lost: minus(part, { over: whole, under: 1n }) };
  });
  const told = shares.map(({ whole }) => whole);
  const left = total - told.reduce((all, whole) => all + whole, 0n);
  const byLoss = shares.toSorted((a, b) => {
    const difference = b.lost.over * a.lost.under - a.lost.over * b.lost.under;
    return difference > 0n ? 1 : difference < 0n ? -1 : a.index - b.index;
  });
  // Rounded down they are short by less than one each; below the total only by the rounding of that.
  const order = left > 0n ? byLoss : byLoss.toReversed();
  const [count, missing] = [BigInt(order.length), left > 0n ? left : -left];
  for (const [place, { index, whole }] of order.entries()) {
    const steps = missing / count + (BigInt(place) < missing % count ? 1n : 0n);
    told[index] = left > 0n ? whole + steps : whole - steps;
  }
  return told;
}
