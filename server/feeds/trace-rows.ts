import type { CanonicalEvent, TraceState } from "../domain/index.ts";
import type { TraceRow } from "../wire/index.ts";
import { isoOf } from "./formats.ts";
import { objectsAmong } from "./object-rows.ts";

/** One trace of the list. `told`: the facts that it told, in business order; `spans` null where they were not counted. */
export function toTraceRow(trace: TraceState, told: readonly CanonicalEvent[], spans: number | null): TraceRow {
  return {
    traceId: trace.traceId,
    environment: trace.environment,
    name: trace.name,
    startTime: isoOf(trace.startAt),
    durationMs: Math.max(0, trace.endAt - trace.startAt),
    systems: trace.systems,
    failed: trace.failed,
    batch: trace.batch,
    objects: objectsAmong(trace.keys),
    spans,
    outcome: outcomeOf(trace, told),
  };
}

function outcomeOf(trace: TraceState, told: readonly CanonicalEvent[]): TraceRow["outcome"] {
  const failure = told.findLast(({ status }) => status === "failed");
  if (failure !== undefined) return { status: "failed", text: failure.error?.message || failure.title };
  if (trace.failed) return { status: "failed", text: "" };
  const last = told.at(-1);
  return last === undefined ? { status: "none", text: "" } : { status: "ok", text: last.title };
}

/** The facts of an object that a trace told. */
export const toldBy = (facts: readonly CanonicalEvent[], traceId: string): readonly CanonicalEvent[] =>
  facts.filter((fact) => fact.traceId === traceId);

/** Facts of several objects as one story in business order, each once. */
export function storyOf(facts: readonly CanonicalEvent[]): readonly CanonicalEvent[] {
  const once = new Map(facts.map((fact) => [fact.identity, fact]));
  return [...once.values()].sort(
    (a, b) => a.occurredAt - b.occurredAt || a.occurredNanos - b.occurredNanos || (a.identity < b.identity ? -1 : 1),
  );
}
