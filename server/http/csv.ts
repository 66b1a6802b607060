/** A cell: text, a number that stays one, decimal text that is a number to the last digit, or nothing. */
export type Cell = string | number | boolean | null | { readonly decimal: string };

/** Spreadsheets take a text that begins so for a formula; full-width signs count for some of them. */
const formula = /^\s*[=+\-@\uff1d\uff0b\uff0d\uff20]|^[\t\r\n]/;

/**
 * A table as CSV (RFC 4180, CRLF, UTF-8). A text that a spreadsheet would run as a formula gets an apostrophe before
 * it; numbers are numbers and stay as they are, negative ones too.
 */
export function csvOf(header: readonly string[], rows: Iterable<readonly Cell[]>): string {
  let text = csvLine(header);
  for (const row of rows) text += csvLine(row);
  return text;
}

/** One line of such a table, with its end. */
export const csvLine = (cells: readonly Cell[]): string => `${cells.map(cellText).join(",")}\r\n`;

/** Whether a spreadsheet would run a text as a formula, or might. */
export const isFormula = (text: string): boolean => formula.test(text);

/** A text that no spreadsheet runs as a formula, wherever it is pasted. */
export const harmless = (text: string): string => (isFormula(text) ? `'${text}` : text);

/** A table as tab-separated text, for pasting: what would make a cell or line of its own is a space. */
export function tsvOf(header: readonly string[], rows: Iterable<readonly (string | null)[]>): string {
  const line = (cells: readonly (string | null)[]): string =>
    cells.map((cell) => harmless((cell ?? "").replace(/[\t\r\n]+/g, " "))).join("\t");
  return [header, ...rows].map(line).join("\n");
}

function cellText(cell: Cell): string {
  if (cell === null) return "";
  if (typeof cell === "object") return /^-?\d+(\.\d+)?$/.test(cell.decimal) ? cell.decimal : cellText(cell.decimal);
  if (typeof cell !== "string") return String(cell);
  const safe = harmless(cell);
  return /[",\r\n]/.test(safe) || safe !== cell ? `"${safe.replaceAll('"', '""')}"` : safe;
}
