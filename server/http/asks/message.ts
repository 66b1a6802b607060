import { type Ask, type AskLine, askId, type Instant } from "../../domain/index.ts";
import { csvOf } from "../csv.ts";
import { escaped, tableHtml } from "../html.ts";
import { type AskWords, askWords } from "./words.ts";

/** Rows of the table within the text; the file has all of them. */
const shown = 40;
/** Widest cell of that table. */
const widest = 28;

/** What a message is made of: an ask, or what is to become one. */
export type Asked = Pick<Ask, "timezone" | "language" | "note" | "about" | "dueAt"> & {
  readonly lines: readonly Omit<AskLine, "answer">[];
  /** Who answers there; null where nobody is named. */
  readonly person: string | null;
  readonly company: string;
};

/** A message as it leaves, and its file. */
export interface AskMessage {
  readonly subject: string;
  readonly text: string;
  /** The same for mail programs that show it, with all its numbers. */
  readonly html: string;
  readonly file: { readonly name: string; readonly type: "text/csv"; readonly text: string };
}

/**
 * The question in the partner's language and on its clock, with its numbers as a table and as a file. `link` null: in its
 * place stands that it is left out, as the text is kept. A pure function of what it is given.
 */
export function askMessage(
  asked: Asked,
  link: { readonly url: string; readonly expiresAt: Instant } | null,
  number: number | null,
): AskMessage {
  const words = askWords(asked.language);
  const { lines, timezone } = asked;
  const what = countOf(words, asked.about, lines.length);
  const at = (instant: Instant): string => timeText(instant, timezone, words.locale);
  const rest = lines.length - shown;
  const opening = [
    words.hello(asked.person),
    words.body(what, at(asked.dueAt)),
    ...(asked.note === null ? [] : [asked.note]),
  ];
  const closing = [words.otherwise, `${asked.company}${number === null ? "" : `, ${askId(number)}`}`];
  const holds = link === null ? null : words.holds(what, at(link.expiresAt));
  const table = [...tableOf(lines.slice(0, shown), words, timezone), ...(rest > 0 ? ["", words.more(rest)] : [])];
  const answer = [words.answer, link?.url ?? "…", ...(holds === null ? [] : [holds])];
  const paragraph = (text: string): string => `<p>${escaped(text).replaceAll("\n", "<br>")}</p>`;
  const address = escaped(link?.url ?? "");
  const html = [
    `<!doctype html><html lang="${escaped(asked.language)}"><head><meta charset="utf-8"></head><body>`,
    ...opening.map(paragraph),
    tableHtml(
      headOf(words),
      lines.map((line) => cellsOf(line, words, timezone)),
    ),
    link === null ? "<p>…</p>" : `<p>${escaped(words.answer)}<br><a href="${address}">${address}</a></p>`,
    ...(holds === null ? [] : [paragraph(holds)]),
    ...closing.map(paragraph),
    "</body></html>",
  ].join("");
  return {
    subject: words.subject(what),
    text: `${[...opening, table.join("\n"), answer.join("\n"), ...closing].join("\n\n")}\n`,
    html,
    file: { name: fileName(asked, number), type: "text/csv", text: fileOf(lines, words, timezone) },
  };
}

/** `23 orders`. */
export const countOf = (words: AskWords, about: Asked["about"], n: number): string =>
  about === "order" ? words.orders(n) : about === "shipment" ? words.shipments(n) : words.numbers(n);

/** `Thu 19 Nov, 12:00 PST`: on the partner's clock, with its zone. */
export function timeText(at: Instant, timezone: string, locale: string): string {
  const day = { weekday: "short", day: "numeric", month: "short", timeZone: timezone } as const;
  const clock = { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: timezone } as const;
  const zone = new Intl.DateTimeFormat("en-US", { timeZone: timezone, timeZoneName: "short" })
    .formatToParts(at)
    .find(({ type }) => type === "timeZoneName")?.value;
  const date = new Intl.DateTimeFormat(locale, day).format(at);
  return `${date}, ${new Intl.DateTimeFormat(locale, clock).format(at)} ${zone ?? timezone}`;
}

type Cells = readonly (string | null)[];

function cellsOf(line: Omit<AskLine, "answer">, words: AskWords, timezone: string): Cells {
  const at = (instant: Instant | null): string | null =>
    instant === null ? null : timeText(instant, timezone, words.locale);
  const { id, order, customer, lines, dueAt, neededBy } = line;
  return [id, order, customer, lines === null ? null : String(lines), at(dueAt), at(neededBy)];
}

const headOf = ({ columns }: AskWords): readonly string[] => [
  columns.id,
  columns.order,
  columns.customer,
  columns.lines,
  columns.dueAt,
  columns.neededBy,
];

/** A table of plain text: columns that are empty in every row are left out. */
function tableOf(lines: readonly Omit<AskLine, "answer">[], words: AskWords, timezone: string): readonly string[] {
  const rows = lines.map((line) => cellsOf(line, words, timezone));
  const kept = headOf(words).map((_, column) => rows.some((row) => row[column] !== null));
  const table = [headOf(words), ...rows].map((row) =>
    row.flatMap((cell, column) => (kept[column] === true ? [cut(cell ?? "–")] : [])),
  );
  const widths = (table[0] ?? []).map((_, column) => Math.max(...table.map((row) => (row[column] ?? "").length)));
  return table.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("   ")
      .trimEnd(),
  );
}

/** One line of text: what came from outside makes no line of its own. */
const cut = (cell: string): string => {
  const flat = cell.replace(/\s+/g, " ");
  return flat.length <= widest ? flat : `${flat.slice(0, widest - 1)}…`;
};

/** The same rows as a file, with times as instants beside the clock's. */
function fileOf(lines: readonly Omit<AskLine, "answer">[], words: AskWords, timezone: string): string {
  const head = [...headOf(words), `${words.columns.dueAt} (UTC)`, `${words.columns.neededBy} (UTC)`];
  const iso = (at: Instant | null): string | null => (at === null ? null : new Date(at).toISOString());
  const rows = lines.map((line) => [...cellsOf(line, words, timezone), iso(line.dueAt), iso(line.neededBy)]);
  return csvOf(head, rows);
}

function fileName({ company, lines }: Asked, number: number | null): string {
  const plain = company
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");
  const parts = [plain, ...(number === null ? [] : [askId(number).toLowerCase()]), String(lines.length)];
  return `${parts.filter((part) => part !== "").join("-")}.csv`;
}
