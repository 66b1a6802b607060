import type { CanonicalEvent, Mark } from "./types.ts";

/** Business order: by time, then nanoseconds, then identity. Total over distinct records. */
export function compareMarks(a: Mark, b: Mark): number {
  if (a.at !== b.at) return a.at - b.at;
  if (a.nanos !== b.nanos) return a.nanos - b.nanos;
  return a.identity < b.identity ? -1 : a.identity > b.identity ? 1 : 0;
}

/** True when `a` occurred after `b`, however they are called. */
export const isLater = (a: Mark, b: Mark): boolean => a.at > b.at || (a.at === b.at && a.nanos > b.nanos);

/** Where an event stands in business order. */
export const markOf = (event: CanonicalEvent): Mark => ({
  at: event.occurredAt,
  nanos: event.occurredNanos,
  identity: event.identity,
});

/** The lesser of two marks. */
export const earlier = (a: Mark, b: Mark): Mark => (compareMarks(a, b) <= 0 ? a : b);

/** The greater of two marks. */
export const later = (a: Mark, b: Mark): Mark => (compareMarks(a, b) >= 0 ? a : b);
