import type { Site } from "../../server/demo/company.ts";
import { localOf } from "../../server/demo/zones.ts";
import type { Fact } from "./facts.ts";

/** Said to be billed to nobody: a sample, or a replacement. */
export const isUnbilled = (terms: unknown): boolean => terms === "sample" || terms === "warranty";

/** What a building's day has in each of its parts: orders out, and what came in. */
export type DayCount = Readonly<Record<(typeof parts)[number], number>>;

export const parts = [
  "released",
  "carried",
  "shipped",
  "floor",
  "loaded",
  "hold credit",
  "hold customer",
  "cancelled",
  "in ERP",
  "billed",
  "not billable",
  "bill waits",
  "receipts received",
  "receipts at the door",
  "put away",
  "receipts in ERP",
  "transfers received",
  "transfers on the road",
  "transfers in ERP",
  "returns received",
  "returns on the way",
  "dispositioned",
  "credited",
] as const;

/** Counts a building's day as it stands at the end of the facts; the plainest reading, apart from any code of the server. */
export function countDay(facts: readonly Fact[], site: Site, now: number): DayCount {
  const today = localOf(site.zone, now).dayNumber;
  const isToday = (at: number): boolean => localOf(site.zone, at).dayNumber === today;
  const first = (kind: string, type: string, system: (fact: Fact) => boolean = () => true): Map<string, Fact> => {
    const found = new Map<string, Fact>();
    for (const fact of facts) {
      const id = fact.keys.get(kind);
      if (fact.ok && fact.type === type && id !== undefined && system(fact) && !found.has(id)) found.set(id, fact);
    }
    return found;
  };
  const here = (map: Map<string, Fact>): [string, Fact][] => [...map].filter(([, fact]) => fact.warehouse === site.id);
  const isErp = (fact: Fact): boolean => fact.service === "netsuite-bridge";

  const cancelled = first("order", "order.cancelled");
  const shipped = first("order", "shipment.confirmed");
  const held = first("order", "order.held");
  const freed = first("order", "order.freed");
  const loaded = first("order", "shipment.loaded");
  const released = here(first("order", "order.released"));
  const open = released.filter(([id, fact]) => {
    const ended = (shipped.get(id) ?? cancelled.get(id))?.at;
    return isToday(fact.at) || ended === undefined || isToday(ended);
  });
  const stands = (id: string): string => {
    if (cancelled.has(id)) return "cancelled";
    if (shipped.has(id)) return "shipped";
    if (held.has(id) && !freed.has(id)) return `hold ${held.get(id)?.attributes["hold.reason"]}`;
    return "floor";
  };
  const at = (place: string): number => open.filter(([id]) => stands(id) === place).length;
  const left = open
    .filter(([id]) => stands(id) === "shipped")
    .map(([id]) => shipped.get(id)?.keys.get("shipment") ?? "");
  const posted = first("shipment", "shipment.posted");
  const billed = first("shipment", "invoice.posted");
  const inErp = left.filter((id) => posted.has(id));
  const free = new Set(
    [...shipped.values()]
      .filter((fact) => isUnbilled(fact.attributes["order.billing"]))
      .map((fact) => fact.keys.get("shipment")),
  );

  const arrived = here(first("receipt", "receipt.arrived")).map(([id]) => id);
  const counted = first("receipt", "receipt.confirmed");
  const sent = new Set(
    [...first("transfer", "transfer.requested").values()]
      .filter((fact) => fact.attributes["transfer.destination"] === site.id)
      .map((fact) => fact.keys.get("transfer")),
  );
  const came = first("transfer", "transfer.received", (fact) => !isErp(fact));
  const booked = first("transfer", "transfer.received", isErp);
  const transfers = [...first("transfer", "transfer.shipped").keys()].filter((id) => sent.has(id));
  const authorized = here(first("return", "return.authorized")).map(([id]) => id);
  const back = first("return", "return.received");
  const among = (ids: readonly string[], map: Map<string, Fact>): number => ids.filter((id) => map.has(id)).length;
  return {
    released: open.filter(([, fact]) => isToday(fact.at)).length,
    carried: open.filter(([, fact]) => !isToday(fact.at)).length,
    shipped: at("shipped"),
    floor: at("floor"),
    loaded: open.filter(([id]) => stands(id) === "floor" && loaded.has(id)).length,
    "hold credit": at("hold credit"),
    "hold customer": at("hold customer"),
    cancelled: at("cancelled"),
    "in ERP": inErp.length,
    billed: among(inErp, billed),
    "not billable": inErp.filter((id) => free.has(id)).length,
    "bill waits": inErp.filter((id) => !free.has(id) && !billed.has(id)).length,
    "receipts received": among(arrived, counted),
    "receipts at the door": arrived.length - among(arrived, counted),
    "put away": among(arrived, first("receipt", "receipt.put-away")),
    "receipts in ERP": among(arrived, first("receipt", "receipt.posted")),
    "transfers received": among(transfers, came),
    "transfers on the road": transfers.length - among(transfers, came),
    "transfers in ERP": among(transfers, booked),
    "returns received": among(authorized, back),
    "returns on the way": authorized.length - among(authorized, back),
    dispositioned: among(authorized, first("return", "return.dispositioned")),
    credited: among(authorized, first("return", "credit.posted")),
  };
}
