import type { Fault } from "../../collectors/kit/index.ts";
import { damagedFault } from "../http/problems.ts";
import type { EngineProgress, IngestCounts } from "../pipeline/desk.ts";
import { zeros } from "../pipeline/pace.ts";
import { worths } from "../pipeline/worth.ts";

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
/**
 * Places in the memory: whether something is taken, how far the engine is behind, and how many microseconds a mebi of
 * load of each worth takes it; then, twice as wide, the counts and how far it has come.
 */
const [taking, behind, pace] = [0, 1, 2];
const counted = ["accepted", "rejected", "quarantined", "refused"] as const;
const countsFrom = Math.ceil((pace + worths.length) / 2);
const position = counted.length;

/** As the engine's progress has it, but for fractions. */
export type EngineStands = Pick<EngineProgress, "position" | "behindMs" | "pace">;

/** What the doors and whoever serves people tell each other at each request: in shared memory, so that it holds at once. */
export interface Standing {
  readonly memory: SharedArrayBuffer;
  set(state: Taking): void;
  /** How far and how fast the engine is. */
  setEngine(progress: EngineStands): void;
  count(counts: IngestCounts): void;
  /** Why nothing is taken now; null while something is. */
  busy(): Fault | null;
  engine(): EngineStands;
  counts(): IngestCounts;
}

/** A standing over memory that another made, or over new memory: nothing is taken yet. */
export function standingOver(
  memory: SharedArrayBuffer = new SharedArrayBuffer(8 * (countsFrom + counted.length + 1)),
): Standing {
  const numbers = new Int32Array(memory, 0, 2 * countsFrom);
  const counters = new BigInt64Array(memory, 8 * countsFrom);
  const countOf = (at: number): number => Number(Atomics.load(counters, at));
  return {
    memory,
    set: (state) => void Atomics.store(numbers, taking, states.indexOf(state)),
    setEngine(at) {
      Atomics.store(numbers, behind, whole(at.behindMs));
      for (const [index, worth] of worths.entries())
        Atomics.store(numbers, pace + index, whole(at.pace[worth] * 1_000));
      Atomics.store(counters, position, BigInt(at.position));
    },
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
    engine() {
      const paces = zeros();
      for (const [index, worth] of worths.entries()) paces[worth] = Atomics.load(numbers, pace + index) / 1_000;
      return { position: countOf(position), behindMs: Atomics.load(numbers, behind), pace: paces };
    },
    counts: () => ({ accepted: countOf(0), rejected: countOf(1), quarantined: countOf(2), refused: countOf(3) }),
  };
}

const whole = (value: number): number => Math.min(2 ** 31 - 1, Math.max(0, Math.round(value)));
