import type { CanonicalEvent } from "../../server/domain/index.ts";
import { offsets } from "./figured.ts";
import { warehouseOf } from "./plain-facts.ts";

/**
 * Agreement of stock read plainly from facts, document by document, as somebody would with both lists of counts in hand:
 * no folds and no sums that go on. Told as text: `item day value`.
 */
export function plainStock(all: readonly CanonicalEvent[]): readonly string[] {
  const facts = all.filter(({ status }) => status === "ok").toSorted(inOrder);
  const names = facts.flatMap((fact) => (fact.type === "stock.counted" ? [itemOf(fact)] : []));
  return [...new Set(names)].flatMap((item) => ofItem(facts, item)).sort();
}

type Fact = CanonicalEvent;

const inOrder = (a: Fact, b: Fact): number =>
  a.occurredAt - b.occurredAt || a.occurredNanos - b.occurredNanos || (a.identity < b.identity ? -1 : 1);
const keyOf = (fact: Fact, kind: string): string | undefined => fact.keys.find((key) => key.kind === kind)?.value;
const itemOf = (fact: Fact): string => keyOf(fact, "stock") ?? "";

const zones: Readonly<Record<string, string>> = { ATL: "America/New_York", RNO: "America/Los_Angeles" };
const dayMs = 86_400_000;
const dayOf = (at: number, warehouse: string | null): number =>
  Math.floor((at + offsets(zones[warehouse ?? ""] ?? "UTC", at) * 60_000) / dayMs);
const isLedger = ({ system }: Fact): boolean => system === "erp";
const isFloorOf = ({ system, warehouse }: Fact): boolean => system === `wms-${warehouse?.toLowerCase()}`;

/** Whether a count has what happened; null where only the day of one is known, and it is that of the other. */
function has(count: Fact, fact: Fact): boolean | null {
  const [counted, day] = [dayOf(count.occurredAt, count.warehouse), dayOf(fact.occurredAt, fact.warehouse)];
  if (count.precision !== "day" && fact.precision !== "day") return fact.occurredAt <= count.occurredAt;
  if (fact.precision !== "day") {
    // A date begins with its first instant, which what happens at it does not follow.
    if (fact.occurredAt <= count.occurredAt) return true;
    return dayOf(fact.occurredAt, count.warehouse) > counted ? false : null;
  }
  if (count.precision !== "day") {
    const its = dayOf(count.occurredAt, fact.warehouse);
    return its > day ? true : its < day || count.occurredAt === fact.occurredAt ? false : null;
  }
  return day < counted ? true : day > counted ? false : null;
}

const legs = [
  ["shipment", ["shipment.confirmed"], ["shipment.posted"], -1],
  ["receipt", ["receipt.confirmed", "receipt.put-away"], ["receipt.posted"], 1],
  ["transfer", ["transfer.shipped"], ["transfer.shipped", "transfer.received"], -1],
  ["transfer", ["transfer.received"], ["transfer.received"], 1],
] as const;

interface Went {
  readonly floor: Fact;
  readonly ledger: Fact | undefined;
  readonly uom: string;
  readonly quantity: number;
}

function wentOf(facts: readonly Fact[], item: string): readonly Went[] {
  const [warehouse, sku] = item.split("/");
  return legs.flatMap(([kind, told, booked, sign]) => {
    const ids = new Set(facts.flatMap((fact) => keyOf(fact, kind) ?? []));
    return [...ids].flatMap((id): readonly Went[] => {
      const own = facts.filter((fact) => fact.keys.some((key) => key.kind === kind && key.value === id));
      const since = own.slice(own.findLastIndex(({ type }) => type === "shipment.voided") + 1);
      const of = (types: readonly string[]) => since.filter(({ type }) => types.includes(type ?? ""));
      const floor = of(told).find((fact) => fact.lines.length > 0 && isFloorOf(fact));
      if (floor === undefined || floor.warehouse !== warehouse) return [];
      const ledger = of(booked).find(isLedger);
      const lines = floor.lines.filter((line) => line.sku === sku);
      return [...new Set(lines.map(({ uom }) => uom))].map((uom) => ({
        floor,
        ledger,
        uom,
        quantity: sign * lines.reduce((sum, line) => sum + (line.uom === uom ? Number(line.quantity) : 0), 0),
      }));
    });
  });
}

