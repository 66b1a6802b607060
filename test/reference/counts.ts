/** What a building's day says of its stock: what the shop shows in the morning, and what both sides count at night. */
import type { Shelves, Side } from "./shelves.ts";
import { day, hour, items, minute, type Site, sites, type Teller } from "./wire.ts";

/** Tells of the stock of a day, once all that moves is known. */
export function countsOf(teller: Teller, shelves: Shelves) {
  const { between, chance, correct, one, tell } = teller;
  /** What was refused once is told in time and plainly from then on, so that what ends it is what comes next. */
  const refused = new Set<string>();
  return { published, counted };

  function isRefused(name: string): boolean {
    if (refused.has(name) || !chance(0.03)) return false;
    refused.add(name);
    return true;
  }

  function published(dawn: number): void {
    for (const home of sites)
      for (const item of items) {
        const times = chance(0.1) ? [] : chance(0.2) ? [9, 18] : [9];
        for (const at of times) {
          const shown = chance(0.5) ? one([4, 8, 12]) : 200;
          const says = {
            "warehouse.id": home.id,
            "item.id": item,
            "business.quantity": chance(0.03) ? "plenty" : String(shown),
            "business.uom": chance(0.04) ? "CS" : "EA",
          };
          const name = `${home.id}/${item} shown`;
          const failed = isRefused(name) ? { failed: "the shop is closed" } : {};
          const plain = refused.has(name);
          const told = tell("web-shop", "stock.published", dawn + at * hour + between(0, 240) * minute, says, {
            ...failed,
            ...(!plain && chance(0.1) ? { late: between(2, 50) * hour } : {}),
            ...(!plain && chance(0.02) ? { env: "qa" } : {}),
          });
          if (!plain && chance(0.05))
            correct(told, between(1, 40) * hour, { "business.quantity": String(between(2, 40)) });
        }
      }
  }

  /** A side begins to count an item in a building on one of the first days. */
  function counted(dawn: number, since: number): void {
    for (const [s, home] of sites.entries())
      for (const [i, item] of items.entries()) {
        const floor = since >= ([0, 2, 0][(s * 2 + i) % 3] ?? 0) * day;
        const ledger = since >= ([0, 1, 0, 2][(s + i) % 4] ?? 0) * day;
        if (floor && chance(0.12)) count("floor", home, item, dawn + between(15 * 60, 20 * 60) * minute);
        if (floor && chance(0.9)) count("floor", home, item, dawn + between(26 * 60, 28 * 60) * minute);
        // Of one item in one building the ledger knows nothing.
        const known = home.id !== "MIA" || item !== "72-001";
        if (known && ledger && chance(0.85))
          count("ledger", home, item, dawn + between(26 * 60, 29 * 60 + 30) * minute);
      }
  }

  function count(side: Side, home: Site, item: string, at: number): void {
    const slip = chance(0.08) ? between(-6, 7) : 0;
    const level = shelves.level(side, home.id, item, at);
    const unread = chance(0.03) ? one(["about 40", "12.12345", undefined]) : String(level + slip);
    const says = {
      "warehouse.id": home.id,
      "item.id": item,
      "business.quantity": unread,
      "business.uom": chance(0.03) ? "CS" : "EA",
    };
    const name = `${home.id}/${item} counted`;
    const failed = side === "floor" && isRefused(name) ? { failed: "the count is locked" } : {};
    const plain = refused.has(name);
    // The day as a clock of the building shows it.
    const isDate = !plain && chance(home.partner ? 0.2 : 0.03);
    const date = isDate ? { by: new Date(at - 8 * hour).toISOString().slice(0, 10) } : {};
    const told = tell(side === "ledger" ? "netsuite-bridge" : home.floor, "stock.counted", at, says, {
      ...failed,
      ...date,
      ...(!plain && chance(0.08) ? { late: between(2, chance(0.3) ? 260 : 60) * hour } : {}),
      ...(!plain && chance(0.02) ? { env: "qa" } : {}),
    });
    // Another file of the same day, which says so or otherwise.
    if (isDate && chance(0.3))
      tell(told.service, "stock.counted", at, { ...says, "business.quantity": String(level + one([0, 3])) }, date);
    if (!plain && slip !== 0 && chance(0.5))
      correct(told, between(1, 60) * hour, { "business.quantity": String(level) });
    // Whoever keeps no stock of this building may say what they like.
    if (chance(0.03))
      tell(one(["tms-adapter", "wms-atl"]), "stock.counted", at + day / 48, { ...says, "warehouse.id": "EWR" });
  }
}
