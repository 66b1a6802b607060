import type { SourceTally } from "../../collectors/kit/index.ts";
import type { Instant } from "../domain/index.ts";

/** One of the newest requests, with what was found in it. Lives in memory; after a start it is read again from the journal's end. */
export interface IntakeRequest {
  readonly at: Instant;
  readonly route: string;
  readonly contentType: string;
  readonly sender: string;
  /** Bytes of the body after inflation. */
  readonly bytes: number;
  /** As it was answered: 200, 400, 413, 503, … */
  readonly status: number;
  readonly records: number;
  readonly rejected: number;
  readonly message: string | null;
  readonly sources: readonly SourceTally[];
}
