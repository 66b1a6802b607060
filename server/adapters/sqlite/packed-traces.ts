import type { TraceState } from "../../domain/index.ts";
import { bit } from "./packed-objects.ts";

/**
 * A trace's document: its values in a fixed order without their names, and without what its ref tells. Traces that name
 * an order and say nothing else are most of what a store keeps: those end where there is nothing more to say.
 */
export const traceStateText = (trace: TraceState): string => JSON.stringify(packed(trace));

export function traceStateIn(ref: string, text: string): TraceState {
  return unpacked(ref, JSON.parse(text) as PackedTrace);
}

/** Where a document has the trace's systems, as SQL reads it. */
export const systemsPath = "$[1]";

/** Behind `lastsMs` all or nothing. */
type PackedTrace = readonly [
  TraceState["keys"],
  TraceState["systems"],
  TraceState["name"],
  TraceState["startAt"],
  lastsMs: number,
  rootSeen?: 0 | 1,
  failed?: 0 | 1,
  batch?: 0 | 1,
  keyless?: TraceState["keyless"],
  failures?: TraceState["failures"],
  groups?: readonly (readonly [exception: number, failures: readonly string[]])[],
];

function packed(trace: TraceState): PackedTrace {
  const { keys, systems, name, startAt, endAt, rootSeen, failed, batch, keyless, failures, groups } = trace;
  const lastsMs = endAt - startAt;
  const isPlain = rootSeen && !failed && !batch && keyless.length + failures.length + groups.length === 0;
  if (isPlain) return [keys, systems, name, startAt, lastsMs];
  return [
    keys,
    systems,
    name,
    startAt,
    lastsMs,
    bit(rootSeen),
    bit(failed),
    bit(batch),
    keyless,
    failures,
    groups.map(({ exception, failures: own }) => [exception, own] as const),
  ];
}

/** Environments hold no `@`. */
function unpacked(ref: string, row: PackedTrace): TraceState {
  const [keys, systems, name, startAt, lastsMs, rootSeen = 1, failed = 0, batch = 0] = row;
  const [, , , , , , , , keyless = [], failures = [], groups = []] = row;
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
