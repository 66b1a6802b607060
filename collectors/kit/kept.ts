import type { Attributes, AttributeValue, KeyMention, Source } from "./observation.ts";

/** A span read back from the journal in full, for a person to look at. */
export interface KeptSpan {
  readonly kind: "span";
  readonly identity: string;
  readonly variant: string;
  readonly source: Source;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string | null;
  readonly name: string;
  /** `internal`, `server`, `client`, `producer`, `consumer` or `unspecified`. */
  readonly spanKind: string;
  readonly startNanos: bigint;
  readonly endNanos: bigint;
  readonly status: { readonly code: "unset" | "ok" | "error"; readonly message: string };
  readonly attributes: Attributes;
  readonly resource: Attributes;
  readonly events: readonly { readonly timeNanos: bigint; readonly name: string; readonly attributes: Attributes }[];
  readonly links: readonly { readonly traceId: string; readonly spanId: string; readonly attributes: Attributes }[];
  readonly keys: readonly KeyMention[];
}

/** A log record read back from the journal in full. */
export interface KeptLog {
  readonly kind: "log";
  readonly identity: string;
  readonly variant: string;
  readonly source: Source;
  readonly traceId: string | null;
  readonly spanId: string | null;
  readonly timeNanos: bigint;
  readonly severity: number;
  readonly severityText: string;
  readonly body: AttributeValue;
  readonly eventName: string;
  readonly attributes: Attributes;
  readonly resource: Attributes;
  readonly keys: readonly KeyMention[];
}

/** One record as the journal keeps it, decoded because somebody looks. */
export type KeptRecord = KeptSpan | KeptLog;
