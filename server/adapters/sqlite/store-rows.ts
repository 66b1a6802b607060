import {
  type Ask,
  type BusinessObject,
  type CanonicalEvent,
  type Cause,
  type ContributionVersion,
  type Dating,
  type EngineState,
  firstEngine,
  type HandOver,
  type HistoryEntry,
  type Instant,
  type KeyText,
  type LifeVersion,
  type OpsException,
  type Pledge,
  type Ref,
  type SourceState,
  type TraceState,
} from "../../domain/index.ts";
import type { Rows } from "../../ports/overlay.ts";
import { type TimerQueue, timerQueue } from "../../ports/timers.ts";
import { type Cache, cache } from "./cache.ts";
import { closingReaders } from "./closing.ts";
import type { Handle } from "./database.ts";
import { figureReader } from "./figures.ts";
import { keyReader } from "./keys.ts";
import { owedReader } from "./owed.ts";
import { factIn } from "./packed-facts.ts";
import { objectIn } from "./packed-objects.ts";
import { type Seen, seen } from "./seen.ts";
import { traceReader } from "./trace-rows.ts";
import { exceptionBytes, figureBytes, hotBytes, objectBytes, owedBytes, timelineBytes, traceBytes } from "./weights.ts";

/** The rows of a store as a draft reads them, with what the writer keeps in memory of them. */
export interface HotRows extends Rows {
  readonly timers: TimerQueue;
  /** Null: there is none, as the file was asked. */
  readonly objects: Cache<Ref, BusinessObject | null>;
  readonly traces: Cache<string, TraceState | null>;
  readonly exceptions: Cache<number, OpsException | null>;
  readonly keys: Cache<KeyText, Ref | null>;
  /** What rows were written of: keys, refs and traces; null where some were before this began, so that only the file knows. */
  readonly named: Seen | null;
  readonly causes: Cache<number, Cause | null>;
  readonly sources: Cache<string, SourceState | null>;
  readonly datings: Cache<Ref, Dating | null>;
  /** Number of the newest cause of each family. */
  readonly families: Cache<string, number | null>;
  /** What objects and exceptions add to figures. */
  readonly counts: Cache<string, readonly ContributionVersion[] | null>;
  /** What objects owe. */
  readonly lives: Cache<Ref, readonly LifeVersion[] | null>;
  /** Identities of which the file has no fact: each new record is asked for several times before it is written. */
  readonly unheard: Cache<string, true>;
  /** Whether the file has nothing under a ref: no object, timeline, figure, dating and nothing that is owed. */
  readonly strangers: Cache<Ref, boolean>;
  /** Facts on timelines, in business order. */
  readonly timelines: Cache<Ref, readonly CanonicalEvent[]>;
}

