import { badParameter, type Request, type Serving } from "../route.ts";
import type { Column } from "./column.ts";

/** Rows that are read at once, and held until they are written. */
const pageRows = 500;
/** Rows of an answer that was asked for by `limit`, at most. */
const mostAsked = 10_000;

/** The rows of one answer, as far as they are read. */
export interface Opened<R> {
  /** How many there are, as was known when it was opened. */
  readonly total: number;
  /** To be walked once. */
  readonly pages: AsyncIterable<readonly R[]>;
  /** Where it goes on, when `limit` ended it; null when nothing is left. */
  readonly nextCursor: string | null;
}

/** A list that is also a table: as CSV and as a sheet. */
export interface Table {
  /** First part of a file's name, as `exceptions`. */
  readonly name: string;
  /** What the sheet is called. */
  readonly title: string;
  readonly columns: readonly Column<never>[];
  /** The columns that an operator named, in the place of these; absent: these are all. */
  readonly columnsNow?: (serving: Serving) => readonly Column<never>[];
  readonly open: (serving: Serving, request: Request<never>) => Promise<Opened<never>>;
}

/** Declares a table; its columns read the rows that it opens. */
export function table<R, B = undefined>(declared: {
  readonly name: string;
  readonly title: string;
  readonly columns: readonly Column<R>[];
  readonly columnsNow?: (serving: Serving) => readonly Column<R>[];
  /** Refuses before anything is written; what goes wrong later cuts the answer off. */
  readonly open: (serving: Serving, request: Request<B>) => Promise<Opened<R>>;
}): Table {
  return declared as unknown as Table;
}

interface Page<R> {
  readonly items: readonly R[];
  readonly total: number;
  readonly nextCursor: string | null;
}

/**
 * Walks a list by its cursors, from `cursor` on and to its end; with `limit` that many rows and no more. A page is read
 * when the one before has been written.
 */
export async function walk<R>(
  query: ReadonlyMap<string, string>,
  read: (limit: number, cursor: string | null) => Promise<Page<R>>,
  start: string | null = query.get("cursor") || null,
  atOnce: number = pageRows,
): Promise<Opened<R>> {
  const asked = query.get("limit");
  if (asked === undefined) {
    const first = await read(atOnce, start);
    return { total: first.total, pages: pagesFrom(first, (cursor) => read(atOnce, cursor)), nextCursor: null };
  }
  const limit = Number(asked);
  if (!Number.isInteger(limit) || limit < 1 || limit > mostAsked)
    throw badParameter("limit", `must be a whole number from 1 to ${mostAsked}`);
  const rows: R[] = [];
  let next = start;
  let total = 0;
  do {
    const page: Page<R> = await read(Math.min(atOnce, limit - rows.length), next);
    rows.push(...page.items);
    next = page.nextCursor;
    total = page.total;
  } while (next !== null && rows.length < limit);
  return { total: Math.min(total, rows.length), pages: only(rows), nextCursor: next };
}

async function* pagesFrom<R>(first: Page<R>, read: (cursor: string) => Promise<Page<R>>): AsyncGenerator<readonly R[]> {
  yield first.items;
  for (let next = first.nextCursor; next !== null; ) {
    // Others get a turn: a store may answer without ever leaving this one.
    await new Promise((resolve) => setImmediate(resolve));
    const page: Page<R> = await read(next);
    yield page.items;
    next = page.nextCursor;
  }
}

async function* only<R>(rows: readonly R[]): AsyncGenerator<readonly R[]> {
  yield rows;
}

/** Rows that are at hand. */
export const allAtHand = <R>(rows: readonly R[]): Opened<R> => ({
  total: rows.length,
  pages: only(rows),
  nextCursor: null,
});
