import type { Clock } from "../ports/index.ts";

/** Wall clock at start plus the monotonic clock since: never runs backwards while the process lives. */
export function systemClock(): Clock {
  const start = Date.now();
  const began = performance.now();
  return { now: () => Math.floor(start + performance.now() - began) };
}
