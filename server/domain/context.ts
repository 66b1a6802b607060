import type { LifeVersion } from "./books/versions.ts";
import type { KeptClosing } from "./close/closing.ts";
import type { Dating } from "./close/dating.ts";
import type { ContributionVersion } from "./figures/figure.ts";
import type { Pledge } from "./pledge.ts";
import type {
  Ask,
  BusinessObject,
  CanonicalEvent,
  Cause,
  EngineState,
  HandOver,
  HistoryEntry,
  Instant,
  KeyText,
  OpsException,
  Ref,
  SourceState,
  TraceState,
} from "./types.ts";

/**
 * What the core may look at. Reads are synchronous: an adapter that has to fetch throws `NotLoaded`,
 * the pipeline loads what it names and runs the step again, which is harmless because the step is pure.
 */
export interface Context {
  engine(): EngineState;
  object(ref: Ref): BusinessObject | undefined;
  /** The object that a key answers with. */
  refOf(key: KeyText): Ref | undefined;
  fact(identity: string): { readonly fact: CanonicalEvent; readonly on: readonly Ref[] } | undefined;
  /** The whole timeline of an object, in business order: asked only to compute folds again. */
  factsOf(ref: Ref): readonly CanonicalEvent[];
  trace(ref: string): TraceState | undefined;
  exception(number: number): OpsException | undefined;
  /** Number of the newest exception with a fingerprint. */
  exceptionOf(fingerprint: string): number | undefined;
  history(number: number): readonly HistoryEntry[];
  cause(number: number): Cause | undefined;
  /** Number of the newest cause of a family. */
  causeOf(family: string): number | undefined;
  source(ref: string): SourceState | undefined;
  handOver(number: number): HandOver | undefined;
  ask(number: number): Ask | undefined;
  /** What an object owes to the books, by all that was known of it, oldest first; empty where nothing ever was. */
  owed(ref: Ref): readonly LifeVersion[];
  /** What an object or exception (`X-1042`) adds to figures, by all that was known of it, oldest first of each figure. */
  figures(ref: string): readonly ContributionVersion[];
  /** Under what date the ERP has something, where that is wrong or may be. */
  dating(ref: Ref): Dating | undefined;
  /** How the closing of a period stands, by `closingKey`. */
  closing(key: string): KeptClosing | undefined;
  pledge(number: number): Pledge | undefined;
  /** Numbers of all exceptions that are not resolved, ascending. */
  unresolved(): readonly number[];
  /** Objects with an expectation awaited from a system that is unmet or not judged, ascending. */
  awaiting(system: string): readonly Ref[];
  /**
   * What has a timer at or before an instant, by time, then objects, exceptions, sources, then ref or number.
   * `limit` bounds the answer; ask again until it is empty.
   */
  due(upTo: Instant, limit: number): readonly Timer[];
}

/** An object, exception or source that wants to be looked at. */
export type Timer =
  | { readonly at: Instant; readonly kind: "object"; readonly ref: Ref }
  | { readonly at: Instant; readonly kind: "exception"; readonly number: number }
  | { readonly at: Instant; readonly kind: "source"; readonly ref: string };

/** Thrown by a context that must fetch first; the pipeline loads and repeats. */
export class NotLoaded extends Error {
  readonly want: { readonly refs?: readonly Ref[]; readonly keys?: readonly KeyText[] };
  constructor(want: NotLoaded["want"]) {
    super("not loaded");
    this.want = want;
  }
}
