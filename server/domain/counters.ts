import type { Change, LagCell } from "./change.ts";
import type { BusinessObject, Expectation, Instant } from "./types.ts";
import type { Work } from "./work.ts";

const minute = 60_000;

/** What entered and left the lag histograms and the waiting list, by comparing each object before and after the step. */
export function counterChanges(work: Work): Change[] {
  const changes: Change[] = [];
  for (const [ref, after] of work.objects) {
    const before = work.context.object(ref);
    if (before?.expectations === after?.expectations) continue;
    compare(changes, before, after ?? undefined);
  }
  return changes;
}

function compare(changes: Change[], before: BusinessObject | undefined, after: BusinessObject | undefined): void {
  const old = new Map((before?.expectations ?? []).map((expectation) => [expectation.id, expectation]));
  for (const expectation of after?.expectations ?? []) {
    const known = old.get(expectation.id);
    old.delete(expectation.id);
    if (known !== undefined && countsAlike(known, expectation)) continue;
    if (known !== undefined && before !== undefined) count(changes, before, known, -1);
    if (after !== undefined) count(changes, after, expectation, 1);
  }
  if (before !== undefined) for (const expectation of old.values()) count(changes, before, expectation, -1);
}

const waits = (expectation: Expectation): boolean => expectation.state === "open" || expectation.state === "missed";

const countsAlike = (a: Expectation, b: Expectation): boolean =>
  waits(a) === waits(b) &&
  a.since === b.since &&
  a.metAt === b.metAt &&
  a.lagMs === b.lagMs &&
  a.early === b.early &&
  (a.state === "met-late") === (b.state === "met-late") &&
  a.system === b.system &&
  a.from === b.from &&
  a.warehouse === b.warehouse;

const cellOf = (expectation: Expectation): LagCell => ({
  flow: expectation.flow,
  step: expectation.step,
  from: expectation.from,
  to: expectation.system,
  warehouse: expectation.warehouse ?? "",
});

function count(changes: Change[], object: BusinessObject, expectation: Expectation, sign: 1 | -1): void {
  const cell = cellOf(expectation);
  if (waits(expectation)) {
    changes.push({
      kind: "pending",
      cell,
      ref: object.ref,
      expectation: expectation.id,
      since: expectation.since,
      count: sign,
    });
  }
  if (expectation.metAt !== null && expectation.lagMs !== null && !expectation.early) {
    const at: Instant = Math.floor(expectation.metAt / minute) * minute;
    changes.push({
      kind: "lag",
      cell,
      minute: at,
      lagMs: expectation.lagMs,
      late: expectation.state === "met-late",
      count: sign,
    });
  }
}
