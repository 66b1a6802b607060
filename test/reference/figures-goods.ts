/** Documents of which two systems tell different goods: rule KF27. */
import { type Add, latest } from "./counted.ts";
import { type Fact, text } from "./facts.ts";
import { type Line, linesIn, sumOf, tenThousandths } from "./figures-stock.ts";
import { awaitedOf, besides, buildingOf, firstOf, okOf, saidOf, type World, zoneAt } from "./world.ts";
import { isVoided, leftOf, standing } from "./worth.ts";

/** The last fact of these types that told lines. */
const lastTold = (world: World, name: string, ...types: readonly string[]): Fact | null =>
  okOf(world, name, ...types)
    .filter((fact) => linesIn(fact) !== null)
    .at(-1) ?? null;
const lastLines = (world: World, name: string, ...types: readonly string[]): readonly Line[] | null =>
  linesIn(lastTold(world, name, ...types));

/** Whether lines tell of an item otherwise than others do; documents in different units, or that cannot be read, do not. */
function differ(some: readonly Line[], others: readonly Line[]): boolean {
  const pairs = [...new Set([...some, ...others].map(({ sku }) => sku))].map((sku) => ({
    here: sumOf(some, sku),
    there: sumOf(others, sku),
  }));
  const comparable = pairs.every(
    ({ here, there }) =>
      here.quantity !== null && there.quantity !== null && (here.unit ?? there.unit) === (there.unit ?? here.unit),
  );
  return comparable && pairs.some(({ here, there }) => here.quantity !== there.quantity);
}

/** A receipt that was counted otherwise than advised, on the day of the count. */
export function miscounted(world: World, name: string, add: Add): void {
  const counted = firstOf(world, name, "receipt.confirmed");
  const advised = lastLines(world, name, "receipt.advised");
  const lines = lastLines(world, name, "receipt.confirmed");
  if (counted === null || advised === null || lines === null || !differ(advised, lines)) return;
  add(zoneAt(world.plan, buildingOf(world, name)), counted.at, {
    figure: "discrepancies",
    numerator: 1,
    denominator: 0,
    partner: saidOf(world, name, "partner.id"),
    flow:
      awaitedOf(world, name).find(({ step }) => ["receipt.put-away", "receipt.posted"].includes(step.expect))?.flow ??
      null,
  });
}

/** An invoice for other quantities than left, or at another price than ordered, on the day of its posting. */
export function misbilled(world: World, name: string, add: Add): void {
  const posted = firstOf(world, name, "invoice.posted");
  const billed = lastTold(world, name, "invoice.posted", "invoice.corrected");
  const lines = linesIn(billed);
  if (posted === null || lines === null || standing(world, name) === "cancelled") return;
  const shipments = besides(world, name, "shipment");
  const orders = besides(world, name, "order");
  if (!otherQuantities() && !otherPrices()) return;
  const leavings = shipments.filter((one) => !isVoided(world, one)).map((one) => leftOf(world, one));
  const left = leavings.includes(null) ? null : latest(leavings as Fact[]);
  const warehouse = left?.warehouse ?? buildingOf(world, name);
  add(zoneAt(world.plan, warehouse), posted.at, {
    figure: "discrepancies",
    numerator: 1,
    denominator: 0,
    warehouse,
    flow:
      shipments.flatMap((one) => awaitedOf(world, one)).find(({ step }) => step.expect === "invoice.posted")?.flow ??
      null,
  });

  function otherQuantities(): boolean {
    const went = shipments.filter((one) => !isVoided(world, one));
    const own = went.every((one) => besides(world, one, "invoice").every((other) => other === name));
    const told = went.map((one) => lastLines(world, one, "shipment.confirmed"));
    if (went.length === 0 || !own || told.includes(null)) return false;
    return differ(lines ?? [], told.flat() as readonly Line[]);
  }

  function otherPrices(): boolean {
    const [order] = orders;
    if (order === undefined || orders.length > 1) return false;
    const told = lastTold(world, order, "order.created", "order.changed");
    const ordered = linesIn(told) ?? [];
    // Prices are in the currency of their record, else the company's (B8).
    const currencyOf = (fact: Fact | null): string => text(fact?.says.get("business.currency")) ?? world.plan.currency;
    const isOther = currencyOf(told) !== currencyOf(billed);
    return (lines ?? []).some(({ sku, unitPrice, uom }) => {
      const of = ordered.find((line) => line.sku === sku);
      if (of?.unitPrice === undefined || unitPrice === undefined || of.uom !== uom) return false;
      return isOther || tenThousandths(of.unitPrice) !== tenThousandths(unitPrice);
    });
  }
}
