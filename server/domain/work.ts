import type { KeptStatement } from "./books/tie-out.ts";
import type { LifeVersion } from "./books/versions.ts";
import type { Change } from "./change.ts";
import type { KeptClosing } from "./close/closing.ts";
import type { Dating } from "./close/dating.ts";
import type { Context } from "./context.ts";
import type { FigureHistory } from "./figures/figure.ts";
import type { Network } from "./network.ts";
import type { Dealing } from "./partner/dealing.ts";
import type { Pledge } from "./pledge.ts";
import type {
  Ask,
  BusinessObject,
  CanonicalEvent,
  Cause,
  EngineState,
  HandOver,
  HistoryEntry,
  Instant,
  KeyText,
  OpsException,
  Ref,
  SourceState,
  TraceState,
} from "./types.ts";

type Placed = { readonly fact: CanonicalEvent; readonly on: readonly Ref[] };

/**
 * One step in the making: reads through to the context, sees its own writes, and ends as a list of changes.
 * Each row leaves it once, as it is at the end, however often it was written meanwhile.
 */
export interface Work {
  readonly network: Network;
  /** Stamp of what is being applied; moves forward while deadlines are settled. */
  at: Instant;
  engine: EngineState;
  readonly context: Context;
  readonly objects: Map<Ref, BusinessObject | null>;
  readonly into: Map<Ref, Ref>;
  readonly keys: Map<KeyText, Ref>;
  readonly facts: Map<string, Placed>;
  readonly traces: Map<string, TraceState>;
  readonly exceptions: Map<number, OpsException>;
  readonly fingerprints: Map<string, number>;
  readonly entries: HistoryEntry[];
  readonly causes: Map<number, Cause>;
  readonly families: Map<string, number>;
  readonly sources: Map<string, SourceState>;
  readonly handOvers: Map<number, HandOver>;
  readonly asks: Map<number, Ask>;
  readonly owed: Map<Ref, readonly LifeVersion[]>;
  /** Each ref and figure at most once. */
  readonly figures: FigureHistory[];
  /** By id; null: what a record said is no statement any more. */
  readonly statements: Map<string, KeptStatement | null>;
  /** What is due between us and partners about an object; empty: nothing is, any more. */
  readonly dealings: Map<Ref, readonly Dealing[]>;
  readonly datings: Map<Ref, Dating | null>;
  /** By `closingKey`. */
  readonly closings: Map<string, KeptClosing>;
  readonly pledges: Map<number, Pledge>;
  /** Sources as they were read: each is asked for once a step. */
  readonly heard: Map<string, SourceState | undefined>;
  /** Objects whose expectations and exceptions must be judged before the step ends. */
  readonly touched: Set<Ref>;
  readonly touchedTraces: Set<string>;
  /** Objects whose links changed: failures of their traces are grouped again. */
  readonly relinked: Set<Ref>;
  /** Sources whose first-heard time or presence moved: what rests on it is judged again. */
  readonly moved: Set<string>;
}

/** Begins a step. */
export const openWork = (context: Context, network: Network, at: Instant): Work => ({
  network,
  at,
  context,
  engine: context.engine(),
  objects: new Map(),
  into: new Map(),
  keys: new Map(),
  facts: new Map(),
  traces: new Map(),
  exceptions: new Map(),
  fingerprints: new Map(),
  entries: [],
  causes: new Map(),
  families: new Map(),
  sources: new Map(),
  handOvers: new Map(),
  asks: new Map(),
  owed: new Map(),
  figures: [],
  dealings: new Map(),
  statements: new Map(),
  datings: new Map(),
  closings: new Map(),
  pledges: new Map(),
  heard: new Map(),
  touched: new Set(),
  touchedTraces: new Set(),
  relinked: new Set(),
  moved: new Set(),
});

/** The object as it is now; undefined when there is none by that ref. */
export function objectOf(work: Work, ref: Ref): BusinessObject | undefined {
  const own = work.objects.get(ref);
  return own === undefined ? work.context.object(ref) : (own ?? undefined);
}

/** Where an object went that was joined to another in this step. */
export function currentRef(work: Work, ref: Ref): Ref {
  let now = ref;
  for (let next = work.into.get(now); next !== undefined; next = work.into.get(now)) now = next;
  return now;
}

export function putObject(work: Work, object: BusinessObject): void {
  work.objects.set(object.ref, object);
  work.into.delete(object.ref);
}

export const refOfKey = (work: Work, key: KeyText): Ref | undefined => work.keys.get(key) ?? work.context.refOf(key);
export const factOf = (work: Work, identity: string): Placed | undefined =>
  work.facts.get(identity) ?? work.context.fact(identity);
export const traceOf = (work: Work, ref: string): TraceState | undefined =>
  work.traces.get(ref) ?? work.context.trace(ref);
