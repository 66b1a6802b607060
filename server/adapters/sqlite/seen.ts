/** Sixteen for each of eight million names. */
const bits = 2 ** 27;
const probes = 3;

/**
 * Names that were written, so that the file need not be asked for one that never was. It may take a name that was not
 * written for one that was, never the other way round; the more names there are, the more often.
 */
export interface Seen {
  add(name: string): void;
  mayHold(name: string): boolean;
}

/** A Bloom filter over names, which holds none yet. */
export function seen(): Seen {
  const words = new Int32Array(bits / 32);
  let first = 0;
  let step = 0;
  const hash = (name: string): void => {
    first = 0x811c9dc5;
    step = 0x2f0b4c47;
    for (let i = 0; i < name.length; i++) {
      const unit = name.charCodeAt(i);
      first = Math.imul(first ^ unit, 0x01000193);
      step = Math.imul(step ^ unit, 0x5bd1e995);
    }
    first = Math.imul(first ^ (first >>> 15), 0x85ebca6b);
    first ^= first >>> 13;
    step = (step ^ (step >>> 15)) | 1;
  };
  return {
    add(name) {
      hash(name);
      for (let probe = 0, at = first; probe < probes; probe++, at += step) {
        const bit = at & (bits - 1);
        words[bit >>> 5] = (words[bit >>> 5] ?? 0) | (1 << (bit & 31));
      }
    },
    mayHold(name) {
      hash(name);
      for (let probe = 0, at = first; probe < probes; probe++, at += step) {
        const bit = at & (bits - 1);
        if (((words[bit >>> 5] ?? 0) & (1 << (bit & 31))) === 0) return false;
      }
      return true;
    },
  };
}
