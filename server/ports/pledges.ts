import type { Instant, Pledge } from "../domain/index.ts";

/** Promises that one read answers, at most. */
export const mostPledges = 500;

/** Of what is known, what is carried, then what was closed since an instant; each by due day and number. */
export const pledgesSince = (all: Iterable<Pledge>, closedSince: Instant): readonly Pledge[] =>
  [...all]
    .filter(({ closed }) => closed === null || closed.at >= closedSince)
    .sort(
      (a, b) =>
        Number(a.closed !== null) - Number(b.closed !== null) ||
        (a.dueOn < b.dueOn ? -1 : a.dueOn > b.dueOn ? 1 : a.number - b.number),
    )
    .slice(0, mostPledges);
