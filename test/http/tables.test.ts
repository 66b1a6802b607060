import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Column, csvOfPages } from "../../server/http/export/column.ts";
import { walk } from "../../server/http/export/table.ts";
import { xlsxOf } from "../../server/http/export/xlsx.ts";
import { csvRows, sheetsOf } from "./book.ts";

interface Row {
  readonly text: string | null;
  readonly number: number | null;
  readonly money: { readonly amount: string; readonly currency: string } | null;
  readonly at: string | null;
  readonly day: string | null;
  readonly told: boolean | null;
}

const columns: readonly Column<Row>[] = [
  { name: "text", title: "Text", type: "text", of: (row) => row.text },
  { name: "number", title: "Number", type: "number", of: (row) => row.number },
  { name: "money", title: "Money", type: "money", of: (row) => row.money },
  { name: "at", title: "At", type: "instant", of: (row) => row.at },
  { name: "day", title: "Day", type: "day", of: (row) => row.day },
  { name: "told", title: "Told", type: "bool", of: (row) => row.told },
];

async function* paged<R>(rows: readonly R[], size: number): AsyncGenerator<readonly R[]> {
  for (let from = 0; from < rows.length; from += size) yield rows.slice(from, from + size);
}

async function csv(rows: readonly Row[], size = 3): Promise<string> {
  let text = "";
  for await (const part of csvOfPages(columns, paged(rows, size))) text += part;
  return text;
}

async function book(rows: readonly Row[], zone = "UTC", size = 3) {
  const parts: Uint8Array[] = [];
  const notes = async ({ rows: count }: { readonly rows: number }) => [["Rows", count] as const];
  for await (const part of xlsxOf(columns, paged(rows, size), { title: "List: of [all]", zone, notes }))
    parts.push(part);
  return sheetsOf(Buffer.concat(parts));
}

const nasty = fc.oneof(
  fc.string({ unit: "binary", maxLength: 20 }),
  fc
    .tuple(fc.constantFrom("=", "+", "-", "@", "\t", "\r", "\n", " =", "＝", "＋", "'"), fc.string({ unit: "binary" }))
    .map(([first, rest]) => first + rest),
  fc.constantFrom(
    "constructor",
    "__proto__",
    "_x0041_",
    "_x000D_",
    "a\r\nb",
    "]]>",
    "<t>&amp;",
    "0123",
    "-12.50",
    '"',
    "",
  ),
);
const amount = fc
  .tuple(fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }), fc.constantFrom(0, 2, 3))
  .map(([minor, digits]) => {
    const whole = String(minor < 0n ? -minor : minor).padStart(digits + 1, "0");
    const text = digits === 0 ? whole : `${whole.slice(0, -digits)}.${whole.slice(-digits)}`;
    return { amount: minor < 0n ? `-${text}` : text, currency: "USD" };
  });
const instant = fc
  .date({ min: new Date("1950-01-01T00:00:00Z"), max: new Date("2100-01-01T00:00:00Z"), noInvalidDate: true })
  .map((date) => date.toISOString());
const rowsArbitrary = fc.array(
  fc.record({
    text: fc.option(nasty),
    number: fc.option(
      fc.oneof(
        fc.integer(),
        fc.double({ noNaN: true, noDefaultInfinity: true }).filter((one) => !Object.is(one, -0)),
      ),
    ),
    money: fc.option(amount),
    at: fc.option(instant),
    day: fc.option(instant.map((at) => at.slice(0, 10))),
    told: fc.option(fc.boolean()),
  }),
  { maxLength: 8 },
);
const runs = /^\s*[=+\-@＝＋－＠]|^[\t\r\n]/;

