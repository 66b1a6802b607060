import type { OwedKind } from "../books/owed.ts";

/** What an accrual can be for: what is owed, and orders that are to have left and of which nobody says so. */
export const accrualKinds = [
  "shipped-not-billed",
  "invoice-rejected",
  "returned-not-credited",
  "receipt-not-posted",
  "transfer-not-posted",
  "adjusted-up-not-posted",
  "adjusted-down-not-posted",
  "received-not-billed",
  "freight-not-billed",
  "not-confirmed",
] as const satisfies readonly (OwedKind | "not-confirmed")[];
export type AccrualKind = (typeof accrualKinds)[number];

/** What a column of the accrual list can hold. */
export const accrualFields = [
  "id",
  "order",
  "document",
  "kind",
  "customer",
  "units",
  "uom",
  "revenue",
  "cost",
  "amount",
  "currency",
  "estimate",
  "debit",
  "credit",
  "entity",
  "warehouse",
  "period",
  "date",
  "reversal",
] as const;
export type AccrualField = (typeof accrualFields)[number];

/** When revenue is earned: when goods leave the dock, or when they are delivered. */
export type SaleTerms = "origin" | "destination";

/** An accounting period as the network file names it; dates are days of the ledger's zone. */
export interface PeriodConfig {
  /** As the ERP calls it. */
  readonly id: string;
  readonly from: string;
  /** Its last day. */
  readonly to: string;
  /** When it closes, on the ledger's clock: `2026-11-20T18:00`. */
  readonly closes: string;
}

/** Accounts of what an accrual is for, at some buildings; the first that fits is taken. */
export interface AccountConfig {
  /** Empty: every kind. */
  readonly kinds: readonly AccrualKind[];
  /** Empty: every building, and what names none. */
  readonly warehouses: readonly string[];
  readonly debit: string;
  readonly credit: string;
}

/** How the books are closed. */
export interface CloseConfig {
  /** Ascending, not overlapping; empty: calendar months, called as `2026-11`. */
  readonly periods: readonly PeriodConfig[];
  /** When a calendar month closes: so many days after its last, at a time of the ledger's clock. */
  readonly closes: { readonly days: number; readonly at: string };
  /** Companies that keep books; the first that names a building has what tells none, else one that names no building. */
  readonly entities: readonly {
    readonly id: string;
    readonly name?: string | undefined;
    readonly warehouses: readonly string[];
  }[];
  /** Terms of what was sold on none; absent: not known. */
  readonly terms?: SaleTerms | undefined;
  readonly accounts: readonly AccountConfig[];
  /** The ERP's own import columns, in its order; empty: all fields by their own names. */
  readonly columns: readonly {
    readonly title: string;
    readonly of?: AccrualField | undefined;
    readonly value?: string | undefined;
  }[];
}

/** What holds where the network file says nothing. */
export const usualClose: CloseConfig = {
  periods: [],
  closes: { days: 0, at: "18:00" },
  entities: [],
  accounts: [],
  columns: [],
};
