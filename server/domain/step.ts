import type { SourceTally, Tie, TraceTally } from "../../collectors/kit/index.ts";
import { restateBooks } from "./books/restate.ts";
import { statedType, statementIdOf, statementOf } from "./books/stated.ts";
import type { Change, Input } from "./change.ts";
import type { Context } from "./context.ts";
import { acceptFact } from "./correlation/place.ts";
import { linkNamed, objectsNamed } from "./correlation/tie.ts";
import { settleTrace, traceSeen } from "./correlation/trace.ts";
import { counterChanges } from "./counters.ts";
import { judgeLone, judgeTrace } from "./exceptions/failures.ts";
import { judgeMisses } from "./exceptions/misses.ts";
import { tellAfterQuiet } from "./exceptions/quiet.ts";
import { settleFailure } from "./exceptions/recovery.ts";
import { climb } from "./exceptions/rungs.ts";
import { adoptMisses, judgeSilence, listened } from "./exceptions/silence.ts";
import { judgePresence, judgeReadable, judgeUnreadable } from "./exceptions/sources.ts";
import { lapsed, standsUntil } from "./exceptions/told.ts";
import { dressed, restsAt, writeException } from "./exceptions/write.ts";
import { hear, tells } from "./expectations/presence.ts";
import { settleAt, settleObject, statusOf } from "./expectations/settle.ts";
import { restateFigures } from "./figures/restate.ts";
import { isObjectKind, keyText, sourceText, traceText } from "./keys.ts";
import type { Network } from "./network.ts";
import { normalise } from "./normalise.ts";
import { restateDealings } from "./partner/restate.ts";
import { rule } from "./rule.ts";
import type { CanonicalEvent, Instant, Ref } from "./types.ts";
import {
  exceptionOf,
  factOf,
  objectOf,
  openWork,
  putObject,
  rowChanges,
  sourceOf,
  traceOf,
  type Work,
} from "./work.ts";

/** Most timers looked at in one tick. */
const mostTimers = 512;

/** Most rounds until nothing more follows from anything; each round settles what the one before touched. */
const mostRounds = 20;

/**
 * The composition of the core: one input in, all that it decides out. Pure: it sees only what it is handed.
 * Deadlines before an entry are settled by ticks up to its stamp; a tick handles one instant, so that the
 * same deadlines fall in the same order whatever the size of a batch: repeat it while `context.due` has any.
 */
export function step(input: Input, context: Context, network: Network): readonly Change[] {
  const work = openWork(
    context,
    network,
    input.kind === "tick" ? input.to : input.kind === "ruling" ? input.ruling.at : input.at,
  );
  const lone: CanonicalEvent[] = [];
  switch (input.kind) {
    case "entry":
      judgeReadable(work, input.collector, input.sender);
      for (const tally of input.decoded.sources) hearSource(work, tally, false);
      for (const trace of input.decoded.traces) seeTrace(work, trace);
      for (const tie of input.decoded.ties) seeTie(work, tie);
      for (const observation of input.decoded.facts) {
        const event = normalise(observation, network, input.at, input.position);
        if (event !== null) takeFact(work, event, lone);
        else
          seeTie(work, {
            source: observation.source,
            traceId: observation.traceId,
            keys: observation.keys,
            identity: observation.identity,
            at: input.at,
          });
      }
      break;
    case "heard":
      for (const tally of input.decoded.sources) hearSource(work, tally, true);
      break;
    case "unreadable":
      judgeUnreadable(work, input.collector, input.sender, input.reason);
      break;
    case "ruling":
      rule(work, input.ruling);
      break;
    case "tick":
      tick(work, input.to);
      break;
  }
  finish(work, lone);
  restateBooks(work);
  restateFigures(work);
  restateDealings(work);
  return [...rowChanges(work), ...counterChanges(work)];
}

function hearSource(work: Work, tally: SourceTally, repeat: boolean): void {
  const ref = sourceText(tally.source.environment, tally.source.system);
  const last = sourceOf(work, ref)?.lastSeenAt ?? null;
  hear(work, tally, repeat);
  listened(work, ref, last);
}

