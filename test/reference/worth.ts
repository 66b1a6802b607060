/** What documents are worth, whether they left and how they stand: rules B3, B7 and B8. */
import { type Fact, type Plan, text } from "./facts.ts";
import { besides, firstOf, lastOf, okOf, type World } from "./world.ts";

export interface Money {
  readonly amount: bigint;
  readonly currency: string;
}

/** What a record says that it is about, in minor units. */
export function moneyIn(fact: Fact | null, plan: Plan): Money | null {
  const told = fact === null ? null : text(fact.says.get("business.amount"));
  return told === null || fact === null ? null : { amount: minor(told), currency: currencyIn(fact, plan) };
}
const currencyIn = (fact: Fact, plan: Plan): string => text(fact.says.get("business.currency")) ?? plan.currency;

/** A decimal text in cents, half to even. */
export function minor(told: string): bigint {
  const [whole, part = ""] = told.replace("-", "").split(".") as [string, string?];
  const scaled = BigInt(whole + part);
  const value = divided(scaled * 100n, 10n ** BigInt(part.length));
  return told.startsWith("-") ? -value : value;
}
/** Halves go to the even neighbour. */
export function divided(dividend: bigint, by: bigint): bigint {
  if (dividend < 0n) return -divided(-dividend, by);
  const down = dividend / by;
  const rest = (dividend - down * by) * 2n;
  return rest > by || (rest === by && down % 2n === 1n) ? down + 1n : down;
}
export function digits(told: string): readonly [bigint, number] {
  const [whole, part = ""] = told.split(".") as [string, string?];
  return [BigInt(whole + part), part.length];
}

/** Lines times their price, exactly, and rounded once. */
export function linesWorth(fact: Fact | null, per: "unitPrice" | "unitCost", plan: Plan): Money | null {
  const told = fact === null ? null : text(fact.says.get("business.lines"));
  if (told === null || fact === null) return null;
  let sum = 0n;
  for (const line of JSON.parse(told)) {
    if (line[per] === undefined) return null;
    const [price, decimals] = digits(String(line[per]));
    const [quantity, more] = digits(String(line.quantity));
    sum += price * quantity * 10n ** BigInt(8 - decimals - more);
  }
  return { amount: divided(sum, 1_000_000n), currency: currencyIn(fact, plan) };
}

/** The latest record of these types that says something of worth. */
export function latest<T>(
  world: World,
  name: string,
  types: readonly string[],
  of: (fact: Fact) => T | null,
): T | null {
  let found: T | null = null;
  for (const fact of okOf(world, name, ...types)) found = of(fact) ?? found;
  return found;
}

/** When a shipment left: its confirmation, else its delivery, else its goods issue. */
export function leftOf(world: World, name: string): Fact | null {
  return (
    firstOf(world, name, "shipment.confirmed") ??
    firstOf(world, name, "shipment.delivered") ??
    firstOf(world, name, "shipment.posted")
  );
}
export const isVoided = (world: World, name: string): boolean => firstOf(world, name, "shipment.voided") !== null;

/** How an invoice stands: what was posted stays in the ledger until it is cancelled, whoever sends it back. */
export function standing(world: World, name: string): "stands" | "refused" | "cancelled" | null {
  let state: "stands" | "refused" | "cancelled" | null = null;
  for (const fact of world.of.get(name) ?? []) {
    if (!fact.failed && (fact.type === "invoice.posted" || fact.type === "invoice.corrected")) state = "stands";
    if (!fact.failed && fact.type === "invoice.cancelled") state = "cancelled";
    const sentBack = fact.failed ? fact.type === "invoice.posted" : fact.type === "invoice.rejected";
    if (sentBack && state !== "stands") state = "refused";
  }
  return state;
}

/** Something of an order stayed: it was picked short, or there was not enough and since then nobody found any. */
function hasRest(world: World, order: string): boolean {
  const short = lastOf(world, order, "order.backordered");
  const found = lastOf(world, order, "order.freed", "order.allocated", "order.reallocated");
  const waits = short !== null && (found === null || found.at < short.at);
  return waits || firstOf(world, order, "pick.shorted") !== null;
}

export function worthOfShipment(world: World, name: string, refused: string | null, orders: readonly string[]) {
  const { plan } = world;
  if (refused !== null && besides(world, refused, "shipment").length === 1) {
    let told: Money | null = null;
    for (const fact of world.of.get(refused) ?? []) told = moneyIn(fact, plan) ?? told;
    if (told !== null) return { ...told, basis: "document" };
  }
  const own = latest(world, name, ["shipment.posted"], (fact) => moneyIn(fact, plan));
  if (own !== null) return { ...own, basis: "document" };
  const lines = latest(world, name, ["shipment.confirmed"], (fact) => linesWorth(fact, "unitPrice", plan));
  if (lines !== null) return { ...lines, basis: "order-price" };
  const alone = orders.every(
    (order) =>
      besides(world, order, "shipment").filter((one) => !isVoided(world, one)).length === 1 && !hasRest(world, order),
  );
  const prices = orders.map((order) =>
    latest(world, order, ["order.created", "order.changed"], (fact) => moneyIn(fact, plan)),
  );
  if (alone && prices.length === 1 && prices[0] != null) return { ...prices[0], basis: "order-price" };
  return null;
}
