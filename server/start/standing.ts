import type { Fault } from "../../collectors/kit/index.ts";
import { damagedFault } from "../http/problems.ts";
import type { IngestCounts } from "../pipeline/desk.ts";

/** Whether deliveries are taken: not yet or not now, or never over a journal that is damaged. */
export type Taking = "starting" | "open" | "damaged";

const states: readonly Taking[] = ["starting", "open", "damaged"];
/** Nothing is taken, and rows may not be there: it takes a moment. */
export const startingFault = {
  class: "retryable",
  code: "starting",
  message: "The server is not ready yet.",
  retryAfterMs: 1_000,
} as const;
/** Places in the memory: whether something is taken and how far the engine is behind, then the counts. */
const [taking, behind] = [0, 1];
const counted = ["accepted", "rejected", "quarantined", "refused"] as const;
const countsFrom = 1;

/** What the doors and whoever serves people tell each other at each request: in shared memory, so that it holds at once. */
export interface Standing {
  readonly memory: SharedArrayBuffer;
  set(state: Taking): void;
  /** Milliseconds that the engine is behind. */
  setBehind(ms: number): void;
  count(counts: IngestCounts): void;
  /** Why nothing is taken now; null while something is. */
  busy(): Fault | null;
  behindMs(): number;
  counts(): IngestCounts;
}

/** A standing over memory that another made, or over new memory: nothing is taken yet. */
export function standingOver(memory: SharedArrayBuffer = new SharedArrayBuffer(8 * (countsFrom + 4))): Standing {
  const numbers = new Int32Array(memory, 0, 2);
  const counters = new BigInt64Array(memory, 8 * countsFrom);
  const countOf = (at: number): number => Number(Atomics.load(counters, at));
  return {
    memory,
    set: (state) => void Atomics.store(numbers, taking, states.indexOf(state)),
    setBehind: (ms) => void Atomics.store(numbers, behind, Math.min(2 ** 31 - 1, Math.max(0, Math.round(ms)))),
    count(counts) {
      for (const [at, name] of counted.entries()) Atomics.store(counters, at, BigInt(counts[name]));
    },
    busy() {
      switch (states[Atomics.load(numbers, taking)]) {
        case "open":
          return null;
        case "damaged":
          return damagedFault;
        default:
          return startingFault;
      }
    },
    behindMs: () => Atomics.load(numbers, behind),
    counts: () => ({ accepted: countOf(0), rejected: countOf(1), quarantined: countOf(2), refused: countOf(3) }),
  };
}
