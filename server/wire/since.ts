/** What happened in a shift from its beginning until its hand-over was given, as lines of counts. */
import type { ObjectKind } from "../domain/index.ts";
import type { IsoInstant } from "./types.ts";

/** A number with what it counts: all of it up to 200, by number. */
export interface SinceCount {
  readonly count: number;
  readonly documents: readonly SinceDocument[];
}

/** What is counted: an exception, a document, or an exception about a document. */
export interface SinceDocument {
  /** `X-1042`; null where a document is counted. */
  readonly exception: string | null;
  readonly object: { readonly kind: ObjectKind; readonly id: string } | null;
}

/** Orders that a truck left behind, and where they went. */
export interface SinceMissed {
  /** A departure's id. */
  readonly departure: string;
  readonly at: IsoInstant;
  readonly count: number;
  /** Most first, then the soonest; `at` null: no later departure was recorded. */
  readonly onto: readonly { readonly at: IsoInstant | null; readonly count: number }[];
}

/** Answer of `GET /api/v1/hand-overs/{id}/since`. A count that is null cannot be known. */
export interface SinceRow {
  /** The building that most of the hand-over stands in; null where it names none, and then nothing is known. */
  readonly warehouse: string | null;
  readonly from: IsoInstant;
  readonly to: IsoInstant;
  /** What the beginning is: of the giver's shift, the hand-over that was accepted before, or the shipping day. */
  readonly begins: "shift" | "hand-over" | "day";
  /** Name of that shift; null where it is none. */
  readonly shift: string | null;
  /** What was accepted from the shift before, oldest first. */
  readonly accepted: readonly {
    /** `H-12`. */
    readonly id: string;
    readonly by: string;
    readonly at: IsoInstant;
    readonly count: number;
  }[];
  /** Ended by the outcome that was seen. */
  readonly cleared: SinceCount | null;
  /** Ended by a person, the outcome unseen. */
  readonly byHand: SinceCount | null;
  /** Orders that were blocked, that somebody did something about, and that left with their planned departure. */
  readonly saved: SinceCount | null;
  /** By departure. */
  readonly missed: readonly SinceMissed[] | null;
  /** The building's own system that was silent: what left is not known. */
  readonly silent: string | null;
}
