import type { Instant } from "../domain/index.ts";
import type { Clock } from "./clock.ts";

/** Gives a journal's stamps: the clock's time, never less than the stamp before nor within a horizon that was told. */
export interface Stamps {
  next(): Instant;
  /** Every later stamp is greater than this; never less than it was before. */
  horizon(): Instant;
  /** Every later stamp is greater than this instant too. */
  pass(instant: Instant): void;
}

/** Stamps that go on after `last`, the greatest instant that the journal holds; null when it holds none. */
export function stamps(clock: Clock, last: Instant | null): Stamps {
  let least = last ?? Number.NEGATIVE_INFINITY;
  return {
    next() {
      least = Math.max(least, clock.now());
      return least;
    },
    horizon() {
      least = Math.max(least, clock.now());
      return least - 1;
    },
    pass(instant) {
      least = Math.max(least, instant + 1);
    },
  };
}
