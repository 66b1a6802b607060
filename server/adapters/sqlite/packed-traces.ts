import type { TraceState } from "../../domain/index.ts";
import { bit } from "./packed-objects.ts";

/**
 * A trace's document: its values in a fixed order without their names, and without what columns tell. Traces that name an
 * order and say nothing else are most of what a store keeps: those end where there is nothing more to say.
 */
export const traceDoc = (trace: TraceState): string => JSON.stringify(packed(trace));

/** Its systems in JSON, which many have alike. */
export const systemsText = ({ systems }: TraceState): string => JSON.stringify(systems);

/** What a row of a trace says, its systems in JSON. */
export type TraceRow = readonly [ref: string, startAt: number, systems: string, name: string, doc: string];

export const traceIn = ([ref, startAt, systems, name, doc]: TraceRow): TraceState =>
  unpacked(ref, startAt, JSON.parse(systems) as TraceState["systems"], name, JSON.parse(doc) as PackedTrace);

/** A trace in one text, as the outbox keeps it: no columns stand beside its document there. */
export const traceImage = (trace: TraceState, doc: string): string =>
  `[${trace.startAt},${systemsText(trace)},${JSON.stringify(trace.name)},${doc}]`;

export function traceOfImage(ref: string, text: string): TraceState {
  const [startAt, systems, name, doc] = JSON.parse(text) as [number, TraceState["systems"], string, PackedTrace];
  return unpacked(ref, startAt, systems, name, doc);
}

/** How a ref stands in its column: the sixteen bytes of a trace id, or else the text. */
export const packedRef = (ref: string): Buffer | string => (traceId.test(ref) ? Buffer.from(ref, "hex") : ref);

const traceId = /^[0-9a-f]{32}$/;

/** Where a document has the trace's keys, as SQL reads it. */
export const keysPath = "$[0]";

/** Behind `lastsMs` all or nothing. */
type PackedTrace = readonly [
  TraceState["keys"],
  lastsMs: number,
  rootSeen?: 0 | 1,
  failed?: 0 | 1,
  batch?: 0 | 1,
  keyless?: TraceState["keyless"],
  failures?: TraceState["failures"],
  groups?: readonly (readonly [exception: number, failures: readonly string[]])[],
];

function packed(trace: TraceState): PackedTrace {
  const { keys, startAt, endAt, rootSeen, failed, batch, keyless, failures, groups } = trace;
  const lastsMs = endAt - startAt;
  const isPlain = rootSeen && !failed && !batch && keyless.length + failures.length + groups.length === 0;
  if (isPlain) return [keys, lastsMs];
  return [
    keys,
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
function unpacked(
  ref: string,
  startAt: number,
  systems: TraceState["systems"],
  name: string,
  row: PackedTrace,
): TraceState {
  const [keys, lastsMs, rootSeen = 1, failed = 0, batch = 0, keyless = [], failures = [], groups = []] = row;
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
