/** A cell as text that a sheet takes as text: no line breaks, and nothing that begins like a formula. */
function cellText(value: string): string {
  const flat = value.replace(/[\t\r\n]+/g, " ");
  return /^[=+\-@]/.test(flat) ? `'${flat}` : flat;
}

/** Rows as tab-separated text for mail, chat or a sheet. */
export const toTable = (rows: readonly (readonly string[])[]): string =>
  rows.map((row) => row.map(cellText).join("\t")).join("\n");
