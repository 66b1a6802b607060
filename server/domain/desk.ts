import type { Instant, Owner } from "./types.ts";

/** What was open at the end of a shift, handed over as one list. */
export interface HandOver {
  /** Number of the ruling that made it; shown as `H-12`. */
  readonly number: number;
  readonly at: Instant;
  readonly by: string;
  /** The team that had most of it when it was handed over. */
  readonly from: string;
  readonly to: Owner;
  readonly note: string | null;
  /** Ascending. */
  readonly exceptions: readonly number[];
  /** In the order in which they were accepted. */
  readonly accepted: readonly { readonly exception: number; readonly at: Instant; readonly by: string }[];
  /** What was asked back before it was accepted, oldest first: the place in the list, from 1, is a question's number. */
  readonly questions: readonly HandOverQuestion[];
}

/** Words of somebody, and when they were said. */
export interface Said {
  readonly at: Instant;
  readonly by: string;
  readonly text: string;
}

/** A question to who handed over, and their answer; null while there is none. */
export interface HandOverQuestion extends Said {
  readonly answer: Said | null;
}

/** Questions that one hand-over takes: beyond, people should speak to each other. */
export const mostQuestions = 20;

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
