import type { Step } from "../network.ts";
import type { BusinessObject, Expectation, OpsException } from "../types.ts";
import { exceptionOf, numberOf, objectOf, type Work } from "../work.ts";
import { fingerprint } from "./fingerprint.ts";
import { noteOutcome } from "./outcome.ts";
import { awaitedQuietUntil } from "./quiet.ts";
import { lateTitle, missReason, missTitle, spanText } from "./words.ts";
import { dressed, raise, reopen, resolveAs, writeException } from "./write.ts";

/** Raises what is missed, ends what is not, and counts what came late without having been raised. */
export function judgeMisses(work: Work, object: BusinessObject): void {
  const wanted = new Set<string>();
  for (const expectation of object.expectations) {
    const print = fingerprint("missing-event", object.ref, expectation.id);
    wanted.add(print);
    const known = knownMiss(work, object, print, expectation.state === "missed");
    if (expectation.state === "missed") judgeMissed(work, object, expectation, print, known);
    else if (known !== undefined) endMiss(work, expectation, known);
    else if (expectation.state === "met-late") noteLate(work, object, expectation);
  }
  for (const number of object.exceptions) {
    const exception = exceptionOf(work, number);
    if (exception?.kind !== "missing-event" || exception.object !== object.ref) continue;
    if (wanted.has(exception.fingerprint)) continue;
    if (exception.state === "resolved") noteOutcome(work, exception, undefined);
    else resolveAs(work, exception, "rule", "its step is no longer awaited", work.at);
  }
}

/** The exception of a miss: among the object's own, and, where one is about to be raised, by its fingerprint. */
function knownMiss(work: Work, object: BusinessObject, print: string, search: boolean): OpsException | undefined {
  for (const number of object.exceptions) {
    const exception = exceptionOf(work, number);
    if (exception?.fingerprint === print) return exception;
  }
  const number = search ? numberOf(work, print) : undefined;
  return number === undefined ? undefined : exceptionOf(work, number);
}

function judgeMissed(
  work: Work,
  object: BusinessObject,
  expectation: Expectation,
  print: string,
  known: OpsException | undefined,
): void {
  if (known?.state === "resolved" && known.resolution?.by !== "rule") {
    noteOutcome(work, known, null);
    return;
  }
  const failure = explainedBy(work, object, expectation);
  if (failure !== undefined) {
    if (known !== undefined && known.state !== "resolved")
      resolveAs(work, known, "explained", `X-${failure.number}`, work.at);
    return;
  }
  const step = stepOf(work, expectation);
  if (step === undefined || expectation.dueAt === null) return;
  if (known === undefined) raise(work, told(work, object, expectation, step, "missing-event", print));
  else if (known.state !== "resolved") writeException(work, dressed(work, known), null);
  else if (known.resolution?.by === "rule") reopen(work, known, "it is missing again");
}

/** A failed B explains its own miss: on the object, or on one of another kind that it is linked to; also when a person closed it. */
function explainedBy(work: Work, object: BusinessObject, expectation: Expectation): OpsException | undefined {
  const linked = object.links
    .filter((link) => link.kind !== object.kind)
    .flatMap((link) => objectOf(work, link.ref) ?? []);
  const bearers = [object, ...linked];
  for (const bearer of bearers) {
    for (const number of bearer.exceptions) {
      const exception = exceptionOf(work, number);
      if (
        exception?.kind !== "failed-event" ||
        exception.eventType !== expectation.expects ||
        exception.object !== bearer.ref
      )
        continue;
      if (exception.state !== "resolved" || exception.resolution?.by !== "rule") return exception;
    }
  }
  return undefined;
}

function endMiss(work: Work, expectation: Expectation, known: OpsException): void {
  const { state, metAt } = expectation;
  if (known.state === "resolved") {
    noteOutcome(work, known, metAt ?? (unawaited.has(state) ? undefined : null));
    return;
  }
  if (metAt !== null) {
    resolveAs(
      work,
      { ...known, heardLateMs: expectation.heardLateMs ?? (metAt > known.openedAt ? null : work.at - metAt) },
      "arrived",
      null,
      metAt,
    );
  } else if (state === "cancelled") resolveAs(work, known, "cancelled", null, work.at);
  else resolveAs(work, known, "rule", state === "open" ? "its deadline moved" : (expectation.reason ?? state), work.at);
}

/** States in which an expectation without its event waits for it no more. */
const unawaited: ReadonlySet<Expectation["state"]> = new Set(["cancelled", "not-judged"]);

function noteLate(work: Work, object: BusinessObject, expectation: Expectation): void {
  const print = fingerprint("late-event", object.ref, expectation.id);
  if (knownMiss(work, object, print, false) !== undefined) return;
  const step = stepOf(work, expectation);
  if (step === undefined || expectation.metAt === null || numberOf(work, print) !== undefined) return;
  const raised = raise(work, told(work, object, expectation, step, "late-event", print));
  resolveAs(work, raised, "arrived", null, expectation.metAt);
}

function told(
  work: Work,
  object: BusinessObject,
  expectation: Expectation,
  step: Step,
  kind: "missing-event" | "late-event",
  print: string,
) {
  const until = awaitedQuietUntil(work, expectation.system, expectation.dueAt ?? work.at);
  const quiet = until !== null && until + work.network.settle > work.at ? until : null;
  const late = (expectation.metAt ?? 0) - (expectation.dueAt ?? 0);
  return {
    environment: object.environment,
    fingerprint: print,
    kind,
    title:
      kind === "late-event"
        ? lateTitle(step, expectation.system, work.network)
        : missTitle(step, expectation.system, work.network),
    reason:
      kind === "late-event"
        ? `It came ${spanText(Math.max(1000, late))} after its time.`
        : missReason(step, expectation.system, work.network),
    code: null,
    eventType: expectation.expects,
    flow: step.flow,
    step: step.id,
    system: expectation.system,
    warehouse: expectation.warehouse ?? work.network.systems.get(expectation.system)?.warehouse ?? null,
    object: object.ref,
    traceId: null,
    openedAt: expectation.dueAt ?? work.at,
    heardLateMs: expectation.heardLateMs,
    evidence: [],
    groups: [],
    watch: expectation.watch || quiet !== null,
    quietUntil: quiet,
  };
}

const stepOf = (work: Work, expectation: Expectation): Step | undefined =>
  work.network.steps.find((step) => step.flow === expectation.flow && step.id === expectation.step);
