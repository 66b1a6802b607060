import {
  type Ask,
  type BusinessObject,
  type CanonicalEvent,
  type Cause,
  type Dating,
  type Dealing,
  type EngineState,
  type FigureHistory,
  firstEngine,
  type HandOver,
  type HistoryEntry,
  type Instant,
  type KeptClosing,
  type KeptStatement,
  type KeyText,
  type LagCell,
  type LifeVersion,
  type OpsException,
  type Pledge,
  type Ref,
  type SourceState,
  type Standing,
  type TraceState,
} from "../../domain/index.ts";
import type { Folded, PlacedFact } from "../../ports/folded.ts";
import { type LagMinute, movedLag } from "../../ports/lag.ts";
import { awaitedSystems, compareFacts, type Rows } from "../../ports/overlay.ts";
import { type Restood, restood } from "../../ports/standings.ts";
import { type TimerQueue, timerQueue } from "../../ports/timers.ts";

/** An expectation that waits. */
export interface Pending {
  readonly cell: LagCell;
  readonly ref: Ref;
  readonly expectation: string;
  readonly since: Instant;
}

/** All rows of a store in maps. */
export interface Tables {
  /** Null before the first commit that says it. */
  engine: EngineState | null;
  readonly objects: Map<Ref, BusinessObject>;
  readonly keys: Map<KeyText, Ref>;
  readonly facts: Map<string, PlacedFact>;
  /** Identities on each timeline. */
  readonly timelines: Map<Ref, Set<string>>;
  readonly traces: Map<string, TraceState>;
  readonly exceptions: Map<number, OpsException>;
  readonly history: Map<number, Map<number, HistoryEntry>>;
  readonly causes: Map<number, Cause>;
  /** Number of the newest cause of each family. */
  readonly byFamily: Map<string, number>;
  readonly byFingerprint: Map<string, Set<number>>;
  readonly byObject: Map<Ref, Set<number>>;
  readonly unresolved: Set<number>;
  readonly sources: Map<string, SourceState>;
  /** By kind and warehouse, then by ref. */
  readonly standings: Map<string, Map<Ref, Standing>>;
  readonly handOvers: Map<number, HandOver>;
  readonly asks: Map<number, Ask>;
  readonly owed: Map<Ref, readonly LifeVersion[]>;
  /** By ref, then by figure. */
  readonly figures: Map<string, ReadonlyMap<string, FigureHistory>>;
  readonly statements: Map<string, KeptStatement>;
  readonly dealings: Map<Ref, readonly Dealing[]>;
  readonly datings: Map<Ref, Dating>;
  /** By `closingKey`. */
  readonly closings: Map<string, KeptClosing>;
  readonly pledges: Map<number, Pledge>;
  readonly awaiting: Map<string, Set<Ref>>;
  /** By cell and minute, as `Folded.lags`. */
  readonly lags: Map<string, LagMinute>;
  /** As `Folded.pendings`. */
  readonly pendings: Map<string, Pending>;
  readonly timers: TimerQueue;
}

/** Tables without a row. */
export const emptyTables = (): Tables => ({
  engine: null,
  objects: new Map(),
  keys: new Map(),
  facts: new Map(),
  timelines: new Map(),
  traces: new Map(),
  exceptions: new Map(),
  history: new Map(),
  causes: new Map(),
  byFamily: new Map(),
  byFingerprint: new Map(),
  byObject: new Map(),
  unresolved: new Set(),
  sources: new Map(),
  standings: new Map(),
  handOvers: new Map(),
  asks: new Map(),
  owed: new Map(),
  figures: new Map(),
  dealings: new Map(),
  statements: new Map(),
  datings: new Map(),
  closings: new Map(),
  pledges: new Map(),
  awaiting: new Map(),
  lags: new Map(),
  pendings: new Map(),
  timers: timerQueue(),
});

