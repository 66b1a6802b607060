import type { Instant } from "../domain/index.ts";

/** The one place where time comes from: wall clock at start plus the monotonic clock since, so it never runs backwards. */
export interface Clock {
  now(): Instant;
}
