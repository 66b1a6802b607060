import { type Company, hourOf, stepsOfHour } from "./day.ts";
import type { Step } from "./step.ts";
import { hour } from "./zones.ts";

/** The steps that are still to happen, soonest first. */
export interface Agenda {
  /** The soonest step that starts before an instant, taken off the agenda; null when there is none. */
  takeBefore(until: number): Step | null;
  /** Adds a step, also one of the past: it is taken next. */
  put(step: Step): void;
}

/**
 * The company's agenda of all that begins in the hour of `from` or later. Hours are drawn when they are reached,
 * so the agenda has no end; steps of one instant come in the order of their names.
 */
export function openAgenda(company: Company, from: number): Agenda {
  const heap: Step[] = [];
  let drawnTo = hourOf(from);
  const put = (step: Step): void => {
    heap.push(step);
    rise(heap, heap.length - 1);
  };
  return {
    put,
    takeBefore(until) {
      for (; drawnTo < until; drawnTo += hour) stepsOfHour(company, drawnTo).forEach(put);
      const first = heap[0];
      if (first === undefined || first.at >= until) return null;
      const last = heap.pop();
      if (last !== undefined && heap.length > 0) {
        heap[0] = last;
        sink(heap);
      }
      return first;
    },
  };
}

function before(a: Step | undefined, b: Step | undefined): boolean {
  if (a === undefined || b === undefined) return a !== undefined;
  return a.at < b.at || (a.at === b.at && a.name < b.name);
}

function swap(heap: Step[], a: number, b: number): void {
  const [x, y] = [heap[a], heap[b]];
  if (x === undefined || y === undefined) return;
  heap[a] = y;
  heap[b] = x;
}

function rise(heap: Step[], from: number): void {
  for (let at = from; at > 0; ) {
    const parent = (at - 1) >> 1;
    if (!before(heap[at], heap[parent])) return;
    swap(heap, at, parent);
    at = parent;
  }
}

function sink(heap: Step[]): void {
  for (let at = 0; ; ) {
    const left = 2 * at + 1;
    const least = before(heap[left + 1], heap[left]) ? left + 1 : left;
    if (!before(heap[least], heap[at])) return;
    swap(heap, at, least);
    at = least;
  }
}