describe("a table", () => {
  test("as CSV holds every value, and no text that a spreadsheet would run", async () => {
    await fc.assert(
      fc.asyncProperty(rowsArbitrary, fc.integer({ min: 1, max: 4 }), async (rows, size) => {
        const [header, ...read] = csvRows(await csv(rows, size));
        expect(header).toEqual(columns.map(({ name }) => name));
        expect(read).toHaveLength(rows.length);
        for (const [index, row] of rows.entries()) {
          const [text = "", number, money, at, day, told] = read[index] ?? [];
          expect(runs.test(text)).toBe(false);
          expect(runs.test(row.text ?? "") ? text.slice(1) : text).toBe(row.text ?? "");
          expect([number, money]).toEqual([row.number === null ? "" : String(row.number), row.money?.amount ?? ""]);
          expect([at, day, told]).toEqual([row.at ?? "", row.day ?? "", row.told === null ? "" : String(row.told)]);
        }
      }),
      { numRuns: 300 },
    );
  });

  test("as a sheet holds every value as what it is, and marks what a spreadsheet would run as text", async () => {
    await fc.assert(
      fc.asyncProperty(rowsArbitrary, fc.integer({ min: 1, max: 4 }), async (rows, size) => {
        const read = (await book(rows, "UTC", size)).get("List  of  all ")?.slice(1) ?? [];
        expect(read).toHaveLength(rows.length);
        for (const [index, row] of rows.entries()) {
          const cell = (letter: string) => read[index]?.get(letter);
          expect(cell("A")?.value ?? null).toBe(row.text);
          if (row.text !== null) expect(cell("A")).toMatchObject({ kind: "text", guarded: runs.test(row.text) });
          expect(cell("B") === undefined ? null : Number(cell("B")?.value)).toBe(row.number);
          if (row.number !== null) expect(cell("B")?.kind).toBe("number");
          expect(cell("C")?.value ?? null).toBe(row.money?.amount ?? null);
          const digits = (row.money?.amount ?? "").replace(/^-?[0.]*/, "").replace(".", "").length;
          if (row.money !== null) expect(cell("C")?.kind).toBe(digits > 15 ? "text" : "number");
          const at = cell("D");
          expect(
            at === undefined ? null : new Date(Math.round((Number(at.value) - 25_569) * 86_400_000)).toISOString(),
          ).toBe(row.at);
          const day = cell("E");
          expect(
            day === undefined ? null : new Date((Number(day.value) - 25_569) * 86_400_000).toISOString().slice(0, 10),
          ).toBe(row.day);
          expect(cell("F")?.value ?? null).toBe(row.told === null ? null : row.told ? "1" : "0");
        }
      }),
      { numRuns: 300 },
    );
  });

  const plain: Row = { text: null, number: null, money: null, at: null, day: null, told: null };

  test("has a format for the digits of each currency, and real dates on the clock that its header names", async () => {
    const sheets = await book(
      [
        { ...plain, money: { amount: "1240.50", currency: "USD" }, at: "2026-03-08T06:59:59.000Z", day: "2026-03-08" },
        { ...plain, money: { amount: "1240", currency: "JPY" }, at: "2026-03-08T07:00:00.000Z" },
        { ...plain, money: { amount: "-0.125", currency: "KWD" }, at: "2026-11-01T06:30:00.000Z" },
        { ...plain, at: "1899-12-31T00:00:00.000Z" },
        // Only the day is known: no clock moves it into the one before.
        { ...plain, at: "2026-11-18" },
      ],
      "America/New_York",
    );
    const [head, ...rows] = sheets.get("List  of  all ") ?? [];
    expect([..."ADE"].map((letter) => head?.get(letter)?.value)).toEqual(["Text", "At (America/New_York)", "Day"]);
    expect(rows.map((row) => [row.get("C")?.value, row.get("C")?.format])).toEqual([
      ["1240.50", "#,##0.00"],
      ["1240", "#,##0"],
      ["-0.125", "#,##0.000"],
      [undefined, undefined],
      [undefined, undefined],
    ]);
    expect(rows[4]?.get("D")).toMatchObject({
      value: String(Date.UTC(2026, 10, 18) / 86_400_000 + 25_569),
      format: "yyyy\\-mm\\-dd",
    });
    const clock = (row: (typeof rows)[number] | undefined) =>
      new Date(Math.round((Number(row?.get("D")?.value) - 25_569) * 86_400_000)).toISOString();
    expect(rows.slice(0, 3).map(clock)).toEqual([
      "2026-03-08T01:59:59.000Z",
      "2026-03-08T03:00:00.000Z",
      "2026-11-01T01:30:00.000Z",
    ]);
    expect(rows[0]?.get("D")?.format).toBe("yyyy\\-mm\\-dd\\ hh:mm:ss");
    expect(rows[0]?.get("E")?.format).toBe("yyyy\\-mm\\-dd");
    // A day that no sheet counts stays what it is.
    expect(rows[3]?.get("D")).toMatchObject({ kind: "text", value: "1899-12-31T00:00:00.000Z" });
    expect(sheets.get("Notes")?.[1]?.get("C")).toMatchObject({ kind: "number", value: "5" });
  });

  test("cuts a text that no cell holds, and says so in its end", async () => {
    const [, row] =
      (await book([{ ...plain, text: `${"x".repeat(32_765)}\u{1f600}rest` }])).get("List  of  all ") ?? [];
    expect(row?.get("A")?.value).toBe(`${"x".repeat(32_765)}…`);
  });

  test("is read no further than it is written, and left where whoever asked has gone", async () => {
    let read = 0;
    let left = false;
    async function* pages(): AsyncGenerator<readonly Row[]> {
      try {
        for (;;) {
          read++;
          yield [plain];
        }
      } finally {
        left = true;
      }
    }
    const written = csvOfPages(columns, pages());
    for (let part = 0; part < 4; part++) await written.next();
    expect(read).toBe(3);
    await written.return(undefined);
    expect(left).toBe(true);
  });

  test("is walked by its cursors, each row once; with a limit no further, and says where it goes on", async () => {
    const all = Array.from({ length: 1_203 }, (_, index) => index);
    const read = async (limit: number, cursor: string | null) => {
      const from = Number(cursor ?? 0);
      const next = from + limit < all.length ? String(from + limit) : null;
      return { items: all.slice(from, from + limit), total: all.length, nextCursor: next };
    };
    const walked = async (query: Readonly<Record<string, string>>) => {
      const opened = await walk(new Map(Object.entries(query)), read);
      const rows: number[] = [];
      for await (const page of opened.pages) rows.push(...page);
      return { rows, total: opened.total, next: opened.nextCursor };
    };
    expect(await walked({})).toEqual({ rows: all, total: 1_203, next: null });
    expect(await walked({ cursor: "1200" })).toMatchObject({ rows: [1_200, 1_201, 1_202], next: null });
    expect(await walked({ limit: "1100" })).toEqual({ rows: all.slice(0, 1_100), total: 1_100, next: "1100" });
    expect(await walked({ limit: "10000", cursor: "1100" })).toMatchObject({ rows: all.slice(1_100), next: null });
    for (const limit of ["0", "10001", "x"])
      await expect(walked({ limit })).rejects.toMatchObject({ message: "bad-parameter" });
  });

  test("of 100,000 rows is written in a heap that could not hold them", () => {
    // 26 texts of 40 characters a row come to more than 100 MB: with all of them in memory it would die of 48.
    const script = `
      import { csvOfPages } from "./dist/server/http/export/column.js";
      import { xlsxOf } from "./dist/server/http/export/xlsx.js";
      const columns = Array.from({ length: 26 }, (_, index) => ({
        name: "c" + index, title: "C" + index, type: "text", of: (row) => "column " + index + " of row " + row + " ".repeat(20) + row * 31,
      }));
      async function* pages() {
        for (let from = 0; from < 100_000; from += 500) yield Array.from({ length: 500 }, (_, index) => from + index);
      }
      let [csv, xlsx] = [0, 0];
      for await (const part of csvOfPages(columns, pages())) csv += part.length;
      const notes = async ({ rows }) => [["Rows", rows]];
      for await (const part of xlsxOf(columns, pages(), { title: "t", zone: "UTC", notes })) xlsx += part.length;
      console.log(JSON.stringify({ csv, xlsx, rss: process.resourceUsage().maxRSS }));
    `;
    const told = execFileSync(process.execPath, ["--max-old-space-size=48", "--input-type=module", "--eval", script], {
      cwd: new URL("../..", import.meta.url),
      encoding: "utf8",
    });
    const { csv, xlsx } = JSON.parse(told);
    expect(csv).toBeGreaterThan(100_000_000);
    expect(xlsx).toBeGreaterThan(5_000_000);
  });
});
