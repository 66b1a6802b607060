const units: readonly (readonly [string, number])[] = [
  ["d", 86_400_000],
  ["h", 3_600_000],
  ["m", 60_000],
  ["s", 1000],
];

/** What a duration looks like: whole numbers with units, greatest first, as `30m`, `4h`, `1h30m`, `2d`. */
export const durationPattern = /^(?=\d)(?:(\d{1,5})d)?(?:(\d{1,5})h)?(?:(\d{1,6})m)?(?:(\d{1,6})s)?$/;

/** Milliseconds of a duration with units; null when it is none. A day is 24 hours. */
export function millisOf(text: string): number | null {
  const found = durationPattern.exec(text.trim());
  if (found === null) return null;
  return units.reduce((sum, [, millis], index) => sum + Number(found[index + 1] ?? 0) * millis, 0);
}

/** A duration as people write it: 5,400,000 is `1h30m`. */
export function durationText(millis: number): string {
  let left = millis;
  let text = "";
  for (const [unit, size] of units) {
    const count = Math.floor(left / size);
    if (count > 0) text += `${count}${unit}`;
    left -= count * size;
  }
  return text === "" ? "0m" : text;
}
