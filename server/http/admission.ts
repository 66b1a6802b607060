import type { Fault } from "../../collectors/kit/index.ts";

/** Bytes of bodies that are in memory at once: the back-pressure of the door. */
export interface Admission {
  /** Reserves bytes for one body, or says why not. At least one body of the greatest size is always let in. */
  enter(bytes: number): Reservation | Fault;
  readonly bytes: number;
}

/** What one body has reserved. */
interface Reservation {
  readonly kind: "reserved";
  /** Makes the reservation at least this large, or says why not. */
  grow(bytes: number): Fault | null;
  release(): void;
}

const full = (retryAfterMs: number): Fault => ({
  class: "retryable",
  code: "ingest-full",
  message: "too much is being received at once: send it again later",
  retryAfterMs,
});

/** An empty admission with a budget in bytes. */
export function createAdmission(budget: number, retryAfterMs: number): Admission {
  let held = 0;
  return {
    get bytes() {
      return held;
    },
    enter(bytes) {
      if (held + bytes > budget) return full(retryAfterMs);
      held += bytes;
      let own = bytes;
      return {
        kind: "reserved",
        grow(total) {
          if (total <= own) return null;
          if (held + total - own > budget) return full(retryAfterMs);
          held += total - own;
          own = total;
          return null;
        },
        release() {
          held -= own;
          own = 0;
        },
      };
    },
  };
}
