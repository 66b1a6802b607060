import type { BooksBlock } from "../books/owed.ts";
import type { Money, Ref } from "../types.ts";
import type { AccountConfig, AccrualKind, CloseConfig } from "./config.ts";
import { type CloseSum, sumUp } from "./sums.ts";

/** One line of the accrual list: what is put into a period by estimate or document, and taken back on the first day of the next. */
export interface AccrualLine {
  /** Names it for as long as it is owed: its document and what of it. */
  readonly key: string;
  readonly ref: Ref;
  readonly kind: AccrualKind;
  readonly side: BooksBlock;
  /** Its orders, ascending. */
  readonly orders: readonly Ref[];
  readonly entity: string | null;
  readonly warehouse: string | null;
  /** The customer, supplier or carrier. */
  readonly partner: string | null;
  /** Decimal text; null: not told, or in several units of measure. */
  readonly units: string | null;
  readonly uom: string | null;
  /** At selling price, less than nothing for what came back; null on other sides, and where it is not known. */
  readonly revenue: Money | null;
  readonly estimate: boolean;
  /** What it costs; null where nobody told, which is not zero. */
  readonly cost: Money | null;
  /** By rule; null: no rule has it. */
  readonly account: { readonly debit: string; readonly credit: string } | null;
  /** System that has not told whether it left; null: it did. */
  readonly system: string | null;
}

/** Which amount a line brings into the books: selling price on the revenue side, else cost. */
export const amountOfLine = ({ side, revenue, cost }: Pick<AccrualLine, "side" | "revenue" | "cost">): Money | null =>
  side === "revenue" ? revenue : cost;

/** What a list comes to; selling price and cost are apart, and so are the sides. */
export interface AccrualTotals {
  readonly revenue: CloseSum;
  /** What the goods of the revenue side cost. */
  readonly goods: CloseSum;
  readonly inventory: CloseSum;
  readonly payables: CloseSum;
}

/** Totals of a list, in minor units of the reporting currency. */
export function accrualTotals(
  lines: readonly AccrualLine[],
  reported: (amount: Money) => number | null,
): AccrualTotals {
  const of = (side: BooksBlock) => lines.filter((line) => line.side === side);
  const costs = (side: BooksBlock) =>
    sumUp(
      of(side).map(({ cost }) => ({ amount: cost, estimate: false })),
      reported,
    );
  return {
    revenue: sumUp(
      of("revenue").map(({ revenue, estimate }) => ({ amount: revenue, estimate })),
      reported,
    ),
    goods: costs("revenue"),
    inventory: costs("inventory"),
    payables: costs("payables"),
  };
}

/** Accounts by the first rule that fits; null: none does. */
export function accountFor(
  accounts: readonly AccountConfig[],
  kind: AccrualKind,
  warehouse: string | null,
): AccrualLine["account"] {
  const fits = accounts.find(
    ({ kinds, warehouses }) =>
      (kinds.length === 0 || kinds.includes(kind)) &&
      (warehouses.length === 0 || (warehouse !== null && warehouses.includes(warehouse))),
  );
  return fits === undefined ? null : { debit: fits.debit, credit: fits.credit };
}

/** The company that something belongs to: as it was told, else by its building. */
export function entityFor(
  { entities }: Pick<CloseConfig, "entities">,
  told: string | null,
  warehouse: string | null,
): string | null {
  if (told !== null) return told;
  const named = entities.find(({ warehouses }) => warehouse !== null && warehouses.includes(warehouse));
  return (named ?? entities.find(({ warehouses }) => warehouses.length === 0))?.id ?? null;
}
