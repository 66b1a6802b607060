import type { OpsException } from "../../domain/index.ts";
import { cursorText, readCursor } from "../../ports/cursor.ts";
import type { Scope, Views } from "../../ports/index.ts";
import { byFallback, mostNotMine, notMineAt } from "../../ports/not-mine.ts";
import type { Tables } from "./rows.ts";

/** What is asked of routing and of hand-overs. */
export function deskViews(
  tables: Tables,
  sees: (scope: Scope, exception: OpsException) => boolean,
): Pick<Views, "past" | "coverage" | "notMine" | "handOvers"> {
  const within = (scope: Scope, window: { readonly from: number; readonly to: number }): OpsException[] =>
    [...tables.exceptions.values()]
      .filter((one) => !one.watch && one.openedAt >= window.from && one.openedAt < window.to && sees(scope, one))
      .sort((a, b) => a.openedAt - b.openedAt || a.number - b.number);
  return {
    async past(scope, window, limit, cursor) {
      const [at, number] = readCursor(cursor, "nn") ?? [Number.NEGATIVE_INFINITY, 0];
      const rest = within(scope, window).filter(
        (one) => one.openedAt > Number(at) || (one.openedAt === at && one.number > Number(number)),
      );
      const items = rest.slice(0, limit);
      const last = items.at(-1);
      const more = last !== undefined && rest.length > limit;
      return { items, nextCursor: more ? cursorText([last.openedAt, last.number]) : null };
    },
    async coverage(scope, window) {
      const found = within(scope, window);
      return { total: found.length, byFallback: found.filter(byFallback).length };
    },
    notMine: async (scope, since) =>
      [...tables.exceptions.values()]
        .filter((one) => (notMineAt(one) ?? Number.NEGATIVE_INFINITY) >= since && sees(scope, one))
        .sort((a, b) => a.number - b.number)
        .slice(-mostNotMine),
    handOvers: async (scope, limit) =>
      [...tables.handOvers.values()]
        .filter(({ exceptions }) =>
          exceptions.some((number) => {
            const one = tables.exceptions.get(number);
            return one !== undefined && sees(scope, one);
          }),
        )
        .sort((a, b) => b.number - a.number)
        .slice(0, limit),
  };
}
