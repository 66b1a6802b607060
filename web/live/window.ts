import {
  applyPatch,
  type ExceptionRow,
  exceptionOrders,
  type FeedName,
  type HeldRow,
  type Patch,
  type Snapshot,
} from "../../server/wire/index.ts";

/** What one subscription shows: rows in the feed's order, as of a commit. */
export interface FeedWindow<T> {
  readonly seq: number;
  readonly rows: readonly T[];
  readonly total: number;
  readonly held: HeldRow | null;
}

/** The order in which a feed's rows come. */
export type Order<T> = (a: T, b: T) => number;

/** The order that the server gives a feed; feeds without one of their own come by id. */
export function orderOf<T extends { readonly id: string }>(feed: FeedName, sort: string | undefined): Order<T> {
  if (feed === "exceptions") {
    const order = exceptionOrders[(sort ?? "cutoff") as keyof typeof exceptionOrders] ?? exceptionOrders.cutoff;
    return (a, b) => order(a as unknown as ExceptionRow, b as unknown as ExceptionRow);
  }
  return (a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}

/** The window that a snapshot says. */
export const fromSnapshot = <T>(snapshot: Snapshot<T>): FeedWindow<T> => ({
  seq: snapshot.seq,
  rows: snapshot.rows,
  total: snapshot.total,
  held: snapshot.held ?? null,
});

/** The window after a patch; null when the patch does not follow on it, and the subscription has to start again. */
export function follow<T extends { readonly id: string }>(
  window: FeedWindow<T>,
  patch: Patch<T>,
  order: Order<T>,
): FeedWindow<T> | null {
  if (patch.prev !== window.seq) return null;
  return {
    seq: patch.seq,
    rows: applyPatch(window.rows, patch, order),
    total: patch.total,
    held: patch.held ?? window.held,
  };
}
