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
  /** The pairs up to a position, in the order in which they came: words of hashes, and positions less the first. */
  upTo(position: Position): { readonly words: Uint32Array; readonly offsets: Uint32Array };
}

const smallest = 1024;

/** Adding copies and no more: the chains by which pairs are found are made when somebody looks, of what came since. */
export function createTable(): Table {
  let capacity = smallest;
  let pairs = new Uint32Array(2 * capacity);
  let offsets = new Uint32Array(capacity);
  let next = new Int32Array(0);
  let heads = new Int32Array(0);
  let count = 0;
  let chained = 0;
  let base: Position = 0;
  let last: Position = 0;

  const slotOf = (low: number, high: number): number => (low ^ Math.imul(high, 0x9e3779b1)) & (heads.length - 1);

  const grow = (least: number): void => {
    while (capacity < least) capacity *= 2;
    const wider = new Uint32Array(2 * capacity);
    wider.set(pairs);
    pairs = wider;
    const longer = new Uint32Array(capacity);
    longer.set(offsets);
    offsets = longer;
  };

  const chain = (): void => {
    if (heads.length < capacity) {
      heads = new Int32Array(capacity).fill(-1);
      next = new Int32Array(capacity);
      chained = 0;
    }
    for (; chained < count; chained++) {
      const slot = slotOf(pairs[2 * chained] ?? 0, pairs[2 * chained + 1] ?? 0);
      next[chained] = heads[slot] ?? -1;
      heads[slot] = chained;
    }
  };

  return {
    count: () => count,
    first: () => base,
    last: () => last,
    add(position, words) {
      if (base === 0) base = position;
      last = position;
      const more = words.length / 2;
      if (count + more > capacity) grow(count + more);
      pairs.set(words, 2 * count);
      offsets.fill(position - base, count, count + more);
      count += more;
    },
    *positions(low, high, before) {
      chain();
      let told: Position = 0;
      for (let index = heads[slotOf(low, high)] ?? -1; index >= 0; index = next[index] ?? -1) {
        if (pairs[2 * index] !== low || pairs[2 * index + 1] !== high) continue;
        const position = base + (offsets[index] ?? 0);
        if (position < before && position !== told) yield position;
        told = position;
      }
    },
    upTo(position) {
      let end = count;
      while (end > 0 && base + (offsets[end - 1] ?? 0) > position) end--;
      return { words: pairs.subarray(0, 2 * end), offsets: offsets.subarray(0, end) };
    },
  };
}
