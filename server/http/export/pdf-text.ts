/** Widths of the characters from space to tilde, in thousandths of the size, as Adobe's metrics of both faces have them. */
const plain = [
  278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556, 556, 556,
  556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833,
  722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556,
  556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334,
  260, 334, 584,
];
const bold = [
  278, 333, 474, 556, 556, 889, 722, 238, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556, 556, 556,
  556, 556, 556, 333, 333, 584, 584, 584, 611, 975, 722, 722, 722, 722, 667, 611, 778, 722, 278, 556, 722, 611, 833,
  722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 333, 278, 333, 584, 556, 333, 556, 611, 556, 611,
  556, 333, 611, 611, 278, 278, 556, 278, 889, 611, 611, 611, 611, 389, 556, 333, 611, 556, 778, 556, 556, 500, 389,
  280, 389, 584,
];
/** Of what is not in the tables: wide enough for every letter with a mark but the widest. */
const otherWidth = 667;

/** The faces that every reader of PDF has. */
export type Face = "plain" | "bold";

/** What Windows-1252 has between 0x80 and 0x9f; a space where it has nothing. */
const special = new Map(
  [..."€ ‚ƒ„…†‡ˆ‰Š‹Œ Ž  ‘’“”•–—˜™š›œ žŸ"].flatMap((sign, index) =>
    sign === " " ? [] : [[sign, 0x80 + index] as const],
  ),
);

/** The bytes of a text in the faces' own code, one a character: what they have no sign for is a question mark. */
export function bytesOf(text: string): readonly number[] {
  return [...text.normalize("NFC")].map((sign) => {
    const code = sign.codePointAt(0) ?? 0x3f;
    if (code >= 0x20 && code < 0x7f) return code;
    if (code >= 0xa0 && code <= 0xff) return code;
    if (code < 0x20) return 0x20;
    return special.get(sign) ?? 0x3f;
  });
}

/** How wide a text is set at a size, in points. */
export function widthOf(text: string, face: Face, size: number): number {
  const widths = face === "bold" ? bold : plain;
  const thousandths = bytesOf(text).reduce((sum, code) => sum + (widths[code - 0x20] ?? otherWidth), 0);
  return (thousandths * size) / 1_000;
}

/** Lines of a text that fit a width: broken at spaces, and within a word that is wider than a line. */
export function linesOf(text: string, face: Face, size: number, width: number): readonly string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(/\s+/).filter((part) => part !== "")) {
    const longer = line === "" ? word : `${line} ${word}`;
    if (widthOf(longer, face, size) <= width) {
      line = longer;
      continue;
    }
    if (line !== "") lines.push(line);
    line = "";
    for (const sign of word) {
      if (line !== "" && widthOf(line + sign, face, size) > width) {
        lines.push(line);
        line = "";
      }
      line += sign;
    }
  }
  return line === "" && lines.length > 0 ? lines : [...lines, line];
}
