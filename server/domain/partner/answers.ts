import type { Ask } from "../ask.ts";
import type { Instant } from "../types.ts";
import { type Counted, nothingCounted } from "./score.ts";

/** When a partner had answered every number of an ask; null while one is open. */
export function answeredAt({ lines }: Ask): Instant | null {
  let last: Instant | null = null;
  for (const { answer } of lines) {
    if (answer === null) return null;
    last = Math.max(last ?? answer.at, answer.at);
  }
  return last;
}

/** Whether a question counts in a while up to now: one that left, stands, and was due then. */
export const isAskDue = (ask: Ask, from: Instant, to: Instant): boolean =>
  ask.sent.length > 0 && ask.withdrawn === null && ask.dueAt >= from && ask.dueAt < to;

/** True where every number was answered by the time that was asked for. */
export function isAnsweredInTime(ask: Ask): boolean {
  const at = answeredAt(ask);
  return at !== null && at <= ask.dueAt;
}

/** What questions come to. */
export function countAsks(asks: readonly Ask[], from: Instant, to: Instant): Counted {
  const due = asks.filter((ask) => isAskDue(ask, from, to));
  return { ...nothingCounted, kept: due.filter(isAnsweredInTime).length, of: due.length };
}
