import { inflateRawSync } from "node:zlib";

/** The files of an archive by name, read from its list at the end: nothing of what wrote it is used. */
export function unzipped(bytes: Buffer): ReadonlyMap<string, string> {
  const end = bytes.lastIndexOf(Buffer.from("504b0506", "hex"));
  const count = bytes.readUInt16LE(end + 10);
  let at = bytes.readUInt32LE(end + 16);
  const files = new Map<string, string>();
  for (let index = 0; index < count; index++) {
    if (bytes.readUInt32LE(at) !== 0x0201_4b50) throw new Error("no entry where the list says one");
    const [packed, size] = [bytes.readUInt32LE(at + 20), bytes.readUInt32LE(at + 24)];
    const [names, extras, comments] = [28, 30, 32].map((field) => bytes.readUInt16LE(at + field)) as [
      number,
      number,
      number,
    ];
    const name = bytes.toString("utf8", at + 46, at + 46 + names);
    const local = bytes.readUInt32LE(at + 42);
    const from = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
    const text = inflateRawSync(bytes.subarray(from, from + packed));
    if (text.length !== size) throw new Error(`${name} has ${text.length} bytes and not ${size}`);
    files.set(name, text.toString("utf8"));
    at += 46 + names + extras + comments;
  }
  return files;
}

/** A cell as a spreadsheet reads it: its kind, its value and the format of its number. */
export interface BookCell {
  readonly kind: "text" | "number" | "bool";
  readonly value: string;
  readonly format: string;
  readonly guarded: boolean;
}

/** Rows of a sheet by letter of column. */
export type BookRow = ReadonlyMap<string, BookCell>;

/** The sheets of a book by name. */
export function sheetsOf(bytes: Buffer): ReadonlyMap<string, readonly BookRow[]> {
  const files = unzipped(bytes);
  const file = (name: string): string => files.get(name) ?? "";
  const formats = new Map(
    [...file("xl/styles.xml").matchAll(/<numFmt numFmtId="(\d+)" formatCode="([^"]*)"/g)].map(
      ([, id, code]) => [id, code] as const,
    ),
  );
  const cellStyles = /<cellXfs[^>]*>(.*)<\/cellXfs>/.exec(file("xl/styles.xml"))?.[1] ?? "";
  const styles = [...cellStyles.matchAll(/<xf numFmtId="(\d+)"([^>]*)\/>/g)].map(([, id, rest]) => ({
    format: formats.get(id) ?? "",
    guarded: rest?.includes('quotePrefix="1"') === true,
  }));
  const targets = new Map(
    [...file("xl/_rels/workbook.xml.rels").matchAll(/Id="([^"]+)"[^>]*Target="([^"]+)"/g)].map(
      ([, id, target]) => [id, target] as const,
    ),
  );
  const sheets = new Map<string, readonly BookRow[]>();
  for (const [, name, id] of file("xl/workbook.xml").matchAll(/<sheet name="([^"]*)"[^>]*r:id="([^"]+)"/g)) {
    const rows = [...file(`xl/${targets.get(id)}`).matchAll(/<row r="(\d+)">(.*?)<\/row>/gs)].map(
      ([, number, cells]) =>
        new Map(
          [...(cells ?? "").matchAll(/<c r="([A-Z]+)(\d+)"([^>]*)>(.*?)<\/c>/gs)].map(
            ([, letters, row, about, inner]) => {
              if (row !== number) throw new Error(`cell ${letters}${row} stands in row ${number}`);
              const type = /t="([^"]+)"/.exec(about ?? "")?.[1];
              const style = styles[Number(/s="(\d+)"/.exec(about ?? "")?.[1] ?? 0)];
              const text = /<t[^>]*>(.*?)<\/t>/s.exec(inner ?? "")?.[1];
              const value = text === undefined ? (/<v>(.*?)<\/v>/s.exec(inner ?? "")?.[1] ?? "") : read(text);
              const kind = type === "inlineStr" ? "text" : type === "b" ? "bool" : "number";
              return [letters ?? "", { kind, value, format: "", guarded: false, ...style }] as const;
            },
          ),
        ),
    );
    sheets.set(read(name ?? ""), rows);
  }
  return sheets;
}

const entities: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

/** Text of XML as a spreadsheet takes it: entities first, then the codes of what XML cannot hold. */
function read(text: string): string {
  const plain = text.replace(/\r\n?/g, "\n").replace(/&(\w+);/g, (_, name: string) => entities[name] ?? "?");
  return plain.replace(/_x([0-9A-Fa-f]{4})_/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
}

/** Fields of CSV as RFC 4180 reads them. */
export function csvRows(text: string): readonly (readonly string[])[] {
  const rows: string[][] = [[]];
  for (let at = 0; at < text.length; ) {
    const row = rows.at(-1) ?? [];
    if (text[at] === '"') {
      let field = "";
      for (at++; !(text[at] === '"' && text[at + 1] !== '"'); at++) {
        if (at >= text.length) throw new Error("a quote without an end");
        field += text[at];
        if (text[at] === '"') at++;
      }
      at++;
      row.push(field);
    } else {
      const end = /[,\r]/g;
      end.lastIndex = at;
      const stop = end.exec(text)?.index ?? text.length;
      row.push(text.slice(at, stop));
      at = stop;
    }
    if (text[at] === ",") at++;
    else if (text.startsWith("\r\n", at)) {
      at += 2;
      if (at < text.length) rows.push([]);
      continue;
    } else if (at < text.length) throw new Error("a field without an end");
    if (text.startsWith("\r\n", at) && text[at - 1] === ",") row.push("");
  }
  return rows;
}
