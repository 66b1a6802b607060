import type { Instant } from "../domain/index.ts";
import type { Clock } from "../ports/index.ts";
import { report } from "../telemetry/index.ts";

/**
 * One queue a receiver, in order, one at a time. Receivers do not wait for each other: those that did not take what they
 * were given last, as they answer late or never, share a few places and leave the others to the rest.
 */
export interface Lanes<T> {
  add(lane: string, item: T): void;
  /** Begins nothing more; resolves when what was begun has ended. */
  close(): Promise<void>;
}

/** Items at work at once, over all lanes; and over those whose last work left something. */
const mostAtOnce = 64;
const mostAgain = 16;
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
  /** Lanes whose last work left something, or failed. */
  const retried = new Set<string>();
  let timer: NodeJS.Timeout | null = null;
  let closed = false;

  function pump(): void {
    if (closed) return;
    const now = clock.now();
    const waiting = [...lanes].flatMap(([lane, items]) => {
      const [first] = items;
      if (first === undefined || running.has(lane)) return [];
      return [{ lane, items, first, at: Math.max(notBefore(first), resting.get(lane) ?? 0) }];
    });
    // Who waits longest is first, so that each has its turn.
    const due = waiting.filter(({ at }) => at <= now).sort((a, b) => a.at - b.at);
    for (const { lane, items, first } of due) if (mayBegin(lane)) begin(lane, items, first);
    const later = waiting.map(({ at }) => at - now).filter((ms) => ms > 0);
    if (timer !== null) clearTimeout(timer);
    timer = later.length === 0 ? null : setTimeout(pump, Math.min(60_000, ...later));
    timer?.unref();
  }

  function mayBegin(lane: string): boolean {
    if (running.size >= mostAtOnce) return false;
    return !retried.has(lane) || [...retried].filter((one) => running.has(one)).length < mostAgain;
  }

  function begin(lane: string, items: T[], item: T): void {
    const done = work(item)
      .then((left) => {
        resting.delete(lane);
        if (left === null) {
          retried.delete(lane);
          items.shift();
        } else {
          retried.add(lane);
          items[0] = left;
        }
        if (items.length === 0) lanes.delete(lane);
      })
      .catch((error: unknown) => {
        resting.set(lane, clock.now() + afterFailure);
        retried.add(lane);
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
