import type { Instant, Money, Ref } from "../types.ts";

/** The sides of what is not in the books; they are never added up. */
export const booksBlocks = ["revenue", "inventory", "payables"] as const;
export type BooksBlock = (typeof booksBlocks)[number];

/** What can be missing in the books, each with its side: revenue at selling price, inventory at cost, payables at purchase price. */
export const blockOf = {
  "shipped-not-billed": "revenue",
  "invoice-rejected": "revenue",
  "returned-not-credited": "revenue",
  "receipt-not-posted": "inventory",
  "transfer-not-posted": "inventory",
  "adjusted-up-not-posted": "inventory",
  "adjusted-down-not-posted": "inventory",
  "received-not-billed": "payables",
  "freight-not-billed": "payables",
} as const satisfies Readonly<Record<string, BooksBlock>>;
export type OwedKind = keyof typeof blockOf;

/** Names what is owed within its side: its document; what went of adjusted stock is owed beside what came. */
export const nameInBlock = (ref: Ref, kind: string): string =>
  kind === "adjusted-down-not-posted" ? `${ref} down` : ref;

/** Where an amount comes from. An order's price is an estimate: no tax, no freight. Unknown is counted and never zero. */
export type AmountBasis = "document" | "order-price" | "cost" | "unknown";

/** What something is worth, with where that comes from; the money is null exactly where it is unknown. */
export interface Worth {
  readonly amount: Money | null;
  readonly basis: AmountBasis;
}

/** Something that happened and is not in the books. */
export interface Owed extends Worth {
  /** The document that happened: a shipment (or the order, where it tells of none), return, receipt, transfer, load, invoice, or the stock that was adjusted. */
  readonly ref: Ref;
  readonly block: BooksBlock;
  readonly kind: OwedKind;
  /** When it happened; the first instant of the day where only the day is known. */
  readonly since: Instant;
  readonly sinceIsDay: boolean;
  /** The day of `since` where it happened, as `2026-11-19`; of a fact known to the day, that day in every zone. */
  readonly sinceDay: string;
  /** When the books were to have it; null where nothing says so. */
  readonly dueAt: Instant | null;
  /** By its terms it is billed once it is delivered, and is not: waiting, however old. */
  readonly undelivered: boolean;
  /** Shown with ≈ and without cents, and never added to exact amounts. */
  readonly estimate: boolean;
  /** Company in the ledger; null where it was not told. */
  readonly entity: string | null;
  readonly warehouse: string | null;
  /** Whom it concerns: the customer of what left or came back, the supplier of what came in, the carrier of a load. */
  readonly partner: string | null;
  /** Of the amount; null where that is unknown. */
  readonly currency: string | null;
  /** Billed to nobody, by which rule; null: it is to be billed. */
  readonly notBillable: { readonly rule: string } | null;
  /** Its documents, each once, ascending: what is wrong with one of them can keep it out of the books. */
  readonly about: readonly Ref[];
  /** The ledger's own document that was refused or cancelled; null where there is none. */
  readonly ledgerRef: Ref | null;
  /** Date under which the ERP's own document of it stands, as `2026-11-23`; null where it told none. */
  readonly ledgerDate: string | null;
  /** Period of that document, in the ERP's own words. */
  readonly ledgerPeriod: string | null;
}

/** What happened and belongs into the books, whether or not it stands there. */
export interface Booking {
  readonly ref: Ref;
  readonly block: BooksBlock;
  /** Null: the ledger has it. */
  readonly owed: Owed | null;
}
