import { dateOf } from "../civil.ts";
import { traitOf } from "../correlation/fold.ts";
import type { Network } from "../network.ts";
import type { BusinessObject, Expectation, Fold, Instant, Ref } from "../types.ts";
import { awaited } from "./kept-out.ts";
import { type Booking, blockOf, type Owed, type OwedKind, type Worth } from "./owed.ts";

/** What is asked for beside the papers. */
export interface BooksAt {
  readonly at: Instant;
  readonly network: Pick<Network, "systems" | "warehouses" | "company" | "offsetAt" | "stock">;
}

/** What one kind tells of itself. */
interface Telling {
  readonly subject: BusinessObject;
  /** The fact with which it happened, and when. */
  readonly fact: Pick<Fold, "precision" | "warehouse"> | null;
  readonly since: Instant;
  readonly worth: Worth;
  /** Others that may tell what the subject does not, and whose steps await the books. */
  readonly beside: readonly BusinessObject[];
  readonly warehouse: string | null;
  readonly partner: string | null;
  readonly undelivered?: boolean;
  /** When the books were to have it, where no step says that. */
  readonly dueAt?: Instant;
  readonly notBillable?: Owed["notBillable"];
  /** The ledger's documents of it. */
  readonly ledger: readonly BusinessObject[];
}

/** What is in the books. */
export const settled = (subject: BusinessObject, kind: OwedKind): Booking => ({
  ref: subject.ref,
  block: blockOf[kind],
  owed: null,
});

/** What happened and is not in the books. */
export function owing(kind: OwedKind, told: Telling, on: BooksAt): Booking {
  const { subject, beside, worth, fact, ledger } = told;
  const bearers = [subject, ...beside];
  const owed: Owed = {
    ref: subject.ref,
    block: blockOf[kind],
    kind,
    since: told.since,
    sinceIsDay: fact?.precision === "day",
    sinceDay: dayAt(told.since, fact?.precision === "day" ? fact.warehouse : told.warehouse, on),
    dueAt: told.dueAt ?? dueOf(kind, bearers, on),
    undelivered: told.undelivered ?? false,
    amount: worth.amount,
    basis: worth.basis,
    estimate: worth.basis === "order-price",
    entity: firstText(bearers, "ledger-entity"),
    warehouse: told.warehouse,
    partner: told.partner,
    currency: worth.amount?.currency ?? null,
    notBillable: told.notBillable ?? null,
    about: [...new Set([...bearers, ...ledger].map(({ ref }) => ref))].sort(),
    ledgerRef: newestOf(ledger),
    ledgerDate: documentText(subject, "ledger-date"),
    ledgerPeriod: documentText(subject, "ledger-period"),
  };
  return { ref: subject.ref, block: owed.block, owed };
}

/** The first that a trait was told of. */
export function firstText(
  bearers: readonly BusinessObject[],
  name: "customer" | "partner" | "carrier" | "ledger-entity",
): string | null {
  for (const bearer of bearers) {
    const told = traitOf(bearer, name);
    if (told !== null) return told.text;
  }
  return null;
}

/** A day is that of where it happened, and what is known to the day that of where it was told, as the fact was read. */
function dayAt(at: Instant, warehouse: string | null, { network }: BooksAt): string {
  const known = warehouse === null ? undefined : network.warehouses.get(warehouse);
  return dateOf(at + network.offsetAt(known?.timezone ?? network.company.timezone, at) * 60_000);
}

/** The first deadline that had begun by then; what a step only watches, or what it gave up, is none. */
function dueOf(kind: OwedKind, bearers: readonly BusinessObject[], { at }: BooksAt): Instant | null {
  const fits = ({ expects, since, state, watch }: Expectation): boolean =>
    awaited[kind].includes(expects) && since <= at && state !== "cancelled" && !watch;
  const due = bearers.flatMap(({ expectations }) => expectations.filter(fits).flatMap(({ dueAt }) => dueAt ?? []));
  return due.length === 0 ? null : Math.min(...due);
}

/** The document that told something last, of several at once the greater ref. */
export function newestOf(documents: readonly BusinessObject[]): Ref | null {
  let newest: { readonly ref: Ref; readonly at: Instant } | null = null;
  for (const { ref, folds } of documents) {
    const at = Math.max(...folds.map(({ last }) => last.at));
    if (newest === null || at > newest.at || (at === newest.at && ref > newest.ref)) newest = { ref, at };
  }
  return newest?.ref ?? null;
}

/** What the ledger's own document said; what an invoice told of the goods that it names is no trait of theirs. */
export const documentText = (object: BusinessObject, name: "ledger-date" | "ledger-period"): string | null =>
  traitOf(object, name)?.text ?? null;
