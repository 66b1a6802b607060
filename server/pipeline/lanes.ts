import type { Instant } from "../domain/index.ts";
import type { Clock } from "../ports/index.ts";
import { report } from "../telemetry/index.ts";

/** One queue a receiver, in order, one at a time; receivers do not wait for each other. */
export interface Lanes<T> {
  add(lane: string, item: T): void;
  /** Begins nothing more; resolves when what was begun has ended. */
  close(): Promise<void>;
}

/** Items at work at once, over all lanes. */
const mostAtOnce = 8;
/** A lane whose work failed unexpectedly rests this long. */
const afterFailure = 30_000;

/** Opens lanes; `work` answers what is left of an item, which stays first in its lane, or null. */
export function createLanes<T>(
  clock: Clock,
  notBefore: (item: T) => Instant,
  work: (item: T) => Promise<T | null>,
): Lanes<T> {
  const lanes = new Map<string, T[]>();
  const running = new Map<string, Promise<void>>();
  const resting = new Map<string, Instant>();
  let timer: NodeJS.Timeout | null = null;
  let closed = false;

  function pump(): void {
    if (closed) return;
    const now = clock.now();
    let next: Instant | null = null;
    for (const [lane, items] of lanes) {
      const [first] = items;
      if (first === undefined || running.has(lane)) continue;
      const at = Math.max(notBefore(first), resting.get(lane) ?? 0);
      if (at > now) next = next === null ? at : Math.min(next, at);
      else if (running.size < mostAtOnce) begin(lane, items, first);
    }
    if (timer !== null) clearTimeout(timer);
    timer = next === null ? null : setTimeout(pump, Math.min(next - now, 60_000));
    timer?.unref();
  }

  function begin(lane: string, items: T[], item: T): void {
    const done = work(item)
      .then((left) => {
        resting.delete(lane);
        if (left === null) items.shift();
        else items[0] = left;
        if (items.length === 0) lanes.delete(lane);
      })
      .catch((error: unknown) => {
        resting.set(lane, clock.now() + afterFailure);
        if (!closed) {
          const stack = error instanceof Error ? (error.stack ?? null) : null;
          report("fault.thrown", { where: "notify", reason: String(error), stack });
        }
      })
      .finally(() => {
        running.delete(lane);
        pump();
      });
    running.set(lane, done);
  }

  return {
    add(lane, item) {
      const items = lanes.get(lane);
      if (items === undefined) lanes.set(lane, [item]);
      else items.push(item);
      pump();
    },
    async close() {
      closed = true;
      if (timer !== null) clearTimeout(timer);
      await Promise.all(running.values());
    },
  };
}
