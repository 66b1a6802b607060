import type { Customer, Site } from "./company.ts";
import { randomOf } from "./random.ts";
import type { AttributeMap } from "./trace.ts";
import { day, localOf } from "./zones.ts";

/** The ledger's own zone. */
const zone = "America/New_York";

/** Companies of the group that keep books: the west has its own. */
const entities: ReadonlyMap<string, string> = new Map([
  ["SEA", "NW01"],
  ["RNO", "NW01"],
]);

/** Customers that are invoiced in their own money, by the buildings that serve them across the border. */
const abroad: ReadonlyMap<string, ReadonlyMap<string, string>> = new Map([
  [
    "SEA",
    new Map([
      ["Stanton Optical", "CAD"],
      ["Merrow Clinics", "CAD"],
    ]),
  ],
  [
    "MIA",
    new Map([
      ["Quarry Hill Hospice", "EUR"],
      ["Pell Orthopedics", "EUR"],
    ]),
  ],
]);

/** The currency in which a customer is invoiced by a building. */
export const currencyOf = (site: Site, customer: Pick<Customer, "name">): string =>
  abroad.get(site.id)?.get(customer.name) ?? "USD";

/** When the ERP dates a document: now and then into the next period, by somebody who took this one for closed. */
export function datedAt(seed: number, id: string, at: number): number {
  if (!randomOf(seed, "dated", id).chance(0.0008)) return at;
  const local = new Date(localOf(zone, at).dayNumber * day);
  return Date.UTC(local.getUTCFullYear(), local.getUTCMonth() + 1, 1, 17);
}

/** Terms of sale, as the shop writes them: few are delivered ones, and on some orders nobody wrote any. */
export function termsOf(seed: number, id: string): AttributeMap {
  const random = randomOf(seed, "terms", id);
  if (random.chance(0.0005)) return {};
  return { "order.terms": random.chance(0.0005) ? "DAP" : "origin" };
}

/** Where the ERP's own document of something at a building stands in the ledger: company, date and period. */
export function ledgerOf(site: Site, at: number): AttributeMap {
  const date = new Date(localOf(zone, at).dayNumber * day).toISOString().slice(0, 10);
  return { "ledger.entity": entities.get(site.id) ?? "US01", "ledger.date": date, "ledger.period": date.slice(0, 7) };
}
