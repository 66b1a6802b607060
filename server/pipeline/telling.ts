import type { Change, Instant } from "../domain/index.ts";
import { report } from "../telemetry/index.ts";
import type { Committed } from "./engine.ts";

/**
 * Reports commits, and the exceptions that they raise and resolve. `since`: what happened before was reported then; rows
 * that are made anew from the journal bring it again.
 */
export const tellCommits =
  (since: Instant) =>
  ({ seq, position, entries, changes, durationMs }: Committed): void => {
    report("engine.committed", { seq, position, entries, changes: changes.length, durationMs });
    for (const change of changes) if (change.kind === "exception") tellException(change, since);
  };

function tellException({ before, exception }: Extract<Change, { readonly kind: "exception" }>, since: Instant): void {
  const { number, kind, severity, flow, warehouse, system, owner, createdAt, resolution, resolvedAt } = exception;
  const id = `X-${number}`;
  if (before === null && createdAt >= since)
    report("exception.raised", { id, kind, severity, flow, warehouse, system, team: owner.team });
  if (before?.state !== "resolved" && resolution !== null && (resolvedAt ?? since) >= since)
    report("exception.resolved", { id, kind, by: resolution.by, flow, warehouse });
}
