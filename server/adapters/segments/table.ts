import type { Position } from "../../domain/index.ts";

/** Pairs of a 64-bit hash and a position in memory: what came since the last run was sealed. */
export interface Table {
  readonly count: () => number;
  /** Position of its first and last entry, also of such that had no hash; 0 while it has none. */
  readonly first: () => Position;
  readonly last: () => Position;
  /** Adds the hashes of an entry, as words of 32 bits, low before high. Positions ascend. */
  add(position: Position, words: Uint32Array): void;
  /** Positions of a hash below a bound, newest first, each once. */
  positions(low: number, high: number, before: Position): Iterable<Position>;
  each(visit: (low: number, high: number, position: Position) => void): void;
}

const smallest = 1024;

export function createTable(): Table {
  let capacity = smallest;
  let lows = new Uint32Array(capacity);
  let highs = new Uint32Array(capacity);
  let offsets = new Uint32Array(capacity);
  let next = new Int32Array(capacity);
  let heads = new Int32Array(capacity).fill(-1);
  let count = 0;
  let base: Position = 0;
  let last: Position = 0;

  const slotOf = (low: number, high: number): number => (low ^ Math.imul(high, 0x9e3779b1)) & (capacity - 1);

  const grow = (): void => {
    const wider = (old: Uint32Array): Uint32Array<ArrayBuffer> => {
      const made = new Uint32Array(capacity);
      made.set(old);
      return made;
    };
    capacity *= 2;
    lows = wider(lows);
    highs = wider(highs);
    offsets = wider(offsets);
    next = new Int32Array(capacity);
    heads = new Int32Array(capacity).fill(-1);
    for (let index = 0; index < count; index++) chain(index);
  };

  const chain = (index: number): void => {
    const slot = slotOf(lows[index] ?? 0, highs[index] ?? 0);
    next[index] = heads[slot] ?? -1;
    heads[slot] = index;
  };

  /** Chains are newest first, so that an entry's own hashes are met before all older ones. */
  const has = (low: number, high: number, offset: number): boolean => {
    for (let index = heads[slotOf(low, high)] ?? -1; index >= 0; index = next[index] ?? -1) {
      if (offsets[index] !== offset) return false;
      if (lows[index] === low && highs[index] === high) return true;
    }
    return false;
  };

  return {
    count: () => count,
    first: () => base,
    last: () => last,
    add(position, words) {
      if (base === 0) base = position;
      last = position;
      const offset = position - base;
      for (let index = 0; index < words.length; index += 2) {
        const low = words[index] ?? 0;
        const high = words[index + 1] ?? 0;
        if (has(low, high, offset)) continue;
        if (count === capacity) grow();
        lows[count] = low;
        highs[count] = high;
        offsets[count] = offset;
        chain(count);
        count++;
      }
    },
    *positions(low, high, before) {
      for (let index = heads[slotOf(low, high)] ?? -1; index >= 0; index = next[index] ?? -1) {
        if (lows[index] !== low || highs[index] !== high) continue;
        const position = base + (offsets[index] ?? 0);
        if (position < before) yield position;
      }
    },
    each(visit) {
      for (let index = 0; index < count; index++)
        visit(lows[index] ?? 0, highs[index] ?? 0, base + (offsets[index] ?? 0));
    },
  };
}
