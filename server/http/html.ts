import { harmless } from "./csv.ts";

/** Text in HTML, also inside a quoted attribute. */
export const escaped = (text: string): string =>
  text.replace(/[&<>"'`]/g, (character) => `&#${character.codePointAt(0) ?? 0};`);

/** A table for mail and sheets: no cell is a formula where it is pasted. It has what it must look like in itself, since mail programs keep no style sheets. */
export function tableHtml(head: readonly string[], rows: Iterable<readonly (string | null)[]>): string {
  const cell = (tag: "th" | "td", text: string): string =>
    `<${tag} align="left" style="border-bottom:1px solid #d8e0e5;padding:4px 12px 4px 0">${escaped(harmless(text))}</${tag}>`;
  const row = (tag: "th" | "td", cells: readonly (string | null)[]): string =>
    `<tr>${cells.map((text) => cell(tag, text ?? "")).join("")}</tr>`;
  const body = [...rows].map((cells) => row("td", cells)).join("");
  return `<table cellspacing="0" style="border-collapse:collapse"><thead>${row("th", head)}</thead><tbody>${body}</tbody></table>`;
}
