import type { Change, Network, OpsException, Seq } from "../domain/index.ts";
import type { ExceptionFilter, ExceptionSort, HeldTotal } from "../ports/index.ts";
import { heldTotal } from "../ports/worth.ts";
import { type ExceptionRow, exceptionOrders } from "../wire/index.ts";
import { matchesException } from "./exception-filter.ts";
import { toExceptionRow } from "./exception-rows.ts";
import { sameHeld } from "./held.ts";

/** An exception beside the row that it gives, shaped once a commit for all windows. */
export interface Shaped {
  readonly exception: OpsException;
  readonly row: ExceptionRow;
}

/** What a subscription to `exceptions` shows: the first `limit` of all that match, and what all of them amount to. */
export interface ExceptionWindow {
  readonly filter: ExceptionFilter;
  readonly sort: ExceptionSort;
  readonly limit: number;
  /** Warehouses in scope; null: all. */
  readonly warehouses: readonly string[] | null;
  /** In the feed's order. */
  readonly shown: readonly Shaped[];
  readonly total: number;
  readonly held: HeldTotal;
  /** Commit whose state this is. */
  readonly seq: Seq;
  /** `seq` of what was last sent: the window was the same ever since. */
  readonly sent: Seq;
}

/** The exceptions that a run of commits changed: what each was before it, and is after it. */
export interface ExceptionChanges {
  readonly seq: Seq;
  readonly changed: readonly { readonly before: Shaped | null; readonly after: Shaped }[];
}

/** What a window's rows must do to catch up; `held` only where it changed. */
export interface WindowPatch {
  readonly prev: Seq;
  readonly seq: Seq;
  readonly upsert: readonly ExceptionRow[];
  readonly remove: readonly string[];
  readonly total: number;
  readonly held: HeldTotal | null;
}

/** The net effect of several commits on exceptions, each shaped once. */
export function changesOf(
  commits: readonly { readonly seq: Seq; readonly changes: readonly Change[] }[],
  network: Pick<Network, "minorUnits">,
): ExceptionChanges {
  const net = new Map<number, { readonly before: OpsException | null; after: OpsException }>();
  let seq = 0;
  for (const commit of commits) {
    seq = Math.max(seq, commit.seq);
    for (const change of commit.changes) {
      if (change.kind !== "exception") continue;
      const known = net.get(change.exception.number);
      if (known === undefined) net.set(change.exception.number, { before: change.before, after: change.exception });
      else known.after = change.exception;
    }
  }
  const shape = (exception: OpsException): Shaped => ({ exception, row: toExceptionRow(exception, network) });
  return {
    seq,
    changed: [...net.values()].map(({ before, after }) => ({
      before: before === null ? null : shape(before),
      after: shape(after),
    })),
  };
}

/** A window over a snapshot: `shown` are the first rows of all that match, in the feed's order. */
export function openWindow(
  snapshot: Pick<ExceptionWindow, "shown" | "total" | "held" | "seq">,
  asked: Pick<ExceptionWindow, "filter" | "sort" | "limit" | "warehouses">,
): ExceptionWindow {
  return { ...asked, ...snapshot, shown: snapshot.shown.slice(0, asked.limit), sent: snapshot.seq };
}

/**
 * The window after a run of commits, and the patch that brings a client there; null as patch where nothing that it
 * shows changed. `"refill"` where the rows at hand cannot tell: fewer are left than would fit, or the total of what is
 * held changed by rows that are not shown. Pure; commits up to the window's own `seq` must have been left out.
 */
export function toPatches(
  window: ExceptionWindow,
  changes: ExceptionChanges,
): { readonly window: ExceptionWindow; readonly patch: WindowPatch | null } | "refill" {
  const order = exceptionOrders[window.sort];
  const complete = window.shown.length === window.total;
  const shown = new Map(window.shown.map((one) => [one.exception.number, one]));
  let total = window.total;
  let heldMoved = false;
  const arrived: Shaped[] = [];
  for (const { before, after } of changes.changed) {
    const was = before !== null && matchesException(window, before.exception);
    const is = matchesException(window, after.exception);
    if (!was && !is) continue;
    total += (is ? 1 : 0) - (was ? 1 : 0);
    heldMoved ||=
      was !== is ? holds(was ? before : after) : !sameHeld(before?.exception.held ?? [], after.exception.held);
    shown.delete(after.exception.number);
    if (is) arrived.push(after);
  }
  if (heldMoved && !complete) return "refill";
  const last = window.shown.at(-1);
  const ranked = [...shown.values(), ...arrived].sort((a, b) => order(a.row, b.row));
  // Beyond what was shown stand rows that nobody here has seen: a newcomer after the last one has no known place.
  const known = complete || last === undefined ? ranked : ranked.filter((one) => order(one.row, last.row) <= 0);
  const next = known.slice(0, window.limit);
  if (next.length < Math.min(window.limit, total)) return "refill";
  const held = heldMoved ? heldTotal(ranked.map(({ exception }) => exception)) : window.held;
  return patchBetween(window, { ...window, shown: next, total, held, seq: changes.seq });
}

const holds = (one: Shaped | null): boolean => (one?.exception.held.length ?? 0) > 0;

/** The window at a later state and the patch from the one before: what a refill gives. */
export function patchBetween(
  from: ExceptionWindow,
  to: ExceptionWindow,
): { readonly window: ExceptionWindow; readonly patch: WindowPatch | null } {
  const before = new Map(from.shown.map((one) => [one.exception.number, one]));
  const after = new Set(to.shown.map((one) => one.exception.number));
  const upsert = to.shown.flatMap((one) => {
    const old = before.get(one.exception.number);
    return old !== undefined && sameRow(old, one) ? [] : [one.row];
  });
  const remove = from.shown.flatMap((one) => (after.has(one.exception.number) ? [] : [one.row.id]));
  const heldSame = JSON.stringify(from.held) === JSON.stringify(to.held);
  if (upsert.length === 0 && remove.length === 0 && from.total === to.total && heldSame) {
    return { window: { ...to, sent: from.sent }, patch: null };
  }
  return {
    window: { ...to, sent: to.seq },
    patch: { prev: from.sent, seq: to.seq, upsert, remove, total: to.total, held: heldSame ? null : to.held },
  };
}

/** A version counts an exception's own changes; a row of the same version is compared in full, as a rebuild may differ. */
const sameRow = (a: Shaped, b: Shaped): boolean =>
  a === b || (a.exception.version === b.exception.version && JSON.stringify(a.row) === JSON.stringify(b.row));
