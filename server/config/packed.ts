const minute = 60_000;

/**
 * Ascending instants as minutes since the one before, each with how often it follows itself: `[60, 27000]` is an
 * instant every hour. Years of schedules stay small in a ruling that is never dropped.
 */
export type Packed = readonly number[];

/** Packs ascending instants; the first counts from `from`. */
export function pack(instants: readonly number[], from: number): Packed {
  const packed: number[] = [];
  let last = from;
  for (const at of instants) {
    const delta = (at - last) / minute;
    if (packed.at(-2) === delta) packed[packed.length - 1] = (packed.at(-1) ?? 0) + 1;
    else packed.push(delta, 1);
    last = at;
  }
  return packed;
}

/** The instants that were packed. */
export function unpack(packed: Packed, from: number): number[] {
  const instants: number[] = [];
  let at = from;
  for (let index = 0; index < packed.length; index += 2) {
    const delta = (packed[index] ?? 0) * minute;
    for (let count = packed[index + 1] ?? 0; count > 0; count -= 1) {
      at += delta;
      instants.push(at);
    }
  }
  return instants;
}
