import type { TraceState } from "../../domain/index.ts";
import { bit } from "./packed-objects.ts";

/**
 * A trace's document: its values in a fixed order without their names, and without what its ref tells. Traces that name
 * an order and say nothing else are most of what a store keeps.
 */
export const traceStateText = (trace: TraceState): string => JSON.stringify(packed(trace));

export function traceStateIn(ref: string, text: string): TraceState {
  return unpacked(ref, JSON.parse(text) as PackedTrace);
}

/** Where a document has the trace's systems, as SQL reads it. */
export const systemsPath = "$[1]";

type PackedTrace = readonly [
  TraceState["keys"],
  TraceState["systems"],
  TraceState["name"],
  TraceState["startAt"],
  lastsMs: number,
  rootSeen: 0 | 1,
  failed: 0 | 1,
  batch: 0 | 1,
  TraceState["keyless"],
  TraceState["failures"],
  groups: readonly (readonly [exception: number, failures: readonly string[]])[],
];

const packed = (trace: TraceState): PackedTrace => [
  trace.keys,
  trace.systems,
  trace.name,
  trace.startAt,
  trace.endAt - trace.startAt,
  bit(trace.rootSeen),
  bit(trace.failed),
  bit(trace.batch),
  trace.keyless,
  trace.failures,
  trace.groups.map(({ exception, failures }) => [exception, failures] as const),
];

/** Environments hold no `@`. */
function unpacked(ref: string, row: PackedTrace): TraceState {
  const [keys, systems, name, startAt, lastsMs, rootSeen, failed, batch, keyless, failures, groups] = row;
  const apart = ref.indexOf("@");
  return {
    ref,
    environment: apart < 0 ? "" : ref.slice(0, apart),
    traceId: ref.slice(apart + 1),
    keys,
    batch: batch === 1,
    keyless,
    failures,
    groups: groups.map(([exception, own]) => ({ exception, failures: own })),
    startAt,
    endAt: startAt + lastsMs,
    systems,
    name,
    rootSeen: rootSeen === 1,
    failed: failed === 1,
  };
}
