import {
  type CanonicalEvent,
  type HistoryEntry,
  isObjectKind,
  type Network,
  type ObjectKind,
  type OpsException,
  partsOf,
  type Ref,
} from "../domain/index.ts";
import type { ExceptionDetail, ExceptionRow, HistoryRow } from "../wire/index.ts";
import { isoOf, isoOrNull, moneyText } from "./formats.ts";
import { amountOf } from "./held.ts";
import { toEventRow } from "./object-rows.ts";

/** `X-1042`. */
export const exceptionId = (number: number): string => `X-${number}`;

/** The number in `X-1042`, or null when the text is no exception's id. */
export function numberOfException(id: string): number | null {
  const match = /^X-([1-9]\d{0,14})$/.exec(id);
  return match === null ? null : Number(match[1]);
}

/** Kind and id of the object that a ref names. */
export function objectOf(ref: Ref): { readonly kind: ObjectKind; readonly id: string } {
  const { kind, value } = partsOf(ref);
  if (!isObjectKind(kind)) throw new Error(`no object's ref: ${kind}`);
  return { kind, id: value };
}

/** One line of the queue. Pure; the same exception and network give the same row. */
export function toExceptionRow(exception: OpsException, network: Pick<Network, "minorUnits">): ExceptionRow {
  const { flow, step, told, cutoff, resolution } = exception;
  return {
    id: exceptionId(exception.number),
    kind: exception.kind,
    state: exception.state,
    severity: exception.severity,
    title: exception.title,
    reason: exception.reason,
    flow,
    step,
    policy: flow === null || step === null ? null : `${flow}.${step}`,
    system: exception.system,
    warehouse: exception.warehouse,
    object: exception.object === null ? null : objectOf(exception.object),
    traceId: exception.traceId,
    owner: exception.owner,
    rung: exception.rung,
    openedAt: isoOf(exception.openedAt),
    createdAt: isoOf(exception.createdAt),
    heardLateMs: exception.heardLateMs,
    acknowledgedAt: isoOrNull(exception.acknowledgedAt),
    snoozedUntil: isoOrNull(exception.snoozedUntil),
    dueAt: isoOrNull(exception.dueAt),
    resolvedAt: isoOrNull(exception.resolvedAt),
    resolution: resolution === null ? null : toResolution(resolution),
    told:
      told === null
        ? null
        : {
            text: told.text,
            by: told.by,
            at: isoOf(told.at),
            expectedAt: isoOrNull(told.expectedAt),
            lapsedAt: isoOrNull(told.lapsedAt),
          },
    occurrences: exception.occurrences,
    evidence: exception.evidence.map(({ traceId, spanId, position }) => ({
      traceId,
      spanId,
      position: String(position),
    })),
    customer: exception.customer,
    load: exception.load,
    cutoff: cutoff === null ? null : { at: isoOf(cutoff.at), source: cutoff.source },
    blocks: exception.blocks,
    value: amountOf(exception.held, network),
    causeId: exception.causeId,
    version: exception.version,
    code: exception.code,
    eventType: exception.eventType,
    watch: exception.watch,
  };
}

const toResolution = ({ by, reason, text, outcomeSeenAt }: NonNullable<OpsException["resolution"]>) => ({
  by,
  reason,
  text,
  ...(outcomeSeenAt === undefined ? {} : { outcomeSeenAt: isoOrNull(outcomeSeenAt) }),
});

/** One line of an exception's history. */
export const toHistoryRow = (entry: HistoryEntry): HistoryRow => ({
  actionId: entry.version,
  at: isoOf(entry.at),
  by: entry.by,
  action: entry.action,
  text: entry.text,
});

/** One exception with its history, why it is whose and how bad, and the last facts of its subject. */
export function toExceptionDetail(
  exception: OpsException,
  history: readonly HistoryEntry[],
  timeline: readonly CanonicalEvent[],
  network: Pick<Network, "minorUnits">,
): ExceptionDetail {
  return {
    ...toExceptionRow(exception, network),
    history: history.map(toHistoryRow),
    route: exception.route,
    severityWhy: exception.severityWhy,
    timeline: timeline.map((fact) => toEventRow(fact, network)),
    held: exception.held.map(({ ref, money, basis }) => ({
      ...objectOf(ref),
      value: money === null ? null : moneyText(money, network),
      basis,
    })),
  };
}
