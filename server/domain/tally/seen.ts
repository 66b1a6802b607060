import { refold } from "../correlation/fold.ts";
import type { BusinessObject, CanonicalEvent, Fold, HistoryEntry, Instant, Mark, OpsException } from "../types.ts";
import type { DayAt, Papers } from "./parts.ts";

/** Up to when facts count: by when they happened, and by when we heard of them. */
export interface Horizon {
  readonly business: Instant;
  readonly known: Instant;
}

/** Where a day stands: what happened after its end is another day's. */
export const partsHorizon = ({ day, at }: Pick<DayAt, "day" | "at">): Horizon => ({
  business: Math.min(at, day.end - 1),
  known: at,
});

/** What became of the shipped and received goes on after the day. */
export const followHorizon = ({ at }: Pick<DayAt, "at">): Horizon => ({ business: at, known: at });

/** Event types whose latest fact decides and not their first: something after them takes them back. */
const recurring: ReadonlySet<string> = new Set([
  "order.held",
  "order.freed",
  "order.backordered",
  "order.allocated",
  "order.reallocated",
  "shipment.confirmed",
  "shipment.voided",
  "invoice.posted",
  "invoice.corrected",
  "invoice.rejected",
  "invoice.cancelled",
]);

/** Traits that decide a place. */
const deciding: ReadonlySet<string> = new Set(["ship-not-before", "billing", "hold-reason", "destination"]);

/** Everything about it was known by then, and nothing of it happened later. */
const isWhole = (object: BusinessObject, { business, known }: Horizon): boolean =>
  object.changedAt <= known && (object.lastAt === null || object.lastAt <= business);

/**
 * Whether what an object was at a horizon cannot be told from its folds, which keep first and last, but only from its
 * timeline: something recurred around it, or was told again.
 */
export function needsFacts(object: BusinessObject, horizon: Horizon): boolean {
  if (isWhole(object, horizon)) return false;
  const heardLater = object.changedAt > horizon.known;
  return (
    object.folds.some(
      (fold) =>
        fold.count > 1 &&
        (heardLater || (recurring.has(fold.type) && fold.last.at > horizon.business && isSeen(fold, horizon))),
    ) ||
    object.traits.some(
      ({ name, mark }) =>
        deciding.has(name) && (mark.at > horizon.business || (heardLater && !isTold(object, mark, horizon))),
    )
  );
}

const isSeen = (fold: Fold, { business, known }: Horizon): boolean =>
  fold.first.at <= business && fold.firstReceivedAt <= known;

/** The record of a mark had been heard; one that is the first of no fold counts as heard. */
function isTold(object: BusinessObject, mark: Mark, horizon: Horizon): boolean {
  const fold = object.folds.find((one) => one.first.identity === mark.identity);
  return fold === undefined ? object.changedAt <= horizon.known : isSeen(fold, horizon);
}

/**
 * An object with only what counts at a horizon. `facts` is its timeline, where `needsFacts` asked for it; the same
 * object where all of it counts.
 */
export function asSeen(
  object: BusinessObject,
  horizon: Horizon,
  facts: readonly CanonicalEvent[] | null = null,
): BusinessObject {
  if (isWhole(object, horizon)) return object;
  if (facts !== null) {
    const { business, known } = horizon;
    return refold(
      object,
      facts.filter((fact) => fact.occurredAt <= business && fact.receivedAt <= known),
    );
  }
  const folds = object.folds
    .filter((fold) => isSeen(fold, horizon))
    .map((fold) => (fold.last.at > horizon.business ? { ...fold, last: fold.first } : fold));
  const holds = object.holds.filter(({ mark }) => mark.at <= horizon.business && isTold(object, mark, horizon));
  return { ...object, folds, holds };
}

/** Papers with only what counts at a horizon. `factsOf` answers a timeline where `needsFacts` asked for it. */
export function papersAsSeen(
  papers: Papers,
  horizon: Horizon,
  factsOf: (object: BusinessObject) => readonly CanonicalEvent[] | null = () => null,
): Papers {
  const seen = (object: BusinessObject) => asSeen(object, horizon, factsOf(object));
  return {
    subject: seen(papers.subject),
    shipments: papers.shipments.map(seen).filter(isThere),
    bills: papers.bills.map(seen).filter(isThere),
    loadBy: papers.loadBy,
  };
}

/** One of which nothing is known yet is not there. */
const isThere = (object: BusinessObject): boolean => object.folds.length > 0;

/**
 * Whether an exception was open where a day stands. With its history: as it stood then, at the day's end at the latest.
 * Without: as is known now, by the business times of its beginning and end; what healed before it was heard of may or may
 * not have been raised, as it came.
 */
export function wasOpen(
  exception: OpsException,
  { business }: Horizon,
  history: readonly HistoryEntry[] | null = null,
): boolean {
  if (history === null) {
    const { openedAt, resolvedAt, state } = exception;
    return openedAt <= business && (state !== "resolved" || (resolvedAt ?? openedAt) > business);
  }
  let open = false;
  let before = false;
  for (const { at, action, undoes } of history) {
    if (at > business) break;
    const was: boolean = open;
    if (opening.has(action)) open = true;
    else if (closing.has(action)) open = false;
    else if (action === "undo") open = before;
    if (undoes !== null) before = was;
  }
  return open;
}

const opening: ReadonlySet<string> = new Set(["raised", "reopened", "reopen"]);
const closing: ReadonlySet<string> = new Set(["resolved", "resolve", "merged"]);
