import { type Worth, worths } from "./worth.ts";

/** A number of each worth. */
export type ByWorth = Readonly<Record<Worth, number>>;

/** 0 of each, to be added to. */
export const zeros = (): Record<Worth, number> => ({ logs: 0, spans: 0, errors: 0, business: 0 });

/** How fast the engine went lately. */
export interface Pace {
  /** It took so long over so many bytes of bodies; `shares` says how that is shared out among worths, in any unit. */
  took(ms: number, bytes: ByWorth, shares: ByWorth): void;
  /** Milliseconds a mebibyte of each worth; 0 for one that was never seen. */
  now(): ByWorth;
}

/** Work after which what was before counts for little more than a third. */
const memoryMs = 5_000;
const mebi = 1024 * 1024;

export function createPace(): Pace {
  const [spent, done] = [zeros(), zeros()];
  return {
    took(ms, bytes, shares) {
      const all = worths.reduce((sum, worth) => sum + shares[worth], 0);
      if (all === 0) return;
      for (const worth of worths) {
        if (bytes[worth] === 0) continue;
        const mine = (ms * shares[worth]) / all;
        // By its own work: what comes seldom keeps its pace however much of the others comes meanwhile.
        const kept = Math.exp(-mine / memoryMs);
        spent[worth] = spent[worth] * kept + mine;
        done[worth] = done[worth] * kept + bytes[worth];
      }
    },
    now() {
      const pace = zeros();
      for (const worth of worths) if (done[worth] > 0) pace[worth] = (spent[worth] * mebi) / done[worth];
      return pace;
    },
  };
}
