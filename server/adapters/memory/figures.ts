import { type Contribution, cellsOf, hasCome, type Instant, isDayOf, livesKnown, rollUp } from "../../domain/index.ts";
import { compareTexts } from "../../ports/canonical.ts";
import { cursorText, readCursor } from "../../ports/cursor.ts";
import { type CountedFigure, dayAmong, type FiguresWithin } from "../../ports/figures.ts";
import type { Scope, Views } from "../../ports/index.ts";
import { heldTotal } from "../../ports/worth.ts";
import type { Tables } from "./rows.ts";

/** The figures of a store in memory: cells are the plain fold of what is known. */
export function figureViews(
  tables: Tables,
): Pick<Views, "figureCells" | "figureWaiting" | "figureWaits" | "figureCounted" | "figureHeld"> {
  const known = (scope: Scope, knownAt: Instant | null): readonly Contribution[] =>
    [...tables.figures.values()]
      .flatMap((own) => [...own.values()].flatMap(({ versions }) => livesKnown(versions, knownAt)))
      .filter(({ warehouse }) => scope.warehouses === null || scope.warehouses.includes(warehouse ?? ""));
  const counted = (scope: Scope, { figures, period, at, knownAt }: Omit<FiguresWithin, "by">) =>
    known(scope, knownAt).filter((one) => figures.includes(one.figure) && hasCome(one, at) && isDayOf(one.day, period));
  const madeOf = (scope: Scope, { figure, warehouse, without = [], ...of }: CountedFigure) =>
    counted(scope, { ...of, figures: [figure] }).filter(
      (one) => (warehouse === null || one.warehouse === warehouse) && !without.includes(one.warehouse ?? ""),
    );
  return {
    async figureCells(scope, within) {
      const cells = cellsOf(counted(scope, within));
      return rollUp(
        cells.map((cell) => ({ ...cell, day: dayAmong(within.asOne ?? [], cell) })),
        within.by,
      );
    },
    figureWaiting: async (scope, of) =>
      known(scope, null)
        .filter(
          ({ figure, warehouse, at }) =>
            at === null && of.some((one) => one.figure === figure && one.warehouse === warehouse),
        )
        .sort((a, b) => compareTexts(a.figure, b.figure) || compareTexts(a.ref, b.ref)),
    async figureWaits(scope, figures, by) {
      const waits = known(scope, null).filter(
        ({ figure, from, at }) => at === null && from <= by && figures.includes(figure),
      );
      const pairs = new Map(
        waits.map(({ figure, warehouse }) => [`${figure} ${warehouse ?? ""}`, { figure, warehouse }]),
      );
      return [...pairs].sort(([a], [b]) => compareTexts(a, b)).map(([, pair]) => pair);
    },
    async figureHeld(scope, of) {
      const refs = new Set(madeOf(scope, of).flatMap(({ ref, numerator }) => (numerator > 0 ? [ref] : [])));
      const naming = [...tables.exceptions.values()].map(({ number, held }) => {
        const own = held.filter(({ ref }) => refs.has(ref));
        return { number, held: own };
      });
      const total = heldTotal(naming);
      return { ...total, objects: refs.size, unknown: total.unknown + refs.size - total.objects };
    },
    async figureCounted(scope, of, limit, cursor) {
      const found = madeOf(scope, of).sort((a, b) => a.day - b.day || compareTexts(a.ref, b.ref));
      const [day, ref] = readCursor(cursor, "ns") ?? [Number.MIN_SAFE_INTEGER, ""];
      const rest = found.filter((one) => one.day > Number(day) || (one.day === day && one.ref > String(ref)));
      const items = rest.slice(0, limit);
      const last = items.at(-1);
      const nextCursor = last !== undefined && rest.length > limit ? cursorText([last.day, last.ref]) : null;
      return { items, total: found.length, nextCursor };
    },
  };
}
