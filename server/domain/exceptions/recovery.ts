import { isLater } from "../marks.ts";
import type { BusinessObject, Mark, OpsException } from "../types.ts";
import { objectOf, type Work } from "../work.ts";
import { awaitsOutcome, noteOutcome } from "./outcome.ts";
import { dressed, reopen, resolveAs, restsAt, writeException } from "./write.ts";

/** Latest failure that an exception stands for. */
function lastFailure(exception: OpsException): Mark {
  const start: Mark = { at: 0, nanos: 0, identity: "" };
  return exception.groups.reduce((latest, group) => {
    const mark: Mark = { at: group.lastAt, nanos: group.lastNanos, identity: group.id };
    return isLater(mark, latest) ? mark : latest;
  }, start);
}

/** Business time of the outcome that ends a failure: its own event, ok and later; without an event type any later ok event. */
function outcomeAt(object: BusinessObject, exception: OpsException): number | null {
  const after = lastFailure(exception);
  let best: number | null = null;
  for (const fold of object.folds) {
    if (!ends(fold, exception) || !isLater(fold.last, after)) continue;
    // The first outcome after the failure is not kept; the fold's first is it where it lies behind the failure.
    const at = isLater(fold.first, after) ? fold.first.at : fold.last.at;
    best = best === null ? at : Math.min(best, at);
  }
  return best;
}

/** When the present spell began: the first failure since the last outcome. */
function openSince(object: BusinessObject, exception: OpsException): number {
  const outcomes = object.folds.filter((fold) => ends(fold, exception)).map((fold) => fold.last);
  const since = exception.groups.filter((group) => {
    const last: Mark = { at: group.lastAt, nanos: group.lastNanos, identity: group.id };
    return outcomes.every((outcome) => isLater(last, outcome));
  });
  return Math.min(...(since.length === 0 ? exception.groups : since).map((group) => group.firstAt));
}

/** Whether facts of a fold can end a failure: its own event, ok; without an event type any ok event. */
const ends = (fold: BusinessObject["folds"][number], exception: OpsException): boolean =>
  fold.status === "ok" && fold.type !== "" && (exception.eventType === null || fold.type === exception.eventType);

/** Ends a failure whose outcome is seen, and opens one again that failed after its outcome. A person's close stands until it fails anew. */
export function settleFailure(work: Work, exception: OpsException): OpsException {
  const object = exception.object === null ? undefined : objectOf(work, exception.object);
  if (object === undefined || exception.resolution?.reason === "merged") return exception;
  const outcome = outcomeAt(object, exception);
  if (outcome !== null) {
    return exception.state === "resolved"
      ? noteOutcome(work, exception, awaitsOutcome(work, exception) ? outcome : undefined)
      : resolveAs(work, exception, "recovered", null, outcome);
  }
  const rests = restsAt(work, exception);
  if (exception.state !== "resolved") {
    if (rests !== null && rests <= work.at) return resolveAs(work, exception, "quiet", null, rests);
    return writeException(work, dressed(work, { ...exception, openedAt: openSince(object, exception) }), null);
  }
  const endedAt = exception.resolvedAt ?? 0;
  if (exception.resolution?.by !== "rule") {
    if (lastFailure(exception).at > endedAt) return reopen(work, exception, "it failed again");
    return noteOutcome(work, exception, awaitsOutcome(work, exception) ? null : undefined);
  }
  if (exception.resolution.reason === "quiet" && (rests === null || rests <= work.at)) return exception;
  return reopen(work, exception, "it failed again");
}
