import { entityOf } from "../stock/adjusted.ts";
import { type Direction, unmetOf } from "../stock/unmet.ts";
import type { Booking, OwedKind } from "./owed.ts";
import { type BooksAt, owing, settled } from "./owing.ts";
import type { BookPapers } from "./papers.ts";
import { worthOf } from "./worth.ts";

const ways: readonly (readonly [Direction, OwedKind, 1 | -1])[] = [
  ["up", "adjusted-up-not-posted", 1],
  ["down", "adjusted-down-not-posted", -1],
];

/** Of an item in a building that the floor adjusted: whether the ledger has it, what came apart from what went. */
export function adjustedBookings({ subject }: BookPapers, on: BooksAt): readonly Booking[] {
  const within = on.network.stock?.adjustments;
  const { adjusted } = subject;
  if (within === undefined || adjusted === undefined) return [];
  return ways.flatMap(([direction, kind, sign]): readonly Booking[] => {
    const unmet = unmetOf(adjusted, direction, within, on.network);
    if (unmet === undefined) return [];
    if (unmet === null) return [settled(subject, kind)];
    const { oldest, cost } = unmet;
    const since = oldest.mark.at;
    const worth = worthOf([cost === null ? null : { ...cost, minor: sign * cost.minor }, "cost"]);
    const { warehouse, partner } = oldest;
    const dueAt = since + within;
    const told = { subject, fact: oldest, since, dueAt, worth, beside: [], warehouse, partner, ledger: [] };
    const booking = owing(kind, told, on);
    // What the stock's own traits say of a company, a date and a period may be told of its counts, or of another adjustment.
    const its = { entity: entityOf(adjusted), ledgerDate: null, ledgerPeriod: null };
    return [{ ...booking, owed: booking.owed && { ...booking.owed, ...its } }];
  });
}