/** Rows read through caches. Whoever writes keeps the caches and timers true. */
export function hotRows(db: Handle): HotRows {
  const engine = db.prepare("SELECT value FROM meta WHERE name = 'engine'").pluck();
  const object = db.prepare("SELECT doc FROM objects WHERE ref = ?").pluck();
  const key = keyReader(db);
  const fact = db.prepare("SELECT doc, stands_on FROM facts WHERE identity = ?").raw();
  const facts = db
    .prepare(
      `SELECT facts.doc FROM timelines JOIN facts USING (identity)
       WHERE ref = ? ORDER BY occurred_at, occurred_nanos, identity`,
    )
    .pluck();
  const trace = traceReader(db);
  const exception = db.prepare("SELECT doc FROM exceptions WHERE number = ?").pluck();
  const byFingerprint = db.prepare("SELECT number FROM exceptions WHERE fingerprint = ? ORDER BY number DESC").pluck();
  const history = db.prepare("SELECT doc FROM history WHERE exception = ? ORDER BY version").pluck();
  const cause = db.prepare("SELECT doc FROM causes WHERE number = ?").pluck();
  const byFamily = db.prepare("SELECT max(number) FROM causes WHERE family = ?").pluck();
  const source = db.prepare("SELECT doc FROM sources WHERE ref = ?").pluck();
  const ask = db.prepare("SELECT doc FROM asks WHERE number = ?").pluck();
  const handOver = db.prepare("SELECT doc FROM hand_overs WHERE number = ?").pluck();
  const owed = owedReader(db);
  const figures = figureReader(db);
  const closing = closingReaders(db);
  const pledge = db.prepare("SELECT doc FROM pledges WHERE number = ?").pluck();
  const unresolved = db.prepare("SELECT number FROM exceptions WHERE unresolved = 1").pluck();
  const awaiting = db.prepare("SELECT ref FROM awaiting WHERE system = ?").pluck();

  const objects = cache<Ref, BusinessObject | null>(hotBytes.objects, objectBytes);
  const traces = cache<string, TraceState | null>(hotBytes.traces, traceBytes);
  const exceptions = cache<number, OpsException | null>(hotBytes.exceptions, exceptionBytes);
  const keys = cache<KeyText, Ref | null>(100_000);
  const causes = cache<number, Cause | null>(4_000);
  const sources = cache<string, SourceState | null>(4_000);
  const datings = cache<Ref, Dating | null>(40_000);
  const families = cache<string, number | null>(4_000);
  const counts = cache<string, readonly ContributionVersion[] | null>(hotBytes.figures, figureBytes);
  const lives = cache<Ref, readonly LifeVersion[] | null>(hotBytes.owed, owedBytes);
  const unheard = cache<string, true>(10_000);
  const strangers = cache<Ref, boolean>(40_000);
  const timelines = cache<Ref, readonly CanonicalEvent[]>(hotBytes.timelines, timelineBytes);
  const timers = timersOf(db);
  // What fills a file from its beginning, as a rebuild does, asks of everything new whether it is there.
  const committed = Number(db.prepare("SELECT value FROM meta WHERE name = 'seq'").pluck().get());
  const named = committed === 0 ? seen() : null;
  const isUnwritten = (name: string): boolean => named?.mayHold(name) === false;
  const anything = db
    .prepare(
      `SELECT EXISTS (SELECT 1 FROM objects WHERE ref = :ref) OR EXISTS (SELECT 1 FROM timelines WHERE ref = :ref)
         OR EXISTS (SELECT 1 FROM owed WHERE ref = :ref) OR EXISTS (SELECT 1 FROM figures WHERE ref = :ref)
         OR EXISTS (SELECT 1 FROM datings WHERE ref = :ref)`,
    )
    .pluck();
  /** So of what comes for the first time the file is asked once, and not for each of its rows. */
  const isNew = (ref: Ref): boolean => {
    if (isUnwritten(ref)) return true;
    const known = strangers.get(ref);
    if (known !== undefined) return known;
    const isStranger = anything.get({ ref }) === 0;
    strangers.set(ref, isStranger);
    return isStranger;
  };

  return {
    timers,
    objects,
    traces,
    exceptions,
    keys,
    named,
    causes,
    sources,
    datings,
    families,
    unheard,
    strangers,
    timelines,
    engine: () => parsed<EngineState>(engine.get()) ?? firstEngine,
    object: (ref) =>
      through(objects, ref, () => {
        if (isUnwritten(ref)) return undefined;
        const image = read(object.get(ref), (text) => objectIn(ref, text));
        if (image !== undefined) strangers.set(ref, false);
        return image;
      }),
    refOf: (text) => through(keys, text, () => (isUnwritten(text) ? undefined : key(text))),
    fact(identity) {
      if (unheard.get(identity) === true) return undefined;
      const row = fact.get(identity) as readonly [string, string] | undefined;
      if (row === undefined) {
        unheard.set(identity, true);
        return undefined;
      }
      return { fact: factIn(row[0]), on: JSON.parse(row[1]) as readonly Ref[] };
    },
    factsOf: (ref) => {
      const known = timelines.get(ref);
      if (known !== undefined) return known;
      const found = isNew(ref) ? [] : facts.all(ref).map((doc) => factIn(String(doc)));
      timelines.set(ref, found);
      return found;
    },
    trace: (ref) => through(traces, ref, () => (isUnwritten(ref) ? undefined : trace(ref))),
    exception: (number) => through(exceptions, number, () => parsed<OpsException>(exception.get(number))),
    exceptionsOf: (fingerprint) => byFingerprint.all(fingerprint) as number[],
    history: (number) => history.all(number).map((doc) => JSON.parse(String(doc)) as HistoryEntry),
    cause: (number) => through(causes, number, () => parsed<Cause>(cause.get(number))),
    causeOf: (family) => through(families, family, () => (byFamily.get(family) as number | null) ?? undefined),
    source: (ref) => through(sources, ref, () => parsed<SourceState>(source.get(ref))),
    handOver: (number) => parsed<HandOver>(handOver.get(number)),
    ask: (number) => parsed<Ask>(ask.get(number)),
    lives,
    owed: (ref) => through(lives, ref, () => (isNew(ref) ? [] : owed(ref))) ?? [],
    counts,
    figures: (ref) => through(counts, ref, () => (isNew(ref) ? [] : figures(ref))) ?? [],
    dating: (ref) => through(datings, ref, () => (isNew(ref) ? undefined : closing.dating(ref))),
    pledge: (number) => parsed<Pledge>(pledge.get(number)),
    closing(key) {
      const [period, entity] = JSON.parse(key) as [string, string | null];
      return closing.closing(period, entity);
    },
    unresolved: () => (unresolved.all() as number[]).sort((a, b) => a - b),
    awaiting: (system) => (awaiting.all(system) as string[]).sort(),
    due: (upTo, limit) => timers.due(upTo, limit),
  };
}