export const exceptionOf = (work: Work, number: number): OpsException | undefined =>
  work.exceptions.get(number) ?? work.context.exception(number);
export const numberOf = (work: Work, fingerprint: string): number | undefined => {
  const own = work.fingerprints.get(fingerprint);
  if (own !== undefined) return own;
  const number = work.context.exceptionOf(fingerprint);
  // The fingerprint may have moved to another in this step.
  return number !== undefined && exceptionOf(work, number)?.fingerprint === fingerprint ? number : undefined;
};
export const causeOf = (work: Work, number: number): Cause | undefined =>
  work.causes.get(number) ?? work.context.cause(number);
/** The newest cause of a family. */
export const causeOfFamily = (work: Work, family: string): Cause | undefined => {
  const number = Math.max(work.families.get(family) ?? 0, work.context.causeOf(family) ?? 0);
  return number === 0 ? undefined : causeOf(work, number);
};
export function sourceOf(work: Work, ref: string): SourceState | undefined {
  const own = work.sources.get(ref);
  if (own !== undefined) return own;
  if (!work.heard.has(ref)) work.heard.set(ref, work.context.source(ref));
  return work.heard.get(ref);
}

export const askOf = (work: Work, number: number): Ask | undefined => work.asks.get(number) ?? work.context.ask(number);
export const handOverOf = (work: Work, number: number): HandOver | undefined =>
  work.handOvers.get(number) ?? work.context.handOver(number);

/** Every fact on an object's timeline, this step's own placements included. */
export function factsOn(work: Work, ref: Ref): CanonicalEvent[] {
  const own = [...work.facts.values()].flatMap(({ fact, on }) => (on.includes(ref) ? [fact] : []));
  return [...factsBefore(work, ref), ...own];
}

/** Facts on a timeline that this step did not place: it may have taken their place, or put them on another. */
export const factsBefore = (work: Work, ref: Ref): CanonicalEvent[] =>
  work.context.factsOf(ref).filter(({ identity }) => !work.facts.has(identity));

/** What a step placed, by timeline: where many are asked for, each fact is looked at once. */
export function placedByRef(work: Work): ReadonlyMap<Ref, readonly CanonicalEvent[]> {
  const placed = new Map<Ref, CanonicalEvent[]>();
  for (const { fact, on } of work.facts.values()) {
    for (const ref of new Set(on)) {
      const own = placed.get(ref);
      if (own === undefined) placed.set(ref, [fact]);
      else own.push(fact);
    }
  }
  return placed;
}

/** The changes of a finished step, apart from the counters, which compare before and after. */
export function rowChanges(work: Work): Change[] {
  const changes: Change[] = [];
  for (const [ref, object] of work.objects) {
    if (object === null) {
      if (work.context.object(ref) !== undefined)
        changes.push({ kind: "object-gone", ref, into: work.into.has(ref) ? currentRef(work, ref) : null });
    } else if (object !== work.context.object(ref)) changes.push({ kind: "object", object });
  }
  for (const [key, ref] of work.keys) changes.push({ kind: "key", key, ref });
  for (const { fact, on } of work.facts.values()) changes.push({ kind: "fact", fact, on });
  for (const trace of work.traces.values()) changes.push({ kind: "trace", trace });
  for (const source of work.sources.values()) changes.push({ kind: "source", source });
  for (const handOver of work.handOvers.values()) changes.push({ kind: "hand-over", handOver });
  for (const ask of work.asks.values()) changes.push({ kind: "ask", ask });
  for (const [id, statement] of work.statements) changes.push({ kind: "statement", id, statement });
  for (const [ref, versions] of work.owed) changes.push({ kind: "owed", ref, versions });
  for (const history of work.figures) changes.push({ kind: "figure", history });
  for (const [ref, dealings] of work.dealings) changes.push({ kind: "dealings", ref, dealings });
  for (const [ref, dating] of work.datings) changes.push({ kind: "dating", ref, dating });
  for (const closing of work.closings.values()) changes.push({ kind: "closing", closing });
  for (const pledge of work.pledges.values()) changes.push({ kind: "pledge", pledge });
  for (const cause of work.causes.values()) changes.push({ kind: "cause", cause });
  for (const exception of work.exceptions.values()) pushException(changes, work, exception);
  if (work.engine !== work.context.engine()) changes.push({ kind: "engine", engine: work.engine });
  return changes;
}

/** One change an entry of its history, the last with the row as it ends; none where only the row changed. */
function pushException(changes: Change[], work: Work, exception: OpsException): void {
  const before = work.context.exception(exception.number) ?? null;
  const entries = work.entries.filter((entry) => entry.exception === exception.number);
  if (entries.length === 0) changes.push({ kind: "exception", before, exception, entry: null });
  entries.forEach((entry, index) => {
    changes.push({ kind: "exception", before: index === 0 ? before : exception, exception, entry });
  });
}
