/** Keeps what was used lately, between `limit` and twice that; what it forgets is read again. */
export interface Cache<K, V> {
  get(key: K): V | undefined;
  set(key: K, value: V): void;
  delete(key: K): void;
  clear(): void;
}

/**
 * Two generations: when the young one is full it becomes the old one, and what was old and not asked for is forgotten.
 * `limit` counts values, or what they weigh together.
 */
export function cache<K, V>(limit: number, weightOf: (value: V) => number = () => 1): Cache<K, V> {
  let young = new Map<K, V>();
  let old = new Map<K, V>();
  let weight = 0;
  const drop = (key: K): void => {
    const known = young.get(key);
    if (known === undefined) return;
    weight -= weightOf(known);
    young.delete(key);
  };
  const set = (key: K, value: V): void => {
    drop(key);
    young.set(key, value);
    weight += weightOf(value);
    if (weight < limit) return;
    old = young;
    young = new Map();
    weight = 0;
  };
  return {
    get(key) {
      const found = young.get(key);
      if (found !== undefined) return found;
      const older = old.get(key);
      if (older !== undefined) set(key, older);
      return older;
    },
    set,
    delete(key) {
      drop(key);
      old.delete(key);
    },
    clear() {
      young.clear();
      old.clear();
      weight = 0;
    },
  };
}
