import type { TraceTally } from "../kit/index.ts";

/** An instant in Unix nanoseconds, in two halves of 32 bits. */
export interface Halves {
  readonly hi: number;
  readonly lo: number;
}

/** One record of a trace, as far as its tally needs it. */
export interface TraceRecord {
  /** Asked for only where it is needed. */
  name(): string;
  readonly system: string;
  readonly startHi: number;
  readonly startLo: number;
  readonly endHi: number;
  readonly endLo: number;
  /** A span without a parent. */
  readonly root: boolean;
  readonly failed: boolean;
  /** Carries a key of an object. */
  readonly keyed: boolean;
}

/** A trace while its records come. */
export interface OpenTrace {
  readonly traceId: string;
  readonly environment: string;
  startHi: number;
  startLo: number;
  endHi: number;
  endLo: number;
  first: Named | null;
  root: Named | null;
  failed: boolean;
  worth: boolean;
  readonly systems: Map<string, Since>;
  /** That of the record before: most come from the same. */
  last: Since | null;
}

/** Folds the records of the traces of one receipt; the order in which they come does not matter. */
interface TraceFold {
  /** The trace of this id in an environment, begun where it is new: it must get a record then. */
  open(traceId: string, environment: string): OpenTrace;
  /** Every trace id, with or without a tally. */
  ids(): Iterable<string>;
  /** Tallies of the traces that have a key or a failure. */
  result(): TraceTally[];
}

interface Named extends Halves {
  readonly name: string;
  readonly system: string;
}

interface Since {
  readonly system: string;
  hi: number;
  lo: number;
}

/** Starts the fold of one receipt. */
export function foldTraces(): TraceFold {
  const ids = new Set<string>();
  const traces = new Map<string, OpenTrace>();
  return {
    open(traceId, environment) {
      ids.add(traceId);
      const at = `${traceId}${environment}`;
      let trace = traces.get(at);
      if (trace === undefined) {
        trace = begin(traceId, environment);
        traces.set(at, trace);
      }
      return trace;
    },
    ids: () => ids,
    result: () => [...traces.values()].filter((trace) => trace.worth).map(tallyOf),
  };
}

const begin = (traceId: string, environment: string): OpenTrace => ({
  traceId,
  environment,
  startHi: 0,
  startLo: 0,
  endHi: 0,
  endLo: 0,
  first: null,
  root: null,
  failed: false,
  worth: false,
  systems: new Map(),
  last: null,
});

/** Instants before they are told apart: less than 0 where the first is earlier. */
const order = (aHi: number, aLo: number, bHi: number, bLo: number): number => (aHi !== bHi ? aHi - bHi : aLo - bLo);

/** Folds a record into its trace. */
export function include(trace: OpenTrace, record: TraceRecord): void {
  const { system, startHi, startLo, endHi, endLo } = record;
  const fresh = trace.first === null;
  if (fresh || order(startHi, startLo, trace.startHi, trace.startLo) < 0) {
    trace.startHi = startHi;
    trace.startLo = startLo;
  }
  if (fresh || order(endHi, endLo, trace.endHi, trace.endLo) > 0) {
    trace.endHi = endHi;
    trace.endLo = endLo;
  }
  meet(trace, system, startHi, startLo);
  if (isEarlier(record, trace.first)) trace.first = namedOf(record);
  if (record.root && isEarlier(record, trace.root)) trace.root = namedOf(record);
  if (record.failed) trace.failed = true;
  if (record.failed || record.keyed) trace.worth = true;
}

function meet(trace: OpenTrace, system: string, hi: number, lo: number): void {
  let known = trace.last?.system === system ? trace.last : trace.systems.get(system);
  if (known === undefined) {
    known = { system, hi, lo };
    trace.systems.set(system, known);
  } else if (order(hi, lo, known.hi, known.lo) < 0) {
    known.hi = hi;
    known.lo = lo;
  }
  trace.last = known;
}

const namedOf = (record: TraceRecord): Named => ({
  name: record.name(),
  system: record.system,
  hi: record.startHi,
  lo: record.startLo,
});

function isEarlier(record: TraceRecord, known: Named | null): boolean {
  if (known === null) return true;
  const apart = order(record.startHi, record.startLo, known.hi, known.lo);
  if (apart !== 0) return apart < 0;
  const name = record.name();
  return name !== known.name ? name < known.name : record.system < known.system;
}

const nanosOf = (hi: number, lo: number): bigint => (BigInt(hi) << 32n) | BigInt(lo);

function tallyOf(trace: OpenTrace): TraceTally {
  const systems = [...trace.systems.values()]
    .sort((a, b) => order(a.hi, a.lo, b.hi, b.lo) || (a.system < b.system ? -1 : 1))
    .map(({ system }) => system);
  return {
    traceId: trace.traceId,
    environment: trace.environment,
    startNanos: nanosOf(trace.startHi, trace.startLo),
    endNanos: nanosOf(trace.endHi, trace.endLo),
    systems,
    root: trace.root === null ? null : { name: trace.root.name, system: trace.root.system },
    firstName: trace.first?.name ?? "",
    failed: trace.failed,
  };
}
