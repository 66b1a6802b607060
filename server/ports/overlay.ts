import type { BusinessObject, CanonicalEvent, Context, ExpectationState, Ref, Timer } from "../domain/index.ts";
import { type Folded, foldChange, nothingFolded } from "./folded.ts";
import type { Draft } from "./store.ts";
import { compareTimers, timerQueue } from "./timers.ts";

/** The rows under a draft: a context that can also tell every exception with a fingerprint, newest first. */
export interface Rows extends Omit<Context, "exceptionOf"> {
  exceptionsOf(fingerprint: string): readonly number[];
}

const awaited: ReadonlySet<ExpectationState> = new Set(["open", "missed", "not-judged", "paused"]);

/** Systems from which an object awaits something: distinct, in the order of its expectations. */
export function awaitedSystems(object: BusinessObject): readonly string[] {
  const systems = new Set<string>();
  for (const expectation of object.expectations) if (awaited.has(expectation.state)) systems.add(expectation.system);
  return [...systems];
}

/** Business order: occurred at, nanoseconds, identity. */
export function compareFacts(a: CanonicalEvent, b: CanonicalEvent): number {
  if (a.occurredAt !== b.occurredAt) return a.occurredAt - b.occurredAt;
  if (a.occurredNanos !== b.occurredNanos) return a.occurredNanos - b.occurredNanos;
  return a.identity < b.identity ? -1 : a.identity > b.identity ? 1 : 0;
}

/** A draft that lays folded changes over rows and never touches these. `folded` is what it has taken so far. */
export function draftOver(rows: Rows): Draft & { readonly folded: Folded } {
  const folded = nothingFolded();
  const timers = timerQueue();
  /** Identities of folded facts by the timelines that they stand on now or stood on since the draft began. */
  const placed = new Map<Ref, Set<string>>();
  const fingerprints = new Map<string, Set<number>>();
  const families = new Map<string, number>();

  const covers = (timer: Timer): boolean => {
    switch (timer.kind) {
      case "object":
        return folded.objects.has(timer.ref);
      case "exception":
        return folded.exceptions.has(timer.number);
      case "source":
        return folded.sources.has(timer.ref);
    }
  };

  return {
    folded,
    fold(changes) {
      for (const change of changes) {
        foldChange(folded, change);
        switch (change.kind) {
          case "object":
            timers.setObject(change.object.ref, change.object.timer);
            break;
          case "object-gone":
            timers.setObject(change.ref, null);
            break;
          case "fact":
            for (const ref of change.on) {
              const on = placed.get(ref);
              if (on === undefined) placed.set(ref, new Set([change.fact.identity]));
              else on.add(change.fact.identity);
            }
            break;
          case "exception": {
            const { number, fingerprint, timer } = change.exception;
            timers.setException(number, timer);
            fingerprints.set(fingerprint, (fingerprints.get(fingerprint) ?? new Set()).add(number));
            break;
          }
          case "source":
            timers.setSource(change.source.ref, change.source.timer);
            break;
          case "cause":
            families.set(change.cause.family, Math.max(families.get(change.cause.family) ?? 0, change.cause.number));
            break;
        }
      }
    },
    engine: () => folded.engine ?? rows.engine(),
    object(ref) {
      const object = folded.objects.get(ref);
      return object === undefined ? rows.object(ref) : (object ?? undefined);
    },
    refOf(key) {
      const ref = folded.keys.get(key);
      return ref === undefined ? rows.refOf(key) : (ref ?? undefined);
    },
    fact: (identity) => folded.facts.get(identity) ?? rows.fact(identity),
    factsOf(ref) {
      const under =
        folded.facts.size === 0
          ? rows.factsOf(ref)
          : rows.factsOf(ref).filter((fact) => !folded.facts.has(fact.identity));
      const facts = [...under];
      for (const identity of placed.get(ref) ?? []) {
        const now = folded.facts.get(identity);
        if (now?.on.includes(ref)) facts.push(now.fact);
      }
      return facts.length === under.length ? facts : facts.sort(compareFacts);
    },
    trace: (ref) => folded.traces.get(ref) ?? rows.trace(ref),
    exception: (number) => folded.exceptions.get(number) ?? rows.exception(number),
    exceptionOf(fingerprint) {
      let newest: number | undefined = rows.exceptionsOf(fingerprint).find((number) => !folded.exceptions.has(number));
      for (const number of fingerprints.get(fingerprint) ?? []) {
        const holds = folded.exceptions.get(number)?.fingerprint === fingerprint;
        if (holds && (newest === undefined || number > newest)) newest = number;
      }
      return newest;
    },
    history(number) {
      const added = folded.history.get(number);
      if (added === undefined) return rows.history(number);
      const entries = new Map(rows.history(number).map((entry) => [entry.version, entry]));
      for (const entry of added.values()) entries.set(entry.version, entry);
      return [...entries.values()].sort((a, b) => a.version - b.version);
    },
    cause: (number) => folded.causes.get(number) ?? rows.cause(number),
    causeOf(family) {
      const newest = Math.max(families.get(family) ?? 0, rows.causeOf(family) ?? 0);
      return newest === 0 ? undefined : newest;
    },
    source: (ref) => folded.sources.get(ref) ?? rows.source(ref),
    ask: (number) => folded.asks.get(number) ?? rows.ask(number),
    owed: (ref) => folded.owed.get(ref) ?? rows.owed(ref),
    figures(ref) {
      const own = folded.figures.get(ref);
      if (own === undefined) return rows.figures(ref);
      const under = rows.figures(ref).filter(({ life }) => !own.has(life.figure));
      return [...under, ...[...own.values()].flatMap(({ versions }) => versions)];
    },
    dating(ref) {
      const own = folded.datings.get(ref);
      return own === undefined ? rows.dating(ref) : (own ?? undefined);
    },
    closing: (key) => folded.closings.get(key) ?? rows.closing(key),
    pledge: (number) => folded.pledges.get(number) ?? rows.pledge(number),
    handOver: (number) => folded.handOvers.get(number) ?? rows.handOver(number),
    unresolved() {
      const numbers = rows.unresolved().filter((number) => !folded.exceptions.has(number));
      for (const [number, { state }] of folded.exceptions) if (state !== "resolved") numbers.push(number);
      return numbers.sort((a, b) => a - b);
    },
    awaiting(system) {
      const refs = rows.awaiting(system).filter((ref) => !folded.objects.has(ref));
      for (const [ref, object] of folded.objects) {
        if (object !== null && awaitedSystems(object).includes(system)) refs.push(ref);
      }
      return refs.sort();
    },
    due(upTo, limit) {
      const own = timers.due(upTo, limit);
      let under: readonly Timer[] = [];
      for (let ask = limit; ; ask *= 4) {
        const answer = rows.due(upTo, ask);
        under = answer.filter((timer) => !covers(timer));
        if (under.length >= limit || answer.length < ask) break;
      }
      if (own.length === 0) return under.slice(0, limit);
      return [...own, ...under].sort(compareTimers).slice(0, limit);
    },
  };
}
