import type { BookPapers } from "../books/papers.ts";
import { earliestOf } from "../tally/facts.ts";
import { receiptStay, transferStay } from "../tally/inbound.ts";
import { anyLeaving } from "../tally/left.ts";
import { distinct } from "../tally/standing.ts";
import type { BusinessObject, Ref } from "../types.ts";
import type { Work } from "../work.ts";
import { datingOf, faultOf } from "./dating.ts";

/**
 * Puts down when the ERP has what an object is earned with, where that is wrong or may be, and takes it back where it is
 * not so any more. Judged by the network in force: a later one restates what is touched again.
 */
export function restateDating(
  work: Work,
  object: BusinessObject | undefined,
  ref: Ref,
  papersOf: (subject: BusinessObject) => BookPapers,
): void {
  const before = work.context.dating(ref) ?? null;
  if (before === null && (object === undefined || !mayBeDated(object))) return;
  const dating = object === undefined ? null : datingOf(papersOf(object), work.network);
  const kept = dating !== null && faultOf(dating, work.network) !== null ? dating : null;
  if (JSON.stringify(kept) !== JSON.stringify(before)) work.datings.set(ref, kept);
}

/** Whether it left, is billed or was counted: most objects are asked for before. */
function mayBeDated(object: BusinessObject): boolean {
  if (object.environment !== "") return false;
  if (object.kind === "receipt") return receiptStay(object).ended !== null;
  if (object.kind === "transfer") return transferStay(object).ended !== null;
  if (object.kind !== "order" && object.kind !== "shipment") return false;
  return earliestOf(object, anyLeaving) !== null || distinct(object, "invoice").length > 0;
}
