import type { Column } from "./column.ts";
import { type Counted, sheetOf, styles, xmlText } from "./sheet.ts";
import { type ZipEntry, zipOf } from "./zip.ts";

/** The media type of a book of sheets. */
export const xlsxType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/** One line of the second sheet: what stands for what. */
export type Note = readonly [name: string, value: string | number];

const main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const packages = "http://schemas.openxmlformats.org/package/2006";
const types = "application/vnd.openxmlformats-officedocument.spreadsheetml";
const head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>';

const contentTypes = [
  `${head}<Types xmlns="${packages}/content-types">`,
  '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>',
  '<Default Extension="xml" ContentType="application/xml"/>',
  `<Override PartName="/xl/workbook.xml" ContentType="${types}.sheet.main+xml"/>`,
  `<Override PartName="/xl/worksheets/sheet1.xml" ContentType="${types}.worksheet+xml"/>`,
  `<Override PartName="/xl/worksheets/sheet2.xml" ContentType="${types}.worksheet+xml"/>`,
  `<Override PartName="/xl/styles.xml" ContentType="${types}.styles+xml"/></Types>`,
].join("");

const relations = (...list: readonly (readonly [type: string, target: string])[]): string =>
  `${head}<Relationships xmlns="${packages}/relationships">${list
    .map(([type, target], index) => `<Relationship Id="rId${index + 1}" Type="${office}/${type}" Target="${target}"/>`)
    .join("")}</Relationships>`;

const noteColumns: readonly Column<Note>[] = [
  { name: "what", title: "What", type: "text", of: ([name]) => name },
  { name: "said", title: "Said", type: "text", of: ([, value]) => (typeof value === "string" ? value : null) },
  { name: "number", title: "Number", type: "number", of: ([, value]) => (typeof value === "number" ? value : null) },
];

/**
 * A list as a book of two sheets: the list, and what it is, in notes that are asked for once all rows are written.
 * It is packed as it comes; of a list of any length, no more is held than a page of it. Instants are on the clock of `zone`.
 */
export function xlsxOf<R>(
  columns: readonly Column<R>[],
  pages: AsyncIterable<readonly R[]>,
  {
    title,
    zone,
    notes,
  }: { readonly title: string; readonly zone: string; readonly notes: (counted: Counted) => Promise<readonly Note[]> },
): AsyncGenerator<Uint8Array> {
  const counted = { rows: 0, cut: 0 };
  const sheets = [title.replace(/[[\]:*?/\\]/g, " ").slice(0, 31), "Notes"];
  const book = [
    `${head}<workbook xmlns="${main}" xmlns:r="${office}"><bookViews><workbookView/></bookViews><sheets>`,
    ...sheets.map((name, index) => {
      const quoted = xmlText(name).replaceAll('"', "&quot;");
      return `<sheet name="${quoted}" sheetId="${index + 1}" r:id="rId${index + 1}"/>`;
    }),
    "</sheets></workbook>",
  ].join("");
  const parts: readonly ZipEntry[] = [
    { name: "[Content_Types].xml", chunks: [contentTypes] },
    { name: "_rels/.rels", chunks: [relations(["officeDocument", "xl/workbook.xml"])] },
    { name: "xl/workbook.xml", chunks: [book] },
    {
      name: "xl/_rels/workbook.xml.rels",
      chunks: [
        relations(
          ["worksheet", "worksheets/sheet1.xml"],
          ["worksheet", "worksheets/sheet2.xml"],
          ["styles", "styles.xml"],
        ),
      ],
    },
    { name: "xl/styles.xml", chunks: [styles] },
    { name: "xl/worksheets/sheet1.xml", chunks: sheetOf(columns, pages, zone, counted) },
    {
      name: "xl/worksheets/sheet2.xml",
      chunks: sheetOf(
        noteColumns,
        once(() => notes(counted)),
        zone,
        { rows: 0, cut: 0 },
      ),
    },
  ];
  return zipOf(parts);
}

async function* once<T>(read: () => Promise<T>): AsyncGenerator<T> {
  yield await read();
}
