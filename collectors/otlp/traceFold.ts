import type { TraceTally } from "../kit/index.ts";

/** One record of a trace, as far as its tally needs it. */
interface TraceRecord {
  readonly name: string;
  readonly system: string;
  readonly startNanos: bigint;
  readonly endNanos: bigint;
  /** A span without a parent. */
  readonly root: boolean;
  readonly failed: boolean;
  /** Carries a key of an object. */
  readonly keyed: boolean;
}

/** Folds the records of the traces of one receipt; the order in which they come does not matter. */
interface TraceFold {
  add(traceId: string, environment: string, record: TraceRecord): void;
  /** Every trace id, with or without a tally. */
  ids(): Iterable<string>;
  /** Tallies of the traces that have a key or a failure. */
  result(): TraceTally[];
}

interface Named {
  readonly name: string;
  readonly system: string;
  readonly startNanos: bigint;
}

interface Open {
  readonly traceId: string;
  readonly environment: string;
  startNanos: bigint;
  endNanos: bigint;
  first: Named;
  root: Named | null;
  failed: boolean;
  worth: boolean;
  readonly systems: Map<string, bigint>;
}

/** Starts the fold of one receipt. */
export function foldTraces(): TraceFold {
  const ids = new Set<string>();
  const traces = new Map<string, Open>();
  return {
    add(traceId, environment, record) {
      ids.add(traceId);
      const at = `${traceId}${environment}`;
      let trace = traces.get(at);
      if (trace === undefined) {
        trace = begin(traceId, environment, record);
        traces.set(at, trace);
      }
      include(trace, record);
    },
    ids: () => ids,
    result: () => [...traces.values()].filter((trace) => trace.worth).map(tallyOf),
  };
}

const begin = (traceId: string, environment: string, record: TraceRecord): Open => ({
  traceId,
  environment,
  startNanos: record.startNanos,
  endNanos: record.endNanos,
  first: record,
  root: null,
  failed: false,
  worth: false,
  systems: new Map(),
});

function include(trace: Open, record: TraceRecord): void {
  const { name, system, startNanos, endNanos } = record;
  if (startNanos < trace.startNanos) trace.startNanos = startNanos;
  if (endNanos > trace.endNanos) trace.endNanos = endNanos;
  const since = trace.systems.get(system);
  if (since === undefined || startNanos < since) trace.systems.set(system, startNanos);
  if (earlier(record, trace.first)) trace.first = { name, system, startNanos };
  if (record.root && (trace.root === null || earlier(record, trace.root))) trace.root = { name, system, startNanos };
  if (record.failed) trace.failed = true;
  if (record.failed || record.keyed) trace.worth = true;
}

function earlier(a: Named, b: Named): boolean {
  if (a.startNanos !== b.startNanos) return a.startNanos < b.startNanos;
  return a.name !== b.name ? a.name < b.name : a.system < b.system;
}

function tallyOf(trace: Open): TraceTally {
  const systems = [...trace.systems]
    .sort(([a, since], [b, sinceB]) => (since === sinceB ? (a < b ? -1 : 1) : since < sinceB ? -1 : 1))
    .map(([system]) => system);
  return {
    traceId: trace.traceId,
    environment: trace.environment,
    startNanos: trace.startNanos,
    endNanos: trace.endNanos,
    systems,
    root: trace.root === null ? null : { name: trace.root.name, system: trace.root.system },
    firstName: trace.first.name,
    failed: trace.failed,
  };
}
