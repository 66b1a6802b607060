/** The closing of a period: what keeps it open, what would be accrued, who signed, and what became of it since. */
import type { ObjectKind } from "../domain/index.ts";
import type { PostingKind, PostingSide, PostingWhy } from "./postings.ts";
import type { OwnerRow } from "./routing.ts";
import type { IsoInstant, MoneyText } from "./types.ts";

/** A document by kind and number. */
export interface ObjectName {
  readonly kind: ObjectKind;
  readonly id: string;
}

/** What several documents of one side come to: `count` = `valued` + `estimated` + `unconverted` + `unknown`. */
export interface CloseSumRow {
  readonly count: number;
  /** Exact amounts in the reporting currency, and of how many documents. */
  readonly value: string;
  readonly valued: number;
  /** Estimates; in no `value`. */
  readonly estimate: string;
  readonly estimated: number;
  /** In a currency without a rate. */
  readonly unconverted: number;
  /** Counted, and never zero. */
  readonly unknown: number;
}

/** Why documents keep a period open. */
export type CloseCause =
  | { readonly kind: "wrong-period" }
  /** A silent source does not say whether they left. */
  | {
      readonly kind: "not-confirmed";
      readonly system: string;
      readonly name: string;
      readonly lastSeenAt: IsoInstant | null;
    }
  | {
      readonly kind: "owed";
      readonly why: PostingWhy;
      readonly owed: PostingKind;
      /** Of the open cause that keeps them out; null where none does. */
      readonly title: string | null;
    };

/** The documents that one cause keeps out, with one owner, on one side. */
export interface CloseStop {
  readonly id: string;
  readonly side: PostingSide;
  readonly cause: CloseCause;
  /** Null: nobody has it. */
  readonly owner: OwnerRow | null;
  /** When all of it was taken; null: not all is. */
  readonly takenAt: IsoInstant | null;
  readonly sum: CloseSumRow;
  /** The first 200. */
  readonly documents: readonly ObjectName[];
}

/** How a date is wrong: in another period, billed before it was delivered or left, or only terms that nobody knows say. */
export const closeFaults = ["other-period", "not-delivered", "not-left", "terms-unknown"] as const;
export type CloseFault = (typeof closeFaults)[number];

/** When something was earned, beside the date under which the ERP has it. */
export interface CloseDate {
  readonly object: ObjectName;
  /** Of what is sold, at selling price; of what was received, at cost. */
  readonly side: "revenue" | "inventory";
  readonly fault: CloseFault;
  readonly customer: string | null;
  readonly warehouse: string | null;
  readonly terms: "origin" | "destination" | null;
  /** As they were told. */
  readonly termsText: string | null;
  /** Who decided them, where nobody told any that are known; `actionId` takes it back. */
  readonly decided: { readonly actionId: string; readonly by: string; readonly at: IsoInstant } | null;
  /** When it left the dock; null: it did not. */
  readonly leftAt: IsoInstant | null;
  /** Only the day is known. */
  readonly leftIsDay: boolean;
  readonly leftDay: string | null;
  /** Delivered, or received. */
  readonly deliveredAt: IsoInstant | null;
  readonly deliveredDay: string | null;
  /** Period in which it is earned by its terms; null: not yet, or not known. */
  readonly earned: string | null;
  /** Its invoice; null: it is not billed. */
  readonly invoice: ObjectName | null;
  readonly ledgerDate: string | null;
  /** Period of the ERP's document. */
  readonly booked: string;
  readonly amount: MoneyText | null;
  readonly estimate: boolean;
}

/** What has to be so before somebody signs, each with when it was looked at. */
export interface CloseCheck {
  readonly id: "revenue" | "inventory" | "payables" | "dates" | "terms" | "stops";
  /** `untold`: nobody told what the ERP says. */
  readonly state: "done" | "open" | "untold";
  readonly at: IsoInstant | null;
  /** Of a tie-out, what is unexplained. */
  readonly amount: string | null;
  /** Of the others, how many documents. */
  readonly count: number | null;
}

/** Somebody who signed. */
export interface CloseSignature {
  readonly by: string;
  readonly at: IsoInstant;
}