/** What a cache knows, or else the file says; that there is nothing is kept as well. */
function through<K, V>(kept: Cache<K, V | null>, name: K, find: () => V | undefined): V | undefined {
  const known = kept.get(name);
  if (known !== undefined) return known ?? undefined;
  const found = find();
  kept.set(name, found ?? null);
  return found;
}

/** Reads a JSON column that may be missing. */
export const parsed = <T>(doc: unknown): T | undefined => read(doc, (text) => JSON.parse(text) as T);

/** Reads a column of text that may be missing. */
export const read = <T>(text: unknown, valueIn: (text: string) => T): T | undefined =>
  typeof text === "string" ? valueIn(text) : undefined;

/** Timers are read so far beyond what is asked for, in milliseconds. */
const readAhead = 3_600_000;

/**
 * What is due, of which only what falls due soon is in memory: the rest is in the file, in its order, and is read once its
 * time comes near. So a start takes as long as what is due, and not as long as all that waits.
 */
function timersOf(db: Handle): TimerQueue {
  const timers = timerQueue();
  const within = (columns: string, table: string) =>
    db.prepare(`SELECT ${columns} FROM ${table} WHERE timer > ? AND timer <= ? ORDER BY timer`).raw();
  const objects = within("ref, timer", "objects");
  const exceptions = within("number, timer", "exceptions");
  for (const doc of db.prepare("SELECT doc FROM sources").pluck().iterate()) {
    const source = parsed<SourceState>(doc);
    if (source !== undefined) timers.setSource(source.ref, source.timer);
  }
  let readTo: Instant = Number.MIN_SAFE_INTEGER;
  return {
    ...timers,
    due(upTo, limit) {
      if (upTo > readTo) {
        const to = upTo + readAhead;
        for (const [ref, at] of objects.iterate(readTo, to) as Iterable<[string, Instant]>) timers.setObject(ref, at);
        for (const [number, at] of exceptions.iterate(readTo, to) as Iterable<[number, Instant]>)
          timers.setException(number, at);
        readTo = to;
      }
      return timers.due(upTo, limit);
    },
  };
}