function seeTrace(work: Work, tally: TraceTally): void {
  const ref = traceText(tally.environment, tally.traceId);
  traceSeen(work, ref, {
    environment: tally.environment,
    traceId: tally.traceId,
    startAt: Number(tally.startNanos / 1_000_000n),
    endAt: Number(tally.endNanos / 1_000_000n),
    systems: tally.systems,
    name: tally.root?.name ?? tally.firstName,
    root: tally.root !== null,
    failed: tally.failed,
  });
}

function seeTie(work: Work, tie: Tie): void {
  const { environment } = tie.source;
  const keys = tie.keys.filter((key) => isObjectKind(key.kind));
  if (keys.length === 0) return;
  const refs = objectsNamed(work, environment, keys, tie.identity);
  linkNamed(work, refs, tie.identity);
  if (tie.traceId === null) return;
  const ref = traceText(environment, tie.traceId);
  const known = traceOf(work, ref);
  traceSeen(work, ref, {
    environment,
    traceId: tie.traceId,
    keys: keys.map((key) => keyText(environment, key)),
    startAt: known?.startAt ?? tie.at,
    endAt: known?.endAt ?? tie.at,
    systems: [tie.source.system],
    name: known?.name ?? tie.source.system,
    root: known?.rootSeen ?? false,
    failed: false,
  });
}

function takeFact(work: Work, event: CanonicalEvent, lone: CanonicalEvent[]): void {
  acceptFact(work, event);
  takeStatement(work, event);
  if (event.type !== null) tells(work, event.type, event);
  if (event.status === "failed" && !isGrouped(work, event)) lone.push(event);
}

/** What the ERP says of its own books, by the variant that is the record. */
function takeStatement(work: Work, event: CanonicalEvent): void {
  if (event.type !== statedType) return;
  const held = factOf(work, event.identity)?.fact ?? event;
  work.statements.set(statementIdOf(event), statementOf(held));
}

/** Whether a failure is judged with those of its trace; without a trace, or beyond what one groups, it stands for itself. */
function isGrouped(work: Work, event: CanonicalEvent): boolean {
  if (event.traceId === null) return false;
  return traceOf(work, traceText(event.environment, event.traceId))?.failures.includes(event.identity) ?? false;
}

/** Settles until nothing more follows: traces, failures, expectations, exceptions, sources. */
function finish(work: Work, lone: readonly CanonicalEvent[]): void {
  for (const event of lone) judgeLone(work, event);
  const judged = new Set<Ref>();
  for (let round = 0; round < mostRounds; round++) {
    settleTraces(work);
    for (const ref of takeAll(work.moved)) wake(work, ref);
    const touched = withNeighbours(work, takeAll(work.touched));
    if (touched.length === 0) break;
    for (const ref of touched) settleObject(work, ref);
    for (const ref of touched) judgeObject(work, ref, judged);
  }
  for (const ref of judged) {
    const object = objectOf(work, ref);
    if (object === undefined) continue;
    const status = statusOf(work, object);
    if (status !== object.status) putObject(work, { ...object, status });
  }
}

function settleTraces(work: Work): void {
  const traces = new Set(takeAll(work.touchedTraces));
  for (const ref of traces) settleTrace(work, ref);
  for (const ref of takeAll(work.relinked)) {
    const object = objectOf(work, ref);
    for (const traceId of object?.traces ?? []) traces.add(traceText(object?.environment ?? "", traceId));
  }
  for (const ref of [...traces].sort()) {
    const before = traceOf(work, ref)?.groups;
    judgeTrace(work, ref);
    for (const group of [...(before ?? []), ...(traceOf(work, ref)?.groups ?? [])]) {
      const subject = exceptionOf(work, group.exception)?.object;
      if (subject !== undefined && subject !== null) work.touched.add(subject);
    }
  }
}

function takeAll<T>(set: Set<T>): T[] {
  const all = [...set].sort();
  set.clear();
  return all;
}

