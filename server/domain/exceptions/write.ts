import { traitOf } from "../correlation/fold.ts";
import { masked } from "../masked.ts";
import type { RoutingFacts } from "../network.ts";
import { severityOf } from "../routing/severity.ts";
import { route } from "../routing/tree.ts";
import type { HistoryEntry, Instant, OpsException, PersonState, Ref } from "../types.ts";
import { exceptionOf, objectOf, putObject, type Work } from "../work.ts";
import { enlisted } from "./causes.ts";
import { blockedBy, cutoffOf, heldBy, linkedOf, sumOf } from "./held.ts";
import { type OnLadder, onLadder } from "./ladder.ts";
import { lapsed, standsUntil } from "./told.ts";

/** A failure without an event type rests after this long without a repeat, in the open network. */
const quietAfter = 86_400_000;
/** Resolved exceptions that an object remembers by number. */
const mostResolved = 20;

/** What a new exception is told; the rest follows from it. */
export type Raised = Pick<
  OpsException,
  | "environment"
  | "fingerprint"
  | "kind"
  | "title"
  | "reason"
  | "code"
  | "eventType"
  | "flow"
  | "step"
  | "system"
  | "warehouse"
  | "object"
  | "traceId"
  | "openedAt"
  | "heardLateMs"
  | "evidence"
  | "groups"
  | "watch"
> & { readonly quietUntil?: Instant | null };

/** Raises an exception and gives it an owner. */
export function raise(work: Work, told: Raised): OpsException {
  const number = work.engine.nextException;
  work.engine = { ...work.engine, nextException: number + 1 };
  const bare: OpsException = {
    ...told,
    number,
    state: "open",
    severity: "medium",
    severityWhy: [],
    owner: { team: "", person: null },
    ownerDecided: false,
    route: [],
    rung: 0,
    rungAt: work.at,
    routedBy: { partner: null, customerTier: null, severity: "medium" },
    notMine: [],
    handOver: null,
    quietUntil: told.quietUntil ?? null,
    createdAt: work.at,
    acknowledgedAt: null,
    snoozedUntil: null,
    dueAt: null,
    resolvedAt: null,
    resolution: null,
    told: null,
    occurrences: Math.max(1, told.groups.length),
    customer: null,
    carrier: null,
    load: null,
    cutoff: null,
    blocks: { orders: 0, shipments: 0, invoices: 0 },
    held: [],
    timer: null,
    causeId: null,
    version: 0,
  };
  return writeException(work, dressed(work, bare), { action: "raised", by: "rule", text: told.reason });
}

/** What follows from the network and the object: money, cut-off, severity, owner, and when it wants to be looked at. */
export function dressed(work: Work, exception: OpsException): OpsException {
  return judged(work, exception).row;
}

/** The same, with where it stands on its ladder. */
export function judged(work: Work, exception: OpsException): { readonly row: OpsException; readonly ladder: OnLadder } {
  const object = exception.object === null ? undefined : objectOf(work, exception.object);
  const resolved = exception.state === "resolved";
  const held = object === undefined ? [] : heldBy(work, object);
  const orders = object === undefined ? [] : linkedOf(work, object, "order");
  const bearers = object === undefined ? [] : [object, ...orders];
  const first = (name: "carrier" | "customer" | "customer-tier" | "partner") => {
    for (const bearer of bearers) {
      const value = traitOf(bearer, name);
      if (value !== null) return value.text;
    }
    return null;
  };
  const cutoff = object === undefined ? null : cutoffOf(work, object, exception.warehouse, exception.createdAt);
  const value = sumOf(held);
  const step = work.network.steps.find((known) => known.flow === exception.flow && known.id === exception.step);
  const severe = severityOf(
    work.network,
    {
      criticality: step?.criticality ?? null,
      value,
      cutoffAt: cutoff?.at ?? null,
      customerTier: first("customer-tier"),
      overdue: exception.kind === "failed-event" && isOverdue(work, exception),
    },
    work.at,
  );
  const routedBy = {
    partner: first("partner") ?? work.network.systems.get(exception.system ?? "")?.partner ?? null,
    customerTier: first("customer-tier"),
    severity: severe.severity,
  };
  const routed = route(work.network, factsOf({ ...exception, held, routedBy }));
  const severity = routed.severity ?? severe.severity;
  const ladder = onLadder(work, exception, routed, severity);
  const row: OpsException = {
    ...exception,
    customer: first("customer"),
    carrier: first("carrier"),
    load: object?.links.find((link) => link.kind === "load")?.ref ?? null,
    cutoff,
    held,
    blocks: object === undefined ? exception.blocks : blockedBy(work, object),
    severity,
    severityWhy: routed.severity === null ? severe.why : [...severe.why, `the route sets ${routed.severity}`],
    owner: ladder.owner,
    route: routed.route,
    rung: ladder.rung,
    rungAt: ladder.rungAt,
    routedBy,
    handOver: ladder.handOver,
    dueAt: resolved ? null : ladder.dueAt,
    timer: resolved ? null : timerOf(work, exception, [severe.nextAt, ladder.lookAt]),
  };
  return { row, ladder };
}

/** What routing looks at of an exception, as it was last judged. */
export const factsOf = (
  exception: Pick<OpsException, "kind" | "title" | "flow" | "step" | "system" | "warehouse" | "held" | "routedBy">,
): RoutingFacts => ({
  kind: exception.kind,
  flow: exception.flow,
  step: exception.step,
  system: exception.system,
  partner: exception.routedBy.partner,
  warehouse: exception.warehouse,
  severity: exception.routedBy.severity,
  value: sumOf(exception.held),
  customerTier: exception.routedBy.customerTier,
  causeFamily: masked(exception.title),
});

