/** What Unicode's own table says that Windows-1252 has from 0x80 to 0x9f; 0: nothing. */
const special = [
  0x20ac, 0, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0, 0x017d, 0, 0,
  0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0, 0x017e, 0x0178,
];

/**
 * The texts of each page of a PDF, in their order: read through its table of places, as a reader does. Throws where an
 * object is not where the table says, or a stream is not as long as it says.
 */
export function textsIn(bytes: Uint8Array): readonly (readonly string[])[] {
  const file = new TextDecoder("latin1").decode(bytes);
  if (!file.startsWith("%PDF-1.")) throw new Error("no PDF");
  const begin = Number(/startxref\n(\d+)\n%%EOF\n$/.exec(file)?.[1]);
  const table = /^xref\n0 (\d+)\n/.exec(file.slice(begin));
  if (table === null) throw new Error("no table of places");
  const entries = file.slice(begin + table[0].length).match(/\d{10} \d{5} [nf] \n/g) ?? [];
  if (entries.length !== Number(table[1])) throw new Error("the table is not as long as it says");
  const objectAt = (number: number): string => {
    const text = file.slice(Number(entries[number]?.slice(0, 10)));
    if (!text.startsWith(`${number} 0 obj\n`)) throw new Error(`object ${number} is not at its place`);
    return text.slice(`${number} 0 obj\n`.length);
  };
  const root = Number(/\/Root (\d+) 0 R/.exec(file)?.[1]);
  const pages = Number(/\/Pages (\d+) 0 R/.exec(objectAt(root))?.[1]);
  const kids = /\/Kids \[([^\]]*)\]/.exec(objectAt(pages))?.[1] ?? "";
  return [...kids.matchAll(/(\d+) 0 R/g)].map(([, kid]) => {
    const content = objectAt(Number(/\/Contents (\d+) 0 R/.exec(objectAt(Number(kid)))?.[1]));
    const stream = /^<< \/Length (\d+) >>\nstream\n/.exec(content);
    if (stream === null) throw new Error("no stream");
    const length = Number(stream[1]);
    const text = content.slice(stream[0].length, stream[0].length + length);
    if (!content.slice(stream[0].length + length).startsWith("\nendstream"))
      throw new Error("a stream of another length");
    return [...text.matchAll(/\(((?:[^()\\]|\\[()\\]|\\\d{3})*)\) Tj ET/g)].map(([, literal]) => read(literal ?? ""));
  });
}

function read(literal: string): string {
  const codes: number[] = [];
  for (const [part] of literal.matchAll(/\\\d{3}|\\.|[^\\]/g)) {
    if (part.length === 4) codes.push(Number.parseInt(part.slice(1), 8));
    else codes.push(part.codePointAt(part.length - 1) ?? 0);
  }
  return String.fromCodePoint(...codes.map((code) => special[code - 0x80] ?? code));
}