/** Tables of the same rows, which later commits do not change: rows themselves never do. */
export function copyOf(tables: Tables): Tables {
  const ofMaps = <K, L, V>(maps: ReadonlyMap<K, ReadonlyMap<L, V>>) =>
    new Map([...maps].map(([key, map]) => [key, new Map(map)]));
  const ofSets = <K, V>(sets: ReadonlyMap<K, ReadonlySet<V>>) =>
    new Map([...sets].map(([key, set]) => [key, new Set(set)]));
  return {
    engine: tables.engine,
    objects: new Map(tables.objects),
    keys: new Map(tables.keys),
    facts: new Map(tables.facts),
    timelines: ofSets(tables.timelines),
    traces: new Map(tables.traces),
    exceptions: new Map(tables.exceptions),
    history: ofMaps(tables.history),
    causes: new Map(tables.causes),
    byFamily: new Map(tables.byFamily),
    byFingerprint: ofSets(tables.byFingerprint),
    byObject: ofSets(tables.byObject),
    unresolved: new Set(tables.unresolved),
    sources: new Map(tables.sources),
    standings: ofMaps(tables.standings),
    handOvers: new Map(tables.handOvers),
    asks: new Map(tables.asks),
    owed: new Map(tables.owed),
    figures: new Map(tables.figures),
    dealings: new Map(tables.dealings),
    statements: new Map(tables.statements),
    datings: new Map(tables.datings),
    closings: new Map(tables.closings),
    pledges: new Map(tables.pledges),
    awaiting: ofSets(tables.awaiting),
    lags: new Map(tables.lags),
    pendings: new Map(tables.pendings),
    timers: timerQueue(),
  };
}

/** Reads tables as a draft wants them. */
export function rowsOf(tables: Tables): Rows {
  return {
    engine: () => tables.engine ?? firstEngine,
    object: (ref) => tables.objects.get(ref),
    refOf: (key) => tables.keys.get(key),
    fact: (identity) => tables.facts.get(identity),
    factsOf: (ref) => timelineOf(tables, ref),
    trace: (ref) => tables.traces.get(ref),
    exception: (number) => tables.exceptions.get(number),
    exceptionsOf: (fingerprint) => [...(tables.byFingerprint.get(fingerprint) ?? [])].sort((a, b) => b - a),
    history: (number) => historyOf(tables, number),
    cause: (number) => tables.causes.get(number),
    causeOf: (family) => tables.byFamily.get(family),
    source: (ref) => tables.sources.get(ref),
    handOver: (number) => tables.handOvers.get(number),
    ask: (number) => tables.asks.get(number),
    owed: (ref) => tables.owed.get(ref) ?? [],
    figures: (ref) => [...(tables.figures.get(ref)?.values() ?? [])].flatMap(({ versions }) => versions),
    dating: (ref) => tables.datings.get(ref),
    closing: (key) => tables.closings.get(key),
    pledge: (number) => tables.pledges.get(number),
    unresolved: () => [...tables.unresolved].sort((a, b) => a - b),
    awaiting: (system) => [...(tables.awaiting.get(system) ?? [])].sort(),
    due: (upTo, limit) => tables.timers.due(upTo, limit),
  };
}

/** Facts of an object in business order. */
export function timelineOf(tables: Tables, ref: Ref): readonly CanonicalEvent[] {
  const facts: CanonicalEvent[] = [];
  for (const identity of tables.timelines.get(ref) ?? []) {
    const placed = tables.facts.get(identity);
    if (placed !== undefined) facts.push(placed.fact);
  }
  return facts.sort(compareFacts);
}

/** Entries of an exception, oldest first. */
export const historyOf = (tables: Tables, number: number): readonly HistoryEntry[] =>
  [...(tables.history.get(number)?.values() ?? [])].sort((a, b) => a.version - b.version);

function addTo<K, V>(index: Map<K, Set<V>>, key: K, value: V): void {
  const values = index.get(key);
  if (values === undefined) index.set(key, new Set([value]));
  else values.add(value);
}

function takeFrom<K, V>(index: Map<K, Set<V>>, key: K, value: V): void {
  const values = index.get(key);
  values?.delete(value);
  if (values?.size === 0) index.delete(key);
}

