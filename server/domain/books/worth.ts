import { hasEvent } from "../correlation/fold.ts";
import { moneyOf } from "../exceptions/held.ts";
import type { Unbilled } from "../tally/billed.ts";
import { shortSince } from "../tally/facts.ts";
import { standsFor } from "../tally/left.ts";
import { distinct } from "../tally/standing.ts";
import type { BusinessObject, Money } from "../types.ts";
import type { Worth } from "./owed.ts";
import { type BookPapers, papersOfOrder } from "./papers.ts";

const unknown: Worth = { amount: null, basis: "unknown" };

/** The first amount that is known, with its basis; unknown where none is. */
export function worthOf(...told: readonly (readonly [amount: Money | null, basis: Worth["basis"]])[]): Worth {
  const [amount, basis] = told.find(([money]) => money !== null) ?? [null, "unknown" as const];
  return amount === null ? unknown : { amount, basis };
}

/** What of a shipment, or of an order that tells of none, is not billed: with each of its orders for which it is not. */
export interface Unsettled {
  readonly object: BusinessObject;
  readonly by: readonly { readonly order: BusinessObject; readonly unbilled: Unbilled }[];
  /** Every order on it has it unbilled. */
  readonly whole: boolean;
}

/**
 * What is not billed, at selling price: by the invoice that was refused, the ERP's own document of it, its lines at the
 * price they are sold for, or the price of orders that left with nothing else. Where only a part of it is billed, only
 * such orders can say what the rest is worth.
 */
export function sellingPrice({ object, by, whole }: Unsettled, papers: BookPapers): Worth {
  const ordered = priceOfOrders(
    by.map(({ order }) => order),
    papers,
  );
  if (!whole) return worthOf([ordered, "order-price"]);
  return worthOf(
    [refusedAmount(object, by, papers), "document"],
    [moneyOf(object, "shipment-amount"), "document"],
    [moneyOf(object, "shipment-price"), "order-price"],
    [ordered, "order-price"],
  );
}

/** What something is worth at selling price, whether or not it is billed. */
export const priceOf = (object: BusinessObject, orders: readonly BusinessObject[], papers: BookPapers): Worth =>
  worthOf(
    [moneyOf(object, "shipment-amount"), "document"],
    [moneyOf(object, "shipment-price"), "order-price"],
    [priceOfOrders(orders, papers), "order-price"],
  );

/** Of the newest invoice that was refused and is for nothing else. */
function refusedAmount(object: BusinessObject, by: Unsettled["by"], papers: BookPapers): Money | null {
  const [first, ...others] = by;
  if (first === undefined || others.length > 0 || !first.unbilled.refused) return null;
  const alone = shipsAs(first.order, papers).length === 1;
  const its = first.unbilled.invoices.filter((invoice) => {
    const shipments = distinct(invoice, "shipment");
    return shipments.length === 0 ? alone : shipments.every((ref) => ref === object.ref);
  });
  const [only, ...more] = its;
  return only === undefined || more.length > 0 ? null : moneyOf(only, "invoice-amount");
}

/** An order's price is for all of it: known for what left only where it left in one, and nothing of it stayed. */
function priceOfOrders(orders: readonly BusinessObject[], papers: BookPapers): Money | null {
  const prices = orders.map((order) => (isEntire(order, papers) ? moneyOf(order, "order-amount") : null));
  const currency = prices[0]?.currency;
  let minor = 0;
  for (const price of prices) {
    if (price === null || price.currency !== currency) return null;
    minor += price.minor;
  }
  return currency === undefined ? null : { minor, currency };
}

const isEntire = (order: BusinessObject, papers: BookPapers): boolean =>
  shipsAs(order, papers).length === 1 && !hasEvent(order, "pick.shorted") && shortSince(order) === null;

function shipsAs(order: BusinessObject, papers: BookPapers): readonly BusinessObject[] {
  const { subject, shipments } = papersOfOrder(order, papers);
  return standsFor(subject, shipments);
}
