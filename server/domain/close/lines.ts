import { nameInBlock, type Owed } from "../books/owed.ts";
import { firstText } from "../books/owing.ts";
import type { BookPapers } from "../books/papers.ts";
import { priceOf } from "../books/worth.ts";
import { sumOfProducts } from "../money.ts";
import type { BusinessObject, CanonicalEvent, Line, Money, Ref } from "../types.ts";
import { type AccrualLine, accountFor, entityFor } from "./accrual.ts";
import type { CloseConfig } from "./config.ts";

/** What of a fact says which goods it is about. */
export type GoodsTold = Pick<CanonicalEvent, "type" | "status" | "lines">;

/** Something to be accrued: what is owed, or an order that is to have left and of which a source does not say so. */
export type ToAccrue =
  | { readonly kind: "owed"; readonly owed: Owed }
  | {
      readonly kind: "not-confirmed";
      readonly order: BusinessObject;
      readonly system: string;
      readonly warehouse: string | null;
    };

/** Names a line for as long as it is owed: an invoice that is refused meanwhile is for the same goods. */
export const accrualKey = (one: ToAccrue): string =>
  one.kind === "owed" ? `${nameInBlock(one.owed.ref, one.owed.kind)} ${one.owed.block}` : `${one.order.ref} revenue`;

/** One line of the accrual list. `facts` answers timelines, of which the goods and what they cost are read. */
export function accrualLine(
  one: ToAccrue,
  papers: BookPapers,
  factsOf: (ref: Ref) => readonly GoodsTold[],
  close: CloseConfig,
): AccrualLine {
  const told = one.kind === "owed" ? ofOwed(one.owed) : ofOrder(one, papers);
  const goods = goodless.has(told.kind) ? [] : goodsOf(told.ref, papers, factsOf);
  const cost = told.side === "revenue" ? costOf(goods) : told.cost;
  const warehouse = told.warehouse;
  return {
    ...told,
    key: accrualKey(one),
    orders: papers.orders.map(({ ref }) => ref).sort(),
    entity: entityFor(close, told.entity, warehouse),
    ...unitsOf(goods),
    cost,
    account: accountFor(close.accounts, told.kind, warehouse),
  };
}

/** Freight is of a whole load, whatever its goods are; on the timeline of stock stand goods that came and went. */
const goodless: ReadonlySet<AccrualLine["kind"]> = new Set([
  "freight-not-billed",
  "adjusted-up-not-posted",
  "adjusted-down-not-posted",
]);

type Told = Omit<AccrualLine, "key" | "orders" | "units" | "uom" | "account">;

function ofOwed(owed: Owed): Told {
  const { ref, kind, block: side, entity, warehouse, partner, amount, estimate } = owed;
  const back = kind === "returned-not-credited" && amount !== null;
  const price = back ? { minor: -amount.minor, currency: amount.currency } : amount;
  return {
    ref,
    kind,
    side,
    entity,
    warehouse,
    partner,
    revenue: side === "revenue" ? price : null,
    estimate,
    cost: side === "revenue" ? null : amount,
    system: null,
  };
}

function ofOrder({ order, system, warehouse }: ToAccrue & { kind: "not-confirmed" }, papers: BookPapers): Told {
  return {
    ref: order.ref,
    kind: "not-confirmed",
    side: "revenue",
    entity: firstText([order], "ledger-entity"),
    warehouse,
    partner: firstText([order], "customer"),
    revenue: priceOf(order, [order], papers).amount,
    // Nobody has counted what left.
    estimate: true,
    cost: null,
    system,
  };
}

/** Events that tell what left, came in or was ordered; the later word of the first that has lines. */
const telling: readonly (readonly string[])[] = [
  ["shipment.confirmed", "shipment.posted", "return.received", "receipt.confirmed", "transfer.received"],
  ["order.created", "order.released", "order.changed", "transfer.shipped"],
];

/** The lines of what something is about: its own, else those of its orders. */
function goodsOf(ref: Ref, { orders }: BookPapers, factsOf: (ref: Ref) => readonly GoodsTold[]): readonly Line[] {
  const own = factsOf(ref);
  for (const types of telling) {
    const found = own.findLast(
      (fact) => fact.status === "ok" && types.includes(fact.type ?? "") && fact.lines.length > 0,
    );
    if (found !== undefined)
      return priced(
        found.lines,
        orders.flatMap((order) => linesOrdered(factsOf(order.ref))),
      );
  }
  return orders.flatMap((order) => linesOrdered(factsOf(order.ref)));
}

const linesOrdered = (facts: readonly GoodsTold[]): readonly Line[] =>
  facts.findLast(
    ({ type, status, lines }) => status === "ok" && (type?.startsWith("order.") ?? false) && lines.length > 0,
  )?.lines ?? [];

/** What left without its cost has that of the order's line of the same item, where all of these say the same. */
function priced(lines: readonly Line[], ordered: readonly Line[]): readonly Line[] {
  return lines.map((line) => {
    if (line.unitCost !== null) return line;
    const costs = ordered
      .filter(({ sku, uom }) => sku === line.sku && uom === line.uom)
      .map(({ unitCost }) => unitCost);
    const [first = null] = costs;
    const same = costs.every((one) => one?.minor === first?.minor && one?.currency === first?.currency);
    return first !== null && same ? { ...line, unitCost: first } : line;
  });
}

/** What goods cost together; null where a line does not say, or says it in another currency. */
function costOf(lines: readonly Line[]): Money | null {
  const [first] = lines;
  if (first === undefined || first.unitCost === null) return null;
  const { currency } = first.unitCost;
  const factors: (readonly [string, string])[] = [];
  for (const { unitCost, quantity } of lines) {
    if (unitCost === null || unitCost.currency !== currency) return null;
    factors.push([String(unitCost.minor), quantity]);
  }
  const minor = sumOfProducts(factors, 1);
  return minor === null ? null : { minor, currency };
}

const finest = 10_000;

/** How much of it there is, where it is all in one unit of measure. */
function unitsOf(lines: readonly Line[]): Pick<AccrualLine, "units" | "uom"> {
  const [first] = lines;
  if (first === undefined || lines.some(({ uom }) => uom !== first.uom)) return { units: null, uom: null };
  const sum = sumOfProducts(
    lines.map(({ quantity }) => ["1", quantity]),
    finest,
  );
  return sum === null ? { units: null, uom: null } : { units: String(sum / finest), uom: first.uom };
}