/** Writes what was folded into the tables; cannot fail half-way. */
export function writeFolded(tables: Tables, folded: Folded): void {
  if (folded.engine !== null) tables.engine = folded.engine;
  for (const changed of restood(folded, (ref) => tables.objects.get(ref))) writeStandings(tables, changed);
  for (const [ref, object] of folded.objects) writeObject(tables, ref, object);
  for (const [key, ref] of folded.keys) {
    if (ref === null) tables.keys.delete(key);
    else tables.keys.set(key, ref);
  }
  for (const [identity, placed] of folded.facts) {
    for (const ref of tables.facts.get(identity)?.on ?? []) takeFrom(tables.timelines, ref, identity);
    tables.facts.set(identity, placed);
    for (const ref of placed.on) addTo(tables.timelines, ref, identity);
  }
  for (const [ref, trace] of folded.traces) tables.traces.set(ref, trace);
  for (const exception of folded.exceptions.values()) writeException(tables, exception);
  for (const [number, entries] of folded.history) {
    const kept = tables.history.get(number) ?? new Map<number, HistoryEntry>();
    for (const [version, entry] of entries) kept.set(version, entry);
    tables.history.set(number, kept);
  }
  for (const [number, cause] of folded.causes) {
    tables.causes.set(number, cause);
    tables.byFamily.set(cause.family, Math.max(tables.byFamily.get(cause.family) ?? 0, number));
  }
  for (const [ref, source] of folded.sources) {
    tables.sources.set(ref, source);
    tables.timers.setSource(ref, source.timer);
  }
  for (const [number, handOver] of folded.handOvers) tables.handOvers.set(number, handOver);
  for (const [number, ask] of folded.asks) tables.asks.set(number, ask);
  for (const [id, statement] of folded.statements)
    if (statement === null) tables.statements.delete(id);
    else tables.statements.set(id, statement);
  for (const [ref, dating] of folded.datings) {
    if (dating === null) tables.datings.delete(ref);
    else tables.datings.set(ref, dating);
  }
  for (const [key, closing] of folded.closings) tables.closings.set(key, closing);
  for (const [number, pledge] of folded.pledges) tables.pledges.set(number, pledge);
  for (const [ref, versions] of folded.owed) {
    if (versions.length === 0) tables.owed.delete(ref);
    else tables.owed.set(ref, versions);
  }
  for (const [ref, changed] of folded.figures) {
    const own = new Map([...(tables.figures.get(ref) ?? []), ...changed]);
    for (const [figure, { versions }] of changed) if (versions.length === 0) own.delete(figure);
    if (own.size === 0) tables.figures.delete(ref);
    else tables.figures.set(ref, own);
  }
  for (const [ref, dealings] of folded.dealings) {
    if (dealings.length === 0) tables.dealings.delete(ref);
    else tables.dealings.set(ref, dealings);
  }
  for (const [key, lag] of folded.lags) {
    const minute = movedLag(tables.lags.get(key) ?? null, lag);
    if (minute === null) tables.lags.delete(key);
    else tables.lags.set(key, minute);
  }
  for (const [key, { cell, ref, expectation, since }] of folded.pendings) {
    if (since === null) tables.pendings.delete(key);
    else tables.pendings.set(key, { cell, ref, expectation, since });
  }
}

/** Names a building's standings of a kind. */
export const standingKey = (kind: string, warehouse: string): string => `${kind} ${warehouse}`;

function writeStandings(tables: Tables, { ref, kind, was, is }: Restood): void {
  for (const { warehouse } of was) {
    const standing = tables.standings.get(standingKey(kind, warehouse));
    standing?.delete(ref);
    if (standing?.size === 0) tables.standings.delete(standingKey(kind, warehouse));
  }
  for (const one of is) {
    const key = standingKey(kind, one.warehouse);
    const standing = tables.standings.get(key) ?? new Map<Ref, Standing>();
    tables.standings.set(key, standing.set(ref, one));
  }
}

function writeObject(tables: Tables, ref: Ref, object: BusinessObject | null): void {
  const before = tables.objects.get(ref);
  if (before !== undefined) for (const system of awaitedSystems(before)) takeFrom(tables.awaiting, system, ref);
  tables.timers.setObject(ref, object?.timer ?? null);
  if (object === null) {
    tables.objects.delete(ref);
    return;
  }
  tables.objects.set(ref, object);
  for (const system of awaitedSystems(object)) addTo(tables.awaiting, system, ref);
}

function writeException(tables: Tables, exception: OpsException): void {
  const { number, fingerprint, object, timer } = exception;
  const before = tables.exceptions.get(number);
  if (before !== undefined) {
    takeFrom(tables.byFingerprint, before.fingerprint, number);
    if (before.object !== null) takeFrom(tables.byObject, before.object, number);
  }
  tables.exceptions.set(number, exception);
  addTo(tables.byFingerprint, fingerprint, number);
  if (object !== null) addTo(tables.byObject, object, number);
  if (exception.state === "resolved") tables.unresolved.delete(number);
  else tables.unresolved.add(number);
  tables.timers.setException(number, timer);
}