function ofItem(facts: readonly Fact[], item: string): readonly string[] {
  const counts = facts.filter((fact) => fact.type === "stock.counted" && itemOf(fact) === item);
  const [ledger, floor] = [counts.filter(isLedger), counts.filter((fact) => !isLedger(fact) && isFloorOf(fact))];
  const [first, other] = [ledger[0], floor[0]];
  if (first === undefined || other === undefined) return [];
  const start = Math.max(first.occurredAt, other.occurredAt);
  const went = wentOf(facts, item).filter(
    (one) => one.floor.occurredAt >= start || (one.ledger !== undefined && one.ledger.occurredAt >= start),
  );
  const days = new Set([...ledger, ...floor].map((fact) => dayOf(fact.occurredAt, fact.warehouse)));
  let agreed = true;
  return [...days]
    .sort((a, b) => a - b)
    .flatMap((day) => {
      const [books, shelf] = [lastBy(ledger, start, day), lastBy(floor, start, day)];
      if (books === undefined || shelf === undefined) return [];
      const isTorn = [...tornBy(ledger, books), ...tornBy(floor, shelf)].length > 0;
      const said = isTorn ? "date-only" : comparedOf(books, shelf, went);
      const begins = agreed && said === "disagree" ? " begins" : "";
      if (said === "agree" || said === "disagree") agreed = said === "agree";
      return [`${item} ${day} ${said}${begins}`];
    });
}

/** The last count by the end of a day; of those of its day one that says its time, where there is one. */
function lastBy(all: readonly Fact[], start: number, day: number): Fact | undefined {
  const by = all.filter((fact) => fact.occurredAt >= start && dayOf(fact.occurredAt, fact.warehouse) <= day);
  const last = by.at(-1);
  return last && (by.findLast((fact) => fact.precision !== "day" && isOfDay(fact, last)) ?? last);
}

/** What else was told of a day of which the last count says only the day, and otherwise. */
const tornBy = (all: readonly Fact[], last: Fact): readonly Fact[] =>
  last.precision !== "day"
    ? []
    : all.filter(
        (fact) =>
          fact.precision === "day" &&
          isOfDay(fact, last) &&
          (fact.quantity?.uom !== last.quantity?.uom || Number(fact.quantity?.value) !== Number(last.quantity?.value)),
      );

const isOfDay = (one: Fact, other: Fact): boolean =>
  dayOf(one.occurredAt, one.warehouse) === dayOf(other.occurredAt, other.warehouse);

function comparedOf(books: Fact, shelf: Fact, went: readonly Went[]): string {
  if (books.quantity === null || shelf.quantity === null || books.quantity.uom !== shelf.quantity.uom)
    return "not-told";
  let inFlight = 0;
  const others = new Map<string, number>();
  const sides = went.map((one) => ({
    one,
    onShelf: has(shelf, one.floor),
    inBooks: one.ledger === undefined ? false : has(books, one.ledger),
  }));
  if (sides.some(({ onShelf, inBooks }) => onShelf === null || inBooks === null)) return "date-only";
  for (const { one, onShelf, inBooks } of sides) {
    const net = ((onShelf ? 1 : 0) - (inBooks ? 1 : 0)) * one.quantity;
    if (one.uom === books.quantity.uom) inFlight += net;
    else others.set(one.uom, (others.get(one.uom) ?? 0) + net);
  }
  if ([...others.values()].some((net) => net !== 0)) return "not-told";
  return Number(shelf.quantity.value) - Number(books.quantity.value) === inFlight ? "agree" : "disagree";
}

/** Orders for more than the shop showed, read plainly: `order day value`. */
export function plainOversold(all: readonly CanonicalEvent[]): readonly string[] {
  const facts = all.filter(({ status }) => status === "ok").toSorted(inOrder);
  const ids = [...new Set(facts.flatMap((fact) => keyOf(fact, "order") ?? []))];
  return ids.flatMap((id) => {
    const own = facts.filter((fact) => keyOf(fact, "order") === id);
    const created = own.filter(({ type }) => type === "order.created");
    const [first] = created;
    if (first === undefined) return [];
    // Where it was to be released in vain is its building too, as long as no other is told.
    const warehouse = warehouseOf(all.filter((fact) => keyOf(fact, "order") === id).toSorted(inOrder));
    const isOver = own.some(({ type }) => type === "order.cancelled");
    const day =
      first.precision === "day" ? dayOf(first.occurredAt, first.warehouse) : dayOf(first.occurredAt, warehouse);
    if (warehouse === null && !isOver) return [`${id} ${day} waits`];
    if (first.precision === "day") return [`${id} ${day} date-only`];
    const lines = created.filter((fact) => fact.lines.length > 0).at(-1)?.lines ?? [];
    const said = [...new Set(lines.map(({ sku }) => sku))].map((sku) => {
      const shown = facts.findLast(
        (fact) =>
          fact.type === "stock.published" &&
          itemOf(fact) === `${warehouse}/${sku}` &&
          fact.occurredAt <= first.occurredAt,
      )?.quantity;
      const its = lines.filter((line) => line.sku === sku);
      if (shown === undefined || shown === null || its.some(({ uom }) => uom !== shown.uom)) return null;
      return its.reduce((sum, line) => sum + Number(line.quantity), 0) > Number(shown.value);
    });
    const value = said.includes(true) ? "1/1" : said.includes(null) || said.length === 0 ? "not-told" : "0/1";
    return [`${id} ${day} ${warehouse === null ? "not-told" : value}`];
  });
}
