import {
  countInbound,
  countOrders,
  firstFrom,
  type InboundPlace,
  type Instant,
  type Network,
} from "../domain/index.ts";
import type { Scope } from "../ports/index.ts";
import { type InboundCount, receiptParts, returnParts, type TallyRow, transferParts } from "../wire/index.ts";
import type { FilterFault } from "./exception-filter.ts";
import { byId, type FeedDeps, onceASecond, type RecomputedFeed } from "./feed.ts";
import { isoOrNull } from "./formats.ts";
import type { PageAsked } from "./tally-book.ts";
import type { TallyPage } from "./tally-page.ts";
import type { InboundRead } from "./tally-read.ts";

/** One line of the tally. Pure; every part is counted from the documents, and so is the total. */
export function toTallyRow(page: TallyPage, network: Pick<Network, "warehouses">): TallyRow {
  const { warehouse, day, at, floor } = page;
  const config = network.warehouses.get(warehouse);
  const counted = countOrders(placesOf(page.orders));
  const { shipped, billed, ...orders } = counted;
  const trucks = config?.departures ?? [];
  return {
    id: warehouse,
    warehouse,
    name: config?.name ?? warehouse,
    zone: config?.timezone ?? "UTC",
    day: day.text,
    orders,
    shipped,
    billed,
    receipts: inboundOf("receipt", receiptParts, page.receipts),
    transfers: inboundOf("transfer", transferParts, page.transfers),
    returns: inboundOf("return", returnParts, page.returns),
    wmsJudged: floor.judged,
    silent:
      floor.silence === null ? null : { system: floor.silence.system, lastSeenAt: isoOrNull(floor.silence.lastSeenAt) },
    departuresLeft: Math.max(0, firstFrom(trucks, Math.min(at + 1, day.end)) - firstFrom(trucks, day.start)),
  };
}

function placesOf<T>(reads: ReadonlyMap<string, { readonly place: T }>): ReadonlyMap<string, T> {
  return new Map([...reads].map(([ref, { place }]) => [ref, place]));
}

function inboundOf<P extends string>(
  kind: InboundRead["kind"],
  words: readonly P[],
  reads: ReadonlyMap<string, InboundRead>,
): InboundCount<P> {
  // Places of a kind have the parts of that kind alone.
  const { total, parts, follows } = countInbound(kind, words, placesOf(reads) as ReadonlyMap<string, InboundPlace<P>>);
  // biome-ignore lint/suspicious/noThenProperty: the wire's name for the steps that follow; nobody awaits a count
  return { total, parts, then: follows };
}

/** Buildings in scope that a filter asks for; all of the network without one. */
export function warehousesAsked(network: Pick<Network, "warehouses">, scope: Scope, asked: string | null) {
  const all = [...network.warehouses.keys()].filter((id) => scope.warehouses?.includes(id) !== false);
  return asked === null ? all : all.filter((id) => id === asked);
}

/** What is wrong with `day` and `at`, which cannot be told from their building. */
export function dayFaults(filter: ReadonlyMap<string, string>): readonly FilterFault[] {
  const day = filter.get("day");
  const at = filter.get("at");
  const faults: FilterFault[] = [];
  if (day !== undefined && !/^\d{4}-\d{2}-\d{2}$/.test(day))
    faults.push({ path: "day", message: "must be a date, as 2026-11-19" });
  if (at !== undefined && instantOf(at) === null)
    faults.push({ path: "at", message: "must be an instant, as 2026-11-19T19:32:00.000Z" });
  return faults;
}

/** An instant as ISO 8601 UTC; null for anything else. */
export function instantOf(text: string): Instant | null {
  const at = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?Z$/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(at) ? null : at;
}

const askedBy = (warehouse: string, filter: ReadonlyMap<string, string>): PageAsked => {
  const at = filter.get("at");
  return { warehouse, day: filter.get("day") ?? null, at: at === undefined ? null : instantOf(at) };
};

/** The pages that a filter asks for, of buildings in scope by id; one whose zone leaves out the day has none. */
export async function pagesAsked(
  deps: Pick<FeedDeps, "book" | "network">,
  scope: Scope,
  filter: ReadonlyMap<string, string>,
): Promise<readonly TallyPage[]> {
  const pages: TallyPage[] = [];
  for (const warehouse of warehousesAsked(deps.network(), scope, filter.get("warehouse") ?? null)) {
    const page = await deps.book.page(scope, askedBy(warehouse, filter));
    if (page !== null) pages.push(page);
  }
  return pages;
}

/** The day's count, one row a building. As of now it is kept and moves with each commit; as it stood, it stays. */
export const tallyFeed: RecomputedFeed = {
  name: "tally",
  filterNames: ["warehouse", "day", "at"],
  faults: dayFaults,
  touchedBy: (change, _rows, filter) => !filter.has("at") && moving.has(change.kind),
  spacing: onceASecond,
  // Silence, the day in a zone and trucks that leave come by time alone.
  aged: (last, now, filter) => !filter.has("at") && now - last >= 5_000,
  prepare: async (deps, scope, filter) => void (await pagesAsked(deps, scope, filter)),
  async rows(deps, scope, filter) {
    const network = deps.network();
    const pages = await pagesAsked(deps, scope, filter);
    return pages.map((page) => toTallyRow(page, network)).sort(byId);
  },
};

/** Kinds of changes by which a document of a day can move. */
export const moving: ReadonlySet<string> = new Set(["object", "object-gone", "exception", "source"]);
