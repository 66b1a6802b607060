import { objectsOfTrace } from "../correlation/trace.ts";
import { eventOf } from "../events/index.ts";
import { partsOf } from "../keys.ts";
import { compareMarks, markOf } from "../marks.ts";
import { masked } from "../masked.ts";
import {
  type CanonicalEvent,
  type FailureGroup,
  type ObjectKind,
  type OpsException,
  type Ref,
  subjectRank,
  type TraceState,
} from "../types.ts";
import { currentRef, exceptionOf, factOf, numberOf, objectOf, traceOf, type Work } from "../work.ts";
import { fingerprint } from "./fingerprint.ts";
import { settleFailure } from "./recovery.ts";
import { survivor } from "./survivor.ts";
import { failureReason, failureTitle } from "./words.ts";
import { dressed, openedFirst, raise, resolveAs, writeException } from "./write.ts";

/** Failures that are one fault: those of one trace about one related set of objects, or a lone record. */
interface Group {
  /** The trace, or the identity of a record without one. */
  readonly id: string;
  readonly failures: readonly CanonicalEvent[];
  readonly objects: readonly Ref[];
}

/** Groups the failures of a trace anew and brings its exceptions in line. */
export function judgeTrace(work: Work, ref: string): void {
  const trace = traceOf(work, ref);
  if (trace === undefined || trace.failures.length === 0) return;
  const before = trace.groups;
  const groups = groupsOf(work, trace);
  const after: { exception: number; failures: readonly string[] }[] = [];
  const claimed = new Set<number>();
  for (const group of groups) {
    const names = group.failures.map((failure) => failure.identity);
    const own = before
      .filter((known) => known.failures.some((identity) => names.includes(identity)))
      .flatMap((known) => survivor(work, known.exception) ?? [])
      .filter((exception) => !claimed.has(exception.number));
    const exception = judgeGroup(work, group, own);
    if (exception === null) continue;
    claimed.add(exception.number);
    after.push({ exception: exception.number, failures: names });
  }
  for (const known of before) {
    const exception = survivor(work, known.exception);
    if (exception !== undefined && !claimed.has(exception.number)) leave(work, exception, trace.ref);
  }
  const same = JSON.stringify(before) === JSON.stringify(after);
  if (!same) work.traces.set(ref, { ...trace, groups: after });
}

/** Brings the exception of a failure that stands for itself in line. */
export function judgeLone(work: Work, event: CanonicalEvent): void {
  const placed = factOf(work, event.identity);
  if (placed === undefined || placed.on.length === 0 || placed.fact.status !== "failed") return;
  judgeGroup(work, { id: event.identity, failures: [placed.fact], objects: placed.on }, []);
}

function groupsOf(work: Work, trace: TraceState): readonly Group[] {
  const failures = trace.failures.flatMap((identity) => {
    const placed = factOf(work, identity);
    return placed === undefined || placed.fact.status !== "failed" ? [] : [placed];
  });
  const keyed = failures.filter((placed) => placed.fact.keys.length > 0);
  const keyless = failures.filter((placed) => placed.fact.keys.length === 0).map((placed) => placed.fact);
  const sets = related(
    work,
    keyed.map((placed) => placed.on),
  );
  const groups: Group[] = sets.map((objects) => ({
    id: trace.ref,
    failures: keyed.filter((placed) => placed.on.some((ref) => objects.includes(ref))).map((placed) => placed.fact),
    objects,
  }));
  const [only] = groups;
  if (only !== undefined) {
    // Failures without a key belong to the one fault that the trace tells; where it tells several, to none of them.
    return groups.length === 1 ? [{ ...only, failures: [...only.failures, ...keyless] }] : groups;
  }
  const objects = objectsOfTrace(work, trace);
  return objects.length === 0 || keyless.length === 0 ? [] : [{ id: trace.ref, failures: keyless, objects }];
}

/** Sets of objects that belong together: named by one failure, or linked. */
function related(work: Work, named: readonly (readonly Ref[])[]): readonly (readonly Ref[])[] {
  let sets: Ref[][] = [];
  for (const refs of named) {
    const joined = new Set<Ref>(refs);
    const apart: Ref[][] = [];
    for (const set of sets) {
      const meets = set.some((ref) => joined.has(ref) || refs.some((other) => areLinked(work, ref, other)));
      if (meets) for (const ref of set) joined.add(ref);
      else apart.push(set);
    }
    sets = [...apart, [...joined].sort()];
  }
  return sets.sort((a, b) => ((a[0] ?? "") < (b[0] ?? "") ? -1 : 1));
}

