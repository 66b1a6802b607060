import { hasEvent } from "../correlation/fold.ts";
import { sourceText } from "../keys.ts";
import { compareMarks } from "../marks.ts";
import type { BusinessObject, Expectation, Instant, ObjectStatus } from "../types.ts";
import { objectOf, putObject, sourceOf, type Work } from "../work.ts";
import { evaluate } from "./evaluate.ts";
import { unheard, withPresence } from "./presence.ts";

const fortnight = 14 * 86_400_000;

/** Events after which nothing more is owed to an object by its own kind. */
const ends: ReadonlySet<string> = new Set([
  "order.delivered",
  "shipment.delivered",
  "load.departed",
  "credit.posted",
  "bill.matched",
  "payment.received",
  "transfer.received",
  "receipt.posted",
  "document.acknowledged",
]);

/** Judges an object's expectations anew and writes what follows from them: status, milestone, the next look. */
export function settleObject(work: Work, ref: string): void {
  const object = objectOf(work, ref);
  if (object === undefined) return;
  const expectations = sameOr(object.expectations, evaluate(work, object));
  countPresence(work, object.expectations, expectations);
  const next: BusinessObject = {
    ...object,
    expectations,
    milestone: milestoneOf(object),
    joinedInProgress: isJoined(work, object),
    timer: timerOf(expectations),
  };
  const status = statusOf(work, next);
  if (
    expectations === object.expectations &&
    next.milestone === object.milestone &&
    next.joinedInProgress === object.joinedInProgress &&
    next.timer === object.timer &&
    status === object.status
  )
    return;
  putObject(work, { ...next, status });
}

/** The list as it was where nothing differs, so that what did not change is not written. */
function sameOr(before: readonly Expectation[], after: readonly Expectation[]): readonly Expectation[] {
  if (before.length !== after.length) return after;
  return after.every((expectation, index) => isSame(expectation, before[index])) ? before : after;
}

function isSame(a: Expectation, b: Expectation | undefined): boolean {
  return (
    b !== undefined &&
    a.id === b.id &&
    a.state === b.state &&
    a.reason === b.reason &&
    a.dueAt === b.dueAt &&
    a.settleAt === b.settleAt &&
    a.settled === b.settled &&
    a.metAt === b.metAt &&
    a.since === b.since &&
    a.lagMs === b.lagMs &&
    a.early === b.early &&
    a.heardLateMs === b.heardLateMs &&
    a.metBy === b.metBy &&
    a.system === b.system &&
    a.from === b.from &&
    a.warehouse === b.warehouse &&
    a.watch === b.watch &&
    a.expects === b.expects
  );
}

/** Marks what is due at an instant as settled; what fell into a downtime is looked at again after it. */
export function settleAt(work: Work, object: BusinessObject, at: Instant): BusinessObject {
  const down = work.engine.downtimes.find((span) => span.from < at && at <= span.to);
  const expectations = object.expectations.map((expectation): Expectation => {
    if (expectation.settleAt === null || expectation.settleAt > at) return expectation;
    if (down !== undefined && expectation.state !== "met" && expectation.state !== "met-late") {
      return { ...expectation, settleAt: down.to + work.network.settle };
    }
    return { ...expectation, settleAt: null, settled: true };
  });
  countPresence(work, object.expectations, expectations);
  return { ...object, expectations };
}

const timerOf = (expectations: readonly Expectation[]): Instant | null => {
  const times = expectations.flatMap((expectation) => expectation.settleAt ?? []);
  return times.length === 0 ? null : Math.min(...times);
};

function milestoneOf(object: BusinessObject): string | null {
  let best: BusinessObject["folds"][number] | null = null;
  for (const fold of object.folds) {
    if (fold.status !== "ok" || fold.type === "") continue;
    if (best === null || compareMarks(fold.last, best.last) > 0) best = fold;
  }
  return best?.type ?? null;
}

/** First seen in the middle of its life, within a fortnight after its source was first heard. */
function isJoined(work: Work, object: BusinessObject): boolean {
  const origins = work.network.origins.get(object.kind);
  if (origins === undefined || origins.size === 0) return false;
  let first: BusinessObject["folds"][number] | null = null;
  for (const fold of object.folds) {
    if (fold.status !== "ok" || fold.type === "") continue;
    if (first === null || compareMarks(fold.first, first.first) < 0) first = fold;
  }
  if (first === null || origins.has(first.type)) return false;
  const heard = sourceOf(work, sourceText(object.environment, first.system))?.firstHeardAt ?? null;
  return heard !== null && first.first.at <= heard + fortnight;
}

/** What an object is, in one word; failures are settled before it is asked. */
export function statusOf(work: Work, object: BusinessObject): ObjectStatus {
  if (
    hasEvent(object, `${object.kind}.cancelled`) ||
    (object.kind === "shipment" && hasEvent(object, "shipment.voided"))
  )
    return "cancelled";
  const failing = object.exceptions.some((number) => {
    const exception = work.exceptions.get(number) ?? work.context.exception(number);
    return (
      exception !== undefined && exception.state !== "resolved" && !exception.watch && exception.object === object.ref
    );
  });
  if (failing) return "failed";
  const states = object.expectations.map((expectation) => expectation.state);
  if (states.some((state) => state === "paused")) return "waiting";
  if (states.some((state) => state === "open" || state === "missed")) return "open";
  if (states.length > 0 || object.folds.some((fold) => fold.status === "ok" && ends.has(fold.type))) return "done";
  return "open";
}

/** Keeps the count of awaited events that are past due, and of those that came, by the system that owed them. */
function countPresence(work: Work, before: readonly Expectation[], after: readonly Expectation[]): void {
  const deltas = new Map<string, { pastDue: number; met: number }>();
  const add = (list: readonly Expectation[], sign: 1 | -1) => {
    for (const expectation of list) {
      if (!expectation.settled || expectation.reason === "warm-up" || !counts.has(expectation.state)) continue;
      const delta = deltas.get(expectation.system) ?? { pastDue: 0, met: 0 };
      delta.pastDue += sign;
      if (expectation.metAt !== null) delta.met += sign;
      deltas.set(expectation.system, delta);
    }
  };
  add(before, -1);
  add(after, 1);
  for (const [system, delta] of deltas) {
    if (delta.pastDue === 0 && delta.met === 0) continue;
    const ref = sourceText("", system);
    const old =
      sourceOf(work, ref) ?? (work.network.systems.has(system) ? unheard(work.network, "", system, "") : undefined);
    if (old === undefined) continue;
    const next = withPresence({ ...old, pastDue: old.pastDue + delta.pastDue, met: old.met + delta.met }, work.network);
    work.sources.set(ref, next);
    if (next.presence !== old.presence) work.moved.add(ref);
  }
}

const counts: ReadonlySet<string> = new Set(["met", "met-late", "missed", "not-judged"]);
