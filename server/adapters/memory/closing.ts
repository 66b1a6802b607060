import { closingKey, datingSince } from "../../domain/index.ts";
import { compareTexts } from "../../ports/canonical.ts";
import { cursorText, readCursor } from "../../ports/cursor.ts";
import type { Views } from "../../ports/index.ts";
import { pledgesSince } from "../../ports/pledges.ts";
import type { Tables } from "./rows.ts";

/** Reads how closings stand, what is under a wrong date, by ref, and what was promised. */
export const closingViews = (tables: Tables): Pick<Views, "closing" | "datings" | "pledges" | "statements"> => ({
  pledges: async ({ warehouses }, closedSince) =>
    warehouses === null ? pledgesSince(tables.pledges.values(), closedSince) : [],
  closing: async ({ warehouses }, period, entity) =>
    warehouses === null ? tables.closings.get(closingKey({ period, entity })) : undefined,
  statements: async (scope, side, limit) =>
    scope.warehouses === null
      ? [...tables.statements.values()]
          .filter((one) => one.side === side)
          .sort((a, b) => b.keptAt - a.keptAt || compareTexts(b.id, a.id))
          .slice(0, limit)
      : [],
  async datings({ warehouses }, since, limit, cursor) {
    const found = [...tables.datings.values()].filter(
      (one) =>
        datingSince(one) >= since &&
        (warehouses === null || (one.warehouse !== null && warehouses.includes(one.warehouse))),
    );
    const [after] = readCursor(cursor, "s") ?? [""];
    const rest = found
      .sort((a, b) => compareTexts(a.ref, b.ref))
      .filter(({ ref }) => compareTexts(ref, String(after)) > 0);
    const items = rest.slice(0, limit);
    const last = items.at(-1);
    const more = last !== undefined && rest.length > limit;
    return { items, total: found.length, nextCursor: more ? cursorText([last.ref]) : null };
  },
});
