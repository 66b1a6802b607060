import type { Instant, Timer } from "../domain/index.ts";

/** What has timers: at most one instant for each object, exception and source, asked for in the order of `Context.due`. */
export interface TimerQueue {
  /** Replaces the instant of an object; null takes it out. */
  setObject(ref: string, at: Instant | null): void;
  /** Replaces the instant of an exception; null takes it out. */
  setException(number: number, at: Instant | null): void;
  /** Replaces the instant of a source; null takes it out. */
  setSource(ref: string, at: Instant | null): void;
  /** The first `limit` timers at or before `upTo`; they stay until they are replaced. */
  due(upTo: Instant, limit: number): Timer[];
}

const ranks = { object: 0, exception: 1, source: 2 } as const;

/** Order in which timers are settled: by time, then objects, exceptions, sources, then ref or number. */
export function compareTimers(a: Timer, b: Timer): number {
  if (a.at !== b.at) return a.at - b.at;
  if (a.kind === "exception" && b.kind === "exception") return a.number - b.number;
  if (a.kind !== "exception" && b.kind !== "exception" && a.kind === b.kind)
    return a.ref < b.ref ? -1 : a.ref > b.ref ? 1 : 0;
  return ranks[a.kind] - ranks[b.kind];
}

/** A binary heap that leaves replaced timers in place and drops them when they come up. */
export function timerQueue(): TimerQueue {
  const objects = new Map<string, Instant>();
  const exceptions = new Map<number, Instant>();
  const sources = new Map<string, Instant>();
  let heap: Timer[] = [];

  const instantOf = (timer: Timer): Instant | undefined => {
    switch (timer.kind) {
      case "object":
        return objects.get(timer.ref);
      case "exception":
        return exceptions.get(timer.number);
      case "source":
        return sources.get(timer.ref);
    }
  };
  const holds = (timer: Timer): boolean => instantOf(timer) === timer.at;

  const push = (timer: Timer): void => {
    let at = heap.length;
    heap.push(timer);
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const above = heap[parent] as Timer;
      if (compareTimers(above, timer) <= 0) break;
      heap[at] = above;
      at = parent;
    }
    heap[at] = timer;
  };

  const pop = (): void => {
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= heap.length) break;
      const right = heap[child + 1];
      if (right !== undefined && compareTimers(right, heap[child] as Timer) < 0) child++;
      const below = heap[child] as Timer;
      if (compareTimers(last, below) <= 0) break;
      heap[at] = below;
      at = child;
    }
    heap[at] = last;
  };

  const compact = (): void => {
    if (heap.length <= 1_000 + 2 * (objects.size + exceptions.size + sources.size)) return;
    // A sorted array is a heap.
    heap = heap.filter(holds).sort(compareTimers);
    heap = heap.filter((timer, index) => index === 0 || compareTimers(heap[index - 1] as Timer, timer) !== 0);
  };

  return {
    setObject(ref, at) {
      if (at === null) objects.delete(ref);
      else if (objects.get(ref) !== at) {
        objects.set(ref, at);
        push({ at, kind: "object", ref });
      }
      compact();
    },
    setException(number, at) {
      if (at === null) exceptions.delete(number);
      else if (exceptions.get(number) !== at) {
        exceptions.set(number, at);
        push({ at, kind: "exception", number });
      }
      compact();
    },
    setSource(ref, at) {
      if (at === null) sources.delete(ref);
      else if (sources.get(ref) !== at) {
        sources.set(ref, at);
        push({ at, kind: "source", ref });
      }
      compact();
    },
    due(upTo, limit) {
      const found: Timer[] = [];
      for (let top = heap[0]; top !== undefined && found.length < limit && top.at <= upTo; top = heap[0]) {
        pop();
        const previous = found.at(-1);
        if (holds(top) && (previous === undefined || compareTimers(previous, top) !== 0)) found.push(top);
      }
      for (const timer of found) push(timer);
      return found;
    },
  };
}
