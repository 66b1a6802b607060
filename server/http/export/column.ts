import type { MoneyText } from "../../wire/index.ts";
import { type Cell, csvLine } from "../csv.ts";

interface Named {
  /** What programs know it by: the header in CSV. It keeps its name and meaning. */
  readonly name: string;
  /** What people read: the header in a sheet. */
  readonly title: string;
}

/**
 * One column of a list: what CSV, a sheet and the API's document know it by. A number is a number or decimal text,
 * money its amount (its currency is a column of its own), an instant ISO 8601, a day as 2026-11-30. An instant of which
 * only the day is known is a day, on no clock.
 */
export type Column<R> = Named &
  (
    | { readonly type: "text"; readonly of: (row: R) => string | null }
    | { readonly type: "number"; readonly of: (row: R) => number | string | null }
    | { readonly type: "money"; readonly of: (row: R) => Pick<MoneyText, "amount"> | null }
    | { readonly type: "instant"; readonly of: (row: R) => string | null }
    | { readonly type: "day"; readonly of: (row: R) => string | null }
    | { readonly type: "bool"; readonly of: (row: R) => boolean | null }
  );

/** What a column says of a row, as CSV writes it. */
export function csvCell<R>(column: Column<R>, row: R): Cell {
  switch (column.type) {
    case "money": {
      const money = column.of(row);
      return money === null ? null : { decimal: money.amount };
    }
    case "number": {
      const number = column.of(row);
      return typeof number === "string" ? { decimal: number } : number;
    }
    case "bool":
    case "text":
    case "instant":
    case "day":
      return column.of(row);
  }
}

/** A list as CSV, a page at a time: no more of it is held than the page that is being written. */
export async function* csvOfPages<R>(
  columns: readonly Column<R>[],
  pages: AsyncIterable<readonly R[]>,
): AsyncGenerator<string> {
  yield csvLine(columns.map(({ name }) => name));
  for await (const rows of pages) {
    if (rows.length > 0) yield rows.map((row) => csvLine(columns.map((column) => csvCell(column, row)))).join("");
  }
}
