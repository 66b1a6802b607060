/** A cell as text that a sheet takes as text: no line breaks, and nothing that begins like a formula. */
function cellText(value: string): string {
  const flat = value.replace(/[\t\r\n]+/g, " ");
  return /^\s*[=+\-@\uff1d\uff0b\uff0d\uff20]/.test(flat) ? `'${flat}` : flat;
}

/** Rows as tab-separated text for mail, chat or a sheet. */
export const toTable = (rows: readonly (readonly string[])[]): string =>
  rows.map((row) => row.map(cellText).join("\t")).join("\n");

const escaped = (text: string): string =>
  text.replace(/[&<>"'`]/g, (character) => `&#${character.codePointAt(0) ?? 0};`);

/** The same as a table of HTML, the head first: what mail programs and sheets paste as cells. */
export function toHtml(rows: readonly (readonly string[])[]): string {
  const row = (cells: readonly string[], tag: "th" | "td"): string =>
    `<tr>${cells.map((cell) => `<${tag} align="left">${escaped(cellText(cell))}</${tag}>`).join("")}</tr>`;
  const [head = [], ...body] = rows;
  return `<table><thead>${row(head, "th")}</thead><tbody>${body.map((cells) => row(cells, "td")).join("")}</tbody></table>`;
}
