/** Traces, spans and log records as screens read them. */
import type { ObjectKind } from "../domain/index.ts";
import type { DroppedRecords, EventRow, ExceptionRow, IsoInstant } from "./types.ts";

export interface TraceRow {
  readonly traceId: string;
  readonly environment: string;
  readonly name: string;
  readonly startTime: IsoInstant;
  readonly durationMs: number;
  readonly systems: readonly string[];
  readonly failed: boolean;
  readonly batch: boolean;
  readonly objects: readonly { readonly kind: ObjectKind; readonly id: string }[];
  /** Spans kept; null when they were not counted in time or the records are gone. */
  readonly spans: number | null;
  /** What its objects say: the newest event that this trace told, or the failure. */
  readonly outcome: { readonly status: "ok" | "failed" | "none"; readonly text: string } | null;
}

export interface SpanRow {
  readonly spanId: string;
  readonly parentSpanId: string | null;
  readonly name: string;
  readonly kind: string;
  readonly service: string;
  readonly startTime: IsoInstant;
  readonly endTime: IsoInstant;
  /** With up to six decimals. */
  readonly durationMs: number;
  /** Milliseconds from the start of the trace, with up to six decimals. */
  readonly offsetMs: number;
  readonly status: { readonly code: "unset" | "ok" | "error"; readonly message: string };
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly events: readonly {
    readonly time: IsoInstant;
    readonly offsetMs: number;
    readonly name: string;
    readonly attributes: Readonly<Record<string, unknown>>;
  }[];
  readonly links: readonly { readonly traceId: string; readonly spanId: string }[];
}

export interface LogRow {
  readonly time: IsoInstant;
  readonly severity: number;
  readonly severityText: string;
  readonly body: unknown;
  readonly service: string;
  readonly traceId: string | null;
  readonly spanId: string | null;
  readonly attributes: Readonly<Record<string, unknown>>;
  /** Milliseconds from the start of the trace; null outside one. */
  readonly offsetMs: number | null;
}

export interface TraceDetail {
  readonly traceId: string;
  readonly spans: readonly SpanRow[];
  readonly logs: readonly LogRow[];
  readonly objects: readonly { readonly kind: ObjectKind; readonly id: string }[];
  readonly startTime: IsoInstant | null;
  readonly durationMs: number;
  /** Facts that this trace told, in business order: the lane above the spans. */
  readonly steps: readonly EventRow[];
  readonly exceptions: readonly ExceptionRow[];
  /** True when records of it may have been dropped by retention. */
  readonly incomplete: boolean;
  /** What is no longer kept, where nothing of it is and it began no later; null elsewhere. */
  readonly dropped: DroppedRecords | null;
}
