/** After so many milliseconds a hundred are enough. */
const longMs = 15_000;
const fewest = 100;

/** How long each of many calls takes, one after the other, in milliseconds; the first few do not count. */
export async function timed(count: number, call: (index: number) => Promise<unknown>): Promise<readonly number[]> {
  for (let index = 0; index < 20; index++) await call(index);
  const took: number[] = [];
  const start = performance.now();
  for (let index = 0; index < count; index++) {
    const began = performance.now();
    if (index >= fewest && began - start > longMs) break;
    await call(index);
    took.push(performance.now() - began);
  }
  return took;
}
