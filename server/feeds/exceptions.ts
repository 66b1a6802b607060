import type { Seq } from "../domain/index.ts";
import type { ExceptionSort, Scope } from "../ports/index.ts";
import { exceptionOrders } from "../wire/index.ts";
import { exceptionFilterNames, type FilterFault, matchesException, readExceptionFilter } from "./exception-filter.ts";
import { toExceptionRow } from "./exception-rows.ts";
import {
  type ExceptionChanges,
  type ExceptionWindow,
  openWindow,
  patchBetween,
  toPatches,
  type WindowPatch,
} from "./exception-window.ts";
import { type FeedDeps, type FeedRequest, type PatchBody, readAt } from "./feed.ts";
import { toHeldRow } from "./held.ts";

/** The order that applies when none is given. */
export const defaultSort: ExceptionSort = "cutoff";

/** The order of that name, or null when there is none. */
export const sortOf = (text: string | null): ExceptionSort | null => {
  const name = text ?? defaultSort;
  return Object.hasOwn(exceptionOrders, name) ? (name as ExceptionSort) : null;
};

/** What is wrong with a subscription to `exceptions`; none when it can be served. */
export function exceptionFaults(request: FeedRequest): readonly FilterFault[] {
  const unknown = [...request.filter.keys()].filter((name) => !exceptionFilterNames.some((known) => known === name));
  return [
    ...unknown.map((path) => ({ path, message: `is no filter; filters are ${exceptionFilterNames.join(", ")}` })),
    ...readExceptionFilter(request.filter).faults,
    ...(sortOf(request.sort) === null
      ? [{ path: "sort", message: `must be of ${Object.keys(exceptionOrders).join(", ")}` }]
      : []),
  ];
}

/** A window over the store with where it stands. `exact` false: it may be newer than it says, and is to be read again. */
export interface LiveWindow {
  readonly window: ExceptionWindow;
  readonly scope: Scope;
  readonly cursor: string | null;
  readonly exact: boolean;
}

/** Reads a window from the store, no older than `least`. */
export async function readWindow(
  deps: Pick<FeedDeps, "views" | "network">,
  scope: Scope,
  request: FeedRequest,
  least: Seq,
): Promise<LiveWindow> {
  const { filter } = readExceptionFilter(request.filter);
  const sort = sortOf(request.sort) ?? defaultSort;
  const page = await readAt(deps.views, least, () =>
    deps.views.exceptions(scope, filter, sort, request.limit, request.cursor),
  );
  const network = deps.network();
  const shown = page.value.items.map((exception) => ({ exception, row: toExceptionRow(exception, network) }));
  const { total, held } = page.value;
  const window = openWindow(
    { shown, total, held, seq: page.seq },
    { filter, sort, limit: request.limit, warehouses: scope.warehouses },
  );
  return { window, scope, cursor: request.cursor, exact: page.exact };
}

/**
 * Brings a window up to a run of commits. A page behind a cursor, and one whose rows cannot tell, is read again;
 * `force` reads it again in any case.
 */
export async function advance(
  deps: Pick<FeedDeps, "views" | "network">,
  live: LiveWindow,
  request: FeedRequest,
  changes: ExceptionChanges,
  force: boolean,
): Promise<{ readonly live: LiveWindow; readonly patch: WindowPatch | null }> {
  if (!force && live.exact) {
    if (changes.seq <= live.window.seq) return { live, patch: null };
    const concerned = changes.changed.some(
      ({ before, after }) =>
        (before !== null && matchesException(live.window, before.exception)) ||
        matchesException(live.window, after.exception),
    );
    if (!concerned) return { live: { ...live, window: { ...live.window, seq: changes.seq } }, patch: null };
    if (live.cursor === null) {
      const next = toPatches(live.window, changes);
      if (next !== "refill") return { live: { ...live, window: next.window }, patch: next.patch };
    }
  }
  const read = await readWindow(deps, live.scope, request, Math.max(changes.seq, live.window.seq));
  const next = patchBetween(live.window, read.window);
  return { live: { ...read, window: next.window }, patch: next.patch };
}

/** A window's patch as it travels. */
export const toPatchBody = (patch: WindowPatch, deps: Pick<FeedDeps, "network">): PatchBody => ({
  feed: "exceptions",
  prev: patch.prev,
  seq: patch.seq,
  upsert: patch.upsert,
  remove: patch.remove,
  total: patch.total,
  ...(patch.held === null ? {} : { held: toHeldRow(patch.held, deps.network()) }),
});
