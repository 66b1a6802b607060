import type { Calendar } from "../network.ts";
import type { Instant, Millis } from "../types.ts";

/** A stretch of business time; `to` null: still open at the end. */
export interface Pause {
  readonly from: Instant;
  readonly to: Instant | null;
}

/**
 * The instant at which `span` of open time has passed since `from`, counting only what the calendar has open and no
 * pause covers; null while a pause without an end stands before it. Without a calendar every minute is open.
 * Beyond the calendar's last edge every minute counts, so that a deadline is never lost.
 */
export function dueAt(
  calendar: Calendar | null,
  from: Instant,
  span: Millis,
  pauses: readonly Pause[] = [],
): Instant | null {
  let at = from;
  let left: number = span;
  for (const pause of pauses) {
    if (pause.to !== null && pause.to <= at) continue;
    if (pause.from > at) {
      const open = openBetween(calendar, at, pause.from);
      if (open >= left) return advance(calendar, at, left);
      left -= open;
    }
    if (pause.to === null) return null;
    at = pause.to;
  }
  return advance(calendar, at, left);
}

/** Open time between two instants. */
export function openBetween(calendar: Calendar | null, from: Instant, to: Instant): Millis {
  if (calendar === null || to <= from) return Math.max(0, to - from);
  const { edges } = calendar;
  const end = edges.at(-1) ?? from;
  let open = Math.max(0, to - Math.max(from, end));
  for (let i = spanAt(edges, from); i < edges.length; i += 2) {
    const start = edges[i] ?? to;
    if (start >= to) break;
    open += Math.max(0, Math.min(edges[i + 1] ?? start, to) - Math.max(start, from));
  }
  return open;
}

/** When the open span that covers an instant ends; null where it is closed. */
export function openUntil(calendar: Calendar | null, at: Instant): Instant | null {
  if (calendar === null) return null;
  const i = spanAt(calendar.edges, at);
  return (calendar.edges[i] ?? Number.POSITIVE_INFINITY) <= at ? (calendar.edges[i + 1] ?? null) : null;
}

function advance(calendar: Calendar | null, from: Instant, span: Millis): Instant {
  if (calendar === null) return from + span;
  const { edges } = calendar;
  let left: number = span;
  for (let i = spanAt(edges, from); i < edges.length; i += 2) {
    const start = Math.max(edges[i] ?? from, from);
    const room = (edges[i + 1] ?? start) - start;
    if (room >= left) return start + left;
    left -= room;
  }
  return Math.max(from, edges.at(-1) ?? from) + left;
}

/** Index of the start edge of the first span that ends after an instant, by halving. */
function spanAt(edges: readonly Instant[], at: Instant): number {
  let low = 0;
  let high = edges.length / 2;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((edges[middle * 2 + 1] ?? 0) > at) high = middle;
    else low = middle + 1;
  }
  return low * 2;
}

/** The first of sorted instants that is not before `at`; null beyond the last. */
export function nextAt(sorted: readonly Instant[], at: Instant): Instant | null {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] ?? 0) >= at) high = middle;
    else low = middle + 1;
  }
  return sorted[low] ?? null;
}

/** So long before its time a file is taken for itself: by its grace, or half the time until the next if that is less. */
export const earlyBy = (grace: Millis, at: Instant, next: Instant | null): Millis =>
  next === null ? grace : Math.min(grace, (next - at) / 2);
