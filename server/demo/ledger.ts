import type { Customer, Site } from "./company.ts";
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

/** Where the ERP's own document of something at a building stands in the ledger: company, date and period. */
export function ledgerOf(site: Site, at: number): AttributeMap {
  const date = new Date(localOf(zone, at).dayNumber * day).toISOString().slice(0, 10);
  return { "ledger.entity": entities.get(site.id) ?? "US01", "ledger.date": date, "ledger.period": date.slice(0, 7) };
}
