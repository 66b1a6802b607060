/**
 * Reads a decimal number into minor units, rounded half-even; null when it is none or beyond exact integers.
 * A double is read by its shortest decimal text, so 0.1 is one tenth.
 */
export function minorOf(told: string | number, unitsPerMajor: number): number | null {
  const text = String(told).trim();
  const found = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,3}))?$/.exec(text);
  if (found === null) return null;
  const whole = found[2] ?? "";
  const fraction = found[3] ?? "";
  if (whole === "" && fraction === "") return null;
  const places = String(unitsPerMajor).length - 1;
  const shift = Number(found[4] ?? 0) + places - fraction.length;
  let digits = BigInt(`${whole}${fraction}` === "" ? "0" : `${whole}${fraction}`);
  if (shift >= 0) digits *= 10n ** BigInt(Math.min(shift, 40));
  else digits = halfEven(digits, 10n ** BigInt(Math.min(-shift, 400)));
  const minor = Number(digits);
  if (!Number.isSafeInteger(minor)) return null;
  return found[1] === "-" && minor !== 0 ? -minor : minor;
}

function halfEven(value: bigint, by: bigint): bigint {
  const quotient = value / by;
  const twice = (value % by) * 2n;
  if (twice > by || (twice === by && quotient % 2n === 1n)) return quotient + 1n;
  return quotient;
}
