/**
 * What happened and is not in the books. Three sides, never added to each other; amounts are decimal texts in the digits
 * of their currency. Every document of a side that is to be billed stands in one cell, one row and one column.
 */
import type { ObjectKind } from "../domain/index.ts";
import type { IsoInstant } from "./types.ts";

/** Revenue at selling price, inventory at cost, payables at purchase price. */
export const postingSides = ["revenue", "inventory", "payables"] as const;
export type PostingSide = (typeof postingSides)[number];

export const postingKinds = [
  "shipped-not-billed",
  "invoice-rejected",
  "returned-not-credited",
  "receipt-not-posted",
  "transfer-not-posted",
  "adjusted-up-not-posted",
  "adjusted-down-not-posted",
  "received-not-billed",
  "freight-not-billed",
] as const;
export type PostingKind = (typeof postingKinds)[number];

/** What the rows of a table stand for. */
export const postingRows = ["warehouse", "entity", "kind", "partner", "why"] as const;
export type PostingRows = (typeof postingRows)[number];

/**
 * Why a document is not in the books: `delivery` waits by its terms for its delivery, `due` is not due yet, `refused`
 * was refused by the ledger, `late` is past its time, `unplanned` has no step that says when. What an open cause keeps
 * out is `cause:C-17`.
 */
export type PostingWhy = "delivery" | "due" | "refused" | "late" | "unplanned" | `cause:${string}`;

/** Where an amount comes from; an order's price is an estimate, without tax and freight. */
export const postingBases = ["document", "order-price", "cost", "unknown"] as const;
export type PostingBasis = (typeof postingBases)[number];

/** Documents in one place of a table: `count` = `valued` + `estimated` + `unconverted` + `unknown`. */
export interface PostingCell {
  readonly count: number;
  /** Exact amounts in the reporting currency, and of how many documents. */
  readonly value: string;
  readonly valued: number;
  /** Estimates in the reporting currency; in no `value`. */
  readonly estimate: string;
  readonly estimated: number;
  /** Documents in a currency without a rate: in `sums` alone. */
  readonly unconverted: number;
  /** Documents whose amount is not known: counted, never zero. */
  readonly unknown: number;
  /** As they were told, by currency, then basis. */
  readonly sums: readonly {
    readonly currency: string;
    readonly basis: PostingBasis;
    readonly amount: string;
    readonly count: number;
  }[];
}

/** A column of age in calendar days since it happened; `notDue` has what is not due, alone or with the youngest. */
export interface PostingColumn {
  readonly notDue: boolean;
  /** Null: only what is not due. */
  readonly from: number | null;
  /** Null: all that is older, or only what is not due. */
  readonly to: number | null;
}

/** The table of one side: `cells` stand in the order of `columns`. */
export interface PostingTable {
  /** The side. */
  readonly id: PostingSide;
  /** Of which ledger the days are, as an IANA zone. */
  readonly zone: string;
  /** The reporting currency. */
  readonly currency: string;
  readonly columns: readonly PostingColumn[];
  readonly rows: readonly {
    /** Null: it was not told. */
    readonly key: string | null;
    readonly name: string | null;
    readonly cells: readonly PostingCell[];
    readonly total: PostingCell;
  }[];
  readonly footer: readonly PostingCell[];
  readonly total: PostingCell;
  /** Of `total`, by kind; every kind of the side. */
  readonly kinds: readonly { readonly kind: PostingKind; readonly cell: PostingCell }[];
  /** Apart from rows and totals, by the rule that says so. */
  readonly notBillable: readonly { readonly rule: string; readonly cell: PostingCell }[];
  /** Rates by which amounts were converted: one unit of `currency` is `rate` units of the reporting currency. */
  readonly rates: readonly { readonly currency: string; readonly rate: string; readonly date: string }[];
  /** Silent sources of whose events some could stand in it, or be missing: it can still change. */
  readonly silent: readonly { readonly system: string; readonly lastSeenAt: IsoInstant | null }[];
}

/** One document that is not in the books. */
export interface PostingDocument {
  /** Kind and id of the document, then what is missing, as `shipment/SH-75902 shipped-not-billed`. */
  readonly id: string;
  readonly object: { readonly kind: ObjectKind; readonly id: string };
  readonly side: PostingSide;
  readonly kind: PostingKind;
  readonly why: PostingWhy;
  /** Index of its column. */
  readonly column: number;
  readonly since: IsoInstant;
  /** The day of `since` where it happened; only the day is known where `sinceIsDay`. */
  readonly sinceDay: string;
  readonly sinceIsDay: boolean;
  /** When the books were to have it; null where no step says so. */
  readonly dueAt: IsoInstant | null;
  readonly amount: string | null;
  readonly currency: string | null;
  readonly basis: PostingBasis;
  /** Told with ≈ and without cents. */
  readonly estimate: boolean;
  /** In the reporting currency; null where the amount is unknown or there is no rate. */
  readonly value: string | null;
  readonly warehouse: string | null;
  readonly entity: string | null;
  readonly partner: string | null;
  /** The rule by which it is billed to nobody; null: it is to be billed. */
  readonly notBillable: string | null;
  /** Open exceptions that keep it out, ascending, with their first cause and whose it is. */
  readonly exceptions: readonly string[];
  readonly cause: { readonly id: string; readonly title: string } | null;
  readonly owner: { readonly team: string; readonly person: string | null } | null;
  /** Somebody closed by hand what was raised about it, and it still is not in the books. */
  readonly closedByHand: { readonly by: string; readonly at: IsoInstant } | null;
  /** The ledger's document of it that was refused or cancelled, and date and period of the ERP's document of it. */
  readonly ledger: {
    readonly object: { readonly kind: ObjectKind; readonly id: string } | null;
    readonly date: string | null;
    readonly period: string | null;
  };
}

/** Documents that are not in the books, oldest first, with the ages of all that match: each sums to its documents. */
export interface DelayedPostings {
  readonly asOf: IsoInstant;
  /** What was known then; null: what is known now. */
  readonly knownAt: IsoInstant | null;
  readonly currency: string;
  readonly buckets: readonly (PostingColumn & {
    /** `not due`, `same day`, `2 to 3 days`, `over 7 days`. */
    readonly label: string;
    readonly count: number;
    /** Exact amounts in the reporting currency. */
    readonly value: string;
    readonly cell: PostingCell;
  })[];
  readonly items: readonly PostingDocument[];
  readonly total: number;
  readonly nextCursor: string | null;
}

/** The three tables as of an instant. */
export interface PostingsPage {
  readonly asOf: IsoInstant;
  readonly knownAt: IsoInstant | null;
  readonly items: readonly PostingTable[];
  readonly total: number;
  readonly nextCursor: null;
}
