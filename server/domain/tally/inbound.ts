import { traitOf } from "../correlation/fold.ts";
import { isAwaited } from "../expectations/evaluate.ts";
import type { Network } from "../network.ts";
import type { BusinessObject, Fold, Instant } from "../types.ts";
import { earliestOf, enteredOn, isLate, latestNamed, onlyOf } from "./facts.ts";
import type { DayAt, FollowPart, InboundPlace, Papers, ReceiptPart, ReturnPart, TransferPart } from "./parts.ts";

/** What came in at two horizons: where it stands, and what became of it once it was received. */
export interface InboundTold {
  readonly now: Papers;
  readonly later: Papers;
}

const arriving = ["receipt.gate-arrived", "receipt.arrived"];
const counting = ["receipt.confirmed", "receipt.put-away", "receipt.posted"];
const staying = [...arriving, ...counting, "return.authorized", "return.received", "return.dispositioned"];

/** When goods were in a building, and when they were taken over there; a later step implies an earlier one. */
export interface Stay {
  /** Null before it began. */
  readonly began: Fold | null;
  readonly ended: Fold | null;
}

/** Arrived, and counted. */
export const receiptStay = (receipt: BusinessObject): Stay => ({
  began: earliestOf(receipt, [...arriving, ...counting]),
  ended: earliestOf(receipt, counting),
});

/** Sent, and received. */
export const transferStay = (transfer: BusinessObject): Stay => ({
  began: earliestOf(transfer, ["transfer.shipped", "transfer.received"]),
  ended: earliestOf(transfer, ["transfer.received"]),
});

/** Authorised, and received. */
export const returnStay = (returned: BusinessObject): Stay => ({
  began: earliestOf(returned, ["return.authorized", "return.received", "return.dispositioned"]),
  ended: earliestOf(returned, ["return.received", "return.dispositioned"]),
});

/** The building that a transfer is sent to: as it was told, else where it was received; null while neither is known. */
export const destinationOf = (transfer: BusinessObject): string | null =>
  traitOf(transfer, "destination")?.text ?? latestNamed(transfer, ["transfer.received"]);

/** The building of a receipt or return: what the latest fact of its stay named, else its only one. */
export const buildingOf = (object: BusinessObject): string | null => latestNamed(object, staying) ?? onlyOf(object);

/** A transfer is in the ERP's books by the ERP's own word that it was received: the floor that counts it says the same. */
export const isTransferBooked = (transfer: BusinessObject, network: Pick<Network, "systems">): boolean =>
  transfer.folds.some(
    ({ type, status, system }) => type === "transfer.received" && status === "ok" && isAwaited(network, "erp", system),
  );

/** A credit of a return stands in the ledger. */
export const isCredited = (returned: BusinessObject, credits: readonly BusinessObject[]): boolean =>
  [returned, ...credits].some((one) => earliestOf(one, ["credit.posted"]) !== null);

/** Where a receipt stands on a building's day; null where it is none of that day's. */
export function placeReceipt(told: InboundTold, on: DayAt): InboundPlace<ReceiptPart> | null {
  const receipt = told.now.subject;
  const stay = receiptStay(receipt);
  const place = stand(receipt, buildingOf(receipt), stay, on);
  if (place === null) return null;
  if (stay.ended === null) return { ...place, part: "at-door", follows: [null, null] };
  const step = (type: string): FollowPart => followed(told.later.subject, type, on.at);
  return { ...place, part: "received", follows: [step("receipt.put-away"), step("receipt.posted")] };
}

/** Where a transfer to a building stands on its day; null where it is none of that day's. */
export function placeTransfer(told: InboundTold, on: DayAt, network: Network): InboundPlace<TransferPart> | null {
  const transfer = told.now.subject;
  const stay = transferStay(transfer);
  const place = stand(transfer, destinationOf(transfer), stay, on);
  if (place === null) return null;
  if (stay.ended !== null) {
    const inErp = (object: BusinessObject): boolean => isTransferBooked(object, network);
    return { ...place, part: "received", follows: [followed(told.later.subject, "transfer.received", on.at, inErp)] };
  }
  return { ...place, part: isOverdue(transfer, "transfer.received", on.at) ? "overdue" : "on-road", follows: [null] };
}

/** Where a return stands on a building's day; null where it is none of that day's. */
export function placeReturn(told: InboundTold, on: DayAt): InboundPlace<ReturnPart> | null {
  const returned = told.now.subject;
  const stay = returnStay(returned);
  const place = stand(returned, buildingOf(returned), stay, on);
  if (place === null) return null;
  if (stay.ended === null) {
    const part = isOverdue(returned, "return.received", on.at) ? "overdue" : "on-way";
    return { ...place, part, follows: [null, null] };
  }
  const { subject, bills } = told.later;
  const dispositioned = followed(subject, "return.dispositioned", on.at);
  const credited = followed(subject, "credit.posted", on.at, (one) => isCredited(one, bills));
  return { ...place, part: "received", follows: [dispositioned, dispositioned === "done" ? credited : null] };
}

function stand(object: BusinessObject, warehouse: string | null, { began, ended }: Stay, on: DayAt) {
  if (object.environment !== "" || warehouse !== on.warehouse || began === null) return null;
  const entered = enteredOn(began.first.at, ended?.first.at ?? null, on.day);
  return entered === null ? null : { ref: object.ref, entered };
}

/** Done when its event is there; else late when it is due, by the step that awaits it. */
function followed(
  object: BusinessObject,
  type: string,
  at: Instant,
  isDone: (object: BusinessObject) => boolean = (one) => earliestOf(one, [type]) !== null,
): FollowPart {
  if (isDone(object)) return "done";
  return isOverdue(object, type, at) ? "late" : "waiting";
}

const isOverdue = (object: BusinessObject, expects: string, at: Instant): boolean =>
  object.expectations.some((one) => one.expects === expects && isLate(one, at));
