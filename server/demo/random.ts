/** A stream of draws that is the same wherever and whenever it is made from the same parts. */
export interface Random {
  /** A number from 0 up to, not including, 1. */
  next(): number;
  /** A whole number from `low` to `high`, both included. */
  int(low: number, high: number): number;
  /** A number from `low` up to `high`. */
  between(low: number, high: number): number;
  /** True with this probability. */
  chance(probability: number): boolean;
  /** One of the list; throws when it is empty. */
  pick<T>(list: readonly T[]): T;
  /** One of the list, each as likely as its weight says; throws when it is empty. */
  weighted<T extends { readonly weight: number }>(list: readonly T[]): T;
  /** Lower-case hexadecimal digits, never all zero. */
  hex(digits: number): string;
}

/**
 * Makes the stream that belongs to these parts. Each business step draws from a stream of its own,
 * so that a step planned later, or not at all, changes no other.
 */
export function randomOf(...parts: readonly (string | number)[]): Random {
  const [a, b, c, d] = seedsOf(parts.join("\u0000"));
  const draw = smallFast(a, b, c, d);
  const next = (): number => draw() / 4_294_967_296;
  const pick = <T>(list: readonly T[]): T => {
    const found = list[Math.floor(next() * list.length)];
    if (found === undefined) throw new RangeError("nothing to pick from");
    return found;
  };
  return {
    next,
    int: (low, high) => low + Math.floor(next() * (high - low + 1)),
    between: (low, high) => low + next() * (high - low),
    chance: (probability) => next() < probability,
    pick,
    weighted(list) {
      let left = next() * list.reduce((sum, item) => sum + item.weight, 0);
      for (const item of list) {
        left -= item.weight;
        if (left < 0) return item;
      }
      return pick(list);
    },
    hex(digits) {
      let text = "";
      while (text.length < digits) text += draw().toString(16).padStart(8, "0");
      const cut = text.slice(0, digits);
      return /[^0]/.test(cut) ? cut : `${cut.slice(1)}1`;
    },
  };
}

/** Chris Doty-Humphrey's sfc32: 128 bits of state, whole 32-bit numbers. */
function smallFast(a: number, b: number, c: number, d: number): () => number {
  const draw = (): number => {
    const sum = (a + b + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + sum) | 0;
    return sum >>> 0;
  };
  for (let round = 0; round < 12; round += 1) draw();
  return draw;
}

/** Four 32-bit numbers of a text, by four rounds of MurmurHash3's mixing. */
function seedsOf(text: string): readonly [number, number, number, number] {
  let [a, b, c, d] = [1_779_033_703, 3_144_134_277, 1_013_904_242, 2_773_480_762];
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    a = b ^ Math.imul(a ^ code, 597_399_067);
    b = c ^ Math.imul(b ^ code, 2_869_860_233);
    c = d ^ Math.imul(c ^ code, 951_274_213);
    d = a ^ Math.imul(d ^ code, 2_716_044_179);
  }
  a = Math.imul(c ^ (a >>> 18), 597_399_067);
  b = Math.imul(d ^ (b >>> 22), 2_869_860_233);
  c = Math.imul(a ^ (c >>> 17), 951_274_213);
  d = Math.imul(b ^ (d >>> 19), 2_716_044_179);
  return [a ^ b ^ c ^ d, b ^ a, c ^ a, d ^ a];
}
