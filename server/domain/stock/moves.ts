import { isAwaited } from "../expectations/evaluate.ts";
import { dayAt, offsetIn } from "../figures/contribution.ts";
import { scaled } from "../figures/quantities.ts";
import { compareMarks, markOf } from "../marks.ts";
import { minorOf } from "../money.ts";
import type { Network } from "../network.ts";
import { dayOf } from "../tally/day.ts";
import type { BusinessKey, CanonicalEvent, Instant } from "../types.ts";
import { type Leg, legs } from "./beside.ts";
import type { Shown, SideCount, StockMove, StockSide } from "./fold.ts";

/** The network as far as it says whose counts are compared. */
export type StockOn = Pick<Network, "systems" | "warehouses" | "company" | "offsetAt" | "stock">;

const perUnit = 10_000;

/** Whose fact it is; null for one of neither. */
export function sideOf({ system, warehouse }: Pick<CanonicalEvent, "system" | "warehouse">, on: StockOn) {
  const { stock } = on;
  if (stock === undefined) return null;
  if (isAwaited(on, stock.ledger, system)) return "ledger" satisfies StockSide;
  const its = on.systems.get(system)?.warehouse ?? null;
  const isHere = its === null || its === warehouse;
  return isHere && isAwaited(on, stock.floor, system) ? ("floor" satisfies StockSide) : null;
}

const isOk = ({ status, environment }: CanonicalEvent): boolean => status === "ok" && environment === "";

const isMove = (event: CanonicalEvent, { kind, floor }: Leg, on: StockOn): boolean =>
  event.type !== null &&
  floor.includes(event.type) &&
  event.lines.length > 0 &&
  event.warehouse !== null &&
  event.keys.some((key) => key.kind === kind) &&
  sideOf(event, on) === "floor";

/** Items in buildings that a fact of the floor moved goods of: it stands on their timelines too. */
export function stockMovedBy(event: CanonicalEvent, on: StockOn): readonly BusinessKey[] {
  if (on.stock === undefined || !isOk(event) || !legs.some((leg) => isMove(event, leg, on))) return [];
  return [...new Set(event.lines.map(({ sku }) => sku))].map((sku) => stockKey(event.warehouse ?? "", sku));
}

export const stockKey = (warehouse: string, sku: string): BusinessKey => ({
  kind: "stock",
  issuer: "*",
  value: `${warehouse}/${sku}`,
});

/** Goods of an item in a building. */
export interface PlacedMove extends StockMove {
  readonly warehouse: string;
  readonly sku: string;
}

/**
 * What a document moved, by its own timeline: as the floor first told it, and of the same goods, when the ledger did.
 * What the ledger alone tells moves nothing. `start` answers from when on goods of an item count.
 */
export function movesOf(
  facts: readonly CanonicalEvent[],
  on: StockOn,
  start: (warehouse: string, sku: string) => Instant | null,
): readonly PlacedMove[] {
  const all = facts.filter(isOk).sort((a, b) => compareMarks(markOf(a), markOf(b)));
  const ok = all.slice(all.findLastIndex(({ type }) => type === "shipment.voided") + 1);
  return legs.flatMap((leg) => {
    const told = ok.find((event) => isMove(event, leg, on));
    if (told === undefined || told.warehouse === null) return [];
    const { warehouse } = told;
    const booked = ok.find(
      (event) => event.type !== null && leg.ledger.includes(event.type) && sideOf(event, on) === "ledger",
    );
    return [...goodsOf(told)].flatMap(([, { sku, uom, quantity }]): readonly PlacedMove[] => {
      const since = start(warehouse, sku);
      const counts = (event: CanonicalEvent | undefined): boolean =>
        since !== null && event !== undefined && event.occurredAt >= since;
      if (!counts(told) && !counts(booked)) return [];
      const goods = { warehouse, sku, uom, quantity: uom === "?" ? 1 : leg.sign * quantity };
      const floor: PlacedMove = { ...goods, side: "floor", ...spanOf(told, on) };
      return booked === undefined ? [floor] : [floor, { ...goods, side: "ledger", ...spanOf(booked, on) }];
    });
  });
}

interface Goods {
  readonly sku: string;
  readonly uom: string;
  readonly quantity: number;
}

/** Its lines by item and unit of measure; what cannot be told, once an item. */
function goodsOf({ lines }: CanonicalEvent): ReadonlyMap<string, Goods> {
  const goods = new Map<string, Goods>();
  for (const { sku, uom: told, quantity: text } of lines) {
    const amount = scaled(text);
    const uom = amount === null ? "?" : told;
    const name = `${sku}\u001f${uom}`;
    goods.set(name, { sku, uom, quantity: (goods.get(name)?.quantity ?? 0) + (amount ?? 0) });
  }
  return goods;
}

/** Within which instants something was: of a date its day, where it happened. */
function spanOf({ occurredAt: from, precision, warehouse }: CanonicalEvent, on: StockOn) {
  return { from, to: precision === "day" ? dayOf(from, offsetIn(warehouse, on)).end : from };
}

/** A fact as a count of an item in a building; null where it is none that is compared. */
export function countOf(event: CanonicalEvent, on: StockOn): SideCount | null {
  if (event.type !== "stock.counted" || !isOk(event)) return null;
  const side = sideOf(event, on);
  if (side === null) return null;
  const quantity = event.quantity === null ? null : signed(event.quantity.value);
  return {
    side,
    mark: markOf(event),
    day: dayAt(event.occurredAt, event.warehouse, { network: on }),
    ...spanOf(event, on),
    quantity,
    uom: event.quantity?.uom ?? "",
  };
}

/** A fact as what a shop shows of an item in a building; null where it is none. */
export function shownOf(event: CanonicalEvent): Shown | null {
  if (event.type !== "stock.published" || !isOk(event)) return null;
  const quantity = event.quantity === null ? null : signed(event.quantity.value);
  return { mark: markOf(event), quantity, uom: event.quantity?.uom ?? "" };
}

/** A count in ten-thousandths: books may have less than nothing. Null where it is finer. */
function signed(text: string): number | null {
  const trimmed = text.includes(".") ? text.replace(/0+$/, "") : text;
  return /\.\d{5,}$/.test(trimmed) ? null : minorOf(trimmed, perUnit);
}