/** Who signed, and what was taken back before. */
export interface CloseSigning {
  readonly state: "open" | "prepared" | "closed";
  readonly prepared: CloseSignature | null;
  readonly reviewed: CloseSignature | null;
  /** SHA-256 of what was signed, in hexadecimal. */
  readonly hash: string | null;
  /** Documents on the signed list. */
  readonly lines: number | null;
  readonly rounds: readonly {
    readonly prepared: CloseSignature;
    readonly reviewed: CloseSignature | null;
    readonly hash: string;
    readonly reopened: CloseSignature & { readonly reason: string };
  }[];
}

export const closeStates = ["confirmed", "open", "fell-away", "new"] as const;
export type CloseState = (typeof closeStates)[number];

/** What became of one side since it was signed: `difference` = `now` − `signed` = the sum of its states. */
export interface CloseSideDrift {
  readonly side: PostingSide;
  readonly signed: string;
  readonly now: string;
  readonly difference: string;
  readonly states: readonly { readonly state: CloseState; readonly count: number; readonly difference: string }[];
}

/** What became of a signed period. */
export interface CloseDrift {
  readonly period: string;
  readonly signed: CloseSignature;
  readonly hash: string;
  readonly currency: string;
  readonly sides: readonly CloseSideDrift[];
  /** Documents by which it differs, the largest first, at most 200. */
  readonly lines: readonly {
    readonly state: CloseState;
    readonly side: PostingSide;
    readonly object: ObjectName;
    readonly signed: string;
    readonly now: string;
    readonly difference: string;
  }[];
}

/** Totals of the accrual list; no side is added to another. */
export interface CloseTotals {
  readonly revenue: CloseSumRow;
  /** What the goods of the revenue side cost. */
  readonly goods: CloseSumRow;
  readonly inventory: CloseSumRow;
  readonly payables: CloseSumRow;
}

/** How the closing of a period stands. */
export interface CloseRow {
  readonly period: {
    readonly id: string;
    readonly from: string;
    readonly to: string;
    readonly closesAt: IsoInstant;
    /** First day of the next one. */
    readonly reversal: string;
  };
  readonly before: string | null;
  readonly after: string | null;
  /** Null: of all companies. */
  readonly entity: string | null;
  readonly entities: readonly { readonly id: string; readonly name: string }[];
  readonly zone: string;
  readonly currency: string;
  readonly asOf: IsoInstant;
  readonly stops: readonly CloseStop[];
  /** Documents in `stops`, each once. */
  readonly total: number;
  readonly waiting: number;
  readonly onTheRoad: number;
  /** At most 500. */
  readonly dates: readonly CloseDate[];
  readonly totals: CloseTotals;
  readonly checks: readonly CloseCheck[];
  readonly signing: CloseSigning;
  /** Of this period, or where nobody has signed it of the one before. */
  readonly drift: CloseDrift | null;
}

/** One line of the accrual list. */
export interface AccrualRow {
  /** Names it in the ledger: `11/shipment/SH-76104/revenue`. */
  readonly id: string;
  readonly object: ObjectName;
  readonly orders: readonly string[];
  readonly kind: PostingKind | "not-confirmed";
  readonly side: PostingSide;
  readonly customer: string | null;
  readonly units: string | null;
  readonly uom: string | null;
  readonly revenue: MoneyText | null;
  readonly estimate: boolean;
  /** Null: nobody told, which is not zero. */
  readonly cost: MoneyText | null;
  readonly account: { readonly debit: string; readonly credit: string } | null;
  readonly entity: string | null;
  readonly warehouse: string | null;
  readonly period: string;
  /** Last day of the period, on which it is booked. */
  readonly date: string;
  readonly reversal: string;
}

/** How many documents were not in the books at the end of each day. */
export interface CloseBurnDown {
  readonly points: readonly { readonly day: string; readonly at: IsoInstant; readonly count: number }[];
  readonly closesAt: IsoInstant;
}

/** What deciding terms of sale answers: the decision, by which it is taken back, and the closing after it. */
export interface TermsDecided {
  readonly actionId: string;
  readonly close: CloseRow;
}
