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
export function canonicalText(value: unknown): string {
  if (value === null || typeof value !== "object") return JSON.stringify(value) ?? "null";
  if (Array.isArray(value)) return `[${value.map(canonicalText).join(",")}]`;
  const members: string[] = [];
  for (const name of Object.keys(value).sort()) {
    const member: unknown = value[name as keyof typeof value];
    if (member !== undefined) members.push(`${JSON.stringify(name)}:${canonicalText(member)}`);
  }
  return `{${members.join(",")}}`;
}
