import type { HistoryEntry, Instant, OpsException } from "../domain/index.ts";
import type { LivedException } from "./views.ts";

/** Exceptions of one answer about lives, at most; the newest are kept. */
export const mostLived = 50_000;

/** Times that a person did something about an exception. */
export const touchesOf = (history: Iterable<HistoryEntry>): number => {
  let touches = 0;
  for (const { by } of history) if (by !== "rule") touches++;
  return touches;
};

/** The life of one exception in a line. */
export const livedOf = (exception: OpsException, family: string, touches: number): LivedException => ({
  number: exception.number,
  family,
  causeId: exception.causeId,
  kind: exception.kind,
  system: exception.system,
  flow: exception.flow,
  step: exception.step,
  title: exception.title,
  team: exception.owner.team,
  warehouse: exception.warehouse,
  object: exception.object,
  openedAt: exception.openedAt,
  createdAt: exception.createdAt,
  acknowledgedAt: exception.acknowledgedAt,
  resolvedAt: exception.resolvedAt,
  endedBy: exception.resolution?.by ?? null,
  reason: exception.resolution?.reason ?? null,
  touches,
  severity: exception.severity,
  eventType: exception.eventType,
  code: exception.code,
  customer: exception.customer,
  customerTier: exception.routedBy.customerTier,
  partner: exception.routedBy.partner,
  carrier: exception.carrier,
  traceId: exception.traceId,
  held: exception.state === "resolved" ? [] : exception.held,
});

/** Whether an exception was known within a span of time, its end left out, or before and `standing` still. */
export const knownWithin = (
  { createdAt, state }: Pick<OpsException, "createdAt" | "state">,
  from: Instant,
  to: Instant,
  standing: boolean,
): boolean => createdAt < to && (createdAt >= from || (standing && state !== "resolved"));

/** Whether an exception ended within a span of time, its end left out. */
export const endedWithin = ({ resolvedAt }: Pick<OpsException, "resolvedAt">, from: Instant, to: Instant): boolean =>
  resolvedAt !== null && resolvedAt >= from && resolvedAt < to;
