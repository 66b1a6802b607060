import { worthOfLines } from "./lines.ts";
import type { Money, TraitName, TraitValue } from "./types.ts";

/** A fact as far as it says what something is worth. */
export interface Priced {
  readonly type: string | null;
  readonly failed: boolean;
  readonly amount: Money | null;
}

/**
 * What a fact says that something is worth: its amount, by what it is the amount of, and what its lines come to. Goods
 * that left are worth what their lines are sold for, which is no document; goods that come in what they cost.
 */
export function amountsOf(
  { type, failed, amount }: Priced,
  lines: string | null,
  currency: string,
  unitsPerMajor: number,
): readonly (readonly [TraitName, TraitValue])[] {
  const name = amountOf(type, failed);
  const atCost =
    amount === null && (name === "cost-amount" || name === "adjusted-cost")
      ? worthOfLines(lines, "unitCost", unitsPerMajor)
      : null;
  const left = type === "shipment.confirmed" || type === "shipment.posted";
  const price = left ? worthOfLines(lines, "unitPrice", unitsPerMajor) : null;
  const trait = (as: TraitName, minor: number | null): readonly (readonly [TraitName, TraitValue])[] =>
    minor === null ? [] : [[as, { text: currency, number: minor }]];
  return [...(name === null ? [] : trait(name, amount?.minor ?? atCost)), ...trait("shipment-price", price)];
}

/** What the amount of an event is the amount of; null where that is not known. */
function amountOf(type: string | null, failed: boolean): TraitName | null {
  switch (type?.slice(0, type.indexOf("."))) {
    case "order":
      return type === "order.created" || type === "order.changed" ? "order-amount" : null;
    // The ERP's own document of what left, at selling price; what it refused is none, and others may tell the freight.
    case "shipment":
      return type === "shipment.posted" && !failed ? "shipment-amount" : null;
    case "invoice":
      return "invoice-amount";
    case "return":
    case "credit":
      return "credit-amount";
    case "bill":
      return "bill-amount";
    // Goods on their way in or between warehouses are told at cost.
    case "transfer":
    case "receipt":
      return "cost-amount";
    case "stock":
      return type === "stock.adjusted" && !failed ? "adjusted-cost" : null;
    // What was agreed with the carrier; a tender that failed agreed nothing.
    case "load":
      return failed ? null : "freight-amount";
    default:
      return null;
  }
}
