import { isFormula } from "../csv.ts";
import type { Column } from "./column.ts";
import { clockOf, serialOf, serialOfDay } from "./serial.ts";

/** What a cell may hold of a text, in UTF-16 units: sheets refuse more. */
const longest = 32_767;
/** Digits that a sheet's numbers keep. */
const exact = 15;

/** Numbers of the formats in `styles`. */
const style = { header: 1, guarded: 2, instant: 3, day: 4, money: 5 } as const;
/** Formats of amounts by their decimals, none to four. */
const moneyFormats = ["#,##0", "#,##0.0", "#,##0.00", "#,##0.000", "#,##0.0000"] as const;
const formats = ["yyyy\\-mm\\-dd\\ hh:mm:ss", "yyyy\\-mm\\-dd", ...moneyFormats] as const;

/** The formats of all cells of a book. */
export const styles = [
  '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>',
  '<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">',
  `<numFmts count="${formats.length}">`,
  ...formats.map((code, index) => `<numFmt numFmtId="${164 + index}" formatCode="${code}"/>`),
  '</numFmts><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>',
  '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>',
  '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>',
  '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>',
  '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>',
  `<cellXfs count="${3 + formats.length}"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>`,
  '<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/>',
  '<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" quotePrefix="1" applyNumberFormat="1"/>',
  ...formats.map(
    (_, index) => `<xf numFmtId="${164 + index}" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>`,
  ),
  "</cellXfs></styleSheet>",
].join("");

/** What was counted while a sheet was written. */
export interface Counted {
  rows: number;
  /** Texts that were longer than a cell holds. */
  cut: number;
}

const widths: Readonly<Record<Column<never>["type"], number>> = {
  text: 24,
  number: 12,
  money: 16,
  instant: 20,
  day: 12,
  bool: 8,
};

/** A sheet, a page at a time: no more of it is held than the page that is being written. `counted` is told meanwhile. */
export async function* sheetOf<R>(
  columns: readonly Column<R>[],
  pages: AsyncIterable<readonly R[]>,
  zone: string,
  counted: Counted,
): AsyncGenerator<string> {
  const ahead = clockOf(zone);
  const letters = columns.map((_, index) => lettersOf(index));
  const text = (at: string, told: string, of: number | null): string => {
    const kept = told.length > longest ? `${told.slice(0, longest - 1).replace(/[\ud800-\udbff]$/, "")}…` : told;
    if (kept !== told) counted.cut++;
    const chosen = of ?? (isFormula(told) ? style.guarded : 0);
    return `<c r="${at}" t="inlineStr"${styled(chosen)}><is><t xml:space="preserve">${xmlText(kept)}</t></is></c>`;
  };
  const value = (at: string, told: string, of: number): string => `<c r="${at}"${styled(of)}><v>${told}</v></c>`;
  const number = (at: string, told: string, of: number): string =>
    isExact(told) ? value(at, told, of) : text(at, told, null);
  const cell = (column: Column<R>, row: R, at: string): string => {
    const told = column.of(row);
    if (told === null) return "";
    switch (column.type) {
      case "bool":
        return `<c r="${at}" t="b"><v>${told === true ? 1 : 0}</v></c>`;
      case "number":
        return typeof told === "number" && Number.isFinite(told)
          ? value(at, String(told), 0)
          : number(at, String(told), 0);
      case "money": {
        const { amount } = told as { readonly amount: string };
        const decimals = amount.split(".")[1]?.length ?? 0;
        return number(at, amount, decimals < moneyFormats.length ? style.money + decimals : 0);
      }
      case "instant": {
        const day = serialOfDay(String(told));
        if (day !== null) return value(at, day, style.day);
        const serial = serialOf(Date.parse(String(told)), ahead);
        return serial === null ? text(at, String(told), null) : value(at, serial, style.instant);
      }
      case "day": {
        const serial = serialOfDay(String(told));
        return serial === null ? text(at, String(told), null) : value(at, serial, style.day);
      }
      case "text":
        return text(at, String(told), null);
    }
  };
  yield [
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>',
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetViews><sheetView workbookViewId="0">',
    '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><cols>',
    ...columns.map(
      ({ type }, index) => `<col min="${index + 1}" max="${index + 1}" width="${widths[type]}" customWidth="1"/>`,
    ),
    '</cols><sheetData><row r="1">',
    ...columns.map(({ title, type }, index) =>
      text(`${letters[index]}1`, type === "instant" ? `${title} (${zone})` : title, style.header),
    ),
    "</row>",
  ].join("");
  let line = 1;
  for await (const rows of pages) {
    let told = "";
    for (const row of rows) {
      line++;
      told += `<row r="${line}">`;
      for (const [index, column] of columns.entries()) told += cell(column, row, `${letters[index]}${line}`);
      told += "</row>";
    }
    counted.rows += rows.length;
    if (told !== "") yield told;
  }
  yield "</sheetData></worksheet>";
}

const styled = (of: number): string => (of === 0 ? "" : ` s="${of}"`);

/** Whether a sheet keeps every digit of a decimal number. */
const isExact = (told: string): boolean =>
  /^-?\d+(\.\d+)?$/.test(told) && told.replace(/^-?0*\.?0*/, "").replace(".", "").length <= exact;

/** The letters of a column, from 0: A, B, … Z, AA. */
function lettersOf(index: number): string {
  const rest = Math.floor(index / 26) - 1;
  return `${rest < 0 ? "" : lettersOf(rest)}${String.fromCharCode(65 + (index % 26))}`;
}

/**
 * Text in a sheet. What XML cannot hold, and a carriage return, which it would change, is written by its code, as
 * `_x000D_`; a text that looks like such a code is kept from being read as one.
 */
export const xmlText = (text: string): string =>
  text
    .replace(/_(?=x[0-9A-Fa-f]{4}_)/g, "_x005F_")
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is written otherwise.
    .replace(/[\u0000-\u0008\u000b-\u001f\ufffe\uffff]/g, (character) => codeOf(character))
    .replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, "\ufffd")
    .replace(/[&<>]/g, (character) => (character === "&" ? "&amp;" : character === "<" ? "&lt;" : "&gt;"));

const codeOf = (character: string): string =>
  `_x${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}_`;
