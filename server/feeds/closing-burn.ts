import {
  closeOf,
  dayAfter,
  dayStart,
  entityFor,
  type Instant,
  type LedgerPeriod,
  ledgerDay,
  type Owed,
  owedDay,
} from "../domain/index.ts";
import type { Scope } from "../ports/index.ts";
import type { CloseBurnDown } from "../wire/index.ts";
import { breath } from "./closing-papers.ts";
import type { CloseAsked } from "./closing-read.ts";
import type { FeedDeps } from "./feed.ts";
import { isoOf } from "./formats.ts";
import { owedIn } from "./postings-book.ts";

/** How long what a past day came to is kept: late facts move it, and it is looked at again then. */
const keptFor = 10 * 60_000;
/** Days of one period that are looked at, at most. */
const mostDays = 100;

interface KeptDay {
  readonly count: number;
  readonly readAt: Instant;
}

const shelves = new WeakMap<FeedDeps["views"], Map<string, KeptDay>>();

/**
 * How much of a period was not in the books at the end of each of its days, by what is known now, and how much is not
 * now. A past day is read once in ten minutes.
 */
export async function readBurnDown(
  { views, network, clock }: Pick<FeedDeps, "views" | "network" | "clock">,
  scope: Scope,
  { period, entity }: CloseAsked,
): Promise<CloseBurnDown> {
  const shelf = shelves.get(views) ?? new Map<string, KeptDay>();
  shelves.set(views, shelf);
  const now = clock.now();
  const by = network();
  const close = closeOf(by);
  const counts = (owed: Owed): boolean =>
    owed.notBillable === null &&
    !owed.undelivered &&
    owedDay(owed, by) <= period.to &&
    (entity === null || entityFor(close, owed.entity, owed.warehouse) === entity);
  const countAt = async (at: Instant): Promise<number> => {
    let count = 0;
    for await (const { owed } of owedIn(views, scope, { from: at, to: at }, null)) if (counts(owed)) count += 1;
    return count;
  };
  const points: { day: string; at: string; count: number }[] = [];
  for (const day of daysOf(period)) {
    const end = dayStart(by, dayAfter(day, 1)) - 1;
    if (end >= now) break;
    const key = JSON.stringify([scope.warehouses, entity, period.id, day]);
    let kept = shelf.get(key);
    if (kept === undefined || now - kept.readAt > keptFor) {
      kept = { count: await countAt(end), readAt: now };
      shelf.set(key, kept);
      await breath();
    }
    points.push({ day, at: isoOf(end), count: kept.count });
  }
  for (const [key, { readAt }] of shelf) if (now - readAt > 2 * keptFor) shelf.delete(key);
  return {
    points: [...points, { day: ledgerDay(by, now), at: isoOf(now), count: await countAt(now) }],
    closesAt: isoOf(period.closesAt),
  };
}

/** Days of a period and those until it closes. */
function daysOf({ from, to }: LedgerPeriod): readonly string[] {
  const days: string[] = [];
  for (let day = from; day <= to && days.length < mostDays; day = dayAfter(day, 1)) days.push(day);
  return days;
}
