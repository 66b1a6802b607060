import { randomOf } from "../scenarios/otlp.ts";

/** Seed of a run; a failure names it, and `TALLYMAN_HOSTILE_SEED` gives it back. */
export const seed = Number(process.env.TALLYMAN_HOSTILE_SEED ?? 20_260_302);
/** Generated cases of a family; a long run has a million. */
export const count = Number(process.env.TALLYMAN_HOSTILE_CASES ?? 20_000);

/** What a case is drawn from: the same seed, family and number give the same case. */
export interface Draw {
  /** 0 to `below` - 1. */
  int(below: number): number;
  chance(share: number): boolean;
  pick<T>(from: readonly T[]): T;
  bytes(length: number): Buffer;
}

export function drawOf(family: string, index: number): Draw {
  let hash = seed >>> 0;
  for (const unit of `${family} ${index}`) hash = Math.imul(hash ^ unit.charCodeAt(0), 0x01000193) >>> 0;
  const next = randomOf(hash);
  const int = (below: number) => Math.floor(next() * below);
  return {
    int,
    chance: (share) => next() < share,
    pick: (from) => {
      const one = from[int(from.length)];
      if (one === undefined) throw new RangeError("nothing to pick from");
      return one;
    },
    bytes: (length) => Buffer.from(Array.from({ length }, () => int(256))),
  };
}
