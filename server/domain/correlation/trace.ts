import { partsOf } from "../keys.ts";
import type { KeyText, Ref, TraceState } from "../types.ts";
import { factOf, objectOf, putObject, refOfKey, traceOf, type Work } from "../work.ts";
import { placeFact } from "./place.ts";
import { link, unlink } from "./tie.ts";

/** What one look at a trace may add to it; everything is a fold: union, least, greatest. */
export interface TraceNews {
  readonly environment: string;
  readonly traceId: string;
  readonly keys?: readonly KeyText[];
  readonly keyless?: string;
  readonly failure?: string;
  readonly startAt: number;
  readonly endAt: number;
  readonly systems: readonly string[];
  readonly name: string;
  readonly root: boolean;
  readonly failed: boolean;
}

/**
 * Most facts without a key that one trace keeps waiting; beyond that they stand in the journal alone. Also the most
 * failures that it groups; beyond that each stands for itself.
 */
const mostKeyless = 1000;

/** Adds to a trace what was seen of it; what follows from that is settled at the end of the step. */
export function traceSeen(work: Work, ref: string, news: TraceNews): void {
  const old = traceOf(work, ref) ?? emptyTrace(ref, news);
  const keys = mergeKeys(old, news.keys ?? [], work.network.batchObjects);
  const leads = news.startAt < old.startAt || (news.startAt === old.startAt && news.name < old.name);
  const named = news.root === old.rootSeen ? leads : news.root;
  const next: TraceState = {
    ...old,
    keys: keys.keys,
    batch: old.batch || keys.batch,
    keyless: withIdentity(old.keyless, news.keyless),
    failures: withIdentity(old.failures, news.failure),
    startAt: Math.min(old.startAt, news.startAt),
    endAt: Math.max(old.endAt, news.endAt),
    systems: union(old.systems, news.systems),
    name: named ? news.name : old.name,
    rootSeen: old.rootSeen || news.root,
    failed: old.failed || news.failed,
  };
  work.traces.set(ref, next);
  if (
    next.keys.length !== old.keys.length ||
    next.batch !== old.batch ||
    next.failures.length !== old.failures.length ||
    next.keyless.length !== old.keyless.length
  ) {
    work.touchedTraces.add(ref);
  }
}

const emptyTrace = (ref: string, news: TraceNews): TraceState => ({
  ref,
  environment: news.environment,
  traceId: news.traceId,
  keys: [],
  batch: false,
  keyless: [],
  failures: [],
  groups: [],
  startAt: news.startAt,
  endAt: news.endAt,
  systems: [],
  name: news.name,
  rootSeen: news.root,
  failed: false,
});

function mergeKeys(
  old: TraceState,
  more: readonly KeyText[],
  most: number,
): { keys: readonly KeyText[]; batch: boolean } {
  const fresh = more.filter((key) => !old.keys.includes(key));
  if (fresh.length === 0) return { keys: old.keys, batch: old.batch };
  const keys = [...new Set([...old.keys, ...fresh])].sort();
  const counts = new Map<string, number>();
  let batch = false;
  const kept = keys.filter((key) => {
    const kind = partsOf(key).kind;
    const count = (counts.get(kind) ?? 0) + 1;
    counts.set(kind, count);
    if (count > most) batch = true;
    return count <= most + 1;
  });
  return { keys: kept, batch };
}

const withIdentity = (list: readonly string[], identity: string | undefined): readonly string[] =>
  identity === undefined || list.includes(identity) || list.length >= mostKeyless ? list : [...list, identity].sort();

function union(a: readonly string[], b: readonly string[]): readonly string[] {
  const fresh = b.filter((text) => !a.includes(text));
  return fresh.length === 0 ? a : [...a, ...fresh].sort().slice(0, 40);
}

/** The objects that a trace names; none for a batch, which ties nothing. */
export function objectsOfTrace(work: Work, trace: TraceState): readonly Ref[] {
  if (trace.batch) return [];
  const refs = new Set<Ref>();
  for (const key of trace.keys) {
    const ref = refOfKey(work, key);
    if (ref !== undefined) refs.add(ref);
  }
  return [...refs].sort();
}

/**
 * Settles what a trace ties: its keyless facts stand on the objects it names, and links follow. Where it names one
 * object of a kind and several of another, each is linked; where it names several of both nobody can tell which belong
 * together. What it tied before and no longer may is withdrawn.
 */
export function settleTrace(work: Work, ref: string): void {
  const trace = traceOf(work, ref);
  if (trace === undefined) return;
  const objects = objectsOfTrace(work, trace);
  for (const identity of trace.keyless) {
    const placed = factOf(work, identity);
    if (placed !== undefined) placeFact(work, placed.fact, objects);
  }
  for (const object of objects) noteTrace(work, object, trace.traceId);
  const desired = pairsOf(objects);
  const named = new Set(trace.keys.flatMap((key) => refOfKey(work, key) ?? []));
  for (const from of named) {
    for (const known of objectOf(work, from)?.links ?? []) {
      if (known.via === "trace" && known.by === ref && !desired.has(pairName(from, known.ref)))
        unlink(work, from, known.ref, ref);
    }
  }
  for (const [a, b] of desired.values()) link(work, a, b, "trace", ref);
}

function noteTrace(work: Work, ref: Ref, traceId: string): void {
  const object = objectOf(work, ref);
  if (object !== undefined && !object.traces.includes(traceId)) {
    putObject(work, { ...object, traces: [...object.traces, traceId].slice(-50) });
  }
}

const pairName = (a: Ref, b: Ref): string => (a < b ? `${a}\n${b}` : `${b}\n${a}`);

function pairsOf(objects: readonly Ref[]): ReadonlyMap<string, readonly [Ref, Ref]> {
  const byKind = new Map<string, Ref[]>();
  for (const ref of objects) {
    const kind = partsOf(ref).kind;
    byKind.set(kind, [...(byKind.get(kind) ?? []), ref]);
  }
  const pairs = new Map<string, readonly [Ref, Ref]>();
  const kinds = [...byKind.keys()].sort();
  for (const [index, left] of kinds.entries()) {
    for (const right of kinds.slice(index + 1)) {
      const a = byKind.get(left) ?? [];
      const b = byKind.get(right) ?? [];
      if (a.length > 1 && b.length > 1) continue;
      for (const x of a) for (const y of b) pairs.set(pairName(x, y), [x, y]);
    }
  }
  return pairs;
}