const areLinked = (work: Work, a: Ref, b: Ref): boolean =>
  objectOf(work, a)?.links.some((link) => link.ref === b) ?? false;

/** The failure that stands for its group: a failed business event, else the deepest failed span, else the first log record. */
export function faceOf(failures: readonly CanonicalEvent[]): CanonicalEvent | undefined {
  const inOrder = failures.toSorted((a, b) => compareMarks(markOf(a), markOf(b)));
  const typed = inOrder.find((failure) => failure.type !== null);
  if (typed !== undefined) return typed;
  const spans = inOrder.filter((failure) => failure.signal === "trace");
  const parents = new Set(spans.map((span) => span.parentSpanId));
  const leaves = spans.filter((span) => !parents.has(span.spanId));
  const deepest = leaves.reduce<CanonicalEvent | undefined>(
    (best, span) =>
      best === undefined ||
      span.startedAt > best.startedAt ||
      (span.startedAt === best.startedAt && span.identity < best.identity)
        ? span
        : best,
    undefined,
  );
  return deepest ?? inOrder[0];
}

/** What a failure is about: the object of its event's own kind, else the most specific one of its group. */
function subjectOf(face: CanonicalEvent, objects: readonly Ref[], own: readonly Ref[]): Ref | undefined {
  const kind = face.type === null ? undefined : eventOf(face.type)?.subject;
  const ranked: readonly (ObjectKind | undefined)[] = [kind, ...subjectRank];
  for (const wanted of ranked) {
    if (wanted === undefined) continue;
    const ofKind = (refs: readonly Ref[]) => refs.filter((ref) => partsOf(ref).kind === wanted).toSorted()[0];
    const found = ofKind(own) ?? ofKind(objects);
    if (found !== undefined) return found;
  }
  return undefined;
}

function judgeGroup(work: Work, group: Group, own: readonly OpsException[]): OpsException | null {
  const face = faceOf(group.failures);
  if (face === undefined || face.environment !== "") return null;
  const subject = subjectOf(
    face,
    group.objects.map((ref) => currentRef(work, ref)),
    factOf(work, face.identity)?.on ?? [],
  );
  if (subject === undefined) return null;
  const print = fingerprint("failed-event", subject, face.type ?? `${face.system}/${masked(face.title)}`);
  const first = Math.min(...group.failures.map((failure) => failure.occurredAt));
  const latest = group.failures.map(markOf).reduce((a, b) => (compareMarks(a, b) >= 0 ? a : b));
  const told: FailureGroup = { id: group.id, firstAt: first, lastAt: latest.at, lastNanos: latest.nanos };
  const named = numberOf(work, print);
  const same = named === undefined ? undefined : survivor(work, named);
  const candidates = own.filter((exception) => exception.groups.every((known) => known.id === group.id));
  const kept = [...candidates, ...(same === undefined ? [] : [same])].reduce<OpsException | undefined>(
    (best, exception) => (best === undefined ? exception : openedFirst(best, exception)),
    undefined,
  );
  const described = describe(work, face, subject, print);
  const evidence = group.failures
    .toSorted((a, b) => compareMarks(markOf(a), markOf(b)))
    .slice(-20)
    .map(({ identity, traceId, spanId, position }) => ({ identity, traceId, spanId, position }));
  if (kept === undefined) {
    const raised = raise(work, {
      ...described,
      openedAt: first,
      evidence,
      groups: [told],
      heardLateMs: null,
      watch: false,
    });
    for (const exception of own) if (exception.number !== raised.number) leave(work, exception, group.id);
    return settleFailure(work, raised);
  }
  for (const exception of new Set([...own, ...(same === undefined ? [] : [same])])) {
    if (exception.number === kept.number) continue;
    if (candidates.includes(exception) || exception === same) absorbInto(work, exception, kept);
    else leave(work, exception, group.id);
  }
  const now = exceptionOf(work, kept.number) ?? kept;
  const others = now.groups.filter((known) => known.id !== group.id);
  const repeated = others.length > 0 && others.length === now.groups.length;
  const groups = [...others, told].sort(compareGroups).slice(-100);
  // The words follow the latest group, so that a repeat with another reason says so.
  const leads = groups.at(-1)?.id === group.id;
  const row: OpsException = {
    ...now,
    ...described,
    ...(leads ? {} : wordsOf(same ?? now)),
    openedAt: Math.min(...groups.map((known) => known.firstAt)),
    occurrences: repeated ? now.occurrences + 1 : Math.max(now.occurrences, groups.length),
    groups,
    evidence: distinctEvidence([...now.evidence, ...evidence]),
  };
  const entry =
    repeated && now.state !== "resolved" ? ({ action: "repeated", by: "rule", text: row.reason } as const) : null;
  return settleFailure(work, writeException(work, dressed(work, row), entry));
}

