/** Order of texts by code point: what SQL's binary order of UTF-8 is, and what a plain `<` is not beyond U+FFFF. */
export function compareTexts(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let index = 0; index < length; index++) {
    let one = a.charCodeAt(index);
    let two = b.charCodeAt(index);
    if (one === two) continue;
    // A surrogate stands for a code point above every other unit.
    if (one >= 0xd800 && one <= 0xdfff) one += 0x1_0000;
    if (two >= 0xd800 && two <= 0xdfff) two += 0x1_0000;
    return one - two;
  }
  return a.length - b.length;
}

/** JSON with the members of every object in one order: equal values give equal text. */
export const canonicalText = (value: unknown): string => JSON.stringify(value, inOrder);

function inOrder(_key: string, value: unknown): unknown {
  if (value === null || typeof value !== "object" || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => compareTexts(a, b)));
}
