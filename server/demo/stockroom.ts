import type { Item, Site } from "./company.ts";
import type { SpanPlan, TracePlan } from "./trace.ts";
import { day } from "./zones.ts";

/** What buildings and the ERP have, by what was told of goods that went and came. */
export interface Stockroom {
  /** Takes note of goods in a trace that is told. */
  note(plan: TracePlan): void;
  /** What a building has of an item at an instant, or what the ERP has of it there. */
  level(site: Site, item: Item, side: Side, at: number): number;
}

export type Side = "floor" | "ledger";

/** Goods of one document: what the floor told, and until the ERP has them. */
interface Goods {
  readonly place: string;
  readonly quantity: number;
}

interface Move {
  readonly at: number;
  readonly side: Side;
  readonly quantity: number;
}

/** How documents move goods: with which fact of the floor, by which key, and which way. */
const ways: ReadonlyMap<string, { readonly key: string; readonly leg: string; readonly sign: 1 | -1 }> = new Map([
  ["shipment.confirmed", { key: "shipment.id", leg: "out", sign: -1 }],
  ["receipt.confirmed", { key: "receipt.id", leg: "in", sign: 1 }],
  ["transfer.shipped", { key: "transfer.id", leg: "out", sign: -1 }],
  ["transfer.received", { key: "transfer.id", leg: "in", sign: 1 }],
]);
/** With which facts the ERP has them: of a transfer both ways at once. */
const bookings: ReadonlyMap<string, string> = new Map([
  ["shipment.posted", "shipment.id"],
  ["receipt.posted", "receipt.id"],
  ["transfer.received", "transfer.id"],
]);
const erp = "netsuite-bridge";

/** Rooms as they are on the day on which the network begins to play. */
export function openStockroom(): Stockroom {
  const moves = new Map<string, Move[]>();
  const bases = new Map<string, number>();
  const underWay = new Map<string, readonly Goods[]>();

  const move = (at: number, side: Side, goods: readonly Goods[]): void => {
    for (const { place, quantity } of goods) {
      const own = moves.get(place) ?? [];
      moves.set(place, own);
      own.push({ at, side, quantity });
    }
  };

  const note = (span: SpanPlan): void => {
    const { attributes, failure, service } = span;
    const event = String(attributes["business.event"] ?? "");
    if (failure !== null) return;
    const stated = attributes["business.occurred_at"];
    const at = typeof stated === "string" ? Date.parse(stated) : span.end;
    if (service === erp) {
      const key = bookings.get(event);
      if (key === undefined) return;
      for (const leg of ["out", "in"]) {
        const document = `${String(attributes[key])} ${leg}`;
        move(at, "ledger", underWay.get(document) ?? []);
        underWay.delete(document);
      }
      return;
    }
    const way = ways.get(event);
    if (way === undefined) return;
    const goods = linesIn(span).map(({ sku, quantity }) => ({
      place: `${String(attributes["warehouse.code"])} ${sku}`,
      quantity: way.sign * Number(quantity),
    }));
    underWay.set(`${String(attributes[way.key])} ${way.leg}`, goods);
    move(at, "floor", goods);
  };

  return {
    note: ({ spans }) => spans.forEach(note),
    level(site, item, side, at) {
      const place = `${site.id} ${item.sku}`;
      const name = (of: Side): string => `${place} ${of}`;
      const own = moves.get(place) ?? [];
      // Nobody asks for days that are over.
      const old = own.filter((one) => one.at <= at - 2 * day);
      for (const one of old) bases.set(name(one.side), (bases.get(name(one.side)) ?? 0) + one.quantity);
      const kept = own.filter((one) => one.at > at - 2 * day);
      moves.set(place, kept);
      const gone = kept.filter((one) => one.side === side && one.at <= at);
      return item.usual * 4_000 + (bases.get(name(side)) ?? 0) + gone.reduce((sum, one) => sum + one.quantity, 0);
    },
  };
}

function linesIn({ attributes }: SpanPlan): readonly { readonly sku: string; readonly quantity: string }[] {
  const text = attributes["business.lines"];
  return typeof text === "string" ? (JSON.parse(text) as { sku: string; quantity: string }[]) : [];
}