/** The step that a failure stops is past its deadline. */
export function isOverdue(work: Work, exception: OpsException): boolean {
  const object = exception.object === null ? undefined : objectOf(work, exception.object);
  if (object === undefined || exception.step === null) return false;
  const bearers = [object, ...object.links.flatMap((link) => objectOf(work, link.ref) ?? [])];
  return bearers.some((bearer) =>
    bearer.expectations.some(
      (expectation) =>
        expectation.flow === exception.flow && expectation.step === exception.step && expectation.state === "missed",
    ),
  );
}

function timerOf(work: Work, exception: OpsException, others: readonly (Instant | null)[]): Instant | null {
  if (exception.state === "snoozed") return exception.snoozedUntil;
  const told = exception.quietUntil === null ? null : exception.quietUntil + work.network.settle;
  const times = [restsAt(work, exception), told, standsUntil(exception), ...others].filter((at) => at !== null);
  return times.length === 0 ? null : Math.min(...times);
}

/** When a failure that nothing can recover rests by itself; null where an outcome is awaited. */
export function restsAt(work: Work, exception: OpsException): Instant | null {
  if (!work.network.open || exception.kind !== "failed-event" || exception.eventType !== null) return null;
  return Math.max(exception.openedAt, ...exception.groups.map((group) => group.lastAt)) + quietAfter;
}

type Entry = Pick<HistoryEntry, "action" | "by" | "text"> & { readonly undoes?: PersonState };

/**
 * Writes the row where anything differs. The version counts what a person would have to see before deciding:
 * state, owner, severity, words and times, not how often it was repeated.
 */
export function writeException(work: Work, image: OpsException, entry: Entry | null): OpsException {
  const before = exceptionOf(work, image.number);
  const exception = enlisted(work, before, image);
  const differs = before === undefined || entry !== null || weight(before) !== weight(exception);
  const row = differs
    ? { ...exception, version: (before?.version ?? 0) + 1 }
    : { ...exception, version: before.version };
  if (!differs && JSON.stringify(before) === JSON.stringify(row)) return before;
  work.exceptions.set(row.number, row);
  if (
    before !== undefined &&
    before.fingerprint !== row.fingerprint &&
    work.fingerprints.get(before.fingerprint) === row.number
  ) {
    work.fingerprints.delete(before.fingerprint);
  }
  work.fingerprints.set(row.fingerprint, row.number);
  if (entry !== null) {
    work.entries.push({ exception: row.number, version: row.version, at: work.at, undoes: null, ...entry });
  }
  if (before !== undefined && before.object !== null && before.object !== row.object)
    forget(work, before.object, row.number);
  if (row.object !== null) remember(work, row.object, row.number);
  return row;
}

function weight(row: OpsException): string {
  return JSON.stringify([
    row.state,
    row.severity,
    row.title,
    row.reason,
    row.owner,
    row.object,
    row.flow,
    row.step,
    row.warehouse,
    row.told,
    row.cutoff,
    row.resolvedAt,
    row.resolution,
    row.snoozedUntil,
    row.acknowledgedAt,
  ]);
}

/** It is about another object now; what it explained there is judged again. */
function forget(work: Work, ref: Ref, number: number): void {
  const object = objectOf(work, ref);
  if (object === undefined) return;
  putObject(work, { ...object, exceptions: object.exceptions.filter((known) => known !== number) });
  work.touched.add(ref);
}

function remember(work: Work, ref: Ref, number: number): void {
  const object = objectOf(work, ref);
  if (object === undefined || object.exceptions.includes(number)) return;
  const numbers = [...object.exceptions, number].sort((a, b) => a - b);
  // What a person closed is kept until its outcome is seen, however many there are.
  const resolved = numbers.filter((known) => {
    const one = exceptionOf(work, known);
    return one?.state === "resolved" && one.resolution?.outcomeSeenAt !== null;
  });
  const drop = new Set(resolved.slice(0, Math.max(0, resolved.length - mostResolved)));
  putObject(work, { ...object, exceptions: numbers.filter((known) => !drop.has(known)) });
}

/** Ends an exception by rule; its time is the business time of what ended it. */
export function resolveAs(
  work: Work,
  exception: OpsException,
  reason: string,
  text: string | null,
  at: Instant,
): OpsException {
  if (exception.state === "resolved") return writeException(work, exception, null);
  const row: OpsException = {
    ...exception,
    state: "resolved",
    resolvedAt: at,
    resolution: { by: "rule", reason, text, ...(endsBySight(exception, reason) ? { outcomeSeenAt: at } : {}) },
    snoozedUntil: null,
    handOver: null,
    dueAt: null,
    timer: null,
  };
  return writeException(work, row, {
    action: reason === "merged" ? "merged" : "resolved",
    by: "rule",
    text: text ?? reason,
  });
}

const endsBySight = ({ kind }: OpsException, reason: string): boolean =>
  (kind === "missing-event" && reason === "arrived") || (kind === "failed-event" && reason === "recovered");

/** Opens one again that had ended, with its history. */
export function reopen(work: Work, exception: OpsException, text: string): OpsException {
  const row: OpsException = {
    ...lapsed(exception, work.at),
    state: "open",
    resolvedAt: null,
    resolution: null,
    acknowledgedAt: null,
    snoozedUntil: null,
    rung: 0,
    rungAt: work.at,
    handOver: null,
    createdAt: work.at,
  };
  return writeException(work, dressed(work, row), { action: "reopened", by: "rule", text });
}

/** Of two exceptions the one opened first; of two opened together the lower number. */
export const openedFirst = (a: OpsException, b: OpsException): OpsException =>
  a.openedAt !== b.openedAt ? (a.openedAt < b.openedAt ? a : b) : a.number < b.number ? a : b;
