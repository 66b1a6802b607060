import { type BusinessObject, buildingsOf, type Ref } from "../../domain/index.ts";
import { compareTexts } from "../../ports/canonical.ts";
import { cursorText, readCursor } from "../../ports/cursor.ts";
import type { Happened, Scope, Views, While } from "../../ports/index.ts";
import type { Handle } from "./database.ts";
import { factIn } from "./packed-facts.ts";

/** Facts as they are found by time. */
type Row = readonly [identity: string, standsOn: string, at: number, nanos: number, doc: string];

/** What happened in a while, and to what; to be called within one state of the file. */
export function happenedViews(
  db: Handle,
  object: (scope: Scope, ref: Ref) => BusinessObject | undefined,
): {
  happened(scope: Scope, within: While, limit: number, cursor: string | null): Awaited<ReturnType<Views["happened"]>>;
  touched(scope: Scope, within: While, refs: readonly Ref[]): readonly Ref[];
} {
  const read = db
    .prepare(
      `SELECT identity, stands_on, counted_at, counted_nanos, doc FROM facts INDEXED BY facts_counted
       WHERE (counted_at, counted_nanos, identity) > (?, ?, ?) AND counted_at < ?
       ORDER BY counted_at, counted_nanos, identity LIMIT ?`,
    )
    .raw();
  const first = db
    .prepare(
      `SELECT identity FROM timelines WHERE ref = ? AND occurred_at >= ? AND occurred_at < ?
       ORDER BY occurred_at, occurred_nanos, identity LIMIT 1`,
    )
    .pluck();
  const concerned = (scope: Scope, { warehouse }: While, ref: Ref): boolean => {
    const found = object(scope, ref);
    return found?.environment === "" && (warehouse === null || buildingsOf(found).includes(warehouse));
  };
  return {
    happened(scope, within, limit, cursor) {
      const { from, to } = within;
      const after = readCursor(cursor, "nns") ?? [from, -1, ""];
      const rows = read.all(...after, to, limit + 1) as readonly Row[];
      const page = rows.slice(0, limit);
      const seen = new Map<Ref, boolean>();
      const isConcerned = (ref: Ref): boolean => {
        const known = seen.get(ref) ?? concerned(scope, within, ref);
        seen.set(ref, known);
        return known;
      };
      const items = page.flatMap(([identity, standsOn, , , doc]): readonly Happened[] => {
        const refs = (JSON.parse(standsOn) as readonly Ref[]).filter(isConcerned).sort(compareTexts);
        if (refs.length === 0) return [];
        const on = refs.map((ref) => ({ ref, first: first.get(ref, from, to) === identity }));
        return [{ fact: factIn(doc), on }];
      });
      const last = page.at(-1);
      const more = last !== undefined && rows.length > limit;
      return { items, nextCursor: more ? cursorText([last[2], last[3], last[0]]) : null };
    },
    touched: (scope, within, refs) =>
      [...new Set(refs)]
        .filter((ref) => first.get(ref, within.from, within.to) !== undefined && concerned(scope, within, ref))
        .sort(compareTexts),
  };
}
