import type { Owed } from "../books/owed.ts";
import { anyLeaving } from "../tally/left.ts";
import type { BusinessObject, Instant, OpsException } from "../types.ts";
import { type DatedBy, datedAt, firstDelivery } from "./dating.ts";
import { saleTermsOf } from "./decided.ts";
import { closeOf, type LedgerPeriod, ledgerDay, type PeriodsOf } from "./periods.ts";

/** The day of the ledger on which something happened; a date is of its own day. */
export const owedDay = ({ since, sinceIsDay, sinceDay }: Owed, network: PeriodsOf): string =>
  sinceIsDay ? sinceDay : ledgerDay(network, since);

/**
 * Whether something owed is earned by the end of a period: by delivered terms with the delivery, on all others, and on
 * other sides, when it happened. `bearers` are its document and its orders.
 */
export function isEarned(
  owed: Owed,
  bearers: readonly BusinessObject[],
  period: LedgerPeriod,
  network: DatedBy,
): boolean {
  if (owed.block !== "revenue" || owed.kind === "returned-not-credited") return true;
  if (owed.undelivered) return false;
  const usual = closeOf(network).terms ?? null;
  const terms = bearers.filter(({ kind }) => kind === "order").map((order) => saleTermsOf(order, usual));
  if (terms.length === 0 || !terms.every((one) => one === "destination")) return true;
  const delivery = firstDelivery(bearers);
  return delivery !== null && datedAt(delivery.first.at, delivery, network).day <= period.to;
}

/** Whether an exception says that something was to have left before an instant, and that nobody told of it. */
export const awaitsLeaving = ({ watch, eventType, dueAt }: OpsException, before: Instant): boolean =>
  !watch && eventType !== null && anyLeaving.includes(eventType) && dueAt !== null && dueAt < before;
