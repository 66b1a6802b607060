import { type BusinessObject, buildingsOf, type CanonicalEvent, type Ref } from "../../domain/index.ts";
import { compareTexts } from "../../ports/canonical.ts";
import { cursorText, readCursor } from "../../ports/cursor.ts";
import type { Happened, Scope, Views, While } from "../../ports/index.ts";
import { compareFacts } from "../../ports/overlay.ts";
import { type Tables, timelineOf } from "./rows.ts";

/** What happened in a while, and to what. */
export function happenedViews(
  tables: Tables,
  object: (scope: Scope, ref: Ref) => BusinessObject | undefined,
): Pick<Views, "happened" | "touched"> {
  const concerned = (scope: Scope, { warehouse }: While, ref: Ref): boolean => {
    const found = object(scope, ref);
    return found?.environment === "" && (warehouse === null || buildingsOf(found).includes(warehouse));
  };
  const isIn = ({ from, to }: While, { occurredAt }: CanonicalEvent): boolean => occurredAt >= from && occurredAt < to;
  const first = (within: While, ref: Ref): CanonicalEvent | undefined =>
    timelineOf(tables, ref).find((fact) => isIn(within, fact));
  return {
    async happened(scope, within, limit, cursor) {
      const found = [...tables.facts.values()]
        .filter(({ fact }) => fact.environment === "" && isIn(within, fact))
        .sort((a, b) => compareFacts(a.fact, b.fact));
      const after = readCursor(cursor, "nns");
      const start = after === null ? 0 : found.findIndex(({ fact }) => fact.identity === after[2]) + 1;
      const page = found.slice(start, start + limit);
      const items = page.flatMap(({ fact, on }): readonly Happened[] => {
        const refs = on.filter((ref) => concerned(scope, within, ref)).sort(compareTexts);
        if (refs.length === 0) return [];
        return [{ fact, on: refs.map((ref) => ({ ref, first: first(within, ref) === fact })) }];
      });
      const last = page.at(-1)?.fact;
      const more = last !== undefined && start + limit < found.length;
      return { items, nextCursor: more ? cursorText([last.occurredAt, last.occurredNanos, last.identity]) : null };
    },
    touched: async (scope, within, refs) =>
      [...new Set(refs)]
        .filter((ref) => first(within, ref) !== undefined && concerned(scope, within, ref))
        .sort(compareTexts),
  };
}
