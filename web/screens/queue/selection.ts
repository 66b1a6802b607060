/**
 * Which rows are chosen: some, by their ids, or all that a filter found when the list was seen. Pure. A row is chosen
 * with the version that it has on the screen when the action is sent.
 */

/** Rows that the box in the head chooses at once. */
export const pageOfSelection = 100;

/** What is chosen. */
export interface Selection {
  readonly ids: ReadonlySet<string>;
  /** Where a range begins. */
  readonly anchor: string | null;
  /** All that match, as of a state of the list; `ids` are then those of them that are there. */
  readonly all: { readonly seq: number; readonly total: number } | null;
}

/** Nothing. */
export const noSelection: Selection = { ids: new Set(), anchor: null, all: null };

/** Chooses a row, or lets it go. One let go ends "all". */
export function toggled(selection: Selection, id: string): Selection {
  const ids = new Set(selection.ids);
  const on = !ids.has(id);
  if (on) ids.add(id);
  else ids.delete(id);
  return { ids, anchor: id, all: on ? selection.all : null };
}

/** Chooses everything from the anchor to a row, in the order on the screen; without an anchor the row alone. */
export function extended(selection: Selection, order: readonly string[], to: string): Selection {
  const from = selection.anchor === null ? -1 : order.indexOf(selection.anchor);
  const end = order.indexOf(to);
  if (end < 0) return selection;
  const range = from < 0 ? [to] : order.slice(Math.min(from, end), Math.max(from, end) + 1);
  return { ...selection, ids: new Set([...selection.ids, ...range]), anchor: selection.anchor ?? to };
}

/** The page that one looks at: the rows from the block that holds `from` on, at most a hundred. */
export function pageAt(order: readonly string[], from: number): readonly string[] {
  const start = Math.floor(Math.max(0, from) / pageOfSelection) * pageOfSelection;
  return order.slice(start, start + pageOfSelection);
}

/** Chooses a page, or lets it go where all of it was chosen. */
export function pageToggled(selection: Selection, page: readonly string[]): Selection {
  const whole = page.length > 0 && page.every((id) => selection.ids.has(id));
  const ids = new Set(selection.ids);
  for (const id of page) {
    if (whole) ids.delete(id);
    else ids.add(id);
  }
  return { ids, anchor: page[0] ?? null, all: null };
}

/** Chooses all that match, as of what was seen. */
export const everything = (
  order: readonly string[],
  seen: { readonly seq: number; readonly total: number },
): Selection => ({ ids: new Set(order), anchor: null, all: seen });

/** What is left of a choice when rows left the list. */
export function without(selection: Selection, gone: ReadonlySet<string>): Selection {
  if (![...selection.ids].some((id) => gone.has(id))) return selection;
  return { ...selection, ids: new Set([...selection.ids].filter((id) => !gone.has(id))) };
}

/** How many are chosen. */
export const sizeOf = (selection: Selection): number => selection.all?.total ?? selection.ids.size;
