/** What a while of exceptions teaches: which were noise, how long they took, and what would have kept them away. */
import type { ExceptionKind } from "../domain/index.ts";
import type { IsoInstant } from "./types.ts";

/** How exceptions that stood in a queue went: counts, shares 0 to 1 (null where there is nothing to share), and middle times. */
export interface Going {
  readonly raised: number;
  /** Those that have ended. */
  readonly ended: number;
  /** Ended by rule, and nobody had done anything. */
  readonly healed: number;
  /** Closed by a person as not real. */
  readonly notReal: number;
  /** Nobody has done anything about them, ended or not. */
  readonly untouched: number;
  readonly touches: number;
  readonly healedShare: number | null;
  /** From when it was known until a person took it; of those taken. */
  readonly takeMs: number | null;
  /** From when it was known until it ended; of those ended. */
  readonly closeMs: number | null;
}

/** A change of the network file that would have kept most of a fault's noise away. */
export type Remedy =
  /** What was missed came on its own soon after: allow it that long. */
  | {
      readonly kind: "within";
      readonly flow: string;
      readonly step: string;
      readonly addMs: number;
      readonly spares: number;
    }
  /** Nobody acts on it: count it and tell nobody. */
  | { readonly kind: "watch"; readonly flow: string; readonly step: string; readonly spares: number };

/** One fault over the while. */
export interface NoiseRow extends Going {
  /** Kind, system, step, code and masked words, as one text. */
  readonly id: string;
  /** Its words with ids and numbers masked. */
  readonly says: string;
  readonly kind: ExceptionKind;
  readonly system: string | null;
  readonly flow: string | null;
  readonly step: string | null;
  readonly title: string;
  /** Cause of its newest exception. */
  readonly causeId: string | null;
  /** When the first and the last of them happened. */
  readonly firstAt: IsoInstant;
  readonly lastAt: IsoInstant;
  readonly objects: number;
  readonly warehouses: readonly string[];
  /** Exceptions by when they happened, in each of 24 equal parts of the while; the first has also what is older. */
  readonly trend: readonly number[];
  readonly remedy: Remedy | null;
}

/** Answer of `GET /api/v1/learning`. */
export interface LearningRow {
  readonly from: IsoInstant;
  readonly to: IsoInstant;
  readonly whole: Going;
  /** Orders that stood in a building meanwhile, and touches for each thousand of them; null where none did. */
  readonly orders: number;
  readonly touchesPerThousand: number | null;
  /** Most noise first. */
  readonly faults: readonly NoiseRow[];
  readonly teams: readonly (Going & { readonly team: string })[];
  /** Set where more became known than is looked at: only the newest are counted. */
  readonly countedFrom: IsoInstant | null;
}
