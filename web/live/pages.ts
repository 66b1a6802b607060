/**
 * Rows behind the live window, page by page. Slots count from the window's end. A page holds still once it is read:
 * what changes does so in place, what left it is a ghost. Pure; `usePages` reads and watches.
 */
import { emptySteady, type Steady, take } from "./steady.ts";

interface Row {
  readonly id: string;
}

/** Rows of a page. */
export const pageSize = 100;

/** One page as it was read, and is kept up. */
export interface Page<T extends Row> {
  /** Where it begins: what it is watched by. */
  readonly cursor: string | null;
  /** Where the next one begins. */
  readonly nextCursor: string | null;
  readonly list: Steady<T>;
}

/** The pages that were read, and the slots that the person's own actions emptied. */
export interface Pages<T extends Row> {
  readonly pages: ReadonlyMap<number, Page<T>>;
  /** Slots as they were read, ascending, that are shown no more. */
  readonly emptied: readonly number[];
}

/** None read. */
export const noPages = <T extends Row>(): Pages<T> => ({ pages: new Map(), emptied: [] });

/** The slot as it was read of a slot as it is shown: emptied ones are passed over. */
export function readSlot({ emptied }: Pick<Pages<Row>, "emptied">, shown: number): number {
  let slot = shown;
  for (const gone of emptied) {
    if (gone > slot) break;
    slot += 1;
  }
  return slot;
}

/** The slot as it is shown of a slot as it was read; -1 where it was emptied. */
export function shownSlot({ emptied }: Pick<Pages<Row>, "emptied">, read: number): number {
  if (emptied.includes(read)) return -1;
  return read - emptied.filter((gone) => gone < read).length;
}

/** Pages that slots in sight lie on. */
export function pagesOf(pages: Pages<Row>, first: number, last: number): readonly number[] {
  if (last < first) return [];
  const from = Math.floor(readSlot(pages, first) / pageSize);
  const to = Math.floor(readSlot(pages, last) / pageSize);
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}

/** Row of a shown slot; undefined while its page is not there. */
export function rowIn<T extends Row>(pages: Pages<T>, shown: number): T | undefined {
  const slot = readSlot(pages, shown);
  const page = pages.pages.get(Math.floor(slot / pageSize));
  const id = page?.list.entries[slot % pageSize]?.id;
  return id === undefined ? undefined : page?.list.rows.get(id);
}

/** Ids of the rows that are there, in their order. */
export function idsIn(pages: Pages<Row>): readonly string[] {
  const gone = new Set(pages.emptied);
  return [...pages.pages]
    .sort(([a], [b]) => a - b)
    .flatMap(([number, { list }]) =>
      list.entries.flatMap(({ id }, index) => (gone.has(number * pageSize + index) || list.ghosts.has(id) ? [] : [id])),
    );
}

/** Where a row stands among the shown slots; -1 for none. */
export function slotIn(pages: Pages<Row>, id: string): number {
  for (const [number, page] of pages.pages) {
    const at = page.list.entries.findIndex((entry) => entry.id === id);
    if (at >= 0) return shownSlot(pages, number * pageSize + at);
  }
  return -1;
}

/** A page as it was read. */
export function readPage<T extends Row>(
  rows: readonly T[],
  cursor: string | null,
  nextCursor: string | null,
  at: number,
): Page<T> {
  return {
    cursor,
    nextCursor,
    list: take(emptySteady<T>(), rows, { held: false, bandOf: () => "", at }),
  };
}

/** A page with what the feed says of its rows now. */
export const keptUp = <T extends Row>(
  page: Page<T>,
  rows: readonly T[],
  order: (a: T, b: T) => number,
  at: number,
): Page<T> => ({ ...page, list: take(page.list, rows, { held: true, bandOf: () => "", partOf: order, at }) });

/** Empties the slots of rows that the person's own actions ended; those behind move up. */
export function emptied<T extends Row>(pages: Pages<T>, ids: ReadonlySet<string>): Pages<T> {
  const slots = new Set(pages.emptied);
  for (const [number, page] of pages.pages) {
    page.list.entries.forEach(({ id }, index) => {
      if (ids.has(id)) slots.add(number * pageSize + index);
    });
  }
  return slots.size === pages.emptied.length ? pages : { ...pages, emptied: [...slots].sort((a, b) => a - b) };
}

/** Fills the slots of rows that came back. */
export function refilled<T extends Row>(pages: Pages<T>, ids: ReadonlySet<string>): Pages<T> {
  if (pages.emptied.length === 0) return pages;
  const back = new Set<number>();
  for (const [number, page] of pages.pages) {
    page.list.entries.forEach(({ id }, index) => {
      if (ids.has(id)) back.add(number * pageSize + index);
    });
  }
  return back.size === 0 ? pages : { ...pages, emptied: pages.emptied.filter((slot) => !back.has(slot)) };
}
