import type { PostingSide } from "../../../server/wire/index.ts";

/** A document of the ERP's list as it was pasted. */
export interface StatedLine {
  readonly id: string;
  readonly amount: string;
  readonly freight: string;
}

/** A pasted list: its documents, and the lines that are none. */
export interface StatedList {
  readonly documents: readonly StatedLine[];
  /** Number of the line, from 1, and what stands there. */
  readonly wrong: readonly { readonly line: number; readonly text: string }[];
}

/** An amount as people write it: `1,284,310.40`, `$1284310.4`, `(12.50)` or `-12.50`; null for what is none. */
export function amountFrom(text: string): string | null {
  const bare = text.trim().replace(/[\s$€£]|(?<=\d),(?=\d{3}(?!\d))/g, "");
  const inner = /^\((.*)\)$/.exec(bare)?.[1];
  const told = inner === undefined ? bare : `-${inner}`;
  return /^-?\d{1,12}(\.\d{1,4})?$/.test(told) ? told : null;
}

/**
 * Reads lines of number, amount and, where it is told, freight: with tabs as sheets paste them, else semicolons, else
 * commas. A first line without an amount is a header.
 */
export function listFrom(text: string): StatedList {
  const lines = text.split(/\r?\n/).map((line) => line.trim());
  const mark = lines.some((line) => line.includes("\t"))
    ? "tab"
    : lines.some((line) => line.includes(";"))
      ? "semicolon"
      : "comma";
  const documents: StatedLine[] = [];
  const wrong: { line: number; text: string }[] = [];
  for (const [index, line] of lines.entries()) {
    if (line === "") continue;
    const [id = "", told = "", freight = ""] = partsOf(line, mark);
    const amount = amountFrom(told);
    const carriage = freight === "" ? "0" : amountFrom(freight);
    if (id !== "" && amount !== null && carriage !== null) documents.push({ id, amount, freight: carriage });
    else if (documents.length > 0 || wrong.length > 0 || index > 0) wrong.push({ line: index + 1, text: line });
  }
  return { documents, wrong };
}

/** A cell with the mark behind it; quotes keep a mark inside. */
const cellsBy = {
  tab: /("([^"]|"")*"|[^\t])*(\t|$)/g,
  semicolon: /("([^"]|"")*"|[^;])*(;|$)/g,
  comma: /("([^"]|"")*"|[^,])*(,|$)/g,
} as const;

/** Cells of a line. */
const partsOf = (line: string, mark: keyof typeof cellsBy): readonly string[] =>
  (line.match(cellsBy[mark]) ?? [])
    .map((cell) => cell.replace(/[\t;,]$/, "").trim())
    .map((cell) => (/^".*"$/.test(cell) ? cell.slice(1, -1).replaceAll('""', '"') : cell));

/** Body of a statement. */
export const bodyOf = (said: {
  readonly side: PostingSide;
  readonly at: number;
  readonly total: string;
  readonly currency: string;
  readonly entity: string;
  readonly period: string;
  readonly documents: readonly StatedLine[];
}) => ({
  side: said.side,
  at: new Date(said.at).toISOString(),
  total: { amount: said.total, currency: said.currency },
  entity: said.entity.trim() === "" ? null : said.entity.trim(),
  period: said.period.trim() === "" ? null : said.period.trim(),
  documents: said.documents.length === 0 ? null : said.documents,
});
