import { anyLeaving } from "../tally/left.ts";
import type { Instant, OpsException } from "../types.ts";
import { type BooksBlock, blockOf, type Owed, type OwedKind } from "./owed.ts";

/** Events for which each kind waits; what is wrong with them can keep it out of the books. */
export const awaited: Readonly<Record<OwedKind, readonly string[]>> = {
  "shipped-not-billed": ["invoice.posted"],
  "invoice-rejected": ["invoice.posted"],
  "returned-not-credited": ["credit.posted"],
  "receipt-not-posted": ["receipt.posted"],
  "transfer-not-posted": ["transfer.received"],
  "adjusted-up-not-posted": ["stock.adjusted"],
  "adjusted-down-not-posted": ["stock.adjusted"],
  "received-not-billed": ["bill.received", "bill.matched"],
  "freight-not-billed": ["bill.received", "bill.matched"],
};

/** Events on the way to what is awaited: what the ERP has not got as shipped it cannot bill. */
const before: Partial<Readonly<Record<OwedKind, readonly string[]>>> = {
  "shipped-not-billed": ["shipment.posted", "invoice.rejected"],
  "invoice-rejected": ["shipment.posted", "invoice.rejected"],
};

/** Events with which each side begins to owe. */
const beginning: Readonly<Record<BooksBlock, readonly string[]>> = {
  revenue: [...anyLeaving, "return.received", "return.dispositioned"],
  inventory: ["receipt.confirmed", "receipt.put-away", "transfer.received"],
  payables: ["receipt.confirmed", "receipt.put-away", "load.departed"],
};

/** Events by which a side changes: a source of one of them that is silent leaves it open what belongs there. */
export function eventsOfBooks(block: BooksBlock): ReadonlySet<string> {
  const kinds = (Object.keys(blockOf) as OwedKind[]).filter((kind) => blockOf[kind] === block);
  return new Set([...beginning[block], ...kinds.flatMap((kind) => [...awaited[kind], ...(before[kind] ?? [])])]);
}

/** Whether an exception keeps something out of the books: it is about a document of it, and an event that it waits for. */
export function keepsOut(
  { kind, about }: Pick<Owed, "kind" | "about">,
  { watch, object, eventType }: Pick<OpsException, "watch" | "object" | "eventType">,
): boolean {
  if (watch || object === null || eventType === null || !about.includes(object)) return false;
  return awaited[kind].includes(eventType) || (before[kind]?.includes(eventType) ?? false);
}

/** Why something is not in the books; what an open cause keeps out is named by that. */
export type OwedWhy = "delivery" | "due" | "refused" | "late" | "unplanned" | `cause:${string}`;

/**
 * Why something is not in the books at an instant: by its terms it waits for its delivery, a cause keeps it out, the
 * ledger refused it, no step says when it is due, or it is not due, or late.
 */
export function whyOwed(
  { kind, undelivered, dueAt }: Pick<Owed, "kind" | "undelivered" | "dueAt">,
  at: Instant,
  causeId: string | null,
): OwedWhy {
  if (undelivered) return "delivery";
  if (causeId !== null) return `cause:${causeId}`;
  if (kind === "invoice-rejected") return "refused";
  if (dueAt === null) return "unplanned";
  return at < dueAt ? "due" : "late";
}