/** What the latest group of an exception said: an earlier one that comes to be known later does not overrule it. */
const wordsOf = ({ title, reason, code, system, warehouse, traceId }: OpsException) => ({
  title,
  reason,
  code,
  system,
  warehouse,
  traceId,
});

const compareGroups = (a: FailureGroup, b: FailureGroup): number =>
  a.lastAt - b.lastAt || a.lastNanos - b.lastNanos || (a.id < b.id ? -1 : 1);

function distinctEvidence(evidence: OpsException["evidence"]): OpsException["evidence"] {
  return [...new Map(evidence.map((item) => [item.identity, item])).values()].slice(-20);
}

/** Everything about a failed event that its face says. */
function describe(work: Work, face: CanonicalEvent, subject: Ref, print: string) {
  const object = objectOf(work, subject);
  const only = object?.warehouses.length === 1 ? (object.warehouses[0] ?? null) : null;
  const warehouse = face.warehouse ?? work.network.systems.get(face.system)?.warehouse ?? only;
  const step = face.type === null ? undefined : stepOf(work, face.type, subject, warehouse);
  return {
    environment: face.environment,
    fingerprint: print,
    kind: "failed-event" as const,
    title: failureTitle(face),
    reason: failureReason(face, work.network),
    code: face.error?.code ?? null,
    eventType: face.type,
    flow: step?.flow ?? null,
    step: step?.id ?? null,
    system: face.system,
    warehouse,
    object: subject,
    traceId: face.traceId,
  };
}

/** The step that waits for an event: of a flow that holds in its building, of the subject's kind first; else of any. */
function stepOf(work: Work, type: string, subject: Ref, warehouse: string | null) {
  const kind = partsOf(subject).kind;
  const steps = work.network.steps.filter((step) => step.expect === type);
  const here = steps.filter(({ warehouses }) => warehouses === undefined || warehouses.has(warehouse ?? ""));
  return here.find(({ object }) => object === kind) ?? steps.find(({ object }) => object === kind) ?? steps[0];
}

/** A group is no longer part of an exception; one with no group left is joined or at an end. */
function leave(work: Work, exception: OpsException, group: string): void {
  const groups = exception.groups.filter((known) => known.id !== group);
  if (groups.length > 0) {
    const openedAt = Math.min(...groups.map((known) => known.firstAt));
    settleFailure(work, writeException(work, dressed(work, { ...exception, groups, openedAt }), null));
  } else if (exception.state !== "resolved")
    resolveAs(work, { ...exception, groups: exception.groups }, "rule", "explained by another record", work.at);
}

function absorbInto(work: Work, exception: OpsException, into: OpsException): void {
  const kept = exceptionOf(work, into.number) ?? into;
  const more = exception.groups.filter((group) => !kept.groups.some((known) => known.id === group.id));
  writeException(
    work,
    {
      ...kept,
      openedAt: Math.min(...[...kept.groups, ...more].map((group) => group.firstAt)),
      occurrences: Math.max(kept.occurrences, kept.groups.length + more.length),
      groups: [...kept.groups, ...more].sort(compareGroups),
      evidence: distinctEvidence([...kept.evidence, ...exception.evidence]),
    },
    null,
  );
  resolveAs(
    work,
    { ...exception, fingerprint: `${exception.fingerprint}#${exception.number}` },
    "merged",
    `X-${into.number}`,
    work.at,
  );
}
