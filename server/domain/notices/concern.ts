import type { OpsException } from "../types.ts";

/** What telling people looks at of one exception. */
export type Concern = Pick<
  OpsException,
  | "number"
  | "kind"
  | "state"
  | "severity"
  | "title"
  | "reason"
  | "system"
  | "warehouse"
  | "object"
  | "owner"
  | "rung"
  | "rungAt"
  | "openedAt"
  | "createdAt"
  | "dueAt"
  | "resolvedAt"
  | "cutoff"
  | "blocks"
  | "held"
  | "causeId"
  | "version"
>;

/** An exception that is heard of this long after it happened is history that was brought in: it tells nobody. */
const historyAfter = 14 * 86_400_000;

/** What is to be looked at of an exception; null for one that tells nobody as it is. */
export function concernOf(exception: OpsException): Concern | null {
  const { watch, environment, kind, createdAt, openedAt, quietUntil } = exception;
  if (
    watch ||
    environment !== "" ||
    kind === "late-event" ||
    quietUntil !== null ||
    createdAt - openedAt > historyAfter
  )
    return null;
  return {
    number: exception.number,
    kind,
    state: exception.state,
    severity: exception.severity,
    title: exception.title,
    reason: exception.reason,
    system: exception.system,
    warehouse: exception.warehouse,
    object: exception.object,
    owner: exception.owner,
    rung: exception.rung,
    rungAt: exception.rungAt,
    openedAt,
    createdAt,
    dueAt: exception.dueAt,
    resolvedAt: exception.resolvedAt,
    cutoff: exception.cutoff,
    blocks: exception.blocks,
    held: exception.held,
    causeId: exception.causeId,
    version: exception.version,
  };
}

/** What one message is about: the cause, or the exception while it has none. */
export const groupOf = ({ causeId, number }: Pick<Concern, "causeId" | "number">): string => causeId ?? `X-${number}`;
