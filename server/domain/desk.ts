import type { Instant, Owner } from "./types.ts";

/** What was open at the end of a shift, handed over as one list. */
export interface HandOver {
  /** Number of the ruling that made it; shown as `H-12`. */
  readonly number: number;
  readonly at: Instant;
  readonly by: string;
  readonly to: Owner;
  readonly note: string | null;
  /** Ascending. */
  readonly exceptions: readonly number[];
  /** In the order in which they were accepted. */
  readonly accepted: readonly { readonly exception: number; readonly at: Instant; readonly by: string }[];
}

/** A time in which a source is known to say nothing, as for maintenance; half-open. */
export interface Quiet {
  /** Number of the ruling that declared it. */
  readonly number: number;
  readonly system: string;
  readonly from: Instant;
  readonly to: Instant;
  readonly why: string;
  readonly by: string;
  /** When it was declared. */
  readonly at: Instant;
  /** When it was ended before its time; null when it was not. */
  readonly endedAt: Instant | null;
  readonly endedBy: string | null;
}