/** What rests on a source that moved is judged again. */
function wake(work: Work, ref: string): void {
  const source = sourceOf(work, ref);
  if (source === undefined) return;
  // One that is declared complete and sampled from its first record on has turned as well.
  const declared = source.environment === "" ? (work.network.systems.get(source.system)?.presence ?? null) : null;
  const before = work.context.source(ref)?.presence ?? declared ?? "unknown";
  if (before !== source.presence) judgePresence(work, source, before);
  if (source.environment !== "") return;
  const kind = work.network.systems.get(source.system)?.kind;
  for (const selector of kind === undefined ? [source.system] : [source.system, kind]) {
    for (const object of work.context.awaiting(selector)) work.touched.add(object);
  }
}

/** Touched objects and those whose expectations or exceptions look at them, ascending. */
function withNeighbours(work: Work, touched: readonly Ref[]): readonly Ref[] {
  const all = new Set<Ref>();
  for (const ref of touched) {
    const object = objectOf(work, ref);
    if (object === undefined) continue;
    all.add(ref);
    const via = work.network.stepsByVia.get(object.kind) ?? [];
    for (const link of object.links) {
      const awaits = via.some((step) => step.object === link.kind);
      if (awaits || (objectOf(work, link.ref)?.exceptions.length ?? 0) > 0) all.add(link.ref);
    }
  }
  return [...all].sort();
}

function judgeObject(work: Work, ref: Ref, judged: Set<Ref>): void {
  judged.add(ref);
  const object = objectOf(work, ref);
  if (object === undefined || object.environment !== "") return;
  judgeMisses(work, object);
  for (const number of object.exceptions) {
    const exception = exceptionOf(work, number);
    if (exception === undefined || exception.object !== ref) continue;
    if (exception.kind === "failed-event") {
      // What it explained, or no longer explains, is judged in the next round.
      if (settleFailure(work, exception).state !== exception.state)
        for (const link of object.links) work.touched.add(link.ref);
    } else if (exception.state !== "resolved") writeException(work, dressed(work, exception), null);
  }
}

/** Handles the first instant that is due; where nothing is, everything is settled up to the end. */
function tick(work: Work, to: Instant): void {
  const timers = work.context.due(to, mostTimers);
  const first = timers[0]?.at;
  if (first === undefined) {
    if (to > work.engine.settledTo) work.engine = { ...work.engine, settledTo: to };
    return;
  }
  work.at = Math.max(first, work.engine.settledTo);
  work.engine = { ...work.engine, settledTo: work.at };
  for (const timer of timers) {
    if (timer.at !== first) break;
    if (timer.kind === "object") {
      const object = objectOf(work, timer.ref);
      if (object === undefined) continue;
      putObject(work, settleAt(work, object, first));
      work.touched.add(timer.ref);
    } else if (timer.kind === "source") judgeSilence(work, timer.ref);
    else lookAt(work, timer.number, first);
  }
}

function lookAt(work: Work, number: number, at: Instant): void {
  const exception = exceptionOf(work, number);
  if (exception === undefined || exception.state === "resolved") return;
  if (exception.state === "snoozed") {
    const state = exception.acknowledgedAt === null ? "open" : "acknowledged";
    writeException(work, dressed(work, { ...lapsed(exception, at), state, snoozedUntil: null, rungAt: work.at }), {
      action: "woken",
      by: "rule",
      text: null,
    });
    return;
  }
  const rests = restsAt(work, exception);
  const quiet = exception.quietUntil;
  const stands = standsUntil(exception);
  if (rests !== null && rests <= at) settleFailure(work, exception);
  else if (quiet !== null && quiet + work.network.settle <= at) {
    tellAfterQuiet(work, exception);
    if (exception.kind === "source-silent" && exception.system !== null)
      adoptMisses(work, number, exception.system, exception.openedAt);
  } else if (stands !== null && stands <= at) {
    const said = exception.told === null ? null : `${exception.told.by}: ${exception.told.text}`;
    const row = { ...lapsed(exception, at), rungAt: work.at };
    writeException(work, dressed(work, row), { action: "woken", by: "rule", text: said });
  } else climb(work, exception);
}
