import { type Worth, worths } from "./worth.ts";

/** A number of each worth. */
export type ByWorth = Readonly<Record<Worth, number>>;

/** 0 of each, to be added to. */
export const zeros = (): Record<Worth, number> => ({ logs: 0, spans: 0, errors: 0, business: 0 });

/** A delivery by itself is as much work as so many bytes of one. */
const itself = 2_048;

/** How much work a delivery of so many bytes is, beside others of its worth. */
export const loadOf = (bytes: number): number => bytes + itself;

/** How fast the engine went lately, where it had more to do than it could. */
export interface Pace {
  /** It took so long over so much; `shares` says how that is shared out among worths, in any unit. */
  took(ms: number, load: ByWorth, shares: ByWorth): void;
  /** Milliseconds a mebi of load of each worth; 0 for one that was never seen. */
  now(): ByWorth;
}

const mebi = 1024 * 1024;

/** Milliseconds that so much load takes, at so many for a mebi of it. */
export const timeFor = (load: number, msForMebi: number): number => (load * msForMebi) / mebi;

/** Work after which what was before counts for little more than a third. */
const memoryMs = 5_000;

export function createPace(): Pace {
  const [spent, done] = [zeros(), zeros()];
  return {
    took(ms, load, shares) {
      const all = worths.reduce((sum, worth) => sum + shares[worth], 0);
      if (all === 0) return;
      for (const worth of worths) {
        if (load[worth] === 0) continue;
        const mine = (ms * shares[worth]) / all;
        // By its own work: what comes seldom keeps its pace however much of the others comes meanwhile.
        const kept = Math.exp(-mine / memoryMs);
        spent[worth] = spent[worth] * kept + mine;
        done[worth] = done[worth] * kept + load[worth];
      }
    },
    now() {
      const pace = zeros();
      for (const worth of worths) if (done[worth] > 0) pace[worth] = (spent[worth] * mebi) / done[worth];
      return pace;
    },
  };
}
